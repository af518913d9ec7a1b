/* Runs a fuzzer without libFuzzer: mutates seeds with a generator of fixed seed, so that the same
 * inputs come in the same order on every machine.
 *
 *     fuzz_yaml SECONDS CRASH [seed file ...]     for so long; SECONDS 0: the files as they are
 *
 * An input that crashes, or takes longer than TOO_LONG, is left in the file CRASH. */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define INPUT_MAX 8192
#define SEED_MAX  ((size_t)1 << 20)
#define TOO_LONG  10 /* seconds */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

struct bytes {
    uint8_t *ptr;
    size_t len;
};

static struct bytes *seeds;
static size_t nseeds;
static struct bytes input;
static const char *crash_file;
static uint64_t state = 0x9E3779B97F4A7C15u;

static const char *const tokens[] = {
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    " ",
    "    ",
    ",",
    "\"",
    "\"\"",
    "'",
    ":",
    ": ",
    "- ",
    "? ",
    "|",
    "|-",
    ">",
    "#",
    "---",
    "\n---\n",
    "...",
    "&a",
    "*a",
    "!!",
    "%",
    "@",
    "`",
    "```\n",
    "[",
    "]",
    "{",
    "}",
    "{{",
    "}}",
    "{{#a}}",
    "{{/a}}",
    "{{^a}}",
    "{{a:b}}",
    "<!--",
    "-->",
    "<br>",
    "<!-- table widths: 1 2 -->",
    "<!-- span cols: 2 -->",
    "<!-- section -->",
    "**",
    "_",
    "~~",
    "\\",
    "![](",
    "](x)",
    "[^1]",
    "[^1]: ",
    "[ ] ",
    "[x] ",
    "|---|---|\n",
    "1. ",
    "12）",
    "=\n",
    "\xEF\xBB\xBF",
    "\xFF\xFE",
    "\xFA\x40",
    "\x81",
    "\xA1\x40",
    "\xE3\x80\x80",
    "\xEF\xBF\xBD",
    "\xF0\xA0\xAE\xB7",
    "\xE2\x80\xA8",
    "\xC2\x85",
    "\x7F",
    "王",
    "例：",
    "<row>",
    "<row r=\"2\" hidden=\"1\">",
    "</row>",
    "<c r=\"C3\" s=\"2\" t=\"s\"><v>",
    "</v></c>",
    "<c t=\"inlineStr\"><is><t>",
    "_x000D_",
    "<rPh>",
    "<mergeCell ref=\"A1:B9\"/>",
    "1048576",
    "1E308",
    "-0.5",
    "<table:table table:name=\"a\">",
    "<table:table-row table:number-rows-repeated=\"9\">",
    " table:number-columns-repeated=\"600\"",
    " table:number-rows-spanned=\"9\"",
    "</table:table-cell>",
    "<text:s text:c=\"99\"/>",
};

/* xorshift64 */
static size_t below(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return n ? (size_t)(state >> 11) % n : 0;
}

static void write_crash(void)
{
    int fd = open(crash_file, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    if (fd >= 0 && write(fd, input.ptr, input.len) == (ssize_t)input.len)
        fprintf(stderr, "the input is in %s\n", crash_file);
    if (fd >= 0)
        close(fd);
}

static void too_long(int signal)
{
    static const char text[] = "an input takes too long\n";

    (void)signal;
    if (write(STDERR_FILENO, text, sizeof text - 1) > 0)
        write_crash();
    _exit(1);
}

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void add_seed(const uint8_t *from, size_t n)
{
    seeds = realloc(seeds, (nseeds + 1) * sizeof *seeds);
    if (!seeds || !(seeds[nseeds].ptr = malloc(n + 1)))
        fail("memory");
    memcpy(seeds[nseeds].ptr, from, n);
    seeds[nseeds++].len = n;
}

static void read_seed(const char *path)
{
    uint8_t *bytes = malloc(SEED_MAX);
    FILE *f = fopen(path, "rb");

    if (!bytes || !f)
        fail(path);
    add_seed(bytes, fread(bytes, 1, SEED_MAX, f));
    fclose(f);
    free(bytes);
}

/* Back to where a UTF-8 character begins. */
static size_t aligned(struct bytes b, size_t at, int as_text)
{
    while (as_text && at > 0 && at < b.len && (b.ptr[at] & 0xC0) == 0x80)
        at--;
    return at;
}

/* Takes out `gone` bytes at `at`, and puts `n` others there. */
static void replace(size_t at, size_t gone, const uint8_t *from, size_t n)
{
    if (input.len - gone + n > INPUT_MAX)
        return;
    memmove(input.ptr + at + n, input.ptr + at + gone, input.len - at - gone);
    memcpy(input.ptr + at, from, n);
    input.len += n - gone;
}

/* A part of a seed or of the input itself, in `to`. */
static size_t some_part(uint8_t *to, size_t most, int as_text)
{
    struct bytes b = below(3) ? input : seeds[below(nseeds)];
    size_t from = aligned(b, below(b.len), as_text);
    size_t end = aligned(b, from + below(b.len - from < most ? b.len - from : most), as_text);

    memcpy(to, b.ptr + from, end - from);
    return end - from;
}

static void mutate(int as_text)
{
    uint8_t part[256], byte;
    size_t at = aligned(input, below(input.len + 1), as_text);
    size_t end = aligned(input, at + below(input.len - at < 64 ? input.len - at + 1 : 64), as_text);
    const char *token = tokens[below(sizeof tokens / sizeof *tokens)];

    switch (below(as_text ? 4 : 6)) {
    case 0:
        replace(at, 0, (const uint8_t *)token, strlen(token));
        break;
    case 1:
        replace(at, end - at, (const uint8_t *)token, strlen(token));
        break;
    case 2:
        replace(at, end - at, part, 0);
        break;
    case 3:
        replace(at, 0, part, some_part(part, sizeof part, as_text));
        break;
    case 4:
        if (at < input.len)
            input.ptr[at] ^= (uint8_t)(1u << below(8));
        break;
    default:
        byte = (uint8_t)below(256);
        replace(at, 0, &byte, 1);
    }
}

/* A seed, or a part of it where small ones find more, and some changes. */
static void make_input(void)
{
    struct bytes seed = seeds[below(nseeds)];
    int as_text = below(2) > 0;
    size_t most = below(4) ? 512 : INPUT_MAX;
    size_t from = below(3) && seed.len > most ? aligned(seed, below(seed.len), 1) : 0;
    size_t n = seed.len - from < most ? seed.len - from : most;

    n = aligned(seed, from + n, 1) - from;
    memcpy(input.ptr, seed.ptr + from, n);
    input.len = n;
    for (size_t i = 1 + below(16); i > 0; i--)
        mutate(as_text);
}

/* In memory of its own size, so that a read behind its end is seen. */
static void run_one(struct bytes b)
{
    uint8_t *copy = malloc(b.len ? b.len : 1);

    if (!copy)
        fail("memory");
    memcpy(copy, b.ptr, b.len);
    alarm(TOO_LONG);
    LLVMFuzzerTestOneInput(copy, b.len);
    alarm(0);
    free(copy);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    static const char plain[] =
        "a: 1\nb: [2, {c: \"d\"}]\n\n# 一\n\n甲,乙\n\n| a | b |\n|---|---|\n"
        "| {{x}} | 2 |\n";
    double seconds = argc > 2 ? strtod(argv[1], NULL) : 0, end = now() + seconds;
    size_t ran = 0;

    if (argc < 3)
        return fprintf(stderr, "usage: %s SECONDS CRASH [seed ...]\n", argv[0]), 2;
    crash_file = argv[2];
    for (int i = 3; i < argc; i++)
        read_seed(argv[i]);
    if (!nseeds)
        add_seed((const uint8_t *)plain, sizeof plain - 1);
    if (!(input.ptr = malloc(SEED_MAX)))
        fail("memory");
    if (__sanitizer_set_death_callback)
        __sanitizer_set_death_callback(write_crash);
    signal(SIGALRM, too_long);
    for (; ran < nseeds; ran++) {
        memcpy(input.ptr, seeds[ran].ptr, seeds[ran].len);
        input.len = seeds[ran].len;
        run_one(input);
    }
    for (; seconds > 0 && now() < end; ran++) {
        make_input();
        run_one(input);
    }
    printf("%s: %zu inputs\n", strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0], ran);
    for (size_t i = 0; i < nseeds; i++)
        free(seeds[i].ptr);
    free(seeds);
    free(input.ptr);
    return 0;
}
