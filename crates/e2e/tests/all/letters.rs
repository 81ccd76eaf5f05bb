//! Letters that stayed in the outbox: whoever reads them on a screen cannot use them.

use crate::deeds;
use e2e::{Http, Options, Program, is_page, links_of};
use std::time::{Duration, Instant};

/// How the secret of a one-time link begins.
const SECRET: &str = "hrl_";

#[tokio::test(flavor = "multi_thread")]
async fn one_time_links_are_shown_to_nobody_on_a_screen_and_work_when_printed() {
    let mut program = deeds::centre(Options::new(), &["lin specialist", "chen head"]);
    program.begin().await;
    let owner = deeds::signed_in(&program, "owner").await;
    let (page, to) = ("/settings/people/new", "/settings/people");
    let shown = owner.get(page).await.text();
    let to = if shown.contains(&format!("action=\"{page}\"")) {
        page
    } else {
        to
    };
    let colleague = [("name", "吳新人"), ("email", "wu@clinic.test")];
    let invited = owner.fill(page, to, &colleague).await;
    assert_eq!(invited.status, 303, "{}", invited.text());
    let anybody = Http::new(program.desk());
    let asked = anybody
        .fill("/forgotten", "/forgotten", &[("email", "chen@clinic.test")])
        .await;
    assert!(asked.status < 400, "{}", asked.text());
    let outbox = "/channels/email/outbox";
    let until = Instant::now() + Duration::from_secs(60);
    let letters = loop {
        let mut letters = links_of(&owner.get(outbox).await.text());
        letters.retain(|to| to.starts_with("/channels/email/outbox/"));
        if letters.len() >= 2 {
            break letters;
        }
        assert!(Instant::now() < until, "two letters reach the outbox");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    for local in ["owner", "lin", "chen"] {
        let http = deeds::signed_in(&program, local).await;
        for letter in &letters {
            let seen = http.get(letter).await;
            if seen.status == 200 {
                assert!(
                    seen.text().contains(&format!("{SECRET}•••")),
                    "{}",
                    seen.text()
                );
            }
            let source = http.get(&format!("{letter}/eml")).await;
            assert!(
                source.status >= 400,
                "{local} gets the source: {}",
                source.text()
            );
        }
        for screen in http.walk("/", 3, 400).await {
            let shown = screen.answer.text();
            assert!(
                !is_page(&screen.answer) || secrets_in(&shown).is_empty(),
                "{local} reads a secret on {}",
                screen.path
            );
        }
    }
    the_printed_ones_work(&mut program).await;
}

/// Whoever sits at the machine reads them, and they open.
async fn the_printed_ones_work(program: &mut Program) {
    assert!(program.stop().success());
    let printed = deeds::must(program, &["letters"]);
    let secrets = secrets_in(&printed);
    assert_eq!(secrets.len(), 2, "the machine prints them: {printed}");
    program.begin().await;
    let http = Http::new(program.desk());
    for secret in secrets {
        let path = printed
            .split_whitespace()
            .find(|word| word.contains(&secret));
        let path = path.and_then(|url| url.split_once("://")?.1.split_once('/'));
        let (_, path) = path.expect("the link has a path");
        assert_eq!(http.get(&format!("/{path}")).await.status, 200, "{path}");
    }
}

/// Secrets that are whole.
fn secrets_in(text: &str) -> Vec<String> {
    let found = text.split(SECRET).skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')));
        let secret = &rest[..end.unwrap_or(rest.len())];
        (secret.len() > 4).then(|| format!("{SECRET}{secret}"))
    });
    found.collect()
}
