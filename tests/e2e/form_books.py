"""Forms as workbooks, read by openpyxl and calculated anew by LibreOffice."""
import re
import shutil

from common import *

sys.path.append(os.path.join(ROOT, "tests/tools"))
import recalc

AUDIT = os.path.join(ROOT, "tests/data/audit")
AUDIT_DATA = os.path.join(ROOT, "tests/data/audit-data")

_built = {}


def built(kit, data=None):
    """The example's packet of a kit, built once."""
    key = (kit, data)
    if key not in _built:
        out = os.path.join(WORK, "books%d" % len(_built))
        r = run("build", kit, data or os.path.join(ROOT, "forms", kit, "example"), "-o", out, "--date", "2026-11-20")
        assert r.returncode == 0, r.stderr
        _built[key] = out
    return _built[key]


def book(kit, ending, data=None):
    """Path and openpyxl's workbook of the first file that ends so."""
    paths = [os.path.join(d, n) for d, _, names in os.walk(built(kit, data)) for n in names]
    path = min(p for p in paths if p.endswith(ending))
    return path, recalc.openpyxl.load_workbook(path)


def fields_of(workbook):
    """The hidden sheet's map: (field, key) to the cell."""
    return {(f["field"], f["key"]): workbook[f["sheet"]].cell(f["row"], f["column"])
            for f in hidden_of(workbook)[1]}


def check_of(cell):
    """The validation that holds for a cell, or None."""
    for v in cell.parent.data_validations.dataValidation:
        if any(r.min_row <= cell.row <= r.max_row and r.min_col <= cell.column <= r.max_col for r in v.sqref.ranges):
            return v
    return None


def rules_of(cell):
    """The formulas that colour a cell, as they are for it: relative rows moved from the range's first."""
    found = []
    for ranges, rules in cell.parent.conditional_formatting._cf_rules.items():
        for r in ranges.sqref.ranges:
            if not (r.min_row <= cell.row <= r.max_row and r.min_col <= cell.column <= r.max_col):
                continue
            moved = lambda m: "$%s%d" % (m.group(1), int(m.group(2)) + cell.row - r.min_row)
            found += [re.sub(r"(?<![!:])\$([A-Z]+)(\d+)", moved, rule.formula[0]) for rule in rules]
    return found


def formulas(workbook):
    return {"%s!%s" % (s.title, c.coordinate): c.value
            for s in workbook for row in s.iter_rows() for c in row if c.data_type == "f"}


# --- formulas ---

def test_ledger_sums_over_its_records():
    _, b = book("training", "時數彙整活頁簿.xlsx")
    assert b.sheetnames[:6] == ["單位達成率", "各月進度", "個人各類時數", "列計人員", "不列計人員", "紀錄"]
    f = formulas(b)
    sums = [v for k, v in f.items() if v.startswith("=ROUND(SUMIFS('紀錄'!")]
    assert len(sums) == 12, sums
    ranges = re.findall(r"'紀錄'!\$[A-Z]+\$3:\$[A-Z]+\$(\d+)", sums[0])
    assert len(ranges) == 3 and set(ranges) == {str(b["紀錄"].max_row)}, sums[0]
    assert not [v for v in f.values() if "[" in v or "{" in v]
    charts = [s.title for s in b if s._charts]
    assert charts == [] or charts == ["單位達成率", "各月進度"]  # openpyxl keeps no charts in some versions
    cached = recalc.openpyxl.load_workbook(book("training", "時數彙整活頁簿.xlsx")[0], data_only=True)
    people = [r for r in cached["個人各類時數"].iter_rows(min_row=3, values_only=True) if r[0]]
    assert [(r[2], r[5], r[7:10]) for r in people if r[9]] == [
        ("P02", "通識", (3, 2, 1)), ("P03", "專業或職能", (12, 9, 3)), ("P09", "通識", (3, 0, 3))]
    for r in people:  # cross-foot
        assert r[9] == max(0, r[7] - r[8])
    records = [r for r in cached["紀錄"].iter_rows(min_row=3, values_only=True) if r[0]]
    assert sum(r[8] for r in records) == sum(r[8] for r in people)


def test_charts_are_in_the_ledger():
    import zipfile
    path, _ = book("training", "時數彙整活頁簿.xlsx")
    with zipfile.ZipFile(path) as z:
        charts = [z.read(n).decode() for n in sorted(z.namelist()) if n.startswith("xl/charts/chart")]
    assert len(charts) == 2 and "<c:barChart>" in charts[0] and "<c:lineChart>" in charts[1]
    assert "'單位達成率'!$B$7:$B$9" in charts[0].replace("&apos;", "'"), charts[0]
    assert "資訊處" in charts[0]  # cached


def test_summary_counts_its_answers():
    _, b = book("exchange", "彙整表-定期.xlsx")
    f = formulas(b)
    first = b.sheetnames[0]
    counts = [v for k, v in f.items() if k.startswith(first + "!") and v.startswith("=COUNTIFS('作答'!")]
    assert len(counts) == 40 and any('"部分符合")' in v for v in counts)
    percent = [v for k, v in f.items() if k.startswith(first + "!") and "ROUND" in v]
    assert len(percent) == 1 and re.match(r"=ROUND\(100\*\$[A-Z]+\$\d+/\$[A-Z]+\$\d+,1\)$", percent[0]), percent
    answers = [r for r in b["作答"].iter_rows(min_row=3, values_only=True) if r[0]]
    assert len(answers) == 50
    assert all(c.protection.locked for row in b["作答"].iter_rows() for c in row)


def test_recalculated_values_are_the_cached_ones():
    if not shutil.which("soffice"):
        print("SKIPPED: no LibreOffice here, formulas were not recalculated")
        return
    for kit, ending, least in (("training", "時數彙整活頁簿.xlsx", 90), ("exchange", "彙整表-定期.xlsx", 60),
                               ("exchange", "追蹤表.xlsx", 4), ("meeting", "回收簿.xlsx", 12),
                               ("training", "出席登錄表-S01.xlsx", 3)):
        n, wrong = recalc.compare(book(kit, ending)[0])
        assert n >= least and not wrong, (ending, n, wrong)


def test_register_balances_when_it_is_filled_in():
    if not shutil.which("soffice"):
        print("SKIPPED: no LibreOffice here, the register was not recalculated")
        return
    import datetime
    path, b = book("meeting", "回收簿.xlsx")
    cells = fields_of(b)
    day = datetime.date(2026, 12, 8)
    for key in "123456":
        cells["issued", key].value = day
    for key in "12":
        cells["returned", key].value = day
    cells["kept", "3"].value = "是"
    cells["kept", "4"].value, cells["approved", "4"].value = "是", "王測試"
    cells["destroyed", "5"].value, cells["witness", "5"].value = day, "測試員"
    filled = os.path.join(WORK, "filled.xlsx")
    b.save(filled)
    new = recalc.openpyxl.load_workbook(recalc.recalculate(filled, tempfile.mkdtemp(dir=WORK)), data_only=True)
    rows = list(new.worksheets[0].iter_rows(values_only=True))
    at = next(r for r in rows if r[0] == "總份數")
    assert [v for v in at if isinstance(v, (int, float))] == [6, 6, 2, 1, 1, 2], at
    states = [[v for v in r if v is not None][-1] for r in rows if isinstance(r[0], (int, float))]
    assert states == ["收回", "收回", "留用未核准", "留用", "銷毀", "未收回"], states


# --- what is open, checked, coloured, merged ---

def test_only_the_roles_items_are_open():
    _, b = book("exchange", "測試縣政府/01-附錄四-資訊安全自評表.xlsx")
    sheet = b.worksheets[0]
    cells = fields_of(b)
    open_items = sorted(int(k) for f, k in cells if f == "answer")
    locked = [r[0].value for r in sheet.iter_rows() if any(c.value == "不適用" and c.protection.locked for c in r)]
    assert open_items and locked and not set(open_items) & {int(n) for n in locked if n}, (open_items, locked)
    for (field, key), cell in cells.items():
        assert not cell.protection.locked
        if field == "answer":
            assert check_of(cell).formula1 == '"符合,部分符合,不符合,不適用"'
    spans = {str(r) for r in sheet.merged_cells.ranges}
    assert len([s for s in spans if re.match(r"A\d+:A\d+$", s)]) == 11, spans  # the items of two rows
    texts = [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
    assert "管[1]" in texts and any(t.startswith("[1] 以「管」") for t in texts)
    assert not any("[0]" in t for t in texts)


def test_a_terminals_finding_wants_evidence_and_a_date():
    _, b = book("exchange", "測試一所/01-終端層稽核表.xlsx")
    cells = fields_of(b)
    for field, kind in (("evidence", "textLength"), ("improve_by", "date")):
        cell, answer = cells[field, "7"], cells["answer", "7"]
        assert check_of(cell).type == kind
        assert rules_of(cell) == ['AND(LEN(TRIM($%s%d))=0,OR($%s%d="不符合"))' % (
            cell.column_letter, cell.row, answer.column_letter, answer.row)]
    names = {n.name: n.attr_text for n in b.defined_names.definedName}
    assert names["improve_by_7"].endswith("!$%s$%d" % (cell.column_letter, cell.row))
    assert check_of(cells["answer", "1"]).prompt


def test_marks_colour_what_is_missing():
    _, b = book("training", "時數彙整活頁簿.xlsx")
    sheet = b["個人各類時數"]
    cell = sheet.cell(5, sheet.max_column)
    assert rules_of(cell) == ["$%s5>0" % cell.column_letter], rules_of(cell)


def test_entry_lists_the_roster():
    _, b = book("training", "出席登錄表-S01.xlsx")
    cells = fields_of(b)
    assert {f for f, _ in cells} == {"part", "signed"}
    assert sorted(k for f, k in cells if f == "signed") == ["P01", "P03", "P04", "P05", "P06"]
    assert check_of(cells["part", "P03"]).formula1 == '"全程,上午,下午"'


# --- mistakes, and the other output ---

def with_form(old, new):
    kit = tempfile.mkdtemp(dir=WORK)
    shutil.copytree(AUDIT, kit, dirs_exist_ok=True)
    path = os.path.join(kit, "sheet.md")
    with open(path, encoding="utf-8") as f:
        text = f.read()
    assert old in text
    with open(path, "w", encoding="utf-8") as f:
        f.write(text.replace(old, new, 1))
    return kit


COUNT = "  count: {label: 數量, type: int}\n"


def test_mistakes_in_formulas():
    for formula, code, hint in (
            ('=COUNTIFS(itemz[result], "符合")', "formula-list", "did you mean 'items'?"),
            ('=COUNTIFS(items[resalt], "符合")', "formula-cell", "did you mean 'result'?"),
            ('=CUONTIF(items[result], "符合")', "formula-function", "did you mean 'COUNTIF'?"),
            ('=[result]', "formula-cell", ""), ('=nothing+1', "formula-cell", ""),
            ('1+1', "formula", ""), ('=1+', "formula", ""), ('=(1', "formula", ""), ('=SUM()', "formula", ""),
            ('="a', "formula", ""), ('=items[result', "formula", ""), ('=1 2', "formula", "")):
        kit = with_form(COUNT, "  count:\n    type: int\n    formula: '%s'\n" % formula)
        r = run("check", kit, AUDIT_DATA)
        assert r.returncode == 1 and "sheet.md:" in r.stderr and hint in r.stderr, (formula, r.stderr)
        j = run("check", kit, AUDIT_DATA, "--json")
        assert '"code":"%s"' % code in j.stdout, (formula, j.stdout)


def test_a_formula_over_blanks_is_zero():
    kit = with_form(COUNT, '  count:\n    type: int\n    formula: =COUNTIFS(items[result], "符合")\n')
    path, b = book(kit, "自評表.xlsx", AUDIT_DATA)
    f = formulas(b)
    assert len(f) == 1 and "COUNTIFS($" in list(f.values())[0], f
    cached = recalc.openpyxl.load_workbook(path, data_only=True)
    where = list(f)[0].split("!")
    assert cached[where[0]][where[1]].value == 0
    assert b[where[0]][where[1]].protection.locked


def test_only_is_for_one_output():
    kit = with_form("# {{title}}", "<!-- only: pdf -->\n# 紙本\n\n<!-- only: xlsx -->\n# 活頁簿")
    path, b = book(kit, "自評表.xlsx", AUDIT_DATA)
    texts = [c.value for row in b.worksheets[0].iter_rows() for c in row]
    pdf = subprocess.run(["pdftotext", path[:-5] + ".pdf", "-"], capture_output=True, text=True).stdout
    assert "活頁簿" in texts and "紙本" not in texts and "紙本" in pdf and "活頁簿" not in pdf
    r = run("check", with_form("# {{title}}", "<!-- only: odt -->\n# {{title}}"), AUDIT_DATA)
    assert r.returncode == 1 and "odt" in r.stderr


def test_hints_of_a_workbook_are_checked():
    """Those too that the PDF does not see."""
    sheet, table = "<!-- sheet: 說明 -->\n", "<!-- table widths: 20 30 20 30 -->"
    for old, new, name in ((sheet, sheet[:-4] + "; only: xlsx; size: 0 -->\n", "size"),
                           (sheet, sheet[:-4] + "; only: xlsx; size: -3 -->\n", "size"),
                           (sheet, sheet[:-4] + "; only: xlsx; size: x -->\n", "size"),
                           (table, "<!-- table only: xlsx; widths: 20 30 20 30; height: 501 -->", "height"),
                           (table, "<!-- table only: xlsx; widths: 20 30 20 -->", "widths"),
                           (table, "<!-- table only: xlsx; widths: 20 30 20 0.4 -->", "widths")):  # no room for a column
        r = run("check", with_form(old, new), AUDIT_DATA)
        assert r.returncode == 1, new
        assert re.search(r"sheet\.md:\d+:\d+: error: not a value for %s:" % name, r.stderr), (new, r.stderr)


def test_a_sheets_name_is_taken_once():
    for second in ("說明", "abc", "ABC"):
        kit = with_form("<!-- sheet: 說明 -->", "<!-- sheet: %s -->\n甲\n\n<!-- sheet: %s -->"
                        % (("說明",) * 2 if second == "說明" else ("abc", second)))
        assert "sheet.md" in run("check", kit, AUDIT_DATA).stderr, second
