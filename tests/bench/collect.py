"""Returned workbooks: sent out, filled in, read back, rolled up. Process start and checks included.

usage: collect.py BUILD          FORMPRESS_BENCH_RETURNS=10000 chooses the number"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

B = sys.argv[1]
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
N = int(os.environ.get("FORMPRESS_BENCH_RETURNS", "10000"))
WORK = tempfile.mkdtemp(prefix="formpress-bench-", dir=os.environ.get("FORMPRESS_BENCH_DIR"))
ENV = {"PATH": os.environ["PATH"], "FORMPRESS_HOME": ROOT, "LC_ALL": "C"}


def tables():
    d = os.path.join(WORK, "data")
    os.mkdir(d)
    with open(d + "/本機關.csv", "w", encoding="utf-8") as f:
        f.write("機關名稱,承辦人\n測試部,測試員\n")
    with open(d + "/機關名冊.csv", "w", encoding="utf-8") as f:
        f.write("機關代碼,單位代碼,機關名稱,層級,發送日期\n")
        f.writelines("A%08dT,,測試%d所,終端層,115/09/01\n" % (n, n) for n in range(N))
    with open(d + "/稽核.csv", "w", encoding="utf-8") as f:
        f.write("稽核種類,稽核日期,稽核比例,終端機關總數,填表日期\n定期,115/10/20,全面性,%d,115/11/20\n" % N)
    return d


def measure(*args):
    start = time.monotonic()
    p = subprocess.Popen([os.path.join(B, "formpress")] + list(args) + ["--date", "2026-11-21", "-q"], env=ENV)
    _, status, usage = os.wait4(p.pid, 0)
    assert status == 0, args
    return time.monotonic() - start, usage.ru_maxrss / 1024


def answer_cells(book):
    """Where the answers stand: the same in all sheets of one form."""
    sys.path.append("/usr/lib/python3/dist-packages")
    import openpyxl
    rows = list(openpyxl.load_workbook(book)["formpress"].iter_rows(values_only=True))
    return [openpyxl.utils.get_column_letter(r[6]) + str(r[5]) for r in rows if r[1] == "answer"]


def fill(path, to, cells):
    """As a spreadsheet saves it: the answers as inline texts."""
    with zipfile.ZipFile(path) as z, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for item in z.infolist():
            body = z.read(item)
            if item.filename == "xl/worksheets/sheet1.xml":
                text = body.decode()
                for cell in cells:
                    text = re.sub(r'<c r="%s"( s="\d+")/>' % cell,
                                  r'<c r="%s"\1 t="inlineStr"><is><t>符合</t></is></c>' % cell, text)
                body = text.encode()
            out.writestr(item.filename, body)


def main():
    data, sent, back = tables(), os.path.join(WORK, "sent"), os.path.join(WORK, "back")
    seconds, mb = measure("build", "exchange", data, "-o", sent, "--form", "terminal", "-j", "1")
    with open(sent + "/manifest.json", encoding="utf-8") as f:
        books = [f["path"] for f in json.load(f)["files"] if f["path"].endswith(".xlsx")]
    print("%d terminal sheets, PDF and workbook, written: %.1f s, %.0f a second of both on one core, %.0f MB" %
          (N, seconds, N / seconds, mb))
    os.mkdir(back)
    cells = answer_cells(os.path.join(sent, books[0]))
    for i, book in enumerate(books):
        fill(os.path.join(sent, book), os.path.join(back, "%d.xlsx" % i), cells)
    shutil.rmtree(sent)
    seconds, mb = measure("collect", "exchange", back, "--data", data, "-o", os.path.join(WORK, "out"), "-j", "1")
    print("%d returned workbooks read, checked, rolled up: %.1f s, %.0f a second on one core, %.0f MB" %
          (N, seconds, N / seconds, mb))
    shutil.rmtree(WORK)


main()
