//! How an attempt ended and what follows: the table of SMTP answers.

use kernel::Moment;
use mail::smtp::{Loss, SendError, Stage};

/// How long a deferred mail is tried again, from the moment it was queued: 72 hours.
pub const EXPIRES_SECONDS: i64 = 72 * 3_600;

/// Waits between attempts, in seconds; the last one repeats.
const WAITS: [i64; 8] = [60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800];

/// What follows from an attempt that was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Try this mail again later.
    Later { detail: String },
    /// Never again; `hard` when the address itself is dead.
    Never { detail: String, hard: bool },
    /// Nobody knows whether the server took it.
    Doubt,
    /// Not taken; this connection is gone, another may do.
    Again(Loss),
    /// Taken back by the sender itself.
    Withdrawn,
    /// No mail can go out until something outside changes; the key of its sentence.
    Stop {
        reason: &'static str,
        detail: String,
    },
}

/// The table of answers. A refusal of the sender's own address concerns every mail, so
/// it stops the mailing instead of failing one recipient after the other.
#[must_use]
pub fn ending_of(error: &SendError) -> Ending {
    match error {
        SendError::Deferred { stage, reply } => match stage {
            Stage::Greeting | Stage::Hello | Stage::StartTls | Stage::Auth => Ending::Stop {
                reason: "server-busy",
                detail: reply.to_string(),
            },
            _ => Ending::Later {
                detail: reply.to_string(),
            },
        },
        SendError::Refused { stage, reply } => {
            if *stage == Stage::Mail && !matches!(reply.code, 552 | 554) {
                return Ending::Stop {
                    reason: "sender-refused",
                    detail: reply.to_string(),
                };
            }
            Ending::Never {
                detail: reply.to_string(),
                hard: *stage == Stage::Rcpt && is_dead_address(reply),
            }
        }
        SendError::Uncertain(_) => Ending::Doubt,
        SendError::NotSent(Loss::Unreachable) => Ending::Stop {
            reason: "unreachable",
            detail: String::new(),
        },
        SendError::NotSent(loss) => Ending::Again(*loss),
        SendError::Withdrawn => Ending::Withdrawn,
        SendError::Misconfigured(what) => Ending::Stop {
            reason: "misconfigured",
            detail: what.to_string(),
        },
    }
}

/// 5.1.x is about the address, 5.2.1 a mailbox switched off; without an enhanced code
/// 550, 551 and 553 mean the same (RFC 3463, RFC 5321 section 4.2.3).
fn is_dead_address(reply: &mail::smtp::Reply) -> bool {
    match reply.enhanced {
        Some(code) => code.subject == 1 || (code.subject == 2 && code.detail == 1),
        None => matches!(reply.code, 550 | 551 | 553),
    }
}

/// When a deferred mail is tried again; `None` once its three days are over.
#[must_use]
pub fn retry_at(queued_at: Moment, at: Moment, attempts: i64) -> Option<Moment> {
    let step = usize::try_from(attempts.max(1) - 1)
        .unwrap_or(0)
        .min(WAITS.len() - 1);
    let next = at.plus_seconds(WAITS[step]);
    (next.seconds_since(queued_at) <= EXPIRES_SECONDS).then_some(next)
}

#[cfg(test)]
mod tests {
    use mail::smtp::{EnhancedCode, Reply};

    use super::*;

    fn reply(code: u16, enhanced: Option<(u16, u16)>) -> Reply {
        let class = u8::try_from(code / 100).unwrap();
        let enhanced = enhanced.map(|(subject, detail)| EnhancedCode {
            class,
            subject,
            detail,
        });
        Reply {
            code,
            enhanced,
            text: "words".into(),
        }
    }

    #[test]
    fn the_answer_decides_what_follows() {
        let refused = |stage, code, enhanced| {
            ending_of(&SendError::Refused {
                stage,
                reply: reply(code, enhanced),
            })
        };
        let hard = |ending: &Ending| matches!(ending, Ending::Never { hard: true, .. });
        let soft = |ending: &Ending| matches!(ending, Ending::Never { hard: false, .. });
        assert!(hard(&refused(Stage::Rcpt, 550, Some((1, 1)))));
        assert!(hard(&refused(Stage::Rcpt, 550, None)));
        assert!(
            soft(&refused(Stage::Rcpt, 550, Some((7, 1)))),
            "a policy is not a dead address"
        );
        assert!(
            soft(&refused(Stage::FinalDot, 554, None)),
            "the text was refused, not the address"
        );
        assert!(soft(&refused(Stage::Mail, 552, None)));
        assert!(matches!(
            refused(Stage::Mail, 550, None),
            Ending::Stop { .. }
        ));
        let deferred = |stage| {
            ending_of(&SendError::Deferred {
                stage,
                reply: reply(451, None),
            })
        };
        assert!(matches!(deferred(Stage::Rcpt), Ending::Later { .. }));
        assert!(matches!(deferred(Stage::FinalDot), Ending::Later { .. }));
        assert!(matches!(deferred(Stage::Greeting), Ending::Stop { .. }));
        assert_eq!(
            ending_of(&SendError::Uncertain(Loss::Closed)),
            Ending::Doubt
        );
        assert_eq!(
            ending_of(&SendError::NotSent(Loss::TimedOut)),
            Ending::Again(Loss::TimedOut)
        );
    }

    #[test]
    fn waits_grow_and_end_after_three_days() {
        let queued = Moment(0);
        let (mut at, mut attempts, mut last) = (queued, 0, 0);
        while let Some(next) = retry_at(queued, at, attempts + 1) {
            let wait = next.seconds_since(at);
            assert!(wait >= last, "waits never shrink");
            (at, attempts, last) = (next, attempts + 1, wait);
        }
        assert!((10..40).contains(&attempts), "{attempts}");
        assert!(at.seconds_since(queued) > 60 * 3_600);
    }
}
