#!/usr/bin/env python3
"""The pictures of docs/typography.md and docs/forms.md: pictures.py FORMPRESS [--check]

Renders each sample of the pages with the tool, crops it to its text and writes docs/PAGE/NAME.png
(NAME-off.png, where something is switched off). With --check it compares them with the pictures that
stand there, and writes nothing. A sample is

    <!-- sample: NAME; key: value; ... -->      lines of its front matter, and for this script:
    ```markdown                                  on: KEY: VALUE, off: KEY: VALUE  (two pictures)
    ...                                          pages: 2    that many pages side by side, as high as
    ```                                                      `height: 50` says (mm, 50 at the least)
                                                 whole: yes  the pages whole, not their text alone
                                                 style: sung, set: NAME=VALUE, guide: no   options
"""
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
DOCS = os.path.join(ROOT, "docs")
ENV = {"PATH": os.environ["PATH"], "FORMPRESS_HOME": ROOT, "LC_ALL": "C"}
PAPER = 148, 210  # A5, mm
# a page's right margin (mm) and size; 63 mm leave 14 characters of 13 points
PAGES = {"typography": (63, 13), "forms": (20, 11)}
LEFT, DPI, WHOLE_DPI, SHADES = 20, 100, 32, 16
OWN = ("on", "off", "pages", "height", "whole", "style", "set", "guide")


def samples(page):
    with open(os.path.join(DOCS, page + ".md"), encoding="utf-8") as f:
        text = f.read()
    for m in re.finditer(r"<!-- sample: (.*?) -->\n+```markdown\n(.*?)```", text, re.S):
        name, *settings = [s.strip() for s in m.group(1).split("; ")]
        pairs = [s.split(": ", 1) for s in settings]
        plain = [p for p in pairs if p[0] not in ("on", "off")]
        for way in ("on", "off"):
            own = [p[1].split(": ", 1) for p in pairs if p[0] == way]
            if way == "on" or own:
                yield name + ("" if way == "on" else "-off"), plain + own, m.group(2)


def read_pgm(path):
    with open(path, "rb") as f:
        data = f.read()
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", data)
    w, h = int(head.group(1)), int(head.group(2))
    body = data[head.end():]
    return [body[y * w:(y + 1) * w] for y in range(h)]


def crop(rows, x, y, w, h):
    return [r[max(x, 0):x + w] for r in rows[max(y, 0):y + h]]


def last_ink(rows):
    return max([y for y, r in enumerate(rows) if min(r) < 200] or [0])


def framed(rows):
    line, edge = b"\x80" * (len(rows[0]) + 2), b"\x80"
    return [line] + [edge + r + edge for r in rows] + [line]


def beside(pictures, gap=14):
    high = max(map(len, pictures))
    padded = [p + [b"\xff" * len(p[0])] * (high - len(p)) for p in pictures]
    return [(b"\xff" * gap).join(rows) for rows in zip(*padded)]


def png(rows):
    """Grey, in 16 shades."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    lines = []
    for r in rows:
        shades = [(v * (SHADES - 1) + 127) // 255 for v in r] + [0]
        lines.append(b"\0" + bytes(shades[i] << 4 | shades[i + 1] for i in range(0, len(r), 2)))
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 4, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"".join(lines), 9)) +
            chunk(b"IEND", b""))


def render(formpress, page, name, settings, body, folder):
    right, size = PAGES[page]
    own = dict((k, v) for k, v in settings if k in OWN)
    front = [(k, v) for k, v in settings if k not in OWN]
    given = dict(front)
    top = 80 if "height" in own else LEFT
    bottom = PAPER[1] - top - int(own["height"]) if "height" in own else LEFT
    for key, value in (("title", "t"), ("page", "A5"), ("size", size),
                       ("margins", "%d %d %d %d" % (top, right, bottom, LEFT))):
        if key not in given and not (given.get("page") == "slides" and key in ("size", "margins")):
            front.append((key, value))
    source, pdf = os.path.join(folder, name + ".md"), os.path.join(folder, name + ".pdf")
    with open(source, "w", encoding="utf-8") as f:
        f.write("---\n%s\n---\n\n%s" % ("\n".join("%s: %s" % p for p in front), body))
    options = [a for k, v in settings if k in ("style", "set", "guide") for a in ("--" + k, v)]
    r = subprocess.run([formpress, "render", source, "-o", pdf, "--date", "2026-11-20"] + options, env=ENV,
                       capture_output=True, text=True)
    if r.returncode or r.stderr:
        sys.exit("pictures: %s: %s" % (name, r.stderr))
    return pdf, own, top, bottom, right, size


def picture(formpress, page, name, settings, body, folder):
    pdf, own, top, bottom, right, size = render(formpress, page, name, settings, body, folder)
    whole, count = "whole" in own, int(own.get("pages", "1"))
    dpi = WHOLE_DPI if whole else DPI
    base = os.path.join(folder, name)
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", "-l", str(count), pdf, base], check=True)
    shown = []
    for f in sorted(f for f in os.listdir(folder) if re.fullmatch(re.escape(name) + r"-\d+\.pgm", f)):
        rows = read_pgm(os.path.join(folder, f))
        if not whole:
            mm, em = dpi / 25.4, size * dpi / 72
            x, y = int(LEFT * mm - em / 2), int(top * mm - em / 3)
            w = int((PAPER[0] - LEFT - right) * mm + em)
            rows = crop(rows, x, y, w, int((PAPER[1] - top - bottom) * mm + em * 2 / 3))
            if "height" not in own:
                rows = rows[:last_ink(rows) + int(em * 0.6)]
        shown.append(framed(rows) if whole or count > 1 else rows)
    if len(shown) != count:
        sys.exit("pictures: %s has %d pages, not %d" % (name, len(shown), count))
    return png(beside(shown))


def make(formpress, page):
    made = {}
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(os.path.join(DOCS, "typography", "K2.png"), os.path.join(folder, "圖.png"))
        for name, settings, body in samples(page):
            made[name + ".png"] = picture(formpress, page, name, settings, body, folder)
    return made


def read_all(folder):
    there = {}
    for f in sorted(os.listdir(folder)):
        with open(os.path.join(folder, f), "rb") as g:
            there[f] = g.read()
    return there


def write(folder, made, stale):
    for f in stale:
        if f in made:
            with open(os.path.join(folder, f), "wb") as g:
                g.write(made[f])
        else:
            os.remove(os.path.join(folder, f))


def main():
    formpress, check = os.path.realpath(sys.argv[1]), "--check" in sys.argv
    old = []
    for page in PAGES:
        folder = os.path.join(DOCS, page)
        os.makedirs(folder, exist_ok=True)
        made, there = make(formpress, page), read_all(folder)
        stale = sorted(f for f in made.keys() | there.keys() if made.get(f) != there.get(f))
        with open(folder + ".md", encoding="utf-8") as f:
            text = f.read()
        missing = [f for f in made if "](%s/%s)" % (page, f) not in text]
        if missing:
            sys.exit("pictures: docs/%s.md does not show %s" % (page, ", ".join(missing)))
        if not check:
            write(folder, made, stale)
        old += [page + "/" + f for f in stale]
        print("pictures: %s: %d, %d changed" % (page, len(made), len(stale)))
    if check and old:
        sys.exit("pictures: out of date: %s; run `make pictures`, and look at them" % ", ".join(old))


main()
