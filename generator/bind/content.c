/* Policy as a table: the documents under content/, one row per heading, paragraph and item. */
#include "base/map.h"
#include "bind/bind.h"
#include "data/sql.h"

#define MAX_TRAIL 16 /* headings and items around a row */

struct loader {
    struct arena *arena;
    struct str *columns; /* the attributes' names, in order of first appearance */
    size_t ncolumns, cap;
    struct map known;
    struct query *insert;
    struct diag *d;
    struct str doc;
    const struct doc_node *trail[MAX_TRAIL]; /* headings by level, then items around */
    size_t nheadings, depth;
    bool quoted;
};

static void collect_columns(struct loader *l, const struct doc_node *n)
{
    for (const struct doc_attr *at = n->attrs; at; at = at->next) {
        void **slot = map_slot(&l->known, at->key);

        if (*slot)
            continue;
        arena_grow(l->arena, &l->columns, &l->cap, l->ncolumns, sizeof *l->columns);
        l->columns[l->ncolumns++] = at->key;
        *slot = &l->columns;
    }
    for (const struct doc_node *c = n->first; c; c = c->next)
        collect_columns(l, c);
}

static bool make_table(struct loader *l, struct store *s)
{
    struct buf sql = {0}, insert = {0};
    bool ok;

    buf_str(&sql, STR("CREATE TABLE content (doc TEXT, line INTEGER, kind TEXT, depth INTEGER, "
                      "heading TEXT, trail TEXT, number INTEGER, text TEXT, parent INTEGER, "
                      "checked INTEGER"));
    buf_str(&insert, STR("INSERT INTO content VALUES (?,?,?,?,?,?,?,?,?,?"));
    for (size_t i = 0; i < l->ncolumns; i++) {
        buf_str(&sql, STR(", "));
        sql_put_name(&sql, l->columns[i]);
        buf_str(&sql, STR(" TEXT"));
        buf_str(&insert, STR(",?"));
    }
    buf_str(&sql, STR(")"));
    buf_str(&insert, STR(")"));
    buf_char(&sql, '\0');
    buf_char(&insert, '\0');
    ok = store_exec(s, sql.ptr, l->d);
    if (ok)
        l->insert = store_statement(s, insert.ptr, l->d);
    buf_free(&sql);
    buf_free(&insert);
    return ok && l->insert;
}

/* The innermost value of an attribute, on this node or around it. */
static struct str inherited(const struct loader *l, const struct doc_node *n, struct str key)
{
    for (size_t i = l->depth + 1; i > 0; i--) {
        const struct doc_node *at = i == l->depth + 1 ? n : l->trail[i - 1];

        for (const struct doc_attr *attr = at->attrs; attr; attr = attr->next)
            if (str_eq(attr->key, key))
                return attr->value;
    }
    return (struct str){0};
}

static struct str trail_text(const struct loader *l)
{
    struct buf b = {0};
    struct str s;

    for (size_t i = 0; i < l->nheadings; i++) {
        if (i)
            buf_str(&b, STR("／"));
        doc_text(l->trail[i], &b);
    }
    s = arena_str(l->arena, buf_view(&b));
    buf_free(&b);
    return s;
}

static struct str text_of(const struct loader *l, const struct doc_node *n)
{
    struct buf b = {0};
    struct str s;

    doc_text(n, &b);
    s = arena_str(l->arena, str_trim(buf_view(&b)));
    buf_free(&b);
    return s;
}

/* The number of an item in its ordered list, 0 elsewhere. */
static int number_of(const struct doc_node *item)
{
    int n = item->parent->start;

    if (item->kind != DOC_ITEM || !item->parent->ordered)
        return 0;
    for (const struct doc_node *c = item->parent->first; c != item; c = c->next)
        n++;
    return n;
}

/* The row of the item around: an item's row is its first paragraph's. */
static const struct doc_node *item_around(const struct loader *l, const struct doc_node *owner)
{
    for (size_t i = l->depth; i > l->nheadings; i--) {
        const struct doc_node *n = l->trail[i - 1];

        if (n != owner && n->kind == DOC_ITEM && n->first && n->first->kind == DOC_PARAGRAPH)
            return n->first;
    }
    return NULL;
}

/* node: whose text it is; owner: whose attributes and number (an item, for its first paragraph). */
static void add_row(struct loader *l, const struct doc_node *node, const struct doc_node *owner)
{
    const char *kind = node->kind == DOC_HEADING ? "heading"
                       : l->quoted               ? "quote"
                       : owner->kind == DOC_ITEM ? "item"
                                                 : "paragraph";
    const struct doc_node *around = item_around(l, owner);
    int number = number_of(owner);
    struct query *q = l->insert;

    query_reset(q);
    query_bind_at(q, 1, l->doc, VALUE_TEXT, false);
    query_bind_at(q, 2, arena_fmt(l->arena, "%u", node->pos.row), VALUE_INT, false);
    query_bind_at(q, 3, str_from(kind), VALUE_TEXT, false);
    query_bind_at(q, 4, arena_fmt(l->arena, "%zu", l->depth), VALUE_INT, false);
    query_bind_at(q, 5, l->nheadings ? text_of(l, l->trail[l->nheadings - 1]) : STR(""),
                  VALUE_TEXT, false);
    query_bind_at(q, 6, trail_text(l), VALUE_TEXT, false);
    query_bind_at(q, 7, arena_fmt(l->arena, "%d", number), VALUE_INT, number == 0);
    query_bind_at(q, 8, text_of(l, node), VALUE_TEXT, false);
    query_bind_at(q, 9, arena_fmt(l->arena, "%u", around ? around->pos.row : 0), VALUE_INT, !around);
    query_bind_at(q, 10, owner->checked ? STR("1") : STR("0"), VALUE_INT, !owner->task);
    for (size_t i = 0; i < l->ncolumns; i++) {
        struct str v = inherited(l, owner, l->columns[i]);

        query_bind_at(q, (int)i + 11, v, VALUE_TEXT, !v.ptr);
    }
    query_step(q, l->d);
}

static void walk(struct loader *l, const struct doc_node *parent);

static void walk_heading(struct loader *l, const struct doc_node *n)
{
    while (l->nheadings && l->trail[l->nheadings - 1]->level >= n->level)
        l->nheadings--;
    l->depth = l->nheadings;
    add_row(l, n, n);
    l->trail[l->nheadings++] = n;
    l->depth = l->nheadings;
}

static void walk_inside(struct loader *l, const struct doc_node *n)
{
    if (l->depth >= MAX_TRAIL) {
        diag(l->d, DIAG_TOO_DEEP, n->pos);
        return;
    }
    l->trail[l->depth++] = n;
    walk(l, n);
    l->depth--;
}

static void walk_quote(struct loader *l, const struct doc_node *n)
{
    bool before = l->quoted;

    l->quoted = true;
    walk_inside(l, n);
    l->quoted = before;
}

static void walk(struct loader *l, const struct doc_node *parent)
{
    for (const struct doc_node *n = parent->first; n; n = n->next) {
        if (n->kind == DOC_HEADING && parent->kind == DOC_DOCUMENT && l->nheadings < MAX_TRAIL - 1)
            walk_heading(l, n);
        else if (n->kind == DOC_PARAGRAPH)
            add_row(l, n, parent->kind == DOC_ITEM && parent->first == n ? parent : n);
        else if (n->kind == DOC_QUOTE)
            walk_quote(l, n);
        else if (n->kind == DOC_LIST || n->kind == DOC_ITEM)
            walk_inside(l, n);
    }
}

bool bind_load_content(struct store *s, const struct bind_content *docs, size_t n,
                       struct arena *a, struct diag *d)
{
    struct loader l = {.arena = a, .known = map_new(a), .d = d};
    size_t errors = diag_errors(d);

    for (size_t i = 0; i < n; i++)
        collect_columns(&l, docs[i].root);
    if (!make_table(&l, s))
        return false;
    for (size_t i = 0; i < n; i++) {
        l.doc = docs[i].name;
        l.nheadings = l.depth = 0;
        walk(&l, docs[i].root);
    }
    query_free(l.insert);
    return diag_errors(d) == errors;
}
