#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "font/faces.h"

static struct fonts *fonts;
static struct arena *arena;
static struct diag *diags;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    diags = diag_new(DIAG_EN);
    fonts = font_open("fonts/fonts.yaml", STR("kai"), diags);
    return fonts ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    font_close(fonts);
    diag_free(diags);
    arena_free(arena);
    return 0;
}

static struct glyph_run shape(enum text_style style, const char *text)
{
    struct metrics m = font_metrics(fonts);

    return m.shape(m.context, style, str_from(text), arena);
}

static void assert_face(struct glyph_run run, size_t glyph, const char *name)
{
    assert_true(glyph < run.n);
    assert_string_equal(font_info(fonts, run.glyphs[glyph].face)->name.ptr, name);
    assert_int_not_equal(run.glyphs[glyph].gid, 0);
}

/* The glyphs' texts, one after another, are the run's text. */
static void assert_covered(struct glyph_run run)
{
    size_t at = 0;

    for (size_t i = 0; i < run.n; i++) {
        if (run.glyphs[i].len == 0)
            continue;
        assert_int_equal(run.glyphs[i].at, at);
        at += run.glyphs[i].len;
    }
    assert_int_equal(at, run.text.len);
}

static void characters_go_to_their_chain(void **state)
{
    struct glyph_run run = shape(TEXT_REGULAR, "王A□“1”—𠮷𠀋\U000F0000");

    (void)state;
    assert_int_equal(run.n, 10);
    assert_covered(run);
    assert_face(run, 0, "TW-Kai-98_1");
    assert_face(run, 1, "LiberationSerif");
    assert_face(run, 2, "TW-Kai-98_1");
    assert_face(run, 3, "TW-Kai-98_1"); /* “ before a digit, but behind a box */
    assert_face(run, 4, "LiberationSerif");
    assert_face(run, 6, "TW-Kai-98_1");
    assert_face(run, 7, "TW-Kai-Ext-B-98_1");
    assert_face(run, 8, "TW-Kai-Ext-B-98_1");
    assert_face(run, 9, "TW-Kai-Plus-98_1");
    assert_int_equal(run.glyphs[0].advance, 1000);
    assert_false(run.glyphs[0].stroke);
}

static void quotes_follow_their_neighbours(void **state)
{
    struct glyph_run run = shape(TEXT_REGULAR, "it’s 張·三 l·l");

    (void)state;
    assert_covered(run);
    assert_face(run, 2, "LiberationSerif");
    assert_face(run, 6, "TW-Kai-98_1");
    assert_face(run, 10, "LiberationSerif");
}

static void bold_has_a_face_or_a_stroke(void **state)
{
    struct glyph_run run = shape(TEXT_BOLD, "王A");

    (void)state;
    assert_face(run, 0, "TW-Kai-98_1");
    assert_true(run.glyphs[0].stroke);
    assert_face(run, 1, "LiberationSerif-Bold");
    assert_false(run.glyphs[1].stroke);
}

static void italics_have_a_face_and_so_do_han_in_sung(void **state)
{
    struct fonts *sung = font_open("fonts/fonts.yaml", STR("sung"), diags);
    struct metrics m = font_metrics(sung);
    struct glyph_run run = m.shape(m.context, TEXT_BOLD_ITALIC, STR("王A，"), arena);

    (void)state;
    assert_true(m.emphasis);
    assert_true(str_eq(font_info(sung, run.glyphs[0].face)->name, STR("TW-Kai-98_1")));
    assert_true(run.glyphs[0].stroke);
    assert_true(
        str_eq(font_info(sung, run.glyphs[1].face)->name, STR("LiberationSerif-BoldItalic")));
    assert_in_range(-font_info(sung, run.glyphs[1].face)->slant, 10, 20);
    assert_false(run.glyphs[1].stroke);
    assert_int_equal(run.glyphs[2].face, run.glyphs[0].face);
    font_close(sung);
    sung = font_open("fonts/fonts.yaml", STR("sung"), diags);
    font_drop_emphasis(sung);
    m = font_metrics(sung);
    assert_false(m.emphasis);
    run = m.shape(m.context, TEXT_ITALIC, STR("王A"), arena);
    assert_true(str_eq(font_info(sung, run.glyphs[0].face)->name, STR("TW-Sung-98_1")));
    font_close(sung);
    run = shape(TEXT_ITALIC, "王A");
    assert_face(run, 0, "TW-Kai-98_1");
    assert_face(run, 1, "LiberationSerif-Italic");
}

static void western_text_is_kerned_without_ligatures(void **state)
{
    struct glyph_run pair = shape(TEXT_REGULAR, "AV"), alone = shape(TEXT_REGULAR, "A");
    struct glyph_run again = shape(TEXT_REGULAR, "王AV"), fi = shape(TEXT_REGULAR, "fi");

    (void)state;
    assert_int_equal(pair.n, 2);
    assert_true(pair.glyphs[0].advance < alone.glyphs[0].advance);
    assert_int_equal(again.glyphs[1].advance, pair.glyphs[0].advance); /* from memory */
    assert_int_equal(again.glyphs[1].at, 3);
    assert_int_equal(font_advance(fonts, alone.glyphs[0].face, alone.glyphs[0].gid),
                     alone.glyphs[0].advance);
    assert_int_equal(fi.n, 2);
}

static void marks_stand_on_their_letter(void **state)
{
    struct glyph_run melted = shape(TEXT_REGULAR, "a\u0301x");
    struct glyph_run over = shape(TEXT_REGULAR, "\u0100\u0301x"); /* no one character for both */

    (void)state;
    assert_int_equal(melted.n, 2);
    assert_int_equal(melted.glyphs[0].len, 3);
    assert_covered(melted);
    assert_int_equal(over.n, 3);
    assert_int_equal(over.glyphs[0].len, 4);
    assert_int_equal(over.glyphs[1].len, 0);
    assert_int_equal(over.glyphs[1].advance, 0);
    assert_covered(over);
}

static void selector_of_no_face_stays_in_the_text(void **state)
{
    struct glyph_run run = shape(TEXT_REGULAR, "葛\U000E0100城");

    (void)state;
    assert_int_equal(run.n, 2);
    assert_int_equal(run.glyphs[0].len, 7);
    assert_face(run, 0, "TW-Kai-98_1");
    assert_covered(run);
}

static void what_no_face_has_is_told(void **state)
{
    struct glyph_run run = shape(TEXT_REGULAR, "王\U0001F600A");

    (void)state;
    assert_int_equal(run.n, 3);
    assert_int_equal(run.glyphs[1].gid, 0);
    assert_int_equal(run.glyphs[1].len, 4);
    assert_int_equal(font_face_of(fonts, 0x1F600), FONT_MAX_FACES);
    assert_true(font_face_of(fonts, 0x738B) < font_nfaces(fonts));
    assert_int_equal(shape(TEXT_REGULAR, "").n, 0);
}

static void long_text_keeps_its_lengths(void **state)
{
    struct buf b = {0};
    struct glyph_run run;

    (void)state;
    buf_char(&b, 'e');
    for (int i = 0; i < 40000; i++)
        buf_str(&b, STR("\u0323"));
    buf_char(&b, '\0');
    run = shape(TEXT_REGULAR, b.ptr);
    assert_covered(run);
    buf_free(&b);
}

/* The number of glyphs in a TrueType font, from its maxp table. */
static unsigned count_glyphs(struct str font)
{
    const unsigned char *p = (const unsigned char *)font.ptr;

    for (unsigned i = 0; i < p[5]; i++) {
        const unsigned char *e = p + 12 + (size_t)16 * i;
        const unsigned char *at =
            p + ((size_t)e[8] << 24 | (size_t)e[9] << 16 | (size_t)e[10] << 8 | e[11]);

        if (memcmp(e, "maxp", 4) == 0)
            return (unsigned)(at[4] << 8 | at[5]);
    }
    return 0;
}

static void subset_holds_what_was_asked(void **state)
{
    struct glyph_run run = shape(TEXT_REGULAR, "王小明");
    struct font_glyph asked[4] = {{0, 0}};
    struct font_subset by_character, by_glyph;

    (void)state;
    for (size_t i = 0; i < 3; i++)
        asked[i] = (struct font_glyph){run.glyphs[i].gid, utf8_next(run.text, &(size_t){3 * i})};
    assert_true(font_subset(fonts, 0, asked, 4, arena, diags, &by_character));
    assert_int_equal(count_glyphs(by_character.bytes), 4);
    asked[0].cp = 0;
    assert_true(font_subset(fonts, 0, asked, 4, arena, diags, &by_glyph));
    assert_true(str_eq(by_character.bytes, by_glyph.bytes));
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(by_character.gids[i], by_glyph.gids[i]);
        assert_int_not_equal(by_character.gids[i], 0);
    }
    assert_int_equal(by_character.gids[3], 0);
}

static void write_table(const char *dir, const char *text)
{
    assert_true(file_write(file_join(arena, dir, "t.yaml"), str_from(text), diags));
}

static void wrong_tables_are_told(void **state)
{
    char dir[] = "/tmp/test_font_XXXXXX";
    const char *path;
    struct diag *d = diag_new(DIAG_EN);
    FILE *f = tmpfile();
    char text[512] = "";

    (void)state;
    assert_non_null(mkdtemp(dir));
    path = file_join(arena, dir, "t.yaml");
    assert_null(font_open("fonts/fonts.yaml", STR("kia"), d));
    assert_int_equal(diag_count(d, DIAG_FONT_FAMILY), 1);
    assert_null(font_open("/nonexistent.yaml", STR("kai"), d));
    assert_int_equal(diag_count(d, DIAG_READ), 1);
    write_table(dir, "families: {kai: {han: [A], western: [A], bold: [A]}}\n"
                     "fonts: {A: {file: none.ttf, licence: L, package: fonts-none}}\n");
    diag_clear(d);
    assert_null(font_open(path, STR("kai"), d));
    assert_int_equal(diag_count(d, DIAG_FONT_MISSING), 1);
    diag_print(d, f, DIAG_TEXT, false, false);
    rewind(f);
    assert_true(fread(text, 1, sizeof text - 1, f) > 0);
    assert_non_null(strstr(text, "fonts-none"));
    assert_non_null(strstr(text, "none.ttf"));
    fclose(f);
    write_table(dir, "families: {kai: {han: [A], western: [A], bold: [A]}}\n"
                     "fonts: {A: {file: t.yaml, licence: L, package: fonts-none}}\n");
    assert_null(font_open(path, STR("kai"), d));
    assert_int_equal(diag_count(d, DIAG_FONT), 1);
    write_table(dir, "families: {kai: {han: [B]}}\nfonts: {}\n");
    assert_null(font_open(path, STR("kai"), d));
    assert_true(diag_errors(d) > 2);
    assert_true(file_remove_tree(dir, diags));
    diag_free(d);
}

/* How far the middle of a glyph's ink stands above that of its frame, 1/1000 em. */
static int above_middle(struct fonts *f, const struct glyph *g)
{
    const struct font_info *i = font_info(f, g->face);
    hb_glyph_extents_t e;

    assert_true(hb_font_get_glyph_extents(f->faces[g->face].font, g->gid, &e));
    return e.y_bearing + e.height / 2 - (i->ascent + i->descent) / 2;
}

/* P1 is the font's work: the ink of pause and stop marks stands in the middle of their frame, across and
 * down. */
static void p1_marks_stand_in_the_middle_of_their_frame(void **state)
{
    static const char *const families[] = {"kai", "sung"};
    static const char *const marks[] = {"。", "，", "、", "；", "：", "！", "？"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct fonts *f = font_open("fonts/fonts.yaml", str_from(families[i]), diags);
        struct metrics m;

        assert_non_null(f);
        m = font_metrics(f);
        for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
            struct glyph_run run = m.shape(m.context, TEXT_REGULAR, str_from(marks[k]), arena);

            assert_int_equal(run.n, 1);
            assert_int_equal(run.glyphs[0].advance, 1000);
            assert_in_range(m.ink_middle(m.context, &run.glyphs[0]), 420, 580);
            assert_in_range(above_middle(f, &run.glyphs[0]) + 1000, 1000 - 80, 1000 + 80);
        }
        font_close(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(p1_marks_stand_in_the_middle_of_their_frame),
        cmocka_unit_test(characters_go_to_their_chain),
        cmocka_unit_test(quotes_follow_their_neighbours),
        cmocka_unit_test(bold_has_a_face_or_a_stroke),
        cmocka_unit_test(italics_have_a_face_and_so_do_han_in_sung),
        cmocka_unit_test(western_text_is_kerned_without_ligatures),
        cmocka_unit_test(marks_stand_on_their_letter),
        cmocka_unit_test(selector_of_no_face_stays_in_the_text),
        cmocka_unit_test(what_no_face_has_is_told),
        cmocka_unit_test(long_text_keeps_its_lengths),
        cmocka_unit_test(subset_holds_what_was_asked),
        cmocka_unit_test(wrong_tables_are_told),
    };

    return cmocka_run_group_tests_name("font", tests, set_up, tear_down);
}
