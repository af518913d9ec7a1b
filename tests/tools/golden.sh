#!/bin/bash
# Runs tests/golden/<case>/cmd, each in an empty folder with its own folder as $CASE, and compares what
# it prints (output, messages, exit code) with <case>/expected. A case without either fails.
accept=
[ "$1" = --accept ] && { accept=1; shift; }
formpress=$(realpath "$1")
root=$(realpath "$(dirname "$0")/../..")
passed=0
failed=0
for case in "$root"/tests/golden/*/; do
    case=${case%/}
    work=$(mktemp -d)
    got=$(cd "$work" && env -i PATH="$PATH" HOME="$work" LC_ALL=C TZ=UTC CASE="$case" ROOT="$root" \
        FORMPRESS_HOME="$root" formpress="$formpress" ASAN_OPTIONS="${ASAN_OPTIONS-}" \
        bash "$case/cmd" 2>&1; echo "exit $?")
    got=$(printf '%s\n' "$got" | sed "s|$root/||g; s|$case/||g")
    rm -rf "$work"
    if [ -n "$accept" ]; then
        printf '%s\n' "$got" >"$case/expected"
    fi
    if [ -f "$case/expected" ] && diff -u "$case/expected" <(printf '%s\n' "$got"); then
        passed=$((passed + 1))
    else
        echo "golden: $(basename "$case") differs"
        failed=$((failed + 1))
    fi
done
echo "golden: $passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
