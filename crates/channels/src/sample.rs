//! Three past campaigns of the sample centre: mailings to many readers over 90 days.
//! Nothing of it was ever sent.

use audience::actions::SaveSegment;
use audience::{ContactId, Purpose, Rule, SegmentId};
use desk::Refusal;
use frame::SampleCentre;
use kernel::{CentreId, Conn, Moment};
use uuid::Uuid;

use crate::actions::{SampleMailing, SampleReader};
use crate::model::{Choice, MailingId, WhenLate};

/// How many days ago each mailing went out, and at which hour in UTC (10:00 in Taipei).
const SENT: [(i64, i64); 6] = [(87, 2), (62, 2), (46, 6), (32, 2), (18, 6), (5, 2)];
/// Whom the mailings went to.
const SEGMENT: &str = "同意收電子報的人";
/// Readers of one mailing.
const READERS: u64 = 1_200;

/// Fills the sample centre with past mailings of the articles that stand on the website.
pub async fn fill(sample: SampleCentre) -> Result<(), Refusal> {
    let conn = sample.desk.database().reader();
    let published = content::queries::published(&conn, sample.centre, "website").await?;
    sample.days_ago(SENT[0].0 + 1, SENT[0].1);
    let segment = agreed(&sample).await?;
    let campaigns = campaigns(&conn, sample.centre, sample.today).await?;
    for (n, (days, hour)) in SENT.into_iter().enumerate() {
        sample.days_ago(days, hour);
        // A newsletter tells of the latest article that stands by then.
        let stands = published
            .iter()
            .filter(|it| it.first_at <= sample.clock.now());
        let Some(article) = stands.max_by_key(|it| it.first_at) else {
            continue;
        };
        let readers = readers(&conn, &sample, segment, n).await?;
        if readers.is_empty() {
            continue;
        }
        let act = SampleMailing {
            mailing: MailingId::new(),
            version: article.version.0,
            campaign: campaigns.get(n % campaigns.len().max(1)).copied(),
            choice: Choice {
                segment,
                subject: article.title.clone(),
                preheader: article.summary.chars().take(120).collect(),
                send_at: None,
                when_late: WhenLate::Ask,
            },
            segment_name: SEGMENT.to_owned(),
            readers,
        };
        does(&sample, &act).await?;
    }
    sample.clock.set(sample.today);
    Ok(())
}

/// The set-up makes the sample: no position could have sent these mailings.
async fn does(sample: &SampleCentre, act: &SampleMailing) -> Result<(), Refusal> {
    let setup = charter::Actor {
        centre: sample.centre,
        who: charter::Who::Setup,
        holds: Vec::new(),
    };
    match sample
        .desk
        .act(&setup, act, desk::Options::default())
        .await?
    {
        desk::Outcome::Done { .. } => Ok(()),
        _ => Err(Refusal::conflict("sample-not-done")),
    }
}

/// A segment of everybody who agreed to be written to.
async fn agreed(sample: &SampleCentre) -> Result<SegmentId, Refusal> {
    let act = SaveSegment {
        segment: None,
        revision: None,
        name: SEGMENT.to_owned(),
        rule: Rule::Consent(Purpose::MarketingEmail),
    };
    let answer = sample.does(charter::Position::SPECIALIST, &act).await?;
    let id = answer.get("segment").unwrap_or(&answer).clone();
    serde_json::from_value(id).map_err(|_| Refusal::Missing("segment"))
}

/// Campaigns that are over, the oldest first.
async fn campaigns(conn: &Conn, centre: CentreId, now: Moment) -> Result<Vec<Uuid>, Refusal> {
    let all = planning::queries::campaigns(conn, centre).await?;
    let over = all.into_iter().rev().filter(|c| c.until < now);
    Ok(over.take(3).map(|c| c.id.0).collect())
}

async fn readers(
    conn: &Conn,
    sample: &SampleCentre,
    segment: SegmentId,
    n: usize,
) -> Result<Vec<SampleReader>, Refusal> {
    let now = sample.today;
    let mut after: Option<ContactId> = None;
    let mut readers = Vec::new();
    loop {
        let members =
            audience::queries::members(conn, sample.centre, segment, after, READERS, now).await?;
        let full = members.len() as u64 == READERS;
        after = members.last().map(|m| m.contact);
        readers.extend(
            members
                .into_iter()
                .map(|m| reader(m.contact.0, m.email, m.name, n as u64)),
        );
        if !full || readers.len() as u64 >= READERS {
            break;
        }
    }
    readers.truncate(usize::try_from(READERS).unwrap_or(1_200));
    Ok(readers)
}

/// What a reader did: decided by the place among all readers, the same each time. About
/// a third opens, one in twenty clicks, one in a hundred comes back.
fn reader(contact: Uuid, address: String, name: String, mailing: u64) -> SampleReader {
    let seed = address
        .bytes()
        .fold(mailing.wrapping_mul(0x9e37_79b9), |sum, b| {
            sum.wrapping_mul(31).wrapping_add(u64::from(b))
        });
    let dice = |salt: u64, sides: u64| {
        let mixed =
            (seed ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0x2545_f491_4f6c_dd1d);
        (mixed >> 20) % sides
    };
    let within = |salt: u64, seconds: u64| i64::try_from(60 + dice(salt, seconds)).unwrap_or(60);
    let bounced = dice(1, 100) == 0;
    let opened = !bounced && dice(2, 100) < 34;
    let clicked = opened && dice(3, 100) < 16;
    let opened_after = opened.then(|| within(4, 3 * 86_400));
    SampleReader {
        contact,
        address,
        name,
        bounced,
        clicked_after: opened_after
            .filter(|_| clicked)
            .map(|at| at + within(5, 300)),
        opened_after,
        machine: !bounced && dice(6, 100) < 18,
    }
}
