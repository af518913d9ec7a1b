#include <string.h>

#include "bind/form.h"

struct filler {
    struct bind_form *f;
    size_t record;
    const struct str *frames[BIND_MAX_DEPTH]; /* the row of each open scope; wording: NULL for data */
    const struct str *lists[BIND_MAX_DEPTH]; /* their names */
    size_t depth;
    struct str output;
    struct arena *a; /* the document's, or the run's within a shared block */
    bool shared;
    bool wording; /* not what the data say: a value is its name, a section of data is there once */
    bool lazy; /* a table's list is left to be filled row by row */
    bool book; /* for a workbook: what is closed is told apart, though nothing is shared */
    bool failed;
    struct diag *d;
};

/* A list whose rows are filled when they are read. */
struct later {
    struct doc_rows rows;
    struct filler x; /* as it was at the list, the list's own scope open */
    const struct bind_plan *plan;
    const struct str *values;
    struct doc_node *table;
};

struct str bind_record_column(const struct bind_form *f, size_t record, size_t column)
{
    struct bind_piece p;

    memcpy(&p, f->records.pieces.ptr + (record * f->each->ncolumns + column) * sizeof p, sizeof p);
    if (p.len == BIND_NULL)
        return (struct str){0};
    return p.len ? (struct str){f->records.text.ptr + p.at, p.len} : STR("");
}

struct str bind_record_value(const struct bind_form *f, struct bind_ref ref, size_t record)
{
    if (ref.source == BIND_CONSTANT)
        return f->constants[ref.at];
    if (ref.source == BIND_BLANK)
        return f->fields[ref.at].value;
    return bind_record_column(f, record, ref.at);
}

static struct str value_of(const struct filler *x, struct bind_ref ref)
{
    if (ref.source == BIND_COLUMN && ref.depth > 0)
        return x->frames[ref.depth][ref.at];
    return bind_record_value(x->f, ref, x->record);
}

static bool is_true(struct str v)
{
    return v.ptr && v.len && !str_eq(v, STR("0"));
}

void bind_put_key(struct buf *b, struct str value)
{
    buf_fmt(b, value.ptr ? "%zu:" : "-", value.len);
    buf_str(b, value);
}

static void put_key(struct buf *b, const struct filler *x, const struct bind_ref *refs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        bind_put_key(b, value_of(x, refs[i]));
}

static bool run_list(struct filler *x, const struct bind_plan *p, struct arena *a,
                     struct bind_rows *out)
{
    query_reset(p->list->q);
    for (size_t i = 0; i < query_nparams(p->list->q); i++) {
        struct str v = value_of(x, p->params[i]);

        query_bind(p->list->q, query_param(p->list->q, i), v, p->param_types[i], !v.ptr);
    }
    return bind_query_rows(p->list, a, x->d, out);
}

/* A list's rows: from memory when its parameters are closed, else from the store. */
static struct bind_rows list_rows(struct filler *x, const struct bind_plan *p)
{
    struct bind_rows rows = {0}, *known;
    struct buf key = {0};

    if (!p->section_closed) {
        x->failed |= !run_list(x, p, x->a, &rows);
        return rows;
    }
    put_key(&key, x, p->params, query_nparams(p->list->q));
    known = map_get(&p->list->results, buf_view(&key));
    if (!known) {
        known = arena_alloc(x->f->arena, sizeof *known);
        x->failed |= !run_list(x, p, x->f->arena, known);
        *map_slot(&p->list->results, buf_view(&key)) = known;
    }
    buf_free(&key);
    return *known;
}

static void fill_children(struct filler *x, const struct bind_plan *p, struct doc_node *to);

/* A note's mark is numbered by where it stands in the whole document, a picture is looked for in all of it, a
 * link is looked at when it is drawn. */
static bool must_be_there(const struct bind_plan *p)
{
    enum doc_kind kind = p->node->kind;

    if (kind == DOC_FOOTNOTE_MARK || kind == DOC_LINK || kind == DOC_IMAGE ||
        (p->spec && p->spec->type == VALUE_IMAGE))
        return true;
    for (const struct bind_plan *c = p->first; c; c = c->next)
        if (must_be_there(c))
            return true;
    return false;
}

static const struct doc_node *fill_row(const struct doc_rows *rows, size_t i, struct arena *a)
{
    const struct later *l = (const struct later *)(const void *)rows;
    struct doc_node *holder = doc_new(a, DOC_TABLE, l->plan->node->pos);
    struct filler x = l->x;

    holder->parent = l->table;
    x.a = a;
    x.frames[x.depth] = &l->values[i * l->plan->list->ncolumns];
    fill_children(&x, l->plan, holder);
    return x.failed ? NULL : holder;
}

/* Leaves the list to be filled when its rows are read. */
static void put_off(struct filler *x, const struct bind_plan *p, const struct bind_rows *rows,
                    struct doc_node *to)
{
    struct doc_node *n = doc_new(x->a, DOC_ROWS, p->node->pos);
    struct later *l = arena_alloc(x->a, sizeof *l);

    *l = (struct later){{rows->n, fill_row}, *x, p, rows->values, to};
    l->x.lazy = false;
    n->rows_of = &l->rows;
    doc_append(to, n);
}

static void fill_section(struct filler *x, const struct bind_plan *p, struct doc_node *to)
{
    struct bind_rows rows;

    if (x->wording && !(p->list && p->own)) {
        x->frames[++x->depth] = NULL;
        fill_children(x, p, to);
        x->depth--;
        return;
    }
    if (!p->list) {
        if (is_true(value_of(x, p->ref)) != p->node->inverted)
            fill_children(x, p, to);
        return;
    }
    rows = list_rows(x, p);
    if (p->node->inverted) {
        if (rows.n == 0)
            fill_children(x, p, to);
        return;
    }
    x->lists[++x->depth] = &p->list->name;
    if (x->lazy && to->kind == DOC_TABLE && rows.n && !must_be_there(p)) {
        put_off(x, p, &rows, to);
        x->depth--;
        return;
    }
    for (size_t i = 0; i < rows.n; i++) {
        x->frames[x->depth] = &rows.values[i * p->list->ncolumns];
        fill_children(x, p, to);
    }
    x->depth--;
}

static struct doc_node *copy_node(struct arena *a, const struct doc_node *from)
{
    struct doc_node *n = arena_alloc(a, sizeof *n);

    *n = *from;
    n->parent = n->first = n->last = n->next = NULL;
    return n;
}

static struct str caption_of(const struct filler *x, const struct bind_plan *p)
{
    struct str v = value_of(x, p->caption);

    return v.ptr ? value_print(p->caption_spec, v, STR(""), x->a) : STR("");
}

/* A field as the form's wording has it: its name, and what may be answered. */
static void fill_name(struct filler *x, const struct bind_plan *p, struct doc_node *to)
{
    const struct value_spec *spec = p->ref.source == BIND_BLANK ? p->spec : NULL;
    struct doc_node *n = doc_new(x->a, DOC_TEXT, p->node->pos);

    n->text = arena_fmt(x->a, "{{%.*s %s", STR_ARG(p->node->text), spec ? value_type_name(spec->type) : "");
    for (size_t i = 0; spec && i < spec->nchoices; i++)
        n->text = arena_fmt(x->a, "%.*s|%.*s", STR_ARG(n->text), STR_ARG(spec->choices[i].label));
    doc_append(to, n);
}

static bool is_wording(const struct filler *x, struct bind_ref ref)
{
    return ref.source == BIND_COLUMN && ref.depth > 0 && x->frames[ref.depth];
}

static void fill_field(struct filler *x, const struct bind_plan *p, struct doc_node *to)
{
    struct doc_node *n = copy_node(x->a, p->node), *text;
    struct str v;

    if (x->wording && !is_wording(x, p->ref)) {
        fill_name(x, p, to);
        return;
    }
    v = value_of(x, p->ref);
    n->kind = DOC_VALUE;
    n->spec = p->spec;
    n->shared = x->shared;
    n->list = x->depth > 0 ? x->lists[x->depth] : NULL;
    n->blank = !v.ptr || v.len == 0 || p->spec->type == VALUE_SIGNATURE;
    doc_append(to, n);
    if (p->captioned)
        n->format = caption_of(x, p);
    if (n->blank)
        return;
    n->canon = v;
    text = doc_new(x->a, DOC_TEXT, n->pos);
    text->text = value_print(p->spec, v,
                             str_eq(n->format, STR("boxes")) ? STR("") : n->format, x->a);
    doc_append(n, text);
}

/* A block that held only what has gone, such as a section that was false, goes too. */
static bool is_left_empty(const struct doc_node *n, const struct doc_node *from)
{
    return from->first && !n->first && n->kind != DOC_CELL && n->kind != DOC_DOCUMENT;
}

static void fill_node(struct filler *x, const struct bind_plan *p, struct doc_node *to)
{
    struct doc_node *n = copy_node(x->a, p->node);

    n->shared = x->shared;
    if (x->shared && x->a == x->f->arena && doc_is_block(n->kind))
        n->layout = arena_alloc(x->f->arena, sizeof *n->layout);
    fill_children(x, p, n);
    if (!is_left_empty(n, p->node))
        doc_append(to, n);
}

/* A closed block: made once for its values, then put in place as a copy of its top node. */
static void fill_shared(struct filler *x, const struct bind_plan *p, struct doc_node *to)
{
    struct buf key = {0};
    struct doc_node *holder, *n;

    if (!x->f->shares) {
        struct filler own = *x;

        own.shared = true;
        fill_node(&own, p, to);
        x->failed |= own.failed;
        return;
    }
    buf_fmt(&key, "%zu ", p->id);
    put_key(&key, x, p->needs, p->nneeds);
    holder = map_get(&x->f->masters, buf_view(&key));
    if (!holder) {
        struct filler own = *x;

        own.a = x->f->arena;
        own.shared = true;
        own.lazy = false;
        holder = doc_new(own.a, DOC_DOCUMENT, p->node->pos);
        fill_node(&own, p, holder);
        x->failed |= own.failed;
        *map_slot(&x->f->masters, buf_view(&key)) = holder;
    }
    buf_free(&key);
    if (!holder->first)
        return;
    n = arena_alloc(x->a, sizeof *n);
    *n = *holder->first;
    n->next = NULL;
    doc_append(to, n);
}

static void fill_children(struct filler *x, const struct bind_plan *p, struct doc_node *to)
{
    for (const struct bind_plan *c = p->first; c; c = c->next) {
        if (c->only.len && !str_eq(c->only, x->output))
            continue;
        if (c->node->kind == DOC_FIELD)
            fill_field(x, c, to);
        else if (c->node->kind == DOC_SECTION)
            fill_section(x, c, to);
        else if (c->closed && (x->f->shares || x->book) && !x->shared && !x->wording &&
                 doc_is_block(c->node->kind) &&
                 c->node->kind != DOC_CELL)
            fill_shared(x, c, to);
        else
            fill_node(x, c, to);
    }
}

static struct doc_node *fill_document(struct bind_form *f, struct str output, bool lazy,
                                      size_t record, struct arena *a, struct diag *d)
{
    struct filler x = {.f = f, .record = record, .output = output, .a = a, .d = d};
    struct doc_node *root = copy_node(a, f->plan->node);

    x.lazy = lazy;
    x.book = str_eq(output, STR("xlsx"));
    if (f->watermark)
        root->text = bind_pattern_fill(f, f->watermark, record, a);
    if (f->head)
        root->format = bind_pattern_fill(f, f->head, record, a);
    fill_children(&x, f->plan, root);
    return x.failed ? NULL : root;
}

/* Text below `n`, a line for each block, with what a workbook makes of it: sheets. */
static void put_wording(const struct doc_node *n, struct buf *b)
{
    buf_str(b, doc_attr(n, "sheet"));
    if (n->kind == DOC_TEXT || n->kind == DOC_CODE)
        buf_str(b, n->text);
    for (const struct doc_node *c = n->first; c; c = c->next)
        put_wording(c, b);
    if (doc_is_block(n->kind) || n->kind == DOC_BREAK)
        buf_char(b, '\n');
}

bool bind_wording(struct bind_form *f, struct str output, size_t record, struct arena *a,
                  struct diag *d, struct buf *b)
{
    struct filler x = {.f = f, .record = record, .output = output, .a = a, .wording = true, .d = d};
    struct doc_node *root = copy_node(a, f->plan->node);

    fill_children(&x, f->plan, root);
    put_wording(root, b);
    return !x.failed;
}

struct doc_node *bind_document(struct bind_form *f, size_t record, struct arena *a,
                               struct diag *d)
{
    return fill_document(f, STR("pdf"), false, record, a, d);
}

struct doc_node *bind_print(struct bind_form *f, size_t record, struct arena *a, struct diag *d)
{
    return fill_document(f, STR("pdf"), true, record, a, d);
}

struct doc_node *bind_workbook(struct bind_form *f, size_t record, struct arena *a, struct diag *d)
{
    return fill_document(f, STR("xlsx"), true, record, a, d);
}
