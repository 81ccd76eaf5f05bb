use crate::Source;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Folders that are made, fetched or private, never written by hand.
const SKIPPED: &[&str] = &[
    ".git",
    "artefacts",
    "data",
    "node_modules",
    "proptest-regressions",
    "target",
];

/// Files larger than this are data, not text somebody reads (bytes).
const LARGEST_TEXT: u64 = 2_000_000;

/// Every text file of the repository, read once.
#[derive(Debug, Default)]
pub struct Tree {
    root: PathBuf,
    files: Vec<File>,
}

/// One text file.
#[derive(Debug)]
pub struct File {
    /// Path from the root of the repository, with `/`.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// The parts of a Rust file; `None` for every other file.
    pub rust: Option<Source>,
}

impl Tree {
    /// Reads the repository this crate stands in.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub fn of_this_repository() -> io::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let root = root.canonicalize()?;
        let mut files = Vec::new();
        read_folder(&root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { root, files })
    }

    /// A tree out of `(path, text)` pairs, for the tests of the rules.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| File::new((*path).to_owned(), (*text).to_owned()))
            .collect();
        Self {
            root: PathBuf::new(),
            files,
        }
    }

    /// The folder everything is relative to; empty for a made-up tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// All files, by path.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    /// Whether a file or folder stands at a path, text or not.
    pub fn exists(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        let is_known = |file: &File| file.path == path || file.path.starts_with(&folder);
        self.files.iter().any(is_known)
            || !self.root.as_os_str().is_empty() && self.root.join(path).exists()
    }

    /// The file at a path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// All Rust files with their parts.
    pub fn rust(&self) -> impl Iterator<Item = (&File, &Source)> {
        self.files
            .iter()
            .filter_map(|file| file.rust.as_ref().map(|source| (file, source)))
    }

    /// Names of the crates, by manifest.
    pub fn crates(&self) -> impl Iterator<Item = &str> {
        self.files.iter().filter_map(|file| {
            let rest = file.path.strip_prefix("crates/")?;
            rest.strip_suffix("/Cargo.toml")
        })
    }
}

impl File {
    fn new(path: String, text: String) -> Self {
        let rust = path
            .ends_with(".rs")
            .then(|| Source::read(&text, is_test_path(&path)));
        Self { path, text, rust }
    }

    /// Lines counted from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(at, line)| (at + 1, line))
    }

    /// The crate the file belongs to, if any.
    pub fn crate_name(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    /// The path below the crate's `src/`, for files of the program itself.
    pub fn in_src(&self) -> Option<&str> {
        let (_, rest) = self.path.strip_prefix("crates/")?.split_once('/')?;
        rest.strip_prefix("src/")
    }

    /// Whether the whole file is there for tests only.
    pub fn is_test(&self) -> bool {
        is_test_path(&self.path)
    }
}

/// Crates that exist for tests alone.
const TEST_CRATES: &[&str] = &["crates/testing/", "crates/e2e/", "crates/tidy/"];

fn is_test_path(path: &str) -> bool {
    TEST_CRATES.iter().any(|folder| path.starts_with(folder))
        || path.contains("/tests/")
        || path.contains("/benches/")
        || path.ends_with("/tests.rs")
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                read_folder(&entry.path(), &format!("{path}/"), files)?;
            }
        } else if kind.is_file() && entry.metadata()?.len() <= LARGEST_TEXT {
            // What is not UTF-8 is an image, a font or a sample of a foreign encoding.
            if let Ok(text) = String::from_utf8(fs::read(entry.path())?) {
                files.push(File::new(path, text));
            }
        }
    }
    Ok(())
}
