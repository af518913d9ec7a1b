"""Documents as `render` sets them: emphasis, structure, what others read in them."""
import os
import re
import zipfile

import tags
from common import WORK, manifest, run, tool


def render(name, text, *more):
    """The PDF of a document; its messages must be none."""
    source, out = os.path.join(WORK, name + ".md"), os.path.join(WORK, name + ".pdf")
    with open(source, "w", encoding="utf-8") as f:
        f.write(text)
    r = run("render", source, "-o", out, *more)
    assert r.returncode == 0 and not r.stderr, r.stderr
    return out


EMPHASIS = """---
title: 強調
---

# 強調

各機關*應於*期限內，依*（一）the Act*，**速**由~~三日（含假日）~~改為七日，重要**人員（一級）**前往。
"""


def test_emphasis_is_in_the_structure():
    out = render("emphasis", EMPHASIS)
    roles = tags.check(out)
    assert (roles["Em"], roles["Strong"], roles["Span"]) == (2, 2, 1), roles
    pdf = tags.Pdf(out)
    assert pdf.get(pdf.root["/StructTreeRoot"])["/RoleMap"] == {"/Em": "/Span", "/Strong": "/Span"}
    shown = tool("pdfinfo", "-struct-text", out)
    assert re.search(r'Span \(inline\):\s+/TextDecorationType /LineThrough\s+"三日（含假日）"', shown), shown
    text = re.sub(r"\s", "", tool("pdftotext", out, "-"))
    assert "應於期限內，依（一）theAct，速由三日（含假日）改為七日，重要人員（一級）前往。" in text, text


def fonts(pdf):
    return {line.split()[0].split("+")[1] for line in tool("pdffonts", pdf).splitlines()[2:]}


def test_emphasis_is_kai_within_sung():
    kai, sung = render("in-kai", EMPHASIS), render("in-sung", EMPHASIS, "--style", "sung")
    marked = render("marked", EMPHASIS.replace("title:", "emphasis: marks\ntitle:"), "--style", "sung")
    assert fonts(kai) == {"TW-Kai-98_1", "LiberationSerif", "LiberationSerif-Italic"}, fonts(kai)
    assert fonts(sung) == fonts(kai) | {"TW-Sung-98_1"}, fonts(sung)
    assert fonts(marked) == fonts(sung) - {"TW-Kai-98_1"}, fonts(marked)
    dots = [tags.Pdf(p).content(tags.Pdf(p).pages()[0]).count(b"q 1 J ") for p in (kai, sung, marked)]
    assert dots == [3, 0, 3], dots


NOTES = """---
title: 註
---

# 題[^3]

前文[^1]後文。

- 項[^2]目

次段。

| 欄 |
|---|
| 格[^4] |

[^1]: 第一註
[^2]: 第二註
[^3]: 第三註
[^4]: 第四註
"""


def test_notes_are_read_behind_the_text_of_their_marks():
    """As a screen reader goes through it: not after everything else."""
    out = render("notes", NOTES)
    tags.check(out)
    shown = "".join(re.findall(r'^ *"(.*)"$', tool("pdfinfo", "-struct-text", out), re.M))
    assert re.sub(r"\s", "", shown) == \
        "題11第三註前文2後文。2第一註•項3目3第二註次段。欄格44第四註", shown


def test_the_outline_leads_to_headings():
    body = "".join("\n## 第%d節\n\n內文。\n" % i for i in range(1, 6))
    out = render("outline", "---\ntitle: 綱\n---\n\n# 綱\n" + body)
    pdf = tags.Pdf(out)
    places, ref = [], pdf.get(pdf.get(pdf.root["/Outlines"])["/First"])["/First"]
    while ref:
        entry = pdf.get(ref)
        places.append(entry["/Dest"][3])
        ref = entry.get("/Next")
    assert len(places) == 5 and places == sorted(places, reverse=True) and places[0] < 760, places
    assert all(40 < a - b < 80 for a, b in zip(places, places[1:])), places


def test_struck_text_is_told_apart_in_a_workbook():
    kit = os.path.join(WORK, "struck-kit")
    os.makedirs(kit)
    with open(os.path.join(kit, "kit.yaml"), "w", encoding="utf-8") as f:
        f.write("kit: struck-kit\ntitle: 刪\nversion: 1.0.0\nforms:\n  - {form: one, per: run}\n")
    with open(os.path.join(kit, "one.md"), "w", encoding="utf-8") as f:
        f.write("---\ntitle: 刪\noutputs: [xlsx]\nfile: 刪\n---\n\n由~~三日~~改為*一日*。\n")
    out = os.path.join(WORK, "struck-out")
    r = run("build", kit, WORK, "-o", out)
    assert r.returncode == 0, r.stderr
    with zipfile.ZipFile(os.path.join(out, manifest(out)[0]["path"])) as z:
        texts = z.read("xl/sharedStrings.xml").decode()
    assert "由~~三日~~改為一日。" in texts, texts
