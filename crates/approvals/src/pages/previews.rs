//! How the acts of the door itself look to those who decide them.

use desk::rulebook::Rulebook;
use frame::{App, Preview};
use kernel::DbError;
use serde_json::Value as Json;
use std::sync::Arc;
use text::{BlockDiff, diff_blocks};
use ui::{DiffPart, Lang, Markup, html};

use super::content::parts;
use super::words::either;

/// Changed lines shown at most; a whole new file is read in the file.
const MOST_LINES: usize = 400;

/// Previews of the acts of the door.
pub(crate) fn previews() -> Vec<Preview> {
    vec![
        Preview::new("matter.raise", matter),
        Preview::new("house.change", |app, lang, payload, _| async move {
            let new = text_at(&payload, "house");
            let book = book(&app).await?;
            Ok(line_changes(lang, &book.house_text, &new))
        }),
        Preview::new("charter.load", |app, lang, payload, _| async move {
            let new = text_at(&payload, "document");
            let book = book(&app).await?;
            Ok(line_changes(lang, &book.document_text, &new))
        }),
        Preview::new("desk.thaw", |_, lang, payload, _| async move {
            let reason = text_at(&payload, "reason");
            Ok(
                html! { p { (lang.t("approvals-thaw-more")) } (ui::facts(&[(&lang.t("approvals-reason"), html! { (reason) })])) },
            )
        }),
        Preview::new("ledger.export", |_, lang, _, _| async move {
            Ok(html! { p { (lang.t("approvals-export-more")) } })
        }),
    ]
}

fn text_at(payload: &Json, field: &str) -> String {
    payload[field].as_str().unwrap_or_default().to_owned()
}

async fn book(app: &App) -> Result<Arc<Rulebook>, DbError> {
    let centre = app.centre().await?.ok_or(DbError::Missing)?;
    app.desk()
        .rulebook(&app.desk().database().reader(), centre.id)
        .await
}

async fn matter(app: App, lang: Lang, payload: Json, _: Json) -> Result<Markup, DbError> {
    let book = book(&app).await?;
    let id = text_at(&payload, "cell");
    let cell = book.document.cell(&id);
    let word = cell.map_or(id.clone(), |c| either(lang, &c.zh, &c.en).to_owned());
    let body = text_at(&payload, "body");
    Ok(html! {
        (ui::facts(&[(&lang.t("approvals-matter-cell"), ui::link(word, format!("/charter#{id}")))]))
        @for part in body.split("\n\n").filter(|p| !p.trim().is_empty()) {
            p { @for (n, line) in part.lines().enumerate() { @if n > 0 { br; } (line) } }
        }
    })
}

/// The lines of a file that became different from what is in force.
pub(super) fn line_changes(lang: Lang, old: &str, new: &str) -> Markup {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let changed: Vec<Vec<DiffPart>> = diff_blocks(&old, &new)
        .into_iter()
        .filter_map(|block| match block {
            BlockDiff::Same(_) => None,
            BlockDiff::Removed(line) => Some(vec![DiffPart::Removed(line)]),
            BlockDiff::Added(line) => Some(vec![DiffPart::Added(line)]),
            BlockDiff::Changed(found) => Some(parts(&found)),
        })
        .collect();
    let args = [("n", changed.len().into())];
    html! {
        @if changed.is_empty() { (ui::meta(lang.t("approvals-lines-same"))) }
        @else {
            (ui::meta(lang.tr("approvals-lines-changed", &args)))
            (ui::diff_text(&changed[..changed.len().min(MOST_LINES)]))
        }
    }
}
