#!/usr/bin/env python3
"""Lets LibreOffice calculate a workbook's formulas anew and compares them with the values in it.

usage: recalc.py FILE.xlsx ...      what differs; exit 0 when nothing does
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

sys.dont_write_bytecode = True
sys.path.append("/usr/lib/python3/dist-packages")  # Debian's openpyxl, whichever Python runs this
import openpyxl


def forget_values(path, to):
    """A copy whose formulas have no values, so that whoever opens it has to calculate them."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(</f>)<v(?: */>|>[^<]*</v>)", rb"\1", data)
            new.writestr(name, data)


def recalculate(path, work):
    bare = os.path.join(work, "bare.xlsx")
    forget_values(path, bare)
    out = os.path.join(work, "out")
    subprocess.run(["soffice", "-env:UserInstallation=file://%s/profile" % work, "--headless", "--convert-to",
                    "xlsx:Calc MS Excel 2007 XML", "--outdir", out, bare], check=True, capture_output=True, timeout=600)
    return os.path.join(out, "bare.xlsx")


def same(a, b):
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool):
        return abs(a - b) < 1e-9
    return (a or "") == (b or "")


def compare(path):
    """(how many formulas, what differs)"""
    work = tempfile.mkdtemp(prefix="formpress-recalc-")
    try:
        formulas = openpyxl.load_workbook(path)
        before = openpyxl.load_workbook(path, data_only=True)
        after = openpyxl.load_workbook(recalculate(path, work), data_only=True)
        n, wrong = 0, []
        for sheet in formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type != "f":
                        continue
                    n += 1
                    old = before[sheet.title][cell.coordinate].value
                    new = after[sheet.title][cell.coordinate].value
                    if not same(old, new):
                        wrong.append("%s!%s %s: %r, recalculated %r" % (sheet.title, cell.coordinate, cell.value, old, new))
        return n, wrong
    finally:
        shutil.rmtree(work)


def main():
    failed = False
    for path in sys.argv[1:]:
        n, wrong = compare(path)
        print("%s: %d formulas, %d differ" % (path, n, len(wrong)))
        print("".join("  %s\n" % w for w in wrong[:20]), end="")
        failed |= bool(wrong) or n == 0
    sys.exit(failed)


if __name__ == "__main__":
    main()
