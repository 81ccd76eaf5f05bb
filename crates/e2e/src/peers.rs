//! Where the real servers listen.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// The servers that `scripts/test` started.
#[derive(Debug)]
pub struct Peers;

impl Peers {
    /// `postgres://…`, with the right to create databases.
    pub fn postgres() -> String {
        required("HERALD_TEST_POSTGRES")
    }

    /// `host:port` of Postfix.
    pub fn smtp() -> String {
        required("HERALD_TEST_SMTP")
    }

    /// `host:port` of Dovecot.
    pub fn imap() -> String {
        required("HERALD_TEST_IMAP")
    }

    /// `http://host:port` of the browser's driver.
    pub fn chromedriver() -> String {
        required("HERALD_TEST_CHROMEDRIVER")
    }

    /// The folder with `node_modules/` and `venv/`.
    pub fn judges() -> PathBuf {
        PathBuf::from(required("HERALD_TEST_JUDGES"))
    }
}

fn required(name: &str) -> String {
    match std::env::var(name) {
        Ok(value) if !value.is_empty() => value,
        _ => panic!("{name} is not set: run the tests with scripts/test"),
    }
}

/// A database of its own in the test cluster, gone when dropped.
#[derive(Debug)]
pub struct Database {
    name: String,
}

impl Database {
    /// Makes an empty database.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn create() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("e2e_{}_{count}", std::process::id());
        assert!(
            psql(&format!("create database {name}")),
            "PostgreSQL made no database"
        );
        Self { name }
    }

    /// The address Herald is started with.
    pub fn url(&self) -> String {
        let server = Peers::postgres();
        let end = server.rfind('/').unwrap_or(server.len());
        format!("{}/{}", &server[..end], self.name)
    }

    /// Asks the database itself; rows by line, columns by `|`.
    ///
    /// # Panics
    /// When the statement fails.
    pub fn ask(&self, sql: &str) -> String {
        let output = Command::new("psql")
            .args(["-qAt", "-v", "ON_ERROR_STOP=1", "-c", sql, &self.url()])
            .output()
            .expect("psql comes with PostgreSQL");
        assert!(
            output.status.success(),
            "{sql}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        psql(&format!(
            "drop database if exists {} with (force)",
            self.name
        ));
    }
}

fn psql(sql: &str) -> bool {
    let run = Command::new("psql")
        .args(["-qAt", "-c", sql, &Peers::postgres()])
        .output();
    run.is_ok_and(|output| output.status.success())
}
