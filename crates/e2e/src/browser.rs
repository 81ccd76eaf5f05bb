//! A real Chromium, driven as a person would: by what can be read on the screen.

use crate::Peers;
use crate::devtools::{ConsoleLog, DevTools};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long something may take to appear on the screen of a machine that is busy.
const APPEARS_AT_MOST: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The script that finds by visible words.
const FIND: &str = include_str!("find.js");

/// What the browser calls itself.
const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/// The name WebDriver gives to a reference to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What the person's system prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

/// What the person's browser asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    ZhHant,
    En,
}

impl Language {
    const fn tag(self) -> &'static str {
        match self {
            Self::ZhHant => "zh-TW",
            Self::En => "en-US",
        }
    }
}

/// One browser with a profile of its own.
#[derive(Debug)]
pub struct Browser {
    pub(crate) client: Client,
    width: Cell<u32>,
    height: Cell<u32>,
}

impl Browser {
    /// Opens a browser whose page is `width` CSS pixels wide; 390 is a phone.
    ///
    /// # Panics
    /// When the driver opens none.
    pub async fn open(width: u32, theme: Theme, language: Language) -> Self {
        let height = if width < 600 { 844 } else { 900 };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(width, height, language))
            .connect(&Peers::chromedriver())
            .await
            .expect("chromedriver opens a browser");
        let browser = Self {
            client,
            width: Cell::new(width),
            height: Cell::new(height),
        };
        browser.devtools(DevTools::viewport(width, height)).await;
        browser
            .devtools(DevTools::media(theme == Theme::Dark))
            .await;
        browser
    }

    /// Width and height of the page in CSS pixels.
    pub fn size(&self) -> (u32, u32) {
        (self.width.get(), self.height.get())
    }

    /// Another size of the page, as when a window is pulled or a phone is taken.
    ///
    /// # Panics
    /// When the driver has gone.
    pub async fn resize(&self, width: u32, height: u32) {
        self.width.set(width);
        self.height.set(height);
        self.devtools(DevTools::viewport(width, height)).await;
    }

    /// What the person's system prefers from now on.
    ///
    /// # Panics
    /// When the driver has gone.
    pub async fn darken(&self, dark: bool) {
        self.devtools(DevTools::media(dark)).await;
    }

    /// Ends the browser. One that is not closed ends with its driver.
    pub async fn close(self) {
        drop(self.client.close().await);
    }

    /// The driver's client, for what has no word here.
    pub fn driver(&self) -> &Client {
        &self.client
    }

    /// Opens an address and waits until it is loaded.
    ///
    /// # Panics
    /// When it does not load.
    pub async fn goto(&self, url: &str) {
        let opened = self.client.goto(url).await;
        opened.unwrap_or_else(|error| panic!("{url} does not open: {error}"));
    }

    /// The address shown.
    ///
    /// # Panics
    /// When the driver has gone.
    pub async fn url(&self) -> String {
        self.client
            .current_url()
            .await
            .expect("the driver answers")
            .into()
    }

    /// Clicks what a person would read (`發布`) or a CSS selector (beginning with `#`,
    /// `.` or `[`), as soon as it is there.
    ///
    /// # Panics
    /// When it does not appear or cannot be clicked.
    pub async fn click(&self, what: &str) {
        self.attempt(&format!("click {what}"), async || {
            match self.locate("control", what).await? {
                Some(element) => {
                    // Where a person scrolls to: away from what sticks to the edges.
                    let centre = "arguments[0].scrollIntoView({ block: 'center' })";
                    self.client.execute(centre, vec![json!(element)]).await?;
                    element.click().await.map(|()| Some(()))
                }
                None => Ok(None),
            }
        })
        .await;
    }

    /// Clicks what asks once more, reads the question and says yes with the same words.
    ///
    /// # Panics
    /// When it does not appear or does not ask.
    pub async fn confirm(&self, what: &str) {
        self.click(what).await;
        self.wait_for(".dialog[open]").await;
        self.click(what).await;
    }

    /// Fills the field with this label (or CSS selector): text, a choice of a list, a
    /// file by its path, a date as `2026-11-23`, a box to tick as `on` or `off`.
    ///
    /// # Panics
    /// When there is no such field.
    pub async fn fill(&self, label: &str, value: &str) {
        self.attempt(&format!("fill {label}"), async || {
            match self.locate("field", label).await? {
                Some(element) => self.fill_element(&element, value).await.map(Some),
                None => Ok(None),
            }
        })
        .await;
    }

    async fn fill_element(&self, element: &Element, value: &str) -> Result<(), CmdError> {
        let kind = element.attr("type").await?.unwrap_or_default();
        match (element.tag_name().await?.as_str(), kind.as_str()) {
            ("select", _) => element.select_by_label(value).await,
            (_, "file") => element.send_keys(value).await,
            (_, "checkbox" | "radio") => {
                let wanted = value != "off";
                if element.is_selected().await? == wanted {
                    Ok(())
                } else {
                    element.click().await
                }
            }
            // The keys of these depend on the language; their value does not.
            (_, "date" | "time" | "datetime-local" | "month" | "range" | "color") => {
                let script = "const [field, value] = arguments; field.value = value; \
                    for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }));";
                let arguments = vec![json!(element), json!(value)];
                self.client.execute(script, arguments).await.map(drop)
            }
            ("input" | "textarea", _) => {
                element.clear().await?;
                element.send_keys(value).await
            }
            // An editor: what is there is selected and written over.
            _ => {
                element.click().await?;
                let all = format!("{}a{}", char::from(Key::Control), char::from(Key::Null));
                element.send_keys(&all).await?;
                element.send_keys(value).await
            }
        }
    }

    /// Presses keys where the focus is.
    ///
    /// # Panics
    /// When nothing can take them.
    pub async fn press(&self, keys: &str) {
        let element = self
            .client
            .active_element()
            .await
            .expect("something has the focus");
        element.send_keys(keys).await.expect("the focus takes keys");
    }

    /// The words on the page as a person sees them.
    ///
    /// # Panics
    /// When the driver has gone.
    pub async fn text(&self) -> String {
        let text = self
            .client
            .execute("return document.body.innerText", Vec::new())
            .await;
        text.expect("the driver answers")
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until the words can be read, or a CSS selector (beginning with `#`, `.` or
    /// `[`) finds something visible.
    ///
    /// # Panics
    /// When they do not appear.
    pub async fn wait_for(&self, what: &str) {
        self.attempt(&format!("see {what}"), async || {
            if is_selector(what) {
                return Ok(self.locate("control", what).await?.map(drop));
            }
            Ok(self.text().await.contains(what).then_some(()))
        })
        .await;
    }

    /// Waits until the words can no longer be read.
    ///
    /// # Panics
    /// When they stay.
    pub async fn wait_until_gone(&self, words: &str) {
        self.attempt(&format!("see no {words}"), async || {
            Ok((!self.text().await.contains(words)).then_some(()))
        })
        .await;
    }

    /// Runs a script in the page.
    ///
    /// # Panics
    /// When it throws.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        let answer = self.client.execute(script, arguments).await;
        answer.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// What the page wrote to the console as an error since the last call: scripts that
    /// threw, files that are missing, what the content security policy held back.
    ///
    /// # Panics
    /// When the driver has gone.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self
            .client
            .issue_cmd(ConsoleLog)
            .await
            .expect("the driver answers");
        let entries = log.as_array().cloned().unwrap_or_default();
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        severe
            .filter_map(|entry| entry["message"].as_str().map(str::to_owned))
            .collect()
    }

    /// A picture of what is on the screen, into `artefacts/NAME.png`.
    ///
    /// # Panics
    /// When it cannot be taken or written.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        let picture = self
            .client
            .screenshot()
            .await
            .expect("the driver takes a picture");
        let path = artefacts().join(format!("{name}.png"));
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))
            .expect("artefacts/ is writable");
        std::fs::write(&path, picture).expect("artefacts/ is writable");
        path
    }

    /// A picture of the whole page, also of what is below the screen.
    ///
    /// # Panics
    /// When it cannot be taken or written.
    pub async fn screenshot_whole(&self, name: &str) -> PathBuf {
        let script = "return document.documentElement.scrollHeight";
        let height = self.script(script, Vec::new()).await.as_u64();
        let height = height
            .and_then(|h| u32::try_from(h).ok())
            .unwrap_or(self.height.get());
        let (wide, high) = self.size();
        self.devtools(DevTools::viewport(wide, height.max(high)))
            .await;
        let path = self.screenshot(name).await;
        self.devtools(DevTools::viewport(wide, high)).await;
        path
    }

    async fn devtools(&self, command: DevTools) {
        self.client
            .issue_cmd(command)
            .await
            .expect("chromedriver passes DevTools commands on");
    }

    async fn locate(&self, kind: &str, what: &str) -> Result<Option<Element>, CmdError> {
        if is_selector(what) {
            for element in self.client.find_all(Locator::Css(what)).await? {
                if element.is_displayed().await? {
                    return Ok(Some(element));
                }
            }
            return Ok(None);
        }
        let found = self
            .client
            .execute(FIND, vec![json!(kind), json!(what)])
            .await?;
        let reference = found[ELEMENT]
            .as_str()
            .map(|id| ElementRef::from(id.to_owned()));
        Ok(reference.map(|id| Element::from_element_id(self.client.clone(), id)))
    }

    /// Tries until it succeeds. A page that changes under the hand makes single tries
    /// fail; the last failure is told, with what was on the screen.
    async fn attempt(
        &self,
        what: &str,
        mut once: impl AsyncFnMut() -> Result<Option<()>, CmdError>,
    ) {
        let until = Instant::now() + APPEARS_AT_MOST;
        let mut last = None;
        while Instant::now() < until {
            match once().await {
                Ok(Some(())) => return,
                Ok(None) => {}
                Err(error) => last = Some(error),
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        let picture = self
            .screenshot(&format!("failed/{}", file_name(what)))
            .await;
        let why = last.map_or_else(String::new, |error| format!(" ({error})"));
        let (url, text, picture) = (self.url().await, self.text().await, picture.display());
        panic!("could not {what}{why} on {url}, see {picture}; it reads:\n{text}");
    }
}

fn is_selector(what: &str) -> bool {
    what.starts_with(['#', '.', '['])
}

fn file_name(what: &str) -> String {
    what.chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .take(60)
        .collect()
}

/// Where pictures are kept: `artefacts/` of the repository or `HERALD_ARTEFACTS`.
fn artefacts() -> PathBuf {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artefacts");
    std::env::var_os("HERALD_ARTEFACTS").map_or_else(own, PathBuf::from)
}

fn capabilities(width: u32, height: u32, language: Language) -> Capabilities {
    let tag = language.tag();
    let mut arguments = vec![
        "--headless=new".to_owned(),
        // Chromium refuses its sandbox to root, and containers refuse it to everybody.
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--hide-scrollbars".to_owned(),
        // Nothing but the pages under test may use the network.
        "--no-proxy-server".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--no-first-run".to_owned(),
    ];
    // Without this it says that nobody sits before it, and Herald counts it apart.
    arguments.push(format!("--user-agent={AGENT}"));
    arguments.push(format!("--lang={tag}"));
    arguments.push(format!("--window-size={width},{height}"));
    let mut capabilities = Capabilities::new();
    capabilities.insert(
        "goog:chromeOptions".to_owned(),
        json!({ "args": arguments, "prefs": { "intl.accept_languages": tag } }),
    );
    capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
    capabilities
}
