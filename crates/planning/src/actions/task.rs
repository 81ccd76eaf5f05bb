//! Tasks: coordination among colleagues.

use charter::Facts;
use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use kernel::{AccountId, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{all_fine, campaign_of, known_account, length_error, me, text_error};
use crate::model::{CampaignId, Signed, Task, TaskId};
use crate::{queries, rules, store};

/// Puts a task on somebody's list.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddTask {
    pub task: TaskId,
    pub title: String,
    #[serde(default)]
    pub detail: String,
    /// When it is due, in microseconds; none for one day.
    #[serde(default)]
    pub due: Option<Moment>,
    /// Due some time on that day, not at that minute.
    #[serde(default)]
    pub all_day: bool,
    pub assignee: AccountId,
    /// Id of one of the main duties of the position document.
    pub duty: String,
    #[serde(default)]
    pub campaign: Option<CampaignId>,
    /// The piece of content it is about.
    #[serde(default)]
    pub item: Option<Uuid>,
}

impl AddTask {
    async fn known(&self, scene: &Scene<'_>) -> Result<(), Refusal> {
        known_account(scene, "assignee", self.assignee).await?;
        let book = scene.desk.rulebook(scene.conn, scene.centre).await?;
        if !book.document.duties.iter().any(|duty| duty.id == self.duty) {
            return Err(Refusal::field("duty", "planning-unknown-duty"));
        }
        if let Some(campaign) = self.campaign {
            campaign_of(scene, campaign)
                .await
                .map_err(|_| Refusal::field("campaign", "planning-unknown-campaign"))?;
        }
        Ok(())
    }

    fn row(&self, created: Signed) -> Task {
        Task {
            id: self.task,
            title: self.title.trim().to_owned(),
            detail: self.detail.trim().to_owned(),
            due: self.due,
            all_day: self.all_day,
            assignee: self.assignee,
            duty: self.duty.clone(),
            campaign: self.campaign,
            campaign_name: None,
            item: self.item,
            created,
            done: None,
            returned: None,
        }
    }

    fn folded(&self) -> String {
        text::fold(&format!("{} {}", self.title, self.detail))
    }
}

impl Act for AddTask {
    const KIND: &'static str = "task.add";
    type Done = TaskId;

    fn subject(&self) -> Subject {
        Subject::of("task", self.task)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let errors = [
            text_error("title", &self.title, rules::NAME_MOST),
            length_error("detail", &self.detail, rules::TEXT_MOST),
        ];
        all_fine(errors.into_iter().flatten().collect())
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.title.trim().to_owned())
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        self.known(scene).await?;
        Ok(Facts::of(Self::KIND))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<TaskId, Refusal> {
        let created = Signed {
            account: me(scene)?,
            at: scene.now,
        };
        store::add_task(scene.conn, permit, &self.row(created), &self.folded()).await?;
        Ok(self.task)
    }
}

/// Changes what a task says, whose it is or when it is due.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct ChangeTask(pub AddTask);

impl Act for ChangeTask {
    const KIND: &'static str = "task.change";
    type Done = TaskId;

    fn subject(&self) -> Subject {
        self.0.subject()
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        self.0.check()
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        self.0.title(scene).await
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        self.0.known(scene).await?;
        Ok(Facts::of(Self::KIND))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<TaskId, Refusal> {
        let before = queries::task(scene.conn, scene.centre, self.0.task)
            .await?
            .ok_or(Refusal::Missing("task"))?;
        let row = self.0.row(before.created);
        store::change_task(scene.conn, permit, &row, &self.0.folded()).await?;
        Ok(self.0.task)
    }
}

/// Ticks a task off, or takes the tick away: without words it is an undo, with words the
/// task came back for that reason.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseTask {
    pub task: TaskId,
    pub done: bool,
    /// Why it came back; only with `done: false`.
    #[serde(default)]
    pub reason: String,
}

impl Act for CloseTask {
    const KIND: &'static str = "task.close";
    /// The instant of the tick that counts, none when it was taken away.
    type Done = Option<Moment>;

    fn subject(&self) -> Subject {
        Subject::of("task", self.task)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let error = length_error("reason", &self.reason, rules::TEXT_MOST);
        all_fine(error.into_iter().collect())
    }

    async fn title(&self, scene: &Scene<'_>) -> Result<String, Refusal> {
        let task = queries::task(scene.conn, scene.centre, self.task).await?;
        Ok(task.ok_or(Refusal::Missing("task"))?.title)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<Option<Moment>, Refusal> {
        let task = queries::task(scene.conn, scene.centre, self.task)
            .await?
            .ok_or(Refusal::Missing("task"))?;
        if self.done {
            store::close_task(scene.conn, permit, self.task, me(scene)?, scene.now).await?;
            return Ok(Some(task.done.map_or(scene.now, |done| done.at)));
        }
        store::reopen_task(scene.conn, permit, self.task).await?;
        let reason = self.reason.trim();
        if !reason.is_empty() {
            store::return_task(scene.conn, permit, self.task, reason, me(scene)?, scene.now)
                .await?;
        }
        Ok(None)
    }
}
