"""Photographs that cells of the data name."""
import shutil
import stat

from common import *

EXAMPLE = os.path.join(ROOT, "forms/exchange/example")
HEAD = "事件編號,檔案,說明"
PICTURES = os.path.join(ROOT, "tests/data/images")


def data_with(name, rows, *pictures):
    d = os.path.join(WORK, name)
    shutil.copytree(EXAMPLE, d)
    with open(os.path.join(d, "照片.csv"), "w", encoding="utf-8") as f:
        f.write("\n".join([HEAD] + rows) + "\n")
    for p in pictures:
        shutil.copy(os.path.join(PICTURES, p), os.path.join(d, "照片", p))
    return d


def reports(d, name, *more):
    out = os.path.join(WORK, name)
    r = run("build", "exchange", d, "-o", out, "--form", "emergency", *more)
    assert r.returncode == 0, r.stderr
    return {n: [os.path.join(out, n, f) for f in os.listdir(os.path.join(out, n))][0]
            for n in os.listdir(out) if n.startswith("密件")}


def images(pdf):
    return [line.split() for line in tool("pdfimages", "-list", pdf).splitlines()[2:]]


def test_a_cells_picture_is_printed_with_its_caption():
    found = reports(EXAMPLE, "photos-example")
    listed = images(found["密件-M2"])
    assert sorted((i[3], i[4]) for i in listed) == [("320", "420"), ("480", "320")], listed
    text = text_of(found["密件-M2"])
    assert "機房淹水情形（範例圖）" in text and "浮貼處）" not in text, text
    assert not images(found["密件-M3"])
    assert "（照片浮貼處）" in text_of(found["密件-M3"])


def test_the_loss_reports_annex_holds_its_pictures():
    out = os.path.join(WORK, "photos-loss")
    assert run("build", "exchange", EXAMPLE, "-o", out, "--form", "loss").returncode == 0
    pdf = of_form(out, "loss")[0]
    pages = tool("pdftotext", "-layout", pdf, "-").split("\f")
    assert "附件" not in pages[0] and "附件" in pages[1] and "存放模組之鐵櫃" in pages[1], pages
    assert [i[0] for i in images(pdf)] == ["2"]


def test_a_picture_is_embedded_once_and_is_described():
    d = data_with("photos-twice", ["M2,照片/half.png,甲圖說", "M2,照片/half.png,乙圖說", "M2,照片/colour.jpg,"],
                  "half.png", "colour.jpg")
    pdf = reports(d, "photos-twice-out")["密件-M2"]
    objects = {i[10] for i in images(pdf)}
    assert len(objects) == 2, images(pdf)
    out = os.path.join(WORK, "photos.qdf")
    tool("qpdf", "--qdf", "--object-streams=disable", pdf, out)
    with open(out, "rb") as f:
        body = f.read()
    alts = []
    for hexed, literal in re.findall(rb"/Alt (?:<([0-9a-f]+)>|\(((?:[^()\\]|\\.)*)\))", body):
        alts.append(bytes.fromhex(hexed.decode()).decode("utf-16") if hexed else literal.decode("latin-1"))
    assert sorted(alts) == sorted(["甲圖說", "乙圖說", "佐證照片"]), alts


def test_pictures_are_the_same_with_any_number_of_workers():
    rows = ["M3,照片/colour.jpg,甲", "M2,照片/half.png,乙", "M2,照片/turned.jpg,丙"]
    d = data_with("photos-workers", rows, "half.png", "colour.jpg", "turned.jpg")
    one, many = reports(d, "photos-j1", "-j", "1"), reports(d, "photos-j4", "-j", "4")
    for name in one:
        with open(one[name], "rb") as a, open(many[name], "rb") as b:
            assert a.read() == b.read(), name


def test_a_photograph_does_not_tell_where_it_was_taken():
    """It is turned as its EXIF says, and its EXIF, which knows the place as well, stays behind."""
    d = data_with("photos-place", ["M2,照片/turned.jpg,甲"], "turned.jpg")
    path = os.path.join(d, "照片", "turned.jpg")
    before = reports(d, "photos-place-before")["密件-M2"]
    with open(path, "rb") as f:
        jpeg = f.read()
    assert b"Exif" in jpeg
    with open(path, "wb") as f:
        f.write(jpeg[:2] + b"\xff\xfe\0\x0bGPS place" + jpeg[2:] + b"GPS place")
    after = reports(d, "photos-place-after")["密件-M2"]
    out = os.path.join(WORK, "photos-place")
    for pdf in (before, after):
        tool("pdfimages", "-all", pdf, out)
        with open(out + "-000.jpg", "rb") as f:
            drawn = f.read()
        assert b"Exif" not in drawn and b"GPS" not in drawn and drawn[:2] == jpeg[:2] and drawn[-300:] == jpeg[-300:], drawn
    with open(before, "rb") as a, open(after, "rb") as b:
        assert a.read() == b.read()
    assert [i[3:5] for i in images(after)] == [["24", "16"]]


def test_a_bad_picture_is_an_error_at_its_cell():
    d = data_with("photos-bad", ["M2,照片/none.png,", "M2,照片/broken.jpg,", "M2,../outside.png,",
                                 "M2,/etc/passwd,", "M2,照片/link.png,", "M2,照片/text.png,",
                                 "M2,照片\\half.png,", "M2,照片,"], "half.png")
    with open(os.path.join(PICTURES, "colour.jpg"), "rb") as f, \
            open(os.path.join(d, "照片", "broken.jpg"), "wb") as g:
        g.write(f.read()[:200])
    with open(os.path.join(d, "照片", "text.png"), "w") as f:
        f.write("no picture\n")
    shutil.copy(os.path.join(PICTURES, "half.png"), os.path.join(WORK, "outside.png"))
    os.symlink(os.path.join(WORK, "outside.png"), os.path.join(d, "照片", "link.png"))
    r, found = errors("check", "exchange", d)
    assert r.returncode == 1
    at = [(m["row"], m["code"]) for m in found]
    assert [row for row, _ in at] == list(range(2, 10)), r.stdout
    assert all(m["file"].endswith("照片.csv") and m["column"] == 2 for m in found), found
    codes = [code for _, code in at]
    assert codes == ["image-missing", "image-damaged", "image-place", "image-place", "image-place",
                         "image-kind", "image-place", "image-kind"], codes


def test_a_photographs_incident_must_be_there():
    d = data_with("photos-nobody", ["M9,照片/half.png,"], "half.png")
    r, found = errors("check", "exchange", d)
    assert [(m["code"], m["row"], m["column"]) for m in found] == [("no-reference", 2, 1)], r.stdout


def test_only_the_owner_reads_what_is_written():
    """Reports hold identity numbers: whatever the umask, nobody else may read the folder."""
    out = os.path.join(WORK, "photos-mode")
    before = os.umask(0)
    try:
        assert run("build", "exchange", EXAMPLE, "-o", out).returncode == 0
    finally:
        os.umask(before)
    paths = [out] + [os.path.join(base, n) for base, dirs, files in os.walk(out) for n in dirs + files]
    assert len(paths) > 20
    for p in paths:
        mode = stat.S_IMODE(os.stat(p).st_mode)
        assert mode & 0o077 == 0, (p, oct(mode))


def test_the_reports_have_their_fields():
    labels = ["報告時間", "單位", "職稱", "姓名", "出生年月日", "身分證字號", "時間", "地點", "詳細經過",
              "報告人簽章", "佐證人姓名", "佐證人與使用", "人關係", "國家發展委員會檔案管理局附註意見"]
    out = os.path.join(WORK, "photos-fields")
    assert run("build", "exchange", EXAMPLE, "-o", out).returncode == 0
    for form, more, due in (("loss", [], "115年11月13日"), ("emergency", ["佐證照片浮貼處"], "115年11月16日")):
        text = text_of(of_form(out, form)[0])
        assert all(label in text for label in labels + more), (form, text)
        assert "密（本件於結案後解密）" in text and "※本表係密件" in text, text
        assert "應於%s前送出" % due in text, text
