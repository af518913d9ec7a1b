#include "backend/xlsx/grid.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "backend/xlsx/maker.h"
#include "base/form_sheet.h"
#include "base/utf8.h"
#include "doc/hint.h"

#define MOST_TEXT 32767 /* Excel's limit for a cell, in UTF-16 units */
#define MOST_NAME 31    /* of a sheet */
#define CHART_MM  70000 /* 1/1000 */
#define DAY_ZERO  25569 /* 1970-01-01 as Excel counts */

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

    ok &= !str_eq(s, STR(FORM_SHEET)) && !str_eq(s, STR("選項")); /* the hidden ones */
    for (size_t i = 0; i < s.len; i++)
        ok &= !strchr("[]:*?/\\", s.ptr[i]) && (unsigned char)s.ptr[i] >= 0x20;
    return ok;
}

/* Spreadsheets take abc and ABC for one. */
static bool is_same_name(struct str a, struct str b)
{
    return a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
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
        if (is_same_name(g->sheets[i].name, name))
            diag(m->d, DIAG_SHEET_TWICE, pos, name);
    arena_grow(m->a, &g->sheets, &m->sheets_cap, g->nsheets, sizeof *g->sheets);
    m->sheet = &g->sheets[g->nsheets++];
    *m->sheet = (struct grid_sheet){.name = name};
    m->cells_cap = m->rows_cap = m->charts_cap = 0;
}

size_t maker_add_row(struct maker *m, double least_pt)
{
    struct grid_sheet *s = m->sheet;

    arena_grow(m->a, &s->rows, &m->rows_cap, s->nrows, sizeof *s->rows);
    s->rows[s->nrows] = (struct grid_row){.height_pt = least_pt};
    return s->nrows++;
}

void maker_add_cell(struct maker *m, struct grid_cell cell)
{
    struct grid_sheet *s = m->sheet;

    if (utf16_units(cell.text) > MOST_TEXT)
        diag(m->d, DIAG_CELL_LONG, cell.pos, arena_fmt(m->a, "%d", MOST_TEXT));
    arena_grow(m->a, &s->cells, &m->cells_cap, s->ncells, sizeof *s->cells);
    s->cells[s->ncells++] = cell;
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

const struct doc_node *maker_sole_value(const struct doc_node *block)
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

static bool is_to_fill_in(const struct doc_node *value)
{
    const struct value_spec *spec = value->spec;

    return value->blank && !is_for_pen(value) && !(spec && (spec->formula || spec->locked));
}

bool maker_has_blank(const struct doc_node *n)
{
    if (n->kind == DOC_VALUE)
        return is_to_fill_in(n);
    for (const struct doc_node *c = n->first; c; c = c->next)
        if (maker_has_blank(c))
            return true;
    return false;
}

bool maker_prints_own(const struct doc_node *n)
{
    if (n->kind == DOC_VALUE)
        return !n->blank;
    for (const struct doc_node *c = n->first; c; c = c->next)
        if (maker_prints_own(c))
            return true;
    return false;
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

static bool may_be_number(const struct doc_node *v)
{
    return v->spec && v->canon.ptr &&
           (v->spec->type == VALUE_DATE || v->spec->type == VALUE_INT ||
            v->spec->type == VALUE_DECIMAL);
}

static bool is_like(const struct grid_value *k, const struct doc_node *v)
{
    return k && k->spec == v->spec && k->list == v->list && k->blank == v->blank &&
           str_eq(k->text, v->text) && str_eq(k->format, v->format);
}

/* What the workbook needs of it when its row is no longer there. But for numbers it is the same in all
 * rows of a list. */
static const struct grid_value *keep_value(struct maker *m, const struct doc_node *v)
{
    bool own = may_be_number(v);
    struct grid_value *k;

    for (size_t i = 0; !own && i < MAKER_ALIKE; i++)
        if (is_like(m->alike[i], v))
            return m->alike[i];
    k = arena_alloc(m->a, sizeof *k);
    *k = (struct grid_value){.spec = v->spec, .text = v->text, .list = v->list, .blank = v->blank};
    if (v->format.len)
        k->format = arena_str(m->a, v->format);
    if (own)
        k->canon = arena_str(m->a, v->canon);
    else
        m->alike[m->nalike++ % MAKER_ALIKE] = k;
    return k;
}

void maker_set_value(struct maker *m, struct grid_cell *c, const struct doc_node *v)
{
    c->value = keep_value(m, v);
    c->own = maker_prints_own(v);
    c->open = is_to_fill_in(v);
    if (!v->blank) /* of a choice its label, whatever boxes there are on paper */
        c->text = v->first ? arena_str(m->a, str_trim(v->first->text)) : STR("");
    else if (is_for_pen(v))
        c->text = signers_of(m, v->spec);
    c->pos = v->pos;
}

/* Paragraphs. */

static struct grid_cell line_cell(struct maker *m, const struct doc_node *n)
{
    int32_t indent;
    mpt size;

    doc_hint_number(n, "indent", 0, 0, HINT_MOST_EM, &indent, m->d);
    doc_hint_number(n, "size", m->style->size, HINT_LEAST_SIZE, HINT_MOST_SIZE, &size, m->d);
    indent = (int32_t)m->indent + indent / 1000;
    return (struct grid_cell){.row = (uint32_t)maker_add_row(m, 0),
                              .rows = 1,
                              .cols = MAKER_WIDE,
                              .align = n->align,
                              .indent = (uint8_t)(indent < UINT8_MAX ? indent : UINT8_MAX),
                              .size = size,
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

/* How many `label：field` the paragraph is made of, with a field to fill in or to calculate among them; 0 when it is
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
        open |= c->blank || (c->spec && c->spec->formula);
        n++;
    }
    return open && n <= 8 ? n : 0;
}

static void add_pairs(struct maker *m, const struct doc_node *p, size_t n)
{
    struct grid_cell proto = line_cell(m, p);
    size_t wide = MAKER_WIDE / n, left = 0, limit = wide / 2;
    double page_em = (double)(m->style->paper_width - m->style->margin_left -
                              m->style->margin_right) / proto.size;

    for (const struct doc_node *c = p->first; c; c = c->next) {
        struct grid_cell label = proto, field = proto;
        size_t needed;

        if (is_white(c))
            continue;
        label.text = maker_text(m, c);
        needed = (size_t)((measure_units(label.text) / 1000.0 + 1.5) / page_em * MAKER_WIDE);
        label.col = left;
        label.cols = needed < limit ? needed : limit;
        field.col = left + label.cols;
        field.cols = wide - label.cols;
        field.ruled = true;
        maker_set_value(m, &field, c->next);
        maker_add_cell(m, label);
        maker_add_cell(m, field);
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
    maker_set_text(m, &cell, m->marker, p);
    cell.own = maker_prints_own(p);
    cell.align = hinted_align(p, DOC_ALIGN_DEFAULT);
    m->marker = STR("");
    maker_add_cell(m, cell);
}

static void add_heading(struct maker *m, const struct doc_node *h)
{
    static const int sizes[] = {18, 14, 12};
    struct grid_cell cell = line_cell(m, h);

    if (!doc_has_attr(h, "size"))
        cell.size = m->style->size * sizes[h->level <= 3 && h->level ? h->level - 1 : 2] / 12;
    cell.role = GRID_HEADING;
    cell.text = maker_text(m, h);
    cell.own = maker_prints_own(h);
    cell.align = hinted_align(h, h->level == 1 ? DOC_ALIGN_CENTER : DOC_ALIGN_LEFT);
    maker_add_cell(m, cell);
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

/* The notes of this sheet's marks stand at its end. */
static void add_notes(struct maker *m)
{
    for (; m->notes.printed < m->notes.seen; m->notes.printed++) {
        m->marker = arena_fmt(m->a, "[%zu] ", m->notes.printed + 1);
        add_blocks(m, m->notes.note[m->notes.printed]);
    }
}

/* A chart stands over a row of its own. */
static void add_chart(struct maker *m, const struct doc_node *n)
{
    struct grid_sheet *s = m->sheet;
    int32_t height;
    double mm;

    if (!doc_hint_number(n, "height", CHART_MM, 20000, 250000, &height, m->d))
        return;
    mm = height / 1000.0;
    arena_grow(m->a, &s->charts, &m->charts_cap, s->ncharts, sizeof *s->charts);
    s->charts[s->ncharts++] =
        (struct grid_chart){n, maker_add_row(m, mm * PT_PER_MM), mm * PT_PER_MM};
    maker_add_row(m, 6);
}

static void begin_sheet(struct maker *m, const struct doc_node *n)
{
    struct str name = doc_attr(n, "sheet");

    if (m->sheet->nrows) {
        add_notes(m);
        add_sheet(m, name, n->pos);
    } else if (!is_sheet_name(name)) {
        diag(m->d, DIAG_SHEET_NAME, n->pos, name);
    } else {
        m->sheet->name = name;
    }
}

static void add_block(struct maker *m, const struct doc_node *n)
{
    size_t rows;

    if (doc_has_attr(n, "sheet"))
        begin_sheet(m, n);
    rows = m->sheet->nrows;
    if (n->kind == DOC_HEADING)
        add_heading(m, n);
    else if (n->kind == DOC_PARAGRAPH || n->kind == DOC_CODE_BLOCK)
        add_paragraph(m, n);
    else if (n->kind == DOC_TABLE)
        maker_add_table(m, n);
    else if (n->kind == DOC_LIST)
        add_list(m, n);
    else if (n->kind == DOC_CHART)
        add_chart(m, n);
    else if (n->kind == DOC_PAGE_BREAK)
        m->sheet->rows[maker_add_row(m, 1)].page_break = rows > 0;
    else if (n->kind != DOC_RULE && n->kind != DOC_FOOTNOTE)
        add_blocks(m, n);
}

static void add_blocks(struct maker *m, const struct doc_node *parent)
{
    for (const struct doc_node *c = parent->first; c; c = c->next)
        add_block(m, c);
}

struct grid *grid_make(const struct doc_node *doc, const struct layout_style *style,
                       struct str name, struct arena *a, struct diag *d)
{
    struct maker m = {.style = style, .marker = STR(""), .a = a, .d = d};
    size_t errors = diag_errors(d);

    m.grid = arena_alloc(a, sizeof *m.grid);
    m.scratch = arena_new();
    maker_find_notes(&m, doc);
    add_sheet(&m, usual_name(&m, name), doc->pos);
    add_blocks(&m, doc);
    add_notes(&m);
    for (size_t i = 0; i < m.grid->nsheets; i++)
        maker_finish_sheet(&m, &m.grid->sheets[i]);
    arena_free(m.scratch);
    return diag_errors(d) == errors && !m.failed ? m.grid : NULL;
}

bool grid_number(const struct grid_cell *c, double *out)
{
    const struct grid_value *v = c->value;
    long days;
    char *end;

    if (!v || v->blank || !v->spec || !v->canon.ptr || v->canon.len > 15)
        return false;
    if (v->spec->type == VALUE_DATE) {
        if (!value_date_days(v->canon, &days))
            return false;
        *out = (double)(days + DAY_ZERO);
        return true;
    }
    if ((v->spec->type != VALUE_INT && v->spec->type != VALUE_DECIMAL) ||
        str_eq(v->format, STR("capital")))
        return false;
    {
        char digits[16];

        memcpy(digits, v->canon.ptr, v->canon.len);
        digits[v->canon.len] = '\0';
        *out = strtod(digits, &end);
        return end != digits && *end == '\0';
    }
}

struct str grid_text(const struct grid_cell *c)
{
    double number;

    return grid_number(c, &number) ? c->value->canon : c->text;
}

enum grid_use grid_use(const struct grid_cell *c)
{
    if (c->value && c->value->spec && c->value->spec->formula)
        return GRID_CALCULATED;
    if (c->open)
        return c->value ? GRID_FIELD : c->text.len ? GRID_MIXED : GRID_NOTHING;
    return c->text.len ? GRID_FIXED : GRID_NOTHING;
}
