#include "doc/hint.h"
#include "layout/internal.h"

#define MOST_COLUMNS 100
#define SMALL_ROWS   8        /* a row is small that is at most so much of a page */
#define SPACE        (4 * PT) /* above and below a table */

static size_t count_cells(const struct doc_node *row)
{
    size_t n = 0;

    for (const struct doc_node *c = row->first; c; c = c->next)
        n++;
    return n;
}

static void add_row(struct maker *m, struct table *t, const struct doc_node *r)
{
    size_t n = r->kind == DOC_ROW && !r->banner ? count_cells(r) : 0;

    t->ncols = n > t->ncols ? n : t->ncols;
    arena_grow(m->scratch, &t->rows, &t->cap, t->nrows, sizeof *t->rows);
    t->rows[t->nrows++] = r;
}

static const struct doc_node *made_row(struct maker *m, const struct doc_rows *list, size_t i,
                                       struct arena *a)
{
    const struct doc_node *made = list->make(list, i, a);

    if (!made)
        fail(m);
    return made;
}

/* The rows of a list, all of them. */
static void add_list(struct maker *m, struct table *t, const struct doc_rows *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct doc_node *made = made_row(m, list, i, m->scratch);

        for (const struct doc_node *r = made ? made->first : NULL; r; r = r->next)
            if (r->kind == DOC_ROW)
                add_row(m, t, r);
    }
}

/* The columns of a list that is put off, by its first row. */
static void count_columns(struct maker *m, struct table *t, const struct doc_rows *list)
{
    const struct doc_node *made = made_row(m, list, 0, m->row);

    for (const struct doc_node *r = made ? made->first : NULL; r; r = r->next) {
        size_t n = r->kind == DOC_ROW && !r->banner ? count_cells(r) : 0;

        t->ncols = n > t->ncols ? n : t->ncols;
    }
    arena_reset(m->row);
}

/* Does a cell above a list that is put off cover some of it? */
static bool spans_list(const struct table *t)
{
    for (size_t r = 0; r < t->nrows; r++)
        for (const struct doc_node *c = t->rows[r]->first; c; c = c->next)
            for (size_t k = r + 1; k < r + c->rows && k < t->nrows; k++)
                if (t->rows[k]->kind == DOC_ROWS)
                    return true;
    return false;
}

static void count_header(struct maker *m, struct table *t)
{
    t->nheader = 0;
    while (t->nheader < t->nrows && t->rows[t->nheader]->header)
        t->nheader++;
    if (doc_has_attr(t->node, "header"))
        t->nheader = (size_t)hint_number(m, t->node, "header", 0, 0, 20000) / 1000;
    if (t->nheader > t->nrows)
        t->nheader = t->nrows;
}

/* put_off: lists stay as they are, to be read row by row. */
static void collect_rows(struct maker *m, struct table *t, bool put_off)
{
    t->ncols = 1;
    t->nrows = 0;
    for (const struct doc_node *r = t->node->first; r; r = r->next) {
        if (r->kind == DOC_ROW || (r->kind == DOC_ROWS && put_off))
            add_row(m, t, r);
        else if (r->kind == DOC_ROWS)
            add_list(m, t, r->rows_of);
        if (r->kind == DOC_ROWS && put_off)
            count_columns(m, t, r->rows_of);
    }
    count_header(m, t);
}

/* A list can be read row by row when nothing but its own rows depends on them. */
static bool can_put_off(const struct table *t)
{
    for (size_t r = 0; r < t->nheader; r++)
        if (t->rows[r]->kind == DOC_ROWS)
            return false;
    return doc_has_attr(t->node, "widths") && !spans_list(t);
}

static bool place_columns(struct maker *m, struct table *t)
{
    int32_t *widths = arena_array(m->scratch, t->ncols, sizeof *widths);
    int64_t sum = 0, before = 0;

    if (!hint_widths(m, t->node, widths, t->ncols) && !widths_find(m, t, widths))
        return false;
    for (size_t i = 0; i < t->ncols; i++)
        sum += widths[i];
    t->x = arena_array(m->scratch, t->ncols + 1, sizeof *t->x);
    for (size_t i = 0; i < t->ncols; i++) {
        before += widths[i];
        t->x[i + 1] = (mpt)(t->at.width * before / sum);
    }
    return true;
}

static uint64_t key_of(const struct table *t)
{
    struct str x = {(const char *)t->x, (t->ncols + 1) * sizeof *t->x};

    return str_hash(x) ^ (uint64_t)t->least << 2 ^ (uint64_t)t->contents << 1 ^ (uint64_t)t->ruled;
}

static struct piece group_piece(struct maker *m, const struct table *t, size_t first, size_t n)
{
    bool header = first < t->nheader, shared = !m->shared;
    struct memo_key key = {m->l,   t->at.x,         t->at.width, t->at.size,
                           (int)n, t->key ^ header, STR("")};
    struct flow f = {.a = m->scratch}, made = {.a = m->scratch};
    struct tree tree;
    struct maker own;
    bool failed;

    for (size_t i = first; i < first + n; i++)
        shared &= t->rows[i]->shared && t->rows[i]->layout;
    if (!shared)
        return row_group(m, t, first, n);
    key.marks = notes_key(m, t->rows + first, n);
    if (!memo_recall(m, t->rows[first], &key, &f)) {
        own = shared_maker(m, &tree, &failed);
        flow_add(&made, row_group(&own, t, first, n));
        memo_keep(&own, t->rows[first], &key, &made);
        memo_recall(m, t->rows[first], &key, &f);
    }
    return f.piece[0];
}

/* Rows that row spans join, from `first`; header and body stay apart. */
static size_t group_rows(const struct table *t, size_t first)
{
    size_t most = first < t->nheader ? t->nheader : t->nrows, end = first + 1;

    for (size_t r = first; r < end; r++)
        for (const struct doc_node *c = t->rows[r]->first; c; c = c->next)
            if (c->cols && c->rows && r + c->rows > end)
                end = r + c->rows < most ? r + c->rows : most;
    return end - first;
}

static struct frame *new_frame(struct maker *m, const struct table *t)
{
    struct frame *fr = arena_alloc(m->a, sizeof *fr);

    fr->x = t->at.x;
    fr->width = t->at.width;
    fr->edge = t->ruled ? edge_box(m, t->at.width) : NULL;
    fr->header = arena_array(m->a, t->nheader, sizeof *fr->header);
    return fr;
}

static bool is_small(const struct maker *m, const struct piece *p)
{
    return !p->header && !p->tall && p->box->height <= page_height(m->l) / SMALL_ROWS;
}

/* T3: neither a table's first body row nor its last stands alone on a page, where rows are small. */
static void keep_pairs(const struct maker *m, struct flow *f, size_t from)
{
    struct piece *first = f->piece + from, *end = f->piece + f->n;

    while (first < end && first->header)
        first++;
    if (end - first < 2)
        return;
    first->keep |= is_small(m, first) && is_small(m, first + 1);
    end[-2].keep |= is_small(m, end - 2) && is_small(m, end - 1);
}

static void add_group(struct maker *m, const struct table *t, size_t r, size_t n,
                      struct frame *frame, struct flow *f)
{
    struct piece p = group_piece(m, t, r, n);

    p.table = frame;
    p.x = t->at.x;
    if (!frame->begun)
        p.before = hint_number(m, t->node, "space", SPACE, 0, 500 * PT);
    p.exact = !frame->begun && doc_has_attr(t->node, "space");
    frame->begun = true;
    if (p.header) {
        frame->header[frame->nheader++] = p;
        frame->header_height += p.box->height;
    }
    flow_add(f, p);
}

/* The rows of a list, behind the table's header, one after another: only their boxes stay. */
static void list_flow(struct maker *m, const struct table *t, const struct doc_rows *list,
                      struct frame *frame, struct flow *f)
{
    struct arena *a = arena_new();
    struct maker own = *m;
    bool ok = true;

    for (size_t i = 0; ok && i < list->n; i++) {
        const struct doc_node *made = made_row(m, list, i, a);
        struct table part = *t;

        own.scratch = a;
        part.rows = NULL;
        part.nrows = part.cap = 0;
        for (size_t r = 0; r < t->nheader; r++)
            add_row(&own, &part, t->rows[r]);
        for (const struct doc_node *r = made ? made->first : NULL; r; r = r->next)
            if (r->kind == DOC_ROW)
                add_row(&own, &part, r);
        part.ncols = t->ncols;
        for (size_t r = t->nheader, n; r < part.nrows; r += n) {
            n = group_rows(&part, r);
            add_group(m, &part, r, n, frame, f);
        }
        ok = made != NULL;
        arena_reset(a);
    }
    arena_free(a);
}

static void rows_flow(struct maker *m, const struct table *t, struct flow *f)
{
    struct frame *frame = new_frame(m, t);
    size_t from = f->n;

    for (size_t r = 0, n; r < t->nrows; r += n) {
        n = group_rows(t, r);
        if (t->rows[r]->kind == DOC_ROWS)
            list_flow(m, t, t->rows[r]->rows_of, frame, f);
        else
            add_group(m, t, r, n, frame, f);
    }
    keep_pairs(m, f, from);
    f->after = SPACE;
}

void table_flow(struct maker *m, const struct doc_node *node, struct place at, struct flow *f)
{
    struct table t = {.node = node, .at = at};
    struct maker own;

    t.at.size = hint_number(m, node, "size", at.size, HINT_LEAST_SIZE, HINT_MOST_SIZE);
    t.top = str_eq(doc_attr(node, "valign"), STR("top"));
    t.ruled = !str_eq(doc_attr(node, "rules"), STR("none"));
    t.contents = str_eq(doc_attr(node, "role"), STR("contents"));
    t.least = (mpt)((int64_t)hint_number(m, node, "height", 0, 0, HINT_MOST_HEIGHT) * MPT_PER_MM / 1000);
    collect_rows(m, &t, true);
    if (!can_put_off(&t))
        collect_rows(m, &t, false);
    if (t.nrows == 0)
        return;
    if (t.ncols > MOST_COLUMNS) {
        report_too_wide(m, node, at.width);
        return;
    }
    if (!place_columns(m, &t))
        return;
    t.key = key_of(&t);
    own = element_within(m, t.contents ? LAYOUT_CONTENTS : LAYOUT_TABLE);
    rows_flow(&own, &t, f);
}
