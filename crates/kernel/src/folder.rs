//! The data folder: one program at a time, and named places inside it.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

/// The folder that holds everything Herald keeps on disk. While the value lives,
/// no other Herald can open the same folder.
#[derive(Debug)]
pub struct DataFolder {
    root: PathBuf,
    /// Held for as long as the folder is; none beside the Herald that holds it.
    _lock: Option<File>,
}

/// Why the data folder could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error(
        "the data folder {0} is in use by another Herald (process {1}); stop it first or choose another folder with --data"
    )]
    InUse(PathBuf, String),
    #[error("the data folder {0} cannot be used: {1}; check that it exists and may be written to")]
    Io(PathBuf, std::io::Error),
}

impl DataFolder {
    /// Makes the folder if it is missing and takes it for this process.
    ///
    /// # Errors
    /// [`FolderError::InUse`] when another Herald holds it, [`FolderError::Io`] otherwise.
    pub fn open(root: &Path) -> Result<Self, FolderError> {
        let io = |e| FolderError::Io(root.to_owned(), e);
        fs::create_dir_all(root.join("keys")).map_err(io)?;
        fs::create_dir_all(root.join("media")).map_err(io)?;
        let path = root.join("herald.lock");
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(io)?;
        if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
            let owner = fs::read_to_string(&path).unwrap_or_default();
            return Err(FolderError::InUse(root.to_owned(), owner.trim().to_owned()));
        }
        lock.set_len(0).map_err(io)?;
        writeln!(lock, "{}", std::process::id()).map_err(io)?;
        Ok(Self {
            root: root.to_owned(),
            _lock: Some(lock),
        })
    }

    /// The folder for commands that only read: taken when it is free, looked at beside
    /// the Herald that holds it otherwise. The second value says whether it was taken.
    ///
    /// # Errors
    /// [`FolderError::Io`] when it cannot be used.
    pub fn open_or_look(root: &Path) -> Result<(Self, bool), FolderError> {
        match Self::open(root) {
            Ok(folder) => Ok((folder, true)),
            Err(FolderError::InUse(root, _)) => Ok((Self { root, _lock: None }, false)),
            Err(error) => Err(error),
        }
    }

    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The SQLite file of the embedded default.
    #[must_use]
    pub fn database_file(&self) -> PathBuf {
        self.root.join("herald.db")
    }

    /// Content-addressed media bytes.
    #[must_use]
    pub fn media(&self) -> PathBuf {
        self.root.join("media")
    }

    /// Private keys, readable by the owner only.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }
}
