"""附錄二 and 附錄三: identity numbers, a story longer than its page, three days, photographs in their order."""
from common import *
import photos

HEAD = "事件編號,報告種類,解密條件,單位,職稱,姓名,身分證字號,發生日期,發生地點,詳細經過"
OFFICE = ["機關名稱", "測試部"]
ROSTER = ["機關代碼,機關名稱,層級,中心型態", "A99000010T,測試部,交換層,共用中心"]


def folder(name, *rows):
    return table("incidents-" + name, {"本機關": OFFICE, "機關名冊": ROSTER, "事件": [HEAD] + list(rows)})


def incident(n=1, kind="遺失毀損", id="", day="115/11/10", story=""):
    return "M%d,%s,結案後解密,秘書室,科員,測試員,%s,%s,測試市,%s" % (n, kind, id, day, story)


def test_identity_numbers_are_checked_whole_and_never_shown():
    good = ["A123456789", "I100000003", "Z299999992", "A800000014", "B900000026"]
    r = run("check", "exchange", folder("ids", *[incident(n, id=v) for n, v in enumerate(good)]), "--json")
    assert r.returncode == 0 and '"error"' not in r.stdout, r.stdout
    bad = ["A123456788", "A12345678", "A1234567890", "A323456789", "1123456789", "B900000025"]
    data = folder("ids", *[incident(n, id=v) for n, v in enumerate(bad)])
    r, found = errors("check", "exchange", data)
    assert [(m["row"], m["column"]) for m in found] == [(n + 2, 7) for n in range(len(bad))], r.stdout
    text = r.stdout + run("check", "exchange", data, "--lang", "zh").stderr
    assert not [v for v in bad if v + "'" in text or v + "」" in text], text


def test_a_story_longer_than_its_page_goes_on():
    words = "".join("%d.第%d點敘明經過。" % (n, n) for n in range(1, 361))
    for form, kind in (("loss", "遺失毀損"), ("emergency", "緊急狀況")):
        out = os.path.join(WORK, "incidents-story-" + form)
        r = run("build", "exchange", folder("story", incident(kind=kind, story=words)), "-o", out, "--form", form)
        assert r.returncode == 0, r.stderr
        pages = [re.sub(r"\s", "", p) for p in tool("pdftotext", "-layout", of_form(out, form)[0], "-").split("\f")][:-1]
        assert len(pages) > 2 and all("密" in p for p in pages), pages
        text = "".join(pages).replace("密", "")  # the watermark falls between others' characters
        found = [int(n) for n in re.findall(r"第(\d+)點敘", text)]
        assert found == sorted(set(found)) and len(found) >= 358, found  # a page may break within one
        for behind in ("報告人簽章", "附註意見"):
            assert behind not in "".join(pages[:2]) and behind in "".join(pages[2:]), (behind, pages)


def test_three_days_end_on_a_working_day():
    for day, due in (("115/11/10", "115年11月13日"), ("115/11/11", "115年11月16日"), ("115/11/12", "115年11月16日"),
                     ("115/11/13", "115年11月16日"), ("114/12/29", "115年1月1日"), ("113/02/26", "113年2月29日"),
                     ("113/02/27", "113年3月1日")):
        out = os.path.join(WORK, "incidents-due-" + day.replace("/", ""))
        r = run("build", "exchange", folder("due", incident(day=day)), "-o", out, "--form", "loss")
        assert r.returncode == 0, r.stderr
        assert "應於%s前送出" % due in text_of(of_form(out, "loss")[0]), (day, due)


def test_photographs_stand_in_their_order_under_their_own_incident():
    d = photos.data_with("incidents-photos", ["M2,照片/half.png,甲圖說", "M1,照片/ink.jpg,丙圖說", "M2,照片/colour.jpg,乙圖說",
                                               "M1,照片/half.png,丁圖說"],
                         "half.png", "colour.jpg", "ink.jpg")
    text = text_of(photos.reports(d, "incidents-photos-out")["密件-M2"])
    assert text.index("甲圖說") < text.index("乙圖說") and "丙圖說" not in text, text
    out = os.path.join(WORK, "incidents-loss-out")
    assert run("build", "exchange", d, "-o", out, "--form", "loss").returncode == 0
    text = text_of(of_form(out, "loss")[0])
    assert text.index("丙圖說") < text.index("丁圖說") and "甲圖說" not in text and text.count("附件佐證照片") == 1, text
