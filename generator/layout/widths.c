/* A table's columns, from what its cells hold. */
#include "layout/internal.h"

#define MOST_WISH  8  /* em: no column asks for more, where others want for room … */
#define MOST_MOST  30 /* … nor for more than this */
#define VALUE_WIDE 5  /* em: any value, so that every record's table has the same columns */

/* How wide a column is: so that nothing sticks out; so that no word breaks; as wished; in one line. */
enum { LEAST, WORDS, WISH, MOST, NLEVELS };

struct needs {
    mpt at[NLEVELS];
};

static bool holds_value(const struct doc_node *n)
{
    for (const struct doc_node *c = n->first; c; c = c->next)
        if (c->kind == DOC_VALUE || c->kind == DOC_FIELD || holds_value(c))
            return true;
    return false;
}

/* Half ems of what is written below `n`, whatever its values are. */
static int32_t extent(const struct doc_node *n)
{
    int32_t sum = n->kind == DOC_VALUE || n->kind == DOC_FIELD ? 2 * VALUE_WIDE : 0;

    if (n->kind == DOC_TEXT || n->kind == DOC_CODE)
        for (size_t at = 0; at < n->text.len && sum < 2 * MOST_MOST;)
            sum += utf8_next(n->text, &at) < 0x2000 ? 1 : 2;
    if (n->kind != DOC_VALUE)
        for (const struct doc_node *c = n->first; c && sum < 2 * MOST_MOST; c = c->next)
            sum += extent(c);
    return sum;
}

/* Of a cell without values. */
static struct needs needs_of(const struct items *items, mpt size)
{
    struct needs n = {{size, size, 0, 0}};
    mpt word = 0, line = 0;

    for (size_t i = 0; i < items->n; i++) {
        const struct item *it = &items->item[i];

        if (line < MOST_MOST * size)
            line += it->width;
        if (word < MOST_MOST * size)
            word += it->width;
        n.at[LEAST] = it->width > n.at[LEAST] ? it->width : n.at[LEAST];
        if (it->kind != ITEM_GLUE && it->kind != ITEM_END && word > n.at[WORDS])
            n.at[WORDS] = word;
        n.at[MOST] = line > n.at[MOST] ? line : n.at[MOST];
        if (it->after != TEXT_NO_BREAK)
            word = 0;
        if (it->after == TEXT_MUST_BREAK)
            line = 0;
    }
    return n;
}

/* m: what it makes is gone when the cell has been measured. */
static struct needs measure(struct maker *m, const struct doc_node *cell, mpt size)
{
    struct tree tree = {.a = m->scratch};
    struct maker own = *m;
    struct para p = {.size = size};
    struct items items;
    struct needs n;

    own.a = m->scratch;
    own.tree = &tree;
    own.element = 0;
    items = items_make(&own, cell->first, &p);
    n = needs_of(&items, size);
    if (holds_value(cell)) {
        n.at[LEAST] = n.at[WORDS] = size;
        n.at[MOST] = extent(cell) * (size / 2);
    }
    return n;
}

/* Each level holds at least the one below; the cell's padding comes to all. */
static struct needs settled(struct needs n, mpt size)
{
    mpt wish = n.at[MOST] < MOST_WISH * size ? n.at[MOST] : MOST_WISH * size;

    n.at[WISH] = wish > n.at[WORDS] ? wish : n.at[WORDS];
    n.at[MOST] = n.at[MOST] < MOST_MOST * size ? n.at[MOST] : MOST_MOST * size;
    for (size_t k = 1; k < NLEVELS; k++)
        n.at[k] = n.at[k] > n.at[k - 1] ? n.at[k] : n.at[k - 1];
    for (size_t k = 0; k < NLEVELS; k++)
        n.at[k] += 2 * CELL_PAD_X;
    return n;
}

/* What the columns of a spanning cell lack goes to its last one. */
static void widen(struct needs *columns, size_t first, size_t n, const struct needs *by)
{
    for (size_t k = 0; k < NLEVELS; k++) {
        int64_t sum = 0;

        for (size_t i = first; i < first + n; i++)
            sum += columns[i].at[k];
        if (sum < by->at[k])
            columns[first + n - 1].at[k] += by->at[k] - (mpt)sum;
    }
}

/* The cells of one column, or those that span several. True when there are some that span. */
static bool measure_rows(struct maker *m, const struct table *t, bool spanning,
                         struct needs *columns)
{
    struct maker own = *m;
    bool spans = false;

    own.scratch = m->row;
    for (size_t r = 0; r < t->nrows; r++) {
        const struct doc_node *c = t->rows[r]->banner ? NULL : t->rows[r]->first;

        for (size_t i = 0; c && i < t->ncols; i++, c = c->next) {
            struct needs n;

            spans |= c->cols > 1;
            if ((c->cols > 1) != spanning || (spanning && c->cols > t->ncols - i))
                continue;
            n = settled(measure(&own, c, t->at.size), t->at.size);
            widen(columns, i, spanning ? c->cols : 1, &n);
        }
        arena_reset(m->row);
    }
    return spans;
}

static int64_t sum_of(const struct needs *columns, size_t n, size_t level)
{
    int64_t sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += columns[i].at[level];
    return sum;
}

/* The heading above `n`, or the empty string. */
static struct str heading_above(struct maker *m, const struct doc_node *n)
{
    const struct doc_node *found = NULL;
    struct buf text = {0};
    struct str title;

    for (; n->parent && !found; n = n->parent)
        for (const struct doc_node *c = n->parent->first; c && c != n; c = c->next)
            if (c->kind == DOC_HEADING)
                found = c;
    if (found)
        doc_text(found, &text);
    title = arena_str(m->scratch, str_trim(buf_view(&text)));
    buf_free(&text);
    return title;
}

static void report(struct maker *m, const struct table *t, int64_t least)
{
    struct str name = doc_attr(t->node, "caption");

    fail(m);
    diag(m->d, DIAG_TABLE_TOO_WIDE, t->node->pos, name.len ? name : heading_above(m, t->node),
         arena_fmt(m->scratch, "%d", (int)(least / MPT_PER_MM) + 1),
         arena_fmt(m->scratch, "%d", t->at.width / MPT_PER_MM));
}

bool widths_find(struct maker *m, const struct table *t, int32_t *widths)
{
    struct needs *columns = arena_array(m->scratch, t->ncols, sizeof *columns);
    const struct needs none = settled((struct needs){{t->at.size}}, t->at.size);
    size_t level = MOST;
    int64_t below, more;

    for (size_t i = 0; i < t->ncols; i++)
        columns[i] = none;
    if (measure_rows(m, t, false, columns))
        measure_rows(m, t, true, columns);
    while (level > LEAST && sum_of(columns, t->ncols, level) > t->at.width)
        level--;
    below = sum_of(columns, t->ncols, level);
    if (below > t->at.width)
        report(m, t, below);
    more = level < MOST ? sum_of(columns, t->ncols, level + 1) - below : 0;
    for (size_t i = 0; i < t->ncols; i++) {
        const mpt *at = columns[i].at;

        widths[i] = at[level];
        if (more > 0 && below < t->at.width)
            widths[i] += (mpt)((int64_t)(at[level + 1] - at[level]) * (t->at.width - below) / more);
    }
    return below <= t->at.width;
}
