"""The year's hours reckoned anew, in exact fractions and without SQL, over tables drawn at random.

LEDGER_FOLDERS=300 LEDGER_SEED=7 python3 tests/e2e/run.py build/formpress ledger_agrees
draws others than the twenty of each run."""
import csv
import datetime
import random
from collections import defaultdict
from fractions import Fraction

from common import *

ROLES = "一般使用者 主管 資訊人員 專職人員 收發人員 開發維運人員".split()
CATEGORIES = "通識 專業 職能 公文交換 安全程式".split()
HOURS = ["0.1", "0.5", "0.7", "0.83", "1", "1.1", "1.5", "1.9", "2", "2.9", "3", "4", "6"]
TIMES = {"am": ("09:00", "12:00"), "noon": ("10:30", "13:00"), "pm": ("13:30", "16:30"), "day": ("09:00", "16:00"),
         "late": ("12:00", "14:00")}


def roc(day):
    return "" if day is None else "%d/%02d/%02d" % (day.year - 1911, day.month, day.day)


def date_of(text):
    y, m, d = text.split("/")
    return datetime.date(int(y) + 1911, int(m), int(d))


def last_of_month(year, month):
    return datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)


# --- tables drawn at random ---

def draw_day(r, year):
    """A day near the edges of the windows, or any of four years."""
    edges = [datetime.date(year - 2, 12, 31), datetime.date(year - 1, 1, 1), datetime.date(year - 1, 12, 31),
             datetime.date(year, 1, 1), last_of_month(year, 2), datetime.date(year, 12, 31), datetime.date(year + 1, 1, 1)]
    if r.random() < 0.3:
        return r.choice(edges)
    return datetime.date(year - r.choice([0, 0, 0, 1, 1, 2, -1]), 1, 1) + datetime.timedelta(days=r.randrange(365))


def draw_people(r, reference):
    near = [reference + datetime.timedelta(days=n) for n in (-1, 0, 1)]
    people = []
    for n in range(r.randint(1, 9)):
        joined = r.choice([None, None, datetime.date(2010, 3, 1)] + near)
        left = r.choice([None, None, None, datetime.date(2040, 3, 1)] + near)
        if joined and left and left < joined:
            left = None
        people.append({"人員編號": "P%d" % (n * 7 % 10), "單位": r.choice(["甲處", "乙處", "丙室"]), "職稱": "科員",
                       "姓名": r.choice(["王測試", "測試員", "陳範例"]), "身分": r.choice(ROLES), "到職日": roc(joined),
                       "離職日": roc(left), "不列計原因": "留職停薪" if r.random() < 0.1 else ""})
    return people


def draw_sessions(r, year, courses):
    sessions, days = [], set()
    for n in range(r.randint(0, 7)):
        day = draw_day(r, year)
        if day in days:
            continue
        days.add(day)
        for half in r.choice([["am"], ["pm"], ["day"], ["noon"], ["late"], ["am", "pm"]]):
            start, end = TIMES[half]
            sessions.append({"場次編號": "S%d%s" % (n, half), "課程代碼": r.choice(courses)["課程代碼"], "日期": roc(day),
                             "開始": start, "結束": end})
    return sessions


def draw_attendance(r, sessions, people):
    rows = []
    for s in sessions:
        for p in people:
            for part in r.choice([[], ["全程"], ["全程"], ["上午"], ["下午"], ["上午", "下午"]]):
                rows.append({"場次編號": s["場次編號"], "人員編號": p["人員編號"], "時段": part,
                             "簽到": r.choice(["是", "是", "是", "否", ""])})
    r.shuffle(rows)
    return rows


def draw_external(r, year, courses, people):
    rows = []
    for n in range(r.randint(0, 14)):
        own = r.choice(courses)
        code, title, category = r.choice([("", own["課程名稱"], own["類別"]), (own["課程代碼"], "數位課", own["類別"]),
                                          ("", "數位課%d" % r.randint(1, 3), r.choice(CATEGORIES)),
                                          ("X%d" % r.randint(1, 3), "外訓", r.choice(CATEGORIES))])
        rows.append({"人員編號": r.choice(people)["人員編號"], "課程代碼": code, "課程名稱": title, "類別": category,
                     "時數": r.choice([own["時數"], r.choice(HOURS)]), "日期": roc(draw_day(r, year)), "來源": r.choice(["簽到單", "e等公務園+", "外訓"])})
    return rows


def shipped_rules():
    with open(os.path.join(ROOT, "forms/training/rules.csv"), encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def draw_rules(r, reference):
    """The shipped ones, or ones whose versions change about the reference date."""
    if r.random() < 0.5:
        return None
    rules = []
    for role in ROLES:
        for category in ["通識", r.choice(["專業或職能", "專業", "職能"])]:
            change = reference + datetime.timedelta(days=r.choice([-1, 0, 1, 400]))
            years = r.choice(["1", "2"])
            for hours, since, until in ((r.choice(HOURS), "105/01/01", roc(change)),
                                        (r.choice(HOURS), roc(change + datetime.timedelta(days=1)), "")):
                rules.append({"身分": role, "類別": category, "應受訓時數": hours, "期間年數": years, "適用起日": since,
                              "適用迄日": until})
    return rules


def draw_tables(seed):
    r = random.Random(seed)
    year = r.randint(2024, 2028)
    reference = r.choice([None, datetime.date(year, 6, 30), last_of_month(year, 2), datetime.date(year, 12, 31)])
    day = reference or datetime.date(year, 12, 31)
    courses = [{"課程代碼": "C%d" % n, "課程名稱": "課程%d" % n, "類別": r.choice(CATEGORIES), "時數": r.choice(HOURS)}
               for n in range(r.randint(1, 5))]
    people = draw_people(r, day)
    sessions = draw_sessions(r, year, courses)
    tables = {"人員": people, "課程": courses, "場次": sessions, "出席": draw_attendance(r, sessions, people),
              "外部時數": draw_external(r, year, courses, people), "時數規定": draw_rules(r, day),
              "設定": [{"機關名稱": "測試機關", "年度": str(year - 1911), "基準日": roc(reference),
                       "專職人員另計通識": r.choice(["", "是", "否"])}]}
    return {name: rows for name, rows in tables.items() if rows}


def write_tables(name, tables):
    return table(name, {dataset: [",".join(rows[0])] + [",".join(row.values()) for row in rows]
                        for dataset, rows in tables.items()})


# --- the reckoning ---

def half_day_shares(session):
    """What 上午 and 下午 are of a session: half of one over noon, all of one on one side of it."""
    one_side = session["結束"] <= "13:00" or session["開始"] >= "12:00"
    return Fraction(1) if one_side else Fraction(1, 2)


def occasions(t):
    """Each time that somebody learned something: a session signed in to, or a record from elsewhere."""
    courses = {c["課程代碼"]: c for c in t["課程"]}
    titles = {}
    for c in t["課程"]:
        titles.setdefault(c["課程名稱"], c["課程代碼"])
    sessions = {s["場次編號"]: s for s in t.get("場次", [])}
    share = defaultdict(Fraction)
    for a in t.get("出席", []):
        if a["簽到"] == "是":
            whole = a["時段"] == "全程"
            share[a["人員編號"], a["場次編號"]] += 1 if whole else half_day_shares(sessions[a["場次編號"]])
    found = []
    for (person, sid), part in share.items():
        c = courses[sessions[sid]["課程代碼"]]
        found.append((person, c["課程代碼"], c["類別"], date_of(sessions[sid]["日期"]), Fraction(c["時數"]) * min(part, 1),
                      "簽到 " + sid, "S" + sid))
    for n, e in enumerate(t.get("外部時數", [])):
        course = e["課程代碼"] or titles.get(e["課程名稱"], e["課程名稱"])
        found.append((e["人員編號"], course, e["類別"], date_of(e["日期"]), Fraction(e["時數"]), e["來源"], "E%d" % (n + 2)))
    return found


def counted(t):
    """Of a person's occasions of one course in a year, the longest."""
    best = {}
    for o in occasions(t):
        key, rank = (o[0], o[1], o[3].year), (-o[4], o[3], o[5], o[6])
        if key not in best or rank < best[key][0]:
            best[key] = (rank, o)
    return [o for _, o in best.values()]


def in_scope(t, reference):
    scope = []
    for p in t["人員"]:
        late = p["到職日"] and date_of(p["到職日"]) > reference
        gone = p["離職日"] and date_of(p["離職日"]) < reference
        if not (late or gone or p["不列計原因"]):
            scope.append(p)
    return scope


def rate_of(done, people):
    """Percent to one decimal, half up."""
    return Fraction((2000 * done + people) // (2 * people), 10) if people else None


def reckon(t):
    year = int(t["設定"][0]["年度"]) + 1911
    reference = date_of(t["設定"][0]["基準日"]) if t["設定"][0]["基準日"] else datetime.date(year, 12, 31)
    general = t["設定"][0]["專職人員另計通識"] != "否"
    rules = [u for u in t.get("時數規定") or shipped_rules()
             if date_of(u["適用起日"]) <= reference and (not u["適用迄日"] or date_of(u["適用迄日"]) >= reference)
             and (general or u["身分"] != "專職人員" or u["類別"] != "通識")]
    took = counted(t)
    lines, persons = {}, {}
    for p in in_scope(t, reference):
        missing, finished = Fraction(0), []
        for u in rules:
            if u["身分"] != p["身分"]:
                continue
            wanted = {"專業", "職能"} if u["類別"] == "專業或職能" else {u["類別"]}
            mine = sorted((o[3], o[4]) for o in took if o[0] == p["人員編號"] and o[2] in wanted
                          and year - int(u["期間年數"]) < o[3].year <= year)
            required, had, day = Fraction(u["應受訓時數"]), Fraction(0), None
            for when, hours in mine:
                had += hours
                if had >= required and day is None:
                    day = when
            finished.append(day)
            lines[p["人員編號"], u["類別"]] = (required, had, max(Fraction(0), required - had))
            missing += lines[p["人員編號"], u["類別"]][2]
        persons[p["人員編號"]] = (p["單位"], missing, missing == 0, None if None in finished else max(finished))
    return year, lines, persons


# --- what the workbook says ---

def number(v):
    return None if v is None else Fraction(str(v))


def table_of(sheet, *heads):
    """The rows below the one with these heads, each under its head, up to an empty one."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    at = next(n for n, row in enumerate(rows) if set(heads) <= set(row))
    body = []
    for row in rows[at + 1:]:
        if not any(v is not None for v in row):
            break
        body.append({head: v for head, v in zip(rows[at], row) if head})
    return body


def day_of(v):
    return v.date() if v else None


def check_ledger(t, path):
    year, lines, persons = reckon(t)
    book = openpyxl().load_workbook(path, data_only=True)
    got = {(r["人員編號"], r["類別"]): tuple(number(r[h]) for h in ("應受訓", "已採計", "不足"))
           for r in table_of(book["個人各類時數"], "序", "已採計") if r["序"]}
    assert got == lines, ("個人各類時數", got, lines)
    got = {r["人員編號"]: (r["單位"], number(r["不足合計"]), r["已完成"] == "是", day_of(r["完成日期"]))
           for r in table_of(book["列計人員"], "序", "完成日期") if r["序"]}
    assert got == persons, ("列計人員", got, persons)
    check_units(book, persons)
    check_months(book, year, persons)
    check_sums(book, lines)


def check_units(book, persons):
    units = defaultdict(list)
    for unit, _, done, _ in persons.values():
        units[unit].append(done)
        units["合計"].append(done)
    want = {u: (len(d), sum(d), len(d) - sum(d), rate_of(sum(d), len(d))) for u, d in units.items()}
    want.setdefault("合計", (0, 0, 0, 0))
    rows = [r for r in table_of(book["單位達成率"], "序", "總人數") if r["單位"]]
    got = {r["單位"]: (r["總人數"], r["已完成"], r["未完成"], number(r["達成率（%）"])) for r in rows}
    assert got == want and len(rows) == len(want), ("單位達成率", got, want)


def check_months(book, year, persons):
    rows = table_of(book["各月進度"], "月份", "截至")
    assert len(rows) == 12
    for n, row in enumerate(rows):
        until = last_of_month(year, n + 1)
        done = sum(day is not None and day <= until for _, _, _, day in persons.values())
        got = day_of(row["截至"]), row["已完成人數"], number(row["達成率（%）"])
        assert got == (until, done, rate_of(done, len(persons)) or 0), (row, done)


def check_sums(book, lines):
    want = defaultdict(lambda: [0, 0, 0, 0])
    for (_, category), (required, had, missing) in lines.items():
        for n, v in enumerate((1, required, min(required, had), missing)):
            want[category][n] += v
    got = {r["類別"]: [number(v) for head, v in r.items() if head != "類別"]
           for r in table_of(book["各月進度"], "類別", "人數") if r["人數"]}
    assert got == want, ("各類合計", got, dict(want))


def test_ledger_agrees_with_a_reckoning_by_hand():
    folders = int(os.environ.get("LEDGER_FOLDERS", "20"))
    first = int(os.environ.get("LEDGER_SEED", "115"))
    for seed in range(first, first + folders):
        tables = draw_tables(seed)
        out = os.path.join(WORK, "ledger-%d-out" % seed)
        r = run("build", "training", write_tables("ledger-%d" % seed, tables), "-o", out, "--form", "ledger-book",
                "--date", "2032-01-15", date=False)
        assert r.returncode == 0, (seed, r.stderr)
        try:
            check_ledger(tables, os.path.join(out, manifest(out)[0]["path"]))
        except AssertionError as e:
            raise AssertionError("seed %d: %s" % (seed, e))
