/* A layout over the fake font, and what it made as text. */
#ifndef TESTS_LAYOUT_FIXTURE_H
#define TESTS_LAYOUT_FIXTURE_H

#include <stdlib.h>

#include "fake_metrics.h"

struct fixture {
    struct arena *run, *a;
    struct layout_style style;
    struct layout *l;
    struct diag *d;
    struct doc_node *doc;
    struct layout_pages *pages;
    struct buf text;
};

static inline int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    if (!f)
        return -1;
    f->run = arena_new();
    f->a = arena_new();
    f->style = fake_style();
    f->l = layout_new(&fake_metrics, &f->style, f->run);
    f->d = diag_new(DIAG_EN);
    f->doc = add(f->run, NULL, DOC_DOCUMENT);
    *state = f;
    return 0;
}

static inline int teardown(void **state)
{
    struct fixture *f = *state;

    buf_free(&f->text);
    diag_free(f->d);
    arena_free(f->a);
    arena_free(f->run);
    free(f);
    return 0;
}

static inline void restyle(struct fixture *f)
{
    f->l = layout_new(&fake_metrics, &f->style, f->run);
}

static inline void make(struct fixture *f)
{
    f->pages = layout_pages(f->l, f->doc, STR(""), f->a, f->d);
}

/* The text of page `n` (0-based) without its foot: lines apart by |, what stands apart on a line
 * by a space. */
static inline const char *body(struct fixture *f, size_t n)
{
    mpt y = 0, x = 0;

    f->text.len = 0;
    for (size_t i = 0; f->pages && i < f->pages->pages[n].n; i++) {
        const struct layout_placed *at = &f->pages->pages[n].boxes[i];

        if (at->y >= f->pages->height - f->style.margin_bottom)
            continue;
        for (size_t k = 0; k < at->box->nops; k++) {
            const struct layout_op *op = &at->box->ops[k];
            const struct glyph *from, *to;

            if (op->kind != LAYOUT_GLYPHS)
                continue;
            from = &op->run->glyphs[op->first];
            to = &op->run->glyphs[op->first + op->n - 1];
            if (f->text.len && y != at->y + op->y)
                buf_char(&f->text, '|');
            else if (f->text.len && x != at->x + op->x)
                buf_char(&f->text, ' ');
            buf_str(&f->text, str_slice(op->run->text, from->at, (size_t)to->at + to->len));
            y = at->y + op->y;
            x = at->x + op->x;
            for (size_t g = 0; g < op->n; g++)
                x += (mpt)((int64_t)op->size * from[g].advance / 1000) +
                     (op->gaps ? op->gaps[g] : 0);
        }
    }
    buf_char(&f->text, '\0');
    return f->text.ptr;
}

/* The number-th operation of a kind on page `n`, feet left out; NULL when there are fewer. Its
 * place is the page's. */
static inline const struct layout_op *nth_op(struct fixture *f, size_t n, enum layout_op_kind kind,
                                             size_t number)
{
    for (size_t i = 0; i < f->pages->pages[n].n; i++) {
        const struct layout_placed *at = &f->pages->pages[n].boxes[i];

        for (size_t k = 0; k < at->box->nops; k++) {
            struct layout_op *op;

            if (at->box->ops[k].kind != kind || number-- > 0)
                continue;
            op = arena_alloc(f->a, sizeof *op);
            *op = at->box->ops[k];
            op->x += at->x;
            op->y += at->y;
            op->x2 += at->x;
            op->y2 += at->y;
            return op;
        }
    }
    return NULL;
}

#endif
