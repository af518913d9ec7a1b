"""What a confidential meeting's tables are refused for, and registers drawn at random that must balance."""
import datetime
import random
from collections import Counter

from common import *
import collect as returned

MEETING = ["會議編號", "機關名稱", "事由", "代號", "密等", "解密條件或保密期限", "方式", "性質", "日期", "開始", "地點", "主席", "聯絡人",
           "電話", "備份份數"]
FACTS = ["M1", "測試機關", "某案檢討", "代號甲", "密", "公布時解密", "實體", "一般", "115/12/08", "14:00", "某室", "王測試", "測試員",
         "02-2345-6789", "1"]
PEOPLE = "編號,單位,職稱,姓名,身分,發給資料"


def folder(name, people=("A1,甲處,科員,王測試,出席,是",), **facts):
    row = [facts.get(head, value) for head, value in zip(MEETING, FACTS)]
    return table("meeting-" + name, {"會議": [",".join(MEETING), ",".join(row)], "出席者": [PEOPLE] + list(people)})


def said(name, *people, **facts):
    _, found = problems("check", "meeting", folder(name, *([people] if people else []), **facts))
    return [(m["severity"], m["file"][-len("會議.csv"):].lstrip("/"), m["row"], m["column"])
            for m in found]


def refused(column, **facts):
    return said("refused", **facts) == [("error", "會議.csv", 2, MEETING.index(column) + 1)]


def test_a_meeting_that_is_in_order_passes():
    assert said("fine") == []


def test_levels_of_state_secrets_are_refused():
    for level in ("機密", "極機密", "絕對機密", "普通", "密件", ""):
        assert refused("密等", 密等=level), level


def test_a_level_without_release_is_refused():
    for level in ("密", "機敏資料"):
        assert refused("解密條件或保密期限", 密等=level, 解密條件或保密期限=""), level


def test_what_is_decided_on_people_is_not_decided_by_video():
    for kind in ("考績", "懲處", "投票"):
        for mode in ("視訊", "混合"):
            assert refused("方式", 性質=kind, 方式=mode), (kind, mode)
        assert said("in-person", 性質=kind) == []
    for kind in ("一般", "甄審"):
        for mode in ("視訊", "混合"):
            assert said("by-video", 性質=kind, 方式=mode) == [("warning", "會議.csv", 2, MEETING.index("方式") + 1)]
    r = run("check", "meeting", folder("consent", 性質="甄審", 方式="視訊"), "--lang", "zh")
    assert "經主席同意" in r.stderr, r.stderr


def test_a_code_name_that_tells_the_subject_is_refused():
    assert refused("代號", 代號="某案檢討") and refused("代號", 代號="某案檢討（一）")


def test_more_spare_copies_than_twenty_are_refused():
    assert refused("備份份數", 備份份數="21") and refused("備份份數", 備份份數="-1")
    assert said("spare", 備份份數="20") == []


def test_nobody_stands_on_the_list_twice():
    one = "A1,臺灣處,科員,王測試,出席,是"
    for other, column in (("A1,乙處,主任,林測試,出席,是", 1), ("A2,臺灣處,科員,王測試,列席,否", 4),
                          ("A2,台灣處,科員,王　測試,出席,是", 4), ("A2,臺灣處, 科員,王 測試,出席,是", 4)):
        found = said("twice", one, other)
        assert [(s, row, c) for s, _, row, c in found] == [("error", 3, column)], (other, found)
    assert said("namesakes", one, "A2,臺灣處,主任,王測試,出席,是", "A3,乙處,科員,王測試,出席,是") == []


def test_two_meetings_share_no_folder():
    data = folder("two")
    with open(os.path.join(data, "會議.csv"), "a", encoding="utf-8") as f:
        f.write(",".join(["M2"] + FACTS[1:]) + "\r\n")
    r, found = errors("check", "meeting", data)
    assert [(m["row"], m["column"]) for m in found] == [(3, 1)], r.stdout


# --- the register ---

def draw_copies(r):
    """A copy's fate, right or wrong."""
    day = lambda: datetime.date(2026, 12, r.choice([7, 8, 9]))
    copies = []
    for _ in range(r.randint(1, 6)):
        fate = {"issued": day() if r.random() < 0.8 else None}
        kind = r.choice(["returned", "returned", "kept", "destroyed", "destroyed", "open", "odd"])
        if kind in ("returned", "odd"):
            fate["returned"] = day()
        if kind in ("destroyed", "odd"):
            fate["destroyed"], fate["witness"] = day(), r.choice(["測試員", "測試員", None])
        if kind == "kept" or (kind == "odd" and r.random() < 0.3):
            fate["kept"], fate["approved"] = "是", r.choice(["王測試", "王測試", None])
        elif r.random() < 0.2:
            fate["kept"] = "否"
        copies.append({f: fate.get(f) for f in ("issued", "returned", "kept", "approved", "destroyed", "witness")})
    return copies


def state_of(c):
    ends = [c["returned"] is not None or c["destroyed"] is not None, c["kept"] == "是"]
    if sum(ends) != 1 or (c["kept"] == "是" and not c["approved"]) or (c["destroyed"] and not c["witness"]):
        return "尚未結清"
    return "留用" if c["kept"] == "是" else "銷毀" if c["destroyed"] else "收回"


def wrong(c):
    late = lambda first, then: first is not None and then is not None and then < first
    return state_of(c) == "尚未結清" or late(c["issued"], c["returned"]) or \
        late(c["returned"] or c["issued"], c["destroyed"])


def test_registers_balance_as_counted_by_hand():
    folders = int(os.environ.get("REGISTER_FOLDERS", "6"))
    first = int(os.environ.get("REGISTER_SEED", "1008"))
    for seed in range(first, first + folders):
        r = random.Random(seed)
        copies = draw_copies(r)
        given = r.randint(0, len(copies))
        people = ["A%d,甲處,科員,測試%d,出席,%s" % (n, n, "是" if n < given else "否") for n in range(given + 1)]
        data = folder("register-%d" % seed, people, 備份份數=str(len(copies) - given))
        values = {(f, str(n + 1)): v for n, c in enumerate(copies) for f, v in c.items()}
        back = returned.register_of(data, "register-%d" % seed, values)
        out = os.path.join(WORK, "register-%d-out" % seed)
        command = ["collect", "meeting", back, "--data", data, "-o", out, "--date", "2026-12-20", "--lang", "zh"]
        whole = run(*command)
        bad = [n + 1 for n, c in enumerate(copies) if wrong(c)]
        assert whole.returncode == bool(bad), (seed, copies, whole.stderr)
        for n in range(1, len(copies) + 1):
            named = any("錯誤" in line and "第 %d 份" % n in line for line in whole.stderr.splitlines())
            assert named == (n in bad), (seed, n, whole.stderr)
        if bad:
            assert run(*command, "--partial").returncode == 0
        text = text_of(of_form(out, "balance")[0])
        count = Counter(map(state_of, copies))
        left = [n + 1 for n, c in enumerate(copies) if state_of(c) == "尚未結清"]
        assert "共%d份（發出%d份）：收回%d份＋核准留用%d份＋銷毀%d份" % (
            len(copies), sum(c["issued"] is not None for c in copies), count["收回"], count["留用"], count["銷毀"]) in text, (seed, text)
        assert ("全部結清" in text) == (not left), (seed, text)
        assert not left or "尚未結清：第%s份" % "、".join(map(str, left)) in text, (seed, text)


def test_a_register_of_another_list_is_told():
    """Somebody has left the list, or has come to it, since the register was printed."""
    many = ["A%d,甲處,科員,測試%d,出席,是" % (n, n) for n in range(3)]
    day = datetime.date(2026, 12, 8)
    back = returned.register_of(folder("list", many, 備份份數="0"), "list", {(f, n): day for f in ("issued", "returned") for n in "123"})
    for now, wrong in ((many[:2], "「3」"), (many + ["A9,乙處,科員,測試,出席,是"], "份數與名單不同")):
        r = run("collect", "meeting", back, "--data", folder("list", now, 備份份數="0"), "-o", os.path.join(WORK, "list-out"),
                "--date", "2026-12-20", "--lang", "zh")
        assert r.returncode == 1 and wrong in r.stderr and r.stderr.count("錯誤：") == 1, r.stderr
