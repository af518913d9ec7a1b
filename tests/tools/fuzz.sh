#!/bin/bash
# Runs every fuzzer of tests/fuzz under sanitizers, each for FUZZ_SECONDS seconds, from the
# repository's own files as seeds.
set -eu
cd "$(dirname "$0")/../.."
b=build/fuzz
make=${MAKE:-make}
export ASAN_OPTIONS=handle_abort=1:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1
mkdir -p "$b"

# An entry of a workbook as a seed, behind a letter that says to the fuzzer which one it is.
part() {
    python3 - "$@" "$b/seed-$name-$1-$2" <<'EOF'
import sys, zipfile
letter, book, entry, to = sys.argv[1:]
with open(to, "wb") as f:
    f.write(letter.encode() + zipfile.ZipFile("tests/data/workbooks/" + book).read(entry))
EOF
}

for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    case $name in
    fuzz_csv) seeds=(forms/trip/example/*.csv forms/trip/*.csv tests/data/*/*.csv) ;;
    fuzz_markdown) seeds=(content/*.md forms/trip/*.md) ;;
    fuzz_yaml) seeds=(forms/trip/kit.yaml fonts/fonts.yaml) ;;
    fuzz_image) seeds=(tests/data/images/*) ;;
    fuzz_paper) seeds=(tests/golden/copies-refused/*.pdf) ;;
    fuzz_workbook) seeds=(tests/data/workbooks/*.xlsx tests/data/workbooks/*.ods) ;;
    fuzz_xlsx) part 0 openpyxl.xlsx xl/worksheets/sheet1.xml; part 0 libreoffice.xlsx xl/worksheets/sheet1.xml
        part 1 libreoffice.xlsx xl/sharedStrings.xml; part 2 libreoffice.xlsx xl/styles.xml
        part 3 openpyxl.xlsx xl/workbook.xml; part 4 openpyxl.xlsx xl/_rels/workbook.xml.rels
        seeds=("$b"/seed-fuzz_xlsx-*) ;;
    fuzz_ods) part '' libreoffice.ods content.xml; seeds=("$b"/seed-fuzz_ods-*) ;;
    fuzz_paper) seeds=(tests/golden/copies-refused/*.pdf) ;;
    *) seeds=() ;;
    esac
    "$make" --no-print-directory B="$b" CFLAGS="-O1 -g" \
        SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer" \
        "$b/fuzz/$name"
    "$b/fuzz/$name" "${FUZZ_SECONDS:-20}" "$b/$name.crash" "${seeds[@]}"
done
