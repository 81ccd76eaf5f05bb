//! The editor: text in the middle, findings at the margin, a panel on the right.
//! Without JavaScript a plain textarea holds the same text.

use maud::{Markup, html};
use serde::Serialize;

use crate::i18n::Lang;

/// What the editor of one text needs.
#[derive(Clone, Debug, Default)]
pub struct EditorView<'a> {
    /// The document as ProseMirror JSON of the schema in [`crate::doc`].
    pub doc_json: &'a str,
    pub title: &'a str,
    /// The revision the reader holds; the server refuses a save from another one with 409.
    pub revision: i64,
    /// `POST` of `{doc, title, revision}` as JSON, answered by [`Saved`].
    pub save_url: &'a str,
    /// `POST` of `{title, doc}` as JSON, answered by [`Checked`].
    pub check_url: &'a str,
    /// `POST` of one file as multipart (`file`), answered by [`Uploaded`], or by `{detail}`: why not.
    pub upload_url: &'a str,
    /// Bytes a file may have; larger ones are told so without being sent.
    pub upload_most: usize,
    /// The language of the text as a BCP 47 tag; that of the page when empty.
    pub text_lang: &'a str,
    /// An address that shows an image: `{id}` stands for its id.
    pub image_url: &'a str,
    /// The plain text for readers without JavaScript and where it is posted.
    pub plain: &'a str,
    pub plain_url: &'a str,
    pub csrf: &'a str,
    pub findings: &'a [Finding],
    pub readonly: bool,
}

/// What was found in a text, as the check answers it.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// Its name on the page, `m` and a number: panel and other pages link to it.
    pub id: String,
    /// The textblock, counted from 0 in the order of [`crate::doc::textblocks`]; none for the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<usize>,
    /// UTF-16 offsets inside the textblock or the title.
    pub from: usize,
    pub to: usize,
    /// `stop`, `warn` or `clinic`.
    pub severity: &'static str,
    /// The heading of the note: 誇大療效.
    pub rule: String,
    /// Where it is written: 醫療法第 86 條. Empty for none.
    pub article: String,
    pub why: String,
    pub suggestion: String,
    /// Put in by one press on 「採用建議」; empty where the words are only deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replacement: Option<String>,
}

/// The answer to a check.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    pub findings: Vec<Finding>,
    /// What stands in [`live_panel`] now, as HTML.
    pub panel: String,
}

/// The answer to a save.
#[derive(Clone, Debug, Serialize)]
pub struct Saved {
    pub revision: i64,
    /// 已儲存 10:42・第 4 版
    pub words: String,
}

/// The answer to a save from an old revision, with status 409.
#[derive(Clone, Debug, Serialize)]
pub struct SaveConflict {
    pub revision: i64,
    /// Who changed it and when.
    pub words: String,
    /// What stands on the server, as plain text.
    pub theirs: String,
}

/// The answer to an upload.
#[derive(Clone, Debug, Serialize)]
pub struct Uploaded {
    /// The id of the image, as it stands in the document.
    pub src: String,
    pub alt: String,
}

const WORDS: [&str; 44] = [
    "toolbar",
    "saving",
    "unsaved",
    "offline",
    "conflict",
    "conflict-mine",
    "conflict-theirs",
    "conflict-keep",
    "conflict-take",
    "paragraph",
    "heading",
    "subheading",
    "strong",
    "em",
    "link",
    "list",
    "numbers",
    "quote",
    "image",
    "warning",
    "rule",
    "undo",
    "redo",
    "link-address",
    "link-bad",
    "image-alt",
    "image-alt-needed",
    "image-caption",
    "image-failed",
    "adopt",
    "colon",
    "delete-words",
    "next-finding",
    "uploading",
    "image-large",
    "image-alt-later",
    "image-write-alt",
    "image-drop",
    "retry",
    "signed-out",
    "save-failed",
    "characters",
    "ok",
    "cancel",
];

/// The bar over an editor: where it lies, its state, its acts.
#[must_use]
pub fn editor_bar(
    lang: Lang,
    path: &[(&str, &str)],
    state: &Markup,
    version: &str,
    acts: &Markup,
) -> Markup {
    html! {
        div.edbar {
            p.crumbs { @for (i, (word, href)) in path.iter().enumerate() { @if i > 0 { " / " } a href=(href) { (word) } } }
            (state)
            span.s13.mute data-save-state aria-live="polite" { (version) }
            div.line.push { (acts) }
            noscript { span.s13 { (lang.t("ui-editor-plain")) } }
        }
    }
}

/// Editor and panel beside each other.
#[must_use]
pub fn editor_page(lang: Lang, bar: &Markup, view: &EditorView<'_>, panel: &Markup) -> Markup {
    html! {
        h1.vh { (view.title) }
        (bar)
        div.ed {
            (editor(lang, view))
            aside.panel aria-label=(lang.t("ui-editor-panel")) { (panel) }
        }
    }
}

/// The part of the panel that follows what is typed: verdict, what publishing needs, findings.
#[must_use]
pub fn live_panel(body: &Markup) -> Markup {
    html! { div.panel__live data-checks { (body) } }
}

/// The editor itself. The page must load [`crate::shell::Script::Editor`].
#[must_use]
pub fn editor(lang: Lang, view: &EditorView<'_>) -> Markup {
    let words: serde_json::Map<String, serde_json::Value> = WORDS
        .iter()
        .map(|word| {
            (
                (*word).to_owned(),
                lang.t(&format!("ui-editor-{word}")).into(),
            )
        })
        .collect();
    let findings = serde_json::to_string(view.findings).unwrap_or_else(|_| "[]".into());
    html! {
        article.paper aria-label=(lang.t("ui-editor-text")) data-editor data-save=(view.save_url)
            data-check=(view.check_url) data-upload=(view.upload_url) data-image=(view.image_url)
            data-upload-most=(view.upload_most) data-lang=(if view.text_lang.is_empty() { lang.tag() } else { view.text_lang })
            data-csrf=(view.csrf) data-revision=(view.revision) data-readonly=[view.readonly.then_some("")]
            data-doc=(view.doc_json) data-findings=(findings) data-words=(serde_json::Value::Object(words).to_string()) {
            form.editor__plain.stack method="post" action=(view.plain_url) data-plain {
                input type="hidden" name="csrf" value=(view.csrf);
                input type="hidden" name="revision" value=(view.revision);
                div.field {
                    label for="f-title" { (lang.t("ui-editor-title")) }
                    input.input id="f-title" name="title" value=(view.title) readonly[view.readonly];
                }
                div.field {
                    label for="f-text" { (lang.t("ui-editor-text")) }
                    textarea.input id="f-text" name="text" rows="18" readonly[view.readonly] { (view.plain) }
                    p.field__hint { (lang.t("ui-editor-plain-hint")) }
                }
                @if !view.readonly { p { button.btn.btn--main type="submit" { (lang.t("ui-save")) } } }
            }
        }
    }
}
