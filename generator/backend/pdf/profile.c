#include "backend/pdf/profile.h"

#define HEADER_BYTES 128

static const uint32_t white[] = {0xF6D6, 0x10000, 0xD32D}; /* D50, in 1/65536 */

/* IEC 61966-2-1, at 64 places: a straight line between two of them is off by less than 1/10000. */
static const uint16_t curve[] = {
    0,     81,    161,   244,   345,   466,   609,   776,   965,   1180,  1420,  1687,  1980,
    2301,  2651,  3030,  3439,  3879,  4349,  4851,  5386,  5953,  6554,  7189,  7858,  8562,
    9302,  10078, 10890, 11739, 12626, 13551, 14513, 15515, 16556, 17636, 18757, 19918, 21120,
    22363, 23648, 24974, 26344, 27756, 29211, 30710, 32253, 33840, 35471, 37148, 38870, 40638,
    42452, 44312, 46219, 48173, 50174, 52223, 54320, 56465, 58659, 60901, 63193, 65535};

static void put16(struct buf *b, unsigned n)
{
    buf_char(b, (char)(n >> 8));
    buf_char(b, (char)n);
}

static void put32(struct buf *b, uint32_t n)
{
    put16(b, n >> 16);
    put16(b, n & 0xFFFF);
}

static void put_zeros(struct buf *b, size_t n)
{
    while (n-- > 0)
        buf_char(b, 0);
}

static void put_numbers(struct buf *b, const uint32_t xyz[3])
{
    for (int i = 0; i < 3; i++)
        put32(b, xyz[i]);
}

static void put_xyz(struct buf *b, const uint32_t xyz[3])
{
    buf_str(b, STR("XYZ \0\0\0\0"));
    put_numbers(b, xyz);
}

/* Its tags' data; where each ends goes to `ends`. The three curves are the same. */
static void put_data(struct buf *b, size_t *ends)
{
    static const uint32_t primaries[3][3] = {
        {0x6FA2, 0x38F5, 0x0390}, {0x6299, 0xB785, 0x18DA}, {0x24A0, 0x0F84, 0xB6CF}};
    static const struct str name = STR("sRGB"), rights = STR("No copyright, use freely");

    buf_str(b, STR("desc\0\0\0\0")); /* ICC.1:2001-04, 6.5.17 */
    put32(b, (uint32_t)name.len + 1);
    buf_str(b, name);
    put_zeros(b, 1 + 8 + 3 + 67 + 4);
    put_zeros(b, 3 - (b->len + 3) % 4);
    *ends++ = b->len;
    buf_str(b, STR("text\0\0\0\0"));
    buf_str(b, rights);
    put_zeros(b, 4);
    *ends++ = b->len;
    put_xyz(b, white);
    *ends++ = b->len;
    for (int i = 0; i < 3; i++) {
        put_xyz(b, primaries[i]);
        *ends++ = b->len;
    }
    buf_str(b, STR("curv\0\0\0\0"));
    put32(b, sizeof curve / sizeof *curve);
    for (size_t i = 0; i < sizeof curve / sizeof *curve; i++)
        put16(b, curve[i]);
    *ends = b->len;
}

static void put_header(struct buf *b, size_t bytes)
{
    put32(b, (uint32_t)bytes);
    put_zeros(b, 4);
    put32(b, 0x02100000);
    buf_str(b, STR("mntrRGB XYZ "));
    for (int i = 0; i < 6; i++) /* when it was made: a fixed day */
        put16(b, i == 0 ? 2000 : i < 3 ? 1 : 0);
    buf_str(b, STR("acsp"));
    put_zeros(b, 28);
    put_numbers(b, white);
    put_zeros(b, HEADER_BYTES - b->len);
}

void pdf_profile_make(struct pdf_profile *p, struct pdf_deflater *z, struct arena *a)
{
    static const struct str tags[] = {STR("desc"), STR("cprt"), STR("wtpt"),
                                      STR("rXYZ"), STR("gXYZ"), STR("bXYZ"),
                                      STR("rTRC"), STR("gTRC"), STR("bTRC")};
    enum { COUNT = sizeof tags / sizeof *tags, CURVE = 6 };
    struct buf data = {0}, all = {0};
    size_t ends[CURVE + 1], start = HEADER_BYTES + 4 + 12 * COUNT;

    put_data(&data, ends);
    put_header(&all, start + data.len);
    put32(&all, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        size_t part = i < CURVE ? i : CURVE, from = part ? ends[part - 1] : 0;

        buf_str(&all, tags[i]);
        put32(&all, (uint32_t)(start + from));
        put32(&all, (uint32_t)(ends[part] - from));
    }
    buf_str(&all, buf_view(&data));
    p->bytes = pdf_deflate(z, buf_view(&all), PDF_LEVEL_PACKED, a);
    p->dict = arena_fmt(a, "/N 3/Filter/FlateDecode/Length %zu", p->bytes.len);
    buf_free(&data);
    buf_free(&all);
}
