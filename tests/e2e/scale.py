"""What holds for many rows: names of fields, files that come back."""
from common import *

sys.path.append(os.path.join(ROOT, "tests/tools"))
import recalc


def kit(name, form, columns, rows):
    """A kit of one dataset and one form, and its data."""
    d = os.path.join(WORK, name)
    os.makedirs(d)
    with open(d + "/kit.yaml", "w", encoding="utf-8") as f:
        f.write("kit: %s\ntitle: 測試\nversion: 1.0.0\nforms:\n  - {form: list, per: run}\ndatasets:\n"
                "  rows:\n    label: 名冊\n    required: true\n    columns:\n" % name)
        f.writelines("      - {name: %s, label: %s}\n" % c for c in columns)
    with open(d + "/list.md", "w", encoding="utf-8") as f:
        f.write(form)
    return d, table(name + "-data", {"名冊": [",".join(label for _, label in columns)] + rows})


OPEN_LIST = """---
outputs: [xlsx]
title: 名單
each: |
  SELECT 1 AS one
rows:
  people: |
    SELECT no, unit FROM rows ORDER BY _row
fields:
  note: {label: 備註, max: 40}
---
| 編號 | 單位 | 備註 |
|---|---|---|
| {{#people}} |
| {{no}} | {{unit}} | {{note}} |
| {{/people}} |
"""


def names_of(rows, name):
    """The names that a list's open cells have, read by openpyxl."""
    form, data = kit(name, OPEN_LIST, [("no", "編號"), ("unit", "單位")], rows)
    out = os.path.join(WORK, name + "-out")
    r = run("build", form, data, "-o", out)
    assert r.returncode == 0, r.stderr
    path, = [f["path"] for f in manifest(out)]
    book = recalc.openpyxl.load_workbook(os.path.join(out, path))
    return [n for n in book.defined_names.definedName if n.name.startswith("note")], book


def test_names_of_fields_differ_in_more_than_case():
    """To spreadsheets s1 and S1 are one name, and a book with both is damaged."""
    names, _ = names_of(["s1,a", "S1,b", "%s,c" % ("機關代碼" * 60)], "case")
    assert len({n.name.lower() for n in names}) == 3, names
    assert all(len(n.name.encode()) <= 127 for n in names), names


def test_many_names_take_no_long():
    """libxlsxwriter looks for each name's place from its list's head."""
    names, book = names_of(["R%05d,x" % (i * 7919 % 20000) for i in range(20000)], "many")
    assert len(names) == 20000
    assert [n.name for n in names] == sorted(n.name for n in names)
    sheet = book.worksheets[0]
    for n in names[::997]:
        cell = n.attr_text.split("!")[1].replace("$", "")
        row = sheet[cell].row
        assert n.name == "note_" + sheet.cell(row, 1).value, (n.name, row)
