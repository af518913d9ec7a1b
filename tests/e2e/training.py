"""What the year's hours count and what they do not, and what is refused or doubted before."""
import ledger

from common import *

PEOPLE = "人員編號,單位,職稱,姓名,身分,到職日,離職日"
COURSES = "課程代碼,課程名稱,類別,時數"
SESSIONS = "場次編號,課程代碼,日期,開始,結束"
CAME = "場次編號,人員編號,時段,簽到"
ELSEWHERE = "人員編號,課程代碼,課程名稱,類別,時數,日期,來源"
RULES = "身分,類別,應受訓時數,期間年數,適用起日,適用迄日"
SETTINGS = ["機關名稱,年度,基準日", "測試機關,115,"]
P1 = [PEOPLE, "P1,甲處,科員,測試員,一般使用者,,"]
C1 = [COURSES, "C1,資通安全通識,通識,3"]


def folder(name, **tables):
    tables = {"人員": P1, "課程": C1, "設定": SETTINGS, **tables}
    return table("training-" + name, tables)


def built(name, *more, **tables):
    out = os.path.join(WORK, "training-" + name + "-out")
    r = run("build", "training", folder(name, **tables), "-o", out, "--date", "2027-01-10", *more, date=False)
    assert r.returncode == 0, r.stderr
    return out


def hours(name, **tables):
    """(person, category) to (required, counted, missing)."""
    out = built(name, "--form", "ledger-book", **tables)
    book = openpyxl().load_workbook(of_kind(out, ".xlsx")[0], data_only=True)
    return {(r["人員編號"], r["類別"]): (r["應受訓"], r["已採計"], r["不足"])
            for r in ledger.table_of(book["個人各類時數"], "序", "已採計") if r["序"]}


def of_kind(out, ending):
    return sorted(os.path.join(out, f["path"]) for f in manifest(out) if f["path"].endswith(ending))


def found(name, **tables):
    _, found = problems("check", "training", folder(name, **tables), "--date", "2027-01-10")
    return [(m["severity"], os.path.basename(m["file"]), m["row"], m["column"]) for m in found]


def test_half_a_session_is_half_unless_it_has_one_half_only():
    def of(start, end, *parts):
        return hours("half", 場次=[SESSIONS, "S1,C1,115/03/10,%s,%s" % (start, end)],
                     出席=[CAME] + ["S1,P1,%s,是" % p for p in parts])["P1", "通識"][1]
    assert of("09:00", "16:00", "上午") == 1.5
    assert of("09:00", "16:00", "上午", "下午") == 3
    assert of("09:00", "12:00", "上午") == 3
    assert of("10:00", "13:00", "上午") == 3
    assert of("12:00", "15:00", "下午") == 3
    assert of("11:00", "14:00", "下午") == 1.5
    assert of("09:00", "16:00", "全程") == 3


def test_two_sessions_overlap_only_by_the_halves_signed_for():
    def overlaps(first, second, start="13:30", end="16:30"):
        said = found("overlap", 場次=[SESSIONS, "S1,C1,115/03/10,09:00,16:00", "S2,C1,115/03/10,%s,%s" % (start, end)],
                     出席=[CAME, "S1,P1,%s,是" % first, "S2,P1,%s,是" % second])
        return ("error", "出席.csv", 3, 2) in said
    assert overlaps("全程", "全程") and overlaps("下午", "下午") and overlaps("全程", "下午")
    assert not overlaps("上午", "全程") and not overlaps("上午", "下午")
    assert overlaps("上午", "全程", "09:00", "10:00") and not overlaps("下午", "全程", "09:00", "10:00")


def test_decimals_that_add_up_leave_nothing_missing():
    """Ten tenths are 0.9999999999999999 to a computer."""
    out = built("tenths", "--form", "ledger-book", 時數規定=[RULES, "一般使用者,通識,1,1,105/01/01,"],
                外部時數=[ELSEWHERE] + ["P1,,課%d,通識,0.1,115/03/%02d,數位" % (n, n + 1) for n in range(10)])
    book = openpyxl().load_workbook(of_kind(out, ".xlsx")[0], data_only=True)
    line, = ledger.table_of(book["個人各類時數"], "序", "已採計")
    assert (line["已採計"], line["不足"]) == (1, 0), line
    person, = ledger.table_of(book["列計人員"], "序", "已完成")
    assert person["已完成"] == "是" and person["完成日期"].day == 10, person


def test_a_course_elsewhere_under_our_own_name_is_the_same_course():
    came = {"場次": [SESSIONS, "S1,C1,115/03/10,09:00,16:00"], "出席": [CAME, "S1,P1,上午,是"]}
    assert hours("same", 外部時數=[ELSEWHERE, "P1,,資通安全通識,通識,1,115/05/01,數位"], **came)["P1", "通識"] == (3, 1.5, 1.5)
    assert hours("other", 外部時數=[ELSEWHERE, "P1,,資通安全進階,通識,1,115/05/01,數位"], **came)["P1", "通識"] == (3, 2.5, .5)
    doubt = found("category", 外部時數=[ELSEWHERE, "P1,C1,數位課,專業,1,115/05/01,數位"])
    assert doubt == [("warning", "外部時數.csv", 2, 4)], doubt


def test_the_last_day_in_service_is_in_service():
    people = [PEOPLE, "P1,甲處,科員,測試員,一般使用者,115/12/31,", "P2,甲處,科員,陳測試,一般使用者,,115/12/31",
              "P3,甲處,科員,林測試,一般使用者,116/01/01,", "P4,甲處,科員,范測試,一般使用者,,115/12/30"]
    assert {p for p, _ in hours("edge", 人員=people)} == {"P1", "P2"}


def test_the_sheets_of_a_session_name_who_was_in_service_that_day():
    people = [PEOPLE, "P1,甲處,科員,測試員,一般使用者,115/03/10,", "P2,甲處,科員,陳測試,一般使用者,,115/03/10",
              "P3,甲處,科員,林測試,一般使用者,115/03/11,", "P4,甲處,科員,范測試,一般使用者,,115/03/09"]
    out = built("roster", 人員=people, 場次=[SESSIONS, "S1,C1,115/03/10,09:00,12:00"])
    text = text_of(of_form(out, "signin")[0])
    assert "應到人數：2人" in text and "測試員" in text and "陳測試" in text, text
    assert "林測試" not in text and "范測試" not in text, text
    entry, = [p for p in of_kind(out, ".xlsx") if "登錄表" in p]
    _, fields, _ = hidden_of(openpyxl().load_workbook(entry))
    assert {f["key"] for f in fields if f["field"] == "signed"} == {"P1", "P2"}


def test_nobody_is_short_before_anything_is_recorded():
    sessions = [SESSIONS, "S1,C1,115/03/10,09:00,12:00"]
    out = built("first", 場次=sessions, 出席=[CAME, "S1,P1,全程,"])
    assert of_form(out, "reminder") == [] and of_form(out, "certificate") == []
    short = text_of(of_form(out, "short")[0])
    assert "還沒有任何出席或外部時數紀錄，故不列不足人員，也不印時數不足通知" in short, short
    assert "測試員" not in short and "不足人員共" not in short, short
    for name, more in (("absent", {"場次": sessions, "出席": [CAME, "S1,P1,全程,否"]}),
                       ("elsewhere", {"外部時數": [ELSEWHERE, "P1,,課,通識,1,115/03/10,數位"]})):
        out = built(name, **more)
        assert len(of_form(out, "reminder")) == 1, name
        assert "測試員" in text_of(of_form(out, "short")[0]), name
    last_year = [ELSEWHERE, "P1,,課,通識,1,114/03/10,數位"]
    assert of_form(built("last-year", 外部時數=last_year), "reminder") == []


def test_a_source_called_after_the_sign_in_sheet_makes_no_certificate():
    out = built("source", 外部時數=[ELSEWHERE, "P1,,課,通識,1,115/03/10,簽到單"])
    assert of_form(out, "certificate") == []


def test_rules_that_would_be_owed_twice_or_never():
    def said(*rows, **more):
        return found("rules", 時數規定=[RULES] + list(rows), **more)
    assert said("一般使用者,通識,3,1,105/01/01,") == []
    assert said("一般使用者,通識,3,1,105/01/01,114/12/31", "一般使用者,通識,4,1,115/01/01,") == []
    assert said("一般使用者,通識,3,1,105/01/01,115/01/01", "一般使用者,通識,4,1,115/01/01,") == [
        ("error", "時數規定.csv", 3, 5)]
    assert said("一般使用者,通識,3,1,105/01/01,", "一般使用者,通識,4,1,115/01/01,") == [("error", "時數規定.csv", 3, 5)]
    assert ("error", "時數規定.csv", 2, 3) in said("一般使用者,通識,0,1,105/01/01,")
    assert ("error", "時數規定.csv", 2, 6) in said("一般使用者,通識,3,1,105/01/01,104/01/01")
    assert said("主管,通識,3,1,105/01/01,") == [("warning", "人員.csv", 2, 5)]
    assert found("outside", 設定=["機關名稱,年度,基準日", "測試機關,115,114/12/31"]) == [("warning", "設定.csv", 2, 3)]
