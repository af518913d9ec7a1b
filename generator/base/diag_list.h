/* Every message, in English and Traditional Chinese: D(id, level, code, en, en_hint, zh, zh_hint).
 * Wording: lower case, the subject quoted, no full stop; the hint names the remedy, or is NULL. */

/* base: files */
D(DIAG_READ, DIAG_ERROR, "cannot-read", "cannot read: {0}", NULL, "無法讀取：{0}", NULL)
D(DIAG_WRITE, DIAG_ERROR, "cannot-write", "cannot write: {0}", NULL, "無法寫入：{0}", NULL)
D(DIAG_TOO_BIG, DIAG_ERROR, "too-big", "larger than {0} bytes", "split it", "檔案大於 {0} 位元組",
  "請拆成較小的檔案")
D(DIAG_NOT_UTF8, DIAG_ERROR, "not-utf8", "not UTF-8", "save it as UTF-8", "不是 UTF-8 文字",
  "請以 UTF-8 另存")

/* base: YAML */
D(DIAG_YAML, DIAG_ERROR, "yaml", "not valid YAML: {0}", NULL, "YAML 格式有誤：{0}", NULL)

D(DIAG_UNKNOWN_KEY, DIAG_ERROR, "unknown-key", "unknown key: '{0}'", "did you mean '{1}'?",
  "不認得的鍵：「{0}」", "是否為「{1}」？")
D(DIAG_REPEATED_KEY, DIAG_ERROR, "repeated-key", "key given twice: '{0}'", "keep one of them",
  "鍵重複：「{0}」", "請只留一個")
D(DIAG_WRONG_KIND, DIAG_ERROR, "wrong-kind", "'{0}' must be {1}", NULL, "「{0}」應為{1}", NULL)
D(DIAG_MISSING_KEY, DIAG_ERROR, "missing-key", "key missing: '{0}'", "add it with a value",
  "缺少鍵：「{0}」", "請補上並填寫內容")
D(DIAG_YAML_KEY, DIAG_ERROR, "yaml-key", "a key that is no plain text",
  "put a text that begins with { or [ in quotes", "鍵不是單純的文字",
  "以 { 或 [ 開頭的文字請加上引號")
D(DIAG_YAML_ANCHOR, DIAG_ERROR, "yaml-anchor", "YAML anchors, aliases and tags are not used here",
  "write the value itself, in quotes if it begins with &, * or !",
  "此處不使用 YAML 的錨點、別名與標籤", "請直接寫出內容；以 &、* 或 ! 開頭的文字請加上引號")
D(DIAG_YAML_DEPTH, DIAG_ERROR, "yaml-depth", "nested more than {0} levels deep", NULL,
  "巢狀層數超過 {0} 層", NULL)
D(DIAG_YAML_DOCUMENTS, DIAG_ERROR, "yaml-documents", "a second YAML document begins here",
  "remove the line ---", "此處開始了第二份 YAML 文件", "請刪除 --- 這一行")
D(DIAG_SQL_BLOCK, DIAG_ERROR, "sql-block", "SQL stands only in | blocks: '{0}'",
  "write '{0}: |' and the SQL on the lines below, indented", "SQL 只能寫在 | 區塊內：「{0}」",
  "請寫「{0}: |」，SQL 從下一行起縮排書寫")

/* value */
D(DIAG_BAD_DATE, DIAG_ERROR, "bad-date", "not a date: '{0}'", "write 115/12/02 or 2026-12-02",
  "不是日期：「{0}」", "請寫成 115/12/02 或 2026-12-02")
D(DIAG_DATE_UNCLEAR, DIAG_ERROR, "date-unclear", "unclear which part is the year: '{0}'",
  "write the year first, in three or four digits: 115/12/02 or 2026-12-02",
  "看不出哪一段是年份：「{0}」", "年份請寫在最前面，並寫滿三或四位數，如 115/12/02 或 2026-12-02")
D(DIAG_DATE_NO_DAY, DIAG_ERROR, "date-no-day", "no such day: '{0}'", "{1} has {2} days",
  "沒有這一天：「{0}」", "{1}只有 {2} 天")
D(DIAG_DATE_RANGE, DIAG_ERROR, "date-range", "date outside 1912 to 2155: '{0}'",
  "correct the year: 民國 1 is 1912, 民國 244 is 2155", "日期不在民國 1 年至 244 年之間：「{0}」",
  "請更正年份（民國 1 年為西元 1912 年，244 年為西元 2155 年）")
D(DIAG_BAD_TIME, DIAG_ERROR, "bad-time", "not a time: '{0}'", "write 14:30 or 14時30分",
  "不是時間：「{0}」", "請寫成 14:30 或 14時30分")
D(DIAG_BAD_INT, DIAG_ERROR, "bad-int", "not a whole number: '{0}'",
  "write digits only, such as 1200", "不是整數：「{0}」", "請只寫數字，如 1200，不加單位")
D(DIAG_BAD_DECIMAL, DIAG_ERROR, "bad-decimal", "not a number: '{0}'",
  "write digits and a point, such as 1.5", "不是數字：「{0}」", "請只寫數字與小數點，如 1.5，不加單位")
D(DIAG_NUMBER_LONG, DIAG_ERROR, "number-long", "more than {1} digits: '{0}'",
  "a code or an account number is a text: make the column's type text",
  "數字超過 {1} 位：「{0}」", "若為編號或帳號，請將欄位型別改為 text")
D(DIAG_BAD_CHOICE, DIAG_ERROR, "bad-choice", "not one of the choices: '{0}'", "write one of: {1}",
  "不在選項之內：「{0}」", "請填下列之一：{1}")
D(DIAG_BAD_BOOL, DIAG_ERROR, "bad-bool", "neither yes nor no: '{0}'", "write 是 or 否",
  "不是「是」或「否」：「{0}」", "請填「是」或「否」")
D(DIAG_BAD_ID, DIAG_ERROR, "bad-id", "not an identity number: '{0}'",
  "write one capital letter and nine digits, such as A123456789",
  "不是身分證字號或統一證號：「{0}」", "請寫 1 個英文字母與 9 個數字，如 A123456789")
D(DIAG_ID_CHECKSUM, DIAG_ERROR, "id-checksum", "identity number with a wrong check digit: '{0}'",
  "compare it with the card, a character is mistyped", "身分證字號檢查碼不符：「{0}」",
  "請核對證件，至少有一碼誤植")
D(DIAG_BAD_ID_PREFIX, DIAG_ERROR, "bad-id-prefix",
  "not the first six characters of an identity number: '{0}'",
  "write one capital letter and five digits, such as A12345", "不是身分證字號的前 6 碼：「{0}」",
  "請寫 1 個英文字母與 5 個數字，如 A12345")
D(DIAG_ID_PREFIX_LONG, DIAG_ERROR, "id-prefix-long",
  "more than six characters of an identity number: '{0}'",
  "keep only the first six: the form takes no more, for privacy", "身分證字號超過 6 碼：「{0}」",
  "本表末 4 碼免填，為保護個人資料請只留前 6 碼")
D(DIAG_BAD_EMAIL, DIAG_ERROR, "bad-email", "not an e-mail address: '{0}'",
  "write it as name@agency.gov.tw", "不是電子郵件地址：「{0}」", "請寫成 name@agency.gov.tw 的形式")
D(DIAG_BAD_PHONE, DIAG_ERROR, "bad-phone", "not a phone number: '{0}'",
  "write it with its area code: 02-2345-6789#123, 0912-345-678 or +81-3-1234-5678",
  "不是電話號碼：「{0}」", "請連同區碼書寫，如 02-2345-6789#123、0912-345-678 或 +81-3-1234-5678")
D(DIAG_BAD_IPV4, DIAG_ERROR, "bad-ipv4", "not an IPv4 address: '{0}'",
  "write four numbers from 0 to 255 between dots, without leading zeros, such as 192.0.2.10",
  "不是 IPv4 位址：「{0}」", "請寫四個 0 到 255 的數字，以點分隔，前面不補零，如 192.0.2.10")
D(DIAG_PHONE_ZERO, DIAG_WARNING, "phone-zero", "phone number without its leading 0: '{0}'",
  "taken as {1}; format the column as text before saving", "電話號碼少了開頭的 0：「{0}」",
  "已視為 {1}；存檔前請將該欄設為文字格式")
D(DIAG_TOO_LONG, DIAG_ERROR, "too-long", "longer than {1} characters: '{0}' has {2}",
  "shorten it, or raise the column's max in the kit", "超過 {1} 個字：「{0}」共 {2} 個字",
  "請精簡內容，或調高套件中該欄的 max")
D(DIAG_CHARACTER_LOST, DIAG_ERROR, "character-lost", "a character was lost here: '{0}' holds '{1}'",
  "type the character again and save as CSV UTF-8, other formats drop rare characters",
  "此處有字遺失：「{0}」內有「{1}」", "請重新輸入該字，並另存為「CSV UTF-8」，其他格式會遺失罕用字")
D(DIAG_FILE_PLACE, DIAG_ERROR, "file-place", "a file outside the data folder: '{0}'",
  "copy it into the folder and give its name there, without .. or /",
  "檔案不在資料夾之內：「{0}」", "請複製到資料夾，只寫其中的檔名（不用 .. 或 / 開頭，也不用網址）")
D(DIAG_FILE_ABSENT, DIAG_ERROR, "file-absent", "no such file in the data folder: '{0}'",
  "put it there, or correct its name", "資料夾內沒有這個檔案：「{0}」", "請放入該檔，或更正檔名")
D(DIAG_SIGNATURE_TYPED, DIAG_ERROR, "signature-typed", "a signature is made by pen: '{0}'",
  "leave it empty", "簽名欄須親筆簽名：「{0}」", "請留空白")

/* data: character sets and CSV */
D(DIAG_BAD_BYTES, DIAG_ERROR, "bad-bytes", "bytes that are no {1}: {0}",
  "type the text again and save as CSV UTF-8", "含有不屬於 {1} 的位元組：{0}",
  "請重新輸入此處文字，另存為「CSV UTF-8（逗號分隔）」")
D(DIAG_USER_DEFINED, DIAG_ERROR, "user-defined-character",
  "a character that the agency made itself: {0}",
  "replace it with the Unicode character, which 全字庫 (CNS11643) finds, and save as CSV UTF-8",
  "含有機關自造字：{0}", "請至全字庫查出該字，改用 Unicode 字元，另存為「CSV UTF-8（逗號分隔）」")
D(DIAG_NUL, DIAG_ERROR, "nul", "a NUL byte in the cell", "type the text again",
  "儲存格內含有 NUL 字元（00）", "請重新輸入此格文字")
D(DIAG_MORE_BAD_CELLS, DIAG_ERROR, "more-bad-cells", "{0} more cells cannot be read",
  "perhaps the file is in another encoding: see --encoding", "另有 {0} 個儲存格無法讀取",
  "檔案可能是其他編碼，請用 --encoding 指定")
D(DIAG_NOT_TEXT, DIAG_ERROR, "not-text", "not a CSV text, or UTF-16 without its mark",
  "save it as CSV UTF-8, or try --encoding utf-16le", "不是 CSV 文字檔，或為缺少 BOM 的 UTF-16",
  "請另存為「CSV UTF-8（逗號分隔）」，或加上 --encoding utf-16le")
D(DIAG_QUOTE_OPEN, DIAG_ERROR, "quote-open", "a quote opens here and never closes",
  "close it, or write \"\" for a quote in the text", "雙引號在此開始，但沒有結束",
  "請補上結尾的雙引號；文字中的雙引號請連寫兩個")
D(DIAG_QUOTE_AFTER, DIAG_ERROR, "quote-after", "text behind the closing quote",
  "write \"\" for a quote in the text", "結尾的雙引號後面還有文字", "文字中的雙引號請連寫兩個")
D(DIAG_CELL_TOO_LONG, DIAG_ERROR, "cell-too-long", "more than {0} characters in one cell",
  "shorten it, or look for a missing quote above", "單一儲存格超過 {0} 字",
  "請精簡內容，或檢查前面是否漏了雙引號")
D(DIAG_TOO_MANY_ROWS, DIAG_ERROR, "too-many-rows", "more than {0} rows", "split the file",
  "超過 {0} 列", "請拆成較小的檔案")
D(DIAG_TOO_MANY_COLUMNS, DIAG_ERROR, "too-many-columns", "more than {0} columns",
  "delete what stands beyond the table", "超過 {0} 欄", "請刪除表格右側多餘的內容")

/* data: workbooks */
D(DIAG_WORKBOOK_NONE, DIAG_ERROR, "workbook-none", "named like a workbook, and none",
  "open it in a spreadsheet program, and save it as .xlsx or .ods", "檔名是活頁簿，內容卻不是",
  "請以試算表軟體開啟，另存為 .xlsx 或 .ods")
D(DIAG_WORKBOOK_XLS, DIAG_ERROR, "workbook-old", "a workbook of the old or binary kind (.xls, .xlsb)",
  "open it, and save it as .xlsx or .ods", "舊式或二進位格式的活頁簿（.xls、.xlsb）",
  "請開啟後另存為 .xlsx 或 .ods")
D(DIAG_WORKBOOK_ENCRYPTED, DIAG_ERROR, "workbook-encrypted", "a workbook with a password",
  "open it, take the password off, and save it again", "活頁簿設有開啟密碼",
  "請開啟後取消密碼，再重新儲存")
D(DIAG_WORKBOOK_DAMAGED, DIAG_ERROR, "workbook-damaged", "a damaged workbook (at {0})",
  "get it from its sender again, or open it in a spreadsheet program and save it under a new name",
  "活頁簿損壞（位於 {0}）", "請向提供者重新取得，或以試算表軟體開啟後另存新檔")
D(DIAG_WORKBOOK_OTHER, DIAG_ERROR, "workbook-other", "no workbook: {0} was saved under this name",
  "put its table into a workbook, and save that as .xlsx or .ods",
  "這不是活頁簿：內容是 {0}，只是檔名改了", "請把表格放進活頁簿，另存為 .xlsx 或 .ods")
D(DIAG_WORKBOOK_ENTRIES, DIAG_ERROR, "workbook-entries", "a workbook of more than {0} parts",
  "copy the table into a new workbook", "活頁簿內含超過 {0} 個部分", "請把表格複製到新的活頁簿")
D(DIAG_WORKBOOK_UNPACKED, DIAG_ERROR, "workbook-unpacked", "a workbook that unpacks to more than {0} MB",
  "copy the table into a new workbook, or split it", "活頁簿解壓縮後超過 {0} MB",
  "請把表格複製到新的活頁簿，或拆成較小的檔案")
D(DIAG_WORKBOOK_RATIO, DIAG_ERROR, "workbook-ratio",
  "a part that unpacks to more than {0} times its size, as no workbook does ({1})",
  "do not open it; ask its sender", "內有解壓縮後超過 {0} 倍大的部分（{1}），不是正常的活頁簿",
  "請勿開啟，並向提供者查證")
D(DIAG_WORKBOOK_MACROS, DIAG_WARNING, "workbook-macros", "a workbook with macros, which are not run",
  "save it as .xlsx", "活頁簿含有巨集，不會執行", "請另存為 .xlsx")
D(DIAG_TOO_MANY_SHEETS, DIAG_ERROR, "too-many-sheets", "more than {0} sheets", "split the file",
  "超過 {0} 個工作表", "請拆成較小的檔案")
D(DIAG_TOO_MANY_CELLS, DIAG_ERROR, "too-many-cells", "more than {0} cells",
  "delete what stands far from the table, or split the file", "超過 {0} 個儲存格",
  "請刪除離表格很遠的內容，或拆成較小的檔案")
D(DIAG_TOO_MANY_MERGES, DIAG_ERROR, "too-many-merges", "more than {0} merged cells",
  "unmerge them", "超過 {0} 個合併儲存格", "請取消合併")
D(DIAG_CELL_ERROR, DIAG_ERROR, "cell-error", "the cell shows an error: '{0}'",
  "correct its formula, or write the value itself", "儲存格顯示錯誤值：「{0}」",
  "請更正公式，或直接填入值")
D(DIAG_CELL_NO_RESULT, DIAG_ERROR, "cell-no-result", "a formula that was saved without its result",
  "open the file in a spreadsheet program, and save it again", "公式沒有儲存計算結果",
  "請以試算表軟體開啟後重新儲存")
D(DIAG_CELL_DIGITS, DIAG_ERROR, "cell-digits",
  "a number of more than 15 digits, of which the spreadsheet has lost the last ones",
  "format the cell as text, then type it again", "數字超過 15 位，試算表已遺失末幾位",
  "請先將儲存格設為文字格式，再重新輸入")
D(DIAG_CELL_NO_DATE, DIAG_ERROR, "cell-no-date", "a date format on a number that is no date: '{0}'",
  "type the date again", "儲存格是日期格式，內容卻不是日期：「{0}」", "請重新輸入日期")
D(DIAG_CELL_1904, DIAG_ERROR, "cell-1904",
  "a plain number in a workbook that counts its days from 1904", "format the cell as a date",
  "此活頁簿以 1904 年起算日期，無法確定這個數字是哪一天", "請將儲存格設為日期格式")
D(DIAG_CELL_MERGED_ACROSS, DIAG_ERROR, "cell-merged-across", "merged with cells of other columns",
  "unmerge them, and fill in each", "與其他欄的儲存格合併", "請取消合併，逐格填寫")
D(DIAG_CELL_MERGED_DOWN, DIAG_WARNING, "cell-merged-down",
  "merged with the cell above, whose value it gets", "unmerge them, and fill in each",
  "與上方的儲存格合併，視為相同的值", "請取消合併，逐格填寫")
D(DIAG_HIDDEN_ROWS, DIAG_WARNING, "hidden-rows", "hidden rows are read as well: {0}",
  "delete them, or show them", "隱藏的列也會讀取：{0}", "不需要者請刪除，需要者請取消隱藏")
D(DIAG_HIDDEN_COLUMNS, DIAG_WARNING, "hidden-columns", "hidden columns are read as well: {0}",
  "delete them, or show them", "隱藏的欄也會讀取：{0}", "不需要者請刪除，需要者請取消隱藏")

/* data: kits and datasets */
D(DIAG_KIT_TYPE, DIAG_ERROR, "unknown-type", "unknown type: '{0}'", "did you mean '{1}'?",
  "不認得的型別：「{0}」", "是否為「{1}」？")
D(DIAG_KIT_NO_CHOICES, DIAG_ERROR, "no-choices", "type choice without choices: '{0}'",
  "list them: choices: [是, 否]", "型別為 choice 卻沒有選項：「{0}」", "請列出選項，如 choices: [是, 否]")
D(DIAG_KIT_CHOICES_TYPE, DIAG_ERROR, "choices-type", "choices with type {1}: '{0}'",
  "write type: choice, or remove the choices", "型別為 {1} 卻列了選項：「{0}」",
  "請改寫 type: choice，或刪除選項")
D(DIAG_KIT_REPEATED, DIAG_ERROR, "repeated-name", "name or label given twice: '{0}'",
  "rename one, the other is at line {1}", "名稱或標題重複：「{0}」", "另一處在第 {1} 行，請改其一")
D(DIAG_KIT_NAME, DIAG_ERROR, "kit-name", "not a name for SQL: '{0}'",
  "use letters a-z, digits and _, a letter first; Chinese goes into label",
  "不能作為 SQL 名稱：「{0}」", "請用英文字母開頭，只含英文字母、數字與 _；中文請寫在 label")
D(DIAG_KIT_RESERVED, DIAG_ERROR, "kit-reserved", "a name that is taken: '{0}'", "choose another",
  "此名稱已有用途：「{0}」", "請改用其他名稱")
D(DIAG_KIT_FILE, DIAG_ERROR, "kit-file", "not a file in the kit's folder: '{0}'",
  "give its name, without a leading . or /, .. or \\", "不是套件資料夾內的檔名：「{0}」",
  "請寫檔名，開頭不可為 . 或 /，也不可含 .. 或 \\")
D(DIAG_KIT_COLUMN, DIAG_ERROR, "unknown-column", "unknown column of {2}: '{0}'",
  "did you mean '{1}'?", "{2} 沒有這個欄位：「{0}」", "是否為「{1}」？")
D(DIAG_KIT_DATASET, DIAG_ERROR, "unknown-dataset", "unknown dataset: '{0}'", "did you mean '{1}'?",
  "不認得的資料表：「{0}」", "是否為「{1}」？")
D(DIAG_KIT_REF_KEY, DIAG_ERROR, "ref-key", "'{0}' has no key of one column",
  "name the column: ref: {0}.column", "「{0}」沒有單一欄位的鍵", "請指明欄位：ref: {0}.欄位")

/* data: SQL */
D(DIAG_SQL, DIAG_ERROR, "sql", "SQL: {0}", NULL, "SQL 有誤：{0}", NULL)
D(DIAG_SQL_ORDER, DIAG_ERROR, "sql-order", "a query without ORDER BY",
  "add ORDER BY at the end, or LIMIT 1: the rows' order would hang on chance",
  "查詢沒有 ORDER BY", "請在最後加上 ORDER BY（或 LIMIT 1），否則各列順序無法固定")
D(DIAG_SQL_SECOND, DIAG_ERROR, "sql-second", "a second statement behind the query",
  "write one SELECT only", "查詢後面還有第二個敘述", "請只寫一個 SELECT")
D(DIAG_SQL_SELECT, DIAG_ERROR, "sql-select", "not a query", "write one SELECT", "不是查詢",
  "請寫一個 SELECT")
D(DIAG_SQL_PARAMETER, DIAG_ERROR, "sql-parameter", "not a parameter: '{0}'", "write :name",
  "參數寫法有誤：「{0}」", "請寫成 :名稱")
D(DIAG_SQL_VIEW_PARAMETER, DIAG_ERROR, "sql-view-parameter",
  "a view or a rule has no parameters: ':{0}'", "use it in a form's query",
  "檢視或規則不能有參數：「:{0}」", "參數只能用在表單的查詢裡")
D(DIAG_SQL_ENDLESS, DIAG_ERROR, "sql-endless", "the query takes too long",
  "look for a join without a condition, or a recursion without an end", "查詢執行過久",
  "請檢查是否有缺少條件的 JOIN，或不會結束的遞迴")

/* data: loading */
D(DIAG_SET_OPTION, DIAG_ERROR, "set-option", "not DATASET=FILE: '{0}'",
  "write -d 'name=file.csv'", "應為「資料表=檔案」：「{0}」", "請寫成 -d '名稱=檔案.csv'")
D(DIAG_TWO_FILES, DIAG_ERROR, "two-files", "two files for dataset '{0}': '{1}' and '{2}'",
  "keep one of them here", "資料表「{0}」有兩個檔案：「{1}」與「{2}」",
  "資料夾內請只留一個，另一個移到別處")
D(DIAG_STRAY_FILE, DIAG_WARNING, "stray-file", "a file of no dataset", "did you mean '{0}'?",
  "此檔不屬於任何資料表，不會讀取", "檔名是否應為「{0}」？")
D(DIAG_NOT_TABLE, DIAG_ERROR, "not-a-table", "this is no CSV: {0} was saved under this name",
  "open it, and save it as CSV UTF-8 or .xlsx", "這不是 CSV：內容是 {0}，只是檔名改了",
  "請用原來的程式開啟，再另存為「CSV UTF-8（逗號分隔）」或 .xlsx")
D(DIAG_PAPER_UNLISTED, DIAG_WARNING, "paper-unlisted", "no table lists this file, and nothing is made of it",
  "list it in '{0}', or take it out of the folder", "沒有任何資料表列出此檔，不會印製", "請列入「{0}」，或移出資料夾")
D(DIAG_STRAY_SHEET, DIAG_WARNING, "stray-sheet", "a sheet of no dataset", "did you mean '{0}'?",
  "此工作表不屬於任何資料表，不會讀取", "工作表名稱是否應為「{0}」？")
D(DIAG_NO_SHEET, DIAG_ERROR, "no-sheet", "no sheet '{0}' in a workbook of several",
  "name the sheet after the dataset", "活頁簿有數個工作表，沒有名為「{0}」者",
  "請以資料表名稱為工作表命名")
D(DIAG_RETURNED_FORM, DIAG_NOTE, "returned-form", "a form to be filled in, not read as data",
  "formpress collect reads it", "這是填報用的表單，不作為資料讀取", "請以 formpress collect 讀取")
D(DIAG_FILE_READ, DIAG_NOTE, "file-read", "read as {0}, rows: {1}", NULL,
  "以 {0} 編碼讀取，共 {1} 列資料", NULL)
D(DIAG_SHEET_READ, DIAG_NOTE, "sheet-read", "read, rows: {0}", NULL, "已讀取，共 {0} 列資料", NULL)
D(DIAG_DATASET_MISSING, DIAG_ERROR, "dataset-missing", "no file for dataset '{0}'",
  "put '{0}.csv' here, or a workbook with a sheet '{0}'", "缺少「{0}」的資料檔",
  "請在此放入「{0}.csv」，或含有工作表「{0}」的活頁簿")
D(DIAG_DATASET_EMPTY, DIAG_ERROR, "dataset-empty", "no rows for dataset '{0}'",
  "fill in at least one", "「{0}」沒有任何資料列", "請至少填寫一列")
D(DIAG_NO_HEADER, DIAG_ERROR, "no-header", "no header row for dataset '{0}'",
  "its first row needs: {1}", "找不到「{0}」的標題列", "首列應有這些欄位：{1}")
D(DIAG_COLUMN_ABSENT, DIAG_ERROR, "column-missing", "column missing: '{0}'",
  "add it, or give its column this heading", "缺少欄位：「{0}」", "請加上此欄，或把該欄的欄名改為「{0}」")
D(DIAG_COLUMN_MISSING, DIAG_ERROR, "column-missing", "column missing: '{0}'",
  "did you mean '{1}'?", "缺少欄位：「{0}」", "「{1}」是否就是此欄？請改為「{0}」")
D(DIAG_COLUMN_UNREAD, DIAG_WARNING, "column-unread", "a column that nothing reads: '{0}'",
  "did you mean '{1}'?", "不會用到的欄位：「{0}」", "是否為「{1}」？")
D(DIAG_COLUMN_TWICE, DIAG_ERROR, "column-twice", "column '{0}' stands already at {1}",
  "delete or rename one", "欄位「{0}」與 {1} 重複", "請刪除其一，或改名")
D(DIAG_INVISIBLE, DIAG_ERROR, "invisible-character", "an invisible character {0} in the row of '{1}'",
  "type the cell again: it came along when the text was pasted",
  "「{1}」這列含有看不見的字元 {0}", "可能是貼上文字時帶進來的，請重新輸入這一格")
D(DIAG_NO_VARIATION, DIAG_WARNING, "no-variation",
  "no font has the variant {0} of '{1}': the character is printed in its usual form", NULL,
  "「{1}」的異體選擇字元 {0} 沒有字型支援，將印成一般字形", NULL)
D(DIAG_CELL_GLYPH, DIAG_ERROR, "no-glyph-for-cell", "no font has the character {0} of '{1}'",
  "write it with another character, or ask for it at 全字庫 (cns11643)",
  "「{1}」的字元 {0} 沒有任何字型可印", "請改用其他寫法，或向全字庫申請該字")
D(DIAG_NO_HEADING, DIAG_WARNING, "no-heading", "text in a column without a heading, not read",
  "give the column a heading, or move the text", "此欄沒有標題，內容不會讀取",
  "請補上欄位標題，或移走這些內容")
D(DIAG_CELL_EMPTY, DIAG_ERROR, "cell-empty", "'{0}' is empty", "fill it in", "「{0}」未填",
  "此欄必填")
D(DIAG_CONTROL, DIAG_ERROR, "control-character", "a control character in the cell: {0}",
  "type the text again", "儲存格內含有控制字元：{0}", "請重新輸入此格文字")
D(DIAG_REPEATED_VALUE, DIAG_ERROR, "repeated-value", "{0} '{1}' stands already at {2}",
  "no two rows may share it", "{0}「{1}」與 {2} 重複", "每列的{0}不得相同")
D(DIAG_REFERENCE_ABSENT, DIAG_ERROR, "no-reference", "'{0}' is not in {1} of '{2}'",
  "write one that stands there, or add its row to '{2}'", "「{2}」的{1}沒有「{0}」",
  "請更正此格，或在「{2}」補上這一列")
D(DIAG_FULL_WIDTH, DIAG_ERROR, "full-width", "'{0}' is written in full-width letters or digits",
  "write '{1}', in half width, as in {2} of '{3}'", "「{0}」是全形字", "請改成半形「{1}」，與「{3}」的{2}相同")
D(DIAG_REFERENCE_HINT, DIAG_ERROR, "no-reference", "'{0}' is not in {1} of '{2}'", "{3}",
  "「{2}」的{1}沒有「{0}」", "{3}")
D(DIAG_NO_REFERENCE, DIAG_ERROR, "no-reference", "'{0}' is not in {1} of '{2}'",
  "did you mean '{3}'?", "「{2}」的{1}沒有「{0}」", "是否為「{3}」？")
D(DIAG_RULE, DIAG_ERROR, "rule", "{0}", "did you mean '{1}'?", "{0}", "是否為「{1}」？")
D(DIAG_RULE_WIDE, DIAG_ERROR, "rule", "{0}", "it is written in full-width letters or digits: write '{1}'", "{0}",
  "此處是全形字，請改成半形「{1}」")
D(DIAG_RULE_WARNING, DIAG_WARNING, "rule-warning", "{0}", "did you mean '{1}'?", "{0}",
  "是否為「{1}」？")

/* markdown */
D(DIAG_FRONT_OPEN, DIAG_ERROR, "front-matter-open", "the front matter never ends",
  "close it with a line ---", "前置資料沒有結尾", "請以一行 --- 結束")
D(DIAG_RAW_HTML, DIAG_WARNING, "raw-html", "raw HTML is not printed: {0}", "write it as Markdown",
  "原始 HTML 不會印出：{0}", "請改用 Markdown 寫法")
D(DIAG_EMPHASIS_LEFT, DIAG_WARNING, "emphasis-left", "{0} is left in the text: '{1}'",
  "they come in pairs, without a space on their inner side; write \\{0} where it is text",
  "記號 {0} 留在文字裡：「{1}」", "請成對使用，內側不留空白；若是一般文字請寫成 \\{0}")
D(DIAG_CELLS_LOST, DIAG_ERROR, "cells-lost", "the row has {0} cells, the table {1} columns",
  "remove the cells, or write | as \\|", "本列有 {0} 格，表格只有 {1} 欄",
  "請刪去多的格，文字裡的 | 請寫成 \\|")
D(DIAG_HINT_WORD, DIAG_WARNING, "hint-word", "no hint begins with '{0}'", "did you mean '{1}'?",
  "沒有「{0}」這種版面提示", "是否為「{1}」？")
D(DIAG_HINT_BARE, DIAG_WARNING, "hint-bare", "'{0}' has no effect here",
  "begin the hint with what it is about: <!-- block {0}: … --> or <!-- table {0}: … -->",
  "「{0}」在這裡不起作用", "提示要先寫明對象：<!-- block {0}: … --> 或 <!-- table {0}: … -->")
D(DIAG_HINT_KEY, DIAG_WARNING, "hint-key", "this hint has no key '{0}'", "did you mean '{1}'?",
  "這種版面提示沒有「{0}」", "是否為「{1}」？")
D(DIAG_UNUSED_DEFINITION, DIAG_ERROR, "unused-definition",
  "{0} is defined but never used: its text would not be printed", "use it, or remove it",
  "{0} 有定義但沒有用到，其文字不會印出", "請在文中引用，或刪去")
D(DIAG_LINK_TITLE, DIAG_WARNING, "link-title", "a link's title is not printed: '{0}'",
  "write it into the text", "連結的標題不會印出：「{0}」", "要印出者請寫進文字")
D(DIAG_FOOTNOTE_NAME, DIAG_ERROR, "footnote-name", "a footnote's mark goes over the line's end",
  "write [^name] on one line, and \\[^ where it is text", "註腳標記 [^ 跨行了",
  "請把 [^名稱] 寫在同一行；若是一般文字請寫成 \\[^")
D(DIAG_SPAN, DIAG_ERROR, "span", "not a span", "write span cols: 2 or span rows: 2",
  "合併儲存格的寫法有誤", "請寫成 span cols: 2 或 span rows: 2")
D(DIAG_TOO_DEEP, DIAG_ERROR, "too-deep", "nested too deep", NULL, "層次太深", NULL)
D(DIAG_TAG, DIAG_ERROR, "tag", "not a tag: '{0}'", "write {{name}}", "欄位標記有誤：「{0}」",
  "請寫成 {{名稱}}")
D(DIAG_SECTION_CLOSE, DIAG_ERROR, "section-close", "'{0}' is closed but not open here", NULL,
  "「{0}」在此結束，但未在同一層開始", NULL)
D(DIAG_SECTION_OPEN, DIAG_ERROR, "section-open", "'{0}' is never closed",
  "close it with {{/{0}}} beside where it opens", "「{0}」沒有結束", "請在同一層以 {{/{0}}} 結束")

/* bind */
D(DIAG_UNKNOWN_FIELD, DIAG_ERROR, "unknown-field", "unknown field: '{0}'", "did you mean '{1}'?",
  "不認得的欄位：「{0}」", "是否為「{1}」？")
D(DIAG_UNKNOWN_TARGET, DIAG_ERROR, "unknown-target", "nothing in this document is called '{0}'",
  "did you mean '{1}'?", "文件中沒有代號「{0}」", "是否為「{1}」？")
D(DIAG_ID_TWICE, DIAG_ERROR, "id-twice", "'{0}' is the id of another place as well, at {1}",
  "give each place its own", "代號「{0}」與 {1} 重複", "每一處請用不同的代號")
D(DIAG_NO_NUMBER, DIAG_ERROR, "no-number", "'{0}' has no number that a link without text could print",
  "write the text between the brackets", "「{0}」沒有編號，無從印出", "請在方括號內寫出文字")
D(DIAG_NUMBERED_TWICE, DIAG_WARNING, "numbered-twice",
  "with numbering: auto this heading would be numbered twice: '{0}'",
  "delete the number, or write <!-- number: no --> behind it",
  "自動編號（numbering: auto）會與標題原有編號重複：「{0}」", "請刪去編號，或在其後註明 <!-- number: no -->")
D(DIAG_HEAD_ROOM, DIAG_ERROR, "head-room", "a head needs {0} mm of margin above the text",
  "make the first of margins larger", "頁首需要至少 {0} 毫米的上邊界", "請加大 margins 的第一個數")
D(DIAG_FILL, DIAG_ERROR, "fill", "these words to be filled do not stand here: '{0}'",
  "write fill: words=field, the words as they stand in the text", "此處沒有要代換的文字：「{0}」",
  "請寫成 fill: 文字=欄位，文字須與本文相同")
D(DIAG_TWO_WORDS, DIAG_ERROR, "two-words", "'{0}' takes two words, not '{1}'",
  "choose: FIELD-ATTRIBUTE VALUE-ATTRIBUTE, or guide: ATTRIBUTE VALUE",
  "「{0}」要寫兩個詞，而不是「{1}」", "請寫成 choose: 欄位屬性 值屬性，或 guide: 屬性 值")
D(DIAG_NOT_RECORD, DIAG_ERROR, "not-record", "this file holds {0} records; a document takes one",
  "give rows of 欄位,值, or a header with one row below it", "這個檔有 {0} 筆資料，一份文件只用一筆",
  "請寫成「欄位,值」各一列，或一列欄名加一列資料")
D(DIAG_VALUES_HEAD, DIAG_ERROR, "values-head", "the first row of the values is '{0},{1}'",
  "write 欄位,值 there, and a field in each row below", "值的檔案第一列是「{0},{1}」",
  "第一列請寫「欄位,值」，以下每列一個欄位")
D(DIAG_UNKNOWN_FORMAT, DIAG_ERROR, "unknown-format", "unknown format: '{0}'",
  "did you mean '{1}'?", "不認得的格式：「{0}」", "是否為「{1}」？")
D(DIAG_EACH_PARAMETER, DIAG_ERROR, "each-parameter", "'each' has no row around it for ':{0}'",
  "only the queries under 'rows' have parameters", "each 查詢沒有外層資料列可供 :{0} 使用",
  "只有 rows 之下的查詢可用參數")
D(DIAG_NO_DOCUMENT, DIAG_ERROR, "no-document", "'{0}' without a document",
  "it goes with document: a file that the form is printed on", "「{0}」須與 document 並用",
  "document 指明表單要印在哪個檔案的頁面上")
D(DIAG_DOCUMENT_OUTPUTS, DIAG_ERROR, "document-outputs", "a form with a document is always a PDF",
  "remove outputs", "有 document 的表單只能產生 PDF", "請刪除 outputs")
D(DIAG_DOCUMENT_HEAD, DIAG_ERROR, "document-head", "a form with a document has no head of its own",
  "write it in the body", "有 document 的表單沒有自己的頁首", "請寫在本文中")
D(DIAG_MARK_PAGES, DIAG_ERROR, "mark-pages", "what is printed on a document's pages needs {0} pages itself",
  "shorten it to one page", "要印在文件每一頁上的內容本身有 {0} 頁", "請縮短為一頁")
D(DIAG_NOT_PAPER, DIAG_ERROR, "not-paper", "neither a PDF nor a Markdown file (.md)",
  "save it as PDF", "不是 PDF，也不是 Markdown（.md）檔案", "請另存為 PDF")
D(DIAG_NO_PAPER, DIAG_ERROR, "no-paper", "no file in the data folder is called '{0}'",
  "put it there, or correct its name", "資料夾內沒有檔案「{0}」", "請放入該檔，或更正檔名")
D(DIAG_NOT_CLOSED, DIAG_ERROR, "not-closed", "'{0}' gives '{1}', which its type does not have",
  "a bool gives 1 or 0, a choice one of its choices", "欄位「{0}」的值「{1}」不合其型別",
  "bool 應為 1 或 0，choice 應為所列選項之一")

/* layout and fonts */
D(DIAG_NO_GLYPH, DIAG_ERROR, "no-glyph", "no font has the character {0}",
  "write another form of it, or add a font that has it to the font table", "字型裡沒有這個字：{0}",
  "請改用其他寫法，或在字型表加入有此字的字型")
D(DIAG_TOO_WIDE, DIAG_ERROR, "too-wide", "wider than its place of {0} mm",
  "make the column wider (widths), the text smaller (size), or the blank shorter (width)",
  "內容比可用的寬度（{0} 公釐）還寬", "請加寬該欄（widths）、縮小字級（size）或縮短填寫欄（width）")
D(DIAG_TABLE_TOO_WIDE, DIAG_ERROR, "table-too-wide",
  "the table under '{0}' needs {1} mm at least; its place has {2} mm",
  "give the page more room (page: A4 landscape, margins), the table smaller text (size), or fewer "
  "columns", "「{0}」的表格至少需要 {1} 公釐，版面只有 {2} 公釐",
  "請改用橫式頁面（page: A4 landscape）、縮小邊界（margins）或字級（size），或減少欄數")
D(DIAG_SLIDE, DIAG_ERROR, "slide-too-full", "the slide '{0}' runs over, even at {1} points",
  "divide it with --- or a further heading, or say it shorter", "投影片「{0}」縮到 {1} 點仍放不下",
  "請以 --- 或另一個標題分成兩張，或精簡文字")
D(DIAG_DOES_NOT_FIT, DIAG_ERROR, "does-not-fit", "'{0}' does not fit in {2} line(s): '{1}'",
  "shorten it, make the column wider, or raise the field's lines in the form",
  "「{0}」在 {2} 行內放不下：「{1}」", "請精簡內容、加寬該欄，或調高表單中該欄位的 lines")
D(DIAG_ROW_TOO_TALL, DIAG_ERROR, "too-tall", "taller than a page",
  "divide it, or set it smaller (size)", "內容高過一頁", "請拆開內容，或縮小字級（size）")
D(DIAG_LAYOUT_HINT, DIAG_ERROR, "layout-hint", "not a value for {0}: '{1}'",
  "a number such as 10.5; for align left, center, right, justify or spread; for widths one number a "
  "column", "「{0}」的值有誤：「{1}」",
  "請填數字（如 10.5）；align 請填 left、center、right、justify 或 spread；widths 每欄一個數字")
D(DIAG_PAPER, DIAG_ERROR, "paper", "the paper leaves no room for text between its margins",
  "correct paper, margins and size in the style", "紙張扣除邊界後放不下內容",
  "請更正版面設定中的紙張、邊界與字級")

/* fonts */
D(DIAG_FONT_TABLE, DIAG_ERROR, "font-table", "the font table is wrong at '{0}'",
  "see fonts/README.md", "字型表有誤：「{0}」", "請參閱 fonts/README.md")
D(DIAG_FONT_FAMILY, DIAG_ERROR, "font-family", "unknown font family: '{0}'", "did you mean '{1}'?",
  "不認得的字型：「{0}」", "是否為「{1}」？")
D(DIAG_FONT_MISSING, DIAG_ERROR, "font-missing", "cannot open the font {0}",
  "install the package {1}", "無法開啟字型檔 {0}", "請安裝套件 {1}")
D(DIAG_FONT, DIAG_ERROR, "font", "not a font that can be used: {0}", "reinstall the package {1}",
  "字型檔無法使用：{0}", "請重新安裝套件 {1}")

/* backend/pdf */
D(DIAG_PDF, DIAG_ERROR, "pdf", "the PDF library failed with error {0}", NULL,
  "PDF 函式庫發生錯誤（{0}）", NULL)
D(DIAG_PDF_TOO_BIG, DIAG_ERROR, "pdf-too-big", "too much for one PDF",
  "make it in several parts (--rows)", "內容超過單一 PDF 檔的上限", "請以 --rows 分批產生")

/* backend/paper */
D(DIAG_PAPER_ENCRYPTED, DIAG_ERROR, "paper-encrypted", "an encrypted PDF cannot be marked",
  "save it without a password (print it to a new PDF), or ask its author for an open one",
  "PDF 有加密，無法加註編號", "請解除密碼後另存（或列印成新的 PDF），或向原提供者索取未加密的檔案")
D(DIAG_PAPER_DAMAGED, DIAG_ERROR, "paper-damaged", "damaged PDF: {0}",
  "open it in a PDF program and save it anew, or take it from where it came from",
  "PDF 檔損壞：{0}", "請用 PDF 軟體開啟後另存新檔，或向原提供者重新取得")
D(DIAG_PAPER_HEAVY, DIAG_ERROR, "paper-heavy", "reading this PDF takes more memory or time than a paper needs",
  "ask whom it came from; or print it to a new PDF", "讀取此 PDF 所需的記憶體或時間超過一般文件",
  "請向提供者查證；或列印成新的 PDF")
D(DIAG_PAPER_SIGNED, DIAG_ERROR, "paper-signed",
  "a signed PDF: a mark on its pages would break the signature",
  "print it to a new PDF for the copies, and keep the signed one",
  "PDF 有電子簽章，加註編號會使簽章失效", "請列印成新的 PDF 供分發，簽章檔另行保存")
D(DIAG_PAPER_XFA, DIAG_ERROR, "paper-xfa", "a PDF with an XFA form, whose pages are made when it is opened",
  "print it to a new PDF", "PDF 為 XFA 動態表單，頁面於開啟時才產生", "請列印成新的 PDF")
D(DIAG_PAPER_LEFT_OUT, DIAG_WARNING, "paper-left-out",
  "comments, attachments, scripts and links to other files are left out of the copies: {0}",
  "print what is needed of them into the document itself", "註解、附件、程式碼與通往其他檔案的連結不會印入各份資料：{0} 個",
  "需要者請寫進文件本文")
D(DIAG_PAPER_WRITE, DIAG_ERROR, "paper-write", "a copy of this PDF could not be made: {0}",
  "open it in a PDF program, save it anew, and try again", "無法產生此 PDF 的編號複本：{0}",
  "請用 PDF 軟體開啟後另存新檔再試")

/* packet */
D(DIAG_OUT_NAME, DIAG_ERROR, "out-name", "cannot write the output to '{0}'",
  "name a folder of its own, such as out/trip", "無法輸出到「{0}」",
  "請指定專用的資料夾，例如 out/trip")
D(DIAG_OUT_LINK, DIAG_ERROR, "out-link", "the output folder is a symbolic link",
  "name the folder it leads to", "輸出資料夾是符號連結", "請直接指定所連結的資料夾")
D(DIAG_OUT_FILE, DIAG_ERROR, "out-file", "the output folder is a file",
  "choose another name, or move the file away", "輸出資料夾的名稱已是一個檔案",
  "請改用其他名稱，或先移走該檔案")
D(DIAG_NOT_OURS, DIAG_ERROR, "not-ours", "the folder holds other files, and no manifest of formpress",
  "choose another folder; with --force those files stay beside the new ones",
  "資料夾內已有其他檔案，且沒有 formpress 的檔案清單",
  "請改用其他資料夾；若要輸出到這裡並保留原有檔案，請加上 --force")
D(DIAG_IN_THE_WAY, DIAG_ERROR, "in-the-way", "this name is needed while the output is made",
  "rename it or move it away", "產製期間需使用這個名稱，但已被占用", "請將它改名或移到別處")
D(DIAG_OUT_BUSY, DIAG_ERROR, "out-busy", "another run is writing here (process {0})",
  "wait until it ends; if there is none, delete this folder", "另一個作業正在輸出（行程 {0}）",
  "請等它結束；若確定沒有其他作業，請刪除這個資料夾")
D(DIAG_CLASH_KEPT, DIAG_WARNING, "clash-kept", "not made by formpress, but of a name it needs",
  "kept as '{0}'", "不是 formpress 產製的檔案，名稱卻與新檔案衝突", "已另存為「{0}」")
D(DIAG_CHANGED_KEPT, DIAG_WARNING, "changed-kept", "changed by hand since it was made",
  "the changed file is kept as '{0}'", "檔案產製後曾被修改", "修改過的檔案已保留為「{0}」")
D(DIAG_CANNOT_KEEP, DIAG_ERROR, "cannot-keep", "neither a file nor a folder, cannot be kept",
  "move it out of the output folder", "不是檔案也不是資料夾，無法保留", "請先移出輸出資料夾")
D(DIAG_OLD_LEFT, DIAG_WARNING, "old-left", "the earlier output could not be removed",
  "delete this folder", "無法刪除前一次的輸出", "請自行刪除這個資料夾")
D(DIAG_NOT_SYNCED, DIAG_WARNING, "not-synced",
  "the output stands, but the disk did not confirm it: {0}", NULL,
  "輸出已完成，但磁碟未確認寫入：{0}", NULL)
D(DIAG_MANIFEST_JSON, DIAG_ERROR, "manifest-json", "not valid JSON: {0}", NULL,
  "JSON 格式有誤：{0}", NULL)
D(DIAG_MANIFEST, DIAG_ERROR, "manifest", "not a manifest of formpress: '{0}' is missing or wrong",
  "make the output anew", "不是 formpress 的檔案清單：「{0}」缺漏或有誤", "請重新產製")
D(DIAG_MANIFEST_PATH, DIAG_ERROR, "manifest-path", "path leads out of the folder: '{0}'",
  "make the output anew", "檔案路徑超出資料夾：「{0}」", "請重新產製")
D(DIAG_FILE_MISSING, DIAG_ERROR, "file-missing", "listed in the manifest, but missing", NULL,
  "檔案清單上有這個檔案，但找不到", NULL)
D(DIAG_FILE_CHANGED, DIAG_ERROR, "file-changed", "differs from the manifest: changed or damaged",
  NULL, "內容與檔案清單不符，可能被修改或損壞", NULL)
D(DIAG_FILE_UNLISTED, DIAG_WARNING, "file-unlisted", "not listed in the manifest", NULL,
  "檔案清單上沒有這個檔案", NULL)

/* run and command line */
D(DIAG_NO_COMMAND, DIAG_ERROR, "no-command", "no command", "see formpress help", "沒有指令",
  "請看 formpress help")
D(DIAG_UNKNOWN_COMMAND, DIAG_ERROR, "unknown-command", "unknown command: '{0}'",
  "did you mean '{1}'?", "沒有這個指令：「{0}」", "是否為「{1}」？")
D(DIAG_ARGUMENTS, DIAG_ERROR, "arguments", "'{0}' has another number of arguments",
  "see formpress help", "指令「{0}」的參數數目不對", "請看 formpress help")
D(DIAG_UNKNOWN_OPTION, DIAG_ERROR, "unknown-option", "unknown option, or its value is missing: '{0}'",
  "see formpress help", "沒有這個選項，或少了它的值：「{0}」", "請看 formpress help")
D(DIAG_OPTION_VALUE, DIAG_ERROR, "option-value", "'{0}' does not take '{1}'", "see formpress help",
  "選項「{0}」不接受「{1}」", "請看 formpress help")
D(DIAG_NO_OUT, DIAG_ERROR, "no-output", "no output folder", "add -o OUT", "沒有指定輸出資料夾",
  "請加上 -o 資料夾")
D(DIAG_NO_ENCRYPT, DIAG_ERROR, "no-encrypt", "passwords without --encrypt", "add --encrypt, or leave them out",
  "指定了密碼檔卻沒有 --encrypt", "請加上 --encrypt，或不要指定密碼檔")
D(DIAG_TWO_PASSWORDS, DIAG_ERROR, "two-passwords", "--passwords and --password-list together",
  "with --passwords the list is there already", "--passwords 與 --password-list 不能並用",
  "沿用既有密碼表時不會另寫一份")
D(DIAG_NO_PASSWORDS, DIAG_ERROR, "no-passwords", "--encrypt, but nowhere to put the passwords",
  "add --password-list FILE, outside OUT; or --passwords FILE to use those of an earlier run",
  "--encrypt 沒有指定密碼放在哪裡", "請加上 --password-list 檔案（放在輸出資料夾之外），或以 --passwords 沿用既有密碼表")
D(DIAG_PASSWORDS_BESIDE, DIAG_ERROR, "passwords-beside", "the passwords would lie beside the copies they open",
  "choose a file outside OUT; they go another way than the copies",
  "密碼表與加密的資料放在同一處", "請放在輸出資料夾之外；密碼應以另一管道傳送")
D(DIAG_PASSWORDS_THERE, DIAG_ERROR, "passwords-there", "there is such a file already; it was left as it is",
  "to use its passwords: --passwords; for new ones choose another name", "檔案已存在，未予更動",
  "要沿用其中密碼請改用 --passwords；要重新產生請換檔名")
D(DIAG_PASSWORD, DIAG_ERROR, "password", "no password of {0} to {1} letters, digits and signs",
  "use what --password-list wrote", "密碼須為 {0} 至 {1} 個半形英數字或符號，不含空白",
  "請使用 --password-list 產生的密碼")
D(DIAG_PASSWORD_TWICE, DIAG_ERROR, "password-twice", "'{0}' has two passwords", "keep one of them",
  "「{0}」有兩組密碼", "請只留一組")
D(DIAG_PASSWORD_SHARED, DIAG_ERROR, "password-shared", "'{0}' has the password of '{1}', and could open those copies",
  "give each a password of its own", "「{0}」與「{1}」的密碼相同，可以互開資料", "請改為各自不同的密碼")
D(DIAG_PASSWORD_CODE, DIAG_ERROR, "password-code", "no {0} as --password-list writes it",
  "use the file that --password-list wrote: its passwords may be changed, this column may not",
  "「{0}」不是 --password-list 產生的內容", "請使用 --password-list 產生的檔案；其中密碼可以改，此欄不可改")
D(DIAG_PASSWORD_HEAD, DIAG_ERROR, "password-head", "a list of passwords has the columns {0}, {1} and {2}",
  "use the file that --password-list wrote", "密碼表應有「{0}」、「{1}」、「{2}」三欄",
  "請使用 --password-list 產生的檔案")
D(DIAG_PASSWORD_ABSENT, DIAG_ERROR, "password-absent", "no password for '{0}'",
  "add a row, or have new ones made for all: --password-list", "沒有「{0}」的密碼",
  "請補上一列，或改用 --password-list 全部重新產生")
D(DIAG_NO_KEY, DIAG_ERROR, "no-key", "nobody whose password opens {0}", "'encrypt' must name a column that is never empty",
  "無從得知誰的密碼可開啟 {0}", "encrypt 所指的欄位不可為空")
D(DIAG_NOTHING_ENCRYPTED, DIAG_ERROR, "nothing-encrypted", "--encrypt, but no document of this run is encrypted",
  "leave it out, or choose the form whose front matter has 'encrypt'", "加了 --encrypt，但這次沒有要加密的文件",
  "請拿掉 --encrypt，或選擇有 encrypt 的表單")
D(DIAG_NO_RANDOM, DIAG_ERROR, "no-random", "the system gives no random bytes: {0}", NULL,
  "系統無法提供亂數：{0}", NULL)
D(DIAG_NO_HOME, DIAG_ERROR, "no-home", "no forms and fonts under '{0}'",
  "set FORMPRESS_HOME to the folder that holds them", "「{0}」之下沒有 forms 與 fonts",
  "請把環境變數 FORMPRESS_HOME 設為其所在資料夾")
D(DIAG_EXISTS, DIAG_ERROR, "exists", "there is such a file already; it was left as it is",
  "choose an empty folder, or remove it", "檔案已存在，未予更動", "請改用空的資料夾，或先移走該檔")
/* image */
D(DIAG_IMAGE_MISSING, DIAG_ERROR, "image-missing", "no such picture: '{0}'",
  "put the file there, or correct its name", "沒有這個圖檔：「{0}」",
  "請把檔案放到該處，或更正檔名")
D(DIAG_IMAGE_PLACE, DIAG_ERROR, "image-place", "a picture outside the document's or the data's folder: '{0}'",
  "copy it into the folder and give its name there, without .. or /",
  "圖檔不在文件或資料的資料夾之內：「{0}」", "請複製到該資料夾，只寫其中的檔名（不用 .. 或 / 開頭，也不用網址）")
D(DIAG_IMAGE_UNREAD, DIAG_ERROR, "image-unread", "no cell of a column of type image names this picture: '{0}'",
  "print the column itself, not what is made of it", "沒有任何 image 型別的儲存格指名這個圖檔：「{0}」",
  "請直接列印該欄，不要另外組成檔名")
D(DIAG_IMAGE_KIND, DIAG_ERROR, "image-kind", "neither a PNG nor a JPEG picture: '{0}'",
  "save it as PNG or JPEG", "不是 PNG 或 JPEG 圖檔：「{0}」", "請另存為 PNG 或 JPEG")
D(DIAG_IMAGE_SIZE, DIAG_ERROR, "image-size", "a picture of more than 50 million pixels: '{0}' ({1})",
  "save it smaller", "圖檔超過五千萬像素：「{0}」（{1}）", "請縮小後再存")
D(DIAG_IMAGE_DAMAGED, DIAG_ERROR, "image-damaged", "damaged picture: '{0}'",
  "open it in a picture program and save it again, or take it from where it came from",
  "圖檔損壞：「{0}」", "請用看圖軟體開啟後重新儲存，或向原提供者重新取得")
D(DIAG_TOO_MANY_NOTES, DIAG_ERROR, "too-many-notes", "more than 65,534 footnotes",
  "split the document", "註腳超過 65,534 個", "請拆成較小的文件")
D(DIAG_WATERMARK, DIAG_ERROR, "watermark-long", "the watermark is too long for the page: '{0}'",
  "make it shorter", "浮水印文字太長，放不進頁面：「{0}」", "請縮短")

D(DIAG_NO_CONTENT, DIAG_ERROR, "no-content", "no document content/{0}.md", "correct the name",
  "沒有文件 content/{0}.md", "請更正名稱")
D(DIAG_UNKNOWN_KIT, DIAG_ERROR, "unknown-kit", "no kit '{0}'", "did you mean '{1}'?",
  "沒有套件「{0}」", "是否為「{1}」？")
D(DIAG_NO_ROWS, DIAG_ERROR, "no-rows", "--rows begins behind the last of {0} people",
  "choose from 1 to {0}", "--rows 超過人數，名冊共 {0} 人", "請選 1 至 {0}")
D(DIAG_WORKER, DIAG_ERROR, "worker", "cannot start a worker: {0}", NULL, "無法啟動工作程序：{0}",
  NULL)
D(DIAG_SILENT, DIAG_ERROR, "silent", "it failed without saying why; nothing was written",
  "report it: this is our fault", "未說明原因即失敗，未寫出任何檔案", "這是本工具的錯，請回報")
D(DIAG_INTERRUPTED, DIAG_ERROR, "interrupted", "interrupted; nothing was written", NULL,
  "已中斷，未寫出任何檔案", NULL)
D(DIAG_WORKER_DIED, DIAG_ERROR, "worker-died", "a worker died; nothing was written",
  "run again with -j 1; if it happens again, report it", "工作程序中斷，未寫出任何檔案",
  "請以 -j 1 重試；若仍發生請回報")
D(DIAG_WOULD_REMOVE, DIAG_ERROR, "would-remove",
  "this run makes only a part, and {0} documents of the earlier run would go", "choose another folder, or add --force",
  "這次只做一部分，會移除先前產生的 {0} 份文件", "請改用另一個輸出資料夾，或加上 --force")
D(DIAG_OTHER_COMMAND, DIAG_ERROR, "other-command",
  "this folder holds documents that another command (build or collect) made, and they would go",
  "choose another folder, or add --force", "這個資料夾放著另一個指令（build 或 collect）產生的文件，會被移除",
  "請改用另一個輸出資料夾，或加上 --force")
D(DIAG_OPTION_TWICE, DIAG_ERROR, "option-twice", "'{0}' is given twice", "give it once",
  "選項「{0}」重複", "請只寫一次")
D(DIAG_UNKNOWN_FORM, DIAG_ERROR, "unknown-form", "no form '{0}' in this kit",
  "its forms are: {1}", "此套件沒有表單「{0}」", "可用的表單：{1}")

D(DIAG_CONDITION, DIAG_ERROR, "condition", "no condition on a choice of this form: '{0}'",
  "write 'field = choice' or 'field = choice | choice', with a field of type choice or bool",
  "看不懂條件：「{0}」", "請寫成「欄位 = 選項」或「欄位 = 選項 | 選項」，欄位型別須為 choice 或 bool")
D(DIAG_OUTPUTS, DIAG_ERROR, "outputs", "no such output: '{0}'", "write outputs: [pdf], [xlsx] or [pdf, xlsx]; only: pdf or only: xlsx",
  "沒有這種輸出：「{0}」", "請寫 outputs: [pdf]、[xlsx] 或 [pdf, xlsx]；only: pdf 或 only: xlsx")
D(DIAG_FORMULA, DIAG_ERROR, "formula", "cannot read the formula here: '{0}'",
  "write it as in a spreadsheet, with = first and names for cells: list[field], [field] or field",
  "公式從這裡起看不懂：「{0}」", "請照試算表的寫法，以 = 開頭，以名稱代替儲存格：清單[欄位]、[欄位] 或欄位")
D(DIAG_FORMULA_FUNCTION, DIAG_ERROR, "formula-function", "no function '{0}' for formulas", "did you mean '{1}'?",
  "公式沒有函數「{0}」", "是否為「{1}」？")
D(DIAG_FORMULA_LIST, DIAG_ERROR, "formula-list", "no list '{0}' in this form", "did you mean '{1}'?",
  "這份表單沒有清單「{0}」", "是否為「{1}」？")
D(DIAG_FORMULA_CELL, DIAG_ERROR, "formula-cell", "no cell holds '{0}' and nothing else, where the formula looks for it",
  "give it a cell of its own; did you mean '{1}'?", "公式所指之處，沒有儲存格只放「{0}」", "請讓它獨占一格；是否為「{1}」？")
D(DIAG_FORMULA_COLUMN, DIAG_ERROR, "formula-column", "the cells of '{0}' do not stand in one column",
  "print the list in one table only", "「{0}」的儲存格不在同一欄", "這份清單請只印在一個表格中")
D(DIAG_CHART, DIAG_ERROR, "chart", "no chart can be made of '{0}'", "write type: column, bar, line or pie; categories: list[field]; values: list[field]",
  "無法依「{0}」畫圖", "請寫 type: column、bar、line 或 pie；categories: 清單[欄位]；values: 清單[欄位]")
D(DIAG_COLLECT_COLUMN, DIAG_ERROR, "collect-column", "no field and no kept value for '{1}' of '{0}', which must not be empty",
  "add it to keep, or as a field of the form", "「{0}」的欄「{1}」不得空白，但此表單沒有同名的欄位或保留值",
  "請加入 keep，或在表單加上這個欄位")
/* collect */
D(DIAG_COLLECT_NOTHING, DIAG_ERROR, "collect-nothing", "no form of kit '{0}' comes back", "collect works with kits whose forms say `collect`",
  "套件「{0}」沒有要收回的表單", "表單須在表頭寫明 collect")
D(DIAG_RETURN_LAYOUT, DIAG_ERROR, "return-layout", "what the file says of itself (hidden sheet formpress) cannot be read: it is of another version of formpress, or was changed",
  "have the form of this version filled in", "看不出這是哪一份表單：檔內的識別資料（隱藏工作表 formpress）由其他版本產生，或已被更改",
  "請以目前版本產生的表單重新填寫")
D(DIAG_RETURN_NONE, DIAG_ERROR, "return-none", "no form of formpress: it was typed anew, or has lost what tells which form it is (its hidden sheet)",
  "have the file that was sent filled in, or enter its answers in the table by hand and take it out of the folder",
  "不是本工具產生的表單：可能是重新繕打，或複製到新檔時遺失了識別資料（隱藏工作表）", "請對方填寫原檔；或將內容人工登打到資料表後，把此檔移出資料夾")
D(DIAG_RETURN_KIT, DIAG_ERROR, "return-kit", "a form of kit '{0}'", "read it with: formpress collect {0}",
  "這是套件「{0}」的表單", "請用 formpress collect {0} 讀取")
D(DIAG_RETURN_FORM, DIAG_ERROR, "return-form", "the form '{0}' is none of those that come back",
  "take the file out of the folder", "表單「{0}」不是要收回的表單", "請把此檔移出資料夾")
D(DIAG_RETURN_VERSION, DIAG_ERROR, "return-version", "made by version {0} of the kit; the version of today is {1}",
  "have the form of today filled in", "由套件 {0} 版產生，目前為 {1} 版", "請對方改填目前版本的表單")
D(DIAG_RETURN_ITEMS, DIAG_ERROR, "return-items", "its items are not those of the form of today",
  "have the form of today filled in", "項目文字與目前的表單不同", "請對方改填目前的表單")
D(DIAG_RETURN_UNKNOWN, DIAG_ERROR, "return-unknown", "'{0}' is not in the tables",
  "add it there, or take the file out of the folder", "資料表裡沒有「{0}」", "請補進資料表，或把此檔移出資料夾")
D(DIAG_RETURN_TWICE, DIAG_ERROR, "return-twice", "'{0}' came back in {1} too: {2} cells are filled in here, {3} there", "keep one of the two",
  "「{0}」重複回覆，另一份是 {1}；本檔填了 {2} 格，另一份填了 {3} 格", "請只留一份")
D(DIAG_RETURN_MAP, DIAG_ERROR, "return-map", "where its fields stand is not what the form of today says: its hidden sheet was changed, or is another form's",
  "have the form of today filled in", "檔內記載的填寫位置與目前的表單不符：識別資料（隱藏工作表）被更改，或取自別的表單",
  "請改用目前的表單重新填寫")
D(DIAG_RETURN_ROW, DIAG_ERROR, "return-row", "'{0}' is on the list no longer: what is filled in for it is not read",
  "put it back into the tables, or clear its row here", "名單上已沒有「{0}」，這一列填的內容未讀取", "請在資料表補回，或清除這一列")
D(DIAG_RETURN_DATA, DIAG_WARNING, "return-data", "the tables have changed since this form was made: here '{0}', now '{1}' (rows that differ: {2})",
  "check that each row is still about the same", "表單產生後資料表已更改：此處印的是「{0}」，現在是「{1}」（共 {2} 列不同）",
  "請確認各列填的仍是同一對象")
D(DIAG_RETURN_ROWS, DIAG_ERROR, "return-rows", "rows have moved from row {0} on (put in, deleted or sorted): nothing of this sheet is read",
  "undo it, or copy the answers into a fresh form", "從第 {0} 列起，列的位置移動了（插入、刪除或排序過），此工作表不讀取",
  "請復原，或把答案抄到一份新的表單")
D(DIAG_RETURN_COLUMNS, DIAG_ERROR, "return-columns", "columns have moved from column {0} on (put in or deleted): nothing of this sheet is read",
  "undo it, or copy the answers into a fresh form", "從 {0} 欄起，欄的位置移動了（插入或刪除過），此工作表不讀取",
  "請復原，或把答案抄到一份新的表單")
D(DIAG_RETURN_TEXT, DIAG_ERROR, "return-text", "a text of the form was changed: '{0}' became '{1}'",
  "have the form that was sent filled in, without changing its texts", "表單文字被更改：「{0}」變成「{1}」", "請對方填寫原表，不要更改表上文字")
D(DIAG_RETURN_TEXT_GONE, DIAG_ERROR, "return-text", "a text of the form is gone: '{0}'",
  "have the form that was sent filled in, without changing its texts", "表單文字不見了：「{0}」", "請對方填寫原表，不要更改表上文字")
D(DIAG_RETURN_TEXTS, DIAG_ERROR, "return-texts", "{0} more texts of the form were changed: nothing of this file is read",
  "have the form that was sent filled in", "另有 {0} 處表單文字被更改，此檔不讀取", "請對方填寫原表")
D(DIAG_RETURN_SHEET, DIAG_ERROR, "return-sheet", "the sheet '{0}' is gone or renamed: nothing of it is read", "rename it back to '{0}', or have the form that was sent filled in",
  "工作表「{0}」不見了或已改名，未讀取", "請改回「{0}」，或請對方填寫原表")
D(DIAG_RETURN_SHEET_EXTRA, DIAG_WARNING, "return-sheet-extra", "a sheet that is not of the form: it is not read", "look whether it matters",
  "此工作表不是原表單的一部分，未讀取", "請看看是否需要處理")
D(DIAG_RETURN_EXTRA, DIAG_WARNING, "return-extra", "what is written here is not read: '{0}'",
  "look whether it matters", "此處的內容未讀取：「{0}」", "請看看是否需要處理")
D(DIAG_RETURN_OTHER, DIAG_WARNING, "return-other", "files that are no workbooks, passed over: {0} ({1})",
  "an answer on paper or as a scan: enter it in the table by hand", "{0} 個檔案不是活頁簿，略過：{1}", "若是紙本或掃描的回覆，請人工登打到資料表")
D(DIAG_RETURN_BLANK, DIAG_WARNING, "return-blank", "forms in which nothing is filled in, passed over as no answers: {0} ({1})", NULL,
  "{0} 份表單尚未填寫，不視為回覆，略過：{1}", NULL)
D(DIAG_RETURN_OWN, DIAG_NOTE, "return-own", "workbooks of formpress that need not come back, passed over: {0} ({1})", NULL,
  "{0} 份本工具的活頁簿不需收回，略過：{1}", NULL)
D(DIAG_RETURN_PARTIAL, DIAG_NOTE, "return-partial", "to roll up for now what has no errors, add --partial: the documents then say what is missing", NULL,
  "要先彙整沒有錯誤的回覆，請加上 --partial；文件上會註明缺了什麼", NULL)
D(DIAG_NO_RETURNS, DIAG_ERROR, "no-returns", "no returned form could be used", "put the returned workbooks into this folder",
  "沒有可用的回覆表單", "請把收回的活頁簿放進這個資料夾")
D(DIAG_FORM_NOT_DUE, DIAG_ERROR, "form-not-due", "the form '{0}' is not printed by this command", "formpress list KIT tells by which",
  "這個指令不印表單「{0}」", "請以 formpress list 套件 查看由哪個指令印")

/* backend/xlsx */
D(DIAG_SHEET_NAME, DIAG_ERROR, "sheet-name", "no name for a sheet: '{0}'",
  "a sheet's name has 1 to 31 characters, and none of []:*?/\\", "不能作為工作表名稱：「{0}」",
  "工作表名稱須為 1 至 31 字，且不得有 []:*?/\\")
D(DIAG_SHEET_TWICE, DIAG_ERROR, "sheet-twice", "two sheets are called '{0}'", "rename one of them",
  "有兩個工作表都叫「{0}」", "請更改其中一個名稱")
D(DIAG_CELL_LONG, DIAG_ERROR, "cell-long", "a text of more than {0} characters fits no cell",
  "shorten it, or split it into paragraphs", "文字超過 {0} 字，一個儲存格放不下",
  "請縮短，或分成數段")

/* run: what a run says when it is done; the texts only, never reported as diagnostics */
D(DIAG_SAY_CHECKED, DIAG_NOTE, "checked", "no errors: {0} documents{1}", NULL,
  "沒有錯誤：{0} 份文件{1}", NULL)
D(DIAG_SAY_BUILT, DIAG_NOTE, "built", "{0} documents{1}, in {2}", NULL,
  "已產生 {0} 份文件{1}，在 {2}", NULL)
D(DIAG_SAY_FOLDERS, DIAG_NOTE, "folders", " ({0} folders)", NULL, "（{0} 個資料夾）", NULL)
D(DIAG_SAY_COLLECTED, DIAG_NOTE, "collected", "{0} returned forms read, {1} left out", NULL,
  "讀取 {0} 份回覆表單，{1} 份未採用", NULL)
D(DIAG_SAY_CHANGED, DIAG_NOTE, "changed",
  "compared with the last run: {0} new, {1} changed, {2} the same, {3} removed", NULL,
  "與上次相比：新增 {0}、變更 {1}、相同 {2}、移除 {3}", NULL)
D(DIAG_SAY_REMOVED, DIAG_NOTE, "removed", "  removed: {0}", NULL, "  移除：{0}", NULL)
D(DIAG_SAY_KEPT, DIAG_NOTE, "kept", "{0} files that are not ours were kept", NULL,
  "保留 {0} 個非本工具產生的檔案", NULL)
D(DIAG_SAY_NOT_MERGED, DIAG_NOTE, "not-merged", "numbered copies are not in print-order.pdf: each goes to its holder alone", NULL,
  "編號資料不併入 print-order.pdf：各份只交給受領人", NULL)
D(DIAG_SAY_ENCRYPTED, DIAG_NOTE, "encrypted",
  "{0} encrypted copies, which are not for the archive; the passwords of {1} holders are in {2}: send them another way",
  NULL, "{0} 份加密資料不得歸檔；{1} 組密碼在 {2}，請以另一管道傳送", NULL)
D(DIAG_SAY_VERIFIED, DIAG_NOTE, "verified", "{0} files are as they were made", NULL,
  "{0} 個檔案均與產生時相同", NULL)
D(DIAG_SAY_ERRORS, DIAG_NOTE, "error-count", "errors: {0}, warnings: {1}; nothing was written", NULL,
  "共 {0} 個錯誤、{1} 個警告；未寫出任何檔案", NULL)
D(DIAG_SAY_NEW, DIAG_NOTE, "new", "tables to fill in are in {0}", NULL, "空白資料表已放在 {0}", NULL)
