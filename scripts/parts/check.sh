# Proves that the servers do what the tests expect of them. Sourced, never run.

# check_mail: hands a mail to Postfix and reads it back from Dovecot; sees a bounce come.
check_mail() {
  python3 - "$HERALD_TEST_SMTP" "$HERALD_TEST_IMAP" "$HERALD_TEST_MAIL_CA" <<'PY'
import email, imaplib, smtplib, ssl, sys, time

smtp, imap, certificate = sys.argv[1:]
host, port = smtp.split(":")
with smtplib.SMTP(host, int(port)) as server:
    server.starttls(context=ssl.create_default_context(cafile=certificate))
    server.login("sender@clinic.test", "pw")
    for to in ("hello@readers.test", "ghost@example.test"):
        text = f"From: news@clinic.test\r\nTo: {to}\r\nSubject: ready\r\n\r\nready\r\n"
        server.sendmail("bounces+check@clinic.test", [to], text)
    for to, code in (("nobody@example.test", 550), ("x@unknown.test", 550), ("x@defer.test", 450)):
        server.rset()
        server.mail("bounces@clinic.test")
        answer = server.rcpt(to)
        assert answer[0] == code, (to, answer)

def first_mail(user):
    host, port = imap.split(":")
    until = time.monotonic() + 20
    while time.monotonic() < until:
        box = imaplib.IMAP4(host, int(port))
        box.login(user, "pw")
        box.select("INBOX")
        found = box.search(None, "ALL")[1][0].split()
        if found:
            raw = box.fetch(found[0], "(RFC822)")[1][0][1]
            box.store(found[0], "+FLAGS", "\\Deleted")
            box.expunge()
            box.logout()
            return email.message_from_bytes(raw)
        box.logout()
        time.sleep(0.2)
    sys.exit(f"no mail came to {user}")

assert first_mail("hello@readers.test")["Subject"] == "ready"
reports = [part for part in first_mail("bounces@clinic.test").walk() if part.get_content_type() == "message/delivery-status"]
assert reports[0].get_payload()[1]["Status"] == "5.1.1", reports
print("a mail was delivered and read back, and a bounce came home")
PY
}

# check_driver: the driver answers that it is ready.
check_driver() {
  python3 - "$HERALD_TEST_CHROMEDRIVER" <<'PY'
import json, sys, urllib.request

status = json.load(urllib.request.urlopen(sys.argv[1] + "/status", timeout=10))["value"]
assert status["ready"], status
print("chromedriver", status["build"]["version"].split()[0], "is ready")
PY
}
