#include "doc/doc.h"

static const char *const names[] = {
    [DOC_DOCUMENT] = "document",
    [DOC_HEADING] = "heading",
    [DOC_PARAGRAPH] = "paragraph",
    [DOC_LIST] = "list",
    [DOC_ITEM] = "item",
    [DOC_QUOTE] = "quote",
    [DOC_CODE_BLOCK] = "code-block",
    [DOC_TABLE] = "table",
    [DOC_ROW] = "row",
    [DOC_CELL] = "cell",
    [DOC_RULE] = "rule",
    [DOC_PAGE_BREAK] = "page-break",
    [DOC_CHART] = "chart",
    [DOC_FOOTNOTE] = "footnote",
    [DOC_TEXT] = "text",
    [DOC_BREAK] = "break",
    [DOC_STRONG] = "strong",
    [DOC_EMPH] = "emph",
    [DOC_STRUCK] = "struck",
    [DOC_CODE] = "code",
    [DOC_LINK] = "link",
    [DOC_IMAGE] = "image",
    [DOC_FOOTNOTE_MARK] = "footnote-mark",
    [DOC_FIELD] = "field",
    [DOC_SECTION] = "section",
    [DOC_VALUE] = "value",
    [DOC_ROWS] = "rows",
};

struct doc_node *doc_new(struct arena *a, enum doc_kind kind, struct pos pos)
{
    struct doc_node *n = arena_alloc(a, sizeof *n);

    n->kind = kind;
    n->pos = pos;
    if (kind == DOC_CELL)
        n->cols = n->rows = 1;
    return n;
}

void doc_append(struct doc_node *parent, struct doc_node *child)
{
    child->parent = parent;
    child->next = NULL;
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
}

bool doc_is_block(enum doc_kind kind)
{
    return kind <= DOC_FOOTNOTE;
}

const char *doc_kind_name(enum doc_kind kind)
{
    return kind < DOC_KIND_COUNT ? names[kind] : "?";
}

static const struct doc_attr *find(const struct doc_node *n, const char *key)
{
    for (const struct doc_attr *at = n->attrs; at; at = at->next)
        if (str_eq(at->key, str_from(key)))
            return at;
    return NULL;
}

struct str doc_attr(const struct doc_node *n, const char *key)
{
    const struct doc_attr *at = find(n, key);

    return at ? at->value : STR("");
}

bool doc_has_attr(const struct doc_node *n, const char *key)
{
    return find(n, key) != NULL;
}

void doc_text(const struct doc_node *n, struct buf *b)
{
    if (n->kind == DOC_TEXT || n->kind == DOC_CODE || n->kind == DOC_CODE_BLOCK)
        buf_str(b, n->text);
    else if (n->kind == DOC_BREAK)
        buf_char(b, '\n');
    for (const struct doc_node *c = n->first; c; c = c->next)
        doc_text(c, b);
}

static void dump_cell(const struct doc_node *n, struct buf *b)
{
    if (n->cols != 1)
        buf_fmt(b, " cols=%u", n->cols);
    if (n->rows != 1)
        buf_fmt(b, " rows=%u", n->rows);
}

static void dump_flags(const struct doc_node *n, struct buf *b)
{
    static const char *const aligns[] = {"", " left", " center", " right"};

    if (n->kind == DOC_HEADING)
        buf_fmt(b, " %u", n->level);
    if (n->kind == DOC_LIST)
        buf_str(b, n->ordered ? STR(" ordered") : STR(" bullets"));
    if (n->kind == DOC_LIST && n->ordered)
        buf_fmt(b, " start=%d", n->start);
    if (n->tight)
        buf_str(b, STR(" tight"));
    if (n->task)
        buf_str(b, n->checked ? STR(" checked") : STR(" unchecked"));
    if (n->header)
        buf_str(b, STR(" header"));
    if (n->banner)
        buf_str(b, STR(" banner"));
    if (n->inverted)
        buf_str(b, STR(" inverted"));
    if (n->blank)
        buf_str(b, STR(" blank"));
    if (n->shared)
        buf_str(b, STR(" shared"));
    buf_str(b, str_from(aligns[n->align]));
    if (n->kind == DOC_CELL)
        dump_cell(n, b);
}

static void dump(const struct doc_node *n, struct buf *b, int depth)
{
    buf_fmt(b, "%*s%s", depth * 2, "", doc_kind_name(n->kind));
    dump_flags(n, b);
    if (n->spec && (n->kind == DOC_VALUE || n->kind == DOC_FIELD))
        buf_fmt(b, " type=%s", value_type_name(n->spec->type));
    if (n->format.len)
        buf_fmt(b, " format=%.*s", STR_ARG(n->format));
    for (const struct doc_attr *at = n->attrs; at; at = at->next) {
        buf_fmt(b, " {%.*s: ", STR_ARG(at->key));
        buf_str(b, at->value);
        buf_char(b, '}');
    }
    if (n->text.len) {
        buf_char(b, ' ');
        buf_json(b, n->text);
    }
    buf_char(b, '\n');
    for (const struct doc_node *c = n->first; c; c = c->next)
        dump(c, b, depth + 1);
}

void doc_dump(const struct doc_node *n, struct buf *b)
{
    dump(n, b, 0);
}
