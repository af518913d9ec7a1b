"""What holds for many rows: names of fields, files that come back."""
import zipfile

from common import *


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
    """The names that a list's open cells have, with the number of the row each stands for; and the rows' keys as the
    sheet prints them. Read without openpyxl, whose memory would count as that of the runs after it."""
    form, data = kit(name, OPEN_LIST, [("no", "編號"), ("unit", "單位")], rows)
    out = os.path.join(WORK, name + "-out")
    r = run("build", form, data, "-o", out)
    assert r.returncode == 0, r.stderr
    path, = [f["path"] for f in manifest(out)]
    with zipfile.ZipFile(os.path.join(out, path)) as z:
        book, sheet, shared = (z.read("xl/" + n).decode() for n in
                               ("workbook.xml", "worksheets/sheet1.xml", "sharedStrings.xml"))
    texts = re.findall(r"<t[^>]*>([^<]*)</t>", shared)
    keys = {int(row): texts[int(v)] for row, v in re.findall(r'<c r="A(\d+)"[^>]* t="s"><v>(\d+)</v>', sheet)}
    return re.findall(r'<definedName name="(note[^"]*)"[^>]*>[^<]*\$(\d+)</definedName>', book), keys


def test_names_of_fields_differ_in_more_than_case():
    """To spreadsheets s1 and S1 are one name, and a book with both is damaged."""
    names, _ = names_of(["s1,a", "S1,b", "%s,c" % ("機關代碼" * 60)], "case")
    assert len({n.lower() for n, _ in names}) == 3, names
    assert all(len(n.encode()) <= 127 for n, _ in names), names


def test_many_names_take_no_long():
    """libxlsxwriter looks for each name's place from its list's head."""
    names, keys = names_of(["R%05d,x" % (i * 7919 % 20000) for i in range(20000)], "many")
    assert len(names) == 20000
    assert [n for n, _ in names] == sorted(n for n, _ in names)
    assert all(n == "note_" + keys[int(row)] for n, row in names)
