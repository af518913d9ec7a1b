"""Pages a second of whole documents: the maintenance plan, and a book of some 1,000 pages, beside
pandoc with WeasyPrint and LibreOffice where they are installed. One run, whole commands, process
start included; each peer gets the same text in the form it likes best, the same font on A4.
FORMPRESS_BENCH_BOOK=100 chooses how many chapters (2 pages each) the book has, 0 leaves it out."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

B = sys.argv[1]
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
FORMPRESS = os.path.join(os.path.realpath(B), "formpress")
CHAPTERS = int(os.environ.get("FORMPRESS_BENCH_BOOK", "680"))
WORK = tempfile.mkdtemp(prefix="formpress-bench-", dir=os.environ.get("FORMPRESS_BENCH_DIR"))
ENV = {"PATH": os.environ["PATH"], "FORMPRESS_HOME": ROOT, "LC_ALL": "C.UTF-8", "HOME": WORK}
CSS = """@page { size: A4; margin: 25mm; @bottom-center { content: counter(page) } }
body { font: 12pt/1.5 "TW-Kai", "Liberation Serif"; text-align: justify }
table { border-collapse: collapse; width: 100% } td, th { border: 1px solid black }"""


def book(chapters):
    """Chapters of the plan's own paragraphs, with a table and footnotes each."""
    with open(ROOT + "/content/maintenance-plan.md", encoding="utf-8") as f:
        text = re.sub(r"<!--.*?-->", "", f.read(), flags=re.S)
    paragraphs = [p for p in text.split("\n") if len(p) > 60 and re.match(r"[一-鿿]", p) and "[^" not in p]
    out = []
    for i in range(chapters):
        out.append("## 第 %d 章\n" % (i + 1))
        for k in range(12):
            note = "[^%d-%d]" % (i, k) if k % 6 == 0 else ""
            out.append(paragraphs[(i * 12 + k) % len(paragraphs)] + note + "\n")
            if note:
                out.append("%s: %s\n" % (note, paragraphs[k][:40]))
        out.append("| 項次 | 項目 | 說明 |\n|---|---|---|")
        out += ["| %d | 第 %d 項 | %s |" % (k, k, paragraphs[(i + k) % len(paragraphs)][:50]) for k in range(8)]
        out.append("")
    return "# 一千頁的書\n\n" + "\n".join(out)


def timed(*commands):
    start = time.monotonic()
    for c in commands:
        subprocess.run(c, env=ENV, check=True, cwd=WORK, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def pages(pdf):
    info = subprocess.run(["pdfinfo", os.path.join(WORK, pdf)], check=True, capture_output=True, text=True).stdout
    return int(re.search(r"Pages: +(\d+)", info).group(1))


def ways(source):
    own = [[FORMPRESS, "render", source, "-o", "own.pdf", "-q"]]
    plain = os.path.join(WORK, "plain.md")
    with open(source, encoding="utf-8") as f, open(plain, "w", encoding="utf-8") as g:
        g.write(re.sub(r"\A---\n.*?\n---\n", "", f.read(), flags=re.S))
    html = ["pandoc", "-s", "-f", "gfm+footnotes", "-t", "html", "--metadata", "title=t", "-o", "p.html", plain]
    odt = ["pandoc", "-f", "gfm+footnotes", "-o", "p.odt", plain]
    yield "formpress", "own.pdf", own, 5
    yield "pandoc + WeasyPrint", "weasy.pdf", [html, ["weasyprint", "-s", "a4.css", "p.html", "weasy.pdf"]], 1
    yield "pandoc + LibreOffice", "p.pdf", [odt, ["soffice", "--headless", "--convert-to", "pdf", "p.odt"]], 1


def compare(name, source):
    best = None
    for way, pdf, commands, times in ways(source):
        missing = [c[0] for c in commands if not shutil.which(c[0])]
        if missing:
            print("%-10s %-22s not measured: %s is not installed" % (name, way, missing[0]))
            continue
        seconds = sorted(timed(*commands) for _ in range(times))[times // 2]
        n = pages(pdf)
        best = best or seconds / n
        print("%-10s %-22s %6d pages %9.3f s %9.1f pages/s %8.1f times ours" %
              (name, way, n, seconds, n / seconds, seconds / n / best))


def main():
    with open(os.path.join(WORK, "a4.css"), "w", encoding="utf-8") as f:
        f.write(CSS)
    compare("the plan", ROOT + "/content/maintenance-plan.md")
    if CHAPTERS:
        source = os.path.join(WORK, "book.md")
        with open(source, "w", encoding="utf-8") as f:
            f.write(book(CHAPTERS))
        compare("the book", source)
    shutil.rmtree(WORK)


main()
