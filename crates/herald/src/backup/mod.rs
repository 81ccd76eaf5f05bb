//! Backup and restore: database, media and keys in one tar file.
//!
//! The database is copied first. Keys never change and media are only added while it is
//! in use, so what follows in the file is never less than the database speaks of.

mod archive;
mod database;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use kernel::DataFolder;

use crate::Words;
use crate::settings::Settings;

/// Writes a consistent backup to a file that must not exist yet, or to standard output
/// for `-`. Another Herald may be serving the folder meanwhile.
///
/// # Errors
/// In words; nothing is left at `target` then.
pub async fn backup(settings: Settings, target: &Path) -> Result<(), Words> {
    let (folder, _) = DataFolder::open_or_look(&settings.data)?;
    if target == Path::new("-") {
        return pack(&settings, &folder, io::stdout().lock()).await;
    }
    if target.exists() {
        return Err(format!("{} is there already; name a new file", target.display()).into());
    }
    let mut part = target.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let file = private(&part)?;
    if let Err(error) = pack(&settings, &folder, &file).await {
        drop(fs::remove_file(&part));
        return Err(error);
    }
    file.sync_all()?;
    fs::rename(&part, target)?;
    println!(
        "backed up to {}; keep it as safe as the centre itself, it holds the keys",
        target.display()
    );
    Ok(())
}

async fn pack(settings: &Settings, folder: &DataFolder, out: impl Write) -> Result<(), Words> {
    let scratch = Scratch::new(folder.root(), "backup")?;
    let copy = database::copy(settings, folder, &scratch.0).await?;
    let mut archive = archive::Writer::new(out);
    archive.file(copy.name, &copy.file)?;
    archive.folder("keys", &folder.keys())?;
    archive.folder("media", &folder.media())?;
    archive.end()?;
    Ok(())
}

/// Puts a backup in the place of a data folder that is empty or missing; on PostgreSQL
/// the database must be empty too. Nothing is put in place before the whole file has
/// been read and its sums hold.
///
/// # Errors
/// In words.
pub async fn restore(settings: &Settings, from: &Path) -> Result<(), Words> {
    let filled = |name| has_files(&settings.data.join(name));
    if settings.data.join("herald.db").exists() || filled("keys") || filled("media") {
        return Err(format!(
            "{} holds data already; move it away first",
            settings.data.display()
        )
        .into());
    }
    let input: Box<dyn Read> = if from == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(from).map_err(|e| format!("{} cannot be read: {e}", from.display()))?)
    };
    let folder = DataFolder::open(&settings.data)?;
    let scratch = Scratch::new(folder.root(), "restore")?;
    archive::unpack(input, &scratch.0)
        .map_err(|e| format!("{} is not a whole backup of Herald: {e}", from.display()))?;
    database::put_back(settings, &folder, &scratch.0).await?;
    for (name, place) in [("keys", folder.keys()), ("media", folder.media())] {
        let unpacked = scratch.0.join(name);
        if unpacked.exists() {
            fs::remove_dir(&place)?;
            fs::rename(unpacked, place)?;
        }
    }
    println!(
        "restored into {}; `herald ledger verify` proves the record",
        settings.data.display()
    );
    Ok(())
}

fn has_files(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

/// A new file that only its owner may read.
fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
}

/// A folder beside the data, so that moving into place is a rename; it goes with the
/// value.
struct Scratch(PathBuf);

impl Scratch {
    fn new(root: &Path, purpose: &str) -> io::Result<Self> {
        let path = root.join(format!(".{purpose}-{}", std::process::id()));
        fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
