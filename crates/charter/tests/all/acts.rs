//! Acts of the first slice × everyone, expectations written down by hand.
//! Columns: specialist, head, superintendent, physiotherapist, customer service,
//! sales, finance, then visitor, system, set-up, then an agent of the specialist.
//! I independent, R recommend, A approval, F forbidden.

use charter::{Facts, Level, Position, Who};

use crate::{NOW, POSITIONS, agent_of, charter, letter, outsider, person, route, row_ids};

const ACTS: [(&str, &str); 77] = [
    ("centre.setup", "FFFFFFF FFI F"),
    ("sample.build", "FFFFFFF FFI F"),
    ("sample.visits", "FFFFFFF FFI F"),
    ("account.invite", "AIIAAAA FFI F"),
    ("account.change", "AAIAAAA FFI F"),
    ("position.grant", "AAIAAAA FFI F"),
    ("position.revoke", "AAIAAAA FFI F"),
    ("deputy.appoint", "AAIAAAA FFF F"),
    ("token.create", "IIIIIII FFI F"),
    ("token.revoke", "IIIIIII FFI F"),
    ("password.change", "IIIIIII FFF F"),
    ("password.reset", "IIIIIII IFI F"),
    ("invitation.accept", "IIIIIII IFI I"),
    ("profile.change", "IIIIIII FFF F"),
    ("house.change", "AAAAAAA FFF F"),
    ("charter.load", "AAAAAAA FFF F"),
    ("desk.freeze", "IIIIIII FIF I"),
    ("desk.thaw", "AIIAAAA FFF A"),
    ("desk.release", "AIIAAAA FFF A"),
    ("desk.cancel", "IIIAAAA FFF I"),
    ("content.draft", "IIIIIII FFF I"),
    ("content.autosave", "IIIIIII FFF I"),
    ("content.describe", "IIIIIII FFF I"),
    ("content.version", "IIIIIII FFF I"),
    ("content.trash", "IIIIIII FFF I"),
    ("content.restore", "IIIIIII FFF I"),
    ("content.retire", "IIIAAAA FFF I"),
    ("content.publish", "AAIAAAA FFF A"),
    ("media.add", "IIIIIII FFF I"),
    ("media.change", "IIIIIII FFF I"),
    ("media.remove", "IIIAAAA FFF I"),
    ("contact.add", "IIIAIIA FFF I"),
    ("contact.change", "IIIAIIA FFF I"),
    ("contact.import", "IIIAAAA FFF I"),
    ("contact.import_undo", "IIIAAAA FFF I"),
    ("read.contacts", "IIIFIIF FFF I"),
    ("contact.export", "AIIFAAF FFF A"),
    ("contact.erase", "AIIAAAA FFF A"),
    ("contact.suppress", "IIIIIII FIF I"),
    ("consent.record", "IIIAIIA IFF I"),
    ("consent.withdraw", "IIIIIII III I"),
    ("contact.unsubscribe", "IIIIIII III I"),
    ("contact.resubscribe", "AIIAAAA IFF A"),
    ("privacy.access", "IIIIIII IFF I"),
    ("privacy.correct", "IIIIIII IFF I"),
    ("privacy.erase", "IIIIIII IFF I"),
    ("privacy.export", "IIIFIIF FFF I"),
    ("lead.submit", "IIIIIII IFF I"),
    ("segment.save", "IIIAAIA FFF I"),
    ("segment.remove", "IIIAAIA FFF I"),
    ("campaign.draft", "IIIAAAA FFF I"),
    ("campaign.propose", "RIIRRRA FFF R"),
    ("campaign.launch", "AAIAAAA FFF A"),
    ("campaign.close", "IIIAAAA FFF I"),
    ("budget.commit", "AIIAAAA FFF A"),
    ("task.add", "IIIIIII FFF I"),
    ("task.change", "IIIIIII FFF I"),
    ("task.close", "IIIIIII FFF I"),
    ("kpi.target", "AIIAAAA FFF A"),
    ("mailing.settle_doubt", "IIIAAAA FFF I"),
    ("letter.again", "IIIAAAA FFF I"),
    ("sending.settings", "AIIAAAA FFF A"),
    ("site.settings", "AIIAAAA FFF A"),
    ("backup.run", "IIIAAAA FII I"),
    ("job.retry", "IIIAAAA FIF I"),
    ("observe.open", "AAIAAAA IIF A"),
    ("proposal.decide", "IIIIIII FFF F"),
    ("request.agree", "IIIIIII FFF F"),
    ("request.send_back", "IIIIIII FFF F"),
    ("request.withdraw", "IIIIIII FFF F"),
    ("request.comment", "IIIIIII FFF F"),
    ("request.perform", "IIIIIII FFF F"),
    ("proposal.look_again", "IIIIIII FFF F"),
    ("request.reopen", "AAIAAAA FFF F"),
    ("ledger.export", "AIIAAAA FFI A"),
    ("matter.raise", "AAIAAAA FFF A"),
    ("never.heard_of", "AAIAAAA FFF A"),
];

#[test]
fn every_act_is_judged_as_written_down_for_everyone() {
    let charter = charter();
    for (act, expected) in ACTS {
        let facts = Facts::of(act);
        let judge = |actor| letter(charter.table.decide(&actor, &facts, NOW).level);
        let positions: String = POSITIONS
            .iter()
            .map(|position| judge(person(&[position])))
            .collect();
        let outside = [Who::Visitor, Who::System, Who::Setup].map(|who| judge(outsider(who)));
        let outside: String = outside.iter().collect();
        let found = format!(
            "{positions} {outside} {}",
            judge(agent_of(&[Position::SPECIALIST]))
        );
        assert_eq!(found, expected, "{act}");
    }
}

#[test]
fn a_token_is_not_enough_for_accounts_positions_and_tokens() {
    let charter = charter();
    for act in [
        "account.invite",
        "account.change",
        "position.grant",
        "position.revoke",
        "deputy.appoint",
        "token.create",
        "token.revoke",
        "password.change",
        "profile.change",
    ] {
        let facts = Facts::of(act).flag("by_token", true);
        for position in POSITIONS {
            let verdict = charter.table.decide(&person(&[position]), &facts, NOW);
            assert_eq!(verdict.level, Level::Forbidden, "{act}, {position}");
        }
    }
}

#[test]
fn every_act_named_by_the_house_rules_is_written_down_here() {
    for act in charter().table.acts() {
        assert!(ACTS.iter().any(|(known, _)| *known == act), "{act}");
    }
}

fn publish(kind: &str) -> Facts {
    Facts::of("content.publish")
        .word("kind", kind)
        .words("channels", ["site"])
        .number("audience", 200)
}

fn publishes(position: &str, facts: &Facts) -> (Level, String) {
    let verdict = charter().table.decide(&person(&[position]), facts, NOW);
    (verdict.level, route(&verdict))
}

#[test]
fn routine_content_goes_out_by_the_specialists_own_decision() {
    for kind in ["news", "hours", "thanks", "reminder"] {
        assert_eq!(
            publishes("specialist", &publish(kind)),
            (Level::Independent, String::new())
        );
    }
    let verdict = charter()
        .table
        .decide(&person(&["specialist"]), &publish("news"), NOW);
    assert_eq!(row_ids(&verdict), ["house.publish.routine"]);
    assert_eq!(
        verdict.cell.as_deref(),
        Some("authority.execution.daily-social-posts")
    );
}

#[test]
fn a_repost_is_routine_only_when_the_original_was_approved() {
    assert_eq!(
        publishes("specialist", &publish("repost")).0,
        Level::Approval
    );
    let approved = publish("repost").flag("repost_of_approved", true);
    assert_eq!(publishes("specialist", &approved).0, Level::Independent);
    assert_eq!(
        publishes("specialist", &approved.flag("clinical", true)).0,
        Level::Approval
    );
}

#[test]
fn what_makes_content_important_leads_to_the_head() {
    let head = (Level::Approval, "20 head".to_owned());
    assert_eq!(
        publishes("specialist", &publish("news").number("audience", 1001)),
        head
    );
    assert_eq!(
        publishes("specialist", &publish("news").words("topics", ["politics"])),
        head
    );
    assert_eq!(
        publishes("specialist", &publish("news").words("criteria", ["press"])),
        head
    );
    assert_eq!(
        publishes("specialist", &publish("news").flag("important", true)),
        head
    );
    assert_eq!(
        publishes("specialist", &publish("news").number("findings_review", 1)),
        head
    );
    assert_eq!(publishes("specialist", &publish("education")), head);
    assert_eq!(publishes("specialist", &publish("poem")), head);
    assert_eq!(
        publishes("specialist", &publish("news").number("audience", 1000)).0,
        Level::Independent
    );
}

#[test]
fn clinical_content_is_reviewed_before_it_is_released() {
    let clinical = publish("news").flag("clinical", true);
    assert_eq!(
        publishes("specialist", &clinical).1,
        "10 physiotherapist, 20 head"
    );
    assert_eq!(
        publishes("physiotherapist", &clinical).1,
        "10 physiotherapist, 20 head"
    );
    assert_eq!(
        publishes("head", &clinical).1,
        "10 physiotherapist, 30 superintendent"
    );
    assert_eq!(
        publishes("superintendent", &clinical).1,
        "10 physiotherapist"
    );
}

#[test]
fn routes_of_several_rows_become_one_route_without_repetition() {
    let facts = publish("education")
        .flag("clinical", true)
        .number("audience", 5000)
        .words("channels", ["email", "site"])
        .words(
            "criteria",
            ["new_channel_or_brand_change", "names_service_or_price"],
        );
    let verdict = charter()
        .table
        .decide(&person(&["specialist"]), &facts, NOW);
    assert_eq!(
        route(&verdict),
        "10 physiotherapist, 20 head, 30 superintendent"
    );
    for row in [
        "house.publish.clinical",
        "house.publish.criteria",
        "house.publish.weighty-kind",
        "house.publish.large-audience",
        "house.publish.large-mailing",
        "house.publish.brand",
    ] {
        assert!(row_ids(&verdict).contains(&row), "{row}");
    }
    assert!(!row_ids(&verdict).contains(&"house.publish.routine"));
}

#[test]
fn what_compliance_blocks_nobody_can_approve() {
    for position in POSITIONS {
        let blocked = publish("news").number("findings_block", 1);
        assert_eq!(
            publishes(position, &blocked),
            (Level::Forbidden, String::new()),
            "{position}"
        );
    }
}

#[test]
fn the_heads_own_important_content_needs_the_superintendent() {
    let superintendent = (Level::Approval, "30 superintendent".to_owned());
    assert_eq!(
        publishes("head", &publish("news").flag("important", true)),
        superintendent
    );
    assert_eq!(publishes("head", &publish("feature")), superintendent);
    assert_eq!(
        publishes("head", &publish("news").number("audience", 1001)),
        superintendent
    );
    assert_eq!(publishes("head", &publish("news")).0, Level::Independent);
}

#[test]
fn a_large_amount_goes_past_the_head() {
    let amount = |minor| Facts::of("budget.commit").number("amount", minor);
    assert_eq!(publishes("specialist", &amount(5_000_000)).1, "20 head");
    assert_eq!(
        publishes("specialist", &amount(5_000_001)).1,
        "20 head, 30 superintendent"
    );
    assert_eq!(publishes("head", &amount(5_000_000)).0, Level::Independent);
    assert_eq!(publishes("head", &amount(5_000_001)).1, "30 superintendent");
}

#[test]
fn changing_the_rules_needs_a_second_person_whoever_asks() {
    let change = Facts::of("house.change");
    assert_eq!(publishes("specialist", &change).1, "30 superintendent");
    assert_eq!(publishes("head", &change).1, "30 superintendent");
    assert_eq!(publishes("superintendent", &change).1, "20 head");
}

#[test]
fn what_no_row_names_goes_to_the_superior_of_the_position() {
    let unknown = Facts::of("never.heard_of");
    assert_eq!(publishes("specialist", &unknown).1, "20 head");
    assert_eq!(publishes("finance", &unknown).1, "20 head");
    assert_eq!(publishes("head", &unknown).1, "30 superintendent");
}

#[test]
fn nobody_changes_the_password_profile_or_tokens_of_somebody_else() {
    for act in ["password.change", "profile.change", "token.create"] {
        let facts = Facts::of(act).flag("of_another", true);
        for position in POSITIONS {
            assert_eq!(
                publishes(position, &facts).0,
                Level::Forbidden,
                "{act} {position}"
            );
        }
    }
}
