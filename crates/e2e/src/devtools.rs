//! Commands of Chromium's DevTools that WebDriver has no words for.

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// One DevTools command, passed on by chromedriver.
#[derive(Debug)]
pub struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl DevTools {
    /// A viewport of that many CSS pixels; a phone below 600.
    pub fn viewport(width: u32, height: u32) -> Self {
        let parameters = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600,
        });
        Self {
            command: "Emulation.setDeviceMetricsOverride",
            parameters,
        }
    }

    /// What `prefers-color-scheme` and `prefers-reduced-motion` answer. Motion is
    /// reduced, so that pictures do not depend on the moment.
    pub fn media(dark: bool) -> Self {
        let scheme = if dark { "dark" } else { "light" };
        let parameters = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]});
        Self {
            command: "Emulation.setEmulatedMedia",
            parameters,
        }
    }
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/goog/cdp/execute"))
    }

    fn method_and_body(&self, _: &Url) -> (::http::Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (::http::Method::POST, Some(body.to_string()))
    }
}

/// What the page complained about on the console since the last time.
#[derive(Debug)]
pub struct ConsoleLog;

impl WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/se/log"))
    }

    fn method_and_body(&self, _: &Url) -> (::http::Method, Option<String>) {
        let body = json!({ "type": "browser" });
        (::http::Method::POST, Some(body.to_string()))
    }
}
