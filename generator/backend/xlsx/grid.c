#include "backend/xlsx/grid.h"

#include <stdlib.h>
#include <string.h>

#include "backend/xlsx/measure.h"
#include "base/utf8.h"

#define WIDE         10000 /* edges are counted in 1/10000 of the sheet's width … */
#define NEAR         60    /* … and those that are nearer than this are one */
#define MOST_COLUMNS 64    /* of a table */
#define MOST_TEXT    32767 /* Excel's limit for a cell, in UTF-16 units */
#define MOST_NAME    31    /* of a sheet */
#define PX_PER_PT    (96.0 / 72)
#define PT_PER_MM    (72 / 25.4)
#define PAD_PX       8 /* at both sides of a cell's text together */

struct maker {
    const struct layout_style *style;
    struct grid *grid;
    struct grid_sheet *sheet;
    size_t sheets_cap, cells_cap, rows_cap;
    unsigned indent;
    struct str marker; /* of the next paragraph, in a list */
    struct arena *a;
    struct diag *d;
};

/* What the rows of one table have in common. */
struct table {
    const struct doc_node *node;
    size_t edges[MOST_COLUMNS + 1], ncols;
    mpt size;
    bool ruled;
    double least_pt;
    size_t row;            /* within the table */
    size_t covered;        /* rows that the first cell still covers */
    struct str key;
};

static struct str text_of(struct maker *m, const struct doc_node *n)
{
    struct buf b = {0};
    struct str s;

    grid_text(n, &b);
    s = arena_str(m->a, str_trim(buf_view(&b)));
    buf_free(&b);
    return s;
}

/* Sheets. */

static size_t utf16_units(struct str s)
{
    size_t n = 0;

    for (size_t at = 0; at < s.len;)
        n += utf8_next(s, &at) > 0xFFFF ? 2 : 1;
    return n;
}

static bool is_sheet_name(struct str s)
{
    bool ok = s.len > 0 && utf16_units(s) <= MOST_NAME && s.ptr[0] != '\'' &&
              s.ptr[s.len - 1] != '\'';

    ok &= !str_eq(s, STR("formpress")) && !str_eq(s, STR("選項")); /* the hidden ones */
    for (size_t i = 0; i < s.len; i++)
        ok &= !strchr("[]:*?/\\", s.ptr[i]) && (unsigned char)s.ptr[i] >= 0x20;
    return ok;
}

/* The document's title as a sheet's name: what no name may hold is left out. */
static struct str usual_name(struct maker *m, struct str title)
{
    struct buf b = {0};
    struct str name;

    for (size_t at = 0; at < title.len;) {
        size_t from = at, units = utf8_next(title, &at) > 0xFFFF ? 2 : 1;

        if (strchr("[]:*?/\\'", title.ptr[from]) || (unsigned char)title.ptr[from] < 0x20)
            continue;
        if (utf16_units(buf_view(&b)) + units > MOST_NAME)
            break;
        buf_str(&b, str_slice(title, from, at));
    }
    name = b.len ? arena_str(m->a, buf_view(&b)) : STR("表單");
    buf_free(&b);
    return name;
}

static void add_sheet(struct maker *m, struct str name, struct pos pos)
{
    struct grid *g = m->grid;

    if (!is_sheet_name(name))
        diag(m->d, DIAG_SHEET_NAME, pos, name);
    for (size_t i = 0; i < g->nsheets; i++)
        if (str_eq(g->sheets[i].name, name))
            diag(m->d, DIAG_SHEET_TWICE, pos, name);
    arena_grow(m->a, &g->sheets, &m->sheets_cap, g->nsheets, sizeof *g->sheets);
    m->sheet = &g->sheets[g->nsheets++];
    *m->sheet = (struct grid_sheet){.name = name};
    m->cells_cap = m->rows_cap = 0;
}

static size_t add_row(struct maker *m, double least_pt)
{
    struct grid_sheet *s = m->sheet;

    arena_grow(m->a, &s->rows, &m->rows_cap, s->nrows, sizeof *s->rows);
    s->rows[s->nrows] = (struct grid_row){.height_pt = least_pt};
    return s->nrows++;
}

static struct grid_cell *add_cell(struct maker *m, struct grid_cell cell)
{
    struct grid_sheet *s = m->sheet;

    if (utf16_units(cell.text) > MOST_TEXT)
        diag(m->d, DIAG_CELL_LONG, cell.pos, arena_fmt(m->a, "%d", MOST_TEXT));
    arena_grow(m->a, &s->cells, &m->cells_cap, s->ncells, sizeof *s->cells);
    s->cells[s->ncells] = cell;
    return &s->cells[s->ncells++];
}

/* Fields. */

static bool is_white(const struct doc_node *n)
{
    return n->kind == DOC_TEXT && str_trim(n->text).len == 0;
}

static bool is_for_pen(const struct doc_node *value)
{
    return value->spec &&
           (value->spec->type == VALUE_SIGNATURE || value->spec->type == VALUE_IMAGE);
}

/* The one value that a cell or a paragraph holds, or NULL. */
static const struct doc_node *sole_value(const struct doc_node *block)
{
    const struct doc_node *value = NULL;

    for (const struct doc_node *n = block->first; n; n = n->next) {
        if (is_white(n))
            continue;
        if (n->kind != DOC_VALUE || value)
            return NULL;
        value = n;
    }
    return value;
}

static bool has_blank(const struct doc_node *n)
{
    if (n->kind == DOC_VALUE)
        return n->blank && !is_for_pen(n);
    for (const struct doc_node *c = n->first; c; c = c->next)
        if (has_blank(c))
            return true;
    return false;
}

static double blank_height(const struct value_spec *spec)
{
    unsigned lines = spec && spec->lines ? spec->lines : 1;

    if (spec && spec->type == VALUE_SIGNATURE)
        return LAYOUT_SIGNATURE_MM * PT_PER_MM * (spec->signers ? spec->signers : 1);
    if (spec && spec->type == VALUE_IMAGE)
        return 40 * PT_PER_MM;
    return LAYOUT_BLANK_MM * PT_PER_MM * lines;
}

/* Who signs where, one below the other. */
static struct str signers_of(struct maker *m, const struct value_spec *spec)
{
    struct buf b = {0};
    struct str s;

    for (size_t i = 0; spec->type == VALUE_SIGNATURE && i < spec->nchoices; i++) {
        buf_str(&b, i ? STR("\n\n") : STR(""));
        buf_str(&b, spec->choices[i].label);
    }
    s = arena_str(m->a, buf_view(&b));
    buf_free(&b);
    return s;
}

/* What a cell with the one value `v` holds. */
static void set_value(struct maker *m, struct grid_cell *c, const struct doc_node *v)
{
    c->value = v;
    c->open = v->blank && !is_for_pen(v);
    if (!v->blank)
        c->text = text_of(m, v);
    else if (is_for_pen(v))
        c->text = signers_of(m, v->spec);
    c->pos = v->pos;
}

/* Paragraphs. */

static struct grid_cell line_cell(struct maker *m, const struct doc_node *n)
{
    struct str indent = doc_attr(n, "indent"), size = doc_attr(n, "size");

    return (struct grid_cell){.row = add_row(m, 0),
                              .rows = 1,
                              .cols = WIDE,
                              .align = n->align,
                              .indent = m->indent + (unsigned)(indent.len ? atoi(indent.ptr) : 0),
                              .size = size.len ? (mpt)(1000 * strtod(size.ptr, NULL))
                                               : m->style->size,
                              .pos = n->pos};
}

static enum doc_align hinted_align(const struct doc_node *n, enum doc_align otherwise)
{
    struct str s = doc_attr(n, "align");

    if (str_eq(s, STR("center")) || str_eq(s, STR("spread")))
        return DOC_ALIGN_CENTER;
    if (str_eq(s, STR("right")))
        return DOC_ALIGN_RIGHT;
    return n->align != DOC_ALIGN_DEFAULT ? n->align : otherwise;
}

static bool is_label(const struct doc_node *n)
{
    struct str s = str_trim(n->text);

    return n->kind == DOC_TEXT && (str_ends(s, STR("：")) || str_ends(s, STR(":")));
}

/* How many `label：field` the paragraph is made of, with a field to fill in among them; 0 when it is
 * anything else. */
static size_t count_pairs(const struct doc_node *p)
{
    bool open = false;
    size_t n = 0;

    for (const struct doc_node *c = p->first; c; c = c->next) {
        if (is_white(c))
            continue;
        if (!is_label(c) || !c->next || c->next->kind != DOC_VALUE)
            return 0;
        c = c->next;
        open |= c->blank;
        n++;
    }
    return open && n <= 8 ? n : 0;
}

static void add_pairs(struct maker *m, const struct doc_node *p, size_t n)
{
    struct grid_cell proto = line_cell(m, p);
    size_t wide = WIDE / n, left = 0, limit = wide / 2;
    double page_em = (double)(m->style->paper_width - m->style->margin_left -
                              m->style->margin_right) / proto.size;

    for (const struct doc_node *c = p->first; c; c = c->next) {
        struct grid_cell label = proto, field = proto;
        size_t needed;

        if (is_white(c))
            continue;
        label.text = text_of(m, c);
        needed = (size_t)((measure_units(label.text) / 1000.0 + 1.5) / page_em * WIDE);
        label.col = left;
        label.cols = needed < limit ? needed : limit;
        field.col = left + label.cols;
        field.cols = wide - label.cols;
        field.ruled = true;
        set_value(m, &field, c->next);
        add_cell(m, label);
        add_cell(m, field);
        left += wide;
        c = c->next;
    }
}

static void add_paragraph(struct maker *m, const struct doc_node *p)
{
    size_t pairs = count_pairs(p);
    struct grid_cell cell;

    if (pairs) {
        add_pairs(m, p, pairs);
        return;
    }
    cell = line_cell(m, p);
    cell.text = arena_fmt(m->a, "%.*s%.*s", STR_ARG(m->marker), STR_ARG(text_of(m, p)));
    cell.align = hinted_align(p, DOC_ALIGN_DEFAULT);
    m->marker = STR("");
    add_cell(m, cell);
}

static void add_heading(struct maker *m, const struct doc_node *h)
{
    static const int sizes[] = {18, 14, 12};
    struct grid_cell cell = line_cell(m, h);

    if (!doc_has_attr(h, "size"))
        cell.size = m->style->size * sizes[h->level <= 3 && h->level ? h->level - 1 : 2] / 12;
    cell.role = GRID_HEADING;
    cell.text = text_of(m, h);
    cell.align = hinted_align(h, h->level == 1 ? DOC_ALIGN_CENTER : DOC_ALIGN_LEFT);
    add_cell(m, cell);
}

/* Tables. */

static size_t count_columns(const struct doc_node *table)
{
    size_t most = 0;

    for (const struct doc_node *r = table->first; r; r = r->next) {
        size_t n = 0;

        for (const struct doc_node *c = r->first; c; c = c->next)
            n++;
        most = n > most ? n : most;
    }
    return most;
}

/* Proportions as the hint says; false when there is none. */
static bool read_widths(struct maker *m, const struct table *t, double *widths)
{
    struct str hint = doc_attr(t->node, "widths");
    const char *p = hint.ptr;
    size_t n = 0;

    if (!hint.len)
        return false;
    while (*p && n < t->ncols) {
        char *end;

        widths[n] = strtod(p, &end);
        if (end == p || !(widths[n] > 0 && widths[n] < 1e6))
            break;
        n++;
        p = end + strspn(end, " ,");
    }
    if (n == t->ncols && !*p)
        return true;
    diag(m->d, DIAG_LAYOUT_HINT, t->node->pos, STR("widths"), hint);
    return false;
}

static void natural_widths(struct maker *m, const struct table *t, double *widths)
{
    for (size_t i = 0; i < t->ncols; i++)
        widths[i] = 4000;
    for (const struct doc_node *r = t->node->first; r; r = r->next) {
        size_t i = 0;

        for (const struct doc_node *c = r->first; c && !r->banner; c = c->next, i++) {
            double wide = c->cols == 1 ? measure_units(text_of(m, c)) + 1000 : 0;

            wide = wide < 30000 ? wide : 30000;
            widths[i] = wide > widths[i] ? wide : widths[i];
        }
    }
}

static void place_columns(struct maker *m, struct table *t)
{
    double widths[MOST_COLUMNS], sum = 0, before = 0;

    if (!read_widths(m, t, widths))
        natural_widths(m, t, widths);
    for (size_t i = 0; i < t->ncols; i++)
        sum += widths[i];
    for (size_t i = 0; i < t->ncols; i++) {
        before += widths[i];
        t->edges[i + 1] = (size_t)(WIDE * before / sum + 0.5);
    }
}

/* What tells a row of a list apart: the first value of the list that it prints, which a cell over
 * several rows prints for all of them; else its number. */
static struct str key_of(struct maker *m, struct table *t, const struct doc_node *row)
{
    const struct doc_node *first = row->first;

    if (t->covered && --t->covered > 0 && first && first->rows == 0)
        return t->key;
    t->covered = first ? first->rows : 0;
    t->key = arena_fmt(m->a, "%zu", t->row);
    for (const struct doc_node *c = first; c; c = c->next) {
        const struct doc_node *v = sole_value(c);

        if (v && v->list && !v->blank) {
            t->key = text_of(m, v);
            break;
        }
    }
    return t->key;
}

static void add_table_cell(struct maker *m, const struct table *t, const struct doc_node *row,
                           const struct doc_node *node, size_t col, size_t at)
{
    size_t cols = row->banner ? t->ncols : node->cols;
    const struct doc_node *value = sole_value(node);
    struct grid_cell c = {.row = at, .rows = node->rows, .size = t->size, .ruled = t->ruled};

    if (cols > t->ncols - col)
        cols = t->ncols - col;
    c.col = t->edges[col];
    c.cols = t->edges[col + cols] - t->edges[col];
    c.role = row->banner ? GRID_BANNER : row->header ? GRID_HEADER : GRID_CELL;
    c.align = node->align;
    if (c.align == DOC_ALIGN_DEFAULT && c.role != GRID_CELL)
        c.align = DOC_ALIGN_CENTER;
    c.pos = node->pos;
    if (value) {
        set_value(m, &c, value);
    } else {
        c.text = text_of(m, node);
        c.open = has_blank(node);
    }
    if (value && c.open && value->list)
        c.key = t->key;
    add_cell(m, c);
}

static void add_table_row(struct maker *m, struct table *t, const struct doc_node *row)
{
    size_t at = add_row(m, t->least_pt), col = 0;

    m->sheet->rows[at].header = row->header;
    t->row += !row->header;
    key_of(m, t, row);
    for (const struct doc_node *c = row->first; c && col < t->ncols; c = c->next, col++)
        if (c->cols && c->rows && (!row->banner || col == 0))
            add_table_cell(m, t, row, c, col, at);
}

/* A table of a form whose header cells are all empty has none. */
static bool is_empty_header(const struct doc_node *row)
{
    if (!row->header)
        return false;
    for (const struct doc_node *c = row->first; c; c = c->next)
        if (c->first)
            return false;
    return true;
}

static void add_table(struct maker *m, const struct doc_node *node)
{
    struct str size = doc_attr(node, "size"), height = doc_attr(node, "height");
    struct table t = {.node = node, .ncols = count_columns(node)};

    if (t.ncols == 0)
        return;
    if (t.ncols > MOST_COLUMNS) {
        diag(m->d, DIAG_LAYOUT_HINT, node->pos, STR("widths"), arena_fmt(m->a, "%zu", t.ncols));
        return;
    }
    t.size = size.len ? (mpt)(1000 * strtod(size.ptr, NULL)) : m->style->table_size;
    t.ruled = !str_eq(doc_attr(node, "rules"), STR("none"));
    t.least_pt = height.len ? strtod(height.ptr, NULL) * PT_PER_MM : 0;
    place_columns(m, &t);
    m->sheet->nheaders += node->first->header && !is_empty_header(node->first);
    for (const struct doc_node *r = node->first; r; r = r->next)
        if (!is_empty_header(r))
            add_table_row(m, &t, r);
    add_row(m, 6); /* room behind it */
}

/* Blocks. */

static void add_blocks(struct maker *m, const struct doc_node *parent);

static void add_list(struct maker *m, const struct doc_node *list)
{
    int number = list->start;

    m->indent++;
    for (const struct doc_node *item = list->first; item; item = item->next, number++) {
        m->marker = list->ordered ? arena_fmt(m->a, "%d. ", number) : STR("\u2022 ");
        if (item->task)
            m->marker = item->checked ? STR("☑ ") : STR("☐ ");
        add_blocks(m, item);
    }
    m->marker = STR("");
    m->indent--;
}

static void add_footnote(struct maker *m, const struct doc_node *note)
{
    m->marker = arena_fmt(m->a, "[%d] ", note->start);
    add_blocks(m, note);
}

static void add_block(struct maker *m, const struct doc_node *n)
{
    size_t rows;

    if (doc_has_attr(n, "sheet") && m->sheet->nrows)
        add_sheet(m, doc_attr(n, "sheet"), n->pos);
    else if (doc_has_attr(n, "sheet") && !is_sheet_name(doc_attr(n, "sheet")))
        diag(m->d, DIAG_SHEET_NAME, n->pos, doc_attr(n, "sheet"));
    else if (doc_has_attr(n, "sheet"))
        m->sheet->name = doc_attr(n, "sheet");
    rows = m->sheet->nrows;
    if (n->kind == DOC_HEADING)
        add_heading(m, n);
    else if (n->kind == DOC_PARAGRAPH || n->kind == DOC_CODE_BLOCK)
        add_paragraph(m, n);
    else if (n->kind == DOC_TABLE)
        add_table(m, n);
    else if (n->kind == DOC_LIST)
        add_list(m, n);
    else if (n->kind == DOC_FOOTNOTE)
        add_footnote(m, n);
    else if (n->kind == DOC_PAGE_BREAK)
        m->sheet->rows[add_row(m, 1)].page_break = rows > 0;
    else if (n->kind != DOC_RULE)
        add_blocks(m, n);
}

static void add_blocks(struct maker *m, const struct doc_node *parent)
{
    for (const struct doc_node *c = parent->first; c; c = c->next)
        add_block(m, c);
}

/* From edges to columns. */

static int by_size(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;

    return x < y ? -1 : x > y;
}

static size_t column_at(const size_t *edges, size_t n, size_t edge)
{
    size_t i = 0;

    while (i + 1 < n && edges[i + 1] <= edge)
        i++;
    return i;
}

static void make_columns(struct maker *m, struct grid_sheet *s)
{
    double page_px = (m->style->paper_width - m->style->margin_left - m->style->margin_right) /
                     1000.0 * PX_PER_PT;
    size_t *edges = arena_array(m->a, 2 * s->ncells + 2, sizeof *edges), n = 0, kept = 1;

    edges[n++] = 0;
    for (size_t i = 0; i < s->ncells; i++) {
        edges[n++] = s->cells[i].col;
        edges[n++] = s->cells[i].col + s->cells[i].cols;
    }
    edges[n++] = WIDE;
    qsort(edges, n, sizeof *edges, by_size);
    for (size_t i = 1; i < n; i++)
        if (edges[i] - edges[kept - 1] > NEAR && (edges[i] == WIDE || WIDE - edges[i] > NEAR))
            edges[kept++] = edges[i];
    s->ncols = kept - 1;
    s->widths_px = arena_array(m->a, s->ncols, sizeof *s->widths_px);
    for (size_t i = 0; i < s->ncols; i++)
        s->widths_px[i] = (unsigned)((double)(edges[i + 1] - edges[i]) * page_px / WIDE + 0.5);
    for (size_t i = 0; i < s->ncells; i++) {
        struct grid_cell *c = &s->cells[i];
        size_t right = column_at(edges, kept, c->col + c->cols);

        if (c->col + c->cols + NEAR >= WIDE)
            right = s->ncols;
        c->col = column_at(edges, kept, c->col);
        c->cols = right > c->col ? right - c->col : 1;
    }
}

/* Rows. */

static double height_of(const struct grid_sheet *s, const struct grid_cell *c)
{
    double px = 0, size = c->size / 1000.0, least = 0;
    bool blank = c->value && c->value->blank;

    for (size_t i = 0; i < c->cols; i++)
        px += s->widths_px[c->col + i];
    px -= PAD_PX + c->indent * size * PX_PER_PT;
    if (blank)
        least = blank_height(c->value->spec);
    if (c->text.len) {
        double high = measure_lines(c->text, px / (size * PX_PER_PT)) * size * 1.4 + 5;

        least = high > least ? high : least;
    }
    return least;
}

/* A merged cell does not make its rows grow: what it needs beyond them goes to its last. */
static void set_heights(struct grid_sheet *s)
{
    for (int spanning = 0; spanning < 2; spanning++)
        for (size_t i = 0; i < s->ncells; i++) {
            struct grid_cell *c = &s->cells[i];
            double high = height_of(s, c);
            size_t last;

            if (c->rows > s->nrows - c->row)
                c->rows = s->nrows - c->row;
            if ((c->rows > 1) != spanning)
                continue;
            last = c->row + c->rows - 1;
            for (size_t r = c->row; r < last; r++)
                high -= s->rows[r].height_pt;
            if (high > s->rows[last].height_pt)
                s->rows[last].height_pt = high;
        }
}

static void place_rows(struct grid_sheet *s)
{
    for (size_t r = 0; r < s->nrows; r++) {
        struct grid_row *row = &s->rows[r];

        row->first = s->height;
        row->n = 1 + (size_t)(row->height_pt / GRID_MAX_ROW_PT);
        s->height += row->n;
    }
    for (size_t i = 0; i < s->ncells; i++) {
        struct grid_cell *c = &s->cells[i];
        const struct grid_row *last = &s->rows[c->row + c->rows - 1];

        c->row = s->rows[c->row].first;
        c->rows = last->first + last->n - c->row;
    }
}

struct grid *grid_make(const struct doc_node *doc, const struct layout_style *style,
                       struct str name, struct arena *a, struct diag *d)
{
    struct maker m = {.style = style, .marker = STR(""), .a = a, .d = d};
    size_t errors = diag_errors(d);

    m.grid = arena_alloc(a, sizeof *m.grid);
    add_sheet(&m, usual_name(&m, name), doc->pos);
    add_blocks(&m, doc);
    for (size_t i = 0; i < m.grid->nsheets; i++) {
        make_columns(&m, &m.grid->sheets[i]);
        set_heights(&m.grid->sheets[i]);
        place_rows(&m.grid->sheets[i]);
    }
    return diag_errors(d) == errors ? m.grid : NULL;
}
