//! Backup and restore of the embedded default: database, media and keys in one folder.

use std::fs;
use std::path::Path;

use kernel::DataFolder;

use crate::Words;
use crate::open::{addresses, house};
use crate::settings::Settings;

/// Writes a consistent copy into a folder that must not exist yet.
///
/// # Errors
/// In words; on PostgreSQL its own tools make the backup.
pub async fn backup(settings: Settings, target: &Path) -> Result<(), Words> {
    if target.exists() {
        return Err(format!("{} is there already; name a new folder", target.display()).into());
    }
    let house = house(&settings, addresses(&settings)).await?;
    fs::create_dir_all(target)?;
    house.database.copy_to(&target.join("herald.db")).await?;
    copy_folder(&house.folder.media(), &target.join("media"))?;
    copy_folder(&house.folder.keys(), &target.join("keys"))?;
    house.database.close().await;
    println!(
        "backed up to {}; keep it as safe as the centre itself, it holds the keys",
        target.display()
    );
    Ok(())
}

/// Puts a backup in the place of a data folder that is empty or missing.
///
/// # Errors
/// In words.
pub fn restore(settings: &Settings, from: &Path) -> Result<(), Words> {
    if !from.join("herald.db").is_file() {
        return Err(format!(
            "{} is not a backup of Herald: herald.db is missing",
            from.display()
        )
        .into());
    }
    if settings.data.join("herald.db").exists() {
        return Err(format!(
            "{} holds data already; move it away first",
            settings.data.display()
        )
        .into());
    }
    let folder = DataFolder::open(&settings.data)?;
    copy_folder(&from.join("media"), &folder.media())?;
    copy_folder(&from.join("keys"), &folder.keys())?;
    fs::copy(from.join("herald.db"), folder.database_file())?;
    println!(
        "restored into {}; `herald ledger verify` proves the record",
        settings.data.display()
    );
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Words> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
