//! The page that explains the API.

use axum::body::Body;
use http::{Request, header};

use crate::world::{Said, World};

async fn page(world: &World, session: &str) -> Said {
    let request =
        Request::get("/settings/api").header(header::COOKIE, format!("herald_session={session}"));
    world
        .send(request.body(Body::empty()).expect("a request"))
        .await
}

testing::on_both_engines! {
    with [api::feature()];
    async fn the_page_names_every_act_and_question_in_both_languages(centre: Centre) {
        let world = World::over(&centre);
        let (zh, en) = (page(&world, "zh").await, page(&world, "en").await);
        assert_eq!(
            (zh.status.as_u16(), en.status.as_u16()),
            (200, 200),
            "{zh:?}"
        );
        for said in [&zh, &en] {
            for act in world.app.desk().registry().acts() {
                assert!(
                    said.text.contains(&format!("/api/v1/actions/{}", act.kind)),
                    "{}",
                    act.kind
                );
            }
            assert!(said.text.contains("/api/v1/queries/numbers"));
            assert!(said.text.contains("href=\"/api/v1/openapi.json\""));
            assert!(!said.text.contains("⟦api-"), "{}", said.text);
        }
        assert!(zh.text.contains("凍結行銷") && en.text.contains("Freeze marketing"));
    }
}

testing::on_both_engines! {
    with [api::feature()];
    async fn the_type_of_a_problem_leads_to_its_line(centre: Centre) {
        let world = World::over(&centre);
        for (key, place) in [("too-many", "too-many"), ("request-changed", "conflict")] {
            let request = Request::get(format!("/problems/{key}"))
                .body(Body::empty())
                .expect("it is there");
            let said = world.send(request).await;
            assert_eq!(
                said.header("location"),
                format!("/settings/api#problem-{place}")
            );
            let request = page(&world, "en").await;
            assert!(request.text.contains(&format!("id=\"problem-{place}\"")));
        }
    }
}
