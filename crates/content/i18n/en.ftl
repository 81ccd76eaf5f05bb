content-tabs = Content
content-library = Library
content-library-more = Health education, news, service pages and newsletters, from draft to published.
content-assets = Assets
content-try = Try the check
content-any = All
content-new = New content
content-begin = Start writing
content-title = Title
content-language = Language
content-language-zh = Traditional Chinese
content-language-en = English
content-author = Author
content-name = Name

content-kind-education = Health education
content-kind-news = News
content-kind-hours = Opening hours
content-kind-thanks = Thanks and greetings
content-kind-repost = Repost
content-kind-reminder = Event reminder
content-kind-service = Service page
content-kind-feature = Feature
content-kind-hint = The kind decides who approves: news, hours, thanks and reminders are routine.

content-hint-education = Health knowledge. Needs sources; with exercises, doses or effects a physiotherapist reviews it, then the head approves.
content-hint-news = News of the centre: building work, volunteers, results. Yours to decide without clinical content.
content-hint-hours = Changes of hours, telephone or place. Yours to decide.
content-hint-thanks = Season's greetings, thanks to volunteers and partners. Yours to decide.
content-hint-repost = Something approved, once more. Routine only when not a word is changed.
content-hint-reminder = A reminder of an event already announced. Yours to decide.
content-hint-service = A service with its fees. The head approves.
content-hint-feature = A report or portrait. The head approves.
content-kind-missing = Choose the kind first: it decides who approves.

content-state-draft = Draft
content-state-waiting = Awaiting approval
content-state-back = Returned
content-state-published = Published
content-state-retired = Taken down
content-state-trashed = Trash

content-col-title = Title
content-col-state = State
content-col-kind = Kind
content-col-saved = Last saved
content-first-out = First published
content-col-review = Next review
content-col-acts = Actions
content-col-number = Version

content-empty = No content yet
content-empty-more = Begin with a piece of news: write it, read the checks, then choose where it goes.
content-none-found = Nothing found
content-none-found-more = Try other words or clear the filters.
content-copy = Duplicate
content-trash = Move to trash
content-restore = Put back
content-trashed = Moved to trash.

content-preview = Preview
content-preview-more = This is the present draft; nobody outside sees it.
content-versions = Compare versions
content-submit = Publish or submit
content-saved = Saved { $when } · { $number ->
    [0] no version yet
   *[other] version { $number }
 }
content-saved-by = { $who } saved another text, { $when }.
content-locked = Awaiting approval, the text is locked
content-locked-more = To change it, withdraw the request on its approval page first.
content-back-to-text = Back to the text

content-needs = Before publishing
content-need-must = { $n } to fix
content-need-no-must = Nothing that must be fixed
content-need-review = A physiotherapist reviews it
content-need-add = Add
content-need-cover-alt = The cover has no description
content-cover-without-alt = The cover has no description yet. Add one in the assets, then publish.
content-write-instead = Write instead:
content-at-place = { $what } ({ $place })
content-not-yet = This cannot be published yet
content-must-first = { $n ->
    [one] { $n } place must be fixed first
   *[other] { $n } places must be fixed first
 }
content-frozen-now = Sending and publishing are frozen
content-frozen-now-more = Reason: { $reason }. You can see what would follow and submit for approval; nothing goes out before the thaw.
content-held-frozen = Frozen: this is held for you
content-held-frozen-more = Nothing went out. What you chose stands below and the text is kept as a version. After the thaw, press once more.
content-not-published-now = This cannot be published now
content-at-quiet = You chose { $asked }, which is in the quiet hours; it leaves on { $leaves }
content-now-quiet = Quiet hours now; it leaves on { $leaves }
content-approval-quiet = After approval; in quiet hours at the next open hour (approved now, it leaves on { $leaves })
content-put-back = Put version { $number } back
content-put-back-more = Title, text, summary, cover and sources become those of version { $number } again. The draft as it is now is kept as a version first.

content-checks = Checks
content-check-counts = { $must } must fix, { $should } to consider or review
content-check-counts-all = { $must } must fix, { $should } to consider or review, { $clinical } clinical
content-check-clean = Nothing found.
content-check-topics = Sensitive topics
content-check-alt = Image descriptions
content-check-sentence = Average sentence
content-check-characters = { $n } characters
content-severity-block = Must fix
content-severity-review = Needs a person
content-severity-hint = Suggestion
content-place-title = title
content-place-summary = summary
content-place-block = paragraph { $n }
content-place-mail = subject line
content-place-whole = whole text
content-clinical-claim = States an effect
content-clinical-dosage = Gives a dose or repetitions
content-clinical-instruction = Exercise or treatment instruction
content-clinical-disease = Names a disease beside a service
content-clinical-why = Professional content: a physiotherapist reviews it before it is published.

content-review = Professional review and approval
content-review-none = Not submitted yet.
content-review-open = Open this approval
content-trail-submitted = submitted version { $number }
content-trail-agreed = agreed
content-trail-said = commented
content-trail-published = approved, published
content-trail-back = returned it
content-trail-withdrawn = withdrew it

content-facts = Article facts
content-facts-more = Kind, address, summary and sources are submitted together with the text.
content-edit-facts = Edit
content-slug = Address
content-slug-hint = The readable part of the address. Left empty, the title is used.
content-summary = Summary
content-summary-hint = Two or three sentences for lists, search results and sharing, 300 characters at most.
content-cover = Cover picture
content-no-cover = No cover
content-sources = Sources
content-sources-hint = One a line: title | address | date (2026-05-01). Health education always needs a source.
content-next-review = Next review
content-next-review-hint = Left empty, 24 months after publishing.
content-stands = Published on

content-no-versions = No versions yet
content-no-versions-more = Submitting or keeping a version leaves one that never changes again.
content-all-versions = All versions
content-version = Version { $number }
content-version-of = Version { $number } ({ $when })
content-working-copy = Present draft
content-compare = Compare
content-compare-from = From
content-compare-to = To
content-differences = Differences
content-same = Both versions are the same.
content-keep-version = Keep as version
content-keep-version-hint = It may have a name, such as “as the head saw it”.

content-publish = Publish
content-published = Published
content-not-published = Not published anywhere at present.
content-outlets = Publish on
content-outlet-website = Website
content-outlet-email = Newsletter
content-no-outlets = There is nowhere to publish yet.
content-no-outlet = Choose at least one place to publish.
content-outlet-unknown = There is no such place to publish.
content-important = This is important content
content-important-hint = Ticked, it always goes to the head. Unticked, the rules decide.
content-clinical = Ask a physiotherapist to review it
content-clinical-hint = Tick for clinical advice. Clinical content the check finds is reviewed anyway.
content-note = A word to the reviewers
content-note-hint = For example which campaign it belongs to and by when it should be out.
content-look = See what would happen
content-follows = What follows
content-nobody-holds = nobody at present
content-audience = Segment
content-audience-count = Expected reach
content-people = { $n ->
    [one] { $n } person
   *[other] { $n } people
 }
content-at-once = at once
content-on-approval = at once after approval
content-send-at = Goes out
content-forbidden = This cannot be published now. Fix what is listed above first.
content-publish-to = Publish on { $outlets }
content-submit-to = Submit: { $route }
content-see-article = See the article
content-see-mailing = See the mailing
content-retire = Take down
content-retire-question = Take this down?
content-retire-consequence = The website hides it at once; text and versions stay and it can be published again. Mails already sent cannot be called back.

content-frozen-article = The whole text
content-read-text = Read the text
content-weight = Importance
content-author-important = Marked as important by its author
content-as-seen = Preview: { $outlet }
content-open-preview = Open in a new tab
content-mail-subject = Subject
content-mail-preheader = Preview text
content-differences-approved = Differences from what was published last
content-first-time = Published for the first time; nothing to compare with.
content-pictures = Pictures and their descriptions
content-moved-since = The author changed the draft after submitting
content-moved-since-more = What you see, and what will be published, is still the submitted version.

content-picture = Picture
content-add-picture = Add a picture
content-assets-more = Pictures for articles and newsletters, each with its description.
content-no-pictures = No pictures yet
content-no-pictures-more = Add one here, or drag and paste while editing.
content-alt = Description
content-alt-hint = What people read who cannot see it. Leave empty for decoration.
content-alt-missing = Not written yet
content-used = In use
content-size = Size
content-added = Added
content-file = File
content-file-hint = JPEG, PNG, WebP or GIF, 20 MB at most. Place and camera data are removed.
content-remove = Remove from the library
content-picture-facts = Picture facts
content-no-file = No file was chosen.
content-picture-empty = The file is empty and was not taken.
content-picture-bytes = The file has more than { $limit } bytes and was not taken. Make it smaller first.
content-picture-pixels = The picture has { $width } × { $height } pixels, more than { $limit }, and was not taken. Make it smaller first.
content-picture-svg = SVG can hide scripts and is not taken. Convert it to PNG.
content-picture-heic = This is HEIC. Set the phone's camera to “most compatible” or convert it to JPEG.
content-picture-kind = This is no picture that can be taken. Use JPEG, PNG, WebP or GIF.
content-picture-page = A web page is hidden in the picture; it was not taken.
content-picture-name = The ending of the name does not match the content; it was not taken.
content-picture-damaged = The picture is damaged or incomplete and was not taken.
content-picture-not-stored = The picture was not stored; the disk may be full. Free some space and try again.
content-picture-used = A text still shows this picture. Take it out there first.
content-no-such-picture = The library has no such picture.

content-try-more = Paste a text and read what the rules of law and ethics say. Nothing is kept.
content-try-text = Text
content-try-scope = Used as
content-try-jurisdictions = Read in
content-try-licence = Licence
content-try-date = Date
content-try-run = Check
content-try-answer = Result
content-try-clean = Nothing found
content-try-found = { $n ->
    [one] { $n } finding.
   *[other] { $n } findings.
 }
content-try-no-advice = The check is a reminder, not legal advice.
content-try-clinical = Professional content: { $what }. A physiotherapist reviews it before it is published.

content-scope-ad = Paid advertisement
content-scope-social = Social post
content-scope-web = Web page
content-scope-home = Home page
content-scope-message = E-mail, SMS or chat message
content-scope-print = Poster, leaflet, sign
content-scope-press = Press release
content-scope-event = Event notice
content-scope-education = Health education
content-scope-reply = Public reply
content-scope-form = Form that collects personal data
content-scope-food = Food copy
content-scope-cosmetic = Cosmetic copy
content-scope-device = Device and aid copy
content-scope-drug = Drug copy
content-scope-product = Product copy
content-scope-note = Internal note
content-licence-medical = Hospital or clinic
content-licence-pt = Physiotherapy clinic
content-licence-ot = Occupational therapy clinic
content-licence-slt = Speech therapy clinic
content-licence-ltc = Long-term care
content-licence-none = No medical licence
content-licence-unset = Not set yet (strictest)
content-jurisdiction-tw = Taiwan
content-jurisdiction-hk = Hong Kong
content-jurisdiction-cn = Mainland China
content-jurisdiction-mo = Macau
content-jurisdiction-eu = European Union
content-jurisdiction-gen = General

content-moved-on = Somebody saved another text first; yours did not overwrite it. Reload and save again.
content-in-trash = This lies in the trash. Put it back first.
content-waits = This awaits approval. Withdraw it before moving it to the trash.
content-was-published = What was published cannot be thrown away, only taken down.
content-too-many-sources = At most { $limit } sources.
content-source-title = Every source needs a title.
content-source-url = The address of a source begins with http:// or https://.
content-source-date = Write dates as 2026, 2026-05 or 2026-05-01.

content-card-back = Returned to you
content-card-drafts = Your unfinished drafts

kpi-figure-content-published = Published for the first time
kpi-figure-content-first-pass = First-pass rate
kpi-figure-content-education = Health education
kpi-figure-content-news = News
kpi-figure-content-hours = Opening hours
kpi-figure-content-thanks = Thanks and greetings
kpi-figure-content-repost = Reposts
kpi-figure-content-reminder = Event reminders
kpi-figure-content-service = Service pages
kpi-figure-content-feature = Features

content-ask-publish = { $what }?
content-ask-site = “{ $title }” becomes public in this version, for everybody to read.
content-ask-mailed = “{ $title }” is sent in this version to { $n ->
    [one] one person
   *[other] { $n } people
}. What was sent cannot be called back.
content-ask-both = “{ $title }” becomes public in this version and is sent to { $n ->
    [one] one person
   *[other] { $n } people
}. What was sent cannot be called back.
