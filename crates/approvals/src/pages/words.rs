//! Words that all screens of the door share: who, which act, which position.

use std::collections::BTreeMap;

use charter::{Actor, Position, Who};
use desk::rulebook::Rulebook;
use frame::Visit;
use kernel::{AccountId, DbError, Moment};
use ui::{Lang, Markup, fmt};

/// The names of everybody a page speaks of.
pub(super) struct Names(BTreeMap<AccountId, String>);

impl Names {
    pub(super) async fn of(
        visit: &Visit,
        accounts: Vec<Option<AccountId>>,
    ) -> Result<Self, DbError> {
        let mut names = BTreeMap::new();
        for account in accounts.into_iter().flatten() {
            if let std::collections::btree_map::Entry::Vacant(free) = names.entry(account) {
                free.insert(visit.name_of(account).await?);
            }
        }
        Ok(Self(names))
    }

    /// The name of an account; a word for somebody unknown.
    pub(super) fn get(&self, lang: Lang, account: Option<AccountId>) -> String {
        let name = account.and_then(|a| self.0.get(&a)).cloned();
        name.filter(|n| !n.is_empty())
            .unwrap_or_else(|| lang.t("approvals-nobody"))
    }

    /// Whoever acted, also when it was not a person.
    pub(super) fn actor(&self, lang: Lang, actor: &Actor) -> String {
        match &actor.who {
            Who::Person(account) => self.get(lang, Some(*account)),
            Who::Agent { account, name, .. } => {
                let owner = self.get(lang, Some(*account));
                let args = [("owner", owner.into()), ("name", name.into())];
                lang.tr("approvals-agent-of", &args)
            }
            Who::Visitor => lang.t("approvals-who-visitor"),
            Who::System => lang.t("approvals-who-system"),
            Who::Setup => lang.t("approvals-who-setup"),
        }
    }
}

/// What an act of a kind does, in words: 發布內容.
pub(super) fn act_word(lang: Lang, kind: &str) -> String {
    if kind == "*" {
        return lang.t("approvals-any-act");
    }
    let key = format!("act-{}", kind.replace('.', "-"));
    if lang.has(&key) {
        lang.t(&key)
    } else {
        kind.to_owned()
    }
}

/// The title of a request or proposal; the word of its act where it has none.
pub(super) fn title_of(lang: Lang, kind: &str, title: &str) -> String {
    if title.trim().is_empty() {
        act_word(lang, kind)
    } else {
        title.to_owned()
    }
}

/// The one of two wordings that the reader reads.
pub(super) fn either<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::En && !en.is_empty() {
        en
    } else {
        zh
    }
}

pub(super) fn position_word(lang: Lang, book: &Rulebook, position: &Position) -> String {
    let known = book.house.positions.iter().find(|p| p.id == *position);
    known.map_or_else(
        || position.0.clone(),
        |p| either(lang, &p.zh, &p.en).to_owned(),
    )
}

/// The wording of the cell a verdict rests on, as the document prints it.
pub(super) fn cell_word(lang: Lang, book: &Rulebook, cell: Option<&str>) -> String {
    cell.and_then(|id| book.document.cell(id))
        .map_or_else(String::new, |c| frame::document_term(lang, &c.zh, &c.en))
}

/// 已等 2 天，期限明天 18:00.
pub(super) fn waiting_words(visit: &Visit, since: Moment, due: Moment) -> String {
    let lang = visit.lang();
    let waited = fmt::waited(lang, visit.now, since);
    let due = if due < visit.now {
        fmt::late(lang, visit.now, due)
    } else {
        let at = fmt::near(lang, &visit.zone, visit.now, due);
        lang.tr("approvals-due", &[("at", at.into())])
    };
    format!("{waited}{}{due}", lang.t("ui-comma"))
}

/// The reader's words of an instant.
pub(super) fn near(visit: &Visit, at: Moment) -> String {
    fmt::near(visit.lang(), &visit.zone, visit.now, at)
}

/// Where one stands in the queue: all, place, next.
pub(super) fn pager(lang: Lang, all: &str, place: (usize, usize), next: Option<&str>) -> Markup {
    let word = lang.t("approvals-next");
    ui::pager(
        (&lang.t("approvals-all"), all),
        (place.1 > 0).then_some(place),
        next.map(|href| (word.as_str(), href)),
    )
}

/// The id in an address; anything else is no page.
pub(super) fn id_of<T: std::str::FromStr>(text: &str) -> Result<T, frame::Failed> {
    text.parse().map_err(|_| frame::Failed::NotFound)
}
