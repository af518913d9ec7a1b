"""Numbered copies of a 50-page PDF: 200 people, everything counted from the tables to synced files."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

B = sys.argv[1]
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
FORMPRESS = os.path.join(B, "formpress")
WORK = tempfile.mkdtemp(prefix="formpress-bench-", dir=os.environ.get("FORMPRESS_BENCH_DIR"))
ENV = {"PATH": os.environ["PATH"], "FORMPRESS_HOME": ROOT, "LC_ALL": "C"}
PEOPLE, PAGES = 200, 50


def run(*args):
    start = time.monotonic()
    p = subprocess.Popen([FORMPRESS] + list(args) + ["--date", "2026-11-21", "-q"], env=ENV)
    _, status, usage = os.wait4(p.pid, 0)
    assert status == 0, args
    return time.monotonic() - start, usage.ru_maxrss / 1024


def data_folder():
    d = os.path.join(WORK, "data")
    os.mkdir(d)
    example = os.path.join(ROOT, "forms/meeting/example")
    shutil.copy(example + "/會議.csv", d)
    with open(d + "/出席者.csv", "w", encoding="utf-8") as f:
        f.write("編號,單位,職稱,姓名,身分,發給資料\n")
        for i in range(PEOPLE - 2):  # the example has two spare copies
            f.write("A%d,測試處,科員,測試員%d,出席,是\n" % (i, i))
    paper = d + "/paper.md"
    with open(paper, "w", encoding="utf-8") as f:
        f.write("# 測試報告\n\n")
        for i in range(PAGES):
            f.write("".join("第 %d 頁第 %d 段：本文為測試用之虛構內容，供量測編號資料之產製速度。\n\n" % (i + 1, k + 1)
                            for k in range(20)))
            f.write("<!-- page-break -->\n\n" if i + 1 < PAGES else "")
    run("render", paper, "-o", d + "/paper.pdf")
    return d


def measure(data, name, *more):
    out = os.path.join(WORK, "out")
    seconds, rss = run("build", "meeting", data, "-o", out, "--form", "copies", *more)
    size = sum(os.path.getsize(os.path.join(r, f)) for r, _, files in os.walk(out) for f in files)
    print("%26s %8.2f s %8.0f copies/s %8.0f pages/s %6.0f MB peak %8d bytes/copy" % (
        name, seconds, PEOPLE / seconds, PEOPLE * PAGES / seconds, rss, size // PEOPLE))
    shutil.rmtree(out)


def main():
    data = data_folder()
    print("%d numbered copies of a %d-page paper; %d cores" % (PEOPLE, PAGES, os.cpu_count()))
    for kind in ("pdf", "md"):
        with open(data + "/會議資料.csv", "w", encoding="utf-8") as f:
            f.write("檔案,名稱\npaper.%s,測試報告\n" % kind)
        measure(data, kind + ", one worker", "-j", "1")
        measure(data, kind + ", all cores")
    measure(data, "md, encrypted", "--encrypt", "--password-list", os.path.join(WORK, "passwords.csv"))
    shutil.rmtree(WORK)


main()
