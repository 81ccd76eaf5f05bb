//! Judges outside the browser: the Nu HTML checker and libraries of Python.

use crate::Peers;
use serde_json::Value;
use std::io::Write;
use std::process::{Command, Output, Stdio};

/// The independent judges that `scripts/test` fetched.
#[derive(Debug)]
pub struct Judges;

impl Judges {
    /// Errors the Nu HTML checker finds in a page.
    ///
    /// # Panics
    /// When the checker does not run.
    pub fn html(page: &str) -> Vec<String> {
        Self::html_of(&[(String::new(), page.to_owned())])
    }

    /// Errors the Nu HTML checker finds in pages, each with the name of its page. Asked
    /// at once: the checker takes longer to start than to judge.
    ///
    /// # Panics
    /// When the checker does not run.
    pub fn html_of(pages: &[(String, String)]) -> Vec<String> {
        let folder = tempfile::tempdir().expect("the temporary folder is writable");
        let jar = Peers::judges().join("node_modules/vnu-jar/build/dist/vnu.jar");
        let mut checker = Command::new("java");
        // Its schema of HTML is deep; a small stack is not enough on every machine.
        checker.arg("-Xss4m").arg("-jar").arg(jar);
        checker.args(["--format", "json", "--stdout", "--exit-zero-always"]);
        for (number, (_, page)) in pages.iter().enumerate() {
            let file = folder.path().join(format!("{number}.html"));
            std::fs::write(&file, page).expect("the temporary folder is writable");
            checker.arg(file);
        }
        let output = feed(&mut checker, b"");
        let said = String::from_utf8_lossy(&output.stderr);
        let report: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("the checker answers no JSON ({error}): {said}"));
        let messages = report["messages"].as_array().cloned().unwrap_or_default();
        let errors = messages.iter().filter(|message| message["type"] == "error");
        // The attributes of htmx are not HTML and are meant.
        let meant = |error: &Value| error["message"].to_string().contains("Attribute “hx-");
        errors
            .filter(|error| !meant(error))
            .map(|error| {
                let file = error["url"].as_str().unwrap_or_default();
                let number = file.rsplit('/').next().unwrap_or_default();
                let number = number.trim_end_matches(".html").parse::<usize>().ok();
                let name = number.and_then(|number| pages.get(number));
                let name = name.map_or(file, |(name, _)| name.as_str());
                format!("{name}:{}: {}", error["lastLine"], error["message"])
            })
            .collect()
    }

    /// How many DKIM signatures a mail carries and whether dkimpy verifies each, given
    /// the records a name server would answer, as `(name, text)`.
    ///
    /// # Panics
    /// When Python does not run.
    pub fn dkim(mail: &[u8], records: &[(&str, &str)]) -> Vec<bool> {
        let script = "import dkim, json, sys\n\
            mail = sys.stdin.buffer.read()\n\
            known = {name.rstrip('.').encode() + b'.': text.encode() for name, text in json.loads(sys.argv[1])}\n\
            find = lambda name, timeout=5: known.get(name if name.endswith(b'.') else name + b'.')\n\
            count = len([1 for name, _ in dkim.rfc822_parse(mail)[0] if name.lower() == b'dkim-signature'])\n\
            def holds(at):\n\
            \x20   try:\n\
            \x20       return bool(dkim.DKIM(mail).verify(idx=at, dnsfunc=find))\n\
            \x20   except dkim.DKIMException:\n\
            \x20       return False\n\
            print(json.dumps([holds(at) for at in range(count)]))";
        let records = serde_json::to_string(records).expect("texts are JSON");
        let answer = Self::python(script, &[&records], mail);
        let held = answer.as_array().expect("the script answers a list");
        held.iter().map(|one| one == &Value::Bool(true)).collect()
    }

    /// A mail as Python's own parser reads it: its headers by lower-case name, its plain
    /// text and its HTML.
    ///
    /// # Panics
    /// When Python does not run.
    pub fn mail(mail: &[u8]) -> Value {
        let script = "import email, email.policy, json, sys\n\
            mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)\n\
            part = lambda kind: (lambda it: it.get_content() if it else '')(mail.get_body(preferencelist=(kind,)))\n\
            print(json.dumps({'headers': {k.lower(): str(v) for k, v in mail.items()}, 'kind': mail.get_content_type(),\n\
            \x20   'text': part('plain'), 'html': part('html'), 'defects': [str(d) for d in mail.defects]}))";
        Self::python(script, &[], mail)
    }

    /// What feedparser makes of an RSS or Atom feed; `bozo` is true for a broken one.
    ///
    /// # Panics
    /// When Python does not run.
    pub fn feed(text: &str) -> Value {
        let script = "import feedparser, json, sys\n\
            feed = feedparser.parse(sys.stdin.buffer.read())\n\
            entry = lambda e: {k: e.get(k) for k in ('id', 'title', 'link', 'summary', 'published', 'updated')}\n\
            print(json.dumps({'bozo': bool(feed.bozo), 'version': feed.version, 'title': feed.feed.get('title'),\n\
            \x20   'entries': [entry(e) for e in feed.entries]}))";
        Self::python(script, &[], text.as_bytes())
    }

    /// What extruct finds in a page: JSON-LD, microdata, RDFa and Open Graph.
    ///
    /// # Panics
    /// When Python does not run.
    pub fn structured_data(page: &str, url: &str) -> Value {
        let script = "import extruct, json, sys\n\
            print(json.dumps(extruct.extract(sys.stdin.read(), base_url=sys.argv[1],\n\
            \x20   syntaxes=['json-ld', 'microdata', 'rdfa', 'opengraph'])))";
        Self::python(script, &[url], page.as_bytes())
    }

    /// Runs a script with the libraries of the judges; it prints JSON.
    ///
    /// # Panics
    /// When it fails.
    pub fn python(script: &str, arguments: &[&str], input: &[u8]) -> Value {
        let mut python = Command::new(Peers::judges().join("venv/bin/python"));
        python
            .args(["-c", script])
            .args(arguments)
            .env("PYTHONUTF8", "1");
        let output = feed(&mut python, input);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {said}"))
    }
}

/// Runs a command with this on its standard input.
fn feed(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut pipe = child.stdin.take().expect("the pipe was asked for");
    let input = input.to_vec();
    // On a thread of its own: a judge may answer before it has read everything.
    let writer = std::thread::spawn(move || pipe.write_all(&input));
    let output = child.wait_with_output().expect("a child can be waited for");
    drop(writer.join());
    output
}
