"""How pages and sheets of forms look."""
import collections
import shutil
import zipfile

from common import *


# --- heads of forms ---

def form_kit(name, front, body, outputs="pdf"):
    """A kit of one form per row of people (id, name), and its data."""
    kit = os.path.join(WORK, name)
    os.makedirs(kit)
    with open(os.path.join(kit, "kit.yaml"), "w", encoding="utf-8") as f:
        f.write("kit: %s\ntitle: 試\nversion: 1.0.0\nfolder: \"{{id}}\"\nforms:\n  - {form: card, per: person}\n"
                "datasets:\n  people:\n    label: 名單\n    required: true\n    columns:\n"
                "      - {name: id, label: 編號, key: true}\n      - {name: name, label: 姓名}\n" % name)
    with open(os.path.join(kit, "card.md"), "w", encoding="utf-8") as f:
        f.write("---\ntitle: 卡\noutputs: [%s]\neach: |\n  SELECT id, name FROM people ORDER BY id\n%s\n---\n\n%s\n"
                % (outputs, front, body))
    return kit


def build_form(name, front, body, people=("1,王測試",), outputs="pdf"):
    data = table(name + "-data", {"名單": ["編號,姓名"] + list(people)})
    kit, out = form_kit(name, front, body, outputs), os.path.join(WORK, name + "-out")
    r = run("build", kit, data, "-o", out)
    assert r.returncode == 0, r.stderr
    return out


def pages_of(pdf):
    return [re.sub(r"\s", "", p) for p in tool("pdftotext", "-layout", pdf, "-").split("\f")[:-1]]


LONG = "\n\n".join("第%d段。" % i for i in range(1, 80))


def test_a_forms_head_stands_on_every_page():
    front = 'head: "密（{{name}}解密）"\nhead_size: 14\nmargins: 20 18 18 18'
    out = build_form("form-head", front, LONG, ("1,王測試", "2,李測試"))
    for record, who in (("1", "王測試"), ("2", "李測試")):
        pages = pages_of(os.path.join(out, record, "01-card.pdf"))
        assert len(pages) > 1 and all(p.startswith("密（%s解密）" % who) for p in pages), pages


def test_a_forms_head_is_printed_with_its_workbook():
    out = build_form("form-head-book", 'head: "密&{{name}}"\nhead_size: 14\nmargins: 20', "姓名：{{name}}",
                     outputs="xlsx")
    book = openpyxl().load_workbook(os.path.join(out, "1", "01-card.xlsx"))
    assert book.worksheets[0].oddHeader.right.text.strip() == "密&&王測試", book.worksheets[0].oddHeader.right.text


def test_a_forms_head_needs_room():
    data = table("form-head-data", {"名單": ["編號,姓名", "1," + "王" * 60]})
    narrow = form_kit("form-head-narrow", 'head: "密"\nhead_size: 14\nmargins: 12', LONG)
    several = form_kit("form-head-several", 'head: "密{{name}}"\nhead_size: 14\nmargins: 16', LONG)
    paper = form_kit("form-head-paper", 'head: "密"\ndocument: "{{name}}"', LONG)
    with open(os.path.join(paper, "card.md"), encoding="utf-8") as f:
        text = f.read().replace("outputs: [pdf]\n", "")
    with open(os.path.join(paper, "card.md"), "w", encoding="utf-8") as f:
        f.write(text)
    for kit, code in ((narrow, "head-room"), (several, "head-room"), (paper, "document-head")):
        r, found = errors("check", kit, data)
        assert r.returncode == 1 and [m["code"] for m in found] == [code], (kit, r.stdout, r.stderr)


def test_the_mark_of_a_secret_report_stands_on_every_page():
    data, out = os.path.join(WORK, "secret-data"), os.path.join(WORK, "secret-heads")
    shutil.copytree(os.path.join(ROOT, "forms/exchange/example"), data)
    with open(os.path.join(data, "照片.csv"), "a", encoding="utf-8") as f:
        f.write("M2,照片/淹水.png,再一張\n" * 2)
    assert run("build", "exchange", data, "-o", out).returncode == 0
    for form in ("emergency", "loss"):
        found = [pages_of(pdf) for pdf in of_form(out, form)]
        assert max(map(len, found)) == 2, found
        assert all(p.startswith("密（本件") for pages in found for p in pages), (form, found)


# --- photographs ---

def test_two_photographs_stand_side_by_side_in_a_cell():
    out = os.path.join(WORK, "photos-beside")
    example = os.path.join(ROOT, "forms/exchange/example")
    assert run("build", "exchange", example, "-o", out, "--form", "emergency").returncode == 0
    pdf = os.path.join(out, [f["path"] for f in manifest(out) if "密件-M2" in f["path"]][0])
    assert len(pages_of(pdf)) == 1
    words = {w: float(y) for y, w in re.findall(r'<word xMin="[^"]*" yMin="([^"]*)"[^>]*>([^<]*)<',
                                               tool("pdftotext", "-bbox", pdf, "-"))}
    beside = [words[w] for w in words if w in ("機房淹水情形（範例圖）", "移置後之鐵櫃（範例圖）")]
    assert len(beside) == 2 and abs(beside[0] - beside[1]) < 0.1, words


# --- numbered paragraphs ---

def words_of(pdf):
    """(page, x, text) of each line's first word."""
    found, y = [], None
    for n, page in enumerate(tool("pdftotext", "-bbox", pdf, "-").split("<page ")[1:]):
        for x, top, word in re.findall(r'<word xMin="([^"]*)" yMin="([^"]*)"[^>]*>([^<]*)<', page):
            if y != (n, top):
                found.append((n, float(x), word))
            y = (n, top)
    return found


def start_of(words, text):
    hits = [x for _, x, w in words if w.startswith(text)]
    assert hits, text
    return hits[0]


def spoken(pdf):
    return re.sub(r"\s", "", tool("pdfinfo", "-struct-text", pdf))


def test_the_points_of_regulations_hang_under_their_numbers():
    expected = {"exchange-rules": (("二、本規範", 0), ("（一）公文程式", 2), ("1.", 5), ("機關如有發生", 3),
                                   ("（1）領用", 6)),
                "security-directions": (("九、各機關", 0), ("（一）資訊安全政策", 2), ("各機關未設置資訊", 2),
                                        ("各機關得視需要", 3), ("十二、各機關", 0))}
    for name, places in expected.items():
        source, out = os.path.join(ROOT, "content", name + ".md"), os.path.join(WORK, name + "-nested.pdf")
        flat, flat_out = os.path.join(WORK, name + "-flat.md"), os.path.join(WORK, name + "-flat.pdf")
        with open(source, encoding="utf-8") as f, open(flat, "w", encoding="utf-8") as to:
            to.write(f.read().replace("\nnest: true\n", "\n", 1))
        for md, pdf in ((source, out), (flat, flat_out)):
            r = run("render", md, "-o", pdf)
            assert r.returncode == 0 and not r.stderr, r.stderr
        words = words_of(out)
        margin = start_of(words, places[0][0])
        for text, ems in places:
            assert abs(start_of(words, text) - margin - 12 * ems) < 1, (name, text)
        assert spoken(out) == spoken(flat_out), name


# --- marks over cells and pictures ---

HEADER, MARK = 0.93, 0.78  # greys


def greys(pdf):
    """How many pixels of the first page have each shade."""
    out = os.path.join(WORK, "greys")
    tool("pdftoppm", "-r", "50", "-gray", "-l", "1", "-singlefile", pdf, out)
    with open(out + ".pgm", "rb") as f:
        data = f.read()
    body = data[re.match(rb"P5\s+\d+\s+\d+\s+255\s", data).end():]
    return collections.Counter(body)


def near(shades, grey):
    return sum(n for v, n in shades.items() if abs(v - 255 * grey) < 3)


def grey_table(front):
    rows = "| 欄 | 值 |\n" * 18
    one = "<!-- table widths: 1 1; header: 19 -->\n| 欄 | 值 |\n|---|---|\n" + rows
    return "---\ntitle: 表\n%s---\n\n%s\n%s" % (front, one, one)


def test_a_watermark_shows_on_grey_cells():
    pdf = {}
    for name, front in (("plain", ""), ("marked", "watermark: 密\n")):
        source, pdf[name] = os.path.join(WORK, "grey-%s.md" % name), os.path.join(WORK, "grey-%s.pdf" % name)
        with open(source, "w", encoding="utf-8") as f:
            f.write(grey_table(front))
        assert run("render", source, "-o", pdf[name]).returncode == 0
    plain, marked = greys(pdf["plain"]), greys(pdf["marked"])
    assert near(marked, HEADER * MARK) > near(plain, HEADER * MARK) + 500, marked
    assert sum(n for v, n in marked.items() if v < 60) >= sum(n for v, n in plain.items() if v < 60), "text stays black"
    assert text_of(pdf["marked"]).count("欄") == text_of(pdf["plain"]).count("欄") and "密" in text_of(pdf["marked"])


def test_a_copys_mark_shows_on_grey_cells():
    body = "<!-- block size: 9 -->\n第{{id}}份"
    kit = form_kit("grey-copies", 'document: "{{name}}"\nwatermark: 第{{id}}份', body)
    path = os.path.join(kit, "card.md")
    with open(path, encoding="utf-8") as f:
        text = f.read().replace("outputs: [pdf]\n", "")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    data = table("grey-copies-data", {"名單": ["編號,姓名", "1,表.md"]})
    with open(os.path.join(data, "表.md"), "w", encoding="utf-8") as f:
        f.write(grey_table(""))
    out = os.path.join(WORK, "grey-copies-out")
    r = run("build", kit, data, "-o", out)
    assert r.returncode == 0, r.stderr
    shades = greys(os.path.join(out, "1", "01-card.pdf"))
    assert near(shades, HEADER * MARK) > 500, shades


# --- workbooks ---

def test_rows_are_as_high_as_their_lines_need():
    """Excel gives a line of this font 22 pixels at 12 points: no row may be lower, nor much higher."""
    body = "<!-- table widths: 1 1; size: 12 -->\n| 項目 | 填寫 |\n|---|---|\n| 一行 | {{name}} |\n| 一<br>二<br>三 | 字 |\n"
    out = build_form("row-heights", "size: 12", body, outputs="xlsx")
    sheet = openpyxl().load_workbook(os.path.join(out, "1", "01-card.xlsx")).worksheets[0]
    heights = [sheet.row_dimensions[r].height for r in (1, 2, 3)]
    for high, lines in zip(heights, (1, 1, 3)):
        assert 16.5 * lines <= high <= 16.5 * lines + 3, heights


def test_a_full_bars_label_has_room_below_the_title():
    out = os.path.join(WORK, "ledger-charts")
    r = run("build", "training", os.path.join(ROOT, "forms/training/example"), "-o", out, "--form", "ledger-book")
    assert r.returncode == 0, r.stderr
    path = os.path.join(out, [f["path"] for f in manifest(out) if f["path"].endswith(".xlsx")][0])
    with zipfile.ZipFile(path) as z:
        charts = [z.read(n).decode() for n in z.namelist() if n.startswith("xl/charts/chart")]
    assert len(charts) == 2
    for xml in charts:
        assert '<c:max val="110"/>' in xml and '<c:majorUnit val="20"/>' in xml, xml


def bold_parts(path, cell):
    """The bold and the other parts of a cell, in turn, as the file has them: [(text, bold)]."""
    with zipfile.ZipFile(path) as z:
        strings = re.findall(r"<si>(.*?)</si>", z.read("xl/sharedStrings.xml").decode(), re.S)
        sheet = z.read("xl/worksheets/sheet1.xml").decode()
    at = re.search(r'<c r="%s"[^>]* t="s"><v>(\d+)</v>' % cell, sheet)
    runs = re.findall(r"<r>(.*?)</r>", strings[int(at.group(1))], re.S)
    return [(re.search(r"<t[^>]*>(.*?)</t>", r, re.S).group(1), "<b/>" in r) for r in runs]


def test_bold_within_a_cell_is_bold_in_the_workbook():
    body = ("一般**重要{{name}}**說明\n\n**全部粗體**\n\n1. 項目**甲**\n\n"
            "<!-- table widths: 1 1; header: 0 -->\n| | |\n|---|---|\n|  **甲**　乙 | 丙 |\n")
    out = build_form("rich-cells", "size: 12", body, outputs="xlsx")
    path = os.path.join(out, "1", "01-card.xlsx")
    assert bold_parts(path, "A1") == [("一般", False), ("重要王測試", True), ("說明", False)]
    assert bold_parts(path, "A3") == [("1. 項目", False), ("甲", True)]
    assert bold_parts(path, "A4") == [("甲", True), ("　乙", False)]
    sheet = openpyxl().load_workbook(path).worksheets[0]
    assert sheet["A2"].font.b and not sheet["A1"].font.b and sheet["A1"].value == "一般重要王測試說明"


def fill_raw(sent, to, cells, bold):
    """As Excel leaves it: 符合 in these cells, and the bold text 一格 still bold."""
    with zipfile.ZipFile(sent) as z, zipfile.ZipFile(to, "w") as out:
        for name in z.namelist():
            body = z.read(name).decode()
            if name == "xl/sharedStrings.xml":
                assert "<b/>" in body and ">一格<" in body
                body = body.replace(">一格<", ">%s<" % bold)
            for cell in cells if name == "xl/worksheets/sheet1.xml" else ():
                body, n = re.subn(r'<c r="%s" s="(\d+)"/>' % cell,
                                  r'<c r="%s" s="\1" t="inlineStr"><is><t>符合</t></is></c>' % cell, body)
                assert n == 1, cell
            out.writestr(name, body)


def test_a_returned_workbook_may_have_bold_texts():
    kit, data, sent, back = [os.path.join(WORK, "bold-" + n) for n in ("kit", "data", "sent", "back")]
    shutil.copytree(os.path.join(ROOT, "forms/exchange"), kit)
    shutil.copytree(os.path.join(kit, "example"), data)
    os.remove(os.path.join(data, "作答.csv"))
    form = os.path.join(kit, "terminal.md")
    with open(form, encoding="utf-8") as f:
        text = f.read()
    assert "※每項只勾一格；" in text
    with open(form, "w", encoding="utf-8") as f:
        f.write(text.replace("※每項只勾一格；", "※每項只勾**一格**；"))
    r = run("build", kit, data, "-o", sent, "--form", "terminal")
    assert r.returncode == 0, r.stderr
    paths = [f["path"] for f in manifest(sent) if f["path"].endswith(".xlsx")]
    os.makedirs(back)
    first = os.path.join(sent, paths[0])
    fields = hidden_of(openpyxl().load_workbook(first))[1]
    answers = [openpyxl().utils.get_column_letter(f["column"]) + str(f["row"]) for f in fields if f["field"] == "answer"]
    for change in (False, True):
        fill_raw(first, os.path.join(back, "回覆.xlsx"), answers, "二格" if change else "一格")
        r = run("collect", kit, back, "--data", data, "-o", os.path.join(WORK, "bold-out"), "--partial", "--date", DATE,
                "--force")
        assert r.returncode == change and ("二格" in r.stderr) == change, r.stderr


# --- slides ---

def test_no_slide_of_the_guide_is_near_its_limit():
    """A slide is set smaller down to 65 % of 24 points: here three quarters at the least."""
    out = os.path.join(WORK, "guide-slides.pdf")
    assert run("render", os.path.join(ROOT, "content/confidentiality-guide.md"), "-o", out).returncode == 0
    for n, page in enumerate(tool("pdftotext", "-bbox", out, "-").split("<page ")[1:], 1):
        sizes = [float(b) - float(a) for a, b in re.findall(r'<word [^>]*yMin="([^"]*)"[^>]*yMax="([^"]*)"', page)]
        assert max(min(s for s in sizes if s > 12), 0) >= 17.9, (n, sorted(sizes))
