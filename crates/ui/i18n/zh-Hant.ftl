# The frame of every screen
ui-skip = 跳到主要內容
ui-find = 搜尋或前往
ui-find-results = 結果
ui-find-none = 沒有找到
ui-search = 搜尋
ui-search-list = 在清單裡搜尋
ui-nav-main = 主要導覽
ui-nav-phone = 主要導覽（手機）
ui-nav-utilities = 職務與設定
ui-nav-all = 全部
ui-more = 更多
ui-sign-out = 登出
ui-crumbs = 所在位置
ui-area-today = 今日
ui-area-plan = 計劃
ui-area-content = 內容
ui-area-channels = 渠道與官網
ui-area-care = 客戶
ui-area-events = 活動
ui-area-insight = 成效與研究
ui-area-approvals = 審批
ui-area-charter = 職務
ui-area-settings = 設定
ui-freeze = 已凍結
ui-freeze-more = 看原因與範圍

# Keys
ui-keys = 鍵盤
ui-key-new = 新增
ui-key-rows = 下一筆、上一筆
ui-key-pick = 選取
ui-key-approve = 移到批准，再按 Enter
ui-key-return = 移到退回，再按 Enter
ui-key-finding = 編輯器裡下一個檢查結果
ui-key-adopt = 編輯器裡採用建議
ui-key-save = 儲存
ui-key-all = 所有快捷鍵

# Words used everywhere
ui-close = 關閉
ui-cancel = 取消
ui-save = 儲存
ui-undo = 復原
ui-optional = 選填
ui-look-again = 再看一下
ui-comma = ，
ui-list-comma = 、
ui-try-again = 再試一次
ui-go-home = 回今日
ui-must-fill = 這一欄要填。
ui-must-choose = 選一個。
ui-must-email = 這不是電子郵件地址，例如 name@example.com。
ui-must-url = 這不是完整的網址，例如 https://example.com。
ui-must-least = 最小是 #。
ui-must-early = 不能早於 #。
ui-must-most = 最大是 #。
ui-must-short = 至少 # 個字元。
ui-must-fit = 這一欄的格式不對。
ui-errors = 還有 { $n } 個地方要改
ui-todo-done = 完成：{ $title }

# Rights
ui-right-own = 可獨立決定
ui-right-advise = 可提建議
ui-right-ask = 需上級批准
ui-right-never = 不可為
ui-house-rule = 本院設定

# Lists
ui-pick = 選取 { $name }
ui-pick-all = 全選
ui-bulk = 批次動作
ui-bulk-picked = 已選 # 筆
ui-more-rows = 再看 { $n } 筆
ui-filter-add = 加篩選
ui-filter-apply = 套用
ui-filter-clear = 清除
ui-filter-off = 拿掉篩選：{ $name } { $value }

# Charts
ui-chart-figures = 看數字
ui-chart-period = 期間
ui-chart-value = 數值
ui-chart-part = 項目
ui-chart-share = 占比

# Calendar
ui-cal-month = 月份
ui-cal-previous = 上個月
ui-cal-next = 下個月
ui-cal-today = 今天

# Long jobs
ui-progress-rows = { $done } / { $total }
ui-progress-seconds = 約 { $n } 秒
ui-progress-minutes = 約 { $n } 分鐘
ui-progress-finished = 已完成
ui-progress-stop = 停止
ui-progress-leave = 可以離開這一頁。
ui-progress-problems = { $n } 筆有問題，完成後一起看。

# Trouble
ui-trouble-not-found = 這一頁不在這裡
ui-trouble-not-found-more = 可能改了網址，或已經移除。從搜尋找找看。
ui-trouble-refused = 這件事不在你的權限內
ui-trouble-refused-more = 資料沒有改變。需要的話，請主管處理或調整你的角色。
ui-trouble-expired = 登入已過期
ui-trouble-expired-more = 剛才的內容還在這台電腦。重新登入後再送一次。
ui-trouble-conflict = 內容已更新
ui-trouble-conflict-more = 有人先改過了，你的修改沒有送出。重新讀一次再決定。
ui-trouble-failed = 這一頁打不開
ui-trouble-failed-more = 伺服器沒有完成這件事，你的資料沒有改變。再試一次；還是不行，把編號告訴系統管理員。
ui-trouble-frozen = 對外發送已凍結
ui-trouble-frozen-more = 沒有送出。解除凍結之後再試。
ui-trouble-malformed = 這個網址看不懂
ui-trouble-malformed-more = 網址少了一段或打錯了，資料沒有改變。回上一頁，再點一次連結。
ui-trouble-method = 這一頁不能這樣用
ui-trouble-method-more = 資料沒有改變。回到原來的頁面再試。
ui-trouble-too-large = 內容太大
ui-trouble-too-large-more = 沒有留下任何東西。換小一點的檔案，或縮短文字，再送一次。
ui-trouble-media-type = 這張表單的格式不能接受
ui-trouble-media-type-more = 資料沒有改變。重新整理這一頁，再送一次。
ui-trouble-elsewhere = 這不是從本院的頁面送來的
ui-trouble-elsewhere-more = 資料沒有改變。從這裡打開頁面再送一次；一直這樣，請系統管理員檢查設定的網址。
ui-trouble-too-many = 一下子試太多次了
ui-trouble-too-many-more = 資料沒有改變。等一下再試。
ui-trouble-quote = 編號 { $number }

# Dates and times
ui-fmt-today = 今天 { $time }
ui-fmt-yesterday = 昨天 { $time }
ui-fmt-tomorrow = 明天 { $time }
ui-fmt-just-now = 剛剛
ui-fmt-minutes-ago = { $n } 分鐘前
ui-fmt-hours-ago = { $n } 小時前
ui-fmt-days-ago = { $n } 天前
ui-fmt-waited-none = 剛送出
ui-fmt-waited-minutes = 已等 { $n } 分鐘
ui-fmt-waited-hours = 已等 { $n } 小時
ui-fmt-waited-days = 已等 { $n } 天
ui-fmt-late-none = 剛逾期
ui-fmt-late-minutes = 逾期 { $n } 分鐘
ui-fmt-late-hours = 逾期 { $n } 小時
ui-fmt-late-days = 逾期 { $n } 天
ui-fmt-points = { $n } 點

# Editor
ui-editor-title = 標題
ui-editor-text = 文章內容
ui-editor-panel = 檢查與審閱
ui-editor-toolbar = 格式
ui-editor-plain = 沒有 JavaScript，用純文字編輯。
ui-editor-plain-hint = 純文字：空一行分段，行首 # 是標題，行首 - 是清單。
ui-editor-saving = 儲存中
ui-editor-unsaved = 還沒儲存
ui-editor-offline = 離線，修改留在這台電腦
ui-editor-conflict = 有人先存了另一版
ui-editor-conflict-mine = 你的版本
ui-editor-conflict-theirs = 伺服器上的版本
ui-editor-conflict-keep = 用我的版本蓋過去
ui-editor-conflict-take = 放掉我的，讀新的
ui-editor-paragraph = 內文
ui-editor-heading = 標題
ui-editor-subheading = 小標
ui-editor-strong = 粗
ui-editor-em = 強調
ui-editor-link = 連結
ui-editor-list = 清單
ui-editor-numbers = 編號
ui-editor-quote = 引用
ui-editor-image = 圖片
ui-editor-warning = 警示框
ui-editor-rule = 分隔線
ui-editor-undo = 復原
ui-editor-redo = 重做
ui-editor-link-address = 網址
ui-editor-link-bad = 只能用 http、https、mailto、tel 或站內網址
ui-editor-image-alt = 替代文字：看不到圖的人會讀到什麼
ui-editor-image-alt-needed = 要有替代文字才能放進文章
ui-editor-image-caption = 圖說
ui-editor-image-failed = 沒有傳到伺服器，檔案還在你的電腦。
ui-editor-adopt = 採用建議
ui-editor-colon = ：
ui-editor-delete-words = 刪掉這幾個字
ui-editor-next-finding = 下一處（F8）
ui-editor-uploading = 上傳中
ui-editor-image-large = 檔案太大，最多 20 MB。先縮小再傳。
ui-editor-image-alt-later = 已上傳，還沒放進文章：要先寫替代文字。
ui-editor-image-write-alt = 寫替代文字
ui-editor-image-drop = 不放了
ui-editor-retry = 再試一次
ui-editor-signed-out = 登入可能過期了。在另一個分頁登入，這裡會自己再存。
ui-editor-save-failed = 伺服器沒有存進去，會再試一次。
ui-editor-characters = # 字
ui-editor-ok = 好
ui-editor-cancel = 取消

# Why a text was not accepted
ui-doc-shape = 文章的格式不對，沒有存進去。
ui-doc-link = 連結只能用 http、https、mailto、tel 或站內網址。
ui-doc-alt = 有一張圖片沒有替代文字。
ui-doc-image = 有一張圖片不在素材庫裡。
ui-doc-long = 文章太長或層次太深。

# Families of content, board
ui-family-article = 文章
ui-family-social = 社群
ui-family-mail = 電郵
ui-family-event = 活動
ui-board = 看板
