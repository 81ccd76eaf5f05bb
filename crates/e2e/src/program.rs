//! The program itself, as a process.

use crate::{Database, Http};
use rustix::process::{Pid, Signal, kill_process};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a start may take before a test gives up. A debug build on a busy machine;
/// the benchmark holds the real limit.
const START_AT_MOST: Duration = Duration::from_secs(60);
const STOP_AT_MOST: Duration = Duration::from_secs(20);

/// How the program is started.
#[derive(Debug, Default)]
pub struct Options {
    bare: bool,
    postgres: bool,
    detour: Option<(String, String)>,
    settings: Vec<(String, String)>,
    arguments: Vec<String>,
}

impl Options {
    /// SQLite in an empty data folder, no settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// A PostgreSQL database of its own instead of SQLite.
    #[must_use]
    pub fn on_postgres(mut self) -> Self {
        self.postgres = true;
        self
    }

    /// As somebody who read only the README: from within an empty folder, without a
    /// command and without naming a place for the data.
    #[must_use]
    pub fn as_the_readme_says(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Reaches the host of the database (`host:port`) through another address.
    #[must_use]
    pub fn behind(mut self, host: &str, through: &str) -> Self {
        self.detour = Some((host.to_owned(), through.to_owned()));
        self
    }

    /// A setting by environment, such as `HERALD_…`.
    #[must_use]
    pub fn setting(mut self, name: &str, value: impl Into<String>) -> Self {
        self.settings.push((name.to_owned(), value.into()));
        self
    }

    /// A further argument of `herald serve`.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }
}

/// A running Herald on a data folder of its own. Killed and removed when dropped.
#[derive(Debug)]
pub struct Program {
    options: Options,
    folder: TempDir,
    database: Option<Database>,
    child: Option<Child>,
    log: Log,
    desk: String,
    site: String,
}

/// Everything the program printed, line by line.
type Log = Arc<Mutex<Vec<String>>>;

impl Program {
    /// Starts Herald on an empty folder and waits until it is healthy.
    ///
    /// # Panics
    /// When it does not start; the log says why.
    pub async fn start(options: Options) -> Self {
        let mut program = Self::prepare(options);
        program.serve("127.0.0.1:0", "127.0.0.1:0").await;
        program
    }

    /// An empty folder (and database) without a running program, for `herald setup`.
    pub fn prepare(options: Options) -> Self {
        let database = options.postgres.then(Database::create);
        Self {
            options,
            folder: TempDir::with_prefix("herald-e2e-").expect("the temporary folder is writable"),
            database,
            child: None,
            log: Log::default(),
            desk: String::new(),
            site: String::new(),
        }
    }

    /// Starts what `prepare` made, or what was stopped, on any free ports.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn begin(&mut self) {
        self.serve("127.0.0.1:0", "127.0.0.1:0").await;
    }

    /// Starts again on the same folder and the same ports, after `kill` or `stop`.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn again(&mut self) {
        let address = |url: &str| url.trim_start_matches("http://").to_owned();
        let (desk, site) = (address(&self.desk), address(&self.site));
        self.serve(&desk, &site).await;
    }

    async fn serve(&mut self, desk: &str, site: &str) {
        assert!(self.child.is_none(), "the program is already running");
        let mut child = self
            .command()
            .args((!self.options.bare).then_some("serve"))
            .args(["--listen", desk, "--site-listen", site])
            .args(&self.options.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let from = self.lines().len();
        follow(child.stdout.take(), &self.log);
        follow(child.stderr.take(), &self.log);
        self.child = Some(child);
        self.desk = self.announced("desk http://", from).await;
        self.site = self.announced("site http://", from).await;
        let until = Instant::now() + START_AT_MOST;
        let http = Http::new(&self.desk);
        while http
            .try_get("/healthz")
            .await
            .is_none_or(|answer| answer.status != 200)
        {
            self.still_starting(until, "/healthz");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The address on a printed line such as `desk http://127.0.0.1:1234`.
    async fn announced(&mut self, prefix: &str, from: usize) -> String {
        let until = Instant::now() + START_AT_MOST;
        loop {
            let found = self.lines().iter().skip(from).find_map(|line| {
                let rest = &line[line.find(prefix)? + "desk ".len()..];
                Some(
                    rest.split_whitespace()
                        .next()?
                        .trim_end_matches('/')
                        .to_owned(),
                )
            });
            if let Some(address) = found {
                return address;
            }
            self.still_starting(until, prefix);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn still_starting(&mut self, until: Instant, what: &str) {
        let ended = self
            .child
            .as_mut()
            .and_then(|child| child.try_wait().ok().flatten());
        if let Some(status) = ended {
            panic!("the program ended ({status}) before {what}");
        }
        assert!(Instant::now() < until, "no {what} within {START_AT_MOST:?}");
    }

    /// Runs another command of the program on the same folder, such as
    /// `["ledger", "verify"]`.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let command = self.command().args(arguments).stdin(Stdio::null()).output();
        command.expect("the program can be started")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(binary());
        let settings = self.options.settings.iter();
        command.envs(settings.map(|(name, value)| (name, value)));
        if self.options.bare {
            command.current_dir(self.folder.path());
        } else {
            command.env("HERALD_DATA", self.folder.path());
        }
        if let Some(database) = &self.database {
            let url = database.url();
            let url = match &self.options.detour {
                Some((host, through)) => url.replace(host, through),
                None => url,
            };
            command.env("HERALD_DATABASE", url);
        }
        command
    }

    /// `http://127.0.0.1:port` of the desk.
    pub fn desk(&self) -> &str {
        &self.desk
    }

    /// `http://127.0.0.1:port` of the public side.
    pub fn site(&self) -> &str {
        &self.site
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The PostgreSQL database, where it runs on one.
    pub fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    /// What the program printed so far.
    pub fn lines(&self) -> Vec<String> {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// SIGKILL, as by a power cut.
    ///
    /// # Panics
    /// When it is not running.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("the program is running");
        child.kill().expect("a child can be killed");
        child.wait().expect("a child can be waited for");
    }

    /// SIGTERM, and waits for the orderly end.
    ///
    /// # Panics
    /// When it does not end in time.
    pub fn stop(&mut self) -> ExitStatus {
        let mut child = self.child.take().expect("the program is running");
        kill_process(pid(&child), Signal::TERM).expect("a child can be signalled");
        let until = Instant::now() + STOP_AT_MOST;
        loop {
            if let Some(status) = child.try_wait().expect("a child can be waited for") {
                return status;
            }
            if Instant::now() > until {
                drop(child.kill());
                panic!("the program did not stop within {STOP_AT_MOST:?}");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Resident memory in bytes.
    ///
    /// # Panics
    /// When it is not running.
    pub fn resident_bytes(&self) -> u64 {
        let child = self.child.as_ref().expect("the program is running");
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()))
            .expect("the process has a status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
        kilobytes.expect("the status names the resident memory") * 1024
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
        if std::thread::panicking() {
            let lines = self.lines();
            let mut tail = String::from("── last lines of the program\n");
            for line in lines.iter().skip(lines.len().saturating_sub(80)) {
                let _ = writeln!(tail, "{line}");
            }
            eprint!("{tail}");
        }
    }
}

fn pid(child: &Child) -> Pid {
    let raw = i32::try_from(child.id()).expect("process ids fit into 31 bits on Linux");
    Pid::from_raw(raw).expect("a child has an id")
}

/// Reads a pipe to its end on a thread of its own.
fn follow(pipe: Option<impl Read + Send + 'static>, log: &Log) {
    let log = Arc::clone(log);
    let pipe = pipe.expect("the pipe was asked for");
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            log.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(line);
        }
    });
}

/// `HERALD_BIN`, or the program in the target folder this test was built in.
fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("HERALD_BIN") {
        return PathBuf::from(path);
    }
    let test = std::env::current_exe().expect("a running test has a path");
    let folder = test
        .ancestors()
        .nth(2)
        .expect("tests lie in target/PROFILE/deps");
    let path = folder.join("herald");
    assert!(
        path.exists(),
        "{} is not there: cargo build -p herald",
        path.display()
    );
    path
}
