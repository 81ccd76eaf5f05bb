//! Ninety days of readers for the sample centre, made in one act.

use std::fmt::Write as _;

use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use kernel::activity::Activity;
use kernel::{Digest, Moment, sha256};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::rules::{self, Dice};
use crate::store::{self, Observed, Reader, SessionGrowth};

/// Days that may be imagined at once.
const DAYS_MAX: u32 = 400;
/// Articles and campaigns that may be named.
const NAMES_MAX: usize = 100;
/// Sessions of an ordinary day.
const SESSIONS_A_DAY: u64 = 22;

/// An article that is read.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleArticle {
    pub item: Uuid,
    pub slug: String,
    /// Nobody read it before.
    pub since: Moment,
}

/// Imagines the readers of the days before now. The same payload gives the same readers.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampleVisits {
    pub days: u32,
    pub articles: Vec<SampleArticle>,
    /// Slugs of campaigns, each running for a third of the days.
    pub campaigns: Vec<String>,
}

/// What was imagined.
#[derive(Clone, Debug, Serialize)]
pub struct Imagined {
    pub sessions: usize,
    pub activities: usize,
    /// SHA-256 over the imagined activity, a line each.
    pub root: Digest,
}

impl Act for SampleVisits {
    const KIND: &'static str = "sample.visits";
    type Done = Imagined;

    fn subject(&self) -> Subject {
        Subject::any("site")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let named = self.articles.len().max(self.campaigns.len());
        if self.days == 0 || self.days > DAYS_MAX || named > NAMES_MAX {
            return Err(vec![
                FieldError::at("days", "field-too-long").with("limit", DAYS_MAX),
            ]);
        }
        Ok(())
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Imagined, Refusal> {
        if !scene.sample {
            return Err(Refusal::conflict("site-sample-only"));
        }
        let observed = imagine(self, scene.now);
        store::imagine(scene.conn, permit, &observed).await?;
        Ok(Imagined {
            sessions: observed.sessions.len(),
            activities: observed.activity.len(),
            root: root(&observed),
        })
    }
}

fn root(observed: &Observed) -> Digest {
    let mut lines = String::new();
    for activity in &observed.activity {
        // Writing into a String cannot fail.
        let _ = writeln!(
            lines,
            "{} {} {} {}",
            activity.at.0, activity.kind, activity.amount, activity.data
        );
    }
    sha256(lines.as_bytes())
}

fn imagine(act: &SampleVisits, now: Moment) -> Observed {
    let mut dice = Dice::new(0x0f19);
    let mut observed = Observed::default();
    let midnight = Moment(now.0 - now.0.rem_euclid(86_400_000_000));
    for back in (0..i64::from(act.days)).rev() {
        let day = midnight.plus_days(-back);
        let readable: Vec<&SampleArticle> =
            act.articles.iter().filter(|a| a.since <= day).collect();
        // Weekends are quieter, and readership grows over the season.
        let weekend = rules::day(day).rem_euclid(7) == 2 || rules::day(day).rem_euclid(7) == 3;
        let season = (i64::from(act.days) - back) * 10 / i64::from(act.days);
        let expected = SESSIONS_A_DAY + season.unsigned_abs();
        let sessions = if weekend { expected * 2 / 3 } else { expected } + dice.below(8);
        for _ in 0..sessions {
            let at = day.plus_seconds(hour(&mut dice) * 3_600 + seconds(&mut dice, 3_600));
            if at < now {
                imagine_session(act, &readable, back, at, &mut dice, &mut observed);
            }
        }
    }
    observed
}

/// Hours in UTC: in Taiwan mornings, lunch and evenings are busiest.
fn hour(dice: &mut Dice) -> i64 {
    const HOURS: [i64; 16] = [0, 1, 1, 2, 2, 3, 4, 4, 5, 6, 8, 10, 11, 12, 13, 14];
    let pick = dice.below(HOURS.len() as u64);
    HOURS[usize::try_from(pick).unwrap_or(0)]
}

fn seconds(dice: &mut Dice, below: u64) -> i64 {
    i64::try_from(dice.below(below)).unwrap_or(0)
}

/// Referrer, source and medium of a session, most found by searching.
const WAYS: [(&str, &str, &str); 8] = [
    ("www.google.com", "", ""),
    ("www.google.com", "", ""),
    ("www.google.com", "", ""),
    ("tw.search.yahoo.com", "", ""),
    ("", "", ""),
    ("", "", ""),
    ("l.facebook.com", "facebook", "social"),
    ("line.me", "line", "social"),
];

fn imagine_session(
    act: &SampleVisits,
    readable: &[&SampleArticle],
    back: i64,
    at: Moment,
    dice: &mut Dice,
    observed: &mut Observed,
) {
    let (mut referrer, mut source, mut medium) = WAYS[usize::try_from(dice.below(8)).unwrap_or(0)];
    let mut campaign = "";
    // Campaigns follow one another; a quarter of the readers come by the running one.
    let third =
        (i64::from(act.days) / i64::try_from(act.campaigns.len().max(1)).unwrap_or(1)).max(1);
    let running = usize::try_from((i64::from(act.days) - 1 - back) / third).unwrap_or(0);
    if let Some(running) = act.campaigns.get(running)
        && dice.below(4) == 0
    {
        (referrer, source, medium, campaign) = ("", "newsletter", "email", running.as_str());
    }
    let visitor = format!("{:016x}", dice.next());
    let mut session = SessionGrowth {
        id: Uuid::now_v7(),
        visitor: visitor.clone(),
        started_at: at,
        last_at: at,
        views: 0,
        seconds: 0,
        goals: 0,
        referrer: referrer.to_owned(),
        source: source.to_owned(),
        medium: medium.to_owned(),
        campaign: campaign.to_owned(),
    };
    let views = 1 + u64::from(dice.below(4) == 0) + u64::from(dice.below(9) == 0);
    for _ in 0..views {
        // Earlier articles of the list are read more often than later ones.
        let most = readable.len() as u64;
        let pick = dice.below(most.max(1)).min(dice.below(most.max(1)));
        let article = readable.get(usize::try_from(pick).unwrap_or(0)).copied();
        imagine_view(article, &mut session, dice, observed);
    }
    observed.sessions.push(session);
}

fn imagine_view(
    article: Option<&SampleArticle>,
    session: &mut SessionGrowth,
    dice: &mut Dice,
    observed: &mut Observed,
) {
    let path = article.map_or_else(|| "/".to_owned(), |a| format!("/articles/{}", a.slug));
    let item = article.map(|a| a.item);
    let mut visit = Activity::new("site.visited", session.last_at);
    visit.subject = item;
    visit.data = json!({
        "visitor": session.visitor, "path": path, "referrer": session.referrer,
        "source": session.source, "medium": session.medium, "campaign": session.campaign,
    });
    observed.activity.push(visit);
    session.views += 1;
    if let Some(item) = item {
        observed.readers.push(Reader {
            item,
            visitor: session.visitor.clone(),
            at: session.last_at,
        });
    }
    // A third leaves at once; the rest reads for a while.
    let stayed = if dice.below(3) == 0 {
        seconds(dice, 9)
    } else {
        12 + seconds(dice, 90) + seconds(dice, 90)
    };
    session.last_at = session.last_at.plus_seconds(stayed + 1);
    if stayed > 0 {
        session.seconds += stayed;
        let mut dwell = Activity::new("site.dwelt", session.last_at);
        dwell.subject = item;
        dwell.amount = stayed;
        dwell.data =
            json!({ "visitor": session.visitor, "path": path, "campaign": session.campaign });
        observed.activity.push(dwell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act() -> SampleVisits {
        let article = |n: u128| SampleArticle {
            item: Uuid::from_u128(n),
            slug: format!("article-{n}"),
            since: Moment(0),
        };
        SampleVisits {
            days: 90,
            articles: (0..12).map(article).collect(),
            campaigns: vec!["one".into(), "two".into(), "three".into()],
        }
    }

    #[test]
    fn the_same_payload_imagines_the_same_readers() {
        let now = Moment(1_795_000_000_000_000);
        let (one, two) = (imagine(&act(), now), imagine(&act(), now));
        assert_eq!(root(&one), root(&two));
        assert!(
            (4_500..8_000).contains(&one.activity.len()),
            "{}",
            one.activity.len()
        );
        assert!(one.activity.iter().all(|a| a.at <= now.plus_seconds(3_600)));
    }

    #[test]
    fn every_campaign_brings_readers() {
        let observed = imagine(&act(), Moment(1_795_000_000_000_000));
        for campaign in ["one", "two", "three"] {
            assert!(observed.sessions.iter().any(|s| s.campaign == campaign));
        }
    }

    #[test]
    fn nobody_reads_an_article_before_it_stands() {
        let now = Moment(1_795_000_000_000_000);
        let mut act = act();
        let since = now.plus_days(-5);
        act.articles.iter_mut().for_each(|a| a.since = since);
        let observed = imagine(&act, now);
        assert!(observed.readers.iter().all(|r| r.at >= since));
    }
}
