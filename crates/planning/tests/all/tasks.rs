//! Tasks: adding, ticking, taking the tick back, returning.

use desk::Refusal;
use kernel::Moment;
use planning::actions::{AddTask, ChangeTask, CloseTask};
use planning::queries::{self, TaskFilter};
use planning::{Task, TaskId};
use testing::{Centre, NOON};

fn call_the_venue(centre: &Centre) -> AddTask {
    AddTask {
        task: TaskId::new(),
        title: "補上講座場地報價".into(),
        detail: String::new(),
        due: Some(NOON.plus_seconds(7_200)),
        all_day: false,
        assignee: centre.specialist().account,
        duty: "duty.strategy".into(),
        campaign: None,
        item: None,
    }
}

async fn stands(centre: &Centre, id: TaskId) -> Task {
    let conn = centre.desk().database().reader();
    let found = queries::task(&conn, centre.id, id).await;
    found.expect("tasks can be read").expect("it is there")
}

fn tick(task: TaskId, done: bool, reason: &str) -> CloseTask {
    CloseTask {
        task,
        done,
        reason: reason.into(),
    }
}

testing::on_both_engines! {
    with [planning::feature()];
    async fn a_tick_can_be_taken_back_and_ticking_twice_keeps_the_first(centre: Centre) {
        let task = call_the_venue(&centre);
        centre.specialist().does(&task).await;
        centre.specialist().does(&tick(task.task, true, "")).await;
        let first = stands(&centre, task.task).await.done.unwrap();
        centre.wait(60);
        centre.head().does(&tick(task.task, true, "")).await;
        assert_eq!(stands(&centre, task.task).await.done.unwrap(), first);
        centre.specialist().does(&tick(task.task, false, "")).await;
        let open = stands(&centre, task.task).await;
        assert!(open.done.is_none() && open.returned.is_none());
    }

    with [planning::feature()];
    async fn a_task_comes_back_with_the_reason_and_the_day_shows_it(centre: Centre) {
        let task = call_the_venue(&centre);
        centre.specialist().does(&task).await;
        centre.specialist().does(&tick(task.task, true, "")).await;
        centre.head().does(&tick(task.task, false, "請附兩家場地比價")).await;
        let back = stands(&centre, task.task).await;
        assert_eq!(back.returned.unwrap().account, centre.head().account);
        let list = centre.specialist().reads("/today/tasks").await;
        assert!(list.body.contains("請附兩家場地比價") && list.body.contains("退回修改"), "{}", list.body);
    }

    with [planning::feature()];
    async fn late_tasks_stand_first_and_undated_ones_last(centre: Centre) {
        let at = |due: Option<Moment>| AddTask { due, ..call_the_venue(&centre) };
        let (later, late, undated) = (at(Some(NOON.plus_days(3))), at(Some(NOON.plus_days(-4))), at(None));
        for task in [&undated, &later, &late] {
            centre.specialist().does(task).await;
        }
        let conn = centre.desk().database().reader();
        let mut found = Vec::new();
        let mut filter = TaskFilter { assignee: Some(centre.specialist().account), ..TaskFilter::default() };
        loop {
            let page = queries::open_tasks(&conn, centre.id, &filter, 1).await.unwrap();
            let Some(last) = page.last() else { break };
            filter.after = Some((last.due.unwrap_or(Moment(i64::MAX)), last.id));
            found.push(last.id);
        }
        assert_eq!(found, [late.task, later.task, undated.task]);
        assert!(stands(&centre, late.task).await.is_late(NOON));
        let filter = TaskFilter { q: "報價".into(), duty: "duty.brand".into(), ..TaskFilter::default() };
        assert!(queries::open_tasks(&conn, centre.id, &filter, 50).await.unwrap().is_empty());
    }

    with [planning::feature()];
    async fn a_task_belongs_to_a_duty_of_the_document_and_to_somebody_here(centre: Centre) {
        let nobody = AddTask { assignee: kernel::AccountId::new(), ..call_the_venue(&centre) };
        let refused = centre.specialist().tries(&nobody).await;
        assert!(matches!(&refused, Err(Refusal::Invalid(e)) if e[0].code == "planning-unknown-person"), "{refused:?}");
        let idle = AddTask { duty: "duty.leisure".into(), ..call_the_venue(&centre) };
        let refused = centre.specialist().tries(&idle).await;
        assert!(matches!(&refused, Err(Refusal::Invalid(e)) if e[0].code == "planning-unknown-duty"), "{refused:?}");
    }

    with [planning::feature()];
    async fn a_task_is_added_changed_and_ticked_on_its_pages(centre: Centre) {
        let me = centre.specialist().account;
        let form = format!("title=%E5%A0%B1%E5%83%B9&date=2026-11-23&time=16%3A00&duty=duty.events&assignee={me}");
        let added = centre.specialist().posts("/today/tasks", &form).await;
        assert_eq!(added.status.as_u16(), 303, "{}", added.body);
        let conn = centre.desk().database().reader();
        let found = queries::found_tasks(&conn, centre.id, "報價").await.unwrap();
        let task = &found[0];
        assert_eq!(task.due, Moment::parse("2026-11-23T08:00:00Z"));
        let change = ChangeTask(AddTask { task: task.id, title: "報價單".into(), ..call_the_venue(&centre) });
        centre.head().does(&change).await;
        assert_eq!(stands(&centre, task.id).await.created.account, me);
        let ticked = centre.specialist().posts(&format!("/today/tasks/{}/done?back=today", task.id), "done=1").await;
        assert_eq!(ticked.headers["location"].to_str().unwrap(), format!("/today?ticked={}", task.id));
        for path in ["/today/tasks", "/today/tasks?tab=done", "/today/tasks?tab=all&duty=duty.events", "/today/tasks/new", &format!("/today/tasks/{}", task.id), &format!("/today?ticked={}", task.id)] {
            let page = centre.specialist().reads(path).await;
            assert!(page.status.is_success() && !page.body.contains('⟦'), "{path}: {}", page.body);
        }
        let day = centre.specialist().reads("/today").await;
        assert!(day.body.contains("完成 1 / 1"), "{}", day.body);
        let wrong = centre.specialist().posts("/today/tasks", "title=&date=2026-11-99&duty=&assignee=").await;
        assert_eq!(wrong.status.as_u16(), 422);
    }
}
