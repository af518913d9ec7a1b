#include "layout/internal.h"

#define MOST_HEIGHT (INT32_MAX / 4)
#define STRIKE_RISE 290 /* of a line through text above the baseline, 1/1000 em: clear of the stroke of 一 */
#define STRIKE_PART 20  /* the line's width is that part of an em */
#define DOT_DROP    240 /* of a mark of emphasis below the baseline, 1/1000 em */
#define DOT_SIZE    190

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

/* Breaking one paragraph. */
struct breaker {
    struct maker *m;
    const struct items *items;
    const struct para *p;
    mpt above, below, rest; /* a line's least parts; the indent of all lines but the first */
    struct lines lines;
    size_t cap;
};

/* Where a word too long for its line may break: anywhere but where K2, K3 and K6 forbid it. */
static bool may_force(const struct breaker *b, const struct item *it)
{
    enum text_kinsoku level = b->m->l->style.kinsoku;

    return !(it[1].cp && text_not_at_start(it[1].cp, level)) &&
           !(it->cp && text_not_at_end(it->cp, level)) && !one_unit(it, it + 1);
}

static mpt lead_of(const struct breaker *b, size_t i)
{
    return b->m->l->style.trim_start && b->items->item[i].mark == MARK_OPEN ? b->p->size / 2 : 0;
}

/* Of the last item of a line that starts at `from`. */
static mpt tail_of(const struct breaker *b, size_t from, size_t i)
{
    const struct item *it = &b->items->item[i];
    bool gave = i > from && it[-1].closer && it[-1].by_next;

    return b->m->l->style.trim_end && !gave && it->mark > MARK_OPEN && it->mark < MARK_FIXED
               ? b->p->size / 2
               : 0;
}

/* The item behind the last one of the line that starts at `from`. Widths are those that P5 and P6
 * leave (K7). A line that fits nowhere breaks between marks (K8), before it halves a unit. */
static size_t line_end(const struct breaker *b, size_t from, mpt measure)
{
    const struct items *items = b->items;
    size_t allowed = 0, forced = 0, remedial = 0;
    mpt width = from < items->n ? -lead_of(b, from) : 0;

    for (size_t i = from; i < items->n; i++) {
        const struct item *it = &items->item[i];

        width += it->width - (i > from && it[-1].closer ? b->p->size / 2 : 0);
        if (width > measure && i > from && !vanishes(it) && width - tail_of(b, from, i) > measure)
            return allowed ? allowed : forced ? forced : remedial ? remedial : i;
        if (it->after == TEXT_MUST_BREAK)
            return i + 1;
        if (it->after == TEXT_MAY_BREAK)
            allowed = i + 1;
        if (i + 1 < items->n && may_force(b, it))
            forced = i + 1;
        if (i + 1 < items->n && !one_unit(it, it + 1))
            remedial = i + 1;
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

/* The line from `from` to `end`, which follows what is there. */
static struct line new_line(const struct breaker *b, size_t from, size_t end)
{
    const struct item *items = b->items->item;
    struct line ln = {.from = from, .to = end, .top = b->lines.height};
    mpt above = b->above, below = b->below;

    ln.indent = b->lines.n == 0 ? b->p->first : b->rest;
    ln.last = end == b->items->n || (end > from && items[end - 1].after == TEXT_MUST_BREAK);
    while (ln.to > from && vanishes(&items[ln.to - 1]))
        ln.to--;
    for (size_t i = from; i < ln.to; i++) {
        ln.width += items[i].width - (i > from && items[i - 1].closer ? b->p->size / 2 : 0);
        above = items[i].above > above ? items[i].above : above;
        below = items[i].below > below ? items[i].below : below;
    }
    if (ln.to > from) {
        ln.lead = lead_of(b, from);
        ln.tail = tail_of(b, from, ln.to - 1);
        ln.width -= ln.lead + ln.tail;
    }
    ln.height = above + below;
    ln.baseline = above;
    return ln;
}

static mpt measure_of(const struct breaker *b, const struct line *ln)
{
    return b->p->width - ln->indent;
}

static void add_line(struct breaker *b, struct line ln)
{
    struct lines *to = &b->lines;

    arena_grow(b->m->scratch, &to->line, &b->cap, to->n, sizeof *to->line);
    if (to->height < MOST_HEIGHT)
        to->height += ln.height;
    if (ln.width > measure_of(b, &ln) && !ln.tight)
        to->too_wide = true;
    to->line[to->n++] = ln;
}

/* A justified line that is not full takes what may follow it to the next break, when it can shrink
 * so far: reducing comes before expanding (J2). */
static struct line tighten(const struct breaker *b, struct line ln, size_t *end)
{
    mpt measure = measure_of(b, &ln), room;
    size_t next = *end;
    struct line more;

    if (b->p->align != PARA_JUSTIFY || ln.last || ln.width >= measure ||
        b->items->item[*end - 1].after != TEXT_MAY_BREAK)
        return ln;
    while (next < b->items->n && b->items->item[next].after == TEXT_NO_BREAK)
        next++;
    next += next < b->items->n;
    more = new_line(b, ln.from, next);
    room = line_room(b->items->item, &more, b->p->size);
    if (more.width - room > measure)
        return ln;
    more.tight = more.width > measure;
    *end = next;
    return more;
}

/* Characters that count for W1: Han, letters and digits. */
static size_t count_characters(const struct item *items, size_t from, size_t to)
{
    size_t n = 0;

    for (size_t i = from; i < to; i++) {
        enum text_class c = items[i].cp ? text_class(items[i].cp) : TEXT_OTHER;

        if (items[i].kind == ITEM_OBJECT)
            n += 2;
        else if (items[i].kind == ITEM_BOX && items[i].raise == 0)
            n += c == TEXT_HAN || c == TEXT_WESTERN;
    }
    return n;
}

/* Where the last but one line may end, so that two characters stand on the last; 0: nowhere. */
static size_t earlier_end(const struct breaker *b)
{
    const struct item *items = b->items->item;
    const struct line *last = &b->lines.line[b->lines.n - 1], *before = last - 1;
    size_t end = before->to - 1;

    while (end > before->from &&
           (items[end - 1].after != TEXT_MAY_BREAK || count_characters(items, end, last->to) < 2))
        end--;
    return count_characters(items, before->from, end) < 2 ? 0 : end;
}

/* W1: a paragraph's last line has at least two characters. The line before gives them, if that
 * leaves it half full. */
static void keep_two(struct breaker *b)
{
    struct lines *lines = &b->lines, were = *lines;
    const struct item *items = b->items->item;
    struct line last, before;
    size_t end;

    if (lines->n < 2 || b->p->code)
        return;
    last = lines->line[lines->n - 1];
    before = lines->line[lines->n - 2];
    if (before.last || before.to <= before.from ||
        count_characters(items, last.from, last.to) >= 2 || !(end = earlier_end(b)))
        return;
    lines->n -= 2;
    lines->height = before.top;
    before = new_line(b, before.from, end);
    if (before.width >= measure_of(b, &before) / 2) {
        add_line(b, before);
        last = new_line(b, line_start(b->items, end, false), b->items->n);
        if (last.width <= measure_of(b, &last)) {
            add_line(b, last);
            return;
        }
    }
    lines->n = were.n;
    lines->height = were.height;
    lines->line[were.n - 2] = were.line[were.n - 2];
}

struct lines lines_break(struct maker *m, const struct items *items, const struct para *p)
{
    struct breaker b = {.m = m, .items = items, .p = p, .lines.items = items->item};

    b.rest = p->hang_number && items->hang < p->width / 2 ? p->rest + items->hang : p->rest;
    strut(m->l, p->size, &b.above, &b.below);
    for (size_t at = line_start(items, 0, true); at < items->n || b.lines.n == 0;) {
        mpt indent = b.lines.n == 0 ? p->first : b.rest;
        size_t end = line_end(&b, at, p->width - indent);

        add_line(&b, tighten(&b, new_line(&b, at, end), &end));
        at = line_start(items, end, b.lines.line[b.lines.n - 1].last);
    }
    keep_two(&b);
    return b.lines;
}

/* From a line to operations. */

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
    bool struck;
    mpt struck_from, struck_to;
    const struct str *link;
    uint32_t link_element;
    mpt link_from, top, bottom; /* of the line */
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
        op->y != y || op->element != it->element) {
        flush(pen);
        *op = (struct layout_op){.kind = LAYOUT_GLYPHS,
                                 .x = pen->x,
                                 .y = y,
                                 .size = size,
                                 .element = it->element,
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

/* What is struck out until here has its line. */
static void end_strike(struct pen *pen)
{
    mpt y = pen->baseline - part_of(pen->size, STRIKE_RISE);

    if (pen->struck)
        draw_line(pen->to, pen->struck_from, y, pen->struck_to, y, pen->size / STRIKE_PART, 0);
    pen->struck = false;
}

static void put_strike(struct pen *pen, const struct item *it, mpt before)
{
    if (!it->struck) {
        end_strike(pen);
        return;
    }
    if (!pen->struck)
        pen->struck_from = pen->x + before;
    pen->struck = true;
    pen->struck_to = pen->x + before + it->width;
}

static void end_link(struct pen *pen)
{
    if (pen->link && pen->x > pen->link_from)
        draw_area(pen->to, pen->link_from, pen->top, pen->x, pen->bottom, pen->link,
                  pen->link_element);
    pen->link = NULL;
}

static void put_item(struct pen *pen, const struct item *it, mpt before)
{
    if (it->link != pen->link && !it->gap) {
        end_link(pen);
        pen->link = it->link;
        pen->link_element = it->element;
        pen->link_from = pen->x + before;
    }
    if (it->rule != pen->rule) {
        end_rule(pen);
        pen->rule = it->rule;
        pen->rule_from = pen->x;
    }
    put_strike(pen, it, before);
    pen->x += before;
    if (it->run)
        put_glyphs(pen, it);
    if (it->dotted)
        draw_dot(pen->to, pen->x + it->width / 2, pen->baseline + part_of(pen->size, DOT_DROP),
                 part_of(pen->size, DOT_SIZE));
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
    struct spacing space = line_spacing(m, lines, ln, p, rest);
    struct pen pen = {.m = m,
                      .to = g,
                      .size = p->size,
                      .baseline = y + ln->baseline,
                      .top = y,
                      .bottom = y + ln->height};

    pen.x = x + ln->indent;
    if (p->align == PARA_RIGHT && rest > 0)
        pen.x += rest;
    else if (p->align == PARA_CENTER && rest > 0)
        pen.x += rest / 2;
    for (size_t k = ln->from; k < ln->to; k++)
        pen.glyphs += lines->items[k].n;
    for (size_t k = ln->from; k < ln->to; k++) {
        put_item(&pen, &lines->items[k], space.before ? space.before[k - ln->from] : 0);
        if (space.behind)
            pen.x += space.behind[k - ln->from];
    }
    end_rule(&pen);
    end_strike(&pen);
    end_link(&pen);
    flush(&pen);
}
