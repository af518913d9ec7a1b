"""Quizzes: that their answers are the content's, and that no paper tells them."""
import collections
import shutil

from common import *

QUIZZES = ("quiz-travel-devices", "quiz-confidentiality")
EXAMPLE = os.path.join(ROOT, "forms/training/example")


def content(name):
    with open(os.path.join(ROOT, "content", name + ".md"), encoding="utf-8") as f:
        return f.read()


def questions(name):
    """[(question, attributes, [(option, marked)])] of a quiz, by its Markdown."""
    found = []
    for line in content(name).splitlines():
        asked = re.match(r"\d+\. (.*?) <!-- (.*) -->$", line)
        option = re.match(r" +- \[([ x])\] (.*)$", line)
        if asked:
            found.append((asked.group(1), dict(p.split(": ") for p in asked.group(2).split("; ")), []))
        elif option:
            found[-1][2].append((option.group(2), option.group(1) == "x"))
    return found


def passage(cited):
    """The text of a cited place: headings one below the other, then the item's number or first words."""
    lines, trail = [], []
    for line in content(cited["文件"]).split("---\n", 2)[2].splitlines():
        line = re.sub(r"\s*<!--.*?-->", "", line)
        heading = re.match(r"(#+) (.*)$", line)
        if heading:
            trail = trail[:len(heading.group(1)) - 1] + [heading.group(2)]
        elif line.strip() and not line.startswith(">") and "／".join(trail).endswith(cited["標題"]):
            text = re.sub(r"^\s*- ", "", line).strip()
            number = re.match(r"(\d+)\. (.*)$", text)
            item = cited.get("項次")
            if number and (not item or item == number.group(1)):
                lines.append(number.group(2))
            elif not number and (not item or text.startswith(item)):
                lines.append(text)
    return "".join(lines)


def test_a_quizs_answers_are_the_contents_words():
    for name in QUIZZES:
        asked = questions(name)
        assert 8 <= len(asked) <= 12, len(asked)
        for question, cited, options in asked:
            text = passage(cited)
            assert text, (question, "is not found", cited)
            assert len(options) == 4 and any(marked for _, marked in options), question
            for option, marked in options:
                assert (option in text) == marked, (question, option, text)


_papers = {}


def papers(home=ROOT, name="quiz", data=EXAMPLE):
    if (home, data) not in _papers:
        out = os.path.join(WORK, name)
        r = run("build", "training", data, "--form", "quiz", "-o", out, env={"FORMPRESS_HOME": home})
        assert r.returncode == 0, r.stderr
        _papers[home, data] = out
    return _papers[home, data]


def papers_of(out, session="S01"):
    d = os.path.join(out, "測驗-" + session)
    return {name[-6:-4]: os.path.join(d, name) for name in sorted(os.listdir(d))}


def read_paper(pdf):
    """[(question, [option])] as printed."""
    text = re.sub(r"\s", "", tool("pdftotext", "-raw", pdf, "-"))
    text = re.sub(r"training/quiz[\d.]+測驗-[A-Z]\d+|第\d頁，共\d頁", "", text)
    asked = re.split(r"（）\d+\.", text)[1:]
    return [(part[0].replace("（複選）", ""), part[1:]) for part in
            (re.split(r"（[A-D]）", question) for question in asked)]


def squeezed(s):
    return re.sub(r"\s", "", s)


def test_three_papers_and_a_key_for_each_session():
    found = papers_of(papers())
    assert set(found) == {"A卷", "B卷", "C卷", "答案"}, found
    source = {squeezed(q): {squeezed(o): marked for o, marked in options}
              for q, _, options in questions("quiz-confidentiality")}
    orders = []
    for letter in "ABC":
        read = read_paper(found[letter + "卷"])
        assert {q: set(o) for q, o in read} == {q: set(o) for q, o in source.items()}, read
        orders.append([(q, tuple(o)) for q, o in read])
        key = ["".join("ABCD"[i] for i, o in enumerate(options) if source[q][o]) for q, options in read]
        rows = re.findall(r"^\s*(\d+)\s+([A-D]+)\s+([A-D]+)\s+([A-D]+)\s*$",
                          tool("pdftotext", "-layout", found["答案"], "-"), re.M)
        assert [r["ABC".index(letter) + 1] for r in rows] == key, (letter, rows, key)
    assert orders[0] != orders[1] != orders[2] != orders[0]


def test_the_key_cites_the_contents():
    # cell by cell: -layout would mix the lines of neighbours
    text = re.sub(r"\s", "", tool("pdftotext", "-raw", papers_of(papers())["答案"], "-"))
    for _, cited, _ in questions("quiz-confidentiality"):
        assert squeezed(cited["標題"])[:12] in text, cited


def test_a_paper_does_not_tell_its_answers():
    """The same paper, to the byte, whatever options are marked: there is nothing in it to be found."""
    home = os.path.join(WORK, "moved-marks")
    os.makedirs(home)
    for d in ("forms", "fonts"):
        os.symlink(os.path.join(ROOT, d), os.path.join(home, d))
    shutil.copytree(os.path.join(ROOT, "content"), os.path.join(home, "content"))
    for name in QUIZZES:
        lines = content(name).splitlines()
        at = [i for i, line in enumerate(lines) if re.match(r" +- \[[ x]\] ", line)]
        marks = [re.match(r" +- \[([ x])", lines[i]).group(1) for i in at]
        for k, i in enumerate(at):
            lines[i] = re.sub(r"\[[ x]\]", "[%s]" % marks[k // 4 * 4 + (k + 1) % 4], lines[i])
        with open(os.path.join(home, "content", name + ".md"), "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")
    ours, moved = papers_of(papers()), papers_of(papers(home, "quiz-moved"))
    for name in ours:
        with open(ours[name], "rb") as a, open(moved[name], "rb") as b:
            assert (a.read() == b.read()) == (name != "答案"), name


def many_sessions(n):
    with open(os.path.join(EXAMPLE, "人員.csv"), encoding="utf-8") as f:
        people = f.read().splitlines()[:2]
    return table("quiz-many", {
        "人員": people,
        "課程": ["課程代碼,課程名稱,類別,時數,測驗", "C1,設備管理,通識,3,quiz-travel-devices"],
        "場次": ["場次編號,課程代碼,日期,開始,結束"] +
              ["M%d,C1,115/03/10,09:00,12:00" % i for i in range(n)]})


def test_right_options_are_spread_over_the_letters():
    """Of questions with one answer, over forty sessions: each letter about as often."""
    out = papers(name="quiz-spread", data=many_sessions(40))
    right = {squeezed(q): squeezed([o for o, m in options if m][0])
             for q, _, options in questions("quiz-travel-devices") if sum(m for _, m in options) == 1}
    count, first = collections.Counter(), collections.Counter()
    for i in range(40):
        for letter in "ABC":
            read = read_paper(papers_of(out, "M%d" % i)[letter + "卷"])
            first[read[0][0]] += 1
            count.update("ABCD"[options.index(right[q])] for q, options in read if q in right)
    total = sum(count.values())
    assert total == 120 * len(right), (total, len(right))
    assert all(0.2 < count[letter] / total < 0.3 for letter in "ABCD"), count
    assert len(first) == 10, first


def test_a_question_stands_whole_on_its_page():
    for name in "ABC":
        pdf = papers_of(papers())[name + "卷"]
        pages = tool("pdftotext", "-raw", pdf, "-").split("\f")
        for page in pages:
            letters = re.findall(r"（([A-D])）", squeezed(page))
            assert "".join(letters) == "ABCD" * (len(letters) // 4), page


def test_an_unknown_quiz_is_named():
    data = many_sessions(1)
    path = os.path.join(data, "課程.csv")
    with open(path, encoding="utf-8") as f:
        text = f.read()
    with open(path, "w", encoding="utf-8") as f:
        f.write(text.replace("quiz-travel-devices", "travel-devices"))
    r, found = errors("check", "training", data)
    assert r.returncode == 1 and len(found) == 1, r.stdout
    assert found[0]["row"] == 2 and "travel-devices" in found[0]["message"], found
