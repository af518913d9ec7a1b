/* Pictures without what tells of their making, by taking parts out of the file: nothing is encoded anew. */
#include <string.h>

#include "image/image.h"

#define JFIF_BYTES 16 /* of its segment, when it holds no thumbnail */

enum marker {
    RST0 = 0xD0,
    RST7 = 0xD7,
    SOI = 0xD8,
    EOI = 0xD9,
    SOS = 0xDA,
    APP0 = 0xE0,
    APP15 = 0xEF,
    COM = 0xFE
};

struct copier {
    struct str from;
    size_t at;
    char *to;
    size_t n;
};

static unsigned byte_at(struct str s, size_t i)
{
    return (unsigned char)s.ptr[i];
}

static void put(struct copier *c, struct str bytes)
{
    memcpy(c->to + c->n, bytes.ptr, bytes.len);
    c->n += bytes.len;
}

/* The next marker, past it: also past bytes that belong to nothing. 0 at the end. */
static unsigned next_marker(struct copier *c)
{
    while (c->at < c->from.len) {
        const char *found = memchr(c->from.ptr + c->at, 0xFF, c->from.len - c->at);
        unsigned marker;

        if (!found)
            break;
        c->at = (size_t)(found - c->from.ptr) + 1;
        if (c->at == c->from.len)
            break;
        marker = byte_at(c->from, c->at);
        if (marker != 0 && marker != 0xFF) {
            c->at++;
            return marker;
        }
    }
    c->at = c->from.len;
    return 0;
}

/* Resolution, the colour profile, and how the colours are stored: the rest of APP0 to APP15 is EXIF, XMP,
 * IPTC, further pictures, thumbnails. */
static bool is_needed(unsigned marker, struct str segment)
{
    struct str inside = str_slice(segment, 2, segment.len);

    if (marker == APP0)
        return str_starts(inside, STR("JFIF\0")) && segment.len >= JFIF_BYTES;
    if (marker == APP0 + 2)
        return str_starts(inside, STR("ICC_PROFILE\0"));
    if (marker == APP0 + 14)
        return str_starts(inside, STR("Adobe"));
    return (marker < APP0 || marker > APP15) && marker != COM;
}

static void put_segment(struct copier *c, unsigned marker, struct str segment)
{
    char head[2] = {(char)0xFF, (char)marker};

    if (!is_needed(marker, segment))
        return;
    put(c, (struct str){head, 2});
    if (marker != APP0) {
        put(c, segment);
        return;
    }
    put(c, STR("\0\20")); /* its length */
    put(c, str_slice(segment, 2, JFIF_BYTES - 2));
    put(c, STR("\0\0")); /* the thumbnail's sides */
}

/* The samples behind a scan's head, up to the next marker that is none of theirs. */
static void put_samples(struct copier *c)
{
    size_t from = c->at;

    while (c->at < c->from.len) {
        const char *found = memchr(c->from.ptr + c->at, 0xFF, c->from.len - c->at);
        unsigned marker;

        c->at = found ? (size_t)(found - c->from.ptr) : c->from.len;
        if (c->at + 1 >= c->from.len) {
            c->at = c->from.len;
            break;
        }
        marker = byte_at(c->from, c->at + 1);
        if (marker != 0 && marker != 0xFF && (marker < RST0 || marker > RST7))
            break;
        c->at += marker == 0xFF ? 1 : 2;
    }
    put(c, str_slice(c->from, from, c->at));
}

/* False at the picture's end: what stands behind is no part of it. */
static bool copy_part(struct copier *c)
{
    unsigned marker = next_marker(c);
    size_t len, left = c->from.len - c->at;

    if (marker == EOI)
        put(c, STR("\xFF\xD9"));
    if (marker == 0 || marker == EOI)
        return false;
    if (marker <= 1 || (marker >= RST0 && marker <= SOI)) /* without a length */
        return true;
    len = left < 2 ? left : byte_at(c->from, c->at) << 8 | byte_at(c->from, c->at + 1);
    if (left < 2 || len < 2 || len > left)
        return false;
    put_segment(c, marker, str_slice(c->from, c->at, c->at + len));
    c->at += len;
    if (marker == SOS)
        put_samples(c);
    return true;
}

struct str image_jpeg_plain(struct str file, struct arena *a)
{
    size_t begin = str_find(file, STR("\xFF\xD8\xFF")); /* readers look for it, too */
    struct copier c = {.from = file, .at = begin + 2};

    if (begin == file.len)
        return file;
    c.to = arena_alloc(a, file.len);
    put(&c, STR("\xFF\xD8"));
    while (copy_part(&c))
        continue;
    return c.n == file.len ? file : (struct str){c.to, c.n};
}

static uint64_t number_at(struct str s, size_t at, size_t bytes)
{
    uint64_t v = 0;

    for (size_t i = 0; i < bytes; i++)
        v = v << 8 | byte_at(s, at + i);
    return v;
}

/* A box of JPEG 2000 has its length, which counts itself, and a name of four letters. */
static size_t box_at(struct str file, size_t at)
{
    uint64_t left = file.len - at, len = left >= 8 ? number_at(file, at, 4) : left;

    if (len == 1 && left >= 16)
        len = number_at(file, at + 8, 8);
    return len < 8 || len > left ? left : (size_t)len; /* 0: to the end */
}

/* XMP, EXIF, places on the map, rights; a PDF's reader needs none of them. */
static bool is_note(struct str name)
{
    static const struct str notes[] = {STR("uuid"), STR("xml "), STR("uinf"), STR("asoc"), STR("jp2i")};

    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (str_eq(name, notes[i]))
            return true;
    return false;
}

struct str image_jp2_plain(struct str file, struct arena *a)
{
    struct copier c = {.from = file};

    if (!str_starts(file, STR("\0\0\0\x0CjP  ")))
        return file;
    c.to = arena_alloc(a, file.len);
    for (size_t len; c.at < file.len; c.at += len) {
        len = box_at(file, c.at);
        if (!is_note(str_slice(file, c.at + 4, c.at + 8)))
            put(&c, str_slice(file, c.at, c.at + len));
    }
    return c.n == file.len ? file : (struct str){c.to, c.n};
}
