/* A font for tests: Han and full-width marks 1 em, all else half an em; nothing has U+FFFF0. */
#ifndef TESTS_FAKE_METRICS_H
#define TESTS_FAKE_METRICS_H

#include "base/utf8.h"
#include "layout/layout.h"

static size_t fake_shapes; /* how often text was shaped */

static inline bool fake_joins(uint32_t cp)
{
    return (cp >= 0x300 && cp <= 0x36F) || (cp >= 0xFE00 && cp <= 0xFE0F) ||
           (cp >= 0xE0100 && cp <= 0xE01EF);
}

static inline struct glyph_run fake_shape(void *context, enum text_style style, struct str text,
                                          struct arena *a)
{
    struct glyph_run run = {.text = arena_str(a, text)};

    (void)context;
    fake_shapes++;
    run.glyphs = arena_array(a, text.len, sizeof *run.glyphs);
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint32_t cp = utf8_next(text, &at);

        if (run.n && fake_joins(cp)) {
            run.glyphs[run.n - 1].len += (uint16_t)(at - from);
            continue;
        }
        run.glyphs[run.n++] = (struct glyph){.gid = cp == 0xFFFF0 ? 0 : 1,
                                             .advance = cp >= 0x2010 ? 1000 : 500,
                                             .stroke = style & TEXT_BOLD,
                                             .at = (uint32_t)from,
                                             .len = (uint16_t)(at - from)};
    }
    return run;
}

static const struct metrics fake_metrics = {.shape = fake_shape, .ascent = 800, .descent = 200};

/* 20 characters of 10 points a line, lines of 15 points, 20 lines a page. */
static inline struct layout_style fake_style(void)
{
    return (struct layout_style){.paper_width = 240000,
                                 .paper_height = 360000,
                                 .margin_top = 30000,
                                 .margin_right = 20000,
                                 .margin_bottom = 30000,
                                 .margin_left = 20000,
                                 .size = 10000,
                                 .table_size = 10000,
                                 .leading = 150};
}

static inline struct doc_node *add(struct arena *a, struct doc_node *to, enum doc_kind kind)
{
    struct doc_node *n = doc_new(a, kind, pos_line("form.md", 7, 3));

    if (to)
        doc_append(to, n);
    return n;
}

static inline struct doc_node *add_text(struct arena *a, struct doc_node *to, const char *text)
{
    struct doc_node *n = add(a, to, DOC_TEXT);

    n->text = str_from(text);
    return n;
}

static inline struct doc_node *add_para(struct arena *a, struct doc_node *to, const char *text)
{
    struct doc_node *p = add(a, to, DOC_PARAGRAPH);

    add_text(a, p, text);
    return p;
}

static inline void add_hint(struct arena *a, struct doc_node *n, const char *key, const char *value)
{
    struct doc_attr *at = arena_alloc(a, sizeof *at);

    *at = (struct doc_attr){str_from(key), str_from(value), pos_line("form.md", 2, 1), n->attrs};
    n->attrs = at;
}

/* A value; `text` NULL: its blank. */
static inline struct doc_node *add_value(struct arena *a, struct doc_node *to,
                                         const struct value_spec *spec, const char *text)
{
    struct doc_node *v = add(a, to, DOC_VALUE);

    v->spec = spec;
    v->blank = text == NULL;
    if (text)
        add_text(a, v, text);
    return v;
}

/* A row of cells, one for each of the texts, which a NULL closes. */
static inline struct doc_node *add_row(struct arena *a, struct doc_node *table,
                                       const char *const *texts)
{
    struct doc_node *row = add(a, table, DOC_ROW);

    for (; *texts; texts++) {
        struct doc_node *cell = add(a, row, DOC_CELL);

        if (**texts)
            add_text(a, cell, *texts);
    }
    return row;
}

static inline void make_shared(struct arena *a, struct doc_node *n)
{
    n->shared = true;
    if (doc_is_block(n->kind))
        n->layout = arena_alloc(a, sizeof *n->layout);
    for (struct doc_node *c = n->first; c; c = c->next)
        make_shared(a, c);
}

#endif
