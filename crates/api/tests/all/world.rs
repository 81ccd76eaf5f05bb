//! A house with one feature, a doorkeeper who knows a few tokens, and calls to its API.

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use charter::{Actor, Facts, Held, Who};
use desk::{
    Act, ActEntry, Desk, FieldError, Parts, Permit, Query, QueryEntry, QueryError, Refusal, Scene,
    Subject,
};
use frame::{App, Doorkeeper, Feature, SignedIn, TokenHolder};
use http::{HeaderMap, Request, Response, StatusCode, header};
use kernel::{AccountId, CentreId, Conn, DbError, Keys, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use tower::ServiceExt;
use uuid::Uuid;

/// An act of the toy feature, under a kind that the house rules know.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddTask {
    pub title: String,
    #[serde(default)]
    pub days: Option<u32>,
}

impl Act for AddTask {
    const KIND: &'static str = "task.add";
    type Done = Uuid;

    fn subject(&self) -> Subject {
        Subject::any("task")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        if self.title.is_empty() {
            Err(vec![FieldError::at("title", "field-empty")])
        } else {
            Ok(())
        }
    }

    async fn facts(&self, _scene: &Scene<'_>) -> Result<Facts, Refusal> {
        match self.title.as_str() {
            "gone" => Err(Refusal::Missing("task")),
            "no row" => Err(DbError::Missing.into()),
            "busy" => {
                Err(DbError::Shape("database is locked: select secret from vault".into()).into())
            }
            "broken" => Err(DbError::Shape("select secret from vault".into()).into()),
            "thrown" => panic!("a mistake of the program"),
            "frozen" => Err(Refusal::Frozen),
            _ => Ok(Facts::of(Self::KIND)),
        }
    }

    async fn perform(&self, _scene: &Scene<'_>, _permit: &Permit) -> Result<Uuid, Refusal> {
        Ok(Uuid::now_v7())
    }
}

/// Numbers up to a limit.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    #[schemars(range(min = 1, max = 50))]
    pub limit: u8,
    #[serde(default)]
    pub word: Option<String>,
    #[serde(default)]
    pub from: Option<AccountId>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Counted {
    pub numbers: Vec<u8>,
    pub word: Option<String>,
    pub from: Option<AccountId>,
}

impl Query for Numbers {
    const NAME: &'static str = "numbers";
    const READS: desk::Reads = desk::Reads::Staff;
    type Answer = Counted;

    async fn answer(
        &self,
        _: &Desk,
        _: &Conn,
        _: &Actor,
        _: Moment,
    ) -> Result<Counted, QueryError> {
        match self.word.as_deref() {
            Some("mine") => Err(QueryError::NotYours),
            Some("none") => Err(QueryError::Missing),
            _ => Ok(Counted {
                numbers: (1..=self.limit).collect(),
                word: self.word.clone(),
                from: self.from,
            }),
        }
    }
}

struct Porter(CentreId);

#[async_trait]
impl Doorkeeper for Porter {
    async fn session(&self, _: &Desk, headers: &HeaderMap) -> Result<Option<SignedIn>, DbError> {
        let lang = match headers.get(header::COOKIE).and_then(|v| v.to_str().ok()) {
            Some("herald_session=zh") => ui::Lang::ZhHant,
            Some("herald_session=en") => ui::Lang::En,
            _ => return Ok(None),
        };
        let account = AccountId(Uuid::from_u128(7));
        let actor = Actor {
            centre: self.0,
            who: Who::Person(account),
            holds: vec![Held::own("specialist")],
        };
        Ok(Some(SignedIn {
            account,
            actor,
            name: "Lin".into(),
            lang,
            theme: ui::Theme::System,
            csrf: "csrf".into(),
            keys_off: false,
        }))
    }

    async fn token(&self, _: &Desk, bearer: &str) -> Result<Option<TokenHolder>, DbError> {
        let account = AccountId(Uuid::from_u128(7));
        let (who, position, scopes) = match bearer {
            "hrt_specialist" => (Who::Person(account), "specialist", vec![]),
            "hrt_head" => (Who::Person(account), "head", vec![]),
            "hrt_narrow" => (Who::Person(account), "specialist", vec!["task.*".into()]),
            "hrt_agent" => {
                let token = Uuid::from_u128(8);
                (
                    Who::Agent {
                        account,
                        token,
                        name: "scribe".into(),
                    },
                    "head",
                    vec![],
                )
            }
            _ => return Ok(None),
        };
        Ok(Some(TokenHolder {
            actor: Actor {
                centre: self.0,
                who,
                holds: vec![Held::own(position)],
            },
            scopes,
        }))
    }

    async fn name(&self, _: &Desk, _: &Actor, _: AccountId) -> Result<String, DbError> {
        Ok(String::new())
    }
}

/// The toy house over the database of a centre.
pub struct World {
    pub app: App,
    router: Router,
}

impl World {
    pub fn over(centre: &testing::Centre) -> Self {
        let toy = Feature::new("toy")
            .acts(vec![ActEntry::of::<AddTask>()])
            .queries(vec![QueryEntry::of::<Numbers>()]);
        let keys = Keys::open(&centre.folder().join("keys")).expect("the centre made keys");
        let app = App::new(
            centre.desk().database().clone(),
            centre.clock.clone(),
            keys,
            Parts::default(),
            vec![api::feature(), toy],
            std::sync::Arc::new(Porter(centre.id)),
        );
        let router = frame::desk_router(&app, api::router());
        Self { app, router }
    }

    pub async fn send(&self, request: Request<Body>) -> Said {
        Said::of(
            self.router
                .clone()
                .oneshot(request)
                .await
                .expect("the router always answers"),
        )
        .await
    }

    pub async fn post(&self, token: &str, path: &str, body: Json) -> Said {
        self.send(
            call("POST", token, path)
                .body(Body::from(body.to_string()))
                .expect("a request"),
        )
        .await
    }

    pub async fn get(&self, token: &str, path: &str) -> Said {
        self.send(
            call("GET", token, path)
                .body(Body::empty())
                .expect("a request"),
        )
        .await
    }
}

pub fn call(method: &str, token: &str, path: &str) -> http::request::Builder {
    Request::builder()
        .method(method)
        .uri(format!("/api/v1{path}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
}

pub fn task(title: &str) -> Json {
    json!({ "title": title })
}

/// An answer, read.
#[derive(Debug)]
pub struct Said {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Json,
    pub text: String,
}

impl Said {
    async fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Self {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_str(&text).unwrap_or_default(),
            text,
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    }

    /// Proves that this is a problem of a status and kind with both sentences.
    pub fn is_problem(&self, status: u16, key: &str) {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{self:?}"
        );
        assert_eq!(self.body["type"], format!("/problems/{key}"), "{self:?}");
        assert_eq!(self.body["status"], status);
        for part in ["title", "detail", "detail_zh"] {
            let words = self.body[part].as_str().unwrap_or_default();
            assert!(
                !words.is_empty() && !words.contains('⟦'),
                "{part}: {self:?}"
            );
        }
    }
}
