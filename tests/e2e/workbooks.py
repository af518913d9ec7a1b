"""Workbooks as data: what comes from them is what comes from CSV, messages included."""
import csv
import datetime
import hashlib
import shutil

from common import *

FIXTURES = os.path.join(ROOT, "tests/data/workbooks")


def rows_in(path):
    with open(path, "rb") as f:
        body = f.read()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp950")
    return list(csv.reader(text.splitlines()))


def put_value(cell, text, typed):
    """As a clerk has it in the cell: text, or a number or a date in the agency's format."""
    date = re.fullmatch(r"(\d+)/(\d+)/(\d+)", text)
    cell.value, cell.data_type = text, "s"
    if typed and re.fullmatch(r"[1-9]\d{0,8}", text):
        cell.value, cell.data_type = int(text), "n"
    elif typed and date:
        try:
            year, month, day = map(int, date.groups())
            cell.value = datetime.date(year + 1911 if year < 1911 else year, month, day)
            cell.number_format = '[$-404]e"年"m"月"d"日"'
        except ValueError:
            pass


def as_workbook(folder, path, typed=True):
    """All CSV files of a folder as the sheets of one workbook."""
    book = openpyxl().Workbook()
    book.remove(book.active)
    for name in sorted(os.listdir(folder)):
        sheet = book.create_sheet(os.path.splitext(name)[0])
        for r, row in enumerate(rows_in(os.path.join(folder, name)), 1):
            for c, text in enumerate(row, 1):
                if text:
                    put_value(sheet.cell(r, c), text, typed)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    book.save(path)


def digests(out):
    found = {}
    for folder, _, names in os.walk(out):
        for name in names:
            if name != "manifest.json":
                path = os.path.join(folder, name)
                with open(path, "rb") as f:
                    found[os.path.relpath(path, out)] = hashlib.sha256(f.read()).hexdigest()
    return found


def test_a_workbook_gives_the_documents_of_its_csv():
    want = digests(built(TOKYO))
    assert len(want) > 30
    for typed in (False, True):
        data = os.path.join(WORK, "book-data%d" % typed)
        as_workbook(TOKYO, os.path.join(data, "出國.xlsx"), typed)
        assert digests(build(data, "book%d" % typed, "--merge")) == want
    data = os.path.join(WORK, "book-ods")
    os.mkdir(data)
    shutil.copy(os.path.join(FIXTURES, "trip.ods"), data)
    assert digests(build(data, "book-ods-out", "--merge")) == want


def test_mistakes_have_the_same_messages_in_a_workbook():
    with open(os.path.join(ROOT, "tests/golden/mistakes/cmd"), encoding="utf-8") as f:
        source = f.read()
    folder = os.path.join(WORK, "book-mistakes")
    os.makedirs(os.path.join(folder, "data"))
    for name, body in re.findall(r"cat >(data/\S+) <<'X'\n(.*?)X\n", source, re.S):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(body)
    as_workbook(os.path.join(folder, "data"), os.path.join(folder, "book", "b.xlsx"), False)
    for lang in ("zh", "en"):
        csvs = run("check", "trip", "data", "--lang", lang, cwd=folder)
        book = run("check", "trip", "book", "--lang", lang, cwd=folder)
        want = re.sub(r"data/(\S+?)\.csv", r"book/b.xlsx[\1]", csvs.stderr)
        assert len(want.splitlines()) > 20 and sorted(book.stderr.splitlines()) == sorted(want.splitlines())
        assert book.returncode == csvs.returncode == 1


def test_the_data_workbook_is_filled_beside_its_empty_csv_files():
    folder = os.path.join(WORK, "book-new")
    assert run("new", "trip", folder).returncode == 0
    path = os.path.join(folder, "trip.xlsx")
    book = openpyxl().load_workbook(path)
    book["出國人員"].append(["T1", "測試處", "專員", "測試員", "否", None, datetime.date(2026, 12, 7), datetime.date(2026, 12, 11)])
    book["行程"].append(["T1", "日本", "東京", False])
    book["設備"].append(["T1", "公務配發", "手機", "測試牌", "A-1", "S-1"])
    book.save(path)
    r = run("check", "trip", folder)
    assert r.returncode == 0 and "warning" not in r.stderr, r.stderr
    with open(os.path.join(folder, "行程.csv"), "a", encoding="utf-8") as f:
        f.write("T1,日本,大阪,否\r\n")
    r, wrong = errors("check", "trip", folder)
    assert [m["code"] for m in wrong] == ["two-files"], r.stdout


def test_dates_of_the_data_workbook_are_typed_in_either_calendar():
    folder = os.path.join(WORK, "book-dates")
    assert run("new", "trip", folder).returncode == 0
    path = os.path.join(folder, "trip.xlsx")
    book = openpyxl().load_workbook(path)
    sheet = book["出國人員"]
    assert sheet.column_dimensions["G"].number_format == "@"  # 115/12/07 stays what was typed
    rule = next(v for v in sheet.data_validations.dataValidation if "G3" in v.sqref)
    assert rule.type == "custom" and rule.errorTitle and 'DATEVALUE(LEFT(G2,' in rule.formula1, rule.formula1
    for i, days in enumerate([("115/12/07", "2026/12/11"), ("1151207", datetime.date(2026, 12, 11))]):
        sheet.append([f"T{i}", "測試處", "專員", f"測試員{'甲乙'[i]}", "否", None, *days])
        book["行程"].append([f"T{i}", "日本", "東京", False])
        book["設備"].append([f"T{i}", "公務配發", "手機", "測試牌", f"A-{i}", f"S-{i}"])
    book.save(path)
    r = run("check", "trip", folder)
    assert r.returncode == 0 and "warning" not in r.stderr, r.stderr


def test_a_dataset_is_chosen_from_a_workbook():
    data = os.path.join(WORK, "book-chosen")
    for name, sheet in (("名單.xlsx", "工作表1"), ("出國人員.xlsx", "工作表1"), ("別的.xlsx", "travellers")):
        book = openpyxl().Workbook()
        book.active.title = sheet
        for row in rows_in(os.path.join(TOKYO, "出國人員.csv")):
            book.active.append(row)
        os.makedirs(os.path.join(data, name + ".d"))
        book.save(os.path.join(data, name + ".d", name))
        for other in ("行程", "設備", "設定"):
            shutil.copy(os.path.join(TOKYO, other + ".csv"), os.path.join(data, name + ".d"))
        if name != "名單.xlsx": # by the sheet's name, or the file's where it has one sheet
            assert run("check", "trip", os.path.join(data, name + ".d")).returncode == 0
    folder = os.path.join(data, "名單.xlsx.d")
    r, wrong = errors("check", "trip", folder)
    assert [m["code"] for m in wrong] == ["dataset-missing"] and "stray-sheet" in r.stdout, r.stdout
    r = run("check", "trip", folder, "-d", "出國人員=" + os.path.join(folder, "名單.xlsx"))
    assert r.returncode == 0 and "warning" not in r.stderr, r.stderr


def test_a_heading_of_two_rows():
    data = os.path.join(WORK, "book-heading")
    as_workbook(TOKYO, os.path.join(data, "b.xlsx"))
    book = openpyxl().load_workbook(os.path.join(data, "b.xlsx"))
    sheet = book["設備"]
    heads = [c.value for c in sheet[1]]
    sheet.insert_rows(2)
    for col in range(1, len(heads) + 1):
        sheet.merge_cells(start_row=1, end_row=2, start_column=col, end_column=col)
    book.save(os.path.join(data, "b.xlsx"))
    assert digests(build(data, "book-heading-out", "--merge")) == digests(built(TOKYO))
