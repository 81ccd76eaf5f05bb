//! A line between the program and a server that can be cut and mended, as a cable is.

use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Forwards every connection to a server while it is whole. Cut, it takes none and ends
/// those that were open.
#[derive(Debug)]
pub struct Wire {
    address: String,
    server: String,
    open: Arc<Mutex<Vec<JoinHandle<()>>>>,
    door: Option<JoinHandle<()>>,
}

impl Wire {
    /// A whole line to `host:port`.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let address = listener.local_addr().expect("it is bound").to_string();
        let mut wire = Self {
            address,
            server: server.to_owned(),
            open: Arc::default(),
            door: None,
        };
        wire.lead(listener);
        wire
    }

    /// `host:port` of the near end.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Nobody gets through, nor stays connected.
    pub async fn cut(&mut self) {
        if let Some(door) = self.door.take() {
            door.abort();
            // The port is free only when its task has ended.
            drop(door.await);
        }
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for connection in open.drain(..) {
            connection.abort();
        }
    }

    /// Whole again, on the same port.
    ///
    /// # Panics
    /// When somebody else took the port meanwhile.
    pub async fn mend(&mut self) {
        let listener = TcpListener::bind(&self.address)
            .await
            .expect("the port is still ours");
        self.lead(listener);
    }

    fn lead(&mut self, listener: TcpListener) {
        let (server, open) = (self.server.clone(), Arc::clone(&self.open));
        self.door = Some(tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let server = server.clone();
                let connection = tokio::spawn(async move { drop(join(near, &server).await) });
                let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
                open.retain(|one| !one.is_finished());
                open.push(connection);
            }
        }));
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for task in open.iter().chain(&self.door) {
            task.abort();
        }
    }
}

async fn join(mut near: TcpStream, server: &str) -> std::io::Result<()> {
    let mut far = TcpStream::connect(server).await?;
    tokio::io::copy_bidirectional(&mut near, &mut far).await?;
    Ok(())
}
