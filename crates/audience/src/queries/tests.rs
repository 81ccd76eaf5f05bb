//! Random rules over random people: the compiled query must mean what the rule means.

use std::collections::BTreeSet;

use kernel::args;
use testing::NOON;
use uuid::Uuid;

use crate::model::{Contact, ContactId, Engagement, ImportId, Lifecycle, NO_IMPORT, Purpose, Rule};
use crate::rules::{Facts, holds};

struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn words(&mut self, of: &[&str]) -> BTreeSet<String> {
        of.iter()
            .filter(|_| self.below(3) == 0)
            .map(|w| (*w).to_owned())
            .collect()
    }

    fn rule(&mut self, depth: u64) -> Rule {
        let kinds = if depth == 0 { 8 } else { 11 };
        match self.below(kinds) {
            0 => Rule::Tag(self.words(&TAGS)),
            1 => Rule::City(self.words(&CITIES)),
            2 => Rule::Source(self.words(&CITIES)),
            3 => Rule::Lifecycle(
                Lifecycle::ALL
                    .iter()
                    .copied()
                    .filter(|_| self.below(2) == 0)
                    .collect(),
            ),
            4 => Rule::Consent(if self.below(2) == 0 {
                Purpose::MarketingEmail
            } else {
                Purpose::Survey
            }),
            5 => Rule::Imported(IMPORT),
            6 => Rule::CreatedWithin(self.below(100) as u32 + 1),
            7 => Rule::Engaged {
                how: if self.below(2) == 0 {
                    Engagement::Opened
                } else {
                    Engagement::Clicked
                },
                days: self.below(100) as u32 + 1,
            },
            8 => Rule::Not(Box::new(self.rule(depth - 1))),
            kind => {
                let parts = (0..self.below(4)).map(|_| self.rule(depth - 1)).collect();
                if kind == 9 {
                    Rule::All(parts)
                } else {
                    Rule::Any(parts)
                }
            }
        }
    }
}

const TAGS: [&str; 5] = ["膝關節", "家屬", "講座", "肩頸", "會員"];
const CITIES: [&str; 4] = ["臺中市", "彰化縣", "南投縣", ""];
const IMPORT: ImportId = ImportId(Uuid::from_u128(7));

struct One {
    contact: Contact,
    survey: bool,
    opened: Option<i64>,
    clicked: Option<i64>,
}

impl Facts for One {
    fn tags(&self) -> &BTreeSet<String> {
        &self.contact.profile.tags
    }
    fn city(&self) -> &str {
        &self.contact.profile.city
    }
    fn source(&self) -> &str {
        &self.contact.profile.source
    }
    fn lifecycle(&self) -> &str {
        &self.contact.profile.lifecycle
    }
    fn consents(&self, purpose: Purpose) -> bool {
        match purpose {
            Purpose::MarketingEmail => self.contact.consent_email,
            Purpose::Survey => self.survey,
            _ => false,
        }
    }
    fn was_in(&self, import: ImportId) -> bool {
        self.contact.imported_by == import
    }
    fn age_days(&self) -> i64 {
        NOON.seconds_since(self.contact.created_at) / 86_400
    }
    fn engaged(&self, how: Engagement, days: u32) -> bool {
        let within = |ago: Option<i64>| ago.is_some_and(|d| d < i64::from(days));
        within(self.clicked) || (how == Engagement::Opened && within(self.opened))
    }
}

async fn person(tx: &kernel::Conn, centre: kernel::CentreId, dice: &mut Dice) {
    let id = ContactId::new();
    let set = dice.below(8) as i64;
    let (consent, suppressed, address) =
        (dice.below(2) == 0, dice.below(5) == 0, dice.below(5) > 0);
    let reach = crate::model::Reach::of(address, consent, suppressed) as i64;
    let created = NOON.plus_days(-(dice.below(120) as i64)).plus_seconds(-60);
    let import = if dice.below(3) == 0 {
        IMPORT
    } else {
        NO_IMPORT
    };
    tx.run(
        "insert into contact (centre_id, id, name, folded, email, email_key, city, lang, lifecycle, source, birthday, notes,
           tag_set, reach, consent_email, suppressed, imported_by, created_at, changed_at, revision)
         values ($1, $2, '', '', '', $3, $4, 'zh-Hant', $5, $6, 0, '', $7, $8, $9, $10, $11, $12, $12, 1)",
        args![
            centre, id, address.then(|| format!("{id}@example.com")), CITIES[dice.below(4) as usize],
            Lifecycle::ALL[dice.below(4) as usize].key(), CITIES[dice.below(4) as usize], set, reach, consent, suppressed,
            import, created
        ],
    )
    .await
    .unwrap();
    if dice.below(2) == 0 {
        tx.run(
            "insert into consent (centre_id, contact_id, id, purpose, wording_id, channel, evidence, at, import_id)
             values ($1, $2, $3, 'survey', $3, '', '', $4, $3)",
            args![centre, id, Uuid::now_v7(), NOON.plus_days(-50)],
        )
        .await
        .unwrap();
        if dice.below(2) == 0 {
            tx.run(
                "insert into consent_withdrawal (centre_id, contact_id, id, purpose, channel, reason, at)
                 values ($1, $2, $3, 'survey', '', '', $4)",
                args![centre, id, Uuid::now_v7(), NOON.plus_days(-(40 + dice.below(20) as i64))],
            )
            .await
            .unwrap();
        }
    }
    for kind in ["mail.opened", "mail.clicked"] {
        if dice.below(3) == 0 {
            let at = NOON.plus_days(-(dice.below(100) as i64)).plus_seconds(-60);
            let mut done = kernel::activity::Activity::new(kind, at).by(id);
            done.machine = dice.below(4) == 0;
            kernel::activity::record(tx, centre, &[done]).await.unwrap();
        }
    }
}

async fn known(conn: &kernel::Conn, centre: kernel::CentreId) -> Vec<One> {
    let ids = crate::queries::export_rows(conn, centre, &Rule::All(vec![]), None, 10_000, NOON)
        .await
        .unwrap();
    let mut all = Vec::new();
    for contact in super::contacts_by_id(conn, centre, &ids).await.unwrap() {
        let survey = super::consent_in_force(conn, centre, contact.id, Purpose::Survey)
            .await
            .unwrap();
        let acts = super::timeline(conn, centre, contact.id, 10).await.unwrap();
        let ago = |kind: &str| {
            let found = acts.iter().find(|a| a.kind == kind && !a.machine)?;
            Some(NOON.seconds_since(found.at) / 86_400)
        };
        all.push(One {
            survey,
            opened: ago("mail.opened"),
            clicked: ago("mail.clicked"),
            contact,
        });
    }
    all
}

testing::on_both_engines! {
    with [];
    async fn the_compiled_query_finds_exactly_whom_the_rule_means(centre: Centre) {
    kernel::database::migrate(
        centre.desk().database(),
        &frame::App::migrations(centre.app.features())
            .into_iter()
            .chain(crate::migrations::MIGRATIONS.iter().copied())
            .collect::<Vec<_>>(),
        NOON,
    )
    .await
    .unwrap();
    let mut dice = Dice(11);
    let tx = centre.desk().database().begin().await.unwrap();
    for set in 1..8_i64 {
        let tags = dice.words(&TAGS);
        let text = format!("{}\n{set}", crate::model::tags_text(&tags));
        tx.run(
            "insert into tag_set (centre_id, id, tags) values ($1, $2, $3)",
            args![centre.id, set, text.clone()],
        )
        .await
        .unwrap();
        for tag in crate::model::tags_of(&text) {
            tx.run(
                "insert into tag_set_tag (centre_id, tag, set_id) values ($1, $2, $3)",
                args![centre.id, tag, set],
            )
            .await
            .unwrap();
        }
    }
    for _ in 0..250 {
        person(&tx, centre.id, &mut dice).await;
    }
    tx.commit().await.unwrap();
    let conn = centre.desk().database().reader();
    let all = known(&conn, centre.id).await;
    assert_eq!(all.len(), 250);
    for _ in 0..400 {
        let rule = dice.rule(3);
        let meant: BTreeSet<ContactId> = all
            .iter()
            .filter(|o| holds(&rule, *o))
            .map(|o| o.contact.id)
            .collect();
        let ids = crate::queries::export_rows(&conn, centre.id, &rule, None, 10_000, NOON)
            .await
            .unwrap();
        assert_eq!(ids.into_iter().collect::<BTreeSet<_>>(), meant, "{rule:?}");
        let count = crate::queries::count_rule(&conn, centre.id, &rule, Purpose::MarketingEmail, NOON)
            .await
            .unwrap();
        assert_eq!(count.matching, meant.len() as i64, "{rule:?}");
    }
    }
}
