//! Serving: two listeners, two origins, and the background work; everything stops
//! together and finishes what it has in hand.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use desk::Addresses;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::open::{House, house};
use crate::settings::Settings;
use crate::{Words, watch as watching};

/// How long requests in hand may take after the signal to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Serves until told to stop.
///
/// # Errors
/// In words: an address is taken, the house cannot be opened.
pub async fn serve(settings: Settings) -> Result<(), Words> {
    // Heard from here on: nobody who sees an answer can stop it in the rough way.
    let stopping = Stopping::heard()?;
    let desk_listener = listen(&settings.listen, "--listen").await?;
    let site_listener = listen(&settings.site_listen, "--site-listen").await?;
    let at = |listener: &TcpListener| listener.local_addr().map(|a| format!("http://{a}"));
    let addresses = Addresses {
        desk: settings
            .desk_address
            .clone()
            .map_or_else(|| at(&desk_listener), Ok)?,
        site: settings
            .site_address
            .clone()
            .map_or_else(|| at(&site_listener), Ok)?,
    };
    let house = house(&settings, addresses.clone()).await?;
    let (stop, stopped) = watch::channel(false);
    let workers = house.app.desk().runner().start(stopped.clone()).await?;
    let desk = frame::desk_router(
        &house.app,
        watching::routes(settings.metrics_token.clone()).merge(api::router()),
    );
    let site = frame::site_router(&house.app);
    let desk = tokio::spawn(answer(desk_listener, desk, stopped.clone()));
    let site = tokio::spawn(answer(site_listener, site, stopped));
    tokio::task::spawn_blocking(|| compliance::RuleSet::builtin().warm_up());
    println!("desk {}", addresses.desk);
    println!("site {}", addresses.site);
    stopping.told().await;
    tracing::info!("stopping: requests and jobs in hand are finished first");
    stop.send_replace(true);
    let all = async {
        drop(tokio::join!(desk, site));
        workers.join_all().await;
    };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        tracing::warn!(
            "some work took longer than {} seconds and goes on at the next start",
            GRACE.as_secs()
        );
    }
    close(house).await;
    Ok(())
}

async fn close(house: House) {
    house.database.close().await;
    drop(house.folder);
}

async fn listen(address: &str, option: &str) -> Result<TcpListener, Words> {
    TcpListener::bind(address).await.map_err(|e| {
        format!("{address} cannot be listened on: {e}; choose another address with {option}").into()
    })
}

async fn answer(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let until = async move { drop(stopped.wait_for(|s| *s).await) };
    if let Err(error) = axum::serve(listener, service)
        .with_graceful_shutdown(until)
        .await
    {
        tracing::error!(%error, "a listener ended");
    }
}

/// The two signals that ask for a graceful stop.
struct Stopping {
    terminate: Signal,
    interrupt: Signal,
}

impl Stopping {
    fn heard() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn told(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
