//! The tar file of a backup. Its last entry lists the SHA-256 of every other, so that a
//! file that was cut off or changed on the way is told from a whole one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path};

use ring::digest::{Context, SHA256};
use tar::{Archive, Builder, EntryType, Header};

use super::private;

/// Name of the entry that ends every backup.
const SUMS: &str = "SHA256SUMS";
/// What may stand in a backup, besides the sums.
const PLACES: [&str; 4] = ["herald.db", "herald.dump", "keys", "media"];
const MODE: u32 = 0o600;
/// Bytes read at a time.
const CHUNK: usize = 64 * 1024;

/// Writes a backup, one entry after the other.
pub struct Writer<W: Write> {
    tar: Builder<W>,
    sums: String,
}

impl<W: Write> Writer<W> {
    pub fn new(out: W) -> Self {
        Self {
            tar: Builder::new(out),
            sums: String::new(),
        }
    }

    /// Adds one file under a name.
    pub fn file(&mut self, name: &str, path: &Path) -> io::Result<()> {
        let file = File::open(path)?;
        let mut header = header(file.metadata()?.len());
        let mut summing = Summing::new(file);
        self.tar.append_data(&mut header, name, &mut summing)?;
        self.sums += &format!("{}  {name}\n", summing.sum());
        Ok(())
    }

    /// Adds every file below a folder.
    pub fn folder(&mut self, name: &str, path: &Path) -> io::Result<()> {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            let below = format!("{name}/{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                self.folder(&below, &entry.path())?;
            } else {
                match self.file(&below, &entry.path()) {
                    // An upload that was refused while the backup ran.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    other => other?,
                }
            }
        }
        Ok(())
    }

    /// Writes the sums, and the end.
    pub fn end(mut self) -> io::Result<()> {
        let sums = std::mem::take(&mut self.sums);
        let mut header = header(sums.len() as u64);
        self.tar.append_data(&mut header, SUMS, sums.as_bytes())?;
        self.tar.into_inner()?.flush()
    }
}

fn header(size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_mode(MODE);
    header.set_size(size);
    header
}

/// Unpacks a backup into an empty folder and compares every file with its sum.
///
/// # Errors
/// In words, when something is missing, too much, changed or elsewhere than it may be.
pub fn unpack(input: impl Read, into: &Path) -> Result<(), String> {
    let mut found = BTreeMap::new();
    let mut listed = None;
    let mut archive = Archive::new(input);
    for entry in archive.entries().map_err(|e| e.to_string())? {
        let mut entry = entry.map_err(|e| e.to_string())?;
        let name = entry.path().map_err(|e| e.to_string())?.into_owned();
        if name == Path::new(SUMS) {
            let mut sums = String::new();
            entry.read_to_string(&mut sums).map_err(|e| e.to_string())?;
            listed = Some(sums);
            continue;
        }
        if entry.header().entry_type() != EntryType::Regular || !has_place(&name) {
            return Err(format!("{} has no place in one", name.display()));
        }
        let target = into.join(&name);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|e| e.to_string())?;
        }
        let mut summing = Summing::new(&mut entry);
        let copied = private(&target).and_then(|mut file| {
            io::copy(&mut summing, &mut file)?;
            file.sync_all()
        });
        copied.map_err(|e| e.to_string())?;
        found.insert(name.to_string_lossy().into_owned(), summing.sum());
    }
    let listed = listed.ok_or("its end is missing")?;
    let listed: BTreeMap<String, String> = listed
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, name)| (name.to_owned(), sum.to_owned()))
        .collect();
    match listed
        .iter()
        .find(|(name, sum)| found.get(*name) != Some(*sum))
    {
        Some((name, _)) => Err(format!("{name} is missing or was changed")),
        None if found.len() != listed.len() => Err("it holds files that it does not list".into()),
        None => Ok(()),
    }
}

/// Only plain names below the known places: nothing is written elsewhere.
fn has_place(name: &Path) -> bool {
    let mut parts = name.components();
    let first = parts.next();
    let known = PLACES
        .iter()
        .any(|place| first == Some(Component::Normal(place.as_ref())));
    known && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// Passes bytes on and sums them.
struct Summing<R> {
    inner: R,
    context: Context,
}

impl<R: Read> Summing<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            context: Context::new(&SHA256),
        }
    }

    fn sum(self) -> String {
        let digest = self.context.finish();
        data_encoding::HEXLOWER.encode(digest.as_ref())
    }
}

impl<R: Read> Read for Summing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(CHUNK);
        let read = self.inner.read(&mut buffer[..most])?;
        self.context.update(&buffer[..read]);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(files: &[(&str, &str)]) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out);
        for (name, text) in files {
            let path = folder.path().join("file");
            fs::write(&path, text).unwrap();
            writer.file(name, &path).unwrap();
        }
        writer.end().unwrap();
        out
    }

    fn unpacked(bytes: &[u8]) -> Result<tempfile::TempDir, String> {
        let folder = tempfile::tempdir().unwrap();
        unpack(bytes, folder.path()).map(|()| folder)
    }

    #[test]
    fn what_was_packed_is_unpacked() {
        let bytes = packed(&[("herald.db", "rows"), ("media/ab/cd", "picture")]);
        let folder = unpacked(&bytes).unwrap();
        assert_eq!(fs::read(folder.path().join("herald.db")).unwrap(), b"rows");
        assert_eq!(
            fs::read(folder.path().join("media/ab/cd")).unwrap(),
            b"picture"
        );
    }

    #[test]
    fn a_file_that_was_cut_off_anywhere_is_refused() {
        let bytes = packed(&[("herald.db", "rows"), ("keys/seal.key", "secret")]);
        // A tar file ends with 1,024 bytes of nothing.
        for end in (0..bytes.len() - 1024).step_by(64) {
            assert!(unpacked(&bytes[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn a_changed_byte_is_named() {
        let mut bytes = packed(&[("herald.db", "rows")]);
        let at = bytes.windows(4).position(|w| w == b"rows").unwrap();
        bytes[at] = b'R';
        assert!(unpacked(&bytes).unwrap_err().contains("herald.db"));
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["etc/passwd", "media/../../escape", "herald.toml"] {
            let mut bytes = Vec::new();
            let mut tar = Builder::new(&mut bytes);
            let mut head = header(1);
            // The library refuses to write such a name, so it is put in by hand.
            head.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            head.set_cksum();
            tar.append(&head, b"x".as_slice()).unwrap();
            tar.into_inner().unwrap();
            assert!(unpack(bytes.as_slice(), folder.path()).is_err(), "{name}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
