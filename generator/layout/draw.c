#include "layout/internal.h"

#include <string.h>

mpt part_of(mpt size, int thousandths)
{
    return (mpt)((int64_t)size * thousandths / 1000);
}

mpt mm(unsigned n)
{
    return (mpt)(n < 2000 ? n : 2000) * MPT_PER_MM;
}

bool fail(struct maker *m)
{
    *m->failed = true;
    return false;
}

static struct layout_op *new_op(struct drawing *g)
{
    arena_grow(g->a, &g->ops, &g->cap, g->n, sizeof *g->ops);
    return &g->ops[g->n++];
}

void draw_line(struct drawing *g, mpt x, mpt y, mpt x2, mpt y2, mpt width, uint16_t grey)
{
    *new_op(g) = (struct layout_op){
        .kind = LAYOUT_LINE, .x = x, .y = y, .x2 = x2, .y2 = y2, .size = width, .grey = grey};
}

void draw_fill(struct drawing *g, mpt x, mpt y, mpt x2, mpt y2, uint16_t grey)
{
    *new_op(g) =
        (struct layout_op){.kind = LAYOUT_FILL, .x = x, .y = y, .x2 = x2, .y2 = y2, .grey = grey};
}

void draw_dot(struct drawing *g, mpt x, mpt y, mpt size)
{
    *new_op(g) = (struct layout_op){.kind = LAYOUT_DOT, .x = x, .y = y, .size = size};
}

void draw_area(struct drawing *g, mpt x, mpt y, mpt x2, mpt y2, const struct str *target,
               uint32_t element)
{
    *new_op(g) = (struct layout_op){
        .kind = LAYOUT_AREA, .x = x, .y = y, .x2 = x2, .y2 = y2, .target = target, .element = element};
}

void draw_anchor(struct drawing *g, const struct str *name)
{
    *new_op(g) = (struct layout_op){.kind = LAYOUT_ANCHOR, .target = name};
}

void draw_image(struct drawing *g, const struct image *image, mpt x, mpt y, mpt x2, mpt y2,
                uint32_t element)
{
    *new_op(g) = (struct layout_op){
        .kind = LAYOUT_IMAGE, .x = x, .y = y, .x2 = x2, .y2 = y2, .image = image, .element = element};
}

void draw_ops(struct drawing *g, const struct layout_op *ops, size_t n, mpt x, mpt y)
{
    for (size_t i = 0; i < n; i++) {
        struct layout_op *op = new_op(g);

        *op = ops[i];
        op->x += x;
        op->y += y;
        op->x2 += x;
        op->y2 += y;
    }
}

struct layout_op *draw_keep(struct maker *m, const struct drawing *g)
{
    struct layout_op *ops = arena_array(m->a, g->n, sizeof *ops);

    if (g->n)
        memcpy(ops, g->ops, g->n * sizeof *ops);
    return ops;
}

struct layout_box *box_new(struct maker *m, mpt width, mpt height, const struct drawing *g)
{
    struct layout_box *box = arena_alloc(m->a, sizeof *box);

    *box = (struct layout_box){.width = width,
                               .height = height,
                               .ops = draw_keep(m, g),
                               .nops = g->n,
                               .shared = m->shared};
    for (size_t i = 0; i < box->nops; i++)
        box->links |= box->ops[i].kind == LAYOUT_AREA || box->ops[i].kind == LAYOUT_ANCHOR;
    if (m->shared)
        box->serial = m->l->serial++;
    return box;
}
