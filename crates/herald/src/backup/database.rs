//! The database in a backup: a copy of the embedded file, or a dump by PostgreSQL's own
//! tools.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use kernel::{DataFolder, Database};
use url::Url;

use crate::Words;
use crate::settings::Settings;

/// Name of the embedded database in a backup.
const FILE: &str = "herald.db";
/// Name of a dump of PostgreSQL in a backup.
const DUMP: &str = "herald.dump";

/// The copy, and its name in the backup.
pub struct Copy {
    pub name: &'static str,
    pub file: PathBuf,
}

/// Copies the database into the scratch folder, as it is at one moment.
pub async fn copy(settings: &Settings, folder: &DataFolder, into: &Path) -> Result<Copy, Words> {
    let Some(address) = &settings.database else {
        let file = into.join(FILE);
        if !folder.database_file().exists() {
            return Err(format!("{} holds no data yet", folder.root().display()).into());
        }
        let database = Database::open_sqlite(&folder.database_file()).await?;
        database.copy_to(&file).await?;
        database.close().await;
        return Ok(Copy { name: FILE, file });
    };
    let file = into.join(DUMP);
    let mut dump = tool("pg_dump", address)?;
    dump.args(["--format=custom", "--no-owner", "--file"])
        .arg(&file);
    run(dump)?;
    Ok(Copy { name: DUMP, file })
}

/// Puts an unpacked database in its place.
pub async fn put_back(settings: &Settings, folder: &DataFolder, from: &Path) -> Result<(), Words> {
    match &settings.database {
        None if from.join(FILE).is_file() => {
            fs::rename(from.join(FILE), folder.database_file())?;
            Ok(())
        }
        None => Err(
            "this backup is of a Herald on PostgreSQL; name an empty database with --database"
                .into(),
        ),
        Some(address) if from.join(DUMP).is_file() => {
            refuse_filled(address).await?;
            let mut restore = tool("pg_restore", address)?;
            restore
                .args(["--no-owner", "--exit-on-error", "--single-transaction"])
                .arg(from.join(DUMP));
            run(restore)
        }
        Some(_) => Err(
            "this backup is of a Herald with its embedded database; restore it without --database"
                .into(),
        ),
    }
}

async fn refuse_filled(address: &str) -> Result<(), Words> {
    let database = Database::open_postgres(address).await?;
    let tables = database
        .reader()
        .all(
            "select tablename from pg_tables where schemaname = current_schema()",
            [],
        )
        .await?;
    database.close().await;
    if tables.is_empty() {
        Ok(())
    } else {
        Err("the PostgreSQL database holds tables already; name an empty one".into())
    }
}

/// A tool of PostgreSQL for a database. The password goes by the environment: what
/// stands on a command line is seen by everybody on the machine.
fn tool(name: &str, address: &str) -> Result<Command, Words> {
    let mut address = Url::parse(address).map_err(|e| format!("--database is malformed: {e}"))?;
    let mut command = Command::new(name);
    if let Some(password) = address.password() {
        let password = percent_encoding::percent_decode_str(password).decode_utf8()?;
        command.env("PGPASSWORD", password.as_ref());
        address
            .set_password(None)
            .map_err(|()| "--database names no host")?;
    }
    command.arg("--dbname").arg(address.as_str());
    Ok(command)
}

fn run(mut command: Command) -> Result<(), Words> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|e| match e.kind() {
        ErrorKind::NotFound => format!(
            "{name} is not on this machine; install PostgreSQL's client tools \
             (Debian: apt install postgresql-client)"
        ),
        _ => format!("{name} cannot be started: {e}"),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{name} failed: {}", said.trim()).into())
}
