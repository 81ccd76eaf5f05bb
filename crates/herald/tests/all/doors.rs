//! What somebody tries who wants in: without a session, with a bent address, from another
//! page, with a stolen token, in a hurry. The whole program, through its public doors.

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use http::{Request, StatusCode, header};
use people::Secret;
use people::actions::{CreateToken, offer_password};
use serde_json::{Value as Json, json};
use testing::{Centre, Engine, Page, answer};

const FORM: &str = "application/x-www-form-urlencoded";

async fn open(engine: Engine) -> Option<Centre> {
    let features = herald::features::all().into_iter();
    let features = features.filter(|feature| !["people", "home"].contains(&feature.name));
    testing::open(engine, features.collect()).await
}

fn desk(centre: &Centre) -> Router {
    frame::desk_router(&centre.app, api::router())
}

async fn stranger(centre: &Centre, request: http::request::Builder, body: &str) -> Page {
    answer(
        desk(centre),
        request.body(Body::from(body.to_owned())).unwrap(),
    )
    .await
}

fn is_a_page(page: &Page) -> bool {
    let kind = page.headers.get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
        && page.body.contains("<h1")
        && !page.body.contains("Failed to")
        && !page.body.contains("Cannot parse")
}

/// Where the main part of a page leads on this desk.
fn links(page: &str) -> BTreeSet<String> {
    let main = page.split_once("<main").map_or(page, |(_, main)| main);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let found = main
        .split("<a ")
        .skip(1)
        .filter_map(|tag| tag.split_once("href=\"")?.1.split('"').next());
    let own = found.filter(|href| href.starts_with('/'));
    own.map(|href| href.replace("&amp;", "&")).collect()
}

async fn token(centre: &Centre, scopes: &[&str]) -> String {
    let secret = Secret::new("hrt_");
    let her = centre.specialist();
    let act = CreateToken {
        token: uuid::Uuid::now_v7(),
        account: her.account,
        name: "script".into(),
        agent: false,
        scopes: scopes.iter().map(|s| (*s).to_owned()).collect(),
        hash: secret.hash(),
    };
    her.does(&act).await;
    secret.reveal().to_owned()
}

async fn calls(centre: &Centre, token: &str, kind: &str, payload: &Json) -> (StatusCode, Json) {
    let request = Request::post(format!("/api/v1/actions/{kind}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    let page = stranger(centre, request, &payload.to_string()).await;
    (
        page.status,
        serde_json::from_str(&page.body).unwrap_or_default(),
    )
}

testing::on_each_engine! {
    async fn whoever_is_not_signed_in_comes_no_further_than_the_entrance(engine: Engine) {
        let Some(centre) = open(engine).await else { return };
        for path in ["/approvals/not-an-id", "/care/people/x", "/today?before=x", "/content/1/edit", "/settings/people"] {
            let page = stranger(&centre, Request::get(path), "").await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
            let to = page.headers[header::LOCATION].to_str().unwrap();
            assert!(to.starts_with("/sign-in?next="), "{path} leads to {to}");
        }
        for path in ["/care/import", "/care/people/x/erasure", "/content/pictures", "/approvals/x/agreement", "/charter/house"] {
            for kind in [FORM, "multipart/form-data; boundary=x", "image/png", ""] {
                let page = stranger(&centre, Request::post(path).header(header::CONTENT_TYPE, kind), "x").await;
                assert_eq!(page.status, StatusCode::SEE_OTHER, "{path} {kind}");
                assert_eq!(page.headers[header::LOCATION], "/sign-in", "{path} {kind}");
            }
        }
    }

    async fn a_bent_address_is_answered_by_a_page_of_the_house(engine: Engine) {
        let Some(centre) = open(engine).await else { return };
        let her = centre.specialist();
        let cases = [
            (Request::get("/care/people/not-an-id"), StatusCode::BAD_REQUEST),
            (Request::get("/care/people/%ff%fe"), StatusCode::BAD_REQUEST),
            (Request::get("/content/not-an-id/edit"), StatusCode::BAD_REQUEST),
            (Request::get("/channels/email/outbox?before=yesterday"), StatusCode::BAD_REQUEST),
            (Request::get("/nothing/here"), StatusCode::NOT_FOUND),
            (Request::put("/today"), StatusCode::METHOD_NOT_ALLOWED),
            (Request::get("/sign-out"), StatusCode::METHOD_NOT_ALLOWED),
            (Request::post("/content/pictures").header(header::CONTENT_TYPE, "text/plain"), StatusCode::BAD_REQUEST),
        ];
        for (request, status) in cases {
            let uri = request.uri_ref().unwrap().clone();
            let page = her.sends(request, "").await;
            assert_eq!(page.status, status, "{uri}: {}", page.body);
            assert!(is_a_page(&page), "{uri}: {:?} {}", page.headers, page.body);
        }
        let page = her.sends(Request::get("/nothing/here").header("accept-language", "en"), "").await;
        assert!(page.body.contains("這一頁不在這裡"), "the language of the account counts: {}", page.body);
        let english = stranger(&centre, Request::get("/nothing/here").header("accept-language", "en-GB,en"), "").await;
        assert_eq!(english.status, StatusCode::NOT_FOUND);
        assert!(english.body.contains("This page is not here"), "{}", english.body);
        let wrong = her.sends(Request::put("/today"), "").await;
        assert!(wrong.headers.contains_key(header::ALLOW));
    }

    async fn forms_before_signing_in_are_small(engine: Engine) {
        let Some(centre) = open(engine).await else { return };
        let long = format!("email={}", "a".repeat(70_000));
        for path in ["/sign-in", "/forgotten"] {
            let page = stranger(&centre, Request::post(path).header(header::CONTENT_TYPE, FORM), &long).await;
            assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
            assert!(is_a_page(&page), "{}", page.body);
        }
        let unknown = stranger(&centre, Request::post("/reset/hrl_unknown").header(header::CONTENT_TYPE, FORM), "password=x").await;
        assert_eq!(unknown.status, StatusCode::GONE, "nothing is hashed for a link that nobody was sent");
        let her = centre.specialist();
        let request = Request::post("/content/pictures").header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        let picture = format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n{}\r\n--x--\r\n", "a".repeat(5 << 20));
        let page = her.sends(request, picture).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "large enough to arrive, no picture: {}", page.body);
    }

    async fn a_form_from_another_page_is_not_taken(engine: Engine) {
        let Some(centre) = open(engine).await else { return };
        let her = centre.specialist();
        let posts = async |origin: &str| {
            let request = Request::post("/settings/me").header(header::CONTENT_TYPE, FORM)
                .header(header::HOST, "desk.test").header(header::ORIGIN, origin);
            her.sends(request, "name=X&lang=en&theme=dark").await
        };
        for origin in ["https://desk.test", "http://desk.test:8081", "http://evil.test", "null"] {
            let page = posts(origin).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{origin}");
            assert!(is_a_page(&page), "{}", page.body);
        }
        let own = posts("http://desk.test").await;
        assert_ne!(own.status, StatusCode::FORBIDDEN, "{}", own.body);
    }

    async fn a_token_never_makes_more_of_itself(engine: Engine) {
        let Some(centre) = open(engine).await else { return };
        let her = centre.specialist();
        let all = token(&centre, &[]).await;
        let wider = json!({ "token": uuid::Uuid::now_v7(), "account": her.account, "name": "wider", "agent": false,
            "scopes": [], "hash": kernel::sha256(b"mine").to_string() });
        let (status, problem) = calls(&centre, &all, "token.create", &wider).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{problem}");
        assert_eq!(problem["verdict"]["rows"][0]["id"], "house.tokens.in-person");
        let dry = "token.create?dry_run=true";
        let (status, judged) = calls(&centre, &all, dry, &wider).await;
        assert_eq!((status, &judged["would"]), (StatusCode::OK, &json!("refused")));
        for (kind, payload) in [
            ("position.grant", json!({ "account": her.account, "position": "head" })),
            ("profile.change", json!({ "account": her.account, "name": "X", "lang": "en", "theme": "dark" })),
        ] {
            let (status, problem) = calls(&centre, &all, kind, &payload).await;
            assert!(matches!(status, StatusCode::FORBIDDEN | StatusCode::UNPROCESSABLE_ENTITY), "{kind}: {status} {problem}");
        }
        let narrow = token(&centre, &["contacts"]).await;
        let (status, problem) = calls(&centre, &narrow, "content.draft", &json!({ "kind": "news", "title": "x" })).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert_eq!(problem["type"], "/problems/out-of-scope");
        let refused = centre.ledger().await.into_iter().filter(|l| l["what"] == "refused" && l["kind"] == "token.create");
        assert_eq!(refused.count(), 1, "what was refused is on the record");
    }

    async fn who_may_not_read_contacts_finds_them_at_no_door(engine: Engine) {
        let Some(centre) = open(engine).await else { return };
        let (id, page) = known(&centre).await;
        for person in [centre.physiotherapist(), centre.nth("finance", 0)] {
            for path in ["/care/people", &page, "/care/exports", "/care/leads", "/care/segments", "/channels/email/outbox", "/care/people?q=chen%40"] {
                let page = person.reads(path).await;
                assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
                assert!(page.body.contains("客戶的個人資料只給工作上用得到的職位看"), "{path}: {}", page.body);
                assert!(!page.body.contains("chen@"), "{path}");
            }
            let today = person.reads("/today").await;
            assert!(!today.body.contains("href=\"/care\""), "the navigation does not lead there");
            for path in ["/find?q=chen", "/find?q=%E9%99%B3%E6%B7%91"] {
                assert!(!person.reads(path).await.body.contains("/care/people/"), "{path}");
            }
            let asked = centre.desk().ask(&person.actor().await, "contacts", json!({})).await;
            assert!(matches!(asked, Err(desk::QueryError::Forbidden(_))), "{asked:?}");
            let asked = centre.desk().ask(&person.actor().await, "contact", json!({ "id": id })).await;
            assert!(matches!(asked, Err(desk::QueryError::Forbidden(_))), "{asked:?}");
        }
        for position in ["specialist", "head", "superintendent", "customer_service", "sales"] {
            let person = centre.nth(position, 0);
            assert_eq!(person.reads(&page).await.status, StatusCode::OK, "{position}");
            assert!(person.reads("/today").await.body.contains("href=\"/care\""), "{position}");
            assert!(centre.desk().ask(&person.actor().await, "contacts", json!({})).await.is_ok());
        }
    }

    async fn no_figure_leads_where_its_reader_may_not_go(engine: Engine) {
        let Some(centre) = open(engine).await else { return };
        known(&centre).await;
        let mut shown: Vec<String> = ["/today", "/insight", "/channels/site", "/channels/email", "/plan/campaigns"].map(str::to_owned).into();
        shown.extend(["leads-generated", "campaign-conversion-rate", "content-read-share-rate", "web-traffic-dwell", "content-output-quality"]
            .map(|kpi| format!("/insight/kpi/kpi.{kpi}")));
        for position in ["specialist", "head", "superintendent", "physiotherapist", "customer_service", "sales", "finance"] {
            let person = centre.nth(position, 0);
            for page in &shown {
                let seen = person.reads(page).await;
                assert_eq!(seen.status, StatusCode::OK, "{position} {page}");
                for link in links(&seen.body) {
                    let status = person.reads(&link).await.status;
                    assert_ne!(status, StatusCode::FORBIDDEN, "{position} is led from {page} to {link}");
                }
            }
        }
    }

    async fn taking_out_everything_of_a_person_is_on_the_record(engine: Engine) {
        let Some(centre) = open(engine).await else { return };
        let (id, page) = known(&centre).await;
        let address = format!("{page}/data.json");
        let got = centre.specialist().reads(&address).await;
        assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED, "looking takes nothing out");
        assert!(!got.body.contains("chen@"));
        let without = centre.specialist().posts(&address, "reason=").await;
        assert_ne!(without.status, StatusCode::OK);
        let taken = centre.specialist().posts(&address, "reason=%E6%9C%AC%E4%BA%BA%E4%BE%86%E9%9B%BB").await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
        assert!(taken.body.contains("chen@mail.example"));
        let refused = centre.physiotherapist().posts(&address, "reason=x").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(!refused.body.contains("chen@"));
        let lines: Vec<Json> = centre.ledger().await.into_iter().filter(|l| l["kind"] == "privacy.export").collect();
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert_eq!(lines[0]["subject"]["id"], id, "{}", lines[0]);
        assert!(lines[0].to_string().contains(&centre.specialist().account.to_string()));
        let conn = centre.desk().database().reader();
        let details = conn.all("select detail from ledger_detail where centre_id = $1 and detail like '%privacy%' or detail like '%digest%'", kernel::args![centre.id]).await.unwrap();
        assert!(details.iter().all(|row| !row.get::<String>("detail").unwrap().contains("chen@")), "the data stays out of the ledger");
    }

    async fn many_guesses_at_once_are_held_back(engine: Engine) {
        let Some(centre) = open(engine).await else { return };
        let router = desk(&centre);
        let guess = |n: usize| {
            let router = router.clone();
            let body = format!("email=guessed-{engine:?}%40centre.test&password=wrong-{n}");
            tokio::spawn(async move {
                let request = Request::post("/sign-in").header(header::CONTENT_TYPE, FORM)
                    .header("x-forwarded-for", "198.51.100.77").body(Body::from(body)).unwrap();
                answer(router, request).await.status
            })
        };
        let guesses: Vec<_> = (0..40).map(guess).collect();
        let (mut looked_at, mut held) = (0, 0);
        for guess in guesses {
            match guess.await.unwrap() {
                StatusCode::UNPROCESSABLE_ENTITY => looked_at += 1,
                StatusCode::TOO_MANY_REQUESTS => held += 1,
                other => panic!("{other}"),
            }
        }
        assert_eq!((looked_at, held), (5, 35));
        let weak = offer_password(centre.desk(), "password", "a@centre.test").await;
        assert!(weak.is_err());
    }

    async fn a_refused_upload_leaves_nothing_in_the_store(engine: Engine) {
        let Some(centre) = open(engine).await else { return };
        let person = centre.nth("finance", 0);
        let conn = centre.desk().database().reader();
        let holding = desk::roles::holdings(&conn, centre.id, centre.now()).await.unwrap();
        let holding = holding.iter().find(|h| h.account == person.account).unwrap().id;
        centre.superintendent().does(&people::actions::RevokePosition { holding }).await;
        let before = stored(&centre);
        let page = person.sends(upload("/content/pictures"), picture()).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.body);
        assert_eq!(stored(&centre), before, "neither the picture nor a rest of it");
        let page = centre.specialist().sends(upload("/content/pictures"), picture()).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let kept = stored(&centre);
        assert!(kept.len() > before.len(), "the picture and its thumbnail");
        let page = centre.specialist().sends(upload("/care/import"), b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n\x00\x01\x02no list\r\n--x--\r\n".to_vec()).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.body);
        assert_eq!(stored(&centre), kept, "what is no list is not kept");
    }
}

/// Files of the media folder, those that wait among them.
fn stored(centre: &Centre) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![centre.folder().join("media")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn upload(path: &str) -> http::request::Builder {
    Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
}

/// A PNG of two points, written by hand.
fn picture() -> Vec<u8> {
    const PNG: &[u8] = &[
        0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0,
        0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, b'I', b'D',
        b'A', b'T', 0x08, 0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0, 0, 3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0,
        0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
    ];
    let mut body =
        b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n"
            .to_vec();
    body.extend_from_slice(PNG);
    body.extend_from_slice(b"\r\n--x--\r\n");
    body
}

/// A contact, and the page of it.
async fn known(centre: &Centre) -> (Json, String) {
    let act = audience::actions::AddContact {
        profile: audience::model::Profile {
            name: "陳淑芬".into(),
            email: "chen@mail.example".into(),
            ..Default::default()
        },
        consent: None,
    };
    let id = centre.specialist().does(&act).await.result().clone();
    let page = format!("/care/people/{}", id.as_str().unwrap());
    (id, page)
}
