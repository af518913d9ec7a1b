"""Workbooks: terminal sheets beside a bare libxlsxwriter loop with the same cells; a ledger.

FORMPRESS_BENCH_BOOKS=1000,10000 chooses the numbers of sheets, FORMPRESS_BENCH_LEDGER=10000 the people of the ledger
(ten records each; 0: none)."""
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.append("/usr/lib/python3/dist-packages")
import openpyxl

B = sys.argv[1]
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
SIZES = [int(n) for n in os.environ.get("FORMPRESS_BENCH_BOOKS", "1000,10000").split(",")]
LEDGER = int(os.environ.get("FORMPRESS_BENCH_LEDGER", "10000"))
WORK = tempfile.mkdtemp(prefix="formpress-bench-", dir=os.environ.get("FORMPRESS_BENCH_DIR"))
ENV = {"PATH": os.environ["PATH"], "FORMPRESS_HOME": ROOT, "LC_ALL": "C"}


def write(folder, name, head, rows):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
        f.write(head + "\n" + "".join(",".join(str(v) for v in row) + "\n" for row in rows))


def offices(n):
    d = os.path.join(WORK, "offices%d" % n)
    write(d, "本機關.csv", "機關名稱,承辦人", [("測試部", "測試員")])
    write(d, "機關名冊.csv", "機關代碼,機關名稱,層級,地址,承辦人,聯絡電話,email,發送日期",
          [("A%08dT" % i, "測試機關%05d" % i, "終端層", "測試市測試路%d號" % i, "測試員", "02-2345-6789",
            "t%d@example.gov.tw" % i, "115/09/01") for i in range(n)])
    return d


def staff(n):
    d = os.path.join(WORK, "staff%d" % n)
    draw = random.Random(1)
    roles = "一般使用者 主管 資訊人員 專職人員 收發人員 開發維運人員".split() + ["一般使用者"] * 4
    kinds = "通識 專業 職能 公文交換 安全程式".split()
    write(d, "人員.csv", "人員編號,單位,職稱,姓名,身分,到職日,不列計原因",
          [("P%05d" % i, "第%02d處" % (i % 40), "專員", "王測試%d" % i, roles[i % 10], "110/03/01",
            "留職停薪" if i % 50 == 7 else "") for i in range(n)])
    write(d, "課程.csv", "課程代碼,課程名稱,類別,時數", [("C01", "測試課程", "通識", 3)])
    write(d, "外部時數.csv", "人員編號,課程代碼,課程名稱,類別,時數,日期,來源",
          [("P%05d" % (i % n), "E%03d" % c, "數位課程%03d" % c, kinds[c % 5], (1, 0.5, 1.5, 2)[c % 4],
            "%d/%02d/%02d" % ((115, 115, 114)[c % 3], 1 + i % 10, 1 + i % 28), "e等公務園+")
           for i in range(10 * n) for c in [draw.randrange(200)]])
    write(d, "設定.csv", "機關名稱,年度,基準日", [("測試機關", 115, "115/12/31")])
    return d


def build(kit, form, data, out, *more):
    args = [os.path.join(B, "formpress"), "build", kit, data, "-o", out, "--form", form, "--date", "2026-11-20", "-q"]
    start = time.monotonic()
    p = subprocess.Popen(args + list(more), env=ENV, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(p.pid, 0)
    assert status == 0, args
    return time.monotonic() - start, usage.ru_maxrss / 1024


def one_of(out, ending):
    return next(os.path.join(d, n) for d, _, names in os.walk(out) for n in names if n.endswith(ending))


def cells_of(path, to):
    """What books.c writes: the same cells with as many formats, checks, colours and names."""
    book = openpyxl.load_workbook(path)
    formats, rows = {}, []

    def format_of(c):
        fill = int(c.fill.fgColor.rgb[2:], 16) if c.fill.fill_type else 0
        look = (c.font.sz, fill, int(bool(c.border.left.style)), int(bool(c.font.b)),
                int(not c.protection.locked), c.number_format)
        return formats.setdefault(look, len(formats))

    for s in book:
        rows.append(("S", s.title))
        rows += [("W", openpyxl.utils.column_index_from_string(k) - 1, v.width) for k, v in s.column_dimensions.items()]
        rows += [("R", k - 1, v.height) for k, v in s.row_dimensions.items() if v.height]
        rows += [("M", m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1, format_of(s.cell(m.min_row, m.min_col)))
                 for m in s.merged_cells.ranges]
        covered = {(r, c) for m in s.merged_cells.ranges for r, c in m.cells} - {
            (m.min_row, m.min_col) for m in s.merged_cells.ranges}
        for row in s.iter_rows():
            for c in row:
                if (c.row, c.column) in covered or (c.value is None and not c.has_style):
                    continue
                at = (c.row - 1, c.column - 1, format_of(c) if c.has_style else -1)
                if c.value is None:
                    rows.append(("B",) + at)
                elif isinstance(c.value, str):
                    rows.append(("C",) + at + (c.value.replace("\n", "\v"),))
                else:
                    number = c.value if isinstance(c.value, (int, float)) else openpyxl.utils.datetime.to_excel(c.value)
                    rows.append(("N",) + at + (number,))
        for v in s.data_validations.dataValidation:
            rows += [("L" if v.type == "list" else "T", r.min_row - 1, r.max_row - 1, r.min_col - 1) for r in v.sqref.ranges]
        for k, rules in s.conditional_formatting._cf_rules.items():
            rows += [("X", r.min_row - 1, r.max_row - 1, r.min_col - 1, "=" + rules[0].formula[0]) for r in k.sqref.ranges]
    rows += [("D", n.name, "=" + n.attr_text) for n in book.defined_names.definedName if not n.name.startswith("_xlnm")]
    with open(to, "w", encoding="utf-8") as f:
        for look in formats:
            f.write("F" + "\t".join(str(v) for v in look) + "\n")
        for row in rows:
            f.write(row[0] + "\t".join(str(v) for v in row[1:]) + "\n")


def bare_loop(listed, n, *tmp):
    out = os.path.join(WORK, "bare%d%d" % (n, len(tmp)))
    return float(subprocess.run([B + "/bench/books", listed, out, str(n)] + list(tmp), check=True, capture_output=True,
                                text=True).stdout)


def main():
    print("workbooks of a terminal's sheet; list to synced files; one worker")
    print("%8s %16s %12s %12s %10s" % ("sheets", "way", "books/s", "x bare loop", "MB peak"))
    listed = os.path.join(WORK, "cells")
    for n in SIZES:
        out = os.path.join(WORK, "sheets%d" % n)
        kit = os.path.join(WORK, "kit")
        if not os.path.exists(kit):  # the workbook alone
            shutil.copytree(os.path.join(ROOT, "forms/exchange"), kit)
            with open(kit + "/terminal.md", encoding="utf-8") as f:
                text = f.read().replace("outputs: [pdf, xlsx]", "outputs: [xlsx]")
            with open(kit + "/terminal.md", "w", encoding="utf-8") as f:
                f.write(text)
        seconds, peak = build(kit, "terminal", offices(n), out, "-j", "1")
        if not os.path.exists(listed):
            cells_of(one_of(out, ".xlsx"), listed)
        bare = bare_loop(listed, n)
        memory = bare_loop(listed, n, "/dev/shm") if os.path.isdir("/dev/shm") else bare
        print("%8d %16s %12.0f %12.2f %10.0f" % (n, "formpress", n / seconds, seconds / bare, peak))
        print("%8d %16s %12.0f %12.2f" % (n, "bare loop", n / bare, 1))
        print("%8d %16s %12.0f %12.2f" % (n, "it, /dev/shm", n / memory, memory / bare))
    for form in ("ledger", "ledger-book") if LEDGER else ():
        out = os.path.join(WORK, form)
        seconds, peak = build("training", form, staff(LEDGER), out)
        files = [n for n in os.listdir(out) if n != "manifest.json"]
        print("%s of %d people, %d records: %.1f s, %.0f MB, %d bytes" % (
            form, LEDGER, 10 * LEDGER, seconds, peak, os.path.getsize(os.path.join(out, files[0]))))
    shutil.rmtree(WORK)


main()
