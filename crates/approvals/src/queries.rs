//! What waits for whom, and everything one case is decided by. Always for a reader.

use charter::{Actor, Facts, Held};
use desk::proposals::{self, Proposal};
use desk::requests::{self, Agreement, Ended, Remark, Request};
use desk::{Desk, Refusal, RequestId, Waiting, gate, outbox};
use kernel::{AccountId, CentreId, Conn, DbError, Moment};

/// How many proposals a list looks at.
const PROPOSALS: i64 = 500;
/// How many messages of the house the freeze page looks at.
const MESSAGES: i64 = 200;

/// A request that waits, as it stands towards its reader.
pub(crate) struct Open {
    pub(crate) request: Request,
    /// The reader decides the step it waits at.
    pub(crate) for_me: bool,
    /// The reader asked for it.
    pub(crate) from_me: bool,
    /// Everybody agreed: it waits for the end of a freeze.
    pub(crate) agreed: bool,
}

/// Every request that waits, the one due first at the top.
pub(crate) async fn open(
    conn: &Conn,
    centre: CentreId,
    reader: &Actor,
    now: Moment,
) -> Result<Vec<Open>, DbError> {
    let mut all = Vec::new();
    for request in requests::open(conn, centre).await? {
        let agreements = requests::agreements(conn, centre, &request).await?;
        let me = reader.account();
        all.push(Open {
            for_me: requests::capacity(&request, &agreements, reader, now).is_some(),
            from_me: me.is_some() && request.requester.account() == me,
            agreed: requests::waits_at(&request.verdict.route, &agreements).is_none(),
            request,
        });
    }
    Ok(all)
}

/// The case that waits for the reader next, after one of them.
pub(crate) async fn next_for(
    conn: &Conn,
    reader: &Actor,
    now: Moment,
    after: RequestId,
) -> Result<Option<RequestId>, DbError> {
    let open = open(conn, reader.centre, reader, now).await?;
    let mut waiting = open.iter().filter(|o| o.for_me && o.request.id != after);
    Ok(waiting.next().map(|o| o.request.id))
}

/// Requests of the reader that ended, the last one first.
pub(crate) async fn ended_of(
    conn: &Conn,
    centre: CentreId,
    reader: &Actor,
    limit: usize,
) -> Result<Vec<(Request, Ended)>, DbError> {
    let me = reader.account();
    let all = requests::recent(conn, centre, 500).await?;
    let mine = all.into_iter().filter(|(r, _)| r.requester.account() == me);
    Ok(mine.take(limit).collect())
}

/// Proposals that wait for the reader's decision.
pub(crate) async fn proposals_for(
    conn: &Conn,
    centre: CentreId,
    reader: &Actor,
    now: Moment,
) -> Result<Vec<Proposal>, DbError> {
    let all = proposals::proposals(conn, centre, PROPOSALS).await?;
    Ok(all
        .into_iter()
        .filter(|p| p.decision.is_none() && proposals::decides(p, reader, now))
        .collect())
}

/// Every proposal: those undecided first, then the newest.
pub(crate) async fn proposals(conn: &Conn, centre: CentreId) -> Result<Vec<Proposal>, DbError> {
    proposals::proposals(conn, centre, PROPOSALS).await
}

/// Accepted, and the day to look at its outcome has come.
pub(crate) fn outcome_due(proposal: &Proposal, now: Moment) -> bool {
    let at = proposal.decision.as_ref().and_then(|d| d.look_again_at);
    proposal.outcome.is_none() && at.is_some_and(|at| at <= now)
}

/// One request with everything it is decided by.
pub(crate) struct Case {
    pub(crate) request: Request,
    pub(crate) agreements: Vec<Agreement>,
    pub(crate) remarks: Vec<Remark>,
    pub(crate) ended: Option<Ended>,
    /// The step and capacity in which the reader decides now.
    pub(crate) mine: Option<(usize, Held)>,
    /// The step it waits at; none when all agreed.
    pub(crate) waits_at: Option<usize>,
    /// Who may decide that step now.
    pub(crate) deciders: Vec<AccountId>,
    /// The reader asked for it.
    pub(crate) from_me: bool,
    /// The reader already agreed to this revision.
    pub(crate) agreed_by_me: bool,
    /// A freeze is in force that would hold it.
    pub(crate) held: bool,
    /// What is so about the act now; nothing when it can no longer be asked.
    pub(crate) now: Option<Facts>,
}

/// The case of an id.
pub(crate) async fn case(
    desk: &Desk,
    conn: &Conn,
    reader: &Actor,
    now: Moment,
    id: RequestId,
) -> Result<Option<Case>, DbError> {
    let centre = reader.centre;
    let Some(request) = requests::request(conn, centre, id).await? else {
        return Ok(None);
    };
    let agreements = requests::agreements(conn, centre, &request).await?;
    let ended = requests::end_of(conn, centre, id).await?;
    let deciders = if ended.is_some() {
        Vec::new()
    } else {
        requests::deciders(conn, centre, &request, &agreements, now).await?
    };
    let stream = desk
        .registry()
        .act(&request.kind)
        .ok()
        .and_then(|a| a.stream);
    let holds = stream.is_some_and(gate::Stream::is_held_by_freeze);
    let me = reader.account();
    let mine = requests::capacity(&request, &agreements, reader, now);
    Ok(Some(Case {
        remarks: requests::comments(conn, centre, id).await?,
        mine: mine.filter(|_| ended.is_none()),
        waits_at: requests::waits_at(&request.verdict.route, &agreements).map(|(step, _)| step),
        from_me: me.is_some() && request.requester.account() == me,
        agreed_by_me: agreements.iter().any(|a| Some(a.account) == me),
        now: match &ended {
            None => desk.facts_now(&request).await.ok(),
            Some(_) => None,
        },
        held: holds && gate::frozen(conn, centre).await?.is_some(),
        ended,
        deciders,
        agreements,
        request,
    }))
}

/// Everything that waits at the outlets, by the outlet's name.
pub(crate) async fn waiting(
    desk: &Desk,
    conn: &Conn,
    reader: &Actor,
) -> Result<Vec<(&'static str, Waiting)>, Refusal> {
    let scene = desk.scene(conn, reader);
    let mut all = Vec::new();
    for outlet in desk.registry().outlets() {
        let items = outlet.waiting(&scene).await?;
        all.extend(items.into_iter().map(|item| (outlet.name(), item)));
    }
    Ok(all)
}

/// Messages of the house that wait to be sent.
pub(crate) async fn messages(
    conn: &Conn,
    centre: CentreId,
) -> Result<Vec<outbox::Message>, DbError> {
    let mut all = outbox::waiting(conn, MESSAGES).await?;
    all.retain(|message| message.centre == centre);
    Ok(all)
}
