/* Every character that the body family's faces have goes into a PDF and comes back. */
#include "pdf_fixture.h"

#define ROWS     120 /* on a page */
#define ROW_MAX  90  /* characters */
#define SIZE     6000
#define HAN      0x4E00
#define HAN_FROM 0x2E80 /* below: each between Han, as pdftotext moves rows of marks */
#define CP_LIMIT 0x110000

/* What pdftotext 22.12 gives back otherwise, between two Han characters. */
enum fate {
    SAME,
    SPACED,  /* another blank: as a space */
    GONE,    /* a narrow blank, which needs no space between Han characters */
    MARKED,  /* written right to left: within U+202B and U+202C */
    UNDRAWN, /* a control of shaping: no glyph at all */
    FATES
};

static const struct {
    uint32_t first, last;
    enum fate fate;
} exceptions[] = {
    {0x20, 0x20, GONE},       {0xA0, 0xA0, GONE},       {0xAD, 0xAD, UNDRAWN},
    {0x34F, 0x34F, UNDRAWN},  {0x2000, 0x200A, SPACED}, {0x2028, 0x2029, SPACED},
    {0x202F, 0x202F, SPACED}, {0x205F, 0x205F, SPACED}, {0x3000, 0x3000, SPACED},
    {0x5BE, 0x5BE, MARKED},   {0x5C0, 0x5C0, MARKED},   {0x5C3, 0x5C3, MARKED},
    {0x5C5, 0x5C7, MARKED},   {0x5D0, 0x5EA, MARKED},   {0x5F0, 0x5F4, MARKED},
    {0x600, 0x603, MARKED},   {0x60D, 0x60D, MARKED},   {0x61B, 0x61B, MARKED},
    {0x61F, 0x61F, MARKED},   {0x621, 0x63A, MARKED},   {0x640, 0x64A, MARKED},
    {0x66D, 0x66F, MARKED},   {0x671, 0x6D5, MARKED},   {0x6DD, 0x6DD, MARKED},
    {0x6E5, 0x6E6, MARKED},   {0x6EE, 0x6EF, MARKED},   {0x6FA, 0x70D, MARKED},
    {0x710, 0x710, MARKED},   {0x712, 0x72F, MARKED},   {0x74D, 0x74F, MARKED},
    {0x780, 0x7A5, MARKED},   {0x7B1, 0x7B1, MARKED},   {0x200F, 0x200F, MARKED},
    {0x202B, 0x202B, MARKED}, {0x202E, 0x202E, MARKED}, {0xFB1D, 0xFB1D, MARKED},
    {0xFB1F, 0xFB28, MARKED}, {0xFB2A, 0xFB36, MARKED}, {0xFB38, 0xFB3C, MARKED},
    {0xFB3E, 0xFB3E, MARKED}, {0xFB40, 0xFB41, MARKED}, {0xFB43, 0xFB44, MARKED},
    {0xFB46, 0xFBB1, MARKED}, {0xFBD3, 0xFD3D, MARKED}, {0xFD50, 0xFD8F, MARKED},
    {0xFD92, 0xFDC7, MARKED}, {0xFDF0, 0xFDFC, MARKED}, {0xFE70, 0xFE74, MARKED},
    {0xFE76, 0xFEFC, MARKED},
};

static const size_t counts[FATES] = {
    [SAME] = 110902, [SPACED] = 16, [GONE] = 2, [MARKED] = 1063, [UNDRAWN] = 2};

static enum fate fate_of(uint32_t cp)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (cp >= exceptions[i].first && cp <= exceptions[i].last)
            return exceptions[i].fate;
    return SAME;
}

static bool is_character(uint32_t cp)
{
    return !(cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || (cp >= 0xD800 && cp < 0xE000) ||
             (cp >= 0xFDD0 && cp <= 0xFDEF) || (cp & 0xFFFE) == 0xFFFE);
}

/* The pages, row after row, and what pdftotext must say of them. */
struct sheet {
    struct layout_pages *pages;
    struct layout_box *box;
    size_t nrows;
    struct buf expected;
};

static void put_row(struct sheet *s, const struct glyph_run *run)
{
    struct layout_op op = {.kind = LAYOUT_GLYPHS, .size = SIZE, .run = run, .n = run->n};

    if (s->nrows % ROWS == 0) {
        s->box = new_box(false, ROWS);
        put_box(s->pages, s->nrows / ROWS, s->box);
    }
    op.y = (mpt)(s->nrows++ % ROWS + 1) * SIZE;
    add_op(s->box, op);
}

/* The characters as one run; each was shaped alone, so that none melts with its neighbour. */
static struct glyph_run *run_of(const uint32_t *chars, size_t n)
{
    struct metrics m = font_metrics(fonts);
    struct glyph_run *row = arena_alloc(arena, sizeof *row);
    struct buf text = {0};

    row->glyphs = arena_array(arena, n, sizeof *row->glyphs);
    for (size_t i = 0; i < n; i++) {
        char bytes[4];
        struct str one = {bytes, utf8_encode(chars[i], bytes)};
        struct glyph_run run = m.shape(m.context, TEXT_REGULAR, one, arena);

        if (run.n != 1 || run.glyphs[0].gid == 0 || run.glyphs[0].len != one.len)
            fail_msg("U+%04X: %zu glyphs", chars[i], run.n);
        row->glyphs[i] = run.glyphs[0];
        row->glyphs[i].at = (uint32_t)text.len;
        buf_str(&text, one);
    }
    row->n = n;
    row->text = arena_str(arena, buf_view(&text));
    buf_free(&text);
    return row;
}

static void put_same(struct sheet *s, const uint32_t *chars, size_t n)
{
    const struct glyph_run *run = run_of(chars, n);

    put_row(s, run);
    buf_str(&s->expected, run->text);
    buf_char(&s->expected, '\n');
}

static bool stands_alone(uint32_t cp)
{
    return cp < HAN_FROM || fate_of(cp) != SAME;
}

/* The character between two Han characters. */
static void put_alone(struct sheet *s, uint32_t cp)
{
    const uint32_t chars[] = {HAN, cp, HAN};
    enum fate fate = fate_of(cp);

    if (fate == UNDRAWN)
        return;
    put_row(s, run_of(chars, 3));
    utf8_put(&s->expected, HAN);
    if (fate == SPACED)
        buf_char(&s->expected, ' ');
    if (fate == MARKED)
        utf8_put(&s->expected, 0x202B);
    if (fate == MARKED || fate == SAME)
        utf8_put(&s->expected, cp);
    if (fate == MARKED)
        utf8_put(&s->expected, 0x202C);
    utf8_put(&s->expected, HAN);
    buf_char(&s->expected, '\n');
}

static struct sheet make_sheet(const uint32_t *chars, size_t n)
{
    struct sheet s = {.pages = new_pages(n / ROWS + 1)};
    uint32_t row[ROW_MAX];
    size_t in_row = 0, seen[FATES] = {0};

    for (size_t i = 0; i < n; i++) {
        seen[fate_of(chars[i])]++;
        if (!stands_alone(chars[i]))
            row[in_row++] = chars[i];
        if (in_row == ROW_MAX || (in_row && i + 1 == n)) {
            put_same(&s, row, in_row);
            in_row = 0;
        }
    }
    for (size_t i = 0; i < n; i++)
        if (stands_alone(chars[i]))
            put_alone(&s, chars[i]);
    for (int i = 0; i < FATES; i++)
        assert_int_equal(seen[i], counts[i]);
    s.pages->n = (s.nrows + ROWS - 1) / ROWS;
    return s;
}

static struct sheet sheet;
static uint8_t asked[CP_LIMIT];

static int set_up_file(void **state)
{
    uint32_t *chars;
    struct pdf_template *t;
    size_t n = 0;

    if (set_up(state))
        return -1;
    chars = arena_array(arena, CP_LIMIT, sizeof *chars);
    for (uint32_t cp = 0; cp < CP_LIMIT; cp++)
        if (is_character(cp) && font_face_of(fonts, cp) < FONT_MAX_FACES) {
            chars[n++] = cp;
            asked[cp] = fate_of(cp) != UNDRAWN;
        }
    sheet = make_sheet(chars, n);
    t = make_template("", NULL);
    write_doc(t, sheet.pages, "all.pdf");
    pdf_template_free(t);
    return 0;
}

static int tear_down_file(void **state)
{
    buf_free(&sheet.expected);
    return tear_down(state);
}

/* One character of UTF-16 in hexadecimal digits, up to '>'. */
static uint32_t character_of(const char *hex)
{
    char *end;
    unsigned long n = strtoul(hex, &end, 16);

    assert_true(*end == '>' && (end == hex + 4 || end == hex + 8));
    if (end == hex + 4)
        return (uint32_t)n;
    assert_true((n >> 26) == 0xD800 >> 10 && (n & 0xFC00) == 0xDC00);
    return 0x10000 + (uint32_t)((n >> 16 & 0x3FF) << 10 | (n & 0x3FF));
}

static void each_character_has_one_code(void **state)
{
    struct str maps = output_of("qpdf --qdf --object-streams=disable %s - | "
                                "sed -n '/ beginbfchar$/,/^endbfchar$/{/^</p}'",
                                "all.pdf");
    uint8_t *found = arena_alloc(arena, CP_LIMIT);

    (void)state;
    for (const char *line = maps.ptr, *end = maps.ptr + maps.len; line < end;) {
        assert_true(end - line > 8 && line[0] == '<' && line[5] == '>' && line[6] == '<');
        found[character_of(line + 7)]++;
        line = strchr(line, '\n') + 1;
    }
    for (uint32_t cp = 0; cp < CP_LIMIT; cp++)
        if (found[cp] != asked[cp])
            fail_msg("U+%04X: %d codes", cp, found[cp]);
}

/* A map from codes to glyphs begins with code 0, which alone has glyph 0. */
static void no_code_leads_to_glyph_0(void **state)
{
    struct str gids = output_of("f=%s; for n in $(grep -ao 'CIDToGIDMap [0-9]*' $f | cut -d' ' -f2)"
                                "; do qpdf --show-object=$n --filtered-stream-data $f; done",
                                "all.pdf");
    struct str maps = output_of("grep -ao 'CIDToGIDMap [0-9]' %s || true", "all.pdf");
    struct str faces = output_of("grep -ao 'CIDToGIDMap' %s", "all.pdf");
    size_t zeros = 0, wanted = 0, nfaces = 0;

    (void)state;
    for (size_t i = 0; i + 1 < gids.len; i += 2)
        zeros += !gids.ptr[i] && !gids.ptr[i + 1];
    for (size_t i = 0; i < maps.len; i++)
        wanted += maps.ptr[i] == '\n';
    for (size_t i = 0; i < faces.len; i++)
        nfaces += faces.ptr[i] == '\n';
    assert_int_equal(nfaces, 4);
    assert_true(wanted > 0);
    assert_int_equal(zeros, wanted);
}

/* The next line of *rest with anything on it; page ends and empty lines are passed over. */
static struct str next_line(struct str *rest)
{
    struct str line;

    while (rest->len && (*rest->ptr == '\n' || *rest->ptr == '\f'))
        *rest = str_slice(*rest, 1, rest->len);
    line = str_slice(*rest, 0, str_find(*rest, STR("\n")));
    *rest = str_slice(*rest, line.len, rest->len);
    return line;
}

static void pdftotext_gives_all_back(void **state)
{
    struct str got = output_of("pdftotext -enc UTF-8 %s -", "all.pdf");
    struct str wanted = buf_view(&sheet.expected);

    (void)state;
    while (wanted.len || got.len) {
        struct str w = next_line(&wanted), g = next_line(&got);

        if (!str_eq(w, g))
            fail_msg("went in:  %.*s\ncame out: %.*s", STR_ARG(w), STR_ARG(g));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_character_has_one_code),
        cmocka_unit_test(no_code_leads_to_glyph_0),
        cmocka_unit_test(pdftotext_gives_all_back),
    };

    return cmocka_run_group_tests_name("font/coverage", tests, set_up_file, tear_down_file);
}
