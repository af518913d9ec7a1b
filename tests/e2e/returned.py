"""What people do to forms before they come back, and where they put them: one message for one cause."""
import datetime
import shutil
import sqlite3

from common import *
from collect import (AUDIT_COLUMNS, agencies, books_of, exchange_data, fields, fill, issue, register_of,
                     training_data, write_fields)

MEETING = os.path.join(ROOT, "forms/meeting/example")
DAY = datetime.date(2026, 12, 8)


def told(kit, back, data, name, *more):
    """[(severity, code, file, message)] of a collect, and its output folder."""
    out = os.path.join(WORK, name)
    r = run("collect", kit, back, "--data", data, "-o", out, "--date", "2026-12-20" if kit == "meeting" else DATE, "--json", "--lang", "zh", *more)
    found = [json.loads(line) for line in r.stdout.splitlines()]
    return r, out, [(m["severity"], m["code"], os.path.basename(m["file"] or ""), m["message"])
                    for m in found if m["code"] != "return-partial" and (m["severity"] != "note" or m["file"])]


def errors_of(found):
    return [m for m in found if m[0] == "error"]


def settled():
    """A register of the example's six copies that balances."""
    values = {("issued", str(n)): DAY for n in range(1, 5)}
    values.update({("returned", str(n)): DAY for n in range(1, 5)})
    values.update({(f, n): v for n in "56" for f, v in (("destroyed", DAY), ("witness", "測試員"))})
    return values


def change(path, how):
    book = openpyxl().load_workbook(path)
    how(book)
    book.save(path)


def moved(name, how):
    """What is told of the register after `how` was done to its sheet."""
    back = register_of(MEETING, name, settled())
    change(os.path.join(back, "回收簿.xlsx"), lambda book: how(book.worksheets[0]))
    return told("meeting", back, MEETING, name + "-out")


def insert_column(sheet, at=4):
    """As a spreadsheet program does it: merged cells go along."""
    merged = [m.bounds for m in sheet.merged_cells.ranges]
    for left, top, right, bottom in merged:
        sheet.unmerge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)
    sheet.insert_cols(at)
    for left, top, right, bottom in merged:
        sheet.merge_cells(start_row=top, end_row=bottom, start_column=left + (left >= at),
                          end_column=right + (right >= at))


def test_a_row_put_in_is_one_message():
    for name, how in (("row-in", lambda s: s.insert_rows(8)), ("row-out", lambda s: s.delete_rows(8)),
                      ("row-top", lambda s: s.insert_rows(1, 2))):
        r, _, found = moved(name, how)
        assert r.returncode == 1 and [m[1] for m in found] == ["return-rows"], (name, found)
    r, _, found = moved("col-in", insert_column)
    assert [m[1] for m in found] == ["return-columns"], found


def test_a_row_put_in_by_libreoffice_is_one_message():
    data = exchange_data("office-rows", total=1, sent=1)
    sheets = issue(data, "office-rows-sent")
    back = os.path.join(WORK, "office-rows-back")
    fill(sheets["A00000001T"], os.path.join(back, "1.xlsx"), chief="王測試",
         change=lambda book: book.worksheets[0].insert_rows(9))
    tool("soffice", "-env:UserInstallation=file://" + os.path.join(WORK, "office"), "--headless", "--convert-to", "ods",
         "--outdir", back, os.path.join(back, "1.xlsx"))
    os.remove(os.path.join(back, "1.xlsx"))
    r, _, found = told("exchange", back, data, "office-rows-out")
    assert [m[1] for m in errors_of(found)] == ["return-rows"], found


def test_a_renamed_sheet_is_read():
    back = register_of(MEETING, "renamed", settled())
    path = os.path.join(back, "回收簿.xlsx")
    change(path, lambda book: setattr(book.worksheets[0], "title", "工作表1"))
    r, _, found = told("meeting", back, MEETING, "renamed-out")
    assert r.returncode == 0 and not found, found
    change(path, lambda book: book.worksheets[0].delete_rows(2, 60))
    r, _, found = told("meeting", back, MEETING, "renamed-out")
    assert [m[1] for m in found] == ["return-sheet"] and "請改回" not in found[0][3], found


def test_a_moved_row_hides_no_other_mistake():
    """A refused file gives no «not answered», and another one's errors are still told."""
    data = exchange_data("told-beside", total=3, sent=3)
    sheets = issue(data, "beside-sent")
    back = os.path.join(WORK, "beside-back")
    fill(sheets["A00000001T"], os.path.join(back, "1.xlsx"), change=lambda book: book.worksheets[0].insert_rows(9))
    fill(sheets["A00000002T"], os.path.join(back, "2.xlsx"), {2: ("不符合", None)})
    r, _, found = told("exchange", back, data, "beside-out")
    got = [(m[1], m[2]) for m in errors_of(found)]
    assert got == [("return-rows", "1.xlsx"), ("rule", "2.xlsx"), ("rule", "機關名冊.csv")], found
    assert "測試3所" in errors_of(found)[2][3]


def copy_data(of, name, **changes):
    to = os.path.join(WORK, name)
    shutil.copytree(of, to)
    for table_name, how in changes.items():
        path = os.path.join(to, table_name + ".csv")
        with open(path, encoding="utf-8-sig") as f:
            text = f.read()
        with open(path, "w", encoding="utf-8") as f:
            f.write(how(text))
    return to


def test_a_register_printed_before_the_list_changed_is_read():
    back = register_of(MEETING, "before", settled())
    data = copy_data(MEETING, "before-title", 出席者=lambda t: t.replace("處長", "代理處長"),
                     會議=lambda t: t.replace("王測試", "許測試"))
    r, _, found = told("meeting", back, data, "before-out")
    assert not errors_of(found), found
    changed = [m for m in found if m[1] == "return-data"]
    assert len(changed) == 1 and "代理處長" in changed[0][3], found


def test_a_row_that_has_left_the_list_is_one_message():
    back = register_of(MEETING, "left", settled())
    with open(os.path.join(MEETING, "會議.csv"), encoding="utf-8-sig") as f:
        assert ",2," in f.read()
    data = copy_data(MEETING, "left-data", 會議=lambda t: t.replace(",2,", ",1,"))
    r, _, found = told("meeting", back, data, "left-out")
    assert [m[1] for m in errors_of(found)] == ["return-row"] and "「6」" in errors_of(found)[0][3], found


def hidden_row(book, of, key=None):
    return next(row for row in book["formpress"].iter_rows()
                if row[1].value == of and (key is None or row[2].value == key))


def test_a_map_that_leads_elsewhere_is_one_message():
    def swap_rows(book):
        a, b = hidden_row(book, "returned", "1"), hidden_row(book, "returned", "2")
        a[5].value, b[5].value = b[5].value, a[5].value

    def swap_columns(book):
        for n in range(1, 7):
            a, b = hidden_row(book, "returned", str(n)), hidden_row(book, "destroyed", str(n))
            a[6].value, b[6].value = b[6].value, a[6].value

    def whole_row(book):
        a, b = ([r for r in book["formpress"].iter_rows() if r[2].value == k and r[5].value] for k in "12")
        for x, y in zip(a, b):
            x[5].value, y[5].value = y[5].value, x[5].value

    for n, how in enumerate((swap_rows, swap_columns, whole_row)):
        back = register_of(MEETING, "map%d" % n, settled())
        change(os.path.join(back, "回收簿.xlsx"), how)
        r, _, found = told("meeting", back, MEETING, "map%d-out" % n)
        assert r.returncode == 1 and [m[1] for m in found] == ["return-map"], (how, found)


def test_a_typed_page_count_is_kept():
    data = copy_data(MEETING, "pages-data", 會議=lambda t: t.replace(",2,,", ",2,,"))
    with open(os.path.join(data, "會議.csv"), encoding="utf-8") as f:
        lines = f.read().splitlines()
    at = lines[0].split(",").index("資料頁數")
    row = lines[1].split(",")
    row[at] = ""
    with open(os.path.join(data, "會議.csv"), "w", encoding="utf-8") as f:
        f.write("\n".join([lines[0], ",".join(row)]) + "\n")
    values = dict(settled())
    values.update({("pages", str(n)): 37 for n in range(1, 7)})
    back = register_of(data, "pages", values)
    r, out, found = told("meeting", back, data, "pages-out")
    assert r.returncode == 0 and not found, found
    assert text_of(of_form(out, "balance")[0]).count("37") == 6


def test_the_folder_of_build_may_be_collected():
    data = exchange_data("over", total=4, sent=3)
    sent = os.path.join(WORK, "over-sent")
    r = run("build", "exchange", data, "-o", sent)
    assert r.returncode == 0, r.stderr
    sheets = {f["record"][:10]: os.path.join(sent, f["path"]) for f in manifest(sent)
              if f["path"].endswith(".xlsx") and f["form"] == "terminal"}
    for path in list(sheets.values())[:2]:
        fill(path, path)
    with open(os.path.join(sent, "掃描.pdf"), "wb") as f:
        f.write(b"%PDF-1.4")
    run("new", "exchange", os.path.join(sent, "空白"))
    r, out, found = told("exchange", sent, data, "over-out", "--partial")
    assert r.returncode == 0, found
    assert sorted(m[1] for m in found if m[2] == "over-sent") == ["return-blank", "return-other", "return-own"], found
    assert len([m for m in found if m[1] == "rule-warning"]) == 1 and len(found) == 4, found
    blank, = (m[3] for m in found if m[1] == "return-blank")
    assert blank.startswith("2 份"), blank


def test_a_blank_form_beside_a_filled_one_is_no_second_answer():
    data = exchange_data("kept", total=3, sent=2)
    sent = os.path.join(WORK, "kept-sent")
    for times in range(2):
        r = run("build", "exchange", data, "-o", sent, "--form", "terminal")
        assert r.returncode == 0, r.stderr
        if times == 0:
            for f in manifest(sent):
                if f["path"].endswith(".xlsx") and f["record"][8] in "12":
                    fill(os.path.join(sent, f["path"]), os.path.join(sent, f["path"]))
    assert any("原檔" in name for _, _, names in os.walk(sent) for name in names)
    r, out, found = told("exchange", sent, data, "kept-out", "--partial")
    assert r.returncode == 0 and not errors_of(found), found
    assert "return-twice" not in [m[1] for m in found]
    assert "稽核機關數：2" in text_of(of_form(out, "summary")[0])


def test_an_answer_beside_the_fields_is_no_blank_form():
    """Nothing is read from it, but it must not be passed over: somebody did answer."""
    def beside(book):
        cell = fields(book)["answer", "1"]
        book.worksheets[0].cell(cell.row, book.worksheets[0].max_column + 2).value = "符合"

    def second_sheet(book):
        copy = book.copy_worksheet(book.worksheets[0])
        first = fields(book)["answer", "1"]
        copy.cell(first.row, first.column).value = "符合"

    def title(book):
        cell = next(c for row in book.worksheets[0].iter_rows() for c in row if c.value)
        cell.value = str(cell.value) + "：本所無電腦，免填"

    data = exchange_data("beside-fields", total=2, sent=2)
    sheets = issue(data, "beside-fields-sent")
    for how, code in ((beside, "return-extra"), (second_sheet, "return-sheet-extra"), (title, "return-text")):
        back = os.path.join(WORK, "beside-fields-" + how.__name__)
        fill(sheets["A00000002T"], os.path.join(back, "2.xlsx"))
        shutil.copy(sheets["A00000001T"], os.path.join(back, "1.xlsx"))
        change(os.path.join(back, "1.xlsx"), how)
        r, _, found = told("exchange", back, data, "beside-fields-out")
        got = [(m[1], m[2]) for m in found]
        assert (code, "1.xlsx") in got and "return-blank" not in [m[0] for m in got], (how, found)


def test_a_field_that_stands_twice_is_read_where_it_is_filled():
    kit = os.path.join(WORK, "twice-kit", "exchange")
    shutil.copytree(os.path.join(ROOT, "forms", "exchange"), kit)
    form = os.path.join(kit, "terminal.md")
    with open(form, encoding="utf-8") as f:
        text = f.read()
    assert "| 地址 | {{address}} |" in text
    with open(form, "w", encoding="utf-8") as f:
        f.write(text.replace("| 地址 | {{address}} |", "| 地址 | {{chief}} |"))
    data, out = exchange_data("twice-field", total=3, sent=1), os.path.join(WORK, "twice-field-sent")
    r = run("build", kit, data, "-o", out, "--form", "terminal")
    assert r.returncode == 0, r.stderr
    sent = next(os.path.join(out, f["path"]) for f in manifest(out) if f["path"].endswith(".xlsx"))
    for values, kept, extra in ((("甲", None), "甲", False), ((None, "乙"), "乙", False), (("甲", "乙"), "甲", True)):
        back, db = (os.path.join(WORK, "twice-field-%s-%s" % values + end) for end in ("", ".db"))

        def both(book):
            places = [f for f in hidden_of(book)[1] if f["field"] == "chief"]
            for f, value in zip(places, values):
                book[f["sheet"]].cell(f["row"], f["column"]).value = value
        fill(sent, os.path.join(back, "1.xlsx"), change=both)
        r, _, found = told(kit, back, data, "twice-field-out", "--db", db)
        assert r.returncode == 0 and ("return-extra" in [m[1] for m in found]) == extra, (values, found)
        assert sqlite3.connect(db).execute("SELECT chief FROM replies").fetchall() == [(kept,)], values


def test_a_field_that_begins_two_rows_is_known_in_both():
    kit = os.path.join(WORK, "rows-kit", "exchange")
    shutil.copytree(os.path.join(ROOT, "forms", "exchange"), kit)
    form = os.path.join(kit, "terminal.md")
    with open(form, encoding="utf-8") as f:
        text = f.read()
    for old, new in (("| 承辦人 | {{contact}} | 單位主管 | {{chief}} |", "| 單位主管 | {{chief}} | 承辦人 | {{contact}} |"),
                     ("| 地址 | {{address}} |", "| 主管 | {{chief}} |")):
        assert old in text
        text = text.replace(old, new)
    with open(form, "w", encoding="utf-8") as f:
        f.write(text)
    data, out = exchange_data("rows-field", total=3, sent=1), os.path.join(WORK, "rows-field-sent")
    assert run("build", kit, data, "-o", out, "--form", "terminal").returncode == 0
    back = os.path.join(WORK, "rows-field-back")
    fill(next(os.path.join(out, f["path"]) for f in manifest(out) if f["path"].endswith(".xlsx")), os.path.join(back, "1.xlsx"))
    r, _, found = told(kit, back, data, "rows-field-out")
    assert r.returncode == 0 and not errors_of(found), found


def test_two_filled_forms_say_how_far_each_is_filled():
    data = exchange_data("twice", total=1, sent=1)
    sheets = issue(data, "twice-sent")
    back = os.path.join(WORK, "twice-back")
    fill(sheets["A00000001T"], os.path.join(back, "1.xlsx"))
    fill(sheets["A00000001T"], os.path.join(back, "2.xlsx"), chief="王測試")
    r, _, found = told("exchange", back, data, "twice-out")
    twice = {m[2]: m[3] for m in found if m[1] == "return-twice"}
    assert "本檔填了 10 格，另一份填了 11 格" in twice["1.xlsx"] and "本檔填了 11 格" in twice["2.xlsx"], twice


def test_a_partial_summary_claims_no_completeness():
    data = exchange_data("claims", total=3, sent=3, 稽核=[AUDIT_COLUMNS, "定期,115/10/20,全面性,3,115/11/20"])
    sheets = issue(data, "claims-sent")
    back = os.path.join(WORK, "claims-back")
    for n in (1, 2):
        fill(sheets["A%08dT" % n], os.path.join(back, "%d.xlsx" % n))
    r, out, found = told("exchange", back, data, "claims-out", "--partial")
    assert r.returncode == 0, found
    assert all("--partial" not in m[3] for m in found) and "return-partial" not in r.stdout, found
    assert "return-partial" in told("exchange", back, data, "claims-out")[0].stdout
    text = text_of(of_form(out, "summary")[0])
    assert "□全面性□抽檢" in text and "66.7%" in text and "本表尚未完成" in text, text
    fill(sheets["A00000003T"], os.path.join(back, "3.xlsx"))
    r, out, found = told("exchange", back, data, "claims-out")
    assert r.returncode == 0, found
    assert "■全面性□抽檢" in text_of(of_form(out, "summary")[0])


def test_a_share_that_disagrees_with_the_list_is_told_at_once():
    for coverage, sent, warned in (("抽檢", 3, True), ("全面性", 3, False), ("抽檢", 2, False), ("全面性", 2, True)):
        name = "share-%s-%d" % (coverage, sent)
        data = exchange_data(name, total=3, sent=sent, 稽核=[AUDIT_COLUMNS, "定期,115/10/20,%s,3,115/11/20" % coverage])
        r = run("check", "exchange", data, "--date", DATE, "--lang", "zh")
        assert r.returncode == 0 and ("即為全部時填全面性" in r.stderr) == warned, (name, r.stderr)


def test_a_wrong_date_is_told_once():
    values = settled()
    values["returned", "2"] = "12月8號"
    back = register_of(MEETING, "wrong-date", values)
    r, _, found = told("meeting", back, MEETING, "wrong-date-out")
    assert r.returncode == 1 and len(found) == 1 and "不是日期" in found[0][3], found
    values["returned", "2"] = None
    back = register_of(MEETING, "no-date", values)
    r, _, found = told("meeting", back, MEETING, "no-date-out")
    assert len(found) == 1 and "第 2 份尚未結清" in found[0][3], found


def test_messages_call_things_by_their_names():
    values = settled()
    values["returned", "2"] = "x"
    back = register_of(MEETING, "called", values)
    r, _, found = told("meeting", back, MEETING, "called-out")
    assert "文件 會議資料編號分發簽收回收簿" in found[0][3], found
    data = exchange_data("called-unit", total=1, sent=1)
    sheets = issue(data, "called-unit-sent")
    back = os.path.join(WORK, "called-unit-back")
    fill(sheets["A00000001T"], os.path.join(back, "1.xlsx"), {3: ("不符合", None)})
    r, _, found = told("exchange", back, data, "called-unit-out")
    assert "未填）" not in found[0][3] and "機關代碼「A00000001T」第 3 項" in found[0][3], found


def test_success_is_an_object_too():
    data = exchange_data("json", total=4, sent=1)
    r = run("check", "exchange", data, "--date", DATE, "--json")
    said = [json.loads(line) for line in r.stdout.splitlines()]
    assert r.returncode == 0 and [m["code"] for m in said if m["severity"] == "note"] == ["checked"], r.stdout
    out = os.path.join(WORK, "json-out")
    r = run("build", "exchange", data, "-o", out, "--json")
    assert [json.loads(line)["code"] for line in r.stdout.splitlines()] == ["built"], r.stdout
    r = run("verify", out, "--json")
    assert [json.loads(line)["code"] for line in r.stdout.splitlines()] == ["verified"], r.stdout


def test_full_width_codes_are_named_as_such():
    data = training_data("wide", 出席=["場次編號,人員編號,時段,簽到", "Ｓ１,Ｐ２,全程,是"])
    r = run("check", "training", data, "--date", DATE, "--lang", "zh")
    assert "「Ｓ１」是全形字；請改成半形「S1」" in r.stderr and "請改成半形「P2」" in r.stderr, r.stderr
    data = exchange_data("wide-agency", total=1, sent=1, 機關名冊=[agencies(1, 1)[0], "Ａ０００００００１Ｔ,,測試一所,終端層,"])
    r = run("check", "exchange", data, "--date", DATE, "--lang", "zh")
    assert "此處是全形字，請改成半形「A00000001T」" in r.stderr, r.stderr


def test_an_unknown_form_names_those_there_are():
    r = run("build", "exchange", exchange_data("unknown-form"), "-o", os.path.join(WORK, "x"), "--form", "terminl")
    assert r.returncode == 2 and "terminal, selfcheck" in r.stderr, r.stderr


def test_a_refused_attendance_is_no_missing_one():
    data = training_data("refused", sessions=2)
    first, second = books_of("training", data, "refused-sent", "entry")
    back = os.path.join(WORK, "refused-back")
    write_fields(first, os.path.join(back, "1.xlsx"), {("signed", "P1"): "否", ("signed", "P2"): "否"})
    change(os.path.join(back, "1.xlsx"), lambda book: book.worksheets[0].insert_rows(6))
    shutil.copy(second, os.path.join(back, "2.xlsx"))
    r, _, found = told("training", back, data, "refused-out")
    assert [(m[1], m[2]) for m in errors_of(found)] == [("return-rows", "1.xlsx"), ("rule", "場次.csv")], found
    assert "S2" in errors_of(found)[1][3] and "return-blank" in [m[1] for m in found], found
