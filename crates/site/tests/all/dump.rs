use crate::*;
#[tokio::test]
async fn dump() {
    let centre = testing::open(testing::Engine::Sqlite, vec![content::feature(), audience::feature(), site::feature()]).await.unwrap();
    let settings = site::Settings { address: "臺中市西屯區示範路 100 號".into(), phone: "04-0000-0000".into(), hours: "週一到週五 8:30–20:30\n週六 8:30–12:30".into(), about: "把復健帶回日常。\n由物理治療所經營。".into(), privacy_contact: "privacy@x.example".into(), licence_number: "示範字第 1 號".into(), language: "zh-Hant".into(), internal: vec![] };
    centre.head().does(&site::ChangeSettings { settings }).await;
    for t in ["冬天膝蓋為什麼痛", "護膝怎麼選", "停車場整修"] { news(&centre, t, "暖身五步，兩分鐘。").await; }
    let (item, v) = written(&centre, content::Kind::News, "膝關節置換術後第 1–6 週：在家怎麼動", "換好膝關節回到家，最難的往往不是痛，而是不知道可以動到什麼程度。", "# 第 1–2 週：消腫，把膝蓋打直\n\n每天把腳踝上下活動十分鐘，早晚各一次。坐在床上，腳跟墊毛巾捲，讓膝蓋慢慢伸直，停五秒，做十下。\n\n- 先求打直\n- 每天分三到五次\n\n# 第 3–4 週：站穩，走對\n\n扶著廚房流理台，腳尖踮起、放下，做三回，每回十下。").await;
    published(&centre, item, v, None).await;
    let list = reader::reads(&centre, "/articles").await.body;
    std::fs::create_dir_all("/tmp/dump").unwrap();
    let asset = |n: &str| format!("file:///tmp/dump/{n}");
    let css = ui::assets::href("site.css");
    std::fs::write("/tmp/dump/site.css", ui::assets::get(css).unwrap().bytes).unwrap();
    std::fs::write("/tmp/dump/app.css", ui::assets::get(ui::assets::href("app.css")).unwrap().bytes).unwrap();
    let path = list.split("href=\"/articles/").filter(|r| r.contains("置換")).next().and_then(|r| r.split('"').next()).unwrap().to_owned();
    for (n, p) in [("home", "/".to_owned()), ("list", "/articles".into()), ("article", format!("/articles/{path}")), ("contact", "/contact".into())] {
        let b = reader::reads(&centre, &p).await.body.replace(css, &asset("site.css"));
        std::fs::write(format!("/tmp/dump/{n}.html"), b).unwrap();
    }
    for (n, p) in [("desk", "/channels/site"), ("set", "/channels/site/settings")] {
        let b = centre.specialist().reads(p).await.body.replace(ui::assets::href("app.css"), &asset("app.css"));
        std::fs::write(format!("/tmp/dump/{n}.html"), b).unwrap();
    }
    // speed of a kept page through the router, debug build
    let begun = std::time::Instant::now();
    for _ in 0..1000 { reader::reads(&centre, &format!("/articles/{path}")).await; }
    println!("1000 reads {:?}", begun.elapsed());
}
