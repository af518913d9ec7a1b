#include "data/charset.h"

#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

struct decoder {
    struct arena *arena;
    struct charset_text out;
    char *end; /* of the decoded text so far */
    char *limit;
    size_t cap;
    size_t bad_bytes; /* that no character explains, not even one of an agency's own */
};

static const struct {
    const char *name;
    enum charset charset;
} names[] = {
    {"UTF-8", CHARSET_UTF8},     {"UTF-16LE", CHARSET_UTF16LE}, {"UTF-16BE", CHARSET_UTF16BE},
    {"CP950", CHARSET_CP950},    {"BIG5", CHARSET_CP950},       {"BIG-5", CHARSET_CP950},
    {"UTF8", CHARSET_UTF8},      {"UTF16LE", CHARSET_UTF16LE},  {"UTF16BE", CHARSET_UTF16BE},
    {"UTF-8-SIG", CHARSET_UTF8}, {"MS950", CHARSET_CP950},
};

enum charset charset_named(struct str name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].name) == name.len &&
            strncasecmp(names[i].name, name.ptr, name.len) == 0)
            return names[i].charset;
    return CHARSET_AUTO;
}

const char *charset_name(enum charset c)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].charset == c)
            return names[i].name;
    return "auto";
}

static void decoder_open(struct decoder *dec, enum charset charset, size_t most, struct arena *a)
{
    char *to = arena_alloc(a, most + 1);

    *dec = (struct decoder){.arena = a, .end = to, .limit = to + most};
    dec->out.text.ptr = to;
    dec->out.charset = charset;
}

static struct charset_text decoder_close(struct decoder *dec)
{
    dec->out.text.len = (size_t)(dec->end - dec->out.text.ptr);
    return dec->out;
}

static void put_mark(struct decoder *dec, const char *bytes, size_t n, bool user_defined)
{
    struct charset_mark *m;

    arena_grow(dec->arena, &dec->out.marks, &dec->cap, dec->out.nmarks, sizeof *dec->out.marks);
    m = &dec->out.marks[dec->out.nmarks++];
    m->at = (size_t)(dec->end - dec->out.text.ptr);
    m->nbytes = (uint8_t)n;
    m->user_defined = user_defined;
    memcpy(m->bytes, bytes, n);
    dec->end += utf8_encode(0xFFFD, dec->end);
    if (!user_defined)
        dec->bad_bytes += n;
}

static size_t count_high(struct str bytes)
{
    size_t n = 0;

    for (size_t i = 0; i < bytes.len; i++)
        n += (unsigned char)bytes.ptr[i] >= 0x80;
    return n;
}

/* Where the first bad byte at or after `at` stands, or the length. */
static size_t utf8_stretch(struct str s, size_t at)
{
    while (at < s.len) {
        size_t next = at;
        uint64_t eight;

        if (s.len - at >= sizeof eight) {
            memcpy(&eight, s.ptr + at, sizeof eight);
            if (!(eight & 0x8080808080808080u)) {
                at += sizeof eight;
                continue;
            }
        }
        if (utf8_next(s, &next) == UTF8_BAD)
            return at;
        at = next;
    }
    return at;
}

static void decode_utf8(struct decoder *dec, struct str bytes, struct arena *a)
{
    decoder_open(dec, CHARSET_UTF8, bytes.len + 2 * count_high(bytes), a);
    for (size_t at = 0; at < bytes.len;) {
        size_t good = utf8_stretch(bytes, at);
        struct str stretch = str_slice(bytes, at, good);

        memcpy(dec->end, stretch.ptr, stretch.len);
        dec->end += stretch.len;
        if (good < bytes.len)
            put_mark(dec, bytes.ptr + good, 1, false);
        at = good + 1;
    }
}

/* iconv over all of `run`; what it refuses is marked, `unit` bytes at a time. */
static void convert(struct decoder *dec, iconv_t cd, struct str run, size_t unit)
{
    char *in = (char *)run.ptr;
    size_t left = run.len;

    while (left) {
        size_t room = (size_t)(dec->limit - dec->end), n;

        if (cd != (iconv_t)-1 && iconv(cd, &in, &left, &dec->end, &room) != (size_t)-1)
            return;
        if (left == 0)
            return;
        n = left < unit ? left : unit;
        put_mark(dec, in, n, false);
        in += n;
        left -= n;
    }
}

static bool is_trail(unsigned char c)
{
    return (c >= 0x40 && c <= 0x7E) || (c >= 0xA1 && c <= 0xFE);
}

/* The pairs are told apart here, so that a cut-off one never swallows a comma or a line end;
 * iconv then maps whole stretches. It knows the leads A1-F9; 81-A0 and FA-FE are the agencies'. */
static void decode_cp950(struct decoder *dec, struct str bytes, struct arena *a)
{
    iconv_t cd = iconv_open("UTF-8", "CP950");
    size_t start = 0, at = 0;

    decoder_open(dec, CHARSET_CP950, bytes.len + 2 * count_high(bytes), a);
    while (at < bytes.len) {
        unsigned char c = (unsigned char)bytes.ptr[at];
        bool pair = c > 0x80 && c < 0xFF && at + 1 < bytes.len &&
                    is_trail((unsigned char)bytes.ptr[at + 1]);

        if (c < 0x80 || (pair && c >= 0xA1 && c <= 0xF9)) {
            at += c < 0x80 ? 1 : 2;
            continue;
        }
        convert(dec, cd, str_slice(bytes, start, at), 2);
        put_mark(dec, bytes.ptr + at, pair ? 2 : 1, pair);
        at += pair ? 2 : 1;
        start = at;
    }
    convert(dec, cd, str_slice(bytes, start, at), 2);
    if (cd != (iconv_t)-1)
        iconv_close(cd);
}

static struct charset_text decode_utf16(struct str bytes, enum charset charset, struct arena *a)
{
    iconv_t cd = iconv_open("UTF-8", charset_name(charset));
    struct decoder dec;

    decoder_open(&dec, charset, bytes.len / 2 * 3 + 3, a);
    convert(&dec, cd, bytes, 2);
    if (cd != (iconv_t)-1)
        iconv_close(cd);
    return decoder_close(&dec);
}

static enum charset take_bom(struct str *bytes)
{
    static const struct {
        struct str bom;
        enum charset charset;
    } boms[] = {{{"\xEF\xBB\xBF", 3}, CHARSET_UTF8},
                {{"\xFF\xFE", 2}, CHARSET_UTF16LE},
                {{"\xFE\xFF", 2}, CHARSET_UTF16BE}};

    for (size_t i = 0; i < sizeof boms / sizeof *boms; i++)
        if (str_starts(*bytes, boms[i].bom)) {
            *bytes = str_slice(*bytes, boms[i].bom.len, bytes->len);
            return boms[i].charset;
        }
    return CHARSET_AUTO;
}

/* Neither UTF-8 nor CP950 explains every byte: what explains more of them. */
static struct charset_text decode_likelier(struct str bytes, struct arena *a, struct decoder *cp950)
{
    struct decoder utf8;

    decode_utf8(&utf8, bytes, a);
    return decoder_close(utf8.bad_bytes < cp950->bad_bytes ? &utf8 : cp950);
}

struct charset_text charset_decode(struct str bytes, enum charset wanted, struct arena *a)
{
    enum charset bom = take_bom(&bytes);
    enum charset charset = bom != CHARSET_AUTO ? bom : wanted;
    struct decoder dec;

    if (charset == CHARSET_UTF16LE || charset == CHARSET_UTF16BE)
        return decode_utf16(bytes, charset, a);
    if (charset != CHARSET_CP950 && utf8_stretch(bytes, 0) == bytes.len)
        return (struct charset_text){.text = bytes, .charset = CHARSET_UTF8};
    if (charset == CHARSET_UTF8) {
        decode_utf8(&dec, bytes, a);
        return decoder_close(&dec);
    }
    decode_cp950(&dec, bytes, a);
    if (charset == CHARSET_CP950 || dec.out.nmarks == 0)
        return decoder_close(&dec);
    return decode_likelier(bytes, a, &dec);
}
