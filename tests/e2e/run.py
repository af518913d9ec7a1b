#!/usr/bin/env python3
"""The product from outside: builds packets and checks them with tools that others wrote.

usage: run.py FORMPRESS [name ...]      all tests, or those whose name holds a word

The tests stand here and in the other files of this folder; what they share is in common.py.
"""
import base64
import concurrent.futures
import hashlib
import html
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

sys.dont_write_bytecode = True
import form_books
import tags
from common import *


def one_person(name, person="測試員", **sets):
    rows = {"travellers": [TRAVELLERS, "T1,測試處,專員,%s,否,,115/12/07,115/12/11" % person],
            "legs": [LEGS, "T1,日本,東京,否"],
            "devices": [DEVICES, "T1,公務配發,手機,測試牌,A-1,S-1,,"]}
    rows.update(sets)
    return table(name, rows)


# --- the worked examples of the domain ---

def rows_of(pdf):
    """Numbers of the checklist's items, from the first column."""
    numbers = []
    for line in tool("pdftotext", "-layout", pdf, "-").splitlines():
        m = re.match(r"\s*(\d{1,2})\s+(設備|資料|通訊|使用|檢測|還原)", line)
        if m:
            numbers.append(int(m.group(1)))
    return numbers


def test_tokyo_counts():
    out = built(TOKYO)
    lists = of_form(out, "checklist")
    assert len(lists) == 15, len(lists)
    rows = [rows_of(p) for p in lists]
    assert sum(map(len, rows)) == 225, [len(r) for r in rows]
    official = [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 17, 24, 25]
    assert all(r == official for r in rows), rows
    assert len(of_form(out, "consent")) == 2
    assert len(of_form(out, "selftest")) == 5


def test_shanghai_has_exactly_eight_errors():
    r, found = errors("check", "trip", SHANGHAI)
    assert r.returncode == 1
    assert len(found) == 8, r.stdout
    assert all(m["file"].endswith("devices.csv") and m["row"] and m["column"] for m in found)


def test_shanghai_fixed_counts():
    out = built(FIXED)
    rows = [rows_of(p) for p in of_form(out, "checklist")]
    assert len(rows) == 15
    assert sum(map(len, rows)) == 269
    assert sum(r == list(range(1, 27)) for r in rows) == 4
    assert len(of_form(out, "consent")) == 2


def count_labels(pdf, label):
    """How often a label stands on the pages, one broken over two lines of a cell included."""
    pages = tool("pdftotext", "-layout", pdf, "-").split("\f")
    return sum(re.sub(r"\s", "", page).count(label) for page in pages)


def test_double_signatures_and_hand_ins():
    for data, resets in ((TOKYO, 0), (FIXED, 8)):
        out = built(data)
        lists = of_form(out, "checklist")
        own = [p for p in lists if "自有" in os.path.basename(p)]
        rows = {p: rows_of(p) for p in lists}
        before = [len([n for n in rows[p] if n <= 10]) for p in own]
        assert sum(before) == 42, before
        for signer in ("出國人員", "設備管理人員"):
            rooms = []
            for p in own:  # against a form of issued devices with the same items
                issued = {count_labels(q, signer) for q in lists if q not in own and rows[q] == rows[p]}
                assert len(issued) == 1, issued
                rooms.append(count_labels(p, signer) - issued.pop())
            assert rooms == before, (signer, rooms)
        handed = text_of(of_form(out, "devices-list")[0])
        assert "返國後應交還13部，其中臨時配發%d部" % resets in handed, handed[:200]


# --- files and folders ---

def test_every_pdf_is_sound():
    for data in (TOKYO, FIXED):
        out = built(data)
        for f in manifest(out):
            path = os.path.join(out, f["path"])
            tool("qpdf", "--check", path)
            with open(path, "rb") as h:
                body = h.read()
            assert hashlib.sha256(body).hexdigest() == f["sha256"]
            assert len(body) == f["bytes"]
            assert os.stat(path).st_mode & 0o077 == 0
            fonts = tool("pdffonts", path).splitlines()[2:]
            assert fonts
            for line in fonts:
                assert re.search(r"\byes yes yes\b", line), line
                assert re.match(r"[A-Z]{6}\+", line), line
            assert f["bytes"] < 270000 or f["form"] == "merged", f


def test_no_one_elses_name():
    people = {"T%d" % (i + 1): n for i, n in enumerate(
        "王測試 陳範例 林測試 黃範例 張測試 李範例 吳測試 劉範例 蔡測試 楊範例 許測試 鄭範例".split())}
    out = built(TOKYO)
    surnames = {p: n[0] for p, n in people.items()}
    for f in manifest(out):
        if "/" not in f["path"]:
            continue
        person = f["path"].split("-")[0]
        path = os.path.join(out, f["path"])
        text = text_of(path)
        assert people[person] in text, (path, text[:300])
        cmaps = to_unicode(path)
        for other, name in people.items():
            if other != person:
                assert name not in text
        alien = {s for p, s in surnames.items() if p != person} - set(
            open_text("content/travel-devices.md") + "".join(
                open_text("forms/trip/" + n) for n in os.listdir(ROOT + "/forms/trip")
                if n.endswith((".md", ".yaml"))) + people[person])
        alien -= set("測試範例秘書室副首長機要處國際合作科資訊分析師設計專員主人事政風企劃範")
        assert alien, "the test must have something to look for"
        assert not alien & cmaps, (path, alien & cmaps)


def open_text(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as f:
        return f.read()


def to_unicode(pdf):
    """Every character that any font of the file maps to."""
    data = tool("qpdf", "--qdf", "--object-streams=disable", pdf, "-", text=False)
    found = set()
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.S):
        for value in re.findall(rb"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>", block):
            found |= set(bytes.fromhex(value.decode()).decode("utf-16-be", "replace"))
    return found


def test_words_lie_inside_their_cells():
    """No text crosses a vertical rule of its table, on any page of any form."""
    for data in (TOKYO, FIXED):
        out = built(data)
        for f in manifest(out):
            if f["form"] != "merged" and f["path"].split("-")[0] in ("T1", "T6", "T11", "01", "02", "03"):
                rules = check_words(os.path.join(out, f["path"]))
                assert f["form"] != "checklist" or rules >= 7 * (f["pages"] - 1), (f, rules)


def vertical_rules(pdf, page):
    """(x, top, bottom) in points from the page's top, of every vertical line drawn."""
    svg = tool("pdftocairo", "-svg", "-f", str(page), "-l", str(page), pdf, "-")
    rules = []
    for path in re.findall(r"<path [^>]*>", svg):
        if not re.search(r"stroke:rgb|stroke=\"rgb", path):
            continue
        t = re.search(r"matrix\(([^)]*)\)", path)
        a, b, c, d, e, g = map(float, t.group(1).split(",")) if t else (1, 0, 0, 1, 0, 0)
        for line in re.findall(r"M ([\d.-]+) ([\d.-]+) L ([\d.-]+) ([\d.-]+)", path):
            x1, y1, x2, y2 = map(float, line)
            x1, y1, x2, y2 = a*x1+c*y1+e, b*x1+d*y1+g, a*x2+c*y2+e, b*x2+d*y2+g
            if abs(x1 - x2) < 0.01 and abs(y1 - y2) > 5:
                rules.append((x1, min(y1, y2), max(y1, y2)))
    return rules


def check_words(pdf):
    found = 0
    html = tool("pdftotext", "-bbox", pdf, "-")
    pages = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', html, re.S)
    for number, (width, height, body) in enumerate(pages, 1):
        rules = vertical_rules(pdf, number)
        found += len({round(x) for x, _, _ in rules})
        words = re.findall(
            r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', body)
        assert words
        for x1, y1, x2, y2, word in words:
            x1, y1, x2, y2 = map(float, (x1, y1, x2, y2))
            assert 10 < x1 and x2 < float(width) - 10 and y2 < float(height) - 10, (pdf, word)
            middle = (y1 + y2) / 2
            for x, top, bottom in rules:
                if top < middle < bottom:
                    assert not x1 + 0.6 < x < x2 - 0.6, (pdf, number, word, x1, x2, x)
    return found


def test_same_bytes_everywhere():
    base = build(TOKYO, "same-a", "-j", "1")
    for name, more, kw in (
            ("same-b", ["-j", "2"], {}),
            ("deep/er/same-c", [], {"env": {"TZ": "America/New_York", "LC_ALL": "zh_TW.UTF-8"}}),
            ("same-d", [], {"env": {"SOURCE_DATE_EPOCH": "946684800"}}),
            ("same-a", [], {"cwd": "/"})):
        out = build(TOKYO, name, *more, **kw)
        for f in manifest(base):
            with open(os.path.join(base, f["path"]), "rb") as a, \
                    open(os.path.join(out, f["path"]), "rb") as b:
                assert a.read() == b.read(), f["path"]
        assert manifest(base) == manifest(out)


def test_rows_change_no_bytes():
    whole = build(FIXED, "rows-whole")
    expected = {f["path"]: f["sha256"] for f in manifest(whole)}
    for rows in ("5", "8-9", "12"):
        part = manifest(build(FIXED, "rows-" + rows, "--rows", rows))
        assert part and all(expected[f["path"]] == f["sha256"] for f in part), rows
    assert run("build", "trip", FIXED, "-o", whole, "--rows", "13-20").returncode == 2
    assert run("build", "trip", FIXED, "-o", whole, "--rows", "2").returncode == 1
    assert {f["path"]: f["sha256"] for f in manifest(whole)} == expected


def test_two_people_never_share_a_folder():
    rows = {"travellers": [TRAVELLERS, "A,測試處,專員,1-王測試,否,,115/12/07,115/12/11",
                           "A-1,測試處,專員,王測試,否,,115/12/07,115/12/11"],
            "legs": [LEGS, "A,日本,東京,否", "A-1,日本,東京,否"],
            "devices": [DEVICES, "A,公務配發,手機,測試牌,A-1,S-1,,", "A-1,公務配發,手機,測試牌,A-2,S-2,,"]}
    out = build(table("twins", rows), "twins-out", "--merge")
    folders = {f["path"].split("/")[0] for f in manifest(out) if "/" in f["path"]}
    assert len(folders) == 2, folders
    for f in manifest(out):
        if f["form"] == "cover":
            text = text_of(os.path.join(out, f["path"]))
            assert ("人員編號A-1單位" in text) != ("姓名1-王測試" in text), text


def test_every_overflow_is_told_with_its_document():
    kit = os.path.join(WORK, "narrow", "trip")
    shutil.copytree(os.path.join(ROOT, "forms/trip"), kit)
    cover = os.path.join(kit, "cover.md")
    with open(cover, encoding="utf-8") as f:
        body = f.read()
    with open(cover, "w", encoding="utf-8") as f:
        f.write(body.replace("fields:\n", "fields:\n  unit: {type: text, lines: 1}\n"))
    long = "很長的單位名稱" * 5
    n = 40
    rows = {"travellers": [TRAVELLERS] + ["T%d,%s,專員,測試員,否,,115/12/07,115/12/11" % (i, long) for i in range(n)],
            "legs": [LEGS] + ["T%d,日本,東京,否" % i for i in range(n)],
            "devices": [DEVICES] + ["T%d,公務配發,手機,測試牌,A-%d,S-%d,," % (i, i, i) for i in range(n)]}
    data = table("narrow-data", rows)
    one = run("check", kit, data, "-j", "1")
    two = run("check", kit, data, "-j", "2")
    assert one.returncode == 1 and one.stderr == two.stderr
    out = os.path.join(WORK, "narrow-out")
    three = run("build", kit, data, "-o", out)
    assert three.returncode == 1 and three.stderr == one.stderr, three.stderr[-600:]
    assert not os.path.exists(out) and not os.path.exists(out + ".partial")
    assert len(one.stderr.splitlines()) == n + 1, one.stderr[-500:]
    assert all("T%d-測試員/01-封面.pdf" % i in one.stderr for i in range(n))


def test_all_or_nothing():
    out = build(TOKYO, "whole")
    before = manifest(out)
    r = run("build", "trip", SHANGHAI, "-o", out)
    assert r.returncode == 1
    assert manifest(out) == before
    assert not os.path.exists(out + ".partial")
    assert run("verify", out).returncode == 0


def test_struck_traveller_goes_and_scans_stay():
    data = os.path.join(WORK, "struck")
    shutil.copytree(TOKYO, data)
    out = build(data, "struck-out")
    scan = os.path.join(out, "T2-陳範例", "掃描.jpg")
    with open(scan, "w") as f:
        f.write("a scan")
    for name in ("出國人員.csv", "行程.csv", "設備.csv"):
        path = os.path.join(data, name)
        with open(path, encoding="cp950", newline="") as f:
            lines = [line for line in f if not line.startswith("T12,")]
        with open(path, "w", encoding="cp950", newline="") as f:
            f.writelines(lines)
    r = run("build", "trip", data, "-o", out, "--lang", "zh")
    assert r.returncode == 0, r.stderr
    assert not os.path.exists(os.path.join(out, "T12-鄭範例"))
    assert os.path.exists(scan)
    assert "移除：T12-鄭範例/" in r.stderr, r.stderr


def test_foreign_folder_is_refused():
    out = os.path.join(WORK, "foreign")
    os.mkdir(out)
    with open(os.path.join(out, "mine.txt"), "w") as f:
        f.write("mine")
    r, found = errors("build", "trip", TOKYO, "-o", out)
    assert r.returncode == 1 and len(found) == 1
    assert os.listdir(out) == ["mine.txt"]
    r = run("build", "trip", TOKYO, "-o", out, "--force")
    assert r.returncode == 0, r.stderr
    assert os.path.exists(os.path.join(out, "mine.txt"))


def test_verify_finds_changes():
    out = build(TOKYO, "verified")
    path = os.path.join(out, manifest(out)[0]["path"])
    os.chmod(path, 0o600)
    with open(path, "ab") as f:
        f.write(b"x")
    assert run("verify", out).returncode == 1


def test_merged_file_starts_people_on_front_sides():
    out = built(TOKYO)
    pdf = of_form(out, "merged")[0]
    pages = [re.sub(r"\s", "", p) for p in tool("pdftotext", pdf, "-").split("\f")]
    covers = [i for i, p in enumerate(pages) if "公務出國資通訊設備行前文件" in p[:30]]
    assert len(covers) == 12, covers
    firsts = [i for i, p in enumerate(pages) if "第1頁，共" in p]
    assert len(firsts) == len(manifest(out)) - 1
    assert all(i % 2 == 0 for i in firsts), firsts
    outline = tool("mutool", "show", pdf, "outline")
    assert outline.count("T1-王測試") == 1


# --- characters ---

def test_rare_characters_print_and_copy():
    rare = "\U00020BB7\U0002000B堃喆煊犇\U000F0000"
    probe = run("fonts", "--check", rare)
    if probe.returncode:
        rare = "\U00020BB7\U0002000B堃喆煊犇"
    out = build(one_person("rare", rare), "rare-out")
    for f in manifest(out):
        if "/" in f["path"]:
            assert rare in text_of(os.path.join(out, f["path"])), f["path"]


def test_values_are_never_markup():
    ugly = r"*|<!--=1+1 {{name}} \n #"
    out = build(one_person("ugly", ugly), "ugly-out")
    for f in manifest(out):
        if "/" in f["path"]:
            assert re.sub(r"\s", "", ugly) in text_of(os.path.join(out, f["path"]))
            assert not re.search(r"[\x00-\x1f<>|*?\"]", f["path"])


def test_missing_glyph_is_an_error_at_its_cell():
    r, found = errors("check", "trip", one_person("noglyph", "王\uF8F0"))
    assert r.returncode == 1
    assert any(m["row"] == 2 and m["column"] == 4 and "U+F8F0" in m["message"] for m in found), r.stdout


def test_names_cannot_leave_the_folder():
    rows = {"travellers": [TRAVELLERS, '../../T9,測試處,專員,a/..\\b,否,,115/12/07,115/12/11'],
            "legs": [LEGS, "../../T9,日本,東京,否"],
            "devices": [DEVICES, "../../T9,公務配發,手機,測試牌,A-1,S-1,,"]}
    out = build(table("escape", rows), "escape-out")
    for f in manifest(out):
        assert ".." not in f["path"].split("/"), f["path"]
        assert os.path.realpath(os.path.join(out, f["path"])).startswith(os.path.realpath(out))


# --- the texts ---

def test_consent_wording_is_the_contents():
    wording = open_text("content/travel-devices.md")
    body = next(l for l in wording.splitlines() if l.startswith("茲緣於簽署人"))
    body = re.sub(r"<!--.*?-->", "", body)
    body = re.sub(r"(\\_|_)+年(\\_|_)+月(\\_|_)+日", "", body)
    body = re.sub(r"[\\_\s]", "", body)
    form = next(l for l in open_text("forms/trip/consent.md").splitlines() if l.startswith("茲緣於簽署人"))
    form = re.sub(r"\{\{.*?\}\}|\s", "", form)
    assert form == body, (form, body)


def test_notes_are_printed_on_the_checklist():
    out = built(TOKYO)
    text = text_of(of_form(out, "checklist")[0])
    for part in ("備註：", "機關得依其業務性質或其它資安要求，增列各檢核項目。", "本表之檢核方式：",
                 "並由雙方就出國前項目勾選及簽名。", "並將本表留存於設備管理單位備查。"):
        assert part in text, part


def test_extra_items_follow_from_27():
    data = os.path.join(WORK, "extra")
    shutil.copytree(TOKYO, data)
    table("extra", {"extra_items": ["時段,級別,分類,項目", "出國前,一般,設備,測試增列甲。",
                                    "返國後,進階,檢測,測試增列乙。"]})
    out = build(data, "extra-out")
    text = text_of(of_form(out, "checklist")[0])
    assert "27設備測試增列甲。" in text
    assert "測試增列乙" not in text


def test_settings_all_items_and_per_device():
    data = os.path.join(WORK, "settings")
    shutil.copytree(TOKYO, data)
    os.remove(os.path.join(data, "設定.csv"))
    table("settings", {"settings": ["項目,值", "items,all", "per,device"]})
    out = build(data, "settings-out")
    lists = of_form(out, "checklist")
    assert len(lists) == 20, len(lists)
    assert all(rows_of(p) == list(range(1, 27)) for p in lists)


# --- the exchange kit ---

AUDIT = "稽核種類,稽核日期,稽核比例,終端機關總數"
ANSWERS = "稽核種類,機關代碼,編號,結果,相關佐證說明,改善期限"


def audit_of(name, blank=()):
    """The worked example: 120 terminals, 37 audited; (agency, item) without an answer in `blank`."""
    answers = ["定期,A99%06dT,%d,%s," % (i, item, "不符合,測試佐證" if item == 6 and i < 4 else "符合,")
               for i in range(37) for item in range(1, 11) if (i, item) not in blank]
    return table(name, {
        "本機關": ["機關名稱", "測試部"], "稽核": [AUDIT, "定期,115/10/20,抽檢,120"],
        "機關名冊": ["機關代碼,機關名稱,層級"] + ["A99%06dT,測試%d所,終端層" % (i, i) for i in range(120)],
        "作答": [ANSWERS] + answers})


def test_roll_up_of_120_terminals():
    out = os.path.join(WORK, "audit-out")
    r = run("build", "exchange", audit_of("audit"), "-o", out)
    assert r.returncode == 0, r.stderr
    text = text_of(of_form(out, "summary")[0])
    assert "稽核機關數：37" in text and "30.8%" in text and "□全面性■抽檢" in text, text
    layout = tool("pdftotext", "-layout", of_form(out, "summary")[0], "-")
    counts = [list(map(int, m)) for m in re.findall(r" (\d+) +(\d+) +(\d+) +(\d+)\s*$", layout, re.M)]
    assert len(counts) == 10 and all(sum(c) == 37 for c in counts), layout
    assert counts[5] == [33, 0, 4, 0], counts
    for ending in (".pdf", ".xlsx"):
        assert len([f for f in manifest(out) if f["form"] == "terminal" and f["path"].endswith(ending)]) == 120
    annex = text_of(of_form(out, "annex")[0])
    assert annex.count("未填改善期限") == 4, annex
    for f in manifest(out):
        assert os.stat(os.path.join(out, f["path"])).st_mode & 0o077 == 0
    assert os.stat(out).st_mode & 0o077 == 0


def test_a_blank_item_stops_the_roll_up():
    r, found = errors("check", "exchange", audit_of("audit-blank", {(3, 7), (9, 10)}))
    assert r.returncode == 1
    messages = [m["message"] for m in found]
    assert len(found) == 2, messages
    assert "A99000003T" in messages[0] and "6" in messages[0], messages
    assert "A99000009T" in messages[1] and "9" in messages[1], messages


def test_ten_thousand_terminals_are_within_a_querys_limit():
    codes = ["A99%06dT" % i for i in range(10000)]
    data = table("audit-big", {
        "本機關": ["機關名稱", "測試部"], "稽核": [AUDIT, "定期,115/10/20,全面性,10000"],
        "機關名冊": ["機關代碼,機關名稱,層級"] + [c + ",測試所,終端層" for c in codes],
        "作答": [ANSWERS] + ["定期,%s,%d,符合,," % (c, item) for c in codes for item in range(1, 11)]})
    out = os.path.join(WORK, "audit-big-out")
    r = run("build", "exchange", data, "-o", out, "--form", "summary")
    assert r.returncode == 0, r.stderr
    assert "稽核機關數：10000" in text_of(of_form(out, "summary")[0])


def test_self_assessment_has_16_items_and_27_rows():
    out = os.path.join(WORK, "self-out")
    r = run("build", "exchange", os.path.join(ROOT, "forms/exchange/example"), "-o", out, "--date", "2026-11-20", date=False)
    assert r.returncode == 0, r.stderr
    shut = {"A99000000T": 1, "A99000010T": 4, "A99000020T": 4, "A99000030T": 0}
    for pdf in of_form(out, "selfcheck"):
        text = text_of(pdf)
        code = os.path.basename(os.path.dirname(pdf)).split("-")[0]
        words = re.findall(r"(?<=>)[^<]+(?=</word>)", tool("pdftotext", "-bbox", pdf, "-"))
        layers = [w for w in words if re.match("[管交]1?$", w)]
        assert len(layers) == 27 and sum(w[0] == "管" for w in layers) == 15, (code, layers)
    loss = text_of(of_form(out, "loss")[0])
    assert "密（本件於結案後解密）" in loss and "A123456789" in loss and "115年11月13日前送出" in loss, loss


# --- documents as they are ---

def han(text):
    """How often each Han character and full-width mark stands in a text."""
    counts = {}
    for c in text:
        if c >= "\u3001" and c not in "\u30fb\ufeff":
            counts[c] = counts.get(c, 0) + 1
    return counts


def column_labels(front):
    """The header of a regulation that is printed beside its explanations."""
    return re.findall(r"^columns: (.*)$", front, re.M)


def test_rendered_documents_lose_and_double_nothing():
    for name in sorted(os.listdir(os.path.join(ROOT, "content"))):
        if name == "ERRATA.md":
            continue
        out = os.path.join(WORK, name + ".pdf")
        r = run("render", os.path.join(ROOT, "content", name), "-o", out, "--date", DATE)
        assert r.returncode == 0, r.stderr
        tool("qpdf", "--check", out)
        front, body = open_text("content/" + name).split("\n---\n", 1)
        title = re.search(r"^title: (.*)$", front, re.M).group(1)
        expected = han(re.sub(r"<!--.*?-->", "", body, flags=re.S))
        pages = tool("pdftotext", out, "-").count("\f")
        got = han(tool("pdftotext", out, "-"))
        for c, n in han((title + "第頁，共頁") * pages).items():
            got[c] = got.get(c, 0) - n
        toc = "toc: true" in front
        if toc:
            for line in re.findall(r"^###? (.*)$", re.sub(r"<!--.*?-->", "", body), re.M):
                for c, n in han(line).items():
                    got[c] -= n
        for header in column_labels(front) + re.findall(r"^(\|.*\|)\n\|[-:| ]+\|$", body, re.M): # on each page
            extra = han(header)
            while all(got.get(c, 0) >= expected.get(c, 0) + n for c, n in extra.items()):
                for c, n in extra.items():
                    got[c] -= n
        wrong = {c: (expected.get(c, 0), got.get(c, 0)) for c in set(expected) | set(got)
                 if expected.get(c, 0) != got.get(c, 0)}
        assert not wrong, (name, wrong)
        for line in tool("pdffonts", out).splitlines()[2:]:
            assert re.search(r"\byes yes yes\b", line), line


def test_contents_have_the_right_numbers():
    source = os.path.join(WORK, "toc.md")
    with open(source, "w", encoding="utf-8") as f:
        f.write("---\ntitle: 書\ntoc: true\n---\n# 書\n")
        for i in range(60):
            f.write("\n## 第%d章\n\n%s\n" % (i, "測試文字。" * 200))
    out = os.path.join(WORK, "toc.pdf")
    assert run("render", source, "-o", out).returncode == 0
    pages = tool("pdftotext", "-layout", out, "-").split("\f")
    pages = [re.sub(r"第 ?(\d+) ?章", r"第\1章", p) for p in pages]
    listed = re.findall(r"^(第\d+章)\s+(\d+)$", "\n".join(pages[:3]), re.M)
    assert len(listed) == 60, listed
    for chapter, number in listed:
        assert re.search("^%s$" % chapter, pages[int(number) - 1], re.M), (chapter, number)
    assert tool("mutool", "show", out, "outline").count("章") == 60


def test_guidance_can_be_left_out():
    out = os.path.join(WORK, "plan.pdf")
    source = os.path.join(ROOT, "content/maintenance-plan.md")
    assert run("render", source, "-o", out).returncode == 0
    assert "撰寫說明" in text_of(out)
    assert run("render", source, "-o", out, "--guide", "no", "--style", "sung").returncode == 0
    assert "撰寫說明" not in text_of(out) and "資通安全推動小組" in text_of(out)
    assert "TW-Sung" in tool("pdffonts", out)


def test_pictures_are_embedded_once_and_a_watermark_is_multiplied():
    d = os.path.join(WORK, "pictures")
    shutil.copytree(os.path.join(ROOT, "tests", "data", "images"), d)
    source, pdf = d + "/a.md", d + "/a.pdf"
    with open(source, "w", encoding="utf-8") as f:
        f.write("---\ntitle: 圖\nwatermark: 機敏資料{{n}}\nfields:\n  n: {type: int}\n---\n\n# 圖\n\n"
                "![紅](colour.jpg \"圖一\")\n\n文字![紅](colour.jpg)、![透](half.png)。\n\n"
                "<!-- page-break -->\n\n<!-- block width: 500 -->\n![墨](ink.jpg)\n\n![轉](turned.jpg)\n")
    r = run("render", source, "-o", pdf, "--set", "n=7")
    assert r.returncode == 0, r.stderr
    tool("qpdf", "--check", pdf)
    rows = [row.split() for row in tool("pdfimages", "-list", pdf).split("\n")[2:-1]]
    assert [(row[0], row[8]) for row in rows] == [("1", "jpeg"), ("1", "jpeg"), ("1", "image"), ("2", "image"),
                                                  ("2", "jpeg")], rows
    assert len({row[10] for row in rows}) == 4, "one object a file"
    for page in ("1", "2"):
        text = tool("pdftotext", "-f", page, "-l", page, pdf, "-")
        assert all(c in text for c in "機敏資料7"), text
    objects = json.loads(tool("qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=generalized", pdf))
    objects = objects["qpdf"][1]
    pages = [o["value"] for o in objects.values() if "value" in o and isinstance(o["value"], dict)]
    pages = [p for p in pages if p.get("/Type") == "/Page"]
    assert len(pages) == 2
    for p in pages:
        last = base64.b64decode(objects["obj:" + p["/Contents"][-1]]["stream"]["data"])
        assert last.startswith(b"/Multiply gs\n") and b" cm" in last and b"0.78 g" in last, last


def test_the_plans_blanks_can_be_filled():
    out = os.path.join(WORK, "plan.pdf")
    source = os.path.join(ROOT, "content/maintenance-plan.md")
    values = {"機關名稱": "測試機關", "核定日期": "115/12/07", "機關簡稱": "本會", "承辦單位": "測試室",
              "資安長職稱": "副首長", "責任等級": "B 級", "專責人數": "4 人"}
    sets = [x for key, value in values.items() for x in ("--set", "%s=%s" % (key, value))]
    assert run("render", source, "-o", out).returncode == 0
    before = text_of(out)
    assert run("render", source, "-o", out, *sets).returncode == 0
    after = text_of(out)
    for old, new in (("涵蓋本○全機關", "涵蓋本會全機關"), ("由本機關○○單位簽陳", "由本機關測試室簽陳"),
                     ("訂定○長（", "訂定副首長（"), ("資通安全責任等級○級，", "資通安全責任等級B級，"),
                     ("人員○人，", "人員4人，"), ("分級屬○級", "分級屬B級")):
        assert old in before and new not in before, old
        assert new in after and old not in after, new
    assert after.startswith("測試機關資通安全維護計畫中華民國115年12月7日壹、"), after[:60]
    assert before.startswith("資通安全維護計畫壹、"), before[:60]
    r = run("render", source, "-o", out, "--set", "責任等級=F 級")
    assert r.returncode == 1 and "責任等級" in r.stderr, r.stderr


def peak_kb(*args):
    """The most memory that a run takes. Linux counts what its parent had, so that is a new, small one."""
    small = ("import os, subprocess, sys; p = subprocess.Popen(sys.argv[1:]); _, status, usage = os.wait4(p.pid, 0); "
             "print(usage.ru_maxrss); sys.exit(status != 0)")
    r = subprocess.run([sys.executable, "-c", small, FORMPRESS] + list(args), capture_output=True, text=True,
                       env={"PATH": os.environ["PATH"], "FORMPRESS_HOME": ROOT})
    assert r.returncode == 0, (args, r.stderr)
    return int(r.stdout.split()[-1])


def test_memory_of_long_documents():
    source, out = os.path.join(WORK, "long.md"), os.path.join(WORK, "long.pdf")
    peaks, pages = [], []
    for chapters in (200, 1000):
        with open(source, "w", encoding="utf-8") as f:
            f.write("# 書\n\n")
            for i in range(chapters):
                f.write("## 第%d章\n\n" % i)
                for k in range(12):
                    f.write("第%d段。" % k + "各機關應依規定辦理資通安全維護事項，並每年檢討。" * 4 + "\n\n")
        peaks.append(peak_kb("render", source, "-o", out))
        pages.append(int(re.search(r"Pages: +(\d+)", tool("pdfinfo", out)).group(1)))
    grown = (peaks[1] - peaks[0]) / (pages[1] - pages[0])
    assert pages[1] >= 1000 and grown < 95, "5,000 pages must take less than 500 MB: %d KB a page" % grown
    with open(source, "w", encoding="utf-8") as f:
        f.write("| 編號 | 名稱 | 說明 |\n|---|---|---|\n")
        f.writelines("| %d | 設備%d | 這是第%d列的說明文字，供測試使用。 |\n" % (i, i, i) for i in range(10000))
    assert peak_kb("render", source, "-o", out) < 150000
    assert len(re.findall(r"這是第 ?9999 ?列", tool("pdftotext", out, "-"))) == 1


def test_the_plans_alternatives_are_chosen():
    out = os.path.join(WORK, "plan.pdf")
    source = os.path.join(ROOT, "content/maintenance-plan.md")

    def printed(*sets):
        r = run("render", source, "-o", out, "--guide", "no", *[x for s in sets for x in ("--set", s)])
        assert r.returncode == 0, r.stderr
        return text_of(out)

    first, second = "施行細則第6條訂定。", "本計畫依據下列法規訂定："
    chapters, adopted = "三、作業與通訊安全管理", "一、資通系統及資訊之管理"
    everything = printed()
    assert all(x in everything for x in (first, second, chapters, adopted)), "unset: all are printed"
    assert "範例一：" not in everything and "各欄位定義" not in everything
    text = printed("依據=範例一", "CNS27001=導入")
    assert first in text and second not in text and "其他業務法規名稱" not in text
    assert chapters not in text and adopted not in text and "壹拾、" in text
    text = printed("依據=範例二", "CNS27001=未導入")
    assert first not in text and second in text and chapters in text and adopted in text


def visible_words(source):
    """The words of a Markdown text that a reader must see or be told of: no comments, info strings, labels
    of links, numbers of lists."""
    for markup in (r"<!--.*?-->", r"(?m)^ *(```|~~~)[^\n]*", r"(?ms)^ {0,3}\[([^\]\\]|\\.)*\]:",
                   r"(?s)(?<=\])\[([^\]\\]|\\.)*\]", r"(?m)^ *\d+[.)]"):
        source = re.sub(markup, lambda m: "" if m.group(0).startswith("<") else " ", source, flags=re.S)
    return set(re.findall(r"[A-Za-z0-9\u00c0-\uffff]+", source))


def render_example(n, text):
    source = os.path.join(WORK, "commonmark%d.md" % n)
    with open(source, "w", encoding="utf-8", newline="") as f:
        f.write(text)
    r = run("render", source, "-o", source + ".pdf", "--json")
    assert r.returncode in (0, 1) and not r.stderr, (n, r.returncode, r.stderr)
    if r.returncode == 1: # refused, with a place
        assert all(json.loads(line)["row"] for line in r.stdout.splitlines()), (n, r.stdout)
        return 0
    printed = html.unescape(re.sub(r"\s", "", tool("pdftotext", source + ".pdf", "-") + r.stdout))
    missing = [[w for w in visible_words(t) if w not in printed and w not in urllib.parse.unquote(printed)]
               for t in (text, html.unescape(text))]
    assert not all(missing), "example %d: %r lost %r" % (n, text, missing[0])
    return 1


def test_commonmarks_examples_lose_nothing():
    spec = open_text("tests/data/commonmark/spec.txt")
    examples = [m.group(1).replace("\u2192", "\t")
                for m in re.finditer(r"^`{32} example\n(.*?)^\.\n.*?^`{32}$", spec, re.S | re.M)]
    assert len(examples) == 652
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        printed = sum(pool.map(render_example, range(1, 653), examples))
    assert printed > 600, printed # the others want pictures that are not there, or define what nobody uses


def test_a_regulation_stands_beside_its_explanations():
    source, out = os.path.join(WORK, "columns.md"), os.path.join(WORK, "columns.pdf")
    plain = os.path.join(WORK, "plain-columns.pdf")
    with open(source, "w", encoding="utf-8") as f:
        f.write(open_text("content/travel-devices.md").replace("columns: [規定, 說明]\n", ""))
    assert run("render", source, "-o", plain).returncode == 0
    r = run("render", os.path.join(ROOT, "content/travel-devices.md"), "-o", out)
    assert r.returncode == 0, r.stderr
    before, after = han(tool("pdfinfo", "-struct-text", plain)), han(tool("pdfinfo", "-struct-text", out))
    for c in "規定說明":
        after[c] -= 1 # the header's own
    assert before == after, {c: (before.get(c), after.get(c)) for c in before.keys() | after.keys() if before.get(c) != after.get(c)}
    box = tool("pdftotext", "-bbox", "-l", "1", out, "-")
    left = [float(x) for x in re.findall(r'xMin="([\d.]+)"[^>]*>為推動資通', box)]
    right = [float(x) for x in re.findall(r'xMin="([\d.]+)"[^>]*>明定本須知', box)]
    assert left and right and right[0] > left[0] + 200, (left, right)


def test_a_failed_render_leaves_the_old_file():
    source = os.path.join(WORK, "bad.md")
    out = os.path.join(WORK, "kept.pdf")
    with open(out, "w") as f:
        f.write("old")
    with open(source, "w", encoding="utf-8") as f:
        f.write("字 \U0001F600\n")
    r = run("render", source, "-o", out, "--json")
    assert r.returncode == 1 and "U+1F600" in r.stdout, r.stdout
    with open(out) as f:
        assert f.read() == "old"
    assert not os.path.exists(out + ".partial")


def links_of(path):
    """Each link: its page, its area, and where it leads: a page and a height, or an address."""
    pages = [int(n) for n in re.findall(r"page \d+ = (\d+) 0 R", tool("mutool", "show", path, "pages"))]
    links = []
    for page, number in enumerate(pages):
        annots = re.search(r"/Annots\s*\[([^]]*)\]", tool("mutool", "show", "-g", path, str(number)))
        for link in re.findall(r"(\d+) 0 R", annots.group(1) if annots else ""):
            text = tool("mutool", "show", "-g", path, link)
            assert "/F 4" in text and "/Border[0 0 0]" in text, text
            area = [float(x) for x in re.search(r"/Rect\[([^]]*)\]", text).group(1).split()]
            dest = re.search(r"/Dest\[(\d+) 0 R/XYZ null ([\d.]+) null\]", text)
            to = (pages.index(int(dest.group(1))), float(dest.group(2))) if dest else \
                re.search(r"/URI\((.*?)\)>>", text).group(1)
            links.append((page, area, to))
    return links


def test_links_lead_to_their_places():
    source = os.path.join(WORK, "links.md")
    with open(source, "w", encoding="utf-8") as f:
        f.write("---\ntitle: 書\ntoc: true\n---\n# 書\n\n## 甲章\n\n見[乙](#b)、[官網](https://例.tw/(x))、"
                "[信](mailto:a@example.tw)、[壞](javascript:x)[^1]。\n\n<!-- page-break -->\n\n文\n\n"
                "## 乙章 <!-- id: b -->\n\n回到[](#甲章)。\n\n[^1]: 註\n")
    out = os.path.join(WORK, "links.pdf")
    assert run("render", source, "-o", out).returncode == 0
    tool("qpdf", "--check", out)
    assert "甲章（" not in text_of(out) and "回到甲章。" in text_of(out), text_of(out)
    roles = tags.check(out)
    assert (roles["Link"], roles["Reference"]) == (9, 1), roles # one leads nowhere
    links = links_of(out)
    assert [(page, to[0] if isinstance(to, tuple) else to) for page, area, to in links] == [
        (0, 1), (0, 1), (0, 2), (0, 2),
        (1, 2), (1, "https://%E4%BE%8B.tw/%28x%29"), (1, "mailto:a@example.tw"), (1, 1), (2, 1)], links
    first, second, note, back = links[0][2], links[2][2], links[7], links[8]
    assert back[2] == first and second[1] < 800 - 20, links # below the line of text on its page
    assert note[2][1] < 150, note # the foot of the page
    for page, area, to in links:
        assert area[0] < area[2] <= 595 - 56 and area[1] < area[3] <= 842 - 56, area


def test_figures_and_written_numbers_are_referred_to():
    d = os.path.join(WORK, "figures")
    os.mkdir(d)
    shutil.copy(os.path.join(ROOT, "tests", "data", "images", "colour.jpg"), d)
    with open(d + "/a.md", "w", encoding="utf-8") as f:
        f.write("# 要點\n\n見[](#f)、[](#g)、[](#h)、[](#c)、[](#x)、[](#y)。\n\n"
                "<!-- block caption: 機房; id: f; width: 30 -->\n![機房](colour.jpg)\n\n"
                "<!-- id: g -->\n![庫](colour.jpg \"圖九　庫房\")\n\n## 第三方管理 <!-- id: h -->\n\n"
                "### （一）通則\n\n一、甲。\n\n二、乙。 <!-- id: c -->\n\n## 附件二　清冊 <!-- id: x -->\n\n"
                "## 參、其他\n\n### 四、雜項 <!-- id: y -->\n")
    r = run("render", d + "/a.md", "-o", d + "/a.pdf")
    assert r.returncode == 0, r.stderr
    text = text_of(d + "/a.pdf")
    assert "見圖一、圖九、第三方管理、二、附件二、參、四。" in text, text
    assert "圖一機房" in text and "圖九庫房" in text, text


def test_a_cover_is_one_page_of_any_paper():
    source = os.path.join(WORK, "cover.md")
    for page in ("A4", "A5", "A3 landscape", "slides"):
        with open(source, "w", encoding="utf-8") as f:
            f.write("---\npage: %s\ncover: true\ntoc: true\nagency: 測試機關\nsubtitle: 副題\nversion: 1.0\n"
                    "date: 115/12/07\nhead: \"{{chapter}}\"\n---\n# 題名\n\n## 甲章\n\n文\n\n## 乙章\n\n文\n" % page)
        out = os.path.join(WORK, "cover.pdf")
        assert run("render", source, "-o", out).returncode == 0
        pages = ["".join(p.split()) for p in tool("pdftotext", out, "-").split("\f")]
        assert pages[0] == "測試機關題名副題版次：1.0中華民國115年12月7日", (page, pages)
        assert pages[1].startswith("目次") and pages[1].endswith("i"), (page, pages)
        assert "第1頁，共" in pages[2] and pages[2].startswith("甲章甲章"), (page, pages)
        labels = "".join(tool("mutool", "show", out, "trailer/Root/PageLabels").split())
        assert labels == "<</Nums[0<</P<FEFF5C019762>>>1<</S/r>>2<</S/D>>]>>", labels
    with open(source, "w", encoding="utf-8") as f:
        f.write("---\ntitle: 題\ntoc: true\nfirst: plain\n---\n沒有標題\n\n<!-- page-break -->\n\n文\n")
    assert run("render", source, "-o", out).returncode == 0
    assert text_of(out) == "沒有標題文題第2頁，共2頁", text_of(out)


# --- tagged PDF and PDF/A ---

def struct_text(pdf):
    """The text of the structure, element by element."""
    out = tool("pdfinfo", "-struct-text", pdf)
    return "".join(re.findall(r'^ *"(.*)"$', out, re.M))


def test_every_pdf_is_tagged():
    for data in (TOKYO, FIXED):
        out = built(data)
        for f in manifest(out):
            roles = tags.check(os.path.join(out, f["path"]))
            assert roles.get("H1") and roles.get("P"), (f, roles)
            if f["form"] == "checklist":
                assert roles["TH"] >= 6 and roles["TD"] > 60, roles


def test_documents_are_tagged():
    wanted = {"maintenance-plan.md": ("H2", "TOC", "Note", "Reference", "Table", "BlockQuote"),
              "security-directions.md": ("H1", "P"), "exchange-rules.md": ("H1", "P")}
    for name in sorted(os.listdir(os.path.join(ROOT, "content"))):
        if name == "ERRATA.md":
            continue
        out = os.path.join(WORK, "tagged.pdf")
        assert run("render", os.path.join(ROOT, "content", name), "-o", out).returncode == 0
        roles = tags.check(out)
        assert all(r in roles for r in wanted.get(name, ())), (name, roles)


def test_structure_holds_the_text_once():
    """Running feet and repeated headers are no part of it, so nothing is taken off."""
    for name in sorted(os.listdir(os.path.join(ROOT, "content"))):
        if name == "ERRATA.md":
            continue
        out = os.path.join(WORK, "once.pdf")
        assert run("render", os.path.join(ROOT, "content", name), "-o", out).returncode == 0
        front, body = open_text("content/" + name).split("\n---\n", 1)
        body = re.sub(r"<!--.*?-->", "", body, flags=re.S)
        expected, got = han(body), han(struct_text(out))
        headings = re.findall(r"^###? (.*)$", body, re.M) if "toc: true" in front else []
        for line in headings + column_labels(front):
            for c, n in han(line).items():
                expected[c] += n
        wrong = {c: (expected.get(c, 0), got.get(c, 0)) for c in set(expected) | set(got)
                 if expected.get(c, 0) != got.get(c, 0)}
        assert not wrong, (name, wrong)


def test_a_forms_structure_holds_its_text_once():
    out = built(TOKYO)
    for f in manifest(out):
        if f["form"] != "checklist" and f["pages"] > 1: # whose headers are repeated: one form's is enough
            continue
        pdf = os.path.join(out, f["path"])
        pages = han(tool("pdftotext", pdf, "-"))
        foot = re.findall(r"第 ?\d+ ?頁，共 ?\d+ ?頁", tool("pdftotext", pdf, "-"))
        assert len(foot) == f["pages"], foot
        got = han(struct_text(pdf))
        more = {c: n for c, n in got.items() if n > pages.get(c, 0)}
        less = {c: pages[c] - got.get(c, 0) for c in pages if pages[c] > got.get(c, 0)}
        assert not more, (f["path"], more)
        feet = han("".join(foot) + os.path.basename(os.path.dirname(pdf)) * f["pages"])
        header = han("項次分類項目檢核結果例外備註檢核人簽名檢核日期" * (f["pages"] - 1))
        other = {c: n for c, n in less.items() if n > feet.get(c, 0) + header.get(c, 0)}
        assert not other, (f["path"], other)


JARS = ["preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io", "javax.activation",
        "jaxb-api"]


def preflight(pdfs):
    """What Apache PDFBox's validator finds, {file: [message]}. It knows PDF/A-1b only, so it is given
    each file without object streams, as PDF 1.4, and with 1b in its metadata. What 1b wants and 2u
    leaves open (ISO 19005-2, 6.2.11.4.2) is not counted: a CIDSet."""
    work = os.path.join(WORK, "preflight")
    os.mkdir(work)
    for i, pdf in enumerate(pdfs):
        tool("qpdf", "--object-streams=disable", "--newline-before-endstream", "--force-version=1.4",
             pdf, os.path.join(work, "x"))
        with open(os.path.join(work, "x"), "rb") as f:
            body = f.read()
        claim = b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U"
        assert body.count(claim) == 1, pdf
        with open(os.path.join(work, "%03d.pdf" % i), "wb") as f:
            f.write(body.replace(claim, claim.replace(b">2<", b">1<").replace(b">U", b">B")))
        os.remove(os.path.join(work, "x"))
    jars = ":".join("/usr/share/java/%s.jar" % j for j in JARS)
    tool("java", "-XX:TieredStopAtLevel=1", "-cp", jars, "org.apache.pdfbox.preflight.Validator_A1b",
         "xml", "batch", work)
    found = {}
    for i, pdf in enumerate(pdfs):
        with open(os.path.join(work, "%03d.pdf.preflight.xml" % i), encoding="utf-8") as f:
            report = f.read()
        assert "<isValid" in report, report[:300]
        messages = re.findall(r"<details>(.*?)</details>", report, re.S)
        assert messages or 'isValid type="PDF_A1b">true' in report, report[:300]
        found[pdf] = [m for m in messages if "CIDSet entry is missing" not in m]
    shutil.rmtree(work)
    return found


def test_pdf_a_by_the_validator():
    out = built(FIXED)
    seen, pdfs = set(), []
    for f in manifest(out):
        if f["form"] not in seen:
            seen.add(f["form"])
            pdfs.append(os.path.join(out, f["path"]))
    for i, name in enumerate(("maintenance-plan.md", "confidentiality-guide.md")):
        pdfs.append(os.path.join(WORK, "pdfa%d.pdf" % i))
        assert run("render", os.path.join(ROOT, "content", name), "-o", pdfs[-1]).returncode == 0
    broken = os.path.join(WORK, "broken.pdf") # the validator must be able to say no
    with open(pdfs[0], "rb") as f:
        body = f.read()
    with open(broken, "wb") as f:
        f.write(body.replace(b"/GTS_PDFA1", b"/GTS_PDFX1"))
    found = preflight(pdfs + [broken])
    assert found.pop(broken)
    assert not any(found.values()), {k: v for k, v in found.items() if v}


# --- workbooks, read by openpyxl ---

BOOK_KIT = os.path.join(ROOT, "tests/data/audit")
BOOK_DATA = os.path.join(ROOT, "tests/data/audit-data")


_workbook = []


def filled_workbook():
    if not _workbook:
        out = os.path.join(WORK, "workbook")
        r = run("build", BOOK_KIT, BOOK_DATA, "-o", out, "--merge")
        assert r.returncode == 0, r.stderr
        _workbook.append(os.path.join(out, "A01-=1+1測試機關\U00020bb7", "01-自評表.xlsx"))
    return openpyxl().load_workbook(_workbook[0])


def test_a_workbook_stands_beside_its_pdf():
    filled_workbook()
    out = os.path.join(WORK, "workbook")
    assert [f["path"].rsplit("/", 1)[-1] for f in manifest(out)] == [
        "01-自評表.pdf", "01-自評表.xlsx"] * 2 + ["print-order.pdf"]
    assert run("verify", out).returncode == 0
    left = [n for _, _, names in os.walk(out) for n in names]
    assert len(left) == 6, left  # no temporary file


def test_a_workbook_is_the_same_with_any_number_of_workers():
    outs = [os.path.join(WORK, "workbook-j%d" % n) for n in (1, 2)]
    for n, out in zip((1, 2), outs):
        assert run("build", BOOK_KIT, BOOK_DATA, "-o", out, "-j", str(n)).returncode == 0
    sums = [[(f["path"], f["sha256"]) for f in manifest(o)] for o in outs]
    assert sums[0] == sums[1]


def test_a_workbook_is_well_formed():
    import xml.dom.minidom
    import zipfile
    filled_workbook()
    with zipfile.ZipFile(_workbook[0]) as z:
        assert z.testzip() is None
        parts = z.namelist()
        assert all(i.date_time[0] == 1980 for i in z.infolist())
        for name in parts:
            xml.dom.minidom.parseString(z.read(name))
        types = z.read("[Content_Types].xml").decode()
        for name in parts:
            if name.startswith("xl/worksheets/"):
                assert '"/%s"' % name in types, name
        assert "2026-11-21T00:00:00Z" in z.read("docProps/core.xml").decode()


def test_a_workbooks_cells_have_types():
    book = filled_workbook()
    sheet = book.worksheets[0]
    texts = {c.value: c for row in sheet.iter_rows() for c in row if c.value is not None}
    assert "機關名稱：=1+1測試機關\U00020bb7（A01）" in texts
    assert not any(c.data_type == "f" for c in texts.values())
    import datetime
    day = texts[datetime.datetime(2021, 3, 1)]
    assert day.number_format == '[$-404]e"年"m"月"d"日"', day.number_format
    assert texts[1234].number_format == "#,##0" and texts[1].number_format == "0"
    assert book.sheetnames == ["終端機關自評表", "說明", "formpress", "選項"]
    assert [s.sheet_state for s in book] == ["visible", "visible", "hidden", "hidden"]
    assert all(s.protection.sheet and not s.protection.password for s in book)
    assert sheet.oddFooter.center.text == "第 &P 頁，共 &N 頁"
    assert sheet.page_setup.paperSize == 9 and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$5:$5" and sheet.freeze_panes == "A6"


def test_a_workbooks_fields_are_found_again():
    book = filled_workbook()
    facts, fields, _ = hidden_of(book)
    assert (facts["formpress"], facts["kit"], facts["form"], facts["version"]) == (
        "3", "audit", "sheet", "1.2.0")
    assert len(fields) == 6 + 2 * 3, fields
    names = {n.name: n.attr_text for n in book.defined_names.definedName}
    for f in fields:
        cell = book[f["sheet"]].cell(f["row"], f["column"])
        assert cell.protection.locked is False, f
        assert names[f["name"]] == "'%s'!$%s$%d" % (f["sheet"], cell.column_letter, cell.row), f
    assert [f["key"] for f in fields if f["field"] == "result"] == ["1", "2", "3"]
    unlocked = [c for s in book for row in s.iter_rows() for c in row if not c.protection.locked]
    assert len(unlocked) >= len(fields)


def test_a_workbook_checks_what_is_typed():
    book = filled_workbook()
    sheet = book.worksheets[0]
    _, fields, _ = hidden_of(book)
    where = {f["name"]: sheet.cell(f["row"], f["column"]).coordinate for f in fields}
    checks = {name: form_books.check_of(sheet[at]) for name, at in where.items()}
    result = checks["result_2"]
    assert result.type == "list" and result.formula1 == '"符合,部分符合,不符合,不適用"'
    assert checks["region_"].formula1 == "'選項'!$A$1:$A$5"
    assert book["選項"]["A5"].value.endswith("五")
    assert (checks["day_"].type, checks["day_"].formula1) == ("date", "4384")
    evidence = checks["evidence_1"]
    assert (evidence.type, evidence.formula1) == ("textLength", "500")
    assert evidence.prompt == "答不符合者請填佐證說明。"
    rules = {name: form_books.rules_of(sheet[at]) for name, at in where.items()}
    row = where["result_3"][1:]
    assert rules["evidence_3"] == [
        'AND(LEN(TRIM($J%s))=0,OR($G%s="不符合",$G%s="部分符合"))' % (row, row, row)], rules
    assert rules["contact_"] and not rules["phone_"]


def test_mistakes_in_a_workbook_form():
    kit = os.path.join(WORK, "workbook-kit")
    shutil.copytree(BOOK_KIT, kit)
    path = os.path.join(kit, "sheet.md")
    good = open(path, encoding="utf-8").read()
    for old, new, code in (
            ("outputs: [pdf, xlsx]", "outputs: [pdf, odt]", "outputs"),
            ("result = 不符合", "result = 不合", "condition"),
            ("sheet: 說明", "sheet: 說/明", "sheet-name"),
            ("sheet: 說明", "sheet: formpress", "sheet-name"),
            ("sheet: 說明", "sheet: 終端機關自評表", "sheet-twice")):
        assert old in good
        with open(path, "w", encoding="utf-8") as f:
            f.write(good.replace(old, new))
        r, found = errors("check", kit, BOOK_DATA)
        assert r.returncode == 1 and {m["code"] for m in found} == {code}, (new, r.stdout, r.stderr)


# --- the documents' examples ---

def test_examples_of_the_form_guide_run():
    guide = open_text("docs/forms.md")
    work = os.path.join(WORK, "guide")
    commands = []
    for name, body in re.findall(r"<!-- example: (\S+) -->\n```\w+\n(.*?)```", guide, re.S):
        if name == "run":
            commands.append(body)
            continue
        path = os.path.join(work, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(body)
    assert len(commands) > 1
    for command in commands:
        r = run(*command.split()[1:], cwd=work)
        assert r.returncode == 0, r.stderr
    files = manifest(os.path.join(work, "out"))
    assert [f["path"] for f in files] == ["1-測試員/01-問候卡.pdf", "2-王測試/01-問候卡.pdf"]
    text = text_of(os.path.join(work, "out", files[0]["path"]))
    assert "測試員，您好。您於110年3月1日到職。" in text, text
    assert "□同意□不同意" in text, text
    assert text.startswith("內部文件1"), text
    book = openpyxl().load_workbook(os.path.join(work, "hours-out", "01-hours.xlsx"))
    assert form_books.formulas(book)["時數統計!B3"] == "=SUMIFS('紀錄'!$B$2:$B$4,'紀錄'!$A$2:$A$4,A3)"
    for name in ("policy.pdf", "from-file.pdf"):
        text = text_of(os.path.join(work, name))
        assert "測試機關自115年12月7日起施行本政策，版次2.0。" in text, text
        assert "委外管理" in text, text
    text = text_of(os.path.join(work, "references.pdf"))
    assert "各單位依表一盤點，遺失時依貳通報" in text and "二、再依盤點之結果" in text, text


def test_the_readmes_first_packet():
    work = os.path.join(WORK, "readme")
    os.mkdir(work)
    assert run("new", "trip", "資料", cwd=work).returncode == 0
    os.remove(os.path.join(work, "資料", "trip.xlsx"))
    for name, row in (("出國人員", "T1,測試處,專員,測試員,否,,115/12/07,115/12/11,"),
                      ("行程", "T1,日本,東京,否"), ("設備", "T1,公務配發,手機,測試牌,A-1,S-1,,")):
        with open(os.path.join(work, "資料", name + ".csv"), "a", encoding="utf-8") as f:
            f.write(row + "\r\n")
    settings = re.search(r"    (項目,值\n(    .*\n)+)", open_text("README.md")).group(1)
    with open(os.path.join(work, "資料", "設定.csv"), "w", encoding="utf-8") as f:
        f.write(settings.replace("    ", ""))
    assert run("check", "trip", "資料", cwd=work).returncode == 0
    r = run("build", "trip", "資料", "-o", "輸出", "--merge", "--lang", "zh", cwd=work)
    assert r.returncode == 0, r.stderr
    assert os.path.exists(os.path.join(work, "輸出", "print-order.pdf"))
    assert rows_of(of_form(os.path.join(work, "輸出"), "checklist")[0]) == list(range(1, 27))


def all_tests():
    found = dict(globals())
    for name in sorted(os.listdir(os.path.dirname(os.path.realpath(__file__)))):
        if name.endswith(".py") and name not in ("run.py", "common.py"):
            found.update(vars(importlib.import_module(name[:-3])))
    return found


def main():
    words = sys.argv[2:]
    passed = failed = 0
    for name, test in sorted(all_tests().items()):
        if not name.startswith("test_") or (words and not any(w in name for w in words)):
            continue
        try:
            test()
            passed += 1
        except Exception as e:
            failed += 1
            print("FAIL %s: %s: %s" % (name, type(e).__name__, e))
    shutil.rmtree(WORK, ignore_errors=True)
    print("e2e: %d passed, %d failed" % (passed, failed))
    sys.exit(1 if failed or not passed else 0)


main()
