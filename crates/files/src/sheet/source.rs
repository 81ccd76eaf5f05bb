//! Where the bytes of a table are, and what kind of bytes they are.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;

use super::SheetError;

/// Bytes that can be read from the start as often as needed.
#[derive(Clone)]
pub(super) enum Source {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

pub(super) trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Zip,
    Text,
}

/// Bytes looked at to tell the kind.
const HEAD_BYTES: usize = 4096;

impl Source {
    pub(super) fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(match self {
            Self::File(path) => Box::new(File::open(path)?),
            Self::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }

    pub(super) fn head(&self, bytes: usize) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        self.open()?.take(bytes as u64).read_to_end(&mut head)?;
        Ok(head)
    }

    pub(super) fn kind(&self) -> Result<FileKind, SheetError> {
        let head = self.head(HEAD_BYTES)?;
        match head.as_slice() {
            [] => Err(SheetError::Empty),
            [b'P', b'K', 3, 4, ..] => Ok(FileKind::Zip),
            // Compound file: an old workbook, or a new one wrapped because it has a password.
            [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(self.compound_file()?),
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Ok(FileKind::Text),
            _ if is_binary(&head) => Err(SheetError::NotATable),
            _ => Ok(FileKind::Text),
        }
    }

    fn compound_file(&self) -> io::Result<SheetError> {
        let name: Vec<u8> = "EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        // The directory of a compound file may stand at its end.
        let mut bytes = Vec::new();
        self.open()?
            .take(COMPOUND_BYTES_MAX)
            .read_to_end(&mut bytes)?;
        let encrypted = bytes.windows(name.len()).any(|window| window == name);
        Ok(if encrypted {
            SheetError::Encrypted
        } else {
            SheetError::OldExcel
        })
    }
}

const COMPOUND_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Known formats that are no tables, or more than a tenth of characters no text has.
fn is_binary(head: &[u8]) -> bool {
    const MAGIC: [&[u8]; 6] = [
        b"%PDF-",
        b"\x89PNG",
        b"GIF8",
        b"\xFF\xD8\xFF",
        b"\x7FELF",
        b"\x1F\x8B",
    ];
    let control = head
        .iter()
        .filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B))
        .count();
    MAGIC.iter().any(|magic| head.starts_with(magic)) || control * 10 > head.len()
}
