#include "layout/internal.h"

#define MOST_HEIGHT (INT32_MAX / 4)

void strut(const struct layout *l, mpt size, mpt *above, mpt *below)
{
    mpt ascent = part_of(size, l->metrics.ascent), descent = part_of(size, l->metrics.descent);
    mpt height = part_of(size, l->style.leading * 10);

    *above = (height - ascent - descent) / 2 + ascent;
    *below = height - *above;
}

void report_too_wide(struct maker *m, const struct doc_node *node, mpt width)
{
    struct str most = arena_fmt(m->scratch, "%d", width > 0 ? width / MPT_PER_MM : 0);

    fail(m);
    diag(m->d, DIAG_TOO_WIDE, node ? node->pos : pos_none(), most);
}

static bool vanishes(const struct item *it)
{
    return it->kind == ITEM_GLUE || it->kind == ITEM_END;
}

/* Two halves of one dash or ellipsis (K6). */
static bool one_unit(const struct item *a, const struct item *b)
{
    return a->cp && a->cp == b->cp && text_class(a->cp) == TEXT_DASH;
}

/* Where a word too long for its line may break: anywhere but where K2, K3 and K6 forbid it. */
static bool may_force(const struct item *a, const struct item *b)
{
    return !(b->cp && text_not_at_start(b->cp)) && !(a->cp && text_not_at_end(a->cp)) &&
           !one_unit(a, b);
}

/* The item behind the last one of the line that starts at `from`. */
static size_t line_end(const struct items *items, size_t from, mpt measure)
{
    size_t allowed = 0, forced = 0;
    mpt width = 0;

    for (size_t i = from; i < items->n; i++) {
        const struct item *it = &items->item[i];

        width += it->width;
        if (width > measure && i > from && !vanishes(it))
            return allowed ? allowed : forced ? forced : i;
        if (it->after == TEXT_MUST_BREAK)
            return i + 1;
        if (it->after == TEXT_MAY_BREAK)
            allowed = i + 1;
        if (i + 1 < items->n && may_force(it, it + 1))
            forced = i + 1;
    }
    return items->n;
}

/* Glue at a line's start vanishes; an ideographic space stays where the author began with it. */
static size_t line_start(const struct items *items, size_t from, bool fresh)
{
    while (from < items->n && items->item[from].kind == ITEM_GLUE &&
           !(fresh && items->item[from].indents))
        from++;
    return from;
}

static void measure_line(const struct items *items, struct line *ln, mpt above, mpt below)
{
    for (size_t i = ln->from; i < ln->to; i++) {
        const struct item *it = &items->item[i];

        ln->width += it->width;
        above = it->above > above ? it->above : above;
        below = it->below > below ? it->below : below;
    }
    ln->height = above + below;
    ln->baseline = above;
}

static void add_line(struct lines *to, struct line ln, mpt measure)
{
    if (to->height < MOST_HEIGHT)
        to->height += ln.height;
    if (ln.width > to->widest)
        to->widest = ln.width;
    if (ln.width > measure)
        to->too_wide = true;
    to->line[to->n++] = ln;
}

struct lines lines_break(struct maker *m, const struct items *items, const struct para *p)
{
    mpt rest = p->hang_number && items->hang < p->width / 2 ? p->rest + items->hang : p->rest;
    struct lines lines = {.items = items->item};
    mpt above, below;
    size_t cap = 0;
    bool fresh = true;

    strut(m->l, p->size, &above, &below);
    for (size_t at = line_start(items, 0, true); at < items->n || lines.n == 0;) {
        mpt indent = lines.n == 0 ? p->first : rest;
        size_t end = line_end(items, at, p->width - indent);
        struct line ln = {.from = at, .to = end, .indent = indent, .top = lines.height};

        fresh = end > at && items->item[end - 1].after == TEXT_MUST_BREAK;
        ln.last = end == items->n || fresh;
        while (ln.to > at && vanishes(&items->item[ln.to - 1]))
            ln.to--;
        measure_line(items, &ln, above, below);
        arena_grow(m->scratch, &lines.line, &cap, lines.n, sizeof *lines.line);
        add_line(&lines, ln, p->width - indent);
        at = line_start(items, end, fresh);
    }
    return lines;
}

/* From a line to operations. */

/* Room is left over to the right of item i. */
static bool is_slot(const struct lines *lines, const struct line *ln, size_t i,
                    enum para_align align)
{
    const struct item *a = &lines->items[i], *b = a + 1;
    enum text_class before = text_class(a->cp), after = text_class(b->cp);

    if (i + 1 >= ln->to || b->kind == ITEM_GLUE || one_unit(a, b))
        return false;
    if (align == PARA_SPREAD || a->kind == ITEM_GLUE)
        return true;
    return a->cp && b->cp && !(before == TEXT_WESTERN && after == TEXT_WESTERN) &&
           before != TEXT_OTHER && after != TEXT_OTHER;
}

struct pen {
    struct maker *m;
    struct drawing *to;
    mpt x, baseline, size;
    size_t glyphs;       /* at most so many on this line */
    struct layout_op op; /* the glyphs not yet drawn; n == 0: none */
    mpt op_end;          /* where they end */
    mpt *gaps;
    uint16_t rule;
    mpt rule_from;
};

static void flush(struct pen *pen)
{
    if (pen->op.n)
        draw_ops(pen->to, &pen->op, 1, 0, 0);
    pen->op.n = 0;
    pen->gaps = NULL;
}

static void put_glyphs(struct pen *pen, const struct item *it)
{
    mpt size = (mpt)((int64_t)pen->size * it->scale / 100);
    mpt y = pen->baseline - part_of(pen->size, it->raise);
    struct layout_op *op = &pen->op;
    int32_t advance = 0;

    for (size_t i = 0; i < it->n; i++)
        advance += it->run->glyphs[it->first + i].advance;
    if (!op->n || op->run != it->run || op->first + op->n != it->first || op->size != size ||
        op->y != y) {
        flush(pen);
        *op = (struct layout_op){.kind = LAYOUT_GLYPHS,
                                 .x = pen->x,
                                 .y = y,
                                 .size = size,
                                 .run = it->run,
                                 .first = it->first};
    } else if (pen->x != pen->op_end) {
        if (!pen->gaps)
            op->gaps = pen->gaps = arena_array(pen->m->a, pen->glyphs, sizeof *pen->gaps);
        pen->gaps[op->n - 1] = pen->x - pen->op_end;
    }
    op->n += it->n;
    pen->op_end = pen->x + part_of(size, advance);
}

static void end_rule(struct pen *pen)
{
    mpt y = pen->baseline + part_of(pen->size, RULE_DROP);

    if (pen->rule)
        draw_line(pen->to, pen->rule_from, y, pen->x, y, RULE_WIDTH, 0);
    pen->rule = 0;
}

static void put_item(struct pen *pen, const struct item *it)
{
    if (it->rule != pen->rule) {
        end_rule(pen);
        pen->rule = it->rule;
        pen->rule_from = pen->x;
    }
    if (it->run)
        put_glyphs(pen, it);
    if (it->nops) {
        flush(pen);
        draw_ops(pen->to, it->ops, it->nops, pen->x, pen->baseline);
    }
    pen->x += it->width;
}

void line_draw(struct maker *m, struct drawing *g, const struct lines *lines, size_t i,
               const struct para *p, mpt x, mpt y)
{
    const struct line *ln = &lines->line[i];
    mpt rest = p->width - ln->indent - ln->width;
    bool spread = p->align == PARA_SPREAD || (p->align == PARA_JUSTIFY && !ln->last);
    struct pen pen = {.m = m, .to = g, .size = p->size, .baseline = y + ln->baseline};
    int64_t slots = 0, slot = 0;

    pen.x = x + ln->indent;
    if (rest < 0)
        rest = 0;
    if (p->align == PARA_RIGHT)
        pen.x += rest;
    else if (p->align == PARA_CENTER)
        pen.x += rest / 2;
    for (size_t k = ln->from; k < ln->to; k++) {
        pen.glyphs += lines->items[k].n;
        slots += spread && is_slot(lines, ln, k, p->align);
    }
    for (size_t k = ln->from; k < ln->to; k++) {
        put_item(&pen, &lines->items[k]);
        if (slots > 0 && is_slot(lines, ln, k, p->align)) {
            pen.x += (mpt)(rest * (slot + 1) / slots - rest * slot / slots);
            slot++;
        }
    }
    end_rule(&pen);
    flush(&pen);
}
