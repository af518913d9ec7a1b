#include "layout/internal.h"

#define HALF 500 /* 1/1000 em */

static enum item_mark class_of(uint32_t cp)
{
    switch (text_class(cp)) {
    case TEXT_OPEN:
        return MARK_OPEN;
    case TEXT_CLOSE:
        return MARK_CLOSE;
    case TEXT_INTERPUNCT:
        return MARK_INTERPUNCT;
    case TEXT_STOP:
        break;
    default:
        return MARK_NONE;
    }
    switch (cp) {
    case U'，':
    case U'、':
    case U'；':
        return MARK_COMMA;
    case U'。':
    case U'：':
    case U'．':
        return MARK_STOP;
    default:
        return MARK_FIXED;
    }
}

static int ink_middle(struct layout *l, const struct glyph *g)
{
    struct ink *ink = &l->ink[g->gid % (sizeof l->ink / sizeof *l->ink)];

    if (!ink->known || ink->face != g->face || ink->gid != g->gid)
        *ink = (struct ink){g->face, g->gid, true, l->metrics.ink_middle(l->metrics.context, g)};
    return ink->middle;
}

/* In a frame half as wide the ink stands in the middle: fonts of Taiwan have it there already, in
 * others an opening bracket stands at the right, a closing one at the left. */
static int cut_of(struct layout *l, const struct item *it)
{
    int cut;

    if (!l->metrics.ink_middle)
        return it->mark == MARK_OPEN ? HALF : it->mark == MARK_CLOSE ? 0 : HALF / 2;
    cut = ink_middle(l, &it->run->glyphs[it->first]) - HALF / 2;
    return cut < 0 ? 0 : cut < HALF ? cut : HALF;
}

void mark_find(struct maker *m, struct item *it)
{
    bool plain = it->kind == ITEM_BOX && it->advance == 2 * HALF && it->n == 1 && it->scale == 100;

    if (!plain || !m->l->style.compress || (it->cp >= 0x3400 && it->cp < 0xE000))
        return;
    it->mark = class_of(it->cp);
    if (it->mark != MARK_NONE)
        it->cut = (int16_t)cut_of(m->l, it);
}

static bool is_bracket(const struct item *it)
{
    return it->mark == MARK_OPEN || it->mark == MARK_CLOSE;
}

/* The bracket of the two that stands nearer to its content when it is half as wide. What is in
 * brackets may be nothing: that is room for a pen. */
static const struct item *giver(const struct item *a, const struct item *b)
{
    if (!a->mark || !b->mark || (a->mark == MARK_OPEN && b->mark == MARK_CLOSE))
        return NULL;
    if (a->mark == MARK_CLOSE)
        return a;
    return is_bracket(b) ? b : a->mark == MARK_OPEN ? a : NULL;
}

void mark_pair(struct items *items)
{
    struct item *b = &items->item[items->n - 1], *a = items->n > 1 ? b - 1 : NULL;
    const struct item *gives;

    if (!a || (a > items->item && a[-1].closer && a[-1].by_next))
        return; /* the pair takes an em and a half already */
    gives = giver(a, b);
    a->closer = gives != NULL;
    a->by_next = gives == b;
}
