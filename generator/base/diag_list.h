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
D(DIAG_WRONG_KIND, DIAG_ERROR, "wrong-kind", "'{0}' must be {1}", NULL, "「{0}」應為 {1}", NULL)

/* value */

/* data: character sets and CSV */

/* data: kits and datasets */

/* markdown */

/* bind */

/* layout and fonts */

/* packet */

/* run and command line */
