"""附錄五 against a count by hand: answers drawn at random, filled in by openpyxl or typed, some sheets unusable.

ROLLUP_FOLDERS=60 ROLLUP_SEED=7 python3 tests/e2e/run.py build/formpress roll_up_agrees draws others."""
import datetime
import random
from collections import Counter

from common import *
import collect as returned
import ledger

KINDS = ["定期", "專案"]
ANSWERS = ["符合", "部分符合", "不符合", "不適用"]
ITEMS = 10


def draw(seed):
    """Terminals: (agency code, unit code, name, kind, how its answer comes back, the answers)."""
    r = random.Random(seed)
    terminals = []
    for n in range(r.randint(2, 9)):
        code, unit = "A%08dT" % (n // 3), "" if n % 3 == 0 else "U%02d" % (n % 3)
        how = r.choice(["file", "file", "file", "typed", "typed for the other kind", "blank", "none"])
        terminals.append((code, unit, "測試%d所" % n, r.choice(["", "定期", "專案"]), how,
                          [r.choice(ANSWERS) for _ in range(ITEMS)]))
    if not any(t[4] == "file" for t in terminals):
        terminals[0] = terminals[0][:4] + ("file",) + terminals[0][5:]
    return terminals, r.choice([0, 0, 1, 83])


def kind_of(terminal):
    return terminal[3] or "定期"


def answered_kind(terminal):
    """The kind of audit that its usable answers are of, or None."""
    if terminal[4] == "typed for the other kind":
        return KINDS[kind_of(terminal) == KINDS[0]]
    return kind_of(terminal) if terminal[4] in ("file", "typed") else None


def used(terminals, kind):
    return [t for t in terminals if answered_kind(t) == kind]


def silent(terminals, *kinds):
    return [t for t in terminals if kind_of(t) in kinds and answered_kind(t) != kind_of(t)]


def write(name, terminals, others):
    total = len(terminals) + others
    roster = ["機關代碼,單位代碼,機關名稱,層級,中心型態,發送日期,稽核種類", "A99000010T,,測試部,交換層,共用中心,,"]
    roster += ["%s,%s,%s,終端層,,115/09/01,%s" % t[:4] for t in terminals]
    audit = ["稽核種類,稽核日期,稽核比例,專案稽核原因,終端機關總數"]
    for kind in KINDS:
        whole = len(used(terminals, kind)) == total or (silent(terminals, kind) and not others)
        cover = "全面性" if whole else "抽檢"
        audit.append("%s,115/10/20,%s,原因,%d" % (kind, cover, total))
    typed = ["稽核種類,機關代碼,單位代碼,編號,結果,相關佐證說明,改善期限"]
    typed += ["%s,%s,%s,%d,%s,佐證,115/12/01" % (answered_kind(t), t[0], t[1], n + 1, answer)
              for t in terminals if t[4].startswith("typed") for n, answer in enumerate(t[5])]
    data = {"本機關": returned.OFFICE, "機關名冊": roster, "稽核": audit}
    if len(typed) > 1:
        data["作答"] = typed
    return table(name, data)


def fill_all(name, data, terminals):
    out = os.path.join(WORK, name + "-sent")
    r = run("build", "exchange", data, "-o", out, "--form", "terminal")
    assert r.returncode == 0, r.stderr
    sheets = {f["record"]: os.path.join(out, f["path"]) for f in manifest(out) if f["path"].endswith(".xlsx")}
    back = os.path.join(WORK, name + "-back")
    for n, (code, unit, label, _, how, answers) in enumerate(terminals):
        if how not in ("file", "blank"):
            continue
        values = {}
        for item, answer in enumerate(answers):
            key = str(item + 1)
            blank = how == "blank" and item == n % ITEMS
            values["answer", key] = None if blank else answer
            values["evidence", key] = "佐證" if answer == "不符合" else None
            values["improve_by", key] = datetime.date(2026, 12, 1) if answer == "不符合" else None
        returned.write_fields(sheets["-".join(filter(None, (code, unit, label)))],
                              os.path.join(back, "回覆", "%d.xlsx" % n), values)
    return back


def check_summary(out, terminals, kind, total):
    audited = used(terminals, kind)
    paths = [os.path.join(out, f["path"]) for f in manifest(out) if f["form"] == "summary" and kind in f["path"]]
    assert bool(paths) == bool(audited), (kind, paths)
    if not audited:
        return
    rate = ledger.rate_of(len(audited), total)
    for path in paths:
        if path.endswith(".xlsx"):
            check_book(path, audited, total, rate)
        else:
            check_face(text_of(path), terminals, kind, "%.1f%%" % rate)


def check_book(path, audited, total, rate):
    book = openpyxl().load_workbook(path, data_only=True)
    rows = ledger.table_of(book.worksheets[0], "編號", "符合數目")
    assert len(rows) == ITEMS
    for n, row in enumerate(rows):
        counts = Counter(t[5][n] for t in audited)
        got = [row[h] for h in ("符合數目", "部分符合數目", "不符合數目", "不適用數目")]
        assert got == [counts[a] for a in ANSWERS] and sum(got) == len(audited), (n + 1, got, counts)
    text = [v for row in book.worksheets[0].iter_rows(values_only=True) for v in row if v is not None]
    assert text[text.index("稽核機關數") + 1] == len(audited) and text[text.index("終端機關總數") + 1] == total
    assert ledger.number(text[text.index("百分比（%）") + 1]) == rate
    got = {r["代碼"]: [r[h] for h in ["作答項數"] + ANSWERS] for r in ledger.table_of(book["受稽機關"], "序", "代碼")}
    want = {t[0] + ("-" + t[1] if t[1] else ""): [ITEMS] + [Counter(t[5])[a] for a in ANSWERS] for t in audited}
    assert got == want, (got, want)


def check_face(text, terminals, kind, rate):
    assert ("■全面性" in text) == (rate == "100.0%"), text
    assert rate in text and "稽核機關數：%d" % len(used(terminals, kind)) in text, text
    left = [t[2] for t in silent(terminals, kind)]
    assert ("本表尚未完成：%d個" % len(left) in text) == bool(left), (left, text)
    assert "、".join(left) in text, (left, text)


def check_missing(out, terminals):
    text = text_of(of_form(out, "missing")[0])
    left = silent(terminals, *KINDS)
    assert "未回覆%d個" % len(left) in text, text
    for t in terminals:
        assert (t[2] in text) == (t in left), (t, text)


def test_roll_up_agrees_with_a_count_by_hand():
    folders = int(os.environ.get("ROLLUP_FOLDERS", "5"))
    first = int(os.environ.get("ROLLUP_SEED", "37"))
    for seed in range(first, first + folders):
        name = "rollup-%d" % seed
        terminals, others = draw(seed)
        data = write(name, terminals, others)
        back = fill_all(name, data, terminals)
        out = os.path.join(WORK, name + "-out")
        command = ["collect", "exchange", back, "--data", data, "-o", out, "--date", DATE, "--lang", "zh"]
        whole = run(*command)
        left = silent(terminals, *KINDS)
        assert whole.returncode == (1 if left else 0), (seed, whole.stderr)
        for t in left:
            assert t[2] in whole.stderr, (seed, t, whole.stderr)
        if left:
            assert run(*command, "--partial").returncode == 0
        try:
            for kind in KINDS:
                check_summary(out, terminals, kind, len(terminals) + others)
            check_missing(out, terminals)
        except AssertionError as e:
            raise AssertionError("seed %d: %s" % (seed, e))
