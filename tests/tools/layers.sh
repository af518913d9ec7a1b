#!/bin/sh
# Every #include "dir/..." of generator/ against generator/layers.txt.
awk '
FNR == NR {
    if ($0 ~ /^#/ || $0 !~ /:/) next
    split($0, part, ":")
    n = split(part[2], names, " ")
    may[part[1], part[1]] = 1
    known[part[1]] = 1
    for (i = 1; i <= n; i++) may[part[1], names[i]] = 1
    next
}
/^#include "/ {
    from = FILENAME
    sub(/^generator\//, "", from)
    from = from ~ /\// ? substr(from, 1, index(from, "/") - 1) : "."
    to = $2
    gsub(/"/, "", to)
    to = to ~ /\// ? substr(to, 1, index(to, "/") - 1) : "."
    count++
    if (!(from in known)) { print FILENAME ": a folder that layers.txt does not know"; bad++ }
    else if (!((from, to) in may)) { print FILENAME ":" FNR ": " from " may not include " to; bad++ }
}
END {
    print "layers: " count " includes, " bad + 0 " wrong"
    exit bad || !count
}' generator/layers.txt $(find generator -name '*.[ch]' | sort)
