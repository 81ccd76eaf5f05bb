//! Every example and sample of the carried rules, spans, blocks, and texts made to be hard.

use std::{collections::BTreeSet, fmt::Write as _};

use compliance::{
    Block, Check, DocumentCheck, Finding, Flaw, Jurisdiction, Licence, Mode, Rule, RuleSet, Scope,
    Severity,
};
use proptest::prelude::*;
use serde::Deserialize;

const YAML: &str = include_str!("../rules.yaml");

#[derive(Deserialize)]
struct File {
    samples: Samples,
}

#[derive(Deserialize)]
struct Samples {
    clean: Vec<String>,
    drafts: Vec<Draft>,
}

#[derive(Deserialize)]
struct Draft {
    id: String,
    scope: Scope,
    jurisdictions: Vec<Jurisdiction>,
    licence: Licence,
    text: String,
    expect: BTreeSet<String>,
}

fn samples() -> Samples {
    serde_saphyr::from_str::<File>(YAML)
        .expect("the carried file is read by its own test")
        .samples
}

fn check(
    text: &str,
    scope: Scope,
    jurisdictions: &[Jurisdiction],
    licence: Licence,
) -> Vec<Finding> {
    RuleSet::builtin().check(&Check {
        text,
        scope,
        jurisdictions,
        licence,
    })
}

fn fires(rule: &Rule, text: &str) -> bool {
    let licence = rule
        .licences
        .first()
        .copied()
        .unwrap_or(Licence::MedicalInstitution);
    check(text, rule.scopes[0], &[rule.jurisdiction], licence)
        .iter()
        .any(|finding| finding.rule == rule.id)
}

#[test]
fn every_positive_example_fires_its_rule_and_no_negative_one_does() {
    let rules = RuleSet::builtin().rules();
    assert_eq!(rules.len(), 82);
    let mut wrong = String::new();
    for rule in rules {
        for text in rule
            .examples
            .positive
            .iter()
            .filter(|text| !fires(rule, text))
        {
            writeln!(wrong, "{} is silent on: {text}", rule.id).unwrap();
        }
        for text in rule
            .examples
            .negative
            .iter()
            .filter(|text| fires(rule, text))
        {
            writeln!(wrong, "{} fires on: {text}", rule.id).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn no_forbid_rule_fires_on_the_clean_samples_whatever_the_setting() {
    for text in samples().clean {
        for scope in Scope::ALL {
            let found = check(&text, *scope, Jurisdiction::ALL, Licence::Unset);
            let forbidden: Vec<&str> = found
                .iter()
                .map(|finding| finding.rule.as_str())
                .filter(|id| RuleSet::builtin().rule(id).unwrap().mode() == Mode::Forbid)
                .collect();
            assert!(forbidden.is_empty(), "{scope}: {text} fires {forbidden:?}");
        }
    }
}

#[test]
fn exactly_the_expected_rules_fire_on_each_draft() {
    for draft in samples().drafts {
        let found: BTreeSet<String> = check(
            &draft.text,
            draft.scope,
            &draft.jurisdictions,
            draft.licence,
        )
        .into_iter()
        .map(|finding| finding.rule)
        .collect();
        assert_eq!(found, draft.expect, "{}", draft.id);
    }
}

#[test]
fn a_finding_points_into_the_original_whatever_its_spelling() {
    let text = "欢迎！我們是臺\u{200B}灣 ＮＯ．１，全 臺第 一的復健團隊";
    let found = check(
        text,
        Scope::Ad,
        &[Jurisdiction::Tw],
        Licence::MedicalInstitution,
    );
    let finding = found
        .iter()
        .find(|finding| finding.rule == "tw-superlative")
        .unwrap();
    assert_eq!(&text[finding.span.clone().unwrap()], "全 臺第 一");
    assert_eq!(finding.matched, "全台第一");
    assert_eq!(finding.severity, Severity::Block);
}

/// Kinds of text a medical institution gives to the public through Herald.
const GIVEN: [Scope; 5] = [
    Scope::Education,
    Scope::Web,
    Scope::Message,
    Scope::Social,
    Scope::Event,
];

#[test]
fn claims_forbidden_by_the_medical_care_act_must_go_from_every_kind_of_piece() {
    let claims = [
        ("這套運動保證完全根治膝痛。", "tw-outcome-guarantee"),
        ("這套運動保證完全根治膝痛。", "tw-cure-absolute"),
        ("三個月徹底治癒坐骨神經痛。", "tw-cure-absolute"),
        ("療效保證，請放心。", "tw-outcome-guarantee"),
        ("一次就見效。", "tw-instant-effect"),
        ("我們是全臺第一的復健團隊。", "tw-superlative"),
        ("我們是全台第一的復健團隊。", "tw-superlative"),
        ("看看療程前後對比照。", "tw-before-after"),
        ("全程零風險。", "tw-no-risk"),
        ("We guarantee full recovery.", "tw-outcome-guarantee"),
    ];
    for (text, rule) in claims {
        for scope in GIVEN {
            for licence in [Licence::MedicalInstitution, Licence::PtClinic] {
                let found = check(text, scope, &[Jurisdiction::Tw], licence);
                let finding = found.iter().find(|finding| finding.rule == rule);
                let severity = finding.map(|finding| finding.severity);
                assert_eq!(severity, Some(Severity::Block), "{rule} {scope}: {text}");
                let finding = finding.unwrap();
                assert!(finding.article.contains("醫療法 §86"), "{rule}");
                assert!(!finding.why.zh.is_empty() && !finding.suggestion.zh.is_empty());
            }
        }
    }
}

#[test]
fn spelling_a_claim_apart_does_not_hide_it() {
    let hidden = [
        "保\u{200B}證\u{FEFF}根治膝痛",
        "保 證 根 治膝痛",
        "保　證　根　治膝痛",
        "保\u{A0}證\u{2003}根\u{202E}治膝痛",
        "保·證·根·治膝痛",
        "保\u{FE0F}證\u{2066}根\u{AD}治膝痛",
        "保證根\u{E0020}治膝痛",
    ];
    for text in hidden {
        let found = check(
            text,
            Scope::Education,
            &[Jurisdiction::Tw],
            Licence::MedicalInstitution,
        );
        let finding = found
            .iter()
            .find(|finding| finding.rule == "tw-outcome-guarantee");
        let span = finding.and_then(|finding| finding.span.clone());
        assert!(
            span.is_some_and(
                |span| text[span.clone()].starts_with('保') && text[span].ends_with('治')
            ),
            "{text:?}: {found:?}"
        );
    }
}

#[test]
fn what_one_press_puts_in_leaves_nothing_of_the_rule_behind() {
    for rule in RuleSet::builtin().rules() {
        for example in &rule.examples.positive {
            let mut text = example.clone();
            for _ in 0..6 {
                let found = check(
                    &text,
                    rule.scopes[0],
                    &[rule.jurisdiction],
                    Licence::MedicalInstitution,
                );
                let Some(finding) = found.into_iter().find(|finding| finding.rule == rule.id)
                else {
                    break;
                };
                let (Some(span), Some(with)) = (finding.span, finding.replacement) else {
                    break;
                };
                text.replace_range(span, &with);
                assert_ne!(text, *example, "{}", rule.id);
            }
            let left = check(
                &text,
                rule.scopes[0],
                &[rule.jurisdiction],
                Licence::MedicalInstitution,
            );
            assert!(
                !left
                    .iter()
                    .any(|f| f.rule == rule.id && f.replacement.is_some()),
                "{} still fires on {text}",
                rule.id
            );
        }
    }
    let found = check(
        "十次療程保證治癒膝關節疼痛",
        Scope::Education,
        &[Jurisdiction::Tw],
        Licence::MedicalInstitution,
    );
    let guarantee = found.iter().find(|f| f.rule == "tw-outcome-guarantee");
    assert_eq!(guarantee.unwrap().replacement.as_deref(), Some("協助改善"));
    let found = check(
        "我們有最先進的復健儀器",
        Scope::Education,
        &[Jurisdiction::Tw],
        Licence::MedicalInstitution,
    );
    assert_eq!(found[0].replacement.as_deref(), Some("復健"));
}

#[test]
fn every_place_of_a_claim_is_found_once_and_not_without_end() {
    let of = |text: &str| {
        let found = check(
            text,
            Scope::Education,
            &[Jurisdiction::Tw],
            Licence::MedicalInstitution,
        );
        let claims = found.into_iter().filter(|f| f.rule == "tw-superlative");
        claims.filter_map(|f| f.span).collect::<Vec<_>>()
    };
    let text = "我們有全台第一的團隊，也是全台第一的場地，仍是全台第一。";
    let spans = of(text);
    assert_eq!(spans.len(), 3, "{spans:?}");
    assert!(spans.windows(2).all(|two| two[0].end <= two[1].start));
    assert!(spans.iter().all(|span| text[span.clone()].contains("第一")));
    assert_eq!(of(&"全台第一，".repeat(200)).len(), 20);
}

#[test]
fn findings_come_by_position_and_missing_things_last() {
    let text = "三次療程根治坐骨神經痛，零風險、立即見效，全台第一！";
    let found = check(
        text,
        Scope::Ad,
        &[Jurisdiction::Tw, Jurisdiction::Cn],
        Licence::MedicalInstitution,
    );
    let starts: Vec<usize> = found
        .iter()
        .map(|finding| finding.span.as_ref().map_or(usize::MAX, |s| s.start))
        .collect();
    assert!(starts.is_sorted(), "{starts:?}");
    assert_eq!(found.last().unwrap().missing_groups, ["certificate number"]);
}

#[test]
fn without_a_licence_set_every_rule_runs_and_asks_for_a_review() {
    let text = "整復師傅把脈調理，改善坐骨神經痛，全台第一。";
    let unset = check(text, Scope::Web, &[Jurisdiction::Tw], Licence::Unset);
    assert!(
        unset
            .iter()
            .any(|finding| finding.rule == "tw-unlicensed-medical-claim")
    );
    assert!(
        unset
            .iter()
            .all(|finding| finding.severity == Severity::Review)
    );
    let licensed = check(
        text,
        Scope::Web,
        &[Jurisdiction::Tw],
        Licence::MedicalInstitution,
    );
    assert!(
        licensed
            .iter()
            .all(|finding| finding.rule != "tw-unlicensed-medical-claim")
    );
    assert!(
        licensed
            .iter()
            .any(|finding| finding.severity == Severity::Block)
    );
}

#[test]
fn a_document_is_checked_block_by_block_and_required_things_over_all_of_it() {
    let blocks = [
        Block {
            id: "title",
            text: "膝關節日常保養",
        },
        Block {
            id: "p1",
            text: "本中心是全台第一的脊椎復健團隊，立即預約。",
        },
        Block {
            id: "p2",
            text: "立即預約。",
        },
        Block {
            id: "foot",
            text: "更新日期：2026-03-01；參考文獻 [1]",
        },
    ];
    let document = DocumentCheck {
        blocks: &blocks,
        scope: Scope::Education,
        jurisdictions: &[Jurisdiction::Tw],
        licence: Licence::MedicalInstitution,
    };
    let found = RuleSet::builtin().check_document(&document);
    let places: Vec<Option<&str>> = found
        .iter()
        .filter(|hit| hit.finding.rule == "gen-education-solicitation")
        .map(|hit| hit.block.as_deref())
        .collect();
    assert_eq!(places, [Some("p1"), Some("p2")]);
    assert!(
        found
            .iter()
            .all(|hit| hit.finding.rule != "tw-req-edu-source-date")
    );
    let unsourced = RuleSet::builtin().check_document(&DocumentCheck {
        blocks: &blocks[..1],
        ..document
    });
    assert_eq!(unsourced.len(), 1);
    assert_eq!(unsourced[0].block, None);
    assert_eq!(unsourced[0].finding.missing_groups, ["date", "source"]);
}

#[test]
fn an_approval_number_in_another_block_is_honoured() {
    let offer = Block {
        id: "a",
        text: "筋膜槍改善血液循環，舒緩關節疼痛",
    };
    let number = Block {
        id: "b",
        text: "北市衛器廣字第 11503001 號",
    };
    let fired = |blocks: &[Block<'_>]| {
        RuleSet::builtin()
            .check_document(&DocumentCheck {
                blocks,
                scope: Scope::ProductDevice,
                jurisdictions: &[Jurisdiction::Tw],
                licence: Licence::MedicalInstitution,
            })
            .iter()
            .any(|hit| hit.finding.rule == "tw-device-ad")
    };
    assert!(fired(&[offer]));
    assert!(!fired(&[offer, number]));
}

#[test]
fn a_flaw_names_its_line_and_rule() {
    assert!(RuleSet::parse(YAML).is_ok());
    let line_of = |needle: &str, yaml: &str| {
        yaml.lines()
            .position(|line| line.contains(needle))
            .map(|line| line as u64 + 1)
            .unwrap()
    };
    let broken = YAML.replacen("'第一品牌|", "'(第一品牌|", 1);
    let error = RuleSet::parse(&broken).unwrap_err();
    assert_eq!(
        (error.line, error.rule.as_deref()),
        (line_of("'(第一品牌", &broken), Some("tw-superlative"))
    );
    assert!(matches!(error.flaw, Flaw::Pattern(_)), "{error}");

    let repeated = YAML.replacen("id: tw-cure-absolute", "id: tw-superlative", 1);
    assert_eq!(
        RuleSet::parse(&repeated).unwrap_err().flaw,
        Flaw::RepeatedId
    );

    let unknown = YAML.replacen("    severity: block", "    severity: fatal", 1);
    let error = RuleSet::parse(&unknown).unwrap_err();
    assert_eq!(
        (error.line, error.rule.as_deref()),
        (line_of("severity: fatal", &unknown), Some("tw-superlative"))
    );
}

#[test]
fn the_version_changes_with_the_file() {
    let builtin = RuleSet::builtin();
    assert_eq!(builtin.version().len(), 64);
    let edited = RuleSet::parse(&YAML.replacen("第一品牌", "第一名牌", 1)).unwrap();
    assert_ne!(edited.version(), builtin.version());
}

#[test]
fn a_pattern_that_runs_away_asks_for_a_person() {
    let yaml = YAML.replacen("'第一品牌|", "'(?:a|a|a)*(?=b)c|第一品牌|", 1);
    let rules = RuleSet::parse(&yaml).unwrap();
    let text = format!("{}c", "a".repeat(5_000));
    let found = rules.check(&Check {
        text: &text,
        scope: Scope::Ad,
        jurisdictions: &[Jurisdiction::Tw],
        licence: Licence::MedicalInstitution,
    });
    let finding = found
        .iter()
        .find(|finding| finding.rule == "tw-superlative")
        .unwrap();
    assert!(finding.undecided);
    assert_eq!((finding.severity, &finding.span), (Severity::Review, &None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_is_checked_and_every_span_reads_as_its_match(
        noise in any::<String>(),
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "全臺第一", "根治", "１００％ 有效", "保 證", "治\u{200B}癒", "療程", "八折", "Best", "guarantee ", "e\u{301}",
                "㍿", "ﬁ", "陳小姐", "中風", "，", "。", "\n", " ", "\t", "不", "A123456789", "免費",
            ]),
            0..24,
        ),
        scope in proptest::sample::select(Scope::ALL.to_vec()),
    ) {
        let text = words.concat() + &noise + &words.concat();
        for finding in check(&text, scope, Jurisdiction::ALL, Licence::Unset) {
            let Some(span) = finding.span else { continue };
            let original = text.get(span);
            prop_assert!(original.is_some());
            let normal = RuleSet::builtin().normaliser().normalise(original.unwrap_or_default());
            prop_assert!(normal.as_str().contains(&finding.matched), "{:?} in {original:?}", finding.matched);
        }
    }
}
