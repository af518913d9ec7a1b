#!/usr/bin/env python3
"""Prints the parts of a workbook that we decide on, an element a line, for goldens.

usage: book_xml.py FILE.xlsx

A cell's string is printed in place of its number in the shared strings; styles are printed as they are
numbered. The theme, and what only lists other parts, are left out."""
import re
import sys
import zipfile

LEFT_OUT = ("xl/theme/", "_rels/", "[Content_Types].xml", "docProps/app.xml", "xl/sharedStrings.xml")
TOGETHER = re.compile(r"<(c|si|dataValidation|cfRule|xf|font|fill|border|col|mergeCell|definedName)\b")


def lines(xml):
    """One line an element; a cell, a style and the like with what they hold."""
    out, inside = [], ""
    for token in re.findall(r"<[^>]+>[^<]*", xml):
        if inside:
            out[-1] += token
            if token.startswith("</%s>" % inside):
                inside = ""
            continue
        out.append(token)
        m = TOGETHER.match(token)
        if m and "/>" not in token:
            inside = m.group(1)
    return out


def main():
    with zipfile.ZipFile(sys.argv[1]) as z:
        shared = []
        if "xl/sharedStrings.xml" in z.namelist():
            xml = z.read("xl/sharedStrings.xml").decode()
            shared = [re.sub("<[^>]+>", "", si) for si in re.findall(r"<si>(.*?)</si>", xml, re.S)]
        for name in sorted(z.namelist()):
            if any(part in name for part in LEFT_OUT):
                continue
            xml = z.read(name).decode()
            xml = re.sub(r't="s"><v>(\d+)</v>', lambda m: 't="s"><v>%s</v>' % shared[int(m.group(1))].replace("\n", "&#10;"), xml)
            print("== " + name)
            print("\n".join(line.replace("\n", "") for line in lines(xml)))


main()
