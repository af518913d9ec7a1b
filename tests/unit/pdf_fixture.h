/* Pages made by hand, the PDF made of them, and what other people's tools say of it. */
#ifndef TESTS_PDF_FIXTURE_H
#define TESTS_PDF_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "backend/pdf/pdf.h"
#include "base/file.h"
#include "base/utf8.h"

#define BOXES_MAX 16
#define A4_WIDTH  595276
#define A4_HEIGHT 841890

static struct fonts *fonts;
static struct pdf *pdf;
static struct arena *arena;
static struct diag *diags;
static char dir[] = "/tmp/formpress-test-XXXXXX";
static uint32_t serials;

static inline int set_up(void **state)
{
    (void)state;
    arena = arena_new();
    diags = diag_new(DIAG_EN);
    fonts = font_open("fonts/fonts.yaml", STR("kai"), diags);
    pdf = fonts ? pdf_new(fonts, diags) : NULL;
    return pdf && mkdtemp(dir) ? 0 : -1;
}

static inline int tear_down(void **state)
{
    bool gone = file_remove_tree(dir, diags);

    (void)state;
    pdf_free(pdf);
    font_close(fonts);
    diag_free(diags);
    arena_free(arena);
    return gone ? 0 : -1;
}

/* Pages by hand. */

/* A box with room for `most` operations. */
static inline struct layout_box *new_box(bool shared, size_t most)
{
    struct layout_box *b = arena_alloc(arena, sizeof *b);

    b->ops = arena_array(arena, most, sizeof *b->ops);
    b->shared = shared;
    b->serial = shared ? ++serials : 0;
    return b;
}

static inline struct layout_op *add_op(struct layout_box *b, struct layout_op op)
{
    b->ops[b->nops] = op;
    return &b->ops[b->nops++];
}

static inline struct layout_op *add_text(struct layout_box *b, enum text_style style,
                                         const char *text, mpt x)
{
    struct metrics m = font_metrics(fonts);
    struct glyph_run *run = arena_alloc(arena, sizeof *run);

    *run = m.shape(m.context, style, str_from(text), arena);
    return add_op(
        b, (struct layout_op){
               .kind = LAYOUT_GLYPHS, .x = x, .y = 12000, .size = 12000, .run = run, .n = run->n});
}

static inline struct layout_box *text_box(const char *text, bool shared)
{
    struct layout_box *b = new_box(shared, 1);

    add_text(b, TEXT_REGULAR, text, 0);
    return b;
}

static inline struct layout_pages *new_pages(size_t n)
{
    struct layout_pages *p = arena_alloc(arena, sizeof *p);

    p->width = A4_WIDTH;
    p->height = A4_HEIGHT;
    p->n = n;
    p->pages = arena_array(arena, n, sizeof *p->pages);
    for (size_t i = 0; i < n; i++)
        p->pages[i].boxes = arena_array(arena, BOXES_MAX, sizeof *p->pages[i].boxes);
    return p;
}

/* Puts the box below what is on the page already. */
static inline void put_box(struct layout_pages *p, size_t page, const struct layout_box *box)
{
    struct layout_page *to = &p->pages[page];

    to->boxes[to->n] = (struct layout_placed){
        .box = box, .x = 50000, .y = 50000 + 20000 * (mpt)to->n};
    to->n++;
}

/* One page: a shared form and this record's value. */
static inline struct layout_pages *form_page(const struct layout_box *form, const char *value)
{
    struct layout_pages *p = new_pages(1);

    put_box(p, 0, form);
    put_box(p, 0, text_box(value, false));
    return p;
}

static inline struct pdf_template *make_template(const char *text, const struct layout_pages *pages)
{
    struct pdf_template *t = pdf_template_new(pdf, str_from(text));

    if (pages)
        pdf_template_see(t, pages);
    assert_true(pdf_template_finish(t, diags));
    return t;
}

static inline const char *path_of(const char *name)
{
    return file_join(arena, dir, name);
}

static inline struct pdf_result write_doc(struct pdf_template *t, const struct layout_pages *pages,
                                          const char *name)
{
    struct pdf_info info = {.title = STR("檢核表 𠮷"), .date = STR("2026-11-20")};
    struct pdf_doc *doc = pdf_doc_new(pdf, &info);
    struct pdf_result r;

    assert_true(pdf_doc_add(doc, t, pages, diags));
    assert_true(pdf_doc_write(doc, path_of(name), &r, diags));
    pdf_doc_free(doc);
    return r;
}

/* Other people's tools. */

/* What `command` prints, with %s the file's path; it must succeed. */
static inline struct str output_of(const char *command, const char *name)
{
    char line[1024], bytes[4096];
    struct buf b = {0};
    struct str out;
    size_t n;
    FILE *f;

    snprintf(line, sizeof line, command, path_of(name));
    f = popen(line, "r");
    assert_non_null(f);
    while ((n = fread(bytes, 1, sizeof bytes, f)) > 0)
        buf_put(&b, bytes, n);
    assert_int_equal(pclose(f), 0);
    out = arena_str(arena, buf_view(&b));
    buf_free(&b);
    return out;
}

static inline bool has(struct str text, const char *part)
{
    return str_find(text, str_from(part)) < text.len;
}

static inline void assert_has(struct str text, const char *part)
{
    if (!has(text, part))
        fail_msg("'%s' is not in: %.*s", part, STR_ARG(text));
}

static inline void assert_sound(const char *name)
{
    assert_has(output_of("qpdf --check %s 2>&1", name), "No syntax or stream encoding errors");
    assert_false(has(output_of("pdftotext %s - 2>&1", name), "Error"));
    assert_false(has(output_of("mutool draw -q -o /dev/null -r 20 -F png %s 2>&1", name), "error"));
}

static inline struct str unpacked(const char *name)
{
    return output_of("qpdf --qdf --object-streams=disable %s -", name);
}

#endif
