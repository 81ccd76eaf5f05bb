# List
channels-email = Email
channels-email-more = Where each mailing goes, when, and what came of it. Every number opens its rows.
channels-write = Write an article
channels-local = No mail server is set up yet. Mails stay in the outbox of this machine; nothing was sent.
channels-local-sample = This is a sample centre. Mails stay in the outbox of this machine and are never sent.
channels-open-outbox = Open the outbox
channels-open-settings = Sending settings
channels-website = Website
channels-tab-all = All
channels-tab-open = Under way
channels-tab-sent = Sent
channels-tab-cancelled = Cancelled
channels-subject = Subject
channels-col-state = State
channels-col-when = When
channels-col-recipients = Recipients
channels-col-recipient = Recipient
channels-col-reason = Details
channels-col-kind = Kind
channels-col-what = What
channels-col-count = Mails
channels-col-share = Share
channels-sent = Sent
channels-delivered = Delivered
channels-returned = Returned
channels-opened = Opened
channels-clicked = Clicked
channels-none = No mailings yet
channels-none-more = Choose “Email” and a segment when you publish an article, and it appears here.
channels-standing-missed = Missed its time
channels-standing-held = Held
channels-standing-trouble = Cannot be sent
channels-standing-scheduled = Scheduled
channels-standing-quiet = Waits for an open hour
channels-standing-sending = Sending
channels-standing-doubt = Some mails uncertain
channels-standing-sent = Sent
channels-standing-kept = Kept in the outbox
channels-standing-cancelled = Cancelled
channels-when-quiet = Goes { $when } (quiet hours now)
channels-when-scheduled = Planned for { $when }

# One mailing
channels-numbers = Numbers
channels-numbers-more = Opens and clicks count people only; mail scanners and privacy pre-loading are kept apart. Opens run low where pictures are off, so look at clicks first.
channels-links = Links
channels-link = Leads to
channels-no-links = This mail has no links
channels-segment = Segment
channels-segment-none = Choose a segment
channels-about = About this mail
channels-sender = Sender
channels-counted-at-dispatch = Fixed when it goes out
channels-see-mail = See the mail
channels-see-item = See the text
channels-decide = Decide
channels-release = Release and go on
channels-cancel = Cancel sending
channels-cancel-ask = Cancel the mails that have not gone out?
channels-cancel-more = What was sent cannot be taken back. The rest is not sent; to send it later, publish again.
channels-held = { $count ->
    [one] Held, one mail stays in the queue
   *[other] Held, { $count } mails stay in the queue
}
channels-missed = Herald was not running at the planned time, so nothing was sent. Whether it goes now is yours to decide.
channels-open-jobs = Release it under background jobs
channels-quiet-until = { $count ->
    [one] Quiet hours now; one mail goes { $when }
   *[other] Quiet hours now; { $count } mails go { $when }
}
channels-doubt = Uncertain: { $count }
channels-doubt-more = The connection broke while these mails were handed over, so nobody knows whether the server took them. If they are sent again, a few people may get two; both carry the same identity, and most mail programs show only one.
channels-doubt-who = See who
channels-doubt-resend = Send again
channels-doubt-leave = Leave them
channels-trouble-since = Since { $when }. Sending goes on by itself once the cause is gone.
channels-server-said = The server said:
channels-check-settings = Check the sending settings
channels-trouble-unreachable = The mail server cannot be reached; { $count } stay in the queue
channels-trouble-server-busy = The mail server asks us to come back later; { $count } stay in the queue
channels-trouble-sender-refused = The mail server refuses this sender; { $count } stay in the queue
channels-trouble-misconfigured = The settings of the mail server need a change; { $count } stay in the queue
channels-trouble-timed-out = The mail server does not answer; { $count } stay in the queue
channels-trouble-closed = The mail server keeps closing the connection; { $count } stay in the queue
channels-trouble-nonsense = The mail server answers nonsense; { $count } stay in the queue
channels-trouble-unwritten = The record of sending cannot be written; { $count } stay in the queue
channels-trouble-sender-missing = No sender address is set; { $count } stay in the queue
channels-trouble-subject-unfit = The subject cannot be used in a mail; { $count } stay in the queue

# Recipients
channels-deliveries = Recipients
channels-deliveries-more = Where the mail of each recipient is now.
channels-accepted-at = Taken by the server
channels-no-rows = No recipients here
channels-no-rows-more = Try another tab.
channels-next-try = next try { $when }
channels-doubted = Once in doubt
channels-server-words = What the server said
channels-was-doubtful = was uncertain, the same mail may have gone twice
channels-state-queued = Waiting
channels-state-claimed = Being prepared
channels-state-offered = Being handed over
channels-state-accepted = Taken by the server
channels-state-deferred = Tried again later
channels-state-failed = Refused
channels-state-skipped = Skipped
channels-state-uncertain = Uncertain
channels-state-kept = Kept in the outbox, not sent
channels-state-held = Held
channels-state-bounced = Bounced
channels-state-complained = Complaint
channels-reason-no-consent = No marketing consent
channels-reason-suppressed = Unsubscribed or never to be mailed
channels-reason-capped = Contacted recently
channels-reason-frozen = Frozen
channels-reason-changed = Content, segment or sender differ from what was approved. Cancel it and publish again.
channels-reason-cancelled = Cancelled
channels-reason-erased = Data erased
channels-reason-later = The server asked for a later try
channels-reason-refused = Refused by the server
channels-reason-expired = Tried for three days
channels-reason-lost = Connection lost
channels-reason-interrupted = Herald was interrupted
channels-reason-let-be = Decided not to send again
channels-reason-unreachable = Server cannot be reached
channels-reason-nonsense = The server’s answer makes no sense
channels-reason-closed = Connection lost
channels-reason-timed-out = The server did not answer
channels-reason-server-busy = Server busy
channels-reason-sender-refused = Sender refused
channels-reason-misconfigured = Settings wrong
channels-reason-address-unfit = Address cannot be used
channels-reason-sender-missing = No sender address
channels-reason-unsigned = Could not be signed

# Outbox
channels-outbox = Outbox
channels-outbox-more = Without a mail server, mails stay here, on this machine only.
channels-outbox-none = The outbox is empty
channels-outbox-none-more = Until a mail server is set up, mailings and letters stay here.
channels-outbox-mailing = Mailing
channels-outbox-letter = Letter
channels-download = Download .eml
channels-mail-text = Text
channels-mail-headers = Headers

# What publishing asks
channels-segment-choice = { $name } (reaches { $count })
channels-segment-hint = Only people who agreed, did not unsubscribe and were not mailed recently. Counted again when it goes out.
channels-preheader = Preview text
channels-preheader-hint = The line after the subject in the inbox.
channels-send-at = Send at
channels-goes-now = Leave empty to send once approved.
channels-goes-later = Leave empty to send once approved; quiet hours now, so it would go { $when }.
channels-no-segments = No segments yet
channels-no-segments-more = Make a segment first: it says who gets the mail.
channels-make-segment = Make a segment
channels-choose-segment = Choose a segment.
channels-subject-missing = A newsletter needs a subject.
channels-choice-unknown = The choices for the newsletter cannot be read.
channels-send-at-wrong = Write the time as date and time, for example 2026-11-23 14:20.
channels-send-at-past = The chosen time has gone by; nothing was sent. Choose another time, or “send as soon as possible”, and submit again.
channels-when-late = If this time has gone by on approval
channels-when-late-ask = Do not send, ask for a new time
channels-when-late-send = Send as soon as possible
channels-segment-gone = This segment is gone. Choose another.
channels-subject-long = At most { $limit } characters.
channels-line-break = No line breaks or control characters here.
channels-over = This mailing is over; nothing was changed.
channels-not-held = This mailing is not held.
channels-not-rendered = The layout of the mail could not be made; nothing was sent.
channels-sample-only = Only a sample centre has mailings made up for the past.

# Settings
channels-settings = Sending
channels-settings-what = Mail server, sender, DKIM signature, quiet hours, test
channels-settings-crumb = Settings
channels-settings-more = Where mails leave, in whose name, and when none do.
channels-from-machine = These settings come from this machine. Once saved here, these count.
channels-server = Mail server
channels-host = Host
channels-host-hint = Leave empty to send nothing; mails then stay in the outbox.
channels-host-wrong = This is no host name; it cannot hold blanks.
channels-port = Port
channels-port-wrong = A port is 1 to 65535.
channels-security = Protection
channels-security-start-tls = STARTTLS (usually 587)
channels-security-tls = TLS (usually 465)
channels-security-none = None (only for a server on this machine)
channels-user = User name
channels-password = Password
channels-password-kept = One is kept; leave empty to keep it. It is never shown again.
channels-password-none = It is never shown again.
channels-password-forget = Delete the kept password
channels-connections = Connections
channels-connections-hint = 1 to 50. If Herald is interrupted, at most this many mails may go twice.
channels-connections-wrong = 1 to 50 connections.
channels-from-name = Sender name
channels-from-address = Sender address
channels-reply-to = Reply address
channels-postal = Address of the centre
channels-postal-hint = Printed at the foot of every mail.
channels-address-wrong = This is no e-mail address.
channels-dkim = DKIM signature
channels-dkim-more = Lets receivers check that the mail is yours
channels-dkim-domain = Domain
channels-dkim-selector = Selector
channels-dkim-selector-hint = For example herald1
channels-dkim-name-wrong = This name cannot be used in DNS.
channels-key = Key
channels-key-keep = Keep the present key
channels-key-without = Do not sign
channels-key-make = Make a new key (Ed25519)
channels-key-paste = Paste a key of your own
channels-key-forget = Delete the key
channels-key-pem = Private key (PEM)
channels-key-unfit = No private key found: RSA (2048 bits or more) or Ed25519 in PEM is needed.
channels-key-not-made = The key could not be made; nothing was changed.
channels-dns = Record to add to DNS
channels-dns-name = Name (TXT)
channels-dns-value = Value
channels-dns-copy = Copy the value
channels-quiet = Quiet hours
channels-quiet-more = No marketing mail then; it waits for the next open hour
channels-quiet-from = Weekdays from
channels-quiet-to = until the next day
channels-weekend-from = Weekends from
channels-weekend-to = weekend mornings until
channels-save = Save sending settings
channels-test = Test
channels-test-more = Sends a letter to your own address with the settings as saved.
channels-send-test = Send to myself
channels-test-asked = The test letter is queued
channels-test-asked-more = It goes within seconds; without a mail server it appears in the outbox.

# Today
channels-today = Email

# What readers see
channels-mail-hello = Hello,
channels-mail-hello-name = Hello { $name },
channels-mail-read-on-site = Read on our website
channels-mail-why = You get this mail because you agreed to receive health information from { $centre }.
channels-mail-unsubscribe = Unsubscribe
channels-mail-view = View in the browser
channels-bent-title = This link does not open
channels-bent = It may be incomplete, or too old. Go back to the mail and press it again; if that does not help, answer the mail or ring us, and we do it for you.
channels-later-title = Not right now
channels-later = Something went wrong on our side, and nothing has changed. Try again in a few minutes.
channels-leave-title = Unsubscribe
channels-leave-ask = Press the button and we no longer send mailings to { $address }.
channels-leave-button = Unsubscribe
channels-left-title = Unsubscribed
channels-left = We no longer send mailings to { $address }.
channels-left-undo = Pressed by mistake? You can take it back right away.
channels-back-wording = I want to go on receiving health articles and news of events by e-mail; I can unsubscribe at any time.
channels-back-button = That was a mistake, keep writing
channels-back-title = Subscribed again
channels-back = Our mailings go on to { $address }.
channels-back-not = This link cannot bring mailings back to { $address }. To receive them again, call us or use the form of our website.

# Letters
letter-invitation-subject = { $centre } invites you to Herald
letter-invitation-body =
    { $centre } made an account for you. Open this link to choose a password:

    { $link }
letter-reset-subject = Choose a new password
letter-reset-body =
    Somebody asked to reset your password. If it was you, open this link; if not, ignore this letter and nothing changes.

    { $link }
letter-request-waits-subject = Waits for you: { $title }
letter-request-waits-body =
    “{ $title }” waits for your decision:

    { $link }
letter-request-overdue-subject = Due soon: { $title }
letter-request-overdue-body =
    “{ $title }” still waits for your decision and is due soon:

    { $link }
letter-request-sent-back-subject = Returned: { $title }
letter-request-sent-back-body =
    “{ $title }” was returned with a comment:

    { $link }
letter-request-changed-subject = Changed: { $title }
letter-request-changed-body =
    “{ $title }” changed before it was approved. Read it again, then decide:

    { $link }
letter-request-performed-subject = Approved and done: { $title }
letter-request-performed-body =
    “{ $title }” was approved and done:

    { $link }
letter-proposal-waits-subject = A proposal: { $title }
letter-proposal-waits-body =
    “{ $title }” is a proposal that waits for your decision:

    { $link }
letter-test-subject = A test from Herald
letter-test-body =
    If you can read this, the sending settings work.

    { $link }

# Indicators
kpi-figure-mail-clicked = Click rate of mailings
kpi-figure-mail-opened = Open rate of mailings
kpi-figure-mail-delivered = Delivery rate of mailings
kpi-figure-mail-sent = Mails sent
channels-outbox-letter-more = One-time links are struck out here. Whoever runs this machine can print them with herald letters.

# Background jobs
job-mail-freeze_audience = Fix who a mailing goes to
job-mail-send = Send a mailing
job-mail-suppress = Stop writing to addresses that fail
job-mail-letters = Send letters of the house
job-mail-judge = Tell readers from programs
job-mail-wake = Go on with mailings whose time has come

channels-letters = Letters that did not get through
channels-letters-more = The mail server did not take these letters to colleagues. Those that wait are tried again by themselves, for a day; those given up need somebody to send them again.
channels-letter-failed = given up
channels-letter-again = Send again
channels-skipped-why = Left out because: { $why }

channels-came = What came of it
channels-col-people = People
channels-led = Asked the centre within { $days } days of a click
channels-unsubscribed = Unsubscribed by this mail
channels-machine-opened = Opened by programs only
channels-machine-why = Which openings and clicks were made by programs
channels-by-machine-head = asked for the header only
channels-by-machine-privacy = fetched by the mailbox itself; whether somebody read it cannot be seen
channels-by-machine-scanner = programs that scan mail
channels-by-machine-too-soon = within two seconds of delivery, sooner than a person can
channels-clicks = Clicks
channels-clicks-machine = By programs
channels-map = Show the clicks on the mail
channels-map-open = Open in a new tab
channels-hours = The first 72 hours
channels-hours-described = People who { $what } for the first time, for each 3 of the 72 hours after sending
channels-hours-more = Hours after sending; everybody counts once, at the first time.
channels-domains = Receiving domains
channels-domain = Domain
channels-readers = Read with
channels-readers-more = Only a class is kept, the name of the browser is forgotten once it is judged; some mailboxes fetch pictures themselves and hide the device.
channels-device = Device
channels-device-phone = Phone
channels-device-tablet = Tablet
channels-device-computer = Computer
channels-device-unknown = Unknown
channels-program = Mail program
channels-program-gmail = Gmail
channels-program-yahoo = Yahoo Mail
channels-program-outlook = Outlook
channels-program-thunderbird = Thunderbird
channels-program-line = LINE
channels-program-wechat = WeChat
channels-program-qq = QQ Mail
channels-program-apple-mail = Apple Mail
channels-program-browser = Browser
channels-program-unknown = Unknown
channels-find-recipient = Find a recipient
