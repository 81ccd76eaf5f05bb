//! Settings: the command line and `HERALD_…` first, then `herald.toml`, then what is
//! usual.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::Words;
use crate::cli::Places;

/// Everything that can be set from outside.
#[derive(Clone, Debug)]
pub struct Settings {
    pub data: PathBuf,
    pub listen: String,
    pub site_listen: String,
    pub database: Option<String>,
    /// Addresses people use, when a proxy stands before Herald.
    pub desk_address: Option<String>,
    pub site_address: Option<String>,
    /// `text` or `json`.
    pub log_format: String,
}

/// The file `herald.toml`; every line is optional.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    data: Option<PathBuf>,
    listen: Option<String>,
    site_listen: Option<String>,
    database: Option<String>,
    desk_address: Option<String>,
    site_address: Option<String>,
    log_format: Option<String>,
}

impl Settings {
    /// Puts them together.
    ///
    /// # Errors
    /// When `herald.toml` is there and cannot be read or understood.
    pub fn read(places: &Places) -> Result<Self, Words> {
        let file = read_file(Path::new("herald.toml"))?;
        let env = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        Ok(Self {
            data: places.data.clone().or(file.data).unwrap_or_else(|| "data".into()),
            listen: places.listen.clone().or(file.listen).unwrap_or_else(|| "127.0.0.1:8080".into()),
            site_listen: places.site_listen.clone().or(file.site_listen).unwrap_or_else(|| "127.0.0.1:8081".into()),
            database: places.database.clone().or(file.database).filter(|d| !d.is_empty()),
            desk_address: env("HERALD_DESK_ADDRESS").or(file.desk_address).map(without_slash),
            site_address: env("HERALD_SITE_ADDRESS").or(file.site_address).map(without_slash),
            log_format: env("HERALD_LOG_FORMAT").or(file.log_format).unwrap_or_else(|| "text".into()),
        })
    }
}

fn without_slash(address: String) -> String {
    address.trim_end_matches('/').to_owned()
}

fn read_file(path: &Path) -> Result<File, Words> {
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).map_err(|e| format!("herald.toml cannot be understood: {e}").into()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(File::default()),
        Err(e) => Err(format!("herald.toml cannot be read: {e}").into()),
    }
}
