//! The centre of the story: a program, the people of the department, their browsers.

use e2e::{Browser, Http, Judges, Language, Options, Peers, Program, Theme};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Output;

pub const PASSWORD: &str = "a long pass phrase";
pub const CENTRE: &str = "晴川復健中心";
pub const OWNER: &str = "zhou@clinic.test";

/// Local part of the address, name, position.
pub const STAFF: [(&str, &str, &str); 4] = [
    ("lin", "林怡安", "specialist"),
    ("chen", "陳柏翰", "head"),
    ("huang", "黃思齊", "physiotherapist"),
    ("li", "李佳蓉", "customer_service"),
];

/// A centre with its program.
pub struct House {
    pub program: Program,
}

impl House {
    /// An empty folder with the program running: nothing is set up.
    pub async fn empty(options: Options) -> Self {
        Self {
            program: Program::start(options).await,
        }
    }

    /// Stops the program, adds the staff from the command line and starts again.
    pub async fn staffed(&mut self) {
        let password = self.file("password", PASSWORD.as_bytes());
        assert!(self.program.stop().success(), "the program ends in order");
        for (local, name, position) in STAFF {
            let (email, password) = (
                format!("{local}@clinic.test"),
                password.display().to_string(),
            );
            self.must(&[
                "user",
                "add",
                "--email",
                &email,
                "--name",
                name,
                "--password-file",
                &password,
                "--position",
                position,
            ]);
        }
        self.program.again().await;
    }

    /// Runs a command of the program, which must succeed.
    pub fn must(&self, arguments: &[&str]) -> String {
        let output = self.program.run(arguments);
        assert!(
            output.status.success(),
            "herald {}: {}",
            arguments.join(" "),
            said(&output)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// A file in the folder of the program.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.program.folder().join(name);
        std::fs::write(&path, bytes).expect("the folder is writable");
        path
    }

    /// A page of the desk by its path.
    pub fn desk(&self, path: &str) -> String {
        format!("{}{path}", self.program.desk())
    }

    /// Somebody at their own machine, signed in.
    pub async fn sits_down(&self, email: &str, width: u32) -> Browser {
        let browser = Browser::open(width, Theme::Light, Language::ZhHant).await;
        self.enters(&browser, email).await;
        browser
    }

    pub async fn enters(&self, browser: &Browser, email: &str) {
        browser.goto(&self.desk("/sign-in")).await;
        browser.fill("[name=email]", email).await;
        browser.fill("[name=password]", PASSWORD).await;
        browser.click("登入").await;
        browser.wait_for("[aria-current=page]").await;
    }

    /// The same person without a browser.
    pub async fn calls(&self, email: &str) -> Http {
        let http = Http::new(self.program.desk());
        http.sign_in(email, PASSWORD).await;
        http
    }

    /// Sets up the mail server of the test, with a DKIM key, and answers the record a
    /// name server would have: its name and its text.
    pub async fn sends_mail(&self, owner: &Browser) -> (String, String) {
        let smtp = Peers::smtp();
        let (host, port) = smtp.split_once(':').expect("host and port");
        owner.goto(&self.desk("/settings/sending")).await;
        for (field, value) in [
            ("[name=host]", host),
            ("[name=port]", port),
            ("連線保護", "不加密（只用於這台機器上的伺服器）"),
            ("[name=from_name]", CENTRE),
            ("[name=from_address]", "news@clinic.test"),
            ("[name=postal_address]", "臺中市西區健行路 1 號"),
            ("[name=dkim_domain]", "clinic.test"),
            ("[name=dkim_selector]", "herald1"),
            ("產生新的金鑰", "on"),
            // From equal to until means no quiet hours: the story runs at any hour.
            ("[name=quiet_from]", "03:00"),
            ("[name=quiet_until]", "03:00"),
            ("[name=weekend_from]", "03:00"),
            ("[name=weekend_until]", "03:00"),
        ] {
            owner.fill(field, value).await;
        }
        owner.click("儲存寄件設定").await;
        owner.wait_for("要加到 DNS 的紀錄").await;
        let read = "return Array.from(document.querySelectorAll('aside code, .aside code, dd code'), one => one.innerText)";
        let codes = owner.script(read, Vec::new()).await;
        let code = |at: usize| {
            codes[at]
                .as_str()
                .unwrap_or_else(|| panic!("two codes: {codes}"))
                .to_owned()
        };
        (code(0), code(1))
    }
}

/// What a command said, on both streams.
pub fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A text in an old encoding of Taiwan.
pub fn big5(text: &str) -> Vec<u8> {
    let script = "import json, sys\nprint(json.dumps(list(sys.stdin.buffer.read().decode().encode('big5'))))";
    numbers(&Judges::python(script, &[], text.as_bytes()))
}

/// A PNG of 640 × 400 points in two colours.
pub fn picture() -> Vec<u8> {
    let script = "import json, struct, zlib\n\
        row = lambda y: b'\\0' + b''.join(bytes((36, 92 + y // 4, 78)) if (x // 40 + y // 40) % 2 else b'\\xf4\\xf1\\xea' for x in range(640))\n\
        def chunk(kind, data):\n\
        \x20   return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))\n\
        head = chunk(b'IHDR', struct.pack('>IIBBBBB', 640, 400, 8, 2, 0, 0, 0))\n\
        body = chunk(b'IDAT', zlib.compress(b''.join(row(y) for y in range(400))))\n\
        print(json.dumps(list(b'\\x89PNG\\r\\n\\x1a\\n' + head + body + chunk(b'IEND', b''))))";
    numbers(&Judges::python(script, &[], b""))
}

fn numbers(list: &Value) -> Vec<u8> {
    let numbers = list.as_array().expect("a list of octets");
    numbers
        .iter()
        .filter_map(|n| u8::try_from(n.as_u64()?).ok())
        .collect()
}
