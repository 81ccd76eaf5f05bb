//! A person of the test centre: acts, agrees, visits pages.

use axum::body::Body;
use charter::{Actor, Verdict};
use desk::requests::{self, Agree, SendBack};
use desk::{Act, Options, Outcome, Refusal, RequestId};
use http::{Request, StatusCode, header};
use kernel::AccountId;
use tower::ServiceExt;

use crate::Centre;

/// A person of the centre.
#[derive(Clone, Copy)]
pub struct Someone<'a> {
    centre: &'a Centre,
    pub account: AccountId,
}

/// What a page answered.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub body: String,
    pub headers: http::HeaderMap,
}

impl<'a> Someone<'a> {
    pub(crate) fn new(centre: &'a Centre, account: AccountId) -> Self {
        Self { centre, account }
    }

    /// The person with every position held now.
    pub async fn actor(&self) -> Actor {
        let conn = self.centre.desk().database().reader();
        let now = self.centre.now();
        desk::roles::actor_of(&conn, self.centre.id, self.account, now)
            .await
            .expect("positions can be read")
    }

    /// Does an act, whatever becomes of it.
    ///
    /// # Errors
    /// The refusal.
    pub async fn tries<A: Act>(&self, act: &A) -> Result<Outcome, Refusal> {
        self.centre
            .desk()
            .act(&self.actor().await, act, Options::default())
            .await
    }

    /// Does an act that must be accepted: done, requested or proposed.
    pub async fn does<A: Act>(&self, act: &A) -> Outcome {
        self.tries(act).await.expect("the act is accepted")
    }

    /// What the charter says to an act of this person.
    pub async fn looks_at<A: Act>(&self, act: &A) -> Verdict {
        let payload = serde_json::to_value(act).expect("a payload is JSON");
        self.centre
            .desk()
            .look(&self.actor().await, A::KIND, payload)
            .await
            .expect("the act can be judged")
    }

    /// Agrees to a request as it stands now.
    ///
    /// # Errors
    /// The refusal.
    pub async fn agrees_to(&self, request: RequestId) -> Result<Outcome, Refusal> {
        let conn = self.centre.desk().database().reader();
        let found = requests::request(&conn, self.centre.id, request)
            .await
            .expect("requests can be read");
        let digest = found.expect("the request exists").digest;
        self.tries(&Agree {
            request,
            digest,
            comment: String::new(),
        })
        .await
    }

    /// Sends a request back with words.
    ///
    /// # Errors
    /// The refusal.
    pub async fn sends_back(&self, request: RequestId, comment: &str) -> Result<Outcome, Refusal> {
        self.tries(&SendBack {
            request,
            comment: comment.into(),
        })
        .await
    }

    /// Reads a page of the desk, signed in.
    pub async fn reads(&self, path: &str) -> Page {
        self.sent(Request::get(path), Body::empty()).await
    }

    /// Posts a form of the desk, signed in; the token of the session is added.
    pub async fn posts(&self, path: &str, form: &str) -> Page {
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.sent(request, format!("{form}&csrf={TOKEN}").into())
            .await
    }

    /// Uploads a file as a form of the desk does, signed in.
    pub async fn uploads(&self, path: &str, field: &str, name: &str, bytes: &[u8]) -> Page {
        let mark = "--part\r\ncontent-disposition: form-data; name";
        let mut body = format!(
            "{mark}=\"csrf\"\r\n\r\n{TOKEN}\r\n{mark}=\"{field}\"; filename=\"{name}\"\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--part--\r\n");
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=part");
        self.sent(request, body.into()).await
    }

    /// Sends whatever it is to the desk, signed in, with the token of the session as a
    /// header.
    pub async fn sends(&self, request: http::request::Builder, body: impl Into<Body>) -> Page {
        self.sent(request.header("x-csrf-token", TOKEN), body.into())
            .await
    }

    async fn sent(&self, request: http::request::Builder, body: Body) -> Page {
        let entrance = TestEntrance {
            account: self.account,
            centre: self.centre.id,
        };
        let secret = entrance.open(self.centre).await;
        let request = request
            .header(header::COOKIE, format!("herald_session={secret}"))
            .body(body)
            .expect("the request is well formed");
        let router = frame::desk_router(&self.centre.app, axum::Router::new());
        answer(router, request).await
    }
}

/// What a router answers to somebody nobody knows.
pub async fn answer(router: axum::Router, request: Request<Body>) -> Page {
    let response = router
        .oneshot(request)
        .await
        .expect("a router always answers");
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 16 << 20)
        .await
        .expect("the page has an end");
    let body = String::from_utf8_lossy(&bytes).into_owned();
    Page {
        status: parts.status,
        body,
        headers: parts.headers,
    }
}

/// The token of every session that a test opens.
const TOKEN: &str = "test-token";

/// Opens a session without a password: what signing in writes.
struct TestEntrance {
    account: AccountId,
    centre: kernel::CentreId,
}

impl TestEntrance {
    async fn open(&self, centre: &Centre) -> String {
        let secret = uuid::Uuid::now_v7().simple().to_string();
        let hash = kernel::sha256(secret.as_bytes()).to_string();
        let tx = centre
            .desk()
            .database()
            .begin()
            .await
            .expect("the database can be written");
        tx.run(
            "insert into credential (centre_id, account_id, hash, epoch, at) values ($1, $2, '-', 1, $3)
             on conflict (centre_id, account_id) do nothing",
            kernel::args![self.centre, self.account, centre.now()],
        )
        .await
        .expect("the credential is written");
        tx.run(
            "insert into session (centre_id, hash, account_id, epoch, csrf, created_at, seen_at)
             select centre_id, $2, account_id, epoch, $5, $4, $4 from credential where centre_id = $1 and account_id = $3",
            kernel::args![self.centre, hash, self.account, centre.now(), TOKEN],
        )
        .await
        .expect("the session is written");
        tx.commit().await.expect("the session is kept");
        secret
    }
}
