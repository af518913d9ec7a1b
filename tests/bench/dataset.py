"""A large dataset, read and checked: 10 columns from CSV and from XLSX. Process start included.

usage: dataset.py BUILD          FORMPRESS_BENCH_ROWS=100000 chooses the number"""
import csv
import datetime
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

B = sys.argv[1]
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
N = int(os.environ.get("FORMPRESS_BENCH_ROWS", "100000"))
WORK = tempfile.mkdtemp(prefix="formpress-bench-", dir=os.environ.get("FORMPRESS_BENCH_DIR"))
ENV = {"PATH": os.environ["PATH"], "FORMPRESS_HOME": ROOT, "LC_ALL": "C"}
HEAD = ["編號", "單位", "職稱", "姓名", "日期", "時數", "備註", "財產編號", "序號", "電話"]
KIT = """kit: rows
title: 大表
version: 1.0.0
forms:
  - {form: count, per: run}
datasets:
  rows:
    label: 名冊
    required: true
    columns:
      - {name: no, label: 編號, key: true}
      - {name: unit, label: 單位, required: true}
      - {name: post, label: 職稱}
      - {name: name, label: 姓名, type: name, required: true}
      - {name: day, label: 日期, type: date, required: true}
      - {name: hours, label: 時數, type: int}
      - {name: remark, label: 備註}
      - {name: asset, label: 財產編號}
      - {name: serial, label: 序號}
      - {name: phone, label: 電話}
"""
FORM = """---
title: 筆數
each: |
  SELECT count(*) AS n FROM rows LIMIT 1
fields:
  n: {label: 筆數, type: int}
---
共 {{n}} 筆
"""
DAY = 46346 # 2026-11-20


def values(i):
    return ["T%06d" % i, "第%d科" % (i % 97), "專員", "王測試", DAY + i % 300, i % 40, "備註%d" % i,
            "A-%07d" % i, "S-%07d" % (i * 7), "02-2345-6789"]


def write_csv(path):
    with open(path, "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f)
        w.writerow(HEAD)
        for i in range(N):
            row = values(i)
            row[4] = (datetime.date(1899, 12, 30) + datetime.timedelta(row[4])).isoformat()
            w.writerow(row)


def write_xlsx(path):
    def cell(v, col):
        if isinstance(v, int):
            return '<c s="%d"><v>%d</v></c>' % (col == 4, v)
        return '<c t="s"><v>%d</v></c>' % strings.setdefault(v, len(strings))
    strings = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as z:
        z.writestr("[Content_Types].xml", "<Types><Override PartName='/xl/workbook.xml' ContentType='application/"
                   "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/></Types>")
        z.writestr("_rels/.rels", "<Relationships/>")
        z.writestr("xl/workbook.xml", "<workbook><sheets><sheet name='名冊' id='a'/></sheets></workbook>")
        z.writestr("xl/_rels/workbook.xml.rels", "<Relationships>%s</Relationships>" % "".join(
            "<Relationship Id='%s' Type='/%s' Target='%s.xml'/>" % (i, t, t)
            for i, t in (("a", "worksheet"), ("b", "sharedStrings"), ("c", "styles"))))
        z.writestr("xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></styleSheet>")
        with z.open("xl/worksheet.xml", "w") as f:
            f.write(b"<worksheet><sheetData>")
            for n, row in enumerate([HEAD] + [None] * N):
                row = row or values(n - 1)
                f.write(("<row>%s</row>" % "".join(map(cell, row, range(10)))).encode())
            f.write(b"</sheetData></worksheet>")
        z.writestr("xl/sharedStrings.xml", "<sst>%s</sst>" % "".join("<si><t>%s</t></si>" % s for s in strings))


def measure(data):
    start = time.monotonic()
    p = subprocess.Popen([os.path.join(B, "formpress"), "check", os.path.join(WORK, "kit"), data, "-q"], env=ENV)
    _, status, usage = os.wait4(p.pid, 0)
    assert status == 0, data
    return time.monotonic() - start, usage.ru_maxrss / 1024


def main():
    os.mkdir(WORK + "/kit")
    for name, text in (("kit.yaml", KIT), ("count.md", FORM)):
        with open(os.path.join(WORK, "kit", name), "w", encoding="utf-8") as f:
            f.write(text)
    print("a dataset of %d rows and %d columns, read and checked" % (N, len(HEAD)))
    for kind, write in (("csv", write_csv), ("xlsx", write_xlsx)):
        data = os.path.join(WORK, kind)
        os.mkdir(data)
        write(os.path.join(data, "名冊." + kind))
        seconds, megabytes = min(measure(data) for _ in range(3))
        print("%8s %10.2f s %12.0f rows/s %8.0f MB peak" % (kind, seconds, N / seconds, megabytes))
    shutil.rmtree(WORK)


main()
