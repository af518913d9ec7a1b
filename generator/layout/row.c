#include "layout/internal.h"

#define HEADER_GREY 930
#define BANNER_GREY 960
#define FIT_STEP    250 /* a quarter point: text that must fit is tried so much smaller each time */
#define MOST_HEIGHT (INT32_MAX / 4)

struct cell {
    const struct doc_node *node; /* NULL: a place without a cell */
    size_t row, col, rows, cols; /* within the group */
    struct para para;
    struct lines lines;
    mpt drop; /* so much lower its text begins, so that baselines agree … */
    mpt foot; /* … and so much room is below it, as its neighbours have */
};

struct group {
    const struct table *t;
    size_t first, n;
    struct cell *cell;
    size_t ncells, cap;
    mpt *y; /* n + 1 */
};

static bool holds_one_value(const struct doc_node *cell)
{
    size_t values = 0;

    for (const struct doc_node *n = cell->first; n; n = n->next) {
        if (n->kind == DOC_VALUE || n->kind == DOC_FIELD)
            values++;
        else if (!is_white(n))
            return false;
    }
    return values == 1;
}

/* The value that limits the lines of its cell. */
static const struct doc_node *find_limited(const struct doc_node *n)
{
    for (const struct doc_node *c = n->first; c; c = c->next) {
        const struct doc_node *found = c;

        if (c->kind != DOC_VALUE || c->blank || !c->spec || c->spec->lines == 0)
            found = find_limited(c);
        if (found)
            return found;
    }
    return NULL;
}

/* Sets the cell smaller, down to LAYOUT_SHRINK, until it has at most `most` lines. */
static bool shrink(struct maker *m, struct cell *c, struct items *items, mpt full, size_t most)
{
    struct para *p = &c->para;

    for (p->size = full; p->size * 100LL >= (int64_t)full * LAYOUT_SHRINK; p->size -= FIT_STEP) {
        items_resize(items, p->size);
        c->lines = lines_break(m, items, p);
        if (c->lines.n <= most)
            return true;
    }
    p->size = full;
    return false;
}

static void report_misfit(struct maker *m, const struct doc_node *value)
{
    struct buf text = {0};
    struct str shown, most = arena_fmt(m->scratch, "%u", value->spec->lines);

    doc_text(value, &text);
    shown = value_masked(value->spec, buf_view(&text), m->scratch);
    fail(m);
    diag(m->d, DIAG_DOES_NOT_FIT, value->pos, value->spec->label, shown, most);
    buf_free(&text);
}

/* In this order: full size in one line, smaller in one line, full size in the lines allowed,
 * smaller in these. */
static void fit(struct maker *m, struct cell *c, struct items *items, const struct doc_node *value)
{
    mpt full = c->para.size;
    size_t most = value->spec->lines;

    if (shrink(m, c, items, full, 1))
        return;
    items_resize(items, full);
    c->lines = lines_break(m, items, &c->para);
    if (c->lines.n > most && !shrink(m, c, items, full, most))
        report_misfit(m, value);
}

static void set_cell(struct maker *m, const struct table *t, struct cell *c, bool header,
                     bool banner)
{
    static const enum para_align aligns[] = {PARA_LEFT, PARA_LEFT, PARA_CENTER, PARA_RIGHT};
    struct para *p = &c->para;
    const struct doc_node *value = c->node ? find_limited(c->node) : NULL;
    enum doc_align align = c->node ? c->node->align : DOC_ALIGN_DEFAULT;
    struct items items;

    *p = (struct para){.width = t->x[c->col + c->cols] - t->x[c->col] - 2 * CELL_PAD_X,
                       .size = t->at.size,
                       .style = banner ? TEXT_BOLD : TEXT_REGULAR,
                       .align = aligns[align],
                       .sole = c->node && holds_one_value(c->node)};
    if (align == DOC_ALIGN_DEFAULT && (header || banner))
        p->align = PARA_CENTER;
    p->hang_number = p->align == PARA_LEFT;
    items = items_make(m, c->node ? c->node->first : NULL, p);
    c->lines = lines_break(m, &items, p);
    if (value && c->lines.n > 1)
        fit(m, c, &items, value);
    if (c->lines.too_wide || p->width <= 0)
        report_too_wide(m, c->node ? c->node : t->node, p->width);
    if (c->lines.height >= MOST_HEIGHT) {
        fail(m);
        diag(m->d, DIAG_ROW_TOO_TALL, c->node->pos);
        c->lines = (struct lines){0};
    }
}

static uint32_t cell_element(struct maker *m, const struct group *g, const struct cell *c,
                             bool heads)
{
    uint32_t number;

    if (g->t->contents)
        return element_add(m, LAYOUT_PARAGRAPH);
    number = element_add(m, heads ? LAYOUT_HEADER_CELL : LAYOUT_CELL);
    element_at(m, number)->cols = (uint16_t)c->cols;
    element_at(m, number)->rows = (uint16_t)c->rows;
    return number;
}

/* m: of its row. */
static void add_cell(struct maker *m, struct group *g, size_t row, size_t col,
                     const struct doc_node *node)
{
    bool banner = g->t->rows[g->first + row]->banner, header = g->first < g->t->nheader;
    struct maker own = *m;
    struct cell *c;

    arena_grow(m->scratch, &g->cell, &g->cap, g->ncells, sizeof *g->cell);
    c = &g->cell[g->ncells++];
    *c = (struct cell){.node = node, .row = row, .col = col, .rows = 1, .cols = 1};
    if (node && node->rows < g->n - row)
        c->rows = node->rows;
    else if (node)
        c->rows = g->n - row;
    if (banner)
        c->cols = g->t->ncols;
    else if (node)
        c->cols = node->cols < g->t->ncols - col ? node->cols : g->t->ncols - col;
    own.element = cell_element(m, g, c, header || banner);
    set_cell(&own, g->t, c, header, banner);
}

static void add_cells(struct maker *m, struct group *g)
{
    for (size_t r = 0; r < g->n; r++) {
        const struct doc_node *row = g->t->rows[g->first + r], *c = row->first;
        struct maker own = element_within(m, g->t->contents ? LAYOUT_ENTRY : LAYOUT_ROW);

        if (row->banner) {
            add_cell(&own, g, r, 0, c);
            continue;
        }
        for (size_t i = 0; i < g->t->ncols; i++) {
            if (!c || (c->cols && c->rows))
                add_cell(&own, g, r, i, c);
            c = c ? c->next : NULL;
        }
    }
}

static bool at_top(const struct group *g)
{
    return g->t->top && g->first >= g->t->nheader;
}

/* Does something stand on its first baseline: text, a rule for a pen? A picture stands by itself. */
static bool has_baseline(const struct lines *l)
{
    bool found = false;

    for (size_t i = l->n ? l->line[0].from : 0; l->n && i < l->line[0].to; i++) {
        const struct item *it = &l->items[i];

        if (it->nops && it->ops[0].kind == LAYOUT_IMAGE)
            return false;
        found |= it->n > 0 || it->written;
    }
    return found;
}

/* Cells of one row whose first baselines agree. In the middle of their cells only single lines do. */
static bool is_aligned(const struct group *g, const struct cell *c, size_t row)
{
    return c->row == row && c->rows == 1 && (at_top(g) || c->lines.n == 1) &&
           has_baseline(&c->lines);
}

static void align_row(struct group *g, size_t row)
{
    mpt above = 0, below = 0;

    for (size_t i = 0; i < g->ncells; i++) {
        const struct cell *c = &g->cell[i];

        if (is_aligned(g, c, row) && c->lines.line[0].baseline > above)
            above = c->lines.line[0].baseline;
    }
    for (size_t i = 0; i < g->ncells; i++) {
        struct cell *c = &g->cell[i];

        if (!is_aligned(g, c, row))
            continue;
        c->drop = above - c->lines.line[0].baseline;
        if (c->drop + c->lines.height > below)
            below = c->drop + c->lines.height;
    }
    for (size_t i = 0; i < g->ncells; i++)
        if (is_aligned(g, &g->cell[i], row))
            g->cell[i].foot = below - g->cell[i].drop - g->cell[i].lines.height;
}

static mpt need_of(const struct cell *c)
{
    return c->drop + c->lines.height + c->foot + 2 * CELL_PAD_Y;
}

/* Rows are as high as their own cells; what a spanning cell needs beyond that goes to its last. */
static void find_heights(struct maker *m, struct group *g)
{
    mpt above, below;

    g->y = arena_array(m->scratch, g->n + 1, sizeof *g->y);
    strut(m->l, g->t->at.size, &above, &below);
    for (size_t r = 0; r < g->n; r++)
        align_row(g, r);
    for (size_t r = 0; r < g->n; r++) {
        mpt high = above + below + 2 * CELL_PAD_Y;

        if (g->first >= g->t->nheader && !g->t->rows[g->first + r]->banner && g->t->least > high)
            high = g->t->least;
        for (size_t i = 0; i < g->ncells; i++) {
            const struct cell *c = &g->cell[i];
            mpt need = need_of(c) - (c->row + c->rows == r + 1 ? g->y[r] - g->y[c->row] : 0);

            if (c->row + c->rows == r + 1 && need > high)
                high = need;
        }
        g->y[r + 1] = g->y[r] + high;
    }
}

static void draw_frame(const struct group *g, struct drawing *to)
{
    const struct table *t = g->t;
    mpt high = g->y[g->n], wide = t->x[t->ncols];

    /* a viewer may round a grey up over the line above, which came with the row before */
    if (g->first < t->nheader || t->rows[g->first]->banner)
        draw_line(to, 0, 0, wide, 0, RULE_WIDTH, 0);
    draw_line(to, 0, high, wide, high, RULE_WIDTH, 0);
    draw_line(to, 0, 0, 0, high, FRAME_WIDTH, 0);
    draw_line(to, wide, 0, wide, high, FRAME_WIDTH, 0);
    for (size_t i = 0; i < g->ncells; i++) {
        const struct cell *c = &g->cell[i];
        mpt x = t->x[c->col + c->cols], y = g->y[c->row + c->rows];

        if (c->col + c->cols < t->ncols)
            draw_line(to, x, g->y[c->row], x, y, RULE_WIDTH, 0);
        if (c->row + c->rows < g->n)
            draw_line(to, t->x[c->col], y, x, y, RULE_WIDTH, 0);
    }
}

/* Below the line above, which is drawn with the row before. */
static void draw_greys(const struct group *g, struct drawing *to)
{
    mpt wide = g->t->x[g->t->ncols];

    if (g->first < g->t->nheader) {
        draw_fill(to, 0, FRAME_WIDTH / 2, wide, g->y[g->n], HEADER_GREY);
        return;
    }
    for (size_t r = 0; r < g->n; r++)
        if (g->t->rows[g->first + r]->banner)
            draw_fill(to, 0, g->y[r] + FRAME_WIDTH / 2, wide, g->y[r + 1], BANNER_GREY);
}

static void draw_cell(struct maker *m, const struct group *g, const struct cell *c,
                      struct drawing *to)
{
    mpt x = g->t->x[c->col] + CELL_PAD_X, y = g->y[c->row];
    mpt spare = g->y[c->row + c->rows] - y - need_of(c);

    y += CELL_PAD_Y + c->drop + (at_top(g) ? 0 : spare / 2);
    for (size_t i = 0; i < c->lines.n; i++)
        line_draw(m, to, &c->lines, i, &c->para, x, y + c->lines.line[i].top);
}

/* The same row, line by line. */
static const struct tall *keep_tall(struct maker *m, const struct group *g)
{
    struct tall *t = arena_alloc(m->a, sizeof *t);

    t->width = g->t->x[g->t->ncols];
    t->height = g->y[g->n];
    t->ruled = g->t->ruled;
    t->ncells = g->ncells;
    t->cell = arena_array(m->a, g->ncells, sizeof *t->cell);
    t->x = arena_array(m->a, g->ncells, sizeof *t->x);
    for (size_t i = 0; i < g->ncells; i++) {
        const struct cell *c = &g->cell[i];
        struct tall_cell *to = &t->cell[i];

        if (c->col + c->cols < g->t->ncols)
            t->x[t->nx++] = g->t->x[c->col + c->cols];
        to->x = g->t->x[c->col] + CELL_PAD_X;
        to->n = c->lines.n;
        to->line = arena_array(m->a, to->n, sizeof *to->line);
        for (size_t k = 0; k < to->n; k++) {
            struct drawing d = {.a = m->scratch};

            line_draw(m, &d, &c->lines, k, &c->para, 0, 0);
            to->line[k] = (struct tall_line){.top = c->lines.line[k].top,
                                             .height = c->lines.line[k].height,
                                             .ops = draw_keep(m, &d),
                                             .n = d.n};
            notes_in_lines(m, &c->lines, k, k + 1, &to->line[k].marks);
        }
    }
    return t;
}

struct piece row_group(struct maker *m, const struct table *t, size_t first, size_t n)
{
    struct group g = {.t = t, .first = first, .n = n};
    struct drawing to = {.a = m->row};
    const struct doc_node *row = t->rows[first];
    struct maker own = *m;
    struct piece p = {.pos = row->pos,
                      .header = first < t->nheader,
                      .keep = first < t->nheader || t->rows[first + n - 1]->banner};

    own.ruled = t->ruled;
    own.scratch = m->row; /* a list of thousands of rows keeps their boxes only */
    add_cells(&own, &g);
    find_heights(&own, &g);
    draw_greys(&g, &to);
    if (t->ruled)
        draw_frame(&g, &to);
    for (size_t i = 0; i < g.ncells; i++) {
        draw_cell(&own, &g, &g.cell[i], &to);
        notes_in_lines(&own, &g.cell[i].lines, 0, g.cell[i].lines.n, &p.marks);
    }
    p.box = box_new(&own, t->x[t->ncols], g.y[n], &to);
    if (n == 1 && !p.header && g.y[n] > page_height(m->l) / 2)
        p.tall = keep_tall(&own, &g);
    arena_reset(m->row);
    return p;
}

const struct layout_box *tall_part(struct maker *m, const struct tall *t, size_t *from, mpt avail,
                                   bool *done, struct marks *marks)
{
    struct drawing to = {.a = m->scratch};
    mpt high = 0;
    bool moved = false;

    *done = true;
    marks->n = 0;
    for (size_t i = 0; i < t->ncells; i++) {
        const struct tall_cell *c = &t->cell[i];
        mpt base = from[i] < c->n ? c->line[from[i]].top : 0;

        while (from[i] < c->n) {
            const struct tall_line *ln = &c->line[from[i]];
            mpt bottom = ln->top - base + ln->height + 2 * CELL_PAD_Y;

            if (bottom > avail)
                break;
            draw_ops(&to, ln->ops, ln->n, c->x, CELL_PAD_Y + ln->top - base);
            high = bottom > high ? bottom : high;
            marks_add(m, marks, &ln->marks);
            from[i]++;
            moved = true;
        }
        *done &= from[i] == c->n;
    }
    if (!moved)
        return NULL;
    if (t->ruled) {
        draw_line(&to, 0, high, t->width, high, RULE_WIDTH, 0);
        draw_line(&to, 0, 0, 0, high, FRAME_WIDTH, 0);
        draw_line(&to, t->width, 0, t->width, high, FRAME_WIDTH, 0);
        for (size_t i = 0; i < t->nx; i++)
            draw_line(&to, t->x[i], 0, t->x[i], high, RULE_WIDTH, 0);
    }
    return box_new(m, t->width, high, &to);
}
