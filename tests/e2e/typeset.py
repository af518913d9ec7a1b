"""Documents as `render` sets them: emphasis, structure, what others read in them."""
import os
import re

import tags
from common import WORK, run, tool


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
