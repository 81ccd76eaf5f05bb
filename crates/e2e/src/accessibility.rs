//! axe, the independent judge of accessibility, inside the page.

use crate::{Browser, Peers};
use serde_json::{Value, json};
use std::fmt;

/// What is asked of every screen: WCAG 2.2 AA and what axe calls best practice.
const TAGS: &[&str] = &[
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
];

/// One rule that the page breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// axe's name of the rule, such as `color-contrast`.
    pub rule: String,
    /// What to do, in axe's words.
    pub help: String,
    /// Selectors of the elements that break it.
    pub places: Vec<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.help)?;
        for place in &self.places {
            write!(f, "\n    {place}")?;
        }
        Ok(())
    }
}

impl Browser {
    /// Every accessibility fault of the page as it stands. Scripts of the driver are
    /// not held back by the content security policy.
    ///
    /// # Panics
    /// When axe does not run.
    pub async fn axe(&self) -> Vec<Fault> {
        let here = self.script("return Boolean(window.axe)", Vec::new()).await;
        if here == json!(false) {
            let path = Peers::judges().join("node_modules/axe-core/axe.min.js");
            let axe = std::fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            self.script(&axe, Vec::new()).await;
        }
        let run = "const [tags, done] = arguments; \
            axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }) \
               .then(found => done(found.violations), error => done(String(error)));";
        let found = self
            .client
            .execute_async(run, vec![json!(TAGS)])
            .await
            .expect("axe answers");
        let Value::Array(found) = found else {
            panic!("axe failed: {found}");
        };
        found.iter().map(fault).collect()
    }

    /// Fails with every fault that axe finds.
    ///
    /// # Panics
    /// When there is one.
    pub async fn must_be_accessible(&self) {
        let faults: Vec<String> = self.axe().await.iter().map(ToString::to_string).collect();
        assert!(
            faults.is_empty(),
            "{} on {}:\n{}",
            faults.len(),
            self.url().await,
            faults.join("\n")
        );
    }
}

fn fault(found: &Value) -> Fault {
    let text = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
    let nodes = found["nodes"].as_array().cloned().unwrap_or_default();
    let places = nodes.iter().map(|node| {
        let summary = node["failureSummary"]
            .as_str()
            .unwrap_or_default()
            .replace('\n', " ");
        format!("{} {summary}", node["target"])
    });
    Fault {
        rule: text("id"),
        help: text("help"),
        places: places.collect(),
    }
}
