# 清單
channels-email = 電子報
channels-email-more = 每一份電子報的去處、時間與結果。每個數字都點得開。
channels-write = 寫一篇文章
channels-local = 還沒有設定郵件伺服器，郵件都留在這台機器的寄件匣，沒有寄出去。
channels-local-sample = 這是範例中心，郵件都留在這台機器的寄件匣，不會寄出去。
channels-open-outbox = 打開寄件匣
channels-open-settings = 寄件設定
channels-website = 官網
channels-tab-all = 全部
channels-tab-open = 進行中
channels-tab-sent = 已寄完
channels-tab-cancelled = 已取消
channels-subject = 主旨
channels-col-state = 狀態
channels-col-when = 時間
channels-col-recipients = 收件人數
channels-col-recipient = 收件人
channels-col-reason = 說明
channels-col-kind = 種類
channels-col-what = 項目
channels-col-count = 封數
channels-col-share = 比率
channels-sent = 寄出
channels-delivered = 送達
channels-returned = 退信
channels-opened = 開信
channels-clicked = 點連結
channels-none = 還沒有電子報
channels-none-more = 文章發布時選「電子報」和一個分群，就會出現在這裡。
channels-standing-missed = 錯過時間
channels-standing-held = 保留中
channels-standing-trouble = 寄不出去
channels-standing-scheduled = 已排程
channels-standing-quiet = 等待可寄時段
channels-standing-sending = 寄送中
channels-standing-doubt = 有郵件不確定
channels-standing-sent = 已寄完
channels-standing-kept = 留在寄件匣
channels-standing-cancelled = 已取消
channels-when-quiet = { $when } 寄出（現在是休息時段）
channels-when-scheduled = 預定 { $when }

# 一份電子報
channels-numbers = 數字
channels-numbers-more = 開信與點連結只算人：郵件掃描程式與隱私保護的自動開信另外記錄，不計入。開信率會因讀者關閉圖片而偏低，以點連結為主。
channels-links = 連結
channels-link = 連到
channels-no-links = 這封信沒有連結
channels-segment = 分群
channels-segment-none = 選一個分群
channels-about = 關於這封信
channels-sender = 寄件人
channels-counted-at-dispatch = 寄出時才定
channels-see-mail = 看這封信
channels-see-item = 看原文
channels-decide = 決定
channels-release = 放行，繼續寄
channels-cancel = 取消寄送
channels-cancel-ask = 取消還沒寄出的郵件？
channels-cancel-more = 已經寄出的收不回來；還沒寄的不會再寄，之後要寄得重新發布。
channels-held = 保留中，{ $count } 封都留在佇列
channels-missed = 預定的時間程式沒有在執行，所以沒有寄。要不要現在寄，由你決定。
channels-open-jobs = 到背景工作放行
channels-quiet-until = 現在是休息時段，{ $count } 封在 { $when } 寄出
channels-doubt = 不確定：{ $count } 封
channels-doubt-more = 這些郵件交給伺服器時連線中斷，不知道對方有沒有收到。再寄一次的話，少數人可能收到兩封；兩封的識別碼相同，多數郵件程式只會顯示一封。
channels-doubt-who = 看是哪些人
channels-doubt-resend = 再寄一次
channels-doubt-leave = 不再寄
channels-trouble-since = 從 { $when } 開始。原因消失後會自己繼續寄。
channels-server-said = 伺服器說：
channels-check-settings = 檢查寄件設定
channels-trouble-unreachable = 郵件伺服器連不上，{ $count } 封都留在佇列
channels-trouble-server-busy = 郵件伺服器請我們晚點再來，{ $count } 封都留在佇列
channels-trouble-sender-refused = 郵件伺服器不接受這個寄件人，{ $count } 封都留在佇列
channels-trouble-misconfigured = 郵件伺服器的設定要修改，{ $count } 封都留在佇列
channels-trouble-timed-out = 郵件伺服器沒有回應，{ $count } 封都留在佇列
channels-trouble-closed = 郵件伺服器一直中斷連線，{ $count } 封都留在佇列
channels-trouble-nonsense = 郵件伺服器的回答看不懂，{ $count } 封都留在佇列
channels-trouble-unwritten = 寄送紀錄寫不進資料庫，{ $count } 封都留在佇列
channels-trouble-sender-missing = 還沒有設定寄件地址，{ $count } 封都留在佇列
channels-trouble-subject-unfit = 主旨不能用在郵件上，{ $count } 封都留在佇列

# 收件人
channels-deliveries = 收件人
channels-deliveries-more = 每位收件人的郵件現在到哪裡。
channels-accepted-at = 伺服器收下
channels-no-rows = 這裡沒有收件人
channels-no-rows-more = 換一個分頁看看。
channels-next-try = { $when } 再試
channels-doubted = 曾經不確定
channels-server-words = 伺服器的回答
channels-was-doubtful = 曾經不確定，同一封可能寄了兩次
channels-state-queued = 等待寄送
channels-state-claimed = 準備寄送
channels-state-offered = 交給伺服器中
channels-state-accepted = 已交給郵件伺服器
channels-state-deferred = 稍後再試
channels-state-failed = 伺服器拒收
channels-state-skipped = 略過
channels-state-uncertain = 不確定
channels-state-kept = 留在寄件匣，沒有寄出
channels-state-held = 保留中
channels-state-bounced = 退信
channels-state-complained = 被檢舉
channels-reason-no-consent = 沒有行銷同意
channels-reason-suppressed = 已退訂或不再寄送
channels-reason-capped = 近期已聯絡
channels-reason-frozen = 凍結
channels-reason-changed = 內容、分群或寄件人和批准時不同。請取消後重新發布。
channels-reason-cancelled = 已取消
channels-reason-erased = 資料已刪除
channels-reason-later = 伺服器請我們晚點再寄
channels-reason-refused = 伺服器拒收
channels-reason-expired = 試了三天都沒有成
channels-reason-lost = 連線中斷
channels-reason-interrupted = 程式中斷
channels-reason-let-be = 決定不再寄
channels-reason-unreachable = 伺服器連不上
channels-reason-nonsense = 伺服器的回答看不懂
channels-reason-closed = 連線中斷
channels-reason-timed-out = 伺服器沒有回答
channels-reason-server-busy = 伺服器忙碌
channels-reason-sender-refused = 寄件人不被接受
channels-reason-misconfigured = 設定有誤
channels-reason-address-unfit = 地址不能用
channels-reason-sender-missing = 沒有寄件地址
channels-reason-unsigned = 無法簽章

# 寄件匣
channels-outbox = 寄件匣
channels-outbox-more = 沒有郵件伺服器時，郵件都留在這裡，只有這台機器看得到。
channels-outbox-none = 寄件匣是空的
channels-outbox-none-more = 還沒有設定郵件伺服器時，寄出的電子報和通知信會留在這裡。
channels-outbox-mailing = 電子報
channels-outbox-letter = 通知信
channels-download = 下載 .eml
channels-mail-text = 內文
channels-mail-headers = 標頭

# 發布時的選擇
channels-segment-choice = { $name }（可寄 { $count } 人）
channels-segment-hint = 只會寄給同意收信、沒有退訂、近期沒有收過的人。人數在寄出時再算一次。
channels-preheader = 預覽文字
channels-preheader-hint = 收件匣裡接在主旨後面的一行。
channels-send-at = 寄出時間
channels-goes-now = 留空就在批准後寄出。
channels-goes-later = 留空就在批准後寄出；現在是休息時段，會等到 { $when }。
channels-no-segments = 還沒有分群
channels-no-segments-more = 先做一個分群，才知道要寄給誰。
channels-make-segment = 做一個分群
channels-choose-segment = 選一個分群。
channels-subject-missing = 電子報要有主旨。
channels-choice-unknown = 電子報的選項看不懂。
channels-send-at-wrong = 寄出時間寫成日期與時間，例如 2026-11-23 14:20。
channels-send-at-past = 選的寄出時間已經過了，沒有寄。換一個時間，或選「過了就盡快寄出」，再送一次。
channels-when-late = 批准時已經過了這個時間
channels-when-late-ask = 不寄，重新選時間
channels-when-late-send = 過了就盡快寄出
channels-segment-gone = 這個分群已經不在了，選另一個。
channels-subject-long = 最多 { $limit } 個字。
channels-line-break = 這一欄不能有換行或控制字元。
channels-over = 這份電子報已經結束，沒有改動任何東西。
channels-not-held = 這份電子報沒有被保留。
channels-not-rendered = 郵件版面產生不出來，沒有寄出任何東西。
channels-sample-only = 只有範例中心可以建立過去的郵件。

# 寄件設定
channels-settings = 寄件設定
channels-settings-what = 郵件伺服器、寄件人、DKIM 簽章、休息時段、試寄
channels-settings-crumb = 設定
channels-settings-more = 郵件從哪裡寄、以誰的名義、什麼時候不寄。
channels-from-machine = 現在用的是這台機器的設定。在這裡存檔後，以這裡的為準。
channels-server = 郵件伺服器
channels-host = 主機
channels-host-hint = 留空就不寄出，郵件留在寄件匣。
channels-host-wrong = 主機名稱不對，不能有空白。
channels-port = 連接埠
channels-port-wrong = 連接埠是 1 到 65535。
channels-security = 連線保護
channels-security-start-tls = STARTTLS（通常是 587）
channels-security-tls = TLS（通常是 465）
channels-security-none = 不加密（只用於這台機器上的伺服器）
channels-user = 使用者名稱
channels-password = 密碼
channels-password-kept = 已經存了一個，留空就沿用。存了以後不會再顯示。
channels-password-none = 存了以後不會再顯示。
channels-password-forget = 刪除已存的密碼
channels-connections = 同時連線數
channels-connections-hint = 1 到 50。程式中斷時，最多有這麼多封會重複。
channels-connections-wrong = 同時連線數是 1 到 50。
channels-from-name = 寄件人名稱
channels-from-address = 寄件地址
channels-reply-to = 回覆地址
channels-postal = 中心地址
channels-postal-hint = 印在每封信的最下面。
channels-address-wrong = 這個地址不對。
channels-dkim = DKIM 簽章
channels-dkim-more = 讓收件端確認信真的是你們寄的
channels-dkim-domain = 網域
channels-dkim-selector = 選擇器
channels-dkim-selector-hint = 例如 herald1
channels-dkim-name-wrong = 這個名稱不能用在 DNS。
channels-key = 金鑰
channels-key-keep = 沿用現在的金鑰
channels-key-without = 不簽章
channels-key-make = 產生新的金鑰（Ed25519）
channels-key-paste = 貼上自己的金鑰
channels-key-forget = 刪除金鑰
channels-key-pem = 私鑰（PEM）
channels-key-unfit = 讀不出私鑰：要 PEM 格式的 RSA（2048 位元以上）或 Ed25519。
channels-key-not-made = 產生不出金鑰，沒有改動任何東西。
channels-dns = 要加到 DNS 的紀錄
channels-dns-name = 名稱（TXT）
channels-dns-value = 內容
channels-dns-copy = 複製內容
channels-quiet = 休息時段
channels-quiet-more = 這段時間不寄行銷郵件，等到下一個可寄時段
channels-quiet-from = 平日從
channels-quiet-to = 到隔天
channels-weekend-from = 週末從
channels-weekend-to = 週末早上到
channels-save = 儲存寄件設定
channels-test = 試寄
channels-test-more = 用現在存好的設定寄一封信到你自己的信箱。
channels-send-test = 寄給我自己
channels-test-asked = 試寄的信已排入
channels-test-asked-more = 幾秒內會寄出；沒有郵件伺服器時會出現在寄件匣。

# 今日
channels-today = 電子報

# 讀者看到的
channels-mail-hello = 你好：
channels-mail-hello-name = { $name }，你好：
channels-mail-read-on-site = 在官網閱讀
channels-mail-why = 你會收到這封信，是因為你同意{ $centre }寄送健康資訊給你。
channels-mail-unsubscribe = 取消訂閱
channels-mail-view = 在瀏覽器看這封信
channels-bent-title = 這個連結打不開
channels-bent = 連結可能不完整，或已經太舊。回到信裡再點一次；還是不行，回覆那封信或打電話給我們，我們替你處理。
channels-later-title = 現在打不開
channels-later = 我們這邊出了問題，什麼都沒有改變。過幾分鐘再試一次。
channels-leave-title = 取消訂閱
channels-leave-ask = 按下按鈕後，我們不再寄電子報到 { $address }。
channels-leave-button = 取消訂閱
channels-left-title = 已取消訂閱
channels-left = 我們不會再寄電子報到 { $address }。
channels-left-undo = 按錯了？可以馬上收回。
channels-back-wording = 我要繼續收到衛教文章與活動通知的電子郵件；隨時可以退訂。
channels-back-button = 我按錯了，繼續收信
channels-back-title = 已恢復訂閱
channels-back = 電子報會繼續寄到 { $address }。
channels-back-not = 這個連結沒有辦法恢復寄送到 { $address }。想繼續收到時，打電話給我們或從官網的表單告訴我們。

# 通知信
letter-invitation-subject = { $centre }邀請你使用 Herald
letter-invitation-body =
    { $centre }為你開了帳號。打開下面的連結設定密碼：

    { $link }
letter-reset-subject = 重設密碼
letter-reset-body =
    有人請求重設你的密碼。是你的話，打開下面的連結；不是的話，不用理會這封信，密碼不會變。

    { $link }
letter-request-waits-subject = 等你決定：{ $title }
letter-request-waits-body =
    「{ $title }」等你決定：

    { $link }
letter-request-overdue-subject = 快到期了：{ $title }
letter-request-overdue-body =
    「{ $title }」還在等你決定，期限快到了：

    { $link }
letter-request-sent-back-subject = 已退回：{ $title }
letter-request-sent-back-body =
    「{ $title }」被退回，附有意見：

    { $link }
letter-request-changed-subject = 內容已更新：{ $title }
letter-request-changed-body =
    「{ $title }」在批准前內容有變，要重新讀一次再決定：

    { $link }
letter-request-performed-subject = 已批准並執行：{ $title }
letter-request-performed-body =
    「{ $title }」已批准並執行：

    { $link }
letter-proposal-waits-subject = 有一個建議：{ $title }
letter-proposal-waits-body =
    「{ $title }」是一個建議，等你裁定：

    { $link }
letter-test-subject = Herald 試寄
letter-test-body =
    收到這封信，表示寄件設定可以用。

    { $link }

# 指標
kpi-figure-mail-clicked = 電子報點擊率
kpi-figure-mail-opened = 電子報開信率
kpi-figure-mail-delivered = 電子報送達率
kpi-figure-mail-sent = 電子報寄出封數
channels-outbox-letter-more = 一次性連結在這裡遮住。管理這台機器的人可以用 herald letters 印出來。

# 背景工作
job-mail-freeze_audience = 定下電子報的收件人
job-mail-send = 寄送電子報
job-mail-suppress = 停止寄到無效地址
job-mail-letters = 寄出通知信
job-mail-judge = 分辨開信的是人還是程式
job-mail-wake = 到時間的電子報接著寄

channels-letters = 沒寄到的信
channels-letters-more = 郵件伺服器沒有收下這些給同事的信。還在等的會自己再試，最多一天；放棄的要有人再寄。
channels-letter-failed = 已放棄
channels-letter-again = 再寄一次
channels-skipped-why = 沒有寄的原因：{ $why }

channels-came = 帶來了什麼
channels-col-people = 人數
channels-led = 點擊後 { $days } 天內來洽詢
channels-unsubscribed = 從這封信取消訂閱
channels-machine-opened = 只有程式開過
channels-machine-why = 哪些開信和點擊是程式做的
channels-by-machine-head = 只問標頭，沒有讀
channels-by-machine-privacy = 信箱代為抓圖（看不出有沒有人讀）
channels-by-machine-scanner = 掃描郵件的程式
channels-by-machine-too-soon = 送達後兩秒內，人來不及按
channels-clicks = 點擊次數
channels-clicks-machine = 程式點擊
channels-map = 把點擊人數標在信上
channels-map-open = 在新分頁看
channels-hours = 寄出後 72 小時
channels-hours-described = 寄出後 72 小時內，每 3 小時第一次{ $what }的人數
channels-hours-more = 橫軸是寄出後的小時數；每個人只在第一次算一次。
channels-domains = 收信網域
channels-domain = 網域
channels-readers = 用什麼讀
channels-readers-more = 只記大類，判斷完就忘掉瀏覽器名稱；有些信箱代為抓圖，看不出裝置。
channels-device = 裝置
channels-device-phone = 手機
channels-device-tablet = 平板
channels-device-computer = 電腦
channels-device-unknown = 看不出
channels-program = 郵件程式
channels-program-gmail = Gmail
channels-program-yahoo = Yahoo 信箱
channels-program-outlook = Outlook
channels-program-thunderbird = Thunderbird
channels-program-line = LINE
channels-program-wechat = 微信
channels-program-qq = QQ 信箱
channels-program-apple-mail = Apple 郵件
channels-program-browser = 瀏覽器
channels-program-unknown = 看不出
channels-find-recipient = 找收件人
