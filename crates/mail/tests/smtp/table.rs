//! The table: what a server does, how the delivery must end, and whether the
//! connection stays usable.

use std::time::Duration;

use crate::scripted::{Step, opened, say};

/// Name, script, ending, still usable.
pub type Case = (&'static str, Vec<Step>, &'static str, bool);

pub fn cases() -> Vec<Case> {
    [
        before_any_message(),
        answers_to_mail(),
        answers_to_rcpt(),
        answers_to_data(),
        answers_to_the_dot(),
        losses_after_the_dot(),
        answers_in_one_go(),
    ]
    .concat()
}

fn before_any_message() -> Vec<Case> {
    vec![
        (
            "421 at the greeting",
            vec![say("421 4.3.2 busy")],
            "deferred Greeting 421",
            false,
        ),
        (
            "554 at the greeting",
            vec![say("554 go away")],
            "misconfigured server_refuses",
            false,
        ),
        (
            "nonsense at the greeting",
            vec![say("HTTP/1.1 400 Bad Request")],
            "not sent nonsense",
            false,
        ),
        (
            "silence at the greeting",
            vec![Step::Wait(Duration::from_secs(1))],
            "not sent timed_out",
            false,
        ),
        (
            "closed at the greeting",
            vec![Step::Close],
            "not sent closed",
            false,
        ),
        (
            "450 at EHLO",
            hello(&["450 later"]),
            "deferred Hello 450",
            false,
        ),
        (
            "550 at EHLO",
            hello(&["550 no"]),
            "misconfigured server_refuses",
            false,
        ),
        (
            "EHLO with 101 lines",
            hello(&["250-x"; 101]),
            "not sent nonsense",
            false,
        ),
        (
            "codes that change",
            hello(&["250-x", "251 y"]),
            "not sent nonsense",
            false,
        ),
    ]
}

fn answers_to_mail() -> Vec<Case> {
    vec![
        (
            "451 at MAIL",
            on_mail("451 4.7.1 greylisted"),
            "deferred Mail 451",
            true,
        ),
        (
            "550 at MAIL",
            on_mail("550 5.7.1 no"),
            "refused Mail 550",
            true,
        ),
        (
            "530 at MAIL",
            on_mail("530 5.7.0 log in"),
            "misconfigured password_required",
            true,
        ),
        (
            "421 at MAIL",
            on_mail("421 bye"),
            "deferred Mail 421",
            false,
        ),
        (
            "354 at MAIL",
            on_mail("354 what"),
            "not sent nonsense",
            false,
        ),
    ]
}

fn answers_to_rcpt() -> Vec<Case> {
    vec![
        (
            "450 at RCPT",
            on_rcpt("450 4.7.1 later"),
            "deferred Rcpt 450",
            true,
        ),
        (
            "550 at RCPT",
            on_rcpt("550 5.1.1 unknown"),
            "refused Rcpt 550",
            true,
        ),
        (
            "550 in many lines",
            on_rcpt("550-5.1.1 un\r\n550-5.1.1 kn\r\n550 5.1.1 own"),
            "refused Rcpt 550",
            true,
        ),
        (
            "251 at RCPT",
            after(
                on_rcpt("251 will forward"),
                [Step::Hear("DATA"), say("451 x")],
            ),
            "deferred Data 451",
            true,
        ),
        (
            "bytes that are no text",
            on_rcpt("550 \u{fe}\u{7f}\u{1b}[2J"),
            "refused Rcpt 550",
            true,
        ),
        (
            "1 MB in one line",
            after(on_mail("250 ok"), [Step::Hear("RCPT"), long_line()]),
            "not sent nonsense",
            false,
        ),
        (
            "one octet at a time",
            after(
                on_mail("250 ok"),
                [
                    Step::Hear("RCPT"),
                    Step::Drip("250 ok".to_owned(), Duration::from_millis(100)),
                ],
            ),
            "not sent timed_out",
            false,
        ),
        (
            "closed at RCPT",
            after(on_mail("250 ok"), [Step::Hear("RCPT"), Step::Close]),
            "not sent closed",
            false,
        ),
        (
            "reset at RCPT",
            after(on_mail("250 ok"), [Step::Hear("RCPT"), Step::Reset]),
            "not sent closed",
            false,
        ),
    ]
}

fn answers_to_data() -> Vec<Case> {
    vec![
        (
            "451 at DATA",
            on_data("451 later"),
            "deferred Data 451",
            true,
        ),
        ("554 at DATA", on_data("554 no"), "refused Data 554", true),
        (
            "250 at DATA",
            on_data("250 what"),
            "not sent nonsense",
            false,
        ),
        (
            "closed before the text",
            after(ready(), [Step::Close]),
            "not sent closed",
            false,
        ),
        (
            "reset before the text",
            after(ready(), [Step::Reset]),
            "not sent closed",
            false,
        ),
        (
            "an answer before the text",
            after(ready(), [say("452 no room")]),
            "deferred FinalDot 452",
            false,
        ),
        (
            "nonsense before the text",
            after(ready(), [say("hello?")]),
            "not sent nonsense",
            false,
        ),
    ]
}

fn answers_to_the_dot() -> Vec<Case> {
    vec![
        (
            "250 at the dot",
            on_dot("250 2.0.0 queued"),
            "accepted",
            true,
        ),
        (
            "bare LF in answers",
            after(ready(), [Step::Text, Step::Raw(b"250 ok\n".to_vec())]),
            "accepted",
            true,
        ),
        (
            "250 and a reset",
            after(on_dot("250 ok"), [Step::Reset]),
            "accepted",
            true,
        ),
        (
            "452 at the dot",
            on_dot("452 4.3.1 full"),
            "deferred FinalDot 452",
            true,
        ),
        (
            "421 at the dot",
            on_dot("421 4.3.2 bye"),
            "deferred FinalDot 421",
            false,
        ),
        (
            "554 at the dot",
            on_dot("554 5.6.0 spam"),
            "refused FinalDot 554",
            true,
        ),
    ]
}

fn losses_after_the_dot() -> Vec<Case> {
    vec![
        (
            "354 at the dot",
            on_dot("354 more"),
            "uncertain nonsense",
            false,
        ),
        (
            "nonsense at the dot",
            on_dot("thanks!"),
            "uncertain nonsense",
            false,
        ),
        (
            "1 MB at the dot",
            after(ready(), [Step::Text, long_line()]),
            "uncertain nonsense",
            false,
        ),
        (
            "closed after the dot",
            after(ready(), [Step::Text, Step::Close]),
            "uncertain closed",
            false,
        ),
        (
            "reset after the dot",
            after(ready(), [Step::Text, Step::Reset]),
            "uncertain closed",
            false,
        ),
        (
            "250 too late",
            after(
                ready(),
                [
                    Step::Text,
                    Step::Wait(Duration::from_millis(900)),
                    say("250 ok"),
                ],
            ),
            "uncertain timed_out",
            false,
        ),
        (
            "half an answer at the dot",
            after(
                ready(),
                [Step::Text, Step::Raw(b"250-o".to_vec()), Step::Close],
            ),
            "uncertain closed",
            false,
        ),
    ]
}

fn answers_in_one_go() -> Vec<Case> {
    vec![
        (
            "all good in one go",
            after(
                pipelined(&["250 a", "250 b", "354 c"]),
                [Step::Text, say("250 d")],
            ),
            "accepted",
            true,
        ),
        (
            "MAIL refused in one go",
            pipelined(&["550 5.7.1 no", "503 x", "503 y"]),
            "refused Mail 550",
            true,
        ),
        (
            "RCPT deferred in one go",
            pipelined(&["250 a", "450 later", "503 y"]),
            "deferred Rcpt 450",
            true,
        ),
        (
            "RCPT refused and DATA allowed",
            after(
                pipelined(&["250 a", "550 5.1.1 no", "354 go"]),
                [Step::Hear("."), say("554 nobody")],
            ),
            "refused Rcpt 550",
            true,
        ),
        (
            "421 in one go",
            after(pipelined(&["250 a", "421 bye"]), [Step::Close]),
            "deferred Rcpt 421",
            false,
        ),
        (
            "refused, then 421",
            after(pipelined(&["250 a", "550 no", "421 bye"]), [Step::Close]),
            "refused Rcpt 550",
            false,
        ),
        (
            "refused, then closed",
            after(pipelined(&["250 a", "550 no"]), [Step::Close]),
            "refused Rcpt 550",
            false,
        ),
        (
            "closed in one go",
            after(pipelined(&["250 a"]), [Step::Close]),
            "not sent closed",
            false,
        ),
    ]
}

/// Steps up to the go-ahead, without PIPELINING.
fn ready() -> Vec<Step> {
    let mut steps = opened(&["SIZE 9000000"]);
    steps.extend([
        Step::Hear("MAIL"),
        say("250 ok"),
        Step::Hear("RCPT"),
        say("250 ok"),
        Step::Hear("DATA"),
        say("354 go"),
    ]);
    steps
}

pub fn after(mut before: Vec<Step>, then: impl IntoIterator<Item = Step>) -> Vec<Step> {
    before.extend(then);
    before
}

fn on_mail(line: &str) -> Vec<Step> {
    after(opened(&["SIZE"]), [Step::Hear("MAIL"), say(line)])
}

fn on_rcpt(line: &str) -> Vec<Step> {
    after(on_mail("250 ok"), [Step::Hear("RCPT"), say(line)])
}

fn on_data(line: &str) -> Vec<Step> {
    after(on_rcpt("250 ok"), [Step::Hear("DATA"), say(line)])
}

pub fn on_dot(line: &str) -> Vec<Step> {
    after(ready(), [Step::Text, say(line)])
}

fn hello(lines: &[&str]) -> Vec<Step> {
    after(
        vec![say("220 mx"), Step::Hear("EHLO")],
        lines.iter().map(|line| say(line)),
    )
}

pub fn pipelined(answers: &[&str]) -> Vec<Step> {
    let heard = [Step::Hear("MAIL"), Step::Hear("RCPT"), Step::Hear("DATA")];
    after(
        after(opened(&["PIPELINING"]), heard),
        answers.iter().map(|line| say(line)),
    )
}

fn long_line() -> Step {
    Step::Raw([b"250 ".to_vec(), vec![b'x'; 1_000_000], b"\r\n".to_vec()].concat())
}
