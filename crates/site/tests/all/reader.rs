//! A reader of the public side.

use axum::body::Body;
use http::{HeaderMap, Request, Response, StatusCode};
use testing::Centre;
use tower::ServiceExt;

pub const BROWSER: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

/// What the public side answered.
pub struct Seen {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    }
}

pub async fn reads(centre: &Centre, path: &str) -> Seen {
    asks(centre, Request::get(path), String::new()).await
}

pub async fn reads_with(centre: &Centre, path: &str, name: &str, value: &str) -> Seen {
    asks(
        centre,
        Request::get(path).header(name, value),
        String::new(),
    )
    .await
}

pub async fn posts(centre: &Centre, path: &str, from: &str, body: &str) -> Seen {
    let request = Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-forwarded-for", from)
        .header("user-agent", BROWSER);
    asks(centre, request, body.to_owned()).await
}

async fn asks(centre: &Centre, request: http::request::Builder, body: String) -> Seen {
    let router = frame::site_router(&centre.app);
    let request = request.body(Body::from(body)).unwrap();
    let answer: Response<Body> = router.oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let bytes = axum::body::to_bytes(body, 16 << 20).await.unwrap();
    Seen {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8_lossy(&bytes).into_owned(),
    }
}
