"""Sign-in sheets and quiz papers a second: a year of 1,000 sessions with 40 people each.

From the tables to synced files: everything is counted, process start included."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

B = sys.argv[1]
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
SESSIONS, PEOPLE, EACH = 1000, 500, 40
WORK = tempfile.mkdtemp(prefix="formpress-bench-", dir=os.environ.get("FORMPRESS_BENCH_DIR"))
ENV = {"PATH": os.environ["PATH"], "FORMPRESS_HOME": ROOT, "LC_ALL": "C"}


def write(name, rows):
    with open(os.path.join(WORK, "data", name + ".csv"), "w", encoding="utf-8") as f:
        f.write("\n".join(rows) + "\n")


def tables():
    os.mkdir(os.path.join(WORK, "data"))
    write("人員", ["人員編號,單位,職稱,姓名,身分"] +
          ["P%d,第%d科,科員,測試員%d,一般使用者" % (i, i % 20, i) for i in range(PEOPLE)])
    write("課程", ["課程代碼,課程名稱,類別,時數,測驗", "C1,設備管理,通識,3,quiz-travel-devices"])
    write("場次", ["場次編號,課程代碼,日期,開始,結束"] +
          ["S%d,C1,115/%02d/%02d,09:00,12:00" % (i, i % 12 + 1, i // 12 % 28 + 1) for i in range(SESSIONS)])
    write("出席", ["場次編號,人員編號,時段,簽到"] +
          ["S%d,P%d,全程," % (i, (i * 13 + k) % PEOPLE) for i in range(SESSIONS) for k in range(EACH)])


def build(form):
    args = [os.path.join(B, "formpress"), "build", "training", os.path.join(WORK, "data"), "-o",
            os.path.join(WORK, form), "--form", form, "--date", "2026-01-02", "-q"]
    start = time.monotonic()
    p = subprocess.Popen(args, env=ENV)
    _, status, usage = os.wait4(p.pid, 0)
    assert status == 0, args
    n = sum(len(files) for _, _, files in os.walk(os.path.join(WORK, form))) - 1
    seconds = time.monotonic() - start
    print("%-8s %6d documents of %d sessions: %6.2f s, %5.0f docs/s, %4.0f MB peak" %
          (form, n, SESSIONS, seconds, n / seconds, usage.ru_maxrss / 1024))


tables()
build("signin")
build("quiz")
shutil.rmtree(WORK)
