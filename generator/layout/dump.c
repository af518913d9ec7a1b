#include "layout/internal.h"

static struct str text_of(const struct layout_op *op)
{
    size_t from = op->run->text.len, to = 0;

    for (size_t i = op->first; i < op->first + op->n; i++) {
        const struct glyph *g = &op->run->glyphs[i];

        if (g->len == 0)
            continue;
        from = g->at < from ? g->at : from;
        to = g->at + g->len > to ? g->at + g->len : to;
    }
    return str_slice(op->run->text, from, to);
}

/* Points, with two decimals. */
static void put_points(struct buf *b, mpt x)
{
    int64_t n = ((int64_t)x + (x < 0 ? -5 : 5)) / 10;

    buf_fmt(b, " %s%lld.%02lld", n < 0 ? "-" : "", (long long)(n < 0 ? -n : n) / 100,
            (long long)(n < 0 ? -n : n) % 100);
}

static void dump_box(const struct layout_placed *at, size_t page, struct buf *b, size_t *lines,
                     size_t *fills)
{
    for (size_t i = 0; i < at->box->nops; i++) {
        const struct layout_op *op = &at->box->ops[i];

        if (op->kind != LAYOUT_GLYPHS) {
            *lines += op->kind == LAYOUT_LINE;
            *fills += op->kind == LAYOUT_FILL;
            continue;
        }
        buf_fmt(b, "%zu", page);
        put_points(b, at->x + op->x);
        put_points(b, at->y + op->y);
        put_points(b, op->size);
        buf_char(b, ' ');
        buf_str(b, text_of(op));
        buf_char(b, '\n');
    }
}

void layout_dump(const struct layout_pages *p, struct buf *b)
{
    for (size_t i = 0; i < p->n; i++) {
        size_t lines = 0, fills = 0;

        for (size_t k = 0; k < p->pages[i].n; k++)
            dump_box(&p->pages[i].boxes[k], i + 1, b, &lines, &fills);
        buf_fmt(b, "%zu: %zu lines, %zu fills\n", i + 1, lines, fills);
    }
}
