//! Settings: the command line and `HERALD_…` first, then `herald.toml`, then what is
//! usual.

use std::path::{Path, PathBuf};

use channels::{Protection, SmtpDefault};
use mail::Secret;
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
    /// What a machine elsewhere must say to read `/metrics`.
    pub metrics_token: Option<Secret>,
    /// The mail server of this machine; what a centre sets on its page wins.
    pub smtp: Option<SmtpDefault>,
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
    metrics_token: Option<String>,
    smtp: Smtp,
}

/// The table `[smtp]`; each line also as `HERALD_SMTP_…`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Smtp {
    host: Option<String>,
    port: Option<u16>,
    /// `none`, `starttls` or `tls`.
    security: Option<String>,
    user: Option<String>,
    password: Option<String>,
    from_name: Option<String>,
    from_address: Option<String>,
    /// A PEM file with a root certificate to trust beside those of the system.
    root_certificate: Option<PathBuf>,
    connections: Option<u8>,
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
            data: places
                .data
                .clone()
                .or(file.data)
                .unwrap_or_else(|| "data".into()),
            listen: places
                .listen
                .clone()
                .or(file.listen)
                .unwrap_or_else(|| "127.0.0.1:8080".into()),
            site_listen: places
                .site_listen
                .clone()
                .or(file.site_listen)
                .unwrap_or_else(|| "127.0.0.1:8081".into()),
            database: places
                .database
                .clone()
                .or(file.database)
                .filter(|d| !d.is_empty()),
            desk_address: env("HERALD_DESK_ADDRESS")
                .or(file.desk_address)
                .map(without_slash),
            site_address: env("HERALD_SITE_ADDRESS")
                .or(file.site_address)
                .map(without_slash),
            log_format: env("HERALD_LOG_FORMAT")
                .or(file.log_format)
                .unwrap_or_else(|| "text".into()),
            metrics_token: env("HERALD_METRICS_TOKEN")
                .or(file.metrics_token)
                .filter(|token| !token.is_empty())
                .map(Secret::new),
            smtp: smtp(file.smtp, &env)?,
        })
    }
}

fn smtp(file: Smtp, env: &dyn Fn(&str) -> Option<String>) -> Result<Option<SmtpDefault>, Words> {
    let Some(host) = env("HERALD_SMTP_HOST").or(file.host) else {
        return Ok(None);
    };
    let number = |name: &str| -> Result<Option<u16>, Words> {
        env(name)
            .map(|v| {
                v.parse()
                    .map_err(|_| format!("{name} must be a number, not {v}").into())
            })
            .transpose()
    };
    let security = match env("HERALD_SMTP_SECURITY").or(file.security).as_deref() {
        None | Some("starttls") => Protection::StartTls,
        Some("tls") => Protection::Tls,
        Some("none") => Protection::None,
        Some(other) => {
            return Err(format!(
                "the security of the mail server is none, starttls or tls, not {other}"
            )
            .into());
        }
    };
    let root = env("HERALD_SMTP_ROOT_CERTIFICATE")
        .map(PathBuf::from)
        .or(file.root_certificate);
    let extra_root_pem = root
        .map(|path| {
            std::fs::read_to_string(&path)
                .map_err(|e| format!("{} cannot be read: {e}", path.display()))
        })
        .transpose()?;
    let connections = number("HERALD_SMTP_CONNECTIONS")?
        .and_then(|n| u8::try_from(n).ok())
        .or(file.connections);
    Ok(Some(SmtpDefault {
        host,
        port: number("HERALD_SMTP_PORT")?.or(file.port).unwrap_or(587),
        security,
        user: env("HERALD_SMTP_USER").or(file.user).unwrap_or_default(),
        password: env("HERALD_SMTP_PASSWORD")
            .or(file.password)
            .map(Secret::new),
        from_name: env("HERALD_SMTP_FROM_NAME")
            .or(file.from_name)
            .unwrap_or_default(),
        from_address: env("HERALD_SMTP_FROM_ADDRESS")
            .or(file.from_address)
            .unwrap_or_default(),
        extra_root_pem,
        connections: connections.unwrap_or(4).clamp(1, 50),
    }))
}

fn without_slash(address: String) -> String {
    address.trim_end_matches('/').to_owned()
}

fn read_file(path: &Path) -> Result<File, Words> {
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text)
            .map_err(|e| format!("herald.toml cannot be understood: {e}").into()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(File::default()),
        Err(e) => Err(format!("herald.toml cannot be read: {e}").into()),
    }
}
