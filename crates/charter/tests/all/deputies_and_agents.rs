use charter::{Actor, Facts, Held, Level, Position};
use kernel::{AccountId, Moment};

use crate::{NOW, agent_of, charter, person, row_ids};

fn deputy_head_until(until: Moment) -> (Actor, AccountId) {
    let head = AccountId::new();
    let mut actor = person(&[Position::SPECIALIST]);
    actor.holds.push(Held {
        position: Position::HEAD.into(),
        deputy_for: Some(head),
        until: Some(until),
    });
    (actor, head)
}

#[test]
fn a_deputy_acts_as_the_position_until_the_term_ends() {
    let table = charter().table;
    let end = NOW.plus_days(7);
    let (deputy, head) = deputy_head_until(end);
    let export = Facts::of("contact.export");

    let within = table.decide(&deputy, &export, end.plus_seconds(-1));
    assert_eq!(within.level, Level::Independent);
    assert_eq!(within.position, Some(Position::HEAD.into()));
    assert_eq!(within.deputy_for, Some(head));

    let after = table.decide(&deputy, &export, end);
    assert_eq!(after.level, Level::Approval);
    assert_eq!(after.position, Some(Position::SPECIALIST.into()));
    assert_eq!(after.deputy_for, None);

    assert!(deputy.holds_position(&Position::HEAD.into(), end.plus_seconds(-1)));
    assert!(!deputy.holds_position(&Position::HEAD.into(), end));
}

#[test]
fn what_ones_own_position_allows_is_done_in_ones_own_position() {
    let (mut deputy, _) = deputy_head_until(NOW.plus_days(1));
    deputy.holds.reverse();
    let verdict = charter()
        .table
        .decide(&deputy, &Facts::of("content.draft"), NOW);
    assert_eq!(verdict.position, Some(Position::SPECIALIST.into()));
    assert_eq!(verdict.deputy_for, None);
}

#[test]
fn several_positions_allow_what_any_of_them_allows() {
    let both = person(&[Position::SALES, Position::CUSTOMER_SERVICE]);
    let table = charter().table;
    let segment = table.decide(&both, &Facts::of("segment.save"), NOW);
    assert_eq!(
        (segment.level, segment.position),
        (Level::Independent, Some("sales".into()))
    );
    let reply = Facts::of("matter.raise").word("cell", "authority.execution.online-replies");
    let reply = table.decide(&both, &reply, NOW);
    assert_eq!(
        (reply.level, reply.position),
        (Level::Independent, Some("customer_service".into()))
    );
}

#[test]
fn whoever_holds_no_position_has_only_the_rights_of_a_person() {
    let table = charter().table;
    let nobody = person(&[]);
    let stranger = person(&["gardener"]);
    for actor in [nobody, stranger] {
        assert_eq!(
            table.decide(&actor, &Facts::of("content.draft"), NOW).level,
            Level::Forbidden
        );
        assert_eq!(
            table
                .decide(&actor, &Facts::of("password.change"), NOW)
                .level,
            Level::Independent
        );
        assert_eq!(
            table
                .decide(&actor, &Facts::of("consent.withdraw"), NOW)
                .level,
            Level::Independent
        );
        let verdict = table.decide(&actor, &Facts::of("desk.thaw"), NOW);
        assert_eq!(row_ids(&verdict), ["house.unmatched.nobody"]);
        assert_eq!(verdict.position, None);
    }
}

#[test]
fn an_agent_never_decides_a_request() {
    let table = charter().table;
    for position in crate::POSITIONS {
        for act in [
            "request.agree",
            "request.send_back",
            "request.anything",
            "proposal.decide",
        ] {
            let verdict = table.decide(&agent_of(&[position]), &Facts::of(act), NOW);
            assert_eq!(verdict.level, Level::Forbidden, "{act} {position}");
            assert_eq!(row_ids(&verdict), ["house.request.agents"]);
        }
    }
}

#[test]
fn an_agent_of_the_head_is_held_to_the_rights_of_the_specialist() {
    let table = charter().table;
    let agent = agent_of(&[Position::HEAD]);
    let export = table.decide(&agent, &Facts::of("contact.export"), NOW);
    assert_eq!(export.level, Level::Approval);
    assert_eq!(export.position, Some(Position::HEAD.into()));
    let draft = table.decide(&agent, &Facts::of("content.draft"), NOW);
    assert_eq!(draft.level, Level::Independent);
    let thaw = table.decide(
        &agent_of(&[Position::SUPERINTENDENT]),
        &Facts::of("desk.thaw"),
        NOW,
    );
    assert_eq!(thaw.level, Level::Approval);
}

#[test]
fn an_agent_of_somebody_stricter_than_the_specialist_stays_as_strict() {
    let verdict = charter()
        .table
        .decide(&agent_of(&["finance"]), &Facts::of("segment.save"), NOW);
    assert_eq!(verdict.level, Level::Approval);
    assert!(agent_of(&["finance"]).is_agent());
    assert!(agent_of(&["finance"]).account().is_some());
}
