//! Where the bytes of a table are, and what kind of bytes they are.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;

use super::{Found, SheetError, kinds};

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
            [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(self.compound_file()?),
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Ok(FileKind::Text),
            _ => match kinds::not_a_table(&head) {
                Some(found) => Err(SheetError::NotATable(found)),
                None => Ok(FileKind::Text),
            },
        }
    }

    /// A file of Office before 2007, or a new workbook wrapped because it has a password: the
    /// names of its streams tell.
    fn compound_file(&self) -> io::Result<SheetError> {
        // The directory of a compound file may stand at its end.
        let mut bytes = Vec::new();
        self.open()?
            .take(COMPOUND_BYTES_MAX)
            .read_to_end(&mut bytes)?;
        let holds = |name: &str| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            bytes.windows(name.len()).any(|window| window == name)
        };
        Ok(if holds("EncryptedPackage") {
            SheetError::Encrypted
        } else if holds("WordDocument") || holds("PowerPoint Document") {
            SheetError::NotATable(Found::Document)
        } else {
            SheetError::OldExcel
        })
    }
}

const COMPOUND_BYTES_MAX: u64 = 32 * 1024 * 1024;
