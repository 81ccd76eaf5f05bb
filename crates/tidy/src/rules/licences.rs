//! Every library carries a licence of `crates/tidy/licences.txt`.

use crate::json::Json;
use crate::{Tree, Violation};
use std::process::Command;

const ALLOWED: &str = "crates/tidy/licences.txt";
const LOCK: &str = "Cargo.lock";

pub fn check(tree: &Tree) -> Vec<Violation> {
    let list = tree.file(ALLOWED).map_or("", |file| file.text.as_str());
    let allowed: Vec<&str> = list
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|line| !line.is_empty())
        .collect();
    match libraries(tree) {
        Ok(libraries) => libraries
            .iter()
            .filter(|(_, licence)| !accepts(&allowed, licence))
            .map(|(name, licence)| {
                let remedy = format!("`{name}` is under `{licence}`: use another library");
                Violation::at(LOCK, 0, name, remedy)
            })
            .collect(),
        Err(reason) => vec![Violation::at(LOCK, 0, "metadata", reason)],
    }
}

/// Name and licence of everything that is built for this machine.
fn libraries(tree: &Tree) -> Result<Vec<(String, String)>, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(["--filter-platform", &host])
        .current_dir(tree.root())
        .output()
        .map_err(|error| format!("cargo metadata does not start: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let first = said.lines().find(|line| line.starts_with("error"));
        return Err(format!(
            "cargo metadata: {}",
            first.unwrap_or("no reason given")
        ));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let metadata = Json::read(&text).ok_or("cargo metadata answered no JSON")?;
    let field =
        |package: &Json, name: &str| package.get(name).and_then(Json::text).map(str::to_owned);
    Ok(metadata
        .get("packages")
        .map_or(&[][..], Json::list)
        .iter()
        .filter_map(|package| {
            let licence = field(package, "license").unwrap_or_else(|| "no licence".to_owned());
            Some((field(package, "name")?, licence))
        })
        .collect())
}

/// Whether an SPDX expression can be met with the allowed licences alone.
/// `AND` binds closer than `OR`; `/` is the old way to write `OR`.
pub fn accepts(allowed: &[&str], expression: &str) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = tokens.as_slice();
    any_of(allowed, &mut rest) && rest.is_empty()
}

fn any_of(allowed: &[&str], rest: &mut &[&str]) -> bool {
    let mut met = all_of(allowed, rest);
    while let [first, tail @ ..] = *rest
        && *first == "OR"
    {
        *rest = tail;
        met |= all_of(allowed, rest);
    }
    met
}

fn all_of(allowed: &[&str], rest: &mut &[&str]) -> bool {
    let mut met = one(allowed, rest);
    while let [first, tail @ ..] = *rest
        && *first == "AND"
    {
        *rest = tail;
        met &= one(allowed, rest);
    }
    met
}

fn one(allowed: &[&str], rest: &mut &[&str]) -> bool {
    match *rest {
        ["(", tail @ ..] => {
            *rest = tail;
            let met = any_of(allowed, rest);
            let closed = rest.first() == Some(&")");
            *rest = rest.get(1..).unwrap_or_default();
            met && closed
        }
        [id, "WITH", exception, tail @ ..] => {
            *rest = tail;
            allowed.contains(&format!("{id} WITH {exception}").as_str()) || allowed.contains(id)
        }
        [id, tail @ ..] => {
            *rest = tail;
            allowed.contains(id)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn an_expression_is_met_when_the_allowed_licences_suffice() {
        let allowed = ["MIT", "Apache-2.0", "ISC"];
        for met in [
            "MIT",
            "GPL-3.0 OR MIT",
            "MIT/Apache-2.0",
            "(MIT OR GPL-3.0) AND ISC",
            "Apache-2.0 WITH LLVM-exception OR X",
        ] {
            assert!(accepts(&allowed, met), "{met}");
        }
        for unmet in [
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "(MIT",
            "MIT ISC",
            "",
            "no licence",
        ] {
            assert!(!accepts(&allowed, unmet), "{unmet}");
        }
    }
}
