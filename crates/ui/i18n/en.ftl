# The frame of every screen
ui-skip = Skip to content
ui-find = Search or go to
ui-find-results = Results
ui-find-none = Nothing found
ui-search = Search
ui-search-list = Search this list
ui-nav-main = Main navigation
ui-nav-phone = Main navigation (phone)
ui-nav-utilities = Charter and settings
ui-nav-all = All
ui-more = More
ui-sign-out = Sign out
ui-crumbs = You are here
ui-area-today = Today
ui-area-plan = Plan
ui-area-content = Content
ui-area-channels = Channels
ui-area-care = Care
ui-area-events = Events
ui-area-insight = Insight
ui-area-approvals = Approvals
ui-area-charter = Charter
ui-area-settings = Settings
ui-freeze = Frozen
ui-freeze-more = Reason and extent

# Keys
ui-keys = Keyboard
ui-key-new = New
ui-key-rows = Next and previous row
ui-key-pick = Pick
ui-key-approve = Go to Approve, then Enter
ui-key-return = Go to Return, then Enter
ui-key-finding = Next finding in the editor
ui-key-adopt = Use the suggestion in the editor
ui-key-save = Save
ui-key-all = All keys

# Words used everywhere
ui-close = Close
ui-cancel = Cancel
ui-save = Save
ui-undo = Undo
ui-optional = optional
ui-look-again = Look again
ui-comma = {", "}
ui-list-comma = {", "}
ui-try-again = Try again
ui-go-home = Back to Today
ui-must-fill = Fill this in.
ui-must-choose = Choose one.
ui-must-email = This is not an e-mail address, such as name@example.com.
ui-must-url = This is not a whole address, such as https://example.com.
ui-must-least = The least is #.
ui-must-early = Not before #.
ui-must-most = The most is #.
ui-must-short = At least # characters.
ui-must-fit = This does not have the right form.
ui-errors = { $n ->
    [one] One thing to correct
   *[other] { $n } things to correct
}
ui-todo-done = Done: { $title }

# Rights
ui-right-own = Can decide
ui-right-advise = Can recommend
ui-right-ask = Needs approval
ui-right-never = Not allowed
ui-house-rule = House rule

# Lists
ui-pick = Pick { $name }
ui-pick-all = Pick all
ui-bulk = Bulk actions
ui-bulk-picked = # picked
ui-more-rows = Show { $n } more
ui-filter-add = Add filter
ui-filter-apply = Apply
ui-filter-clear = Clear
ui-filter-off = Remove filter: { $name } { $value }

# Charts
ui-chart-figures = Show figures
ui-chart-period = Period
ui-chart-value = Value
ui-chart-part = Item
ui-chart-share = Share

# Calendar
ui-cal-month = Month
ui-cal-previous = Previous month
ui-cal-next = Next month
ui-cal-today = Today

# Long jobs
ui-progress-rows = { $done } of { $total }
ui-progress-seconds = about { $n } s left
ui-progress-minutes = about { $n } min left
ui-progress-finished = finished
ui-progress-stop = Stop
ui-progress-leave = You can leave this page.
ui-progress-problems = { $n ->
    [one] One row has a problem; see it when the job is finished.
   *[other] { $n } rows have problems; see them when the job is finished.
}

# Trouble
ui-trouble-not-found = This page is not here
ui-trouble-not-found-more = Its address may have changed, or it was removed. Try the search.
ui-trouble-refused = This is outside your authority
ui-trouble-refused-more = Nothing was changed. Ask your supervisor to do it or to change your role.
ui-trouble-expired = Your sign-in has expired
ui-trouble-expired-more = What you wrote is still on this computer. Sign in and send it again.
ui-trouble-conflict = The content has changed
ui-trouble-conflict-more = Somebody else was first; your change was not sent. Read it again, then decide.
ui-trouble-failed = This page cannot be opened
ui-trouble-failed-more = The server did not finish; your data is unchanged. Try again, or give the number to your administrator.
ui-trouble-frozen = Sending is frozen
ui-trouble-frozen-more = Nothing was sent. Try again when the freeze is lifted.
ui-trouble-malformed = This address cannot be understood
ui-trouble-malformed-more = Part of it is missing or mistyped; nothing was changed. Go back and follow the link again.
ui-trouble-method = This page is not for that
ui-trouble-method-more = Nothing was changed. Go back to the page you came from and try there.
ui-trouble-too-large = This is too large
ui-trouble-too-large-more = Nothing was kept. Choose a smaller file or shorten the text, then send it again.
ui-trouble-media-type = This form came in a way that is not taken
ui-trouble-media-type-more = Nothing was changed. Reload the page and send it again.
ui-trouble-elsewhere = This did not come from a page of this centre
ui-trouble-elsewhere-more = Nothing was changed. Open the page here and send it again. If it keeps happening, ask your administrator to check the configured address.
ui-trouble-too-many = Too many tries at once
ui-trouble-too-many-more = Nothing was changed. Wait a moment and try again.
ui-trouble-quote = Number { $number }

# Dates and times
ui-fmt-today = today { $time }
ui-fmt-yesterday = yesterday { $time }
ui-fmt-tomorrow = tomorrow { $time }
ui-fmt-just-now = just now
ui-fmt-minutes-ago = { $n ->
    [one] { $n } minute ago
   *[other] { $n } minutes ago
}
ui-fmt-hours-ago = { $n ->
    [one] { $n } hour ago
   *[other] { $n } hours ago
}
ui-fmt-days-ago = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}
ui-fmt-waited-none = just submitted
ui-fmt-waited-minutes = waiting { $n } min
ui-fmt-waited-hours = { $n ->
    [one] waiting { $n } hour
   *[other] waiting { $n } hours
}
ui-fmt-waited-days = { $n ->
    [one] waiting { $n } day
   *[other] waiting { $n } days
}
ui-fmt-late-none = just overdue
ui-fmt-late-minutes = { $n } min late
ui-fmt-late-hours = { $n ->
    [one] { $n } hour late
   *[other] { $n } hours late
}
ui-fmt-late-days = { $n ->
    [one] { $n } day late
   *[other] { $n } days late
}
ui-fmt-points = { $n } pts

# Editor
ui-editor-title = Title
ui-editor-text = Text of the article
ui-editor-panel = Checks and review
ui-editor-toolbar = Format
ui-editor-plain = Without JavaScript the text is edited plain.
ui-editor-plain-hint = Plain text: an empty line ends a paragraph, # begins a heading, - begins a list item.
ui-editor-saving = Saving
ui-editor-unsaved = Not saved yet
ui-editor-offline = Offline; changes stay on this computer
ui-editor-conflict = Somebody saved another version first
ui-editor-conflict-mine = Your version
ui-editor-conflict-theirs = The version on the server
ui-editor-conflict-keep = Save mine over it
ui-editor-conflict-take = Drop mine, read the new one
ui-editor-paragraph = Text
ui-editor-heading = Heading
ui-editor-subheading = Subheading
ui-editor-strong = Bold
ui-editor-em = Emphasis
ui-editor-link = Link
ui-editor-list = List
ui-editor-numbers = Numbers
ui-editor-quote = Quote
ui-editor-image = Image
ui-editor-warning = Warning
ui-editor-rule = Rule
ui-editor-undo = Undo
ui-editor-redo = Redo
ui-editor-link-address = Address
ui-editor-link-bad = Only http, https, mailto, tel or an address of this site
ui-editor-image-alt = Alternative text: what do people read who cannot see it
ui-editor-image-alt-needed = An image needs an alternative text
ui-editor-image-caption = Caption
ui-editor-image-failed = It did not reach the server; the file is still on your computer.
ui-editor-adopt = Use suggestion
ui-editor-colon = { ": " }
ui-editor-delete-words = Delete these words
ui-editor-next-finding = Next finding (F8)
ui-editor-uploading = Uploading
ui-editor-image-large = The file is too large; 20 MB at most. Make it smaller first.
ui-editor-image-alt-later = Uploaded, but not in the text yet: it needs an alternative text first.
ui-editor-image-write-alt = Write it
ui-editor-image-drop = Leave it out
ui-editor-retry = Try again
ui-editor-signed-out = You may have been signed out. Sign in in another tab; this page then saves by itself.
ui-editor-save-failed = The server did not save; it will be tried again.
ui-editor-characters = # characters
ui-editor-ok = OK
ui-editor-cancel = Cancel

# Why a text was not accepted
ui-doc-shape = The text has the wrong form and was not saved.
ui-doc-link = Links go to http, https, mailto, tel or an address of this site.
ui-doc-alt = One image has no alternative text.
ui-doc-image = One image is not in the library.
ui-doc-long = The text is too long or nested too deep.

# Families of content, board
ui-family-article = Article
ui-family-social = Social
ui-family-mail = Email
ui-family-event = Event
ui-board = Board
