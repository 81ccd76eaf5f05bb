//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// The marketing desk of a care provider, run by its own job description.
#[derive(Parser)]
#[command(name = "herald", version, about)]
pub struct Cli {
    #[command(flatten)]
    pub places: Places,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Where Herald keeps and shows things; each also as `HERALD_…` or in `herald.toml`.
#[derive(Args, Clone, Debug, Default)]
pub struct Places {
    /// The data folder [default: ./data]
    #[arg(long, env = "HERALD_DATA", global = true)]
    pub data: Option<PathBuf>,
    /// Where the desk listens [default: 127.0.0.1:8080]
    #[arg(long, env = "HERALD_LISTEN", global = true)]
    pub listen: Option<String>,
    /// Where the public side listens [default: 127.0.0.1:8081]
    #[arg(long, env = "HERALD_SITE_LISTEN", global = true)]
    pub site_listen: Option<String>,
    /// postgres://user:password@host/name instead of the embedded database
    #[arg(long, env = "HERALD_DATABASE", global = true, hide_env_values = true)]
    pub database: Option<String>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Start the desk and the public side (what happens without a command)
    Serve,
    /// Set the centre up without the first page
    Setup(Setup),
    /// Accounts of people
    #[command(subcommand)]
    User(UserCommand),
    /// Tokens for programs
    #[command(subcommand)]
    Token(TokenCommand),
    /// The position document and the house rules
    #[command(subcommand)]
    Charter(CharterCommand),
    /// The record
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Write database, media and keys to one file, also while Herald serves; - for standard output
    Backup { file: PathBuf },
    /// Put a backup in the place of an empty data folder
    Restore { file: PathBuf },
    /// Print letters that stayed on this machine, with their one-time links
    Letters,
    /// Examine settings, database, mail server and disk, in words
    Doctor,
}

#[derive(Args)]
pub struct Setup {
    /// Name of the centre
    #[arg(long)]
    pub centre: String,
    #[arg(long)]
    pub owner_email: String,
    /// A file with the owner's password on its first line
    #[arg(long)]
    pub owner_password_file: PathBuf,
    #[arg(long, default_value = "Owner")]
    pub owner_name: String,
    /// Fill it with the sample centre
    #[arg(long)]
    pub sample: bool,
    #[arg(long, default_value = "Asia/Taipei")]
    pub zone: String,
    #[arg(long, default_value = "TWD")]
    pub currency: String,
    /// medical-institution, pt-clinic, ot-clinic, slt-clinic, ltc, none or unset
    #[arg(long, default_value = "medical-institution")]
    pub licence: String,
    /// TW, HK, CN, MO, EU; may be given more than once
    #[arg(long, default_values_t = vec!["TW".to_owned()])]
    pub jurisdiction: Vec<String>,
    /// zh-Hant or en
    #[arg(long, default_value = "zh-Hant")]
    pub lang: String,
}

#[derive(Subcommand)]
pub enum UserCommand {
    /// Open an account with a password, and give it positions
    Add(AddUser),
}

#[derive(Args)]
pub struct AddUser {
    #[arg(long)]
    pub email: String,
    #[arg(long)]
    pub name: String,
    #[arg(long)]
    pub password_file: PathBuf,
    /// specialist, head, superintendent, physiotherapist, customer_service, sales, finance
    #[arg(long)]
    pub position: Vec<String>,
    #[arg(long, default_value = "zh-Hant")]
    pub lang: String,
}

#[derive(Subcommand)]
pub enum TokenCommand {
    /// Make a token; its secret is printed once
    Create(CreateToken),
}

#[derive(Args)]
pub struct CreateToken {
    /// Whose token it is
    #[arg(long)]
    pub user: String,
    /// What it is for
    #[arg(long)]
    pub name: String,
    /// For an agent: it can decide nothing
    #[arg(long)]
    pub agent: bool,
}

#[derive(Subcommand)]
pub enum CharterCommand {
    /// Check a position document or a file of house rules
    Check { file: PathBuf },
    /// List all lines of the document and which test proves each
    Coverage,
}

#[derive(Subcommand)]
pub enum LedgerCommand {
    /// Prove the record whole
    Verify,
    /// Write the record as JSON lines, with its signed checkpoint last
    Export {
        /// Standard output when it is left out
        file: Option<PathBuf>,
    },
}
