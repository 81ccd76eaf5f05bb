//! Without a mail server: the local outbox, letters, screens.

use crate::{everybody, figures, mailing, people, publishes};

testing::on_both_engines! {
    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn without_a_server_mails_and_letters_stay_in_the_outbox(centre: Centre) {
        people(&centre, 3).await;
        let id = publishes(&centre, everybody(&centre).await).await.unwrap();
        centre.drain().await;
        let sums = figures(&centre, id).await;
        assert_eq!((sums.kept, sums.sent, sums.delivered), (3, 0, 0), "kept is not sent: {sums:?}");
        let page = centre.specialist().reads("/channels/email/outbox").await;
        assert_eq!(page.body.matches("週五照常服務").count(), 3, "{}", page.body);
        let conn = centre.desk().database().reader();
        let mails = channels::queries::local_mails(&conn, centre.id, None, 50).await.unwrap();
        let invitation = mails.iter().find(|m| m.mailing.is_none()).unwrap();
        let letter = centre.specialist().reads(&format!("/channels/email/outbox/{}", invitation.id)).await;
        assert!(letter.body.contains("http://desk.test/invitation/"), "{}", letter.body);
        let mail = mails.iter().find(|m| m.mailing.is_some()).unwrap();
        let eml = centre.specialist().reads(&format!("/channels/email/outbox/{}/eml", mail.id)).await;
        assert_eq!(eml.headers["content-type"], "message/rfc822");
        assert!(eml.body.contains("List-Unsubscribe-Post"));
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn what_stays_in_the_outbox_counts_nowhere_as_sent(centre: Centre) {
        people(&centre, 2).await;
        let segment = everybody(&centre).await;
        let id = publishes(&centre, segment).await.unwrap();
        centre.drain().await;
        assert_eq!(mailing(&centre, id).await.ended.unwrap().0, "kept");
        let page = centre.specialist().reads(&format!("/channels/email/{id}")).await;
        assert!(page.body.contains("留在寄件匣") && !page.body.contains("已寄完"), "{}", page.body);
        let conn = centre.desk().database().reader();
        let period = desk::Period { from: centre.now().plus_days(-1), until: centre.now().plus_days(1) };
        let sums = channels::queries::period_figures(&conn, centre.id, period).await.unwrap();
        assert_eq!((sums.kept, sums.sent, sums.delivered, sums.opened), (2, 0, 0, 0));
        let told = conn.one("select cast(count(*) as bigint) as n from activity where kind = 'mail.sent'", []).await.unwrap();
        assert_eq!(told.get::<i64>("n").unwrap(), 0);
        let again = publishes(&centre, segment).await.unwrap();
        centre.drain().await;
        assert_eq!(figures(&centre, again).await.kept, 2, "nobody had a mail, so nobody had enough");
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn every_screen_opens_in_words(centre: Centre) {
        people(&centre, 2).await;
        let segment = everybody(&centre).await;
        let id = publishes(&centre, segment).await.unwrap();
        centre.drain().await;
        for path in [
            "/channels/email".to_owned(), "/channels/email?state=open".into(), format!("/channels/email/{id}"),
            format!("/channels/email/{id}/deliveries?state=delivered"), format!("/channels/email/{id}/deliveries?state=uncertain"),
            "/channels/email/outbox".into(), "/outlets/email/choice".into(), "/settings/sending".into(), "/today".into(),
        ] {
            let page = centre.specialist().reads(&path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.body);
            assert!(!page.body.contains('⟦'), "{path} lacks a sentence: {}", page.body);
        }
        let wrong = centre.head().posts("/settings/sending", "host=mail+x&port=0&connections=4&from_address=x").await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.body.contains("value=\"mail x\""), "what was typed stays");
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_password_is_kept_and_never_shown(centre: Centre) {
        let form = "host=mail.test&port=587&security=start_tls&user=me&password=hunter2hunter2&connections=4&from_address=a%40mail.test&dkim=make&dkim_domain=mail.test&dkim_selector=h1";
        let saved = centre.head().posts("/settings/sending", form).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        let page = centre.head().reads("/settings/sending").await;
        assert!(!page.body.contains("hunter2"));
        assert!(page.body.contains("h1._domainkey.mail.test") && page.body.contains("v=DKIM1"));
        let conn = centre.desk().database().reader();
        let sending = channels::queries::sending(centre.desk(), &conn, centre.id).await.unwrap();
        assert_eq!(sending.password.unwrap().reveal(), "hunter2hunter2");
        let ledger = serde_json::to_string(&centre.ledger().await).unwrap();
        assert!(!ledger.contains("hunter2"));
        let rows = conn.all("select detail from ledger_detail", []).await.unwrap();
        assert!(rows.iter().all(|r| !r.get::<String>("detail").unwrap().contains("hunter2")));
    }
}
