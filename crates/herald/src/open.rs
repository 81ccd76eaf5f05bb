//! Opening the house: data folder, keys, database, tables, features.

use std::sync::Arc;

use channels::SmtpDefaults;
use desk::{Addresses, Parts};
use files::blobs::Blobs;
use frame::App;
use kernel::database::migrate;
use kernel::{Clock, DataFolder, Database, Keys};
use people::Entrance;

use crate::settings::Settings;
use crate::{Words, features};

/// A house that is open. While it is, no other Herald can use its data folder.
pub struct House {
    pub app: App,
    pub folder: DataFolder,
    pub database: Database,
}

/// Opens the house; `addresses` say where people reach it.
///
/// # Errors
/// In words: the folder is in use, a key is damaged, the database does not answer.
pub async fn house(settings: &Settings, addresses: Addresses) -> Result<House, Words> {
    enter(settings, addresses, DataFolder::open(&settings.data)?, true).await
}

/// Opens the house for a command that only reads, also while another Herald serves it;
/// that one has brought the tables up to date.
///
/// # Errors
/// In words: a key is damaged, the database does not answer.
pub async fn house_to_read(settings: &Settings) -> Result<House, Words> {
    let (folder, alone) = DataFolder::open_or_look(&settings.data)?;
    enter(settings, addresses(settings), folder, alone).await
}

async fn enter(
    settings: &Settings,
    addresses: Addresses,
    folder: DataFolder,
    alone: bool,
) -> Result<House, Words> {
    let keys = Keys::open(&folder.keys())?;
    let database = match &settings.database {
        Some(address) => Database::open_postgres(address).await.map_err(|e| {
            format!("PostgreSQL does not answer: {e}; check --database and that the server runs")
        })?,
        None => Database::open_sqlite(&folder.database_file()).await?,
    };
    let features = features::all();
    let sentences: Vec<(&str, &str)> = features
        .iter()
        .filter_map(|f| f.sentences)
        .chain([FRAME])
        .collect();
    ui::i18n::install(&sentences).map_err(|faults| faults.join("\n"))?;
    if alone {
        migrate(&database, &App::migrations(&features), Clock::Machine.now()).await?;
    }
    let parts = Parts::default()
        .with(addresses)
        .with(Blobs::open(folder.media())?)
        .with(SmtpDefaults(settings.smtp.clone()));
    let app = App::new(
        database.clone(),
        Clock::Machine,
        keys,
        parts,
        features,
        Arc::new(Entrance),
    );
    Ok(House {
        app,
        folder,
        database,
    })
}

/// The sentences of the frame itself.
const FRAME: (&str, &str) = frame::SENTENCES;

/// Addresses for commands that serve nothing.
#[must_use]
pub fn addresses(settings: &Settings) -> Addresses {
    Addresses {
        desk: settings
            .desk_address
            .clone()
            .unwrap_or_else(|| format!("http://{}", settings.listen)),
        site: settings
            .site_address
            .clone()
            .unwrap_or_else(|| format!("http://{}", settings.site_listen)),
    }
}
