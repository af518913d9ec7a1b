#!/usr/bin/env python3
"""The pictures of docs/typography.md: typography.py FORMPRESS [--check]

Renders each sample of the page with the tool, crops the first page to its text and writes
docs/typography/RULE.png (RULE-off.png, where the rule can be switched off). With --check it
compares them with the pictures that stand there, and writes nothing."""
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
DOC = os.path.join(ROOT, "docs", "typography.md")
PICTURES = os.path.join(ROOT, "docs", "typography")
ENV = {"PATH": os.environ["PATH"], "FORMPRESS_HOME": ROOT, "LC_ALL": "C"}
DPI, MARGIN_MM, RIGHT_MM, MEASURE_EM, SIZE = 110, 20, 63, 14, 13 # 65 mm of A5: 14 characters


def samples():
    with open(DOC, encoding="utf-8") as f:
        text = f.read()
    for m in re.finditer(r"<!-- sample: (.*?) -->\n```markdown\n(.*?)```", text, re.S):
        name, *settings = [s.strip() for s in m.group(1).split(";")]
        own = [s for s in settings if not re.match(r"(on|off): ", s)]
        on = [s[4:] for s in settings if s.startswith("on: ")]
        off = [s[5:] for s in settings if s.startswith("off: ")]
        yield name, own + on, m.group(2)
        if off:
            yield name + "-off", own + off, m.group(2)


def picture(formpress, name, settings, body, folder):
    front = ["title: t", "page: A5", "margins: %d %d 20 %d" % (MARGIN_MM, RIGHT_MM, MARGIN_MM), "size: %d" % SIZE]
    front += settings
    source, pdf = os.path.join(folder, name + ".md"), os.path.join(folder, name + ".pdf")
    with open(source, "w", encoding="utf-8") as f:
        f.write("---\n%s\n---\n\n%s" % ("\n".join(front), body))
    subprocess.run([formpress, "render", source, "-o", pdf, "-q", "--date", "2026-11-20"], env=ENV, check=True)
    box = subprocess.run(["pdftotext", "-bbox", "-l", "1", pdf, "-"], check=True, capture_output=True, text=True).stdout
    low = [float(y) for y in re.findall(r'yMax="([\d.]+)"', box) if float(y) < 530]
    scale = DPI / 72
    left = MARGIN_MM * 72 / 25.4
    x, y = int((left - SIZE / 2) * scale), int((left - SIZE / 3) * scale)
    w, h = int((MEASURE_EM + 1) * SIZE * scale), int((max(low) - left + SIZE * 0.8) * scale)
    return subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-l", "1", "-x", str(x), "-y", str(y), "-W", str(w),
                           "-H", str(h), "-png", pdf], check=True, capture_output=True).stdout


def main():
    formpress, check = os.path.realpath(sys.argv[1]), "--check" in sys.argv
    made = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, settings, body in samples():
            made[name + ".png"] = picture(formpress, name, settings, body, folder)
    there = {}
    for f in sorted(os.listdir(PICTURES)):
        with open(os.path.join(PICTURES, f), "rb") as g:
            there[f] = g.read()
    stale = sorted(f for f in made.keys() | there.keys() if made.get(f) != there.get(f))
    if check:
        if stale:
            sys.exit("typography: out of date: %s; run `make typography`, and look at them" % ", ".join(stale))
        print("typography: %d pictures are up to date" % len(made))
        return
    for f in stale:
        if f in made:
            with open(os.path.join(PICTURES, f), "wb") as g:
                g.write(made[f])
        else:
            os.remove(os.path.join(PICTURES, f))
    print("typography: %d pictures, %d changed" % (len(made), len(stale)))


main()
