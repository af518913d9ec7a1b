"""Numbered copies of a meeting's papers: PDF files made by hand, as unlike ours as they come, and what
is on and in each copy of them (A23)."""
import csv
import json
import os
import re
import shutil
import subprocess
import zlib

from common import DATE, FORMPRESS, ROOT, WORK, build, errors, problems, manifest, of_form, run, tool

EXAMPLE = os.path.join(ROOT, "forms/meeting/example")
PEOPLE = ["測試員甲", "測試員乙", "測試員丙", "測試員丁", "測試員戊"]
CODE = "測試會議甲"
MEETING = ("會議編號,機關名稱,事由,代號,密等,解密條件或保密期限,方式,性質,日期,開始,地點,主席,聯絡人,電話,備份份數,標示受領人\r\n"
           "M1,測試機關,測試專案弱點檢討,測試會議甲,機敏資料,本件於公布時解密,實體,一般,115/12/08,14:00,第一會議室,王測試,"
           "測試員,02-2345-6789,%d,%s\r\n")
FIRST = re.compile(rb"(\d+) 0 obj")


def pdf(objects, trailer=b""):
    """{number: bytes, or (dictionary, stream)} to a file; object 1 is the catalogue."""
    out, at = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), {}
    for n, o in sorted(objects.items()):
        at[n] = len(out)
        if isinstance(o, tuple):
            o = b"<<%s/Length %d>>\nstream\n%s\nendstream" % (o[0], len(o[1]), o[1])
        out += b"%d 0 obj\n%s\nendobj\n" % (n, o)
    xref, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for n in range(1, size):
        out += b"%010d 00000 %s \n" % (at.get(n, 0), b"n" if n in at else b"f")
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, xref)
    return bytes(out)


def text(x, y, words, size=14):
    return b"BT /F1 %d Tf %d %d Td (%s) Tj ET\n" % (size, x, y, words.encode())


# what each page of odd() says, in its own way
ODD = ["turned-by-90", "landscape", "odd-corners", "all-inherited", None, "left-open", "closed-too-much",
       "cropped", "name-taken", "scan", "tiny", "tall"]


def odd():
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    res = b"/Resources<</Font<</F1 3 0 R>>>>"
    info = b"<</Author(Wang Author)/Producer(C:\\\\Users\\\\wang\\\\secret.docx)/Title(Secret Subject)/Creator(Word)>>"
    xmp = b"<x:xmpmeta><pdfaid:part>1</pdfaid:part><dc:creator>Wang Author</dc:creator></x:xmpmeta>"
    lines = b"".join(text(60, 700 - 14 * i, "dense text of a page full of words, line %d, to see the mark beneath" % i, 12)
                     for i in range(40))
    o = {
        1: b"<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R/OpenAction<</S/JavaScript/JS(app.alert\\('Wang'\\))>>"
           b"/Names<</EmbeddedFiles<</Names[(a.txt)6 0 R]>>/JavaScript<</Names[(x)<</S/JavaScript/JS(1)>>]>>>>"
           b"/AA<</WC<</S/JavaScript/JS(2)>>>>/PieceInfo<</App<</LastModified(D:2026)/Private(Wang Author)>>>>>>",
        2: b"<</Type/Pages/Kids[11 0 R 12 0 R 30 0 R 15 0 R 16 0 R 17 0 R 18 0 R 19 0 R 20 0 R 21 0 R 22 0 R]"
           b"/Count 12>>",
        3: font, 4: info, 5: (b"/Type/Metadata/Subtype/XML", xmp),
        6: b"<</Type/Filespec/F(a-secret-name.txt)/UF(a-secret-name.txt)/EF<</F 7 0 R>>>>",
        7: (b"/Type/EmbeddedFile", b"attached by Wang Author"),
        8: b"<</Type/Annot/Subtype/FileAttachment/Rect[10 10 30 30]/FS 6 0 R/T(Wang Author)/Contents(see)>>",
        9: b"<</Type/Annot/Subtype/Highlight/Rect[60 695 200 715]/QuadPoints[60 715 200 715 60 695 200 695]"
           b"/T(Wang Author)/Contents(Wang thinks)/M(D:2026)/C[1 1 0]>>",
        10: b"<</Type/Annot/Subtype/Text/Rect[100 10 120 30]/T(Wang Author)/Contents(a comment)>>",
        11: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate 90" + res +
            b"/Contents 23 0 R/Annots[8 0 R 9 0 R 10 0 R]/Thumb 24 0 R/LastModified(D:2026)/PieceInfo<<>>>>",
        12: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]" + res + b"/Contents 25 0 R>>",
        13: b"<</Type/Page/Parent 30 0 R/MediaBox[300 400 -100 -200]/Rotate -90/Contents 26 0 R>>",
        14: b"<</Type/Page/Parent 30 0 R/Contents 27 0 R>>",
        15: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        16: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]" + res + b"/Contents[25 0 R 28 0 R]>>",
        17: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]" + res + b"/Contents 29 0 R>>",
        18: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 900]/CropBox[200 30 500 430]/UserUnit 2" + res +
            b"/Contents 31 0 R>>",
        19: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources 32 0 R/Contents[33 0 R]>>",
        20: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>/XObject<</Im 34 0 R>>>>"
            b"/Contents 35 0 R>>",
        21: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 50]" + res + b"/Contents 36 0 R>>",
        22: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 3000]" + res + b"/Contents 37 0 R>>",
        23: (b"", text(60, 720, ODD[0]) + lines),
        24: (b"/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", b"\x80"),
        25: (b"", text(60, 300, "landscape")),
        26: (b"", text(-50, 100, ODD[2])), 27: (b"", text(60, 300, ODD[3])),
        # never closed; strings, comments, a name and a picture that look like q and Q
        28: (b"", b"q 3 0 0 3 -500 -500 cm q 0.2 0 0 0.2 0 0 cm % Q Q\nBX (Q Q \\) Q) x /Q x <51> x EX\n"
                  b"BI /W 3 /H 1 /BPC 8 /CS /G ID \x20Q\x20 EI\n" + text(1000, 1000, ODD[5])),
        29: (b"/Filter/FlateDecode", zlib.compress(b"Q Q 0.1 0 0 0.1 300 300 cm\n" + text(100, 100, ODD[6], 100))),
        30: b"<</Type/Pages/Parent 2 0 R/Kids[13 0 R 14 0 R]/Count 2/MediaBox[0 0 400 600]/Rotate 180" + res + b">>",
        31: (b"", text(260, 200, ODD[7])),
        32: b"<</Font<</F1 3 0 R/AA 3 0 R/EF 3 0 R>>/XObject<</Mark 38 0 R/Thumb 34 0 R>>>>",
        33: (b"", b"q 200 0 0 200 100 100 cm /Thumb Do Q /Mark Do " + text(60, 700, ODD[8])),
        34: (b"/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8",
             b"\xff\xf0\xf0\xff"),
        35: (b"", b"q 595 0 0 842 0 0 cm /Im Do Q " + text(60, 700, ODD[9])),
        36: (b"", text(5, 20, ODD[10], 6)), 37: (b"", text(20, 1500, ODD[11])),
        38: (b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>", text(60, 650, "its-own-Mark")),
    }
    return pdf(o, b"/Info 4 0 R/ID[<aaaabbbbccccddddaaaabbbbccccdddd><00112233445566778899aabbccddeeff>]")


def simple(extra=b"", more=None, trailer=b""):
    o = {1: b"<</Type/Catalog/Pages 2 0 R%s>>" % extra, 2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
         3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
         4: (b"", b"0 0 10 10 re f\n")}
    o.update(more or {})
    return pdf(o, trailer)


def folder(name, files, spare=1, holder="", people=4):
    d = os.path.join(WORK, name)
    os.makedirs(d)
    with open(d + "/會議.csv", "w", encoding="utf-8", newline="") as f:
        f.write(MEETING % (spare, holder))
    with open(d + "/出席者.csv", "w", encoding="utf-8") as f:
        f.write("編號,單位,職稱,姓名,身分,發給資料\n")
        for i, p in enumerate(PEOPLE[:people]):
            f.write("A%02d,測試處,科員,%s,出席,是\n" % (i + 1, p))
        f.write("A99,測試處,科員,%s,記錄,否\n" % PEOPLE[4])
    with open(d + "/會議資料.csv", "w", encoding="utf-8") as f:
        f.write("檔案,名稱\n" + "".join("%s,資料\n" % n for n in files))
    for n, content in files.items():
        if content is not None:
            with open(os.path.join(d, n), "wb") as f:
                f.write(content if isinstance(content, bytes) else content.encode())
    return d


def copies(data, name, *more, code=0):
    out = os.path.join(WORK, name)
    r = run("build", "meeting", data, "-o", out, "--form", "copies", "--force", *more)
    assert r.returncode == code, (r.returncode, r.stderr)
    return out, r


_odd = []


def odd_copies():
    if not _odd:
        data = folder("odd-data", {"odd.pdf": odd(), "議程.md": "---\ntitle: 秘密事由\n---\n\n# 議程\n\n內容。\n"},
                      spare=2, holder="是")
        _odd.append(copies(data, "odd")[0])
    return _odd[0]


def number_of(path):
    return int(re.search(r"第(\d+)份", path).group(1))


def raw(path, *options):
    return tool("qpdf", "--qdf", "--object-streams=disable", *options, path, "-", text=False)


def page_texts(path):
    return tool("pdftotext", "-layout", path, "-").split("\f")[:-1]


def holder_of(n):
    return PEOPLE[n - 1] if n <= 4 else None


def check_texts(path, texts):
    """Every page says its own number, and nobody else's."""
    n = number_of(path)
    for i, t in enumerate(texts):
        t = re.sub(r"\s", "", t)
        assert "機敏資料" in t and "第%d份，共6份" % n in t, (path, i, t)
        assert set(re.findall(r"第(\d+)份", t)) == {str(n)}, (path, i, t)
        for p in PEOPLE:
            assert (p in t) == (p == holder_of(n)), (path, i, p, t)


def test_every_page_of_every_copy_has_its_own_mark():
    out = odd_copies()
    paths = of_form(out, "copies")
    assert len(paths) == 12 and sorted(map(number_of, paths)) == sorted(2 * list(range(1, 7)))
    assert {os.path.dirname(p).split("/")[-1] for p in paths} == {
        "A01-測試員甲", "A02-測試員乙", "A03-測試員丙", "A04-測試員丁", "備份1-第5份", "備份2-第6份"}
    for path in paths:
        r = tool("qpdf", "--check", path)
        assert "No syntax or stream encoding errors" in r, r
        texts = page_texts(path)
        pages = len(ODD) if "會議資料1" in path else 1
        assert len(texts) == pages
        check_texts(path, texts)
        drawn = tool("mutool", "draw", "-F", "text", path)
        assert drawn.count("第 %d 份" % number_of(path)) == pages, (path, drawn)
        for words, t in zip(ODD, texts):
            assert pages == 1 or not words or words in t, (path, words, t)


def test_marks_stand_upright_at_the_head_of_each_page():
    """The line of the mark is read at the top, whatever way the page is turned or boxed."""
    path = [p for p in of_form(odd_copies(), "copies") if "會議資料1-第3份" in p][0]
    pages = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', tool("pdftotext", "-bbox", "-cropbox", path, "-"), re.S)
    turned = [int(r) for r in re.findall(r"rot:\s+(\d+)", tool("pdfinfo", "-l", str(len(ODD)), path))]
    assert len(pages) == len(ODD) == len(turned)
    for name, turn, (width, height, words) in zip(ODD, turned, pages):
        width, height = (float(height), float(width)) if turn % 180 else (float(width), float(height))
        box = [(float(x), float(y), float(x2), float(y2)) for x, y, x2, y2 in re.findall(
            r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">%s<' % CODE, words)]
        assert len(box) == 1, (name, words)
        x, y, x2, y2 = box[0]
        assert 0 <= x < x2 <= width and 0 <= y < y2 <= height, (name, box, width, height)
        assert x2 - x > 2 * (y2 - y), (name, "not level", box)
        if name not in ("tiny", "tall"):  # their sides are too unlike for a mark of their own shape
            assert y2 < 0.12 * height and x2 > width / 2, (name, box, width, height)


def grey(path, page):
    r = subprocess.run(["pdftoppm", "-gray", "-r", "36", "-f", str(page), "-l", str(page), path],
                       capture_output=True, check=True).stdout
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", r)
    return r[head.end():], int(head.group(1))


def test_the_mark_is_seen_on_scans_and_leaves_text_black():
    path = [p for p in of_form(odd_copies(), "copies") if "會議資料1-第3份" in p][0]
    scan, _ = grey(path, ODD.index("scan") + 1)
    assert sum(150 < v < 215 for v in scan) > len(scan) * 0.01, "the mark is hidden beneath the picture"
    text_page, _ = grey(path, 1)
    assert sum(150 < v < 215 for v in text_page) > len(text_page) * 0.01
    # black stays black where the mark crosses it: as many dark dots as without a mark
    plain = os.path.join(WORK, "odd-data", "odd.pdf")
    dark = [sum(v < 60 for v in grey(p, 1)[0]) for p in (plain, path)]
    assert dark[1] >= dark[0], dark


def test_a_copy_tells_nothing_but_its_code_name():
    out = odd_copies()
    names = {os.path.relpath(p, out) for p in of_form(out, "copies")}
    for f in names:
        path = os.path.join(out, f)
        data = raw(path)
        n = number_of(f)
        for secret in (b"Wang", b"secret", b"Secret", b"JavaScript", b"EmbeddedFile", b"PieceInfo", b"Thumb ",
                       b"LastModified", b"FileAttachment", b"a comment", b"aaaabbbbccccdddd", WORK.encode(),
                       "秘密事由".encode("utf-16-be")):
            if secret == b"Thumb ":
                assert not re.search(rb"/Thumb \d+ 0 R\n.*?/Type /Page\b", data, re.S) or b"/Im" in data
                continue
            assert secret not in data and secret.hex().encode() not in data, (f, secret)
        info = tool("pdfinfo", path)
        assert re.search(r"Title:\s+%s\n" % CODE, info) and "Author" not in info and "Subject" not in info, info
        assert re.search(r"Producer:\s+formpress\n", info), info
        assert ("<pdfaid:part>" in tool("pdfinfo", "-meta", path)) == ("會議資料2" in f), "PDF/A is claimed where it is true"
        others = [p for p in PEOPLE if p != holder_of(n)]
        for p in others:  # in no string, stream or name
            for form in (p.encode(), p.encode("utf-16-be"), p.encode("utf-16-be").hex().encode()):
                assert form not in data.lower(), (f, p)
        maps = b"".join(re.findall(rb"beginbfchar(.*?)endbfchar", data, re.S))
        known = {bytes.fromhex(v.decode()).decode("utf-16-be", "replace") for v in
                 re.findall(rb"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>", maps)}
        for p in others:  # and in no font, so that no name can be put together from it
            assert p[-1] not in known or p[-1] in CODE + (holder_of(n) or ""), (f, p)


def links(actions):
    """A page with a link for each action."""
    o = {10 + i: b"<</Type/Annot/Subtype/Link/Rect[%d 10 %d 20]/A%s>>" % (10 * i, 10 * i + 9, a) for i, a in enumerate(actions)}
    o[3] = (b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>/Annots[%s]>>" %
            b" ".join(b"%d 0 R" % n for n in o))
    return simple(more=o)


def copy_of(name, paper):
    """The first copy, unpacked, and what was said of it."""
    out, r = copies(folder(name + "-data", {"a.pdf": paper}, people=1, spare=0), name)
    return raw(of_form(out, "copies")[0]), r


def test_links_lead_to_the_web_or_nowhere():
    inside = [b"<</S/GoTo/D[3 0 R/Fit]/Own(good1)>>", b"<</S/Named/N/NextPage/Own(good2)>>"] + [
        b"<</S/URI/URI(%s)>>" % u for u in (b"https://www.example.gov.tw/good3", b"HTTP://example.gov.tw/good4",
                                            b"mailto:good5@example.gov.tw", b"www.example.gov.tw/good6")]
    addresses = [b"file:///home/wang", b"FILE:///C:/wang", b"FiLe:wang", b"file%3A///wang", b"%66ile:///wang", b" file:///wang",
                 b"\\\\\\\\server\\\\wang", b"C:\\\\wang", b"c:/wang", b"smb://wang", b"javascript:wang\\(\\)", b"wang.docx",
                 b"../wang", b"\\376\\377\\000f\\000i\\000l\\000e\\000:wang", b"vbscript:wang", b"ms-word:ofe|u|wang", b"//wang/a"]
    outside = [b"<</S/URI/URI(%s)>>" % a for a in addresses] + [b"<</S/%s/F(wang)/D[0/Fit]>>" % k for k in (
        b"Launch", b"GoToR", b"GoToE", b"SubmitForm", b"ImportData", b"Thread", b"NewKind", b"#4caunch")] + [
        b"<</S/Launch/Win<</F(wang)>>>>", b"<</S/Named/N/wang>>", b"<</S/JavaScript/JS(wang)>>"]
    data, r = copy_of("links", links(inside + outside))
    for i in range(1, 7):
        assert b"good%d" % i in data, i
    assert b"wang" not in data and b"Launch" not in data, re.findall(rb".*wang.*", data)
    assert "left out of the copies: %d;" % len(outside) in r.stderr, r.stderr


def test_scripts_go_wherever_they_stand():
    """In an array of further actions, in one of these, in what no action leads to."""
    script = b"<</S/JavaScript/JS(app.alert\\('wang'\\))>>"
    go = b"<</S/GoTo/D[3 0 R/Fit]/Next %s>>"
    for i, a in enumerate((go % (b"[" + go % b"null" + script + b"]"), go % (b"[" + go % (b"[" + script + b"]") + b"]"),
                           go % script, go % b"[[%s]]" % script, b"<</D[3 0 R/Fit]/Other%s>>" % script,
                           b"[" + go % b"null" + script + b"]")):
        data, r = copy_of("script%d" % i, links([a]))
        assert b"wang" not in data and b"alert" not in data, (i, data)
        assert "left out" in r.stderr, (i, r.stderr)
    objects = {  # fields, annotations and pages run some as well
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>/AA<</O 7 0 R>>/Annots[5 0 R]>>",
        5: b"<</Type/Annot/Subtype/Widget/FT/Tx/T(kept)/Rect[0 0 9 9]/AA<</K 7 0 R/F 7 0 R>>/A 7 0 R>>",
        7: b"<</S/JavaScript/JS 8 0 R>>", 8: (b"", b"wang")}
    data, _ = copy_of("script-fields", simple(b"/AcroForm<</Fields[5 0 R]/CO[5 0 R]>>/OpenAction 7 0 R", objects))
    assert b"wang" not in data and b"(kept)" in data and b"JavaScript" not in data


def test_what_tells_of_people_and_places_goes():
    """Pieces of programs' own data, names of files and authors, on whatever they hang."""
    gone = {
        "page": (b"/B[9 0 R]/VP[<</Name(wang)>>]/LastModified(wang)/ID(wang)/Own(wang)/DPart<</A(wang)>>"
                 b"/AF[<</Type/Filespec/F(wang)/EF<</F 9 0 R>>>>]", b"", b""),
        "form": (b"", b"/OPI<</2.0<</F(wang)>>>>/Ref<</F(wang)/Page 0>>/PieceInfo<</A<</Type/A/Private(wang)>>>>/Metadata 9 0 R"
                 b"/LastModified(wang)/F(wang)/PTEX.FileName(wang)/PTEX.InfoDict<</Title(wang)>>/Measure<</Subtype/GEO/GCS(wang)>>/AF[<</F(wang)>>]", b""),
        "mark": (b"", b"", b"/T(wang)/M(wang)/NM(wang)/Contents(wang)/RC(wang)/Subj(wang)/ExData<</A(wang)>>/Own(wang)/Name/wang"),
    }
    for name, (page, form, mark) in gone.items():
        data, _ = copy_of("people-" + name, simple(
            b"/OCProperties<</OCGs[7 0 R]/D<</Creator(wang)/Order[7 0 R]>>>>/StructTreeRoot 8 0 R", {
                3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>"
                   b"/Annots[6 0 R]%s>>" % page,
                5: (b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + form, b"0 0 9 9 re f\n"),
                6: b"<</Type/Annot/Subtype/Stamp/Rect[0 0 9 9]/AP<</N 5 0 R>>%s>>" % mark,
                7: b"<</Type/OCG/Name(kept)/Usage<</CreatorInfo<</Creator(wang)>>>>>>",
                8: b"<</Type/StructTreeRoot/K<</S/P/P 8 0 R/A[<</O/Layout/Width 9>><</O/UserProperties/P[<</N(wang)/V(wang)>>]>>]"
                 b"/K[<</Type/OBJR/Obj 11 0 R>><</Type/OBJR/Obj 12 0 R>>]>>>>",
                11: b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(wang)/T(wang)>>",  # on no page any more
                12: b"<</Subtype/Ink/Rect[0 0 9 9]/Contents(wang)/T(wang)>>",
                9: (b"", b"wang"), 10: b"<</Title(wang)>>"}))
        assert b"wang" not in data, (name, re.findall(rb".*wang.*", data))
        assert b"(kept)" in data and b"/Layout" in data and b"0 0 9 9 re" in data, data


def test_pictures_do_not_tell_where_they_were_taken():
    """EXIF and its like go, however the picture is packed; not a sample of it changes."""
    with open(os.path.join(ROOT, "tests/data/images/colour.jpg"), "rb") as f:
        clean = f.read()
    jpeg = clean[:2] + b"".join(b"\xff%c%s%s" % (m, (len(t) + 2).to_bytes(2, "big"), t) for m, t in (
        (0xe1, b"Exif\0\0GPS wang"), (0xed, b"Photoshop 3.0 wang"), (0xfe, b"wang"))) + clean[2:] + b"wang"
    head = b"/Type/XObject/Subtype/Image/Width 24/Height 16/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter"
    data, r = copy_of("camera", simple(more={
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</A 5 0 R/B 6 0 R/C 7 0 R>>>>>>",
        4: (b"", b"".join(b"q 90 0 0 60 %d 300 cm /%s Do Q\n" % (i * 100, n) for i, n in enumerate((b"A", b"B", b"C")))),
        5: (head + b"/DCTDecode", jpeg), 6: (head + b"[/ASCIIHexDecode/DCTDecode]/DecodeParms[null null]", jpeg.hex().encode() + b">"),
        7: (head + b"[/FlateDecode/DCTDecode]/DecodeParms[<</Predictor 1>><</ColorTransform 1>>]", zlib.compress(jpeg))}))
    assert b"wang" not in data and b"Exif" not in data and jpeg.hex().encode()[:100] not in data
    assert data.count(clean) == 3 and data.count(b"/ColorTransform") == 1
    path = of_form(os.path.join(WORK, "camera"), "copies")[0]
    assert [row.split()[8] for row in tool("pdfimages", "-list", path).splitlines()[2:]] == ["jpeg"] * 3
    assert "No syntax" in tool("qpdf", "--check", path) and "left out" not in r.stderr


def test_only_the_number_unless_the_holder_is_asked_for():
    data = folder("numbers-data", {"a.pdf": odd()}, people=3)
    out, _ = copies(data, "numbers")
    for path in of_form(out, "copies"):
        t = re.sub(r"\s", "", tool("pdftotext", path, "-"))
        assert "共4份" in t and not any(p in t for p in PEOPLE), t


def test_copies_agree_with_the_register():
    out = os.path.join(WORK, "registered")
    r = run("build", "meeting", EXAMPLE, "-o", out, "--merge")
    assert r.returncode == 0, r.stderr
    register = tool("pdftotext", "-layout", of_form(out, "register")[0], "-")
    rows = dict(re.findall(r"(?m)^\s*(\d+)/6\s.*?(測試員.|備份)", register))
    for f in manifest(out):
        if f["form"] != "copies":
            continue
        folder_name, n = f["path"].split("/")[0], str(number_of(f["path"]))
        assert rows[n] in folder_name, (f["path"], rows)
    assert len(rows) == 6
    merged = re.sub(r"\s", "", tool("pdftotext", out + "/print-order.pdf", "-"))
    assert "測試系統甲之改善期程" not in merged, "copies are not merged"
    assert run("verify", out).returncode == 0


def hashes(out):
    return {f["path"]: f["sha256"] for f in manifest(out)}


def test_copies_are_the_same_with_any_number_of_workers():
    data = os.path.join(WORK, "odd-data")
    odd_copies()
    one, _ = copies(data, "odd1", "-j", "1")
    assert hashes(one) == hashes(odd_copies())
    three, _ = copies(data, "odd3", "-j", "3", "--rows", "2-6")
    assert all(hashes(one)[p] == h for p, h in hashes(three).items())


def passwords(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return {r["資料夾"]: r["密碼"] for r in csv.DictReader(f)}


def opens(path, password):
    r = subprocess.run(["qpdf", "--password=" + password, "--requires-password", path], capture_output=True)
    return r.returncode == 3  # 3: encrypted, and this password opens it


def test_encrypted_copies_open_with_their_own_password_alone():
    odd_copies()
    data, listed = os.path.join(WORK, "odd-data"), os.path.join(WORK, "passwords.csv")
    out, r = copies(data, "locked", "--encrypt", "--password-list", listed, "-j", "2")
    assert "not for the archive" in r.stderr and listed in r.stderr, r.stderr
    assert os.stat(listed).st_mode & 0o777 == 0o600
    words = passwords(listed)
    assert len(words) == 6 and len(set(words.values())) == 6
    assert all(re.fullmatch(r"[0-9KMRWXY]{3}(-[0-9KMRWXY]{3}){7}", w) for w in words.values()), words
    for f in manifest(out):
        path, own = os.path.join(out, f["path"]), words[f["path"].split("/")[0]]
        assert all(opens(path, w) == (w == own) for w in words.values()) and not opens(path, ""), f["path"]
        shown = tool("qpdf", "--show-encryption", "--password=" + own, path)
        assert "R = 6" in shown and "AESv3" in shown and "User password = " + own in shown, shown
        assert "No syntax" in tool("qpdf", "--check", "--password=" + own, path)
        texts = tool("pdftotext", "-upw", own, "-layout", path, "-").split("\f")[:-1]
        check_texts(path, texts)
        assert all("不得歸檔" in re.sub(r"\s", "", t) for t in texts), texts
        assert b"<pdfaid:part>" not in raw(path, "--decrypt", "--password=" + own)
        with open(path, "rb") as file:
            data_bytes = file.read()
        assert CODE.encode("utf-16-be") not in data_bytes and own.encode() not in data_bytes
    assert run("verify", out).returncode == 0
    assert not any("不得歸檔" in t for t in page_texts(of_form(odd_copies(), "copies")[0]))
    # the same passwords, the same bytes; other passwords, others
    again, _ = copies(data, "locked2", "--encrypt", "--passwords", listed, "-j", "1")
    assert hashes(again) == hashes(out)
    other, _ = copies(data, "locked3", "--encrypt", "--password-list", listed + "2")
    assert not set(hashes(other).values()) & set(hashes(out).values())
    assert passwords(listed + "2").keys() == words.keys() and passwords(listed + "2") != words


def test_what_is_random_in_a_copy_is_not_in_its_password():
    """A salt that is made of the password lets a guess be tried without R6's stretching."""
    data = folder("salted-data", {"a.pdf": simple()}, people=2, spare=0)
    listed, other = os.path.join(WORK, "salted.csv"), os.path.join(WORK, "salted-2.csv")
    out, _ = copies(data, "salted", "--encrypt", "--password-list", listed)
    words = passwords(listed)
    with open(listed, encoding="utf-8-sig", newline="") as f:
        rows = list(csv.DictReader(f))
    codes = [r["重製碼"] for r in rows]
    assert len(set(codes) | set(words.values())) == 4, rows
    with open(other, "w", encoding="utf-8", newline="") as f:
        w = csv.DictWriter(f, rows[0].keys())
        w.writeheader()
        w.writerows(dict(r, 重製碼=c) for r, c in zip(rows, reversed(codes)))
    out2, _ = copies(data, "salted2", "--encrypt", "--passwords", other)
    for a, b in zip(of_form(out, "copies"), of_form(out2, "copies")):
        own = words[os.path.relpath(a, out).split("/")[0]]
        keys = [re.findall("Encryption key = ([0-9a-f]+)", tool("qpdf", "--show-encryption", "--show-encryption-key", "--password=" + own, f))
                for f in (a, b)]
        assert len(keys[0]) == 1 and keys[0] != keys[1], keys
        with open(a, "rb") as f, open(b, "rb") as g:
            salts = [re.search(rb"/U <([0-9a-f]{96})>", x.read()).group(1)[64:] for x in (f, g)]
        assert salts[0] != salts[1], salts


def test_no_two_streams_share_an_initialization_vector():
    """A key, a salt or a vector that is drawn twice would show what two streams have in common."""
    odd_copies()
    out = os.path.join(WORK, "locked") if os.path.exists(os.path.join(WORK, "locked")) else copies(
        os.path.join(WORK, "odd-data"), "locked", "--encrypt", "--password-list", os.path.join(WORK, "p.csv"))[0]
    seen = set()
    for path in of_form(out, "copies"):
        with open(path, "rb") as f:
            data = f.read()
        for m in re.finditer(rb"stream\r?\n(.{16})", data, re.S):
            if data[m.start() - 3:m.start()] == b"end" or b"/Type /XRef" in data[m.start() - 300:m.start()]:
                continue
            assert m.group(1) not in seen, path
            seen.add(m.group(1))
    assert len(seen) > 100


def test_passwords_never_lie_beside_the_copies():
    odd_copies()
    data = os.path.join(WORK, "odd-data")
    out = os.path.join(WORK, "beside")
    os.symlink(WORK, os.path.join(WORK, "link"))
    for path in (out + "/p.csv", out + "/A01-測試員甲/p.csv", os.path.join(WORK, "link", "beside", "p.csv"),
                 out + ".partial/p.csv", os.path.join(WORK, "odd", "..", "beside", "p.csv")):
        _, r = copies(data, "beside", "--encrypt", "--password-list", path, code=1)
        assert not os.path.exists(out) and not os.path.exists(path), r.stderr
    copies(data, "beside", "--encrypt", "--passwords", out + "/p.csv", code=1)
    there = os.path.join(WORK, "there.csv")
    with open(there, "w") as f:
        f.write("kept")
    copies(data, "beside", "--encrypt", "--password-list", there, code=1)
    with open(there) as f:
        assert f.read() == "kept"
    assert not os.path.exists(out)
    # a run that fails leaves no list
    bad = folder("bad-data", {"a.pdf": b"%PDF-1.4\nnothing"})
    fresh = os.path.join(WORK, "fresh.csv")
    copies(bad, "beside", "--encrypt", "--password-list", fresh, code=1)
    assert not os.path.exists(fresh)


def codes(data):
    r, found = errors("check", "meeting", data)
    assert r.returncode == 1, r.stdout
    return [m["code"] for m in found]


def test_papers_that_are_refused():
    good = os.path.join(WORK, "good.pdf")
    with open(good, "wb") as f:
        f.write(simple())
    tool("qpdf", "--encrypt", "", "owner", "256", "--", good, good + ".owner")
    tool("qpdf", "--encrypt", "user", "owner", "256", "--", good, good + ".user")

    def read(path):
        with open(path, "rb") as f:
            return f.read()

    sig = b"<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 1 2 3]/Contents<00>>>"
    field = b"<</FT/Sig/T(s)/V 6 0 R/Type/Annot/Subtype/Widget/Rect[0 0 0 0]>>"
    bad = {
        "paper-encrypted": [read(good + ".owner"), read(good + ".user")],
        "paper-damaged": [simple()[:-200], simple().replace(b"endobj\n3 0 obj", b"endobj\n9 0 obj"),
                          b"%PDF-1.4\n", simple(more={4: (b"/Filter/FlateDecode", b"no deflate")}),
                          simple(more={2: b"<</Type/Pages/Kids[]/Count 0>>"})],
        "paper-signed": [simple(b"/AcroForm<</Fields[5 0 R]/SigFlags 3>>", {5: field, 6: sig}),
                         simple(b"/Perms<</DocMDP 5 0 R>>", {5: sig})],
        "paper-xfa": [simple(b"/AcroForm<</Fields[]/XFA 5 0 R>>", {5: (b"", b"<xdp/>")})],
        "not-paper": [b"PK\x03\x04", b""],
        "file-absent": [None],
    }
    n = 0
    for code, files in bad.items():
        for content in files:
            n += 1
            data = folder("refused%d" % n, {"a.pdf": content})
            assert codes(data) == [code], (code, n, codes(data))
    # every bad one is told at once, with the mark that does not fit as well
    data = folder("refused-all", {"a.pdf": bad["paper-signed"][0], "b.pdf": b"no", "c.pdf": None, "../d.pdf": None})
    assert sorted(codes(data)) == ["file-absent", "file-place"], codes(data)
    data = folder("refused-two", {"a.pdf": bad["paper-signed"][0], "b.pdf": b"no", "c.md": "{{nobody}}\n"})
    assert sorted(codes(data)) == ["not-paper", "paper-signed", "unknown-field"], codes(data)
    os.symlink(good, os.path.join(folder("refused-link", {"a.pdf": None}), "a.pdf"))
    os.mkdir(os.path.join(WORK, "elsewhere"))
    assert codes(os.path.join(WORK, "refused-link")) == ["file-place"]


def test_what_is_left_out_is_told():
    odd_copies()
    _, found = problems("check", "meeting", os.path.join(WORK, "odd-data"), "--form", "copies")
    assert [m["code"] for m in found] == ["paper-left-out"], found
    clean = folder("clean-data", {"a.pdf": simple()})
    assert problems("check", "meeting", clean)[1] == []


def test_a_paper_that_no_table_lists_is_told():
    data = folder("unlisted-data", {"a.pdf": simple()})
    for name in ("b.pdf", "c.MD", "~$d.md", "photo.jpg"):
        with open(os.path.join(data, name), "w") as f:
            f.write("x")
    os.mkdir(os.path.join(data, "old.pdf"))
    with open(data + "/會議資料.csv", "w", encoding="utf-8") as f:
        f.write("檔案,名稱\n./a.pdf,資料\n")
    _, found = problems("check", "meeting", data)
    assert [(m["code"], os.path.basename(m["file"])) for m in found] == [("paper-unlisted", "b.pdf"), ("paper-unlisted", "c.MD")], found
    os.remove(data + "/會議資料.csv")  # it may be missing
    _, found = problems("check", "meeting", data)
    assert [os.path.basename(m["file"]) for m in found] == ["a.pdf", "b.pdf", "c.MD"], found


def test_a_paper_that_unpacks_to_gigabytes_is_refused():
    """It is read by a process of its own, which may not use so much: neither falls the run nor the machine."""
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    part, times = b" " * (1 << 20), 700
    packed, check = pack.compress(part) + pack.flush(zlib.Z_FULL_FLUSH), 1
    for _ in range(times):
        check = zlib.adler32(part, check)
    bomb = b"\x78\xda" + packed * times + b"\x03\x00" + check.to_bytes(4, "big")
    data = folder("heavy", {"a.pdf": simple(more={4: (b"/Filter/FlateDecode", bomb)}), "b.MD": "# 一\n"})
    p = subprocess.Popen([FORMPRESS, "check", "meeting", data, "--json"], stdout=subprocess.PIPE,
                         env={"PATH": os.environ["PATH"], "FORMPRESS_HOME": ROOT, "LC_ALL": "C"})
    said = p.stdout.read().decode()
    _, status, usage = os.wait4(p.pid, 0)
    assert [json.loads(line)["code"] for line in said.splitlines()] == ["paper-heavy"] and status == 256, (said, status)
    assert usage.ru_maxrss < 1500000, usage.ru_maxrss
