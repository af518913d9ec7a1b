"""What the end-to-end tests share: running formpress, reading what it made, tables to run it on."""
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
FORMPRESS = os.path.realpath(sys.argv[1])
WORK = tempfile.mkdtemp(prefix="formpress-e2e-")
TOKYO = os.path.join(ROOT, "forms/trip/example")
SHANGHAI = os.path.join(ROOT, "tests/data/shanghai")
FIXED = os.path.join(ROOT, "tests/data/shanghai-fixed")
DATE = "2026-11-21"


def run(*args, env=None, cwd=None, date=True):
    full = {"PATH": os.environ["PATH"], "LC_ALL": "C", "FORMPRESS_HOME": ROOT}
    full.update(env or {})
    args = list(args)
    if date and args[0] == "build":
        args += ["--date", DATE]
    return subprocess.run([FORMPRESS] + args, capture_output=True, text=True, env=full, cwd=cwd)


def build(data, name, *more, **kw):
    out = os.path.join(WORK, name)
    r = run("build", "trip", data, "-o", out, *more, **kw)
    assert r.returncode == 0, r.stderr
    return out


_built = {}


def built(data):
    if data not in _built:
        _built[data] = build(data, "built%d" % len(_built), "--merge")
    return _built[data]


def manifest(out):
    with open(os.path.join(out, "manifest.json"), encoding="utf-8") as f:
        return json.load(f)["files"]


def of_form(out, form):
    """Its PDFs."""
    return [os.path.join(out, f["path"]) for f in manifest(out)
            if f["form"] == form and f["path"].endswith(".pdf")]


def tool(*args, text=True):
    r = subprocess.run(args, capture_output=True, text=text)
    assert r.returncode == 0, " ".join(args) + "\n" + str(r.stderr) + str(r.stdout)
    return r.stdout


def text_of(pdf):
    return re.sub(r"\s", "", tool("pdftotext", "-layout", pdf, "-"))


def problems(*args):
    """What --json tells, but for notes."""
    r = run(*args, "--json")
    return r, [m for m in map(json.loads, r.stdout.splitlines()) if m["severity"] != "note"]


def errors(*args):
    r, found = problems(*args)
    return r, [m for m in found if m["severity"] == "error"]


def table(name, rows, encoding="utf-8"):
    """A folder of CSV files: {dataset: [rows]}."""
    d = os.path.join(WORK, name)
    os.makedirs(d, exist_ok=True)
    for dataset, lines in rows.items():
        body = lines if isinstance(lines, bytes) else ("\r\n".join(lines) + "\r\n").encode(encoding)
        with open(os.path.join(d, dataset + ".csv"), "wb") as f:
            f.write(body)
    return d


TRAVELLERS = "人員編號,單位,職稱,姓名,重要人員,重要人員依據,出國日期,返國日期"
LEGS = "人員編號,地區,城市,過境"
DEVICES = "人員編號,設備類別,種類,型號,財產編號,序號,可自行檢測,公務使用"


def openpyxl():
    sys.path.append("/usr/lib/python3/dist-packages")  # Debian's, whichever Python runs this
    import openpyxl
    return openpyxl


def hidden_of(book):
    """What a form's hidden sheet says: its facts, its fields (by the table's heads), its locked texts."""
    parts = [[]]
    for row in book["formpress"].iter_rows(values_only=True):
        if all(v is None for v in row):
            parts.append([])
        else:
            parts[-1].append(row)
    facts, fields, texts = parts + [[]] * (3 - len(parts))
    return ({r[0]: r[1] for r in facts}, [dict(zip(fields[0], r)) for r in fields[1:]],
            [r[:4] for r in texts[1:]])
