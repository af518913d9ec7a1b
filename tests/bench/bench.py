"""Documents a second for the 4-page checklist (12 pt, 26 items), side by side in one run.

From the roster to synced files: everything is counted, process start included.
FORMPRESS_BENCH=100,1000 chooses the sizes."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

B = sys.argv[1]
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
FORMPRESS = os.path.join(B, "formpress")
SIZES = [int(n) for n in os.environ.get("FORMPRESS_BENCH", "100,1000,10000").split(",")]
WORK = tempfile.mkdtemp(prefix="formpress-bench-", dir=os.environ.get("FORMPRESS_BENCH_DIR"))
ENV = {"PATH": os.environ["PATH"], "FORMPRESS_HOME": ROOT, "LC_ALL": "C"}
FAMILY = "王陳林黃張李吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高"
GIVEN = "測試範例模擬樣本虛構編造假設演練預演甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def roster(n):
    d = os.path.join(WORK, "data%d" % n)
    os.mkdir(d)
    names = [FAMILY[i % 30] + GIVEN[i // 30 % 40] + GIVEN[i * 7 % 40] for i in range(n)]
    with open(d + "/travellers.csv", "w", encoding="utf-8") as f:
        f.write("人員編號,單位,職稱,姓名,重要人員,重要人員依據,出國日期,返國日期\n")
        for i, name in enumerate(names):
            f.write("T%d,第%d科,專員,%s,否,,115/12/07,115/12/11\n" % (i + 1, i % 97, name))
    with open(d + "/legs.csv", "w", encoding="utf-8") as f:
        f.write("人員編號,地區,城市,過境\n")
        for i in range(n):
            f.write("T%d,日本,東京,否\n" % (i + 1))
    with open(d + "/devices.csv", "w", encoding="utf-8") as f:
        f.write("人員編號,設備類別,種類,型號,財產編號,序號,可自行檢測,公務使用\n")
        for i in range(n):
            f.write("T%d,公務配發,筆記型電腦,測試牌 N%d,A-%07d,S-%07d,,\n" % (i + 1, i % 9, i, i))
    with open(d + "/settings.csv", "w", encoding="utf-8") as f:
        f.write("項目,值\nitems,all\n")
    return d


def build(data, out, *more):
    args = [FORMPRESS, "build", "trip", data, "-o", out, "--form", "checklist", "--date",
            "2026-11-21", "-q"] + list(more)
    start = time.monotonic()
    p = subprocess.Popen(args, env=ENV)
    _, status, usage = os.wait4(p.pid, 0)
    assert status == 0, args
    return time.monotonic() - start, usage.ru_maxrss


def first_document(data, out):
    partial = out + ".partial"
    p = subprocess.Popen([FORMPRESS, "build", "trip", data, "-o", out, "--form", "checklist", "-q",
                          "--date", "2026-11-21"], env=ENV)
    start = time.monotonic()
    while p.poll() is None:
        for root in (partial, out):
            for folder, _, files in os.walk(root):
                if any(f.endswith(".pdf") and os.path.getsize(os.path.join(folder, f)) for f in files):
                    seen = time.monotonic() - start
                    p.wait()
                    return seen
        time.sleep(0.001)
    return time.monotonic() - start


def floor(document, out, n, own):
    return float(subprocess.run([B + "/bench/floor", document, out, str(n), str(own)], check=True,
                                capture_output=True, text=True).stdout)


def main():
    cores = os.cpu_count()
    print("4-page checklist, 12 pt, 26 items; roster to synced files; %d cores" % cores)
    print("%8s %16s %12s %12s %10s %12s %12s" % ("people", "way", "docs/s", "x floor", "MB peak",
                                                 "bytes/doc", "KB/record"))
    base = None
    for n in SIZES:
        data = roster(n)
        out = os.path.join(WORK, "one%d" % n)
        seconds, rss = build(data, out, "-j", "1")
        with open(out + "/manifest.json", encoding="utf-8") as f:
            files = json.load(f)["files"]
        size = sum(f["bytes"] for f in files) // n
        pages = files[0]["pages"]
        floored = floor(os.path.join(out, files[0]["path"]), os.path.join(WORK, "floor%d" % n), n, 20000)
        base = base or (n, rss)
        growth = (rss - base[1]) / (n - base[0]) if n > base[0] else 0
        row = "%8d %16s %12.0f %12.2f %10.0f %12d %12.2f"
        print(row % (n, "one worker", n / seconds, seconds / floored, rss / 1024, size, growth))
        seconds, rss = build(data, os.path.join(WORK, "all%d" % n))
        print(row % (n, "all cores", n / seconds, seconds / floored, rss / 1024, size, 0))
        print("%8d %16s %12.0f %12.2f" % (n, "floor", n / floored, 1))
    print("pages a document: %d" % pages)
    few = roster(20)
    times = sorted(first_document(few, os.path.join(WORK, "first%d" % i)) for i in range(5))
    print("first document after %.3f s (median of 5)" % times[2])
    text = os.path.join(WORK, "text")
    subprocess.run(["pdftotext", "-layout", os.path.join(out, files[0]["path"]), text], check=True)
    n = 20
    seconds = float(subprocess.run(
        [B + "/bench/haru", "/usr/share/fonts/truetype/cns11643/TW-Kai-98_1.ttf", text,
         os.path.join(WORK, "haru"), str(n)], check=True, capture_output=True, text=True).stdout)
    sizes = [os.path.getsize(os.path.join(WORK, "haru", f)) for f in os.listdir(os.path.join(WORK, "haru"))]
    print("libharu's own font path: %.1f docs/s, %d bytes a document" % (n / seconds, sum(sizes) // n))
    shutil.rmtree(WORK)


main()
