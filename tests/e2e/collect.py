"""Workbooks that were sent out, filled in by another program, and read back."""
import shutil

from common import *

OFFICE = ["機關名稱,承辦人,聯絡電話", "測試部,測試員,02-2345-6789"]
AGENCY_COLUMNS = "機關代碼,單位代碼,機關名稱,層級,發送日期"
AUDIT_COLUMNS = "稽核種類,稽核日期,稽核比例,終端機關總數,填表日期"


def agencies(total, sent):
    return [AGENCY_COLUMNS] + ["A%08dT,,測試%d所,終端層,%s" % (n, n, "115/09/01" if n <= sent else "")
                               for n in range(1, total + 1)]


def exchange_data(name, total=4, sent=3, **more):
    return table(name, {"本機關": OFFICE, "機關名冊": agencies(total, sent),
                        "稽核": [AUDIT_COLUMNS, "定期,115/10/20,抽檢,%d,115/11/20" % total], **more})


def issue(data, name, *more):
    """The sheets that are sent: code to path."""
    out = os.path.join(WORK, name)
    r = run("build", "exchange", data, "-o", out, "--form", "terminal", *more)
    assert r.returncode == 0, r.stderr
    return {f["record"][:10]: os.path.join(out, f["path"]) for f in manifest(out) if f["path"].endswith(".xlsx")}


def fields(book):
    """(field, key) to its cell."""
    return {(f["field"], f["key"]): book[f["sheet"]].cell(f["row"], f["column"]) for f in hidden_of(book)[1]}


def fill(sent, to, answers=None, change=None, **values):
    """Fills in a copy as openpyxl saves it: 符合 everywhere but for `answers` {item: (answer, evidence)}."""
    book = openpyxl().load_workbook(sent)
    cells = fields(book)
    for field, key in cells:
        if field == "answer":
            cells[field, key].value = "符合"
    for item, (answer, evidence) in (answers or {}).items():
        cells["answer", str(item)].value = answer
        cells["evidence", str(item)].value = evidence
    for field, value in values.items():
        cells[field, None].value = value
    if change:
        change(book)
    os.makedirs(os.path.dirname(to), exist_ok=True)
    book.save(to)


def collect(returned, data, name, *more):
    out = os.path.join(WORK, name)
    r = run("collect", "exchange", returned, "--data", data, "-o", out, "--date", DATE, *more)
    return out, r


def messages(returned, data, name, *more):
    out, r = collect(returned, data, name, "--json", *more)
    return r, [(m["severity"], m["code"], os.path.basename(m["file"] or ""), m["row"], m["column"])
               for m in map(json.loads, r.stdout.splitlines())]


def test_returned_sheets_are_rolled_up():
    data = exchange_data("collect-data", total=120, sent=37)
    sheets = issue(data, "collect-sent")
    back = os.path.join(WORK, "collect-back")
    for n in range(1, 38):
        answers = {4: ("不適用", None)} if n % 2 else {8: ("不符合", "IC 卡未上鎖")}
        fill(sheets["A%08dT" % n], os.path.join(back, "來函%d" % (n % 3), "回覆%d.xlsx" % n), answers,
             chief="王測試")
    out, r = collect(back, data, "collect-out")
    assert r.returncode == 0, r.stderr
    summary = text_of(of_form(out, "summary")[0])
    assert "30.8%" in summary and "稽核機關數：37" in summary, summary
    assert "本表尚未完成" not in summary
    assert len(of_form(out, "terminal")) == 0
    assert "全部已回覆" in text_of(of_form(out, "missing")[0])
    findings = text_of(of_form(out, "annex")[0])
    assert findings.count("IC卡未上鎖") == 18, findings


def test_two_blank_items_stop_the_roll_up_and_are_named():
    data = exchange_data("blank-data", total=120, sent=37)
    sheets = issue(data, "blank-sent")
    back = os.path.join(WORK, "blank-back")
    for n in range(1, 38):
        fill(sheets["A%08dT" % n], os.path.join(back, "回覆%d.xlsx" % n), {3: (None, None)} if n in (5, 9) else {})
    out, r = collect(back, data, "blank-out", "--lang", "zh")
    assert r.returncode == 1 and not os.path.exists(out)
    errors = [line for line in r.stderr.splitlines() if "錯誤：" in line]
    assert len(errors) == 2, r.stderr
    assert "回覆5.xlsx[" in errors[0] and "A00000005T-測試5所" in errors[0], errors
    assert "回覆9.xlsx[" in errors[1], errors
    out, r = collect(back, data, "blank-out", "--partial", "--lang", "zh")
    assert r.returncode == 0, r.stderr
    summary = text_of(of_form(out, "summary")[0])
    assert "稽核機關數：35" in summary and "29.2%" in summary, summary
    assert "本表尚未完成：2個" in summary and "測試5所、測試9所" in summary, summary
    missing = text_of(of_form(out, "missing")[0])
    assert "測試5所" in missing and "測試9所" in missing and "測試6所" not in missing


def test_what_is_wrong_with_returned_sheets():
    data = exchange_data("wrong-data", total=9, sent=7)
    sheets = issue(data, "wrong-sent")
    other = issue(exchange_data("wrong-other", total=12, sent=12), "wrong-other-sent")
    back = os.path.join(WORK, "wrong-back")

    def path(name):
        return os.path.join(back, name)

    def reworded(book):
        cell = next(c for row in book.worksheets[0].iter_rows() for c in row if "漏洞" in str(c.value))
        cell.value = cell.value.replace("漏洞", "弱點")

    def scribble(book):
        book.worksheets[0].cell(60, 40).value = "請看附件"

    def older(book):
        for row in book["formpress"].iter_rows():
            if row[0].value == "version":
                row[1].value = "0.9.0"

    def lost(book):
        del book["formpress"]

    fill(sheets["A00000001T"], path("1.xlsx"))
    fill(sheets["A00000001T"], path("1-again.xlsx"))
    fill(sheets["A00000002T"], path("2.xlsx"), {4: ("不符合", None)})
    fill(sheets["A00000003T"], path("3.xlsx"), change=reworded)
    fill(sheets["A00000004T"], path("4.xlsx"), change=scribble)
    fill(sheets["A00000005T"], path("5.xlsx"), change=older)
    fill(sheets["A00000006T"], path("6.xlsx"), change=lost)
    fill(other["A00000011T"], path("11.xlsx"))
    fill(sheets["A00000008T"], path("8.xlsx"), {2: ("符合、部分符合", None)})
    with open(path("掃描.pdf"), "wb") as f:
        f.write(b"%PDF-1.4")
    with open(path("壞檔.xlsx"), "wb") as f:
        f.write(b"PK\x03\x04 damaged")
    out, r = collect(back, data, "wrong-out", "--json")
    assert r.returncode == 1 and not os.path.exists(out)
    found = {(m["severity"], m["code"], os.path.basename(m["file"] or "")) for m in
             map(json.loads, r.stdout.splitlines())}
    for wanted in (("error", "return-twice", "1.xlsx"), ("error", "rule", "2.xlsx"),
                   ("error", "return-text", "3.xlsx"), ("warning", "return-extra", "4.xlsx"),
                   ("error", "return-version", "5.xlsx"), ("error", "return-none", "6.xlsx"),
                   ("error", "return-unknown", "11.xlsx"), ("error", "bad-choice", "8.xlsx"),
                   ("warning", "return-other", "wrong-back")):
        assert wanted in found, (wanted, sorted(found))
    assert any(f == "壞檔.xlsx" and s == "error" for s, _, f in found)
    silent = [m for m in map(json.loads, r.stdout.splitlines()) if "機關名冊" in (m["file"] or "")]
    assert [m["row"] for m in silent if m["severity"] == "error"] == [6, 7, 8], silent
    r, partial = messages(back, data, "wrong-out", "--partial")
    assert r.returncode == 0, r.stderr
    assert not [m for m in partial if m[0] == "error"]


def test_a_form_of_yesterdays_items_is_refused():
    data = exchange_data("items-data", total=1, sent=1)
    sheets = issue(data, "items-sent")
    back = os.path.join(WORK, "items-back")
    fill(sheets["A00000001T"], os.path.join(back, "1.xlsx"))
    home = os.path.join(WORK, "items-home")
    os.mkdir(home)
    for d in ("forms", "content", "fonts"):
        shutil.copytree(os.path.join(ROOT, d), os.path.join(home, d))
    policy = os.path.join(home, "content", "exchange-rules.md")
    with open(policy, encoding="utf-8") as f:
        text = f.read()
    with open(policy, "w", encoding="utf-8") as f:
        f.write(text.replace("漏洞", "弱點"))
    r = run("collect", "exchange", back, "--data", data, "-o", os.path.join(WORK, "items-out"), "--json",
            env={"FORMPRESS_HOME": home})
    assert "return-items" in r.stdout, r.stdout


def test_a_workbook_that_comes_back_holds_its_texts():
    sheets = issue(exchange_data("texts-data", total=2, sent=2), "texts-sent")
    hidden = []
    for path in sheets.values():
        book = openpyxl().load_workbook(path)
        facts, _, texts = hidden_of(book)
        locked = [(c.value, s.title, c.row, c.column) for s in book if s.sheet_state == "visible"
                  for row in s.iter_rows() for c in row if c.protection.locked and isinstance(c.value, str)]
        assert [t for t in texts if t in locked] == locked and locked
        hidden.append((facts, texts))
    assert hidden[0][0]["items"] == hidden[1][0]["items"] and hidden[0][1] != hidden[1][1]


def books_of(kit, data, name, form, *more):
    out = os.path.join(WORK, name)
    r = run("build", kit, data, "-o", out, "--form", form, *more)
    assert r.returncode == 0, r.stderr
    return [os.path.join(out, f["path"]) for f in manifest(out) if f["path"].endswith(".xlsx")]


def write_fields(path, to, values):
    """Fills in a copy: {(field, key): value}."""
    book = openpyxl().load_workbook(path)
    cells = fields(book)
    for at, value in values.items():
        cells[at].value = value
    os.makedirs(os.path.dirname(to), exist_ok=True)
    book.save(to)


PEOPLE = ["人員編號,單位,職稱,姓名,身分", "P1,資訊處,技士,測試員,一般使用者", "P2,秘書處,科員,王測試,一般使用者"]
COURSES = ["課程代碼,課程名稱,類別,時數", "C1,資通安全通識,通識,3"]
SESSIONS = ["場次編號,課程代碼,日期,開始,結束", "S1,C1,115/03/10,09:00,16:00", "S2,C1,115/03/10,10:00,15:00"]


def training_data(name, sessions=1, **more):
    return table(name, {"人員": PEOPLE, "課程": COURSES, "場次": SESSIONS[:1 + sessions],
                        "設定": ["機關名稱,年度", "測試機關,115"], **more})


def test_attendance_comes_back_into_the_ledger():
    data = training_data("train-data")
    entry, = books_of("training", data, "train-sent", "entry")
    back = os.path.join(WORK, "train-back")
    write_fields(entry, os.path.join(back, "S1.xlsx"), {("signed", "P1"): "是", ("part", "P1"): "上午",
                                                        ("signed", "P2"): "否"})
    out = os.path.join(WORK, "train-out")
    r = run("collect", "training", back, "--data", data, "-o", out, "--date", DATE)
    assert r.returncode == 0, r.stderr
    short = text_of(of_form(out, "short")[0])
    assert "測試員" in short and "王測試" in short
    ledger = text_of(of_form(out, "ledger")[0])
    assert "1.5" in ledger, ledger
    assert not of_form(out, "signin")


def test_what_is_wrong_with_returned_attendance():
    data = training_data("train-wrong", sessions=2, 出席=["場次編號,人員編號,時段,簽到", "S1,P2,全程,是"])
    first, second = books_of("training", data, "train-wrong-sent", "entry")
    back = os.path.join(WORK, "train-wrong-back")
    cells = fields(openpyxl().load_workbook(second))
    assert {k for _, k in cells if k} == {"P1", "P2"}
    write_fields(first, os.path.join(back, "1.xlsx"), {("signed", "P2"): "是", ("part", "P2"): "全程"})
    write_fields(second, os.path.join(back, "2.xlsx"), {("signed", "P1"): "是", ("signed", "P2"): "是",
                                                        ("part", "P2"): "下午"})
    r = run("collect", "training", back, "--data", data, "-o", os.path.join(WORK, "train-wrong-out"),
            "--date", DATE, "--lang", "zh")
    assert r.returncode == 1
    assert "1.xlsx[出席登錄表]" in r.stderr and "在資料表「出席」已登錄簽到" in r.stderr, r.stderr
    assert "P1 已簽到，但未選時段" in r.stderr and "在同一時間簽到兩個場次" in r.stderr, r.stderr
    r = run("collect", "training", os.path.dirname(data) + "/train-none", "--data", data, "-o", os.path.join(WORK, "x"))
    assert r.returncode == 1


def register_of(data, name, values):
    book, = books_of("meeting", data, name + "-sent", "register")
    back = os.path.join(WORK, name + "-back")
    write_fields(book, os.path.join(back, "回收簿.xlsx"), values)
    return back


def test_a_register_balances():
    import datetime
    data = os.path.join(ROOT, "forms/meeting/example")
    day = datetime.date(2026, 12, 8)
    values = {("issued", str(n)): day for n in range(1, 5)}
    values.update({("returned", str(n)): day for n in range(1, 4)})
    values.update({("kept", "4"): "是", ("approved", "4"): "王測試", ("destroyed", "5"): day, ("witness", "5"): "測試員"})
    back = register_of(data, "reg", values)
    out = os.path.join(WORK, "reg-out")
    r = run("collect", "meeting", back, "--data", data, "-o", out, "--date", DATE, "--lang", "zh")
    assert r.returncode == 1 and "第 6 份尚未結清" in r.stderr and r.stderr.count("錯誤：") == 1, r.stderr
    r = run("collect", "meeting", back, "--data", data, "-o", out, "--date", DATE, "--partial")
    assert r.returncode == 0, r.stderr
    text = text_of(of_form(out, "balance")[0])
    assert "收回3份＋核准留用1份＋銷毀1份，尚未結清1份" in text and "尚未結清：第6份" in text, text
    values.update({("destroyed", "6"): day, ("witness", "6"): "測試員"})
    back = register_of(data, "reg-whole", values)
    r = run("collect", "meeting", back, "--data", data, "-o", out, "--date", DATE)
    assert r.returncode == 0, r.stderr
    assert "收回3份＋核准留用1份＋銷毀2份，全部結清" in text_of(of_form(out, "balance")[0])


def test_what_is_wrong_with_a_returned_register():
    import datetime
    data = os.path.join(ROOT, "forms/meeting/example")
    day, before = datetime.date(2026, 12, 8), datetime.date(2026, 12, 7)
    values = {("kept", "1"): "是", ("destroyed", "2"): day, ("issued", "3"): day, ("returned", "3"): before,
              ("kept", "4"): "是", ("approved", "4"): "王測試", ("returned", "4"): day, ("returned", "5"): day,
              ("returned", "6"): day}
    r = run("collect", "meeting", register_of(data, "reg-wrong", values), "--data", data,
            "-o", os.path.join(WORK, "reg-wrong-out"), "--date", DATE, "--lang", "zh")
    assert r.returncode == 1
    for wanted in ("第 1 份留用，但未填核准主席", "第 2 份銷毀，但未填監銷人", "第 3 份的收回日期",
                   "第 4 份既留用，又收回或銷毀"):
        assert wanted in r.stderr, (wanted, r.stderr)
    out = os.path.join(WORK, "reg-wrong-out")
    r = run("collect", "meeting", os.path.join(WORK, "reg-wrong-back"), "--data", data, "-o", out, "--date", DATE,
            "--partial", "--lang", "zh")
    assert r.returncode == 0, r.stderr
    assert "尚未結清：第1、2、4份" in text_of(of_form(out, "balance")[0])


def test_tables_and_what_came_back_may_share_a_folder():
    data = exchange_data("shared", total=2, sent=2)
    sheets = issue(data, "shared-sent")
    fill(sheets["A00000001T"], os.path.join(data, "回覆.xlsx"))
    fill(sheets["A00000002T"], os.path.join(data, "來函", "二.xlsx"))
    with open(os.path.join(data, "稽核.csv"), "w", encoding="utf-8") as f:
        f.write(AUDIT_COLUMNS + "\n定期,115/10/20,全面性,2,115/11/20\n")
    for folder in (data, data + "/"):
        out = os.path.join(WORK, "shared-out")
        r = run("collect", "exchange", folder, "-o", out, "--date", DATE)
        assert r.returncode == 0, r.stderr
        assert "100.0%" in text_of(of_form(out, "summary")[0])
    r = run("collect", "exchange", data + "/", "--data", data, "-o", out, "--date", DATE)
    assert r.returncode == 0 and "warning" not in r.stderr, r.stderr


def test_collect_never_takes_the_place_of_a_build():
    data = exchange_data("place", total=1, sent=1)
    sheets = issue(data, "place-sent")
    back = os.path.join(WORK, "place-back")
    fill(sheets["A00000001T"], os.path.join(back, "1.xlsx"))
    with open(os.path.join(data, "稽核.csv"), "w", encoding="utf-8") as f:
        f.write(AUDIT_COLUMNS + "\n定期,115/10/20,全面性,1,115/11/20\n")
    out, r = collect(back, data, "place-sent")
    assert r.returncode == 1 and "another command" in r.stderr, r.stderr
    assert os.path.exists(sheets["A00000001T"])
    assert collect(back, data, "place-out")[1].returncode == 0


def test_what_the_tool_calculates_is_no_note():
    data = training_data("calc-data")
    entry, = books_of("training", data, "calc-sent", "entry")
    back = os.path.join(WORK, "calc-back")
    write_fields(entry, os.path.join(back, "S1.xlsx"), {("signed", "P1"): "否", ("signed", "P2"): "否"})
    path = os.path.join(back, "S1.xlsx")
    book = openpyxl().load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = 5  # as a program saves a result
    book.save(path)
    r = run("collect", "training", back, "--data", data, "-o", os.path.join(WORK, "calc-out"), "--date", DATE)
    assert r.returncode == 0 and "not read" not in r.stderr, r.stderr
