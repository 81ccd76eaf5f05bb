//! The program: command line, settings, the list of features. It wires and decides
//! nothing, and must never know a rule of the house.

mod backup;
mod centre;
mod cli;
mod doctor;
pub mod features;
mod open;
mod record;
mod serve;
mod settings;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use cli::{CharterCommand, Cli, Command, LedgerCommand, TokenCommand, UserCommand};
pub use record::coverage_table;
use settings::Settings;

/// Anything that ends a command, in words for whoever typed it.
type Words = Box<dyn std::error::Error + Send + Sync>;

/// Runs what was typed; the exit code of the process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return ended(&error),
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(error) => ended(error.as_ref()),
    }
}

async fn run(cli: Cli) -> Result<ExitCode, Words> {
    let settings = Settings::read(&cli.places)?;
    watch::log(&settings);
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::serve(settings).await?,
        Command::Setup(wanted) => centre::set_up(settings, &wanted).await?,
        Command::User(UserCommand::Add(wanted)) => centre::add_user(settings, &wanted).await?,
        Command::Token(TokenCommand::Create(wanted)) => {
            centre::create_token(settings, &wanted).await?
        }
        Command::Charter(CharterCommand::Check { file }) => return record::check_charter(&file),
        Command::Charter(CharterCommand::Coverage) => record::coverage()?,
        Command::Ledger(LedgerCommand::Verify) => return record::verify(settings).await,
        Command::Ledger(LedgerCommand::Export { file }) => {
            record::export(settings, file.as_deref()).await?
        }
        Command::Backup { file } => backup::backup(settings, &file).await?,
        Command::Restore { file } => backup::restore(&settings, &file).await?,
        Command::Letters => centre::letters(settings).await?,
        Command::Doctor => return doctor::examine(settings).await,
    }
    Ok(ExitCode::SUCCESS)
}

fn ended(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("herald: {error}");
    ExitCode::FAILURE
}
