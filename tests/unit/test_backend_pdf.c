#include "pdf_fixture.h"

static struct str text_of(const char *name)
{
    return output_of("pdftotext -layout %s -", name);
}

static struct str bytes_of(const char *name)
{
    struct str s;

    assert_true(file_read(path_of(name), 1 << 28, arena, diags, &s));
    return s;
}

/* Tests. */

static void text_comes_out_as_it_went_in(void **state)
{
    static const char *const texts[] = {"行前檢核表：一、資通訊設備", "𠮷𠀋 \U000F0000",
                                        "Agency AVATAR (115)", "L\u0100\u0301n \u00e1b",
                                        "□ 是　☑ 否"};
    struct layout_pages *p = new_pages(1);
    struct pdf_template *t;
    struct pdf_result r;
    struct str out, digest;

    (void)state;
    for (size_t i = 0; i < 5; i++)
        put_box(p, 0, text_box(texts[i], i % 2 == 0));
    t = make_template("0123456789", p);
    r = write_doc(t, p, "text.pdf");
    assert_sound("text.pdf");
    out = text_of("text.pdf");
    assert_has(out, "行前檢核表：一、資通訊設備");
    assert_has(out, "𠮷𠀋 \U000F0000");
    assert_has(out, "Agency AVATAR (115)");
    assert_has(out, "L\u0100\u0301n \u00e1b");
    assert_has(out, "☑");
    digest = output_of("sha256sum < %s", "text.pdf");
    assert_true(str_starts(digest, str_from(r.sha256)));
    assert_int_equal(bytes_of("text.pdf").len, r.bytes);
    assert_int_equal(r.pages, 1);
    pdf_template_free(t);
}

static void fonts_are_embedded_subsets(void **state)
{
    struct layout_box *form = text_box("姓名 Name", true);
    struct layout_pages *p = form_page(form, "王小明 Q");
    struct pdf_template *t = make_template("", p);
    struct str out;
    size_t lines = 0;

    (void)state;
    write_doc(t, p, "fonts.pdf");
    out = output_of("pdffonts %s", "fonts.pdf");
    for (size_t at = 0, end; at < out.len; at = end + 1) {
        struct str line;

        end = at + str_find(str_slice(out, at, out.len), STR("\n"));
        line = str_slice(out, at, end);
        if (lines++ > 1) {
            assert_has(line, "CID TrueType");
            assert_has(line, "yes yes yes");
        }
    }
    assert_int_equal(lines, 2 + 4); /* Han and Western, of the template and of the document */
    pdf_template_free(t);
}

static void documents_hold_their_own_characters_only(void **state)
{
    struct layout_box *form = text_box("姓名", true);
    struct layout_pages *a = form_page(form, "王𠮷"), *b = form_page(form, "李");
    struct pdf_template *t = make_template("", a);
    struct str of_a, of_b;

    (void)state;
    write_doc(t, a, "a.pdf");
    write_doc(t, b, "b.pdf");
    of_a = unpacked("a.pdf");
    of_b = unpacked("b.pdf");
    assert_has(of_a, "<738B>");
    assert_has(of_a, "<D842DFB7>");
    assert_has(of_b, "<674E>");
    assert_has(of_b, "<59D3>"); /* of the template */
    assert_false(has(of_a, "<674E>"));
    assert_false(has(of_b, "<738B>"));
    assert_false(has(of_b, "<D842DFB7>"));
    assert_has(text_of("b.pdf"), "李");
    pdf_template_free(t);
}

static void same_input_gives_same_bytes(void **state)
{
    struct layout_box *form = text_box("姓名", true), *more = text_box("電話", true);
    struct layout_pages *a = form_page(form, "王"), *b = form_page(more, "李 2");
    struct pdf_template *t = pdf_template_new(pdf, STR("0123"));
    struct pdf_template *u = pdf_template_new(pdf, STR("0123"));
    struct pdf_result a1, b1, a2, b2;

    (void)state;
    pdf_template_see(t, a);
    pdf_template_see(t, b);
    pdf_template_see(u, b);
    pdf_template_see(u, a);
    assert_true(pdf_template_finish(t, diags) && pdf_template_finish(u, diags));
    a1 = write_doc(t, a, "a1.pdf");
    b1 = write_doc(t, b, "b1.pdf");
    b2 = write_doc(u, b, "b2.pdf");
    a2 = write_doc(u, a, "a2.pdf");
    assert_true(str_eq(bytes_of("a1.pdf"), bytes_of("a2.pdf")));
    assert_true(str_eq(bytes_of("b1.pdf"), bytes_of("b2.pdf")));
    assert_string_equal(a1.sha256, a2.sha256);
    assert_string_equal(b1.sha256, b2.sha256);
    assert_string_not_equal(a1.sha256, b1.sha256);
    assert_true(
        str_starts(output_of("sha256sum < %s", "b1.pdf"), str_from(b1.sha256))); /* by prefix */
    write_doc(t, a, "a3.pdf");
    assert_true(str_eq(bytes_of("a1.pdf"), bytes_of("a3.pdf")));
    pdf_template_free(t);
    pdf_template_free(u);
}

static void one_glyph_is_copied_as_each_of_its_texts(void **state)
{
    struct layout_pages *p = new_pages(1);
    struct pdf_template *t;

    (void)state;
    put_box(p, 0, text_box("葛", true));
    put_box(p, 0, text_box("葛\U000E0100", true));
    t = make_template("", p);
    write_doc(t, p, "texts.pdf");
    assert_sound("texts.pdf");
    assert_has(unpacked("texts.pdf"), "<845B>");
    assert_has(unpacked("texts.pdf"), "<845BDB40DD00>");
    assert_has(text_of("texts.pdf"), "葛\U000E0100");
    pdf_template_free(t);
}

/* A shared box that was not seen is drawn all the same, from the document's own font. */
static void unseen_shared_box_is_drawn(void **state)
{
    struct layout_box *form = text_box("姓名", true), *late = text_box("備註", true);
    struct layout_pages *p = form_page(form, "王"), *q = form_page(form, "李");
    struct pdf_template *t = make_template("", p);

    (void)state;
    put_box(q, 0, late);
    write_doc(t, p, "seen.pdf");
    write_doc(t, q, "unseen.pdf");
    assert_sound("unseen.pdf");
    assert_has(text_of("unseen.pdf"), "備註");
    assert_has(text_of("unseen.pdf"), "姓名");
    assert_false(has(unpacked("seen.pdf"), "<5099>"));
    pdf_template_free(t);
}

static struct str picture_of(const char *name)
{
    return output_of("mutool draw -q -r 100 -F pgm -o - %s 2>/dev/null", name);
}

/* The same page through a template's fonts and codes, and through a document's own. */
static void own_and_shared_text_look_alike(void **state)
{
    static const char *const texts[] = {"龜山鄉一王小明", "zyx \u0100\u0301 AVATAR",
                                        "𠮷\U000F0000𠀋"};
    struct layout_pages *p = new_pages(1), *q = new_pages(1), *other = new_pages(1);
    struct pdf_template *t, *none = make_template("", NULL);

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        put_box(p, 0, text_box(texts[i], true));
        put_box(q, 0, text_box(texts[i], false));
        put_box(other, 0, text_box(i ? texts[i] : "龜山鄉一王大明", false));
    }
    t = make_template("", p);
    write_doc(t, p, "shared.pdf");
    write_doc(none, q, "own.pdf");
    write_doc(none, other, "other.pdf");
    assert_true(str_eq(picture_of("shared.pdf"), picture_of("own.pdf")));
    assert_false(str_eq(picture_of("shared.pdf"), picture_of("other.pdf")));
    pdf_template_free(t);
    pdf_template_free(none);
}

/* What no face has is an error of layout; here it must only do no harm. */
static void missing_glyph_does_no_harm(void **state)
{
    struct layout_pages *p = form_page(text_box("名\U0001F600", true), "\U0001F600");
    struct pdf_template *t = make_template("\n\U0001F600", p);

    (void)state;
    write_doc(t, p, "none.pdf");
    assert_sound("none.pdf");
    assert_has(text_of("none.pdf"), "名");
    pdf_template_free(t);
}

/* More stamps than a template remembers, with the first one again at the end. */
static void forgotten_stamps_change_nothing(void **state)
{
    enum { PAGES = 4200 };
    struct layout_box *form = text_box("姓名", true);
    struct layout_pages *p = new_pages(PAGES);
    struct pdf_template *t;
    struct pdf_result first, again;

    (void)state;
    for (size_t i = 0; i < PAGES; i++) {
        put_box(p, i, form);
        p->pages[i].boxes[0].y = (mpt)(i % (PAGES - 1)) * 100;
    }
    t = make_template("", p);
    first = write_doc(t, p, "stamps1.pdf");
    again = write_doc(t, p, "stamps2.pdf");
    assert_string_equal(first.sha256, again.sha256);
    assert_has(output_of("pdftotext -l 1 %s -", "stamps1.pdf"), "姓名");
    assert_has(output_of("pdftotext -f 4200 %s -", "stamps1.pdf"), "姓名");
    pdf_template_free(t);
}

static void operators_are_placed_and_grouped(void **state)
{
    static const mpt gaps[] = {3000, 0, 0};
    struct layout_box *b = new_box(false, 4);
    struct layout_pages *p = new_pages(1);
    struct pdf_template *t = make_template("", NULL);
    struct layout_op *text;
    struct str out;

    (void)state;
    add_op(b, (struct layout_op){.kind = LAYOUT_FILL, .x2 = 10000, .y2 = 5500, .grey = 900});
    add_op(b, (struct layout_op){.kind = LAYOUT_LINE, .x2 = 10000, .size = 500});
    add_op(b, (struct layout_op){.kind = LAYOUT_LINE, .y2 = 20001, .size = 500});
    text = add_text(b, TEXT_BOLD, "甲乙丙", 1000);
    text->gaps = gaps;
    text->run->glyphs[2].dy = 500;
    put_box(p, 0, b);
    write_doc(t, p, "ops.pdf");
    assert_sound("ops.pdf");
    out = unpacked("ops.pdf");
    assert_has(out, "0.9 g\n/Artifact BMC\n50 786.39 10 5.5 re\nf\n");
    assert_has(out, "0.5 w\n50 791.89 m 60 791.89 l\n50 791.89 m 50 771.889 l\nS\n");
    assert_has(out, "EMC\nBT\n51 779.89 Td\n/Artifact BMC\n0 g\n0.4 w\n2 Tr\n/D0 12 Tf\n0 Ts\n0 "
                    "Tc\n[<0001>-250<0002>]TJ\n"
                    "6 Ts\n[<0003>]TJ\n");
    assert_has(text_of("ops.pdf"), "甲");
    pdf_template_free(t);
}

/* Two operations side by side are one word. */
static void neighbours_get_no_space(void **state)
{
    struct layout_box *b = new_box(false, 4);
    struct layout_pages *p = new_pages(1);
    struct pdf_template *t = make_template("", NULL);

    (void)state;
    add_text(b, TEXT_REGULAR, "民國", 0);
    add_text(b, TEXT_BOLD, "年度", 24000);
    put_box(p, 0, b);
    write_doc(t, p, "side.pdf");
    assert_has(text_of("side.pdf"), "民國年度");
    pdf_template_free(t);
}

static void failed_writes_are_told(void **state)
{
    struct layout_pages *p = form_page(text_box("姓名", true), "王");
    struct pdf_template *t = make_template("", p);
    struct pdf_info info = {.title = STR("失敗")};
    struct pdf_doc *doc = pdf_doc_new(pdf, &info);
    struct diag *d = diag_new(DIAG_EN);
    struct pdf_result r;

    (void)state;
    assert_true(pdf_doc_add(doc, t, p, d));
    assert_false(pdf_doc_write(doc, "/dev/full", &r, d));
    assert_int_equal(diag_count(d, DIAG_WRITE), 1);
    assert_false(pdf_doc_write(doc, path_of("missing/x.pdf"), &r, d));
    assert_int_equal(diag_count(d, DIAG_WRITE), 2);
    assert_true(pdf_doc_write(doc, path_of("after.pdf"), &r, d)); /* and go on */
    assert_sound("after.pdf");
    pdf_doc_free(doc);
    diag_free(d);
    pdf_template_free(t);
}

static void many_pages_make_a_tree_and_share_stamps(void **state)
{
    struct layout_box *form = text_box("簽到表", true);
    struct layout_pages *first = form_page(form, "甲");
    struct pdf_template *t = make_template("0123456789", first), *u = make_template("", first);
    struct pdf_info info = {.title = STR("合併"), .page_labels = true};
    struct pdf_doc *doc = pdf_doc_new(pdf, &info);
    struct pdf_result r;
    struct str out;

    (void)state;
    assert_false(pdf_doc_add_blank(doc));
    assert_false(pdf_doc_outline(doc, STR("x"), 0, 0, 0));
    for (int i = 0; i < 700; i++) {
        char text[16];

        snprintf(text, sizeof text, "%d", i);
        if (i == 350) {
            assert_true(pdf_doc_add_blank(doc));
            continue;
        }
        assert_true(pdf_doc_add(doc, i == 351 ? u : t, form_page(form, text), diags));
        if (i % 100 == 0) {
            assert_true(pdf_doc_outline(doc, STR("百𠮷"), 0, pdf_doc_pages(doc) - 1, 0));
            assert_true(pdf_doc_outline(doc, STR("下"), 1, pdf_doc_pages(doc) - 1, 0));
        }
    }
    assert_int_equal(pdf_doc_pages(doc), 700);
    assert_true(pdf_doc_write(doc, path_of("many.pdf"), &r, diags));
    pdf_doc_free(doc);
    assert_int_equal(r.pages, 700);
    assert_true(r.bytes < 300000); /* the form's content stands there once */
    assert_has(output_of("qpdf --check %s 2>&1", "many.pdf"), "No syntax");
    assert_has(output_of("qpdf --show-npages %s", "many.pdf"), "700");
    assert_has(output_of("pdftotext -f 351 -l 352 %s -", "many.pdf"), "351");
    assert_has(output_of("pdftotext -f 700 -l 700 %s -", "many.pdf"), "699");
    out = output_of("mutool show %s outline", "many.pdf");
    assert_has(out, "+\t\"百𠮷\"\t#page=601");
    assert_has(out, "\t\"下\"\t#page=601");
    assert_false(has(out, "\t\t\t\"下\""));
    assert_has(output_of("qpdf --json --json-key=outlines %s", "many.pdf"), "\"kids\": [\n");
    out = unpacked("many.pdf");
    assert_has(out, "/Count 256");
    assert_has(out, "/Count 700");
    assert_has(out, "/PageLabels");
    pdf_template_free(t);
    pdf_template_free(u);
}

static void document_says_what_it_is(void **state)
{
    struct layout_pages *p = form_page(text_box("姓名", true), "王");
    struct pdf_template *t = make_template("", p);
    struct str info, raw;

    (void)state;
    write_doc(t, p, "info.pdf");
    info = output_of("TZ=Asia/Taipei pdfinfo %s", "info.pdf");
    assert_has(info, "檢核表 𠮷");
    assert_has(info, "Producer:        formpress");
    assert_has(info, "Nov 20 00:00:00 2026");
    assert_has(info, "PDF version:     1.7");
    assert_has(info, "595.276 x 841.89 pts (A4)");
    raw = unpacked("info.pdf");
    assert_has(raw, "/Lang (zh-TW)");
    assert_has(raw, "/DisplayDocTitle true");
    assert_has(raw, "/ID [");
    pdf_template_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_comes_out_as_it_went_in),
        cmocka_unit_test(fonts_are_embedded_subsets),
        cmocka_unit_test(documents_hold_their_own_characters_only),
        cmocka_unit_test(same_input_gives_same_bytes),
        cmocka_unit_test(one_glyph_is_copied_as_each_of_its_texts),
        cmocka_unit_test(unseen_shared_box_is_drawn),
        cmocka_unit_test(own_and_shared_text_look_alike),
        cmocka_unit_test(missing_glyph_does_no_harm),
        cmocka_unit_test(forgotten_stamps_change_nothing),
        cmocka_unit_test(operators_are_placed_and_grouped),
        cmocka_unit_test(neighbours_get_no_space),
        cmocka_unit_test(failed_writes_are_told),
        cmocka_unit_test(many_pages_make_a_tree_and_share_stamps),
        cmocka_unit_test(document_says_what_it_is),
    };

    return cmocka_run_group_tests_name("backend/pdf", tests, set_up, tear_down);
}
