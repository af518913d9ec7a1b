#!/bin/bash
# Runs every fuzzer of tests/fuzz under sanitizers, each for FUZZ_SECONDS seconds, from the
# repository's own files as seeds.
set -eu
cd "$(dirname "$0")/../.."
b=build/fuzz
make=${MAKE:-make}
export ASAN_OPTIONS=handle_abort=1:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1
for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    case $name in
    fuzz_csv) seeds=(forms/trip/example/*.csv forms/trip/*.csv tests/data/*/*.csv) ;;
    fuzz_markdown) seeds=(content/*.md forms/trip/*.md) ;;
    fuzz_yaml) seeds=(forms/trip/kit.yaml fonts/fonts.yaml) ;;
    fuzz_image) seeds=(tests/data/images/*) ;;
    *) seeds=() ;;
    esac
    "$make" --no-print-directory B="$b" CFLAGS="-O1 -g" \
        SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer" \
        "$b/fuzz/$name"
    "$b/fuzz/$name" "${FUZZ_SECONDS:-20}" "$b/$name.crash" "${seeds[@]}"
done
