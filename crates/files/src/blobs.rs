//! A content-addressed store in a folder: bytes are filed under their SHA-256, so a name can never
//! come from outside, the same bytes are stored once, and what was stored never changes.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use ring::digest::{Context, SHA256};
use tempfile::{NamedTempFile, TempPath};

/// The store. Cheap to clone; safe to use from many threads and processes at once.
#[derive(Clone, Debug)]
pub struct Blobs {
    root: PathBuf,
}

/// Bytes that wait for a decision: on disk, but under no digest that anybody can ask for.
/// They are gone when this is dropped, unless [`Blobs::keep`] took them over before.
#[derive(Debug)]
#[must_use = "what is staged is gone once this is dropped"]
pub struct Staged {
    digest: Digest,
    _waiting: TempPath,
}

impl Staged {
    /// The digest they will be stored under.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }
}

/// Why bytes could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// More bytes came than allowed.
    #[error("blob-too-large")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// Nothing is stored under the digest.
    #[error("blob-missing")]
    Missing,
    /// What is stored is no longer what was put there: a failing disk, or a hand in the folder.
    #[error("blob-damaged")]
    Damaged,
    /// The folder cannot be read or written.
    #[error("blob-storage")]
    Storage(#[from] io::Error),
}

const CHUNK_BYTES: usize = 64 * 1024;

impl Blobs {
    /// Opens the store in `folder`, making it if need be.
    ///
    /// # Errors
    /// [`BlobError::Storage`] if the folder cannot be made.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, BlobError> {
        let root = folder.into();
        fs::create_dir_all(root.join("incoming"))?;
        Ok(Self { root })
    }

    /// Stores `bytes` and answers their digest. Storing what is there already changes nothing.
    ///
    /// # Errors
    /// [`BlobError::Storage`].
    pub fn put(&self, bytes: &[u8]) -> Result<Digest, BlobError> {
        self.put_stream(bytes, u64::MAX)
    }

    /// Stores what `source` gives, up to `limit` bytes, without holding it in memory. When it
    /// fails nothing is stored.
    ///
    /// # Errors
    /// [`BlobError::TooLarge`], [`BlobError::Storage`] (also when `source` fails).
    pub fn put_stream(&self, mut source: impl Read, limit: u64) -> Result<Digest, BlobError> {
        let mut incoming = NamedTempFile::new_in(self.root.join("incoming"))?;
        let mut hash = Context::new(&SHA256);
        let mut chunk = vec![0; CHUNK_BYTES];
        let mut total = 0_u64;
        loop {
            let read = match source.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            };
            total += read as u64;
            if total > limit {
                return Err(BlobError::TooLarge { limit });
            }
            hash.update(&chunk[..read]);
            incoming.write_all(&chunk[..read])?;
        }
        let digest = Digest::of_hash(hash);
        self.file(incoming, &digest)?;
        Ok(digest)
    }

    /// Lays `bytes` down until somebody decided whether they are kept. A refused upload so
    /// leaves nothing behind, and never takes away what somebody else stored.
    ///
    /// # Errors
    /// [`BlobError::Storage`].
    pub fn stage(&self, bytes: &[u8]) -> Result<Staged, BlobError> {
        let digest = Digest::of(bytes);
        let mut waiting = tempfile::Builder::new()
            .prefix(&format!("{digest}."))
            .tempfile_in(self.root.join("incoming"))?;
        waiting.write_all(bytes)?;
        waiting.as_file().sync_all()?;
        Ok(Staged {
            digest,
            _waiting: waiting.into_temp_path(),
        })
    }

    /// Stores for good what is staged under `digest`; what is stored already stays as it is.
    ///
    /// # Errors
    /// [`BlobError::Missing`] when nothing is stored or staged, [`BlobError::Storage`].
    pub fn keep(&self, digest: &Digest) -> Result<(), BlobError> {
        let place = self.path(digest);
        if place.is_file() {
            return Ok(());
        }
        let shelf = self.shelf_of(&place)?;
        let waiting = self.staged(digest)?.ok_or(BlobError::Missing)?;
        match fs::hard_link(&waiting, &place) {
            Ok(()) => {}
            Err(lost) if lost.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
            // A folder without links, such as a network share: a copy does as well.
            Err(_) => {
                self.put(&fs::read(&waiting)?)?;
            }
        }
        sync_folder(&shelf)?;
        sync_folder(&self.root)?;
        Ok(())
    }

    /// Takes away what nobody refers to any more. Whoever calls has made sure of that.
    ///
    /// # Errors
    /// [`BlobError::Storage`].
    pub fn remove(&self, digest: &Digest) -> Result<(), BlobError> {
        match fs::remove_file(self.path(digest)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn staged(&self, digest: &Digest) -> Result<Option<PathBuf>, BlobError> {
        let prefix = format!("{digest}.");
        for entry in fs::read_dir(self.root.join("incoming"))? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(&prefix) {
                return Ok(Some(entry.path()));
            }
        }
        Ok(None)
    }

    /// The bytes under `digest`, checked against it.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Damaged`], [`BlobError::Storage`].
    pub fn get(&self, digest: &Digest) -> Result<Vec<u8>, BlobError> {
        let mut bytes = Vec::new();
        self.reader(digest)?.read_to_end(&mut bytes)?;
        if Digest::of(&bytes) == *digest {
            Ok(bytes)
        } else {
            Err(BlobError::Damaged)
        }
    }

    /// The bytes under `digest` as a stream, not checked against it.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Storage`].
    pub fn reader(&self, digest: &Digest) -> Result<File, BlobError> {
        File::open(self.path(digest)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => BlobError::Missing,
            _ => BlobError::Storage(error),
        })
    }

    /// Whether something is stored under `digest`.
    pub fn has(&self, digest: &Digest) -> bool {
        self.path(digest).is_file()
    }

    /// Moves complete bytes to their place: on disk first, then the name, then the folder's entry,
    /// so that a digest handed out survives a power cut.
    fn file(&self, incoming: NamedTempFile, digest: &Digest) -> Result<(), BlobError> {
        let place = self.path(digest);
        if place.is_file() {
            return Ok(());
        }
        let shelf = self.shelf_of(&place)?;
        incoming.as_file().sync_all()?;
        match incoming.persist_noclobber(&place) {
            Ok(_) => {}
            Err(lost) if lost.error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
            Err(lost) => return Err(lost.error.into()),
        }
        sync_folder(&shelf)?;
        sync_folder(&self.root)?;
        Ok(())
    }

    fn shelf_of(&self, place: &Path) -> Result<PathBuf, BlobError> {
        let shelf = place
            .parent()
            .map_or_else(|| self.root.clone(), Path::to_path_buf);
        fs::create_dir_all(&shelf)?;
        Ok(shelf)
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        let name = digest.as_str();
        self.root.join(&name[..2]).join(name)
    }
}

/// A new name lasts only once its folder is on disk too. Windows has no such call.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// A SHA-256 as 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(String);

/// The text is no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("digest-malformed")]
pub struct DigestError;

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hash = Context::new(&SHA256);
        hash.update(bytes);
        Self::of_hash(hash)
    }

    fn of_hash(hash: Context) -> Self {
        Self(
            hash.finish()
                .as_ref()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }

    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    /// Strict: exactly 64 digits of 0-9 and a-f, so that no digest can be a path.
    fn from_str(text: &str) -> Result<Self, DigestError> {
        let sound =
            text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if sound {
            Ok(Self(text.to_owned()))
        } else {
            Err(DigestError)
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Blobs) {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path().join("blobs")).unwrap();
        (folder, blobs)
    }

    #[test]
    fn bytes_come_back_under_their_digest() {
        let (_folder, blobs) = store();
        let digest = blobs.put(b"abc").unwrap();
        assert_eq!(
            digest.as_str(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(blobs.put(b"abc").unwrap(), digest);
        assert!(blobs.has(&digest));
        assert_eq!(blobs.get(&digest).unwrap(), b"abc");
        assert!(matches!(
            blobs.get(&Digest::of(b"other")),
            Err(BlobError::Missing)
        ));
    }

    #[test]
    fn too_much_leaves_nothing_behind() {
        let (_folder, blobs) = store();
        let error = blobs.put_stream(&[7_u8; 200_000][..], 100_000).unwrap_err();
        assert!(matches!(error, BlobError::TooLarge { limit: 100_000 }));
        assert_eq!(
            fs::read_dir(blobs.root.join("incoming")).unwrap().count(),
            0
        );
        assert_eq!(fs::read_dir(&blobs.root).unwrap().count(), 1);
        assert!(blobs.put_stream(&[7_u8; 100_000][..], 100_000).is_ok());
    }

    #[test]
    fn what_is_staged_is_kept_or_gone() {
        let (_folder, blobs) = store();
        let digest = Digest::of(b"abc");
        drop(blobs.stage(b"abc").unwrap());
        assert!(!blobs.has(&digest));
        assert!(matches!(blobs.keep(&digest), Err(BlobError::Missing)));
        let staged = blobs.stage(b"abc").unwrap();
        assert!(!blobs.has(staged.digest()));
        blobs.keep(staged.digest()).unwrap();
        drop(staged);
        assert_eq!(blobs.get(&digest).unwrap(), b"abc");
        assert_eq!(
            fs::read_dir(blobs.root.join("incoming")).unwrap().count(),
            0
        );
        // Somebody else's refused upload of the same bytes takes nothing away.
        drop(blobs.stage(b"abc").unwrap());
        assert!(blobs.has(&digest));
        blobs.remove(&digest).unwrap();
        blobs.remove(&digest).unwrap();
        assert!(!blobs.has(&digest));
    }

    #[test]
    fn a_changed_file_is_noticed_and_never_overwritten() {
        let (_folder, blobs) = store();
        let digest = blobs.put(b"abc").unwrap();
        fs::write(blobs.path(&digest), b"abd").unwrap();
        assert!(matches!(blobs.get(&digest), Err(BlobError::Damaged)));
        blobs.put(b"abc").unwrap();
        assert_eq!(fs::read(blobs.path(&digest)).unwrap(), b"abd");
    }

    #[test]
    fn only_a_digest_is_a_digest() {
        let sound = "0".repeat(64);
        assert!(sound.parse::<Digest>().is_ok());
        for wrong in [
            "",
            "../../etc/passwd",
            &"0".repeat(63),
            &"0".repeat(65),
            &"A".repeat(64),
            &format!("/{}", &sound[1..]),
        ] {
            assert_eq!(wrong.parse::<Digest>(), Err(DigestError));
        }
    }

    #[test]
    fn many_writers_of_the_same_bytes_agree() {
        let (_folder, blobs) = store();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    assert_eq!(blobs.put(&[1; 90_000]).unwrap(), Digest::of(&[1; 90_000]))
                });
            }
        });
        assert_eq!(blobs.get(&Digest::of(&[1; 90_000])).unwrap().len(), 90_000);
    }
}
