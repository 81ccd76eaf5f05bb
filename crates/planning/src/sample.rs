//! The campaigns and tasks of the sample centre, made through acts at their times.

use charter::Position;
use desk::{Options, Outcome, Refusal, proposals, requests};
use frame::SampleCentre;
use jiff::civil::{Date, Time};
use kernel::Moment;

use crate::actions::{AddTask, Close, CloseTask, Draft, Launch, Propose};
use crate::model::{CampaignId, CampaignKind, NextTime, TaskId};

struct Past {
    name: &'static str,
    slug: &'static str,
    objective: &'static str,
    kind: CampaignKind,
    target: i64,
    /// Days before today on which the window begins and ends.
    window: (i64, i64),
    results: &'static str,
    lessons: &'static str,
    decision: NextTime,
}

const PAST: [Past; 3] = [
    Past {
        name: "護膝走路計畫",
        slug: "knee-walking",
        objective: "讓膝關節退化的客戶與照顧者知道怎麼安全地恢復走路，並願意來做一次步態評估。\n一句話：走得穩，才走得遠。",
        kind: CampaignKind::Education,
        target: 40,
        window: (84, 58),
        results: "兩封電子報、三篇文章。點連結的人多半看樓梯那一篇。",
        lessons: "主旨寫出具體情境時，點擊率比只寫「護膝」高。下次把影片放在文章開頭。",
        decision: NextTime::Repeat,
    },
    Past {
        name: "辦公室肩頸週",
        slug: "neck-shoulder-week",
        objective: "讓附近上班族知道中心有肩頸評估，以短文和電子報介紹三個可以在座位上做的動作。",
        kind: CampaignKind::Recruitment,
        target: 30,
        window: (56, 35),
        results: "名單以既有客戶為主，新客戶少。",
        lessons: "既有名單打不到上班族，下次要和鄰近公司的職護合作。",
        decision: NextTime::Change,
    },
    Past {
        name: "社區平衡檢測日",
        slug: "balance-day",
        objective: "邀請 65 歲以上的長者與家人到社區活動中心做平衡檢測，會後提供居家防跌單張。",
        kind: CampaignKind::Community,
        target: 50,
        window: (33, 6),
        results: "報名在兩天內額滿，候補 12 人。",
        lessons: "候補要留電話，當天有人沒到可以遞補。單張字級再大一級。",
        decision: NextTime::Repeat,
    },
];

/// Three campaigns that ran and were closed, one that waits for its launch, eight open
/// tasks.
pub(crate) async fn fill(sample: SampleCentre) -> Result<(), Refusal> {
    for past in &PAST {
        let id = drafted(&sample, past).await?;
        proposed_and_accepted(&sample, id, past.window.0 + 4).await?;
        launched(&sample, id, past.window.0 + 1).await?;
        sample.days_ago(past.window.1 - 2, 6);
        let close = Close {
            campaign: id,
            results: past.results.into(),
            lessons: past.lessons.into(),
            decision: past.decision,
        };
        sample.does(Position::SPECIALIST, &close).await?;
    }
    let winter = winter(&sample).await?;
    tasks(&sample, winter).await
}

async fn drafted(sample: &SampleCentre, past: &Past) -> Result<CampaignId, Refusal> {
    sample.days_ago(past.window.0 + 6, 2);
    let (from, until) = window(sample, past.window.0, past.window.1).await?;
    let id = CampaignId::new();
    let draft = Draft {
        campaign: id,
        name: past.name.into(),
        slug: past.slug.into(),
        objective: past.objective.into(),
        kind: past.kind,
        from,
        until,
        owner: owner(sample)?,
        kpi: Some("kpi.leads-generated".into()),
        target: Some(past.target),
        revision: 0,
    };
    sample.does(Position::SPECIALIST, &draft).await?;
    Ok(id)
}

/// Whole days of the centre, from so many days ago until the end of another day; a
/// negative number lies ahead.
async fn window(sample: &SampleCentre, first: i64, last: i64) -> Result<(Moment, Moment), Refusal> {
    let centre = desk::centre::of(&sample.desk.database().reader(), sample.centre).await?;
    let zone = centre.time_zone();
    let midnight = |date: Date| {
        date.to_datetime(Time::midnight())
            .to_zoned(zone.clone())
            .map(|at| Moment(at.timestamp().as_microsecond()))
            .map_err(|_| Refusal::Missing("day"))
    };
    let day = |ago: i64| sample.today.plus_days(-ago).in_zone(&zone).date();
    Ok((midnight(day(first))?, midnight(day(last - 1))?))
}

fn owner(sample: &SampleCentre) -> Result<kernel::AccountId, Refusal> {
    sample
        .account(Position::SPECIALIST)
        .ok_or(Refusal::Missing("account"))
}

async fn proposed_and_accepted(
    sample: &SampleCentre,
    campaign: CampaignId,
    days_ago: i64,
) -> Result<(), Refusal> {
    sample.days_ago(days_ago, 3);
    let specialist = sample.actor(Position::SPECIALIST).await?;
    let act = Propose {
        campaign,
        revision: 1,
    };
    let outcome = sample
        .desk
        .act(&specialist, &act, Options::default())
        .await?;
    let Outcome::Proposed { proposal, .. } = outcome else {
        return Err(Refusal::conflict("sample-not-done"));
    };
    sample.days_ago(days_ago - 1, 7);
    let decide = proposals::Decide {
        proposal,
        accept: true,
        comment: "可以，照這個方向做。".into(),
        look_again_at: None,
    };
    sample.does(Position::HEAD, &decide).await?;
    Ok(())
}

async fn launched(
    sample: &SampleCentre,
    campaign: CampaignId,
    days_ago: i64,
) -> Result<(), Refusal> {
    sample.days_ago(days_ago, 2);
    let specialist = sample.actor(Position::SPECIALIST).await?;
    let outcome = sample
        .desk
        .act(&specialist, &Launch { campaign }, Options::default())
        .await?;
    let Outcome::Requested { request, .. } = outcome else {
        return Err(Refusal::conflict("sample-not-done"));
    };
    sample.days_ago(days_ago, 8);
    let conn = sample.desk.database().reader();
    let raised = requests::request(&conn, sample.centre, request)
        .await?
        .ok_or(Refusal::Missing("request"))?;
    let agree = requests::Agree {
        request,
        digest: raised.digest,
        comment: String::new(),
    };
    sample.does(Position::HEAD, &agree).await?;
    Ok(())
}

/// 冬季護膝月: accepted, its launch waits for the head.
async fn winter(sample: &SampleCentre) -> Result<CampaignId, Refusal> {
    sample.days_ago(5, 2);
    let (from, until) = window(sample, -8, -38).await?;
    let id = CampaignId::new();
    let draft = Draft {
        campaign: id,
        name: "冬季護膝月".into(),
        slug: "winter-knee".into(),
        objective: "天冷時膝關節不適的人最多。用三篇文章、兩封電子報和一場講座，讓客戶與照顧者知道冬天怎麼保養、什麼時候該來評估。\n一句話：走得穩，冬天也出門。".into(),
        kind: CampaignKind::Education,
        from,
        until,
        owner: owner(sample)?,
        kpi: Some("kpi.leads-generated".into()),
        target: Some(130),
        revision: 0,
    };
    sample.does(Position::SPECIALIST, &draft).await?;
    proposed_and_accepted(sample, id, 4).await?;
    sample.days_ago(1, 7);
    let specialist = sample.actor(Position::SPECIALIST).await?;
    let launch = Launch { campaign: id };
    let options = Options {
        note: Some("講座場地已經問到兩家，報價附在工作裡。".into()),
        ..Options::default()
    };
    sample.desk.act(&specialist, &launch, options).await?;
    Ok(id)
}

struct Piece {
    title: &'static str,
    detail: &'static str,
    duty: &'static str,
    /// Days from today and the hour in the centre's zone; no hour for all day.
    due: (i64, Option<i8>),
    who: &'static str,
    of_winter: bool,
}

const PIECES: [Piece; 9] = [
    Piece {
        title: "競品日常監測：三家官網與社群",
        detail: "已記錄 4 則變動",
        duty: "duty.research",
        due: (0, Some(9)),
        who: Position::SPECIALIST,
        of_winter: false,
    },
    Piece {
        title: "冬季護膝月：補上講座場地報價",
        detail: "兩家場地的租金、容納人數與無障礙設施",
        duty: "duty.strategy",
        due: (0, Some(14)),
        who: Position::SPECIALIST,
        of_winter: true,
    },
    Piece {
        title: "社區講座報名名單交給客服部",
        detail: "已報名 46 人，3 人需要輪椅座位",
        duty: "duty.events",
        due: (0, Some(16)),
        who: Position::SPECIALIST,
        of_winter: true,
    },
    Piece {
        title: "回覆 Google 評論 3 則",
        detail: "兩則可直接回覆；一則涉及費用，回覆前先提建議",
        duty: "duty.crm",
        due: (0, None),
        who: Position::SPECIALIST,
        of_winter: false,
    },
    Piece {
        title: "和物理治療部確認每週內容",
        detail: "膝關節置換術後的居家動作圖",
        duty: "duty.collaboration",
        due: (-4, None),
        who: Position::SPECIALIST,
        of_winter: false,
    },
    Piece {
        title: "更新官網服務時間與春節公告",
        detail: "",
        duty: "duty.digital",
        due: (3, None),
        who: Position::SPECIALIST,
        of_winter: false,
    },
    Piece {
        title: "護膝海報改用新版標準色",
        detail: "品牌手冊第 12 頁",
        duty: "duty.brand",
        due: (6, None),
        who: Position::SPECIALIST,
        of_winter: true,
    },
    Piece {
        title: "本月行銷成果匯報",
        detail: "指標、完成的活動、下個月的需要",
        duty: "duty.collaboration",
        due: (2, Some(17)),
        who: Position::HEAD,
        of_winter: false,
    },
    Piece {
        title: "看講座簡報裡的居家運動",
        detail: "每個動作的次數與停止的徵兆",
        duty: "duty.content",
        due: (1, Some(15)),
        who: Position::PHYSIOTHERAPIST,
        of_winter: true,
    },
];

async fn tasks(sample: &SampleCentre, winter: CampaignId) -> Result<(), Refusal> {
    let conn = sample.desk.database().reader();
    let zone = desk::centre::of(&conn, sample.centre).await?.time_zone();
    let mut ids = Vec::new();
    for piece in &PIECES {
        sample.days_ago(6.max(-piece.due.0 + 1), 1);
        let day = sample.today.plus_days(piece.due.0).in_zone(&zone).date();
        let time = piece.due.1.map_or(Time::constant(23, 59, 0, 0), |hour| {
            Time::constant(hour, 0, 0, 0)
        });
        let due = day.to_datetime(time).to_zoned(zone.clone()).ok();
        let task = AddTask {
            task: TaskId::new(),
            title: piece.title.into(),
            detail: piece.detail.into(),
            due: due.map(|at| Moment(at.timestamp().as_microsecond())),
            all_day: piece.due.1.is_none(),
            assignee: sample
                .account(piece.who)
                .ok_or(Refusal::Missing("account"))?,
            duty: piece.duty.into(),
            campaign: piece.of_winter.then_some(winter),
            item: None,
        };
        sample.does(Position::SPECIALIST, &task).await?;
        ids.push(task.task);
    }
    let close = |task: TaskId, done: bool, reason: &str| CloseTask {
        task,
        done,
        reason: reason.into(),
    };
    sample.days_ago(1, 9);
    sample
        .does(Position::SPECIALIST, &close(ids[1], true, ""))
        .await?;
    sample.days_ago(0, 0);
    let reason = "請附兩家場地比價，其餘沒有問題。";
    sample
        .does(Position::HEAD, &close(ids[1], false, reason))
        .await?;
    sample
        .does(Position::SPECIALIST, &close(ids[0], true, ""))
        .await?;
    Ok(())
}
