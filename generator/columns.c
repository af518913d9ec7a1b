/* A regulation beside its explanations: `columns: [規定, 說明]` in the front matter. Each section of
 * the second level that holds a block quote becomes a row, its quotes the second cell; sections in a
 * row are one table. Two columns are a way of printing, not of writing. */
#include "layout/layout.h"
#include "project.h"

struct columns {
    struct arena *arena;
    struct str labels[2];
};

static bool is_section(const struct doc_node *n)
{
    return n->kind == DOC_HEADING && n->level == 2;
}

static bool ends_section(const struct doc_node *n)
{
    return (n->kind == DOC_HEADING && n->level <= 2) || n->kind == DOC_PAGE_BREAK ||
           n->kind == DOC_FOOTNOTE;
}

/* Can the block stand in a cell, which holds lines only? */
static bool is_plain(const struct doc_node *n)
{
    if (n->kind == DOC_TABLE || n->kind == DOC_CODE_BLOCK)
        return false;
    for (const struct doc_node *c = n->first; c; c = c->next)
        if (!is_plain(c))
            return false;
    return true;
}

/* Is this the heading of a section with explanations? */
static bool is_explained(const struct doc_node *n)
{
    bool quoted = false;

    if (!is_section(n))
        return false;
    for (n = n->next; n && !ends_section(n); n = n->next) {
        quoted |= n->kind == DOC_QUOTE;
        if (!is_plain(n))
            return false;
    }
    return quoted;
}

static void add_text(struct columns *k, struct doc_node *to, struct str text, struct pos pos)
{
    struct doc_node *n = doc_new(k->arena, DOC_TEXT, pos);

    n->text = text;
    doc_append(to, n);
}

static void take_children(struct doc_node *to, struct doc_node *from)
{
    struct doc_node *n = from->first, *next;

    for (; n; n = next) {
        next = n->next;
        n->next = NULL;
        doc_append(to, n);
    }
}

static void begin_line(struct columns *k, struct doc_node *cell, struct pos pos)
{
    if (cell->first)
        doc_append(cell, doc_new(k->arena, DOC_BREAK, pos));
}

static void add_block(struct columns *k, struct doc_node *cells[2], size_t at, struct doc_node *n,
                      struct str marker);

static void add_list(struct columns *k, struct doc_node *cells[2], size_t at, struct doc_node *list)
{
    int number = list->start;
    struct doc_node *item = list->first, *next;

    for (; item; item = next, number++) {
        struct doc_node *block = item->first, *after;
        struct str marker =
            list->ordered ? arena_fmt(k->arena, "%d.\u3000", number) : STR("\u2027");

        next = item->next;
        for (; block; block = after, marker = STR("")) {
            after = block->next;
            add_block(k, cells, at, block, marker);
        }
    }
}

/* One block's lines at the end of its cell; explanations go to the second, wherever they stand. */
static void add_block(struct columns *k, struct doc_node *cells[2], size_t at, struct doc_node *n,
                      struct str marker)
{
    struct doc_node *cell = cells[at], *strong, *block, *next;

    if (n->kind == DOC_QUOTE) {
        for (block = n->first; block; block = next) {
            next = block->next;
            add_block(k, cells, 1, block, STR(""));
        }
    } else if (n->kind == DOC_LIST) {
        add_list(k, cells, at, n);
    } else if (n->kind == DOC_HEADING) {
        begin_line(k, cell, n->pos);
        strong = doc_new(k->arena, DOC_STRONG, n->pos);
        take_children(strong, n);
        doc_append(cell, strong);
    } else if (n->first) {
        begin_line(k, cell, n->pos);
        if (marker.len)
            add_text(k, cell, marker, n->pos);
        take_children(cell, n);
    }
}

static struct doc_node *new_row(struct columns *k, struct doc_node *table, struct doc_node *cells[2],
                                struct pos pos)
{
    struct doc_node *row = doc_new(k->arena, DOC_ROW, pos);

    for (size_t i = 0; i < 2; i++) {
        cells[i] = doc_new(k->arena, DOC_CELL, pos);
        cells[i]->cols = cells[i]->rows = 1;
        doc_append(row, cells[i]);
    }
    doc_append(table, row);
    return row;
}

static struct doc_node *new_table(struct columns *k, struct doc_node *to, struct pos pos)
{
    struct doc_node *table = doc_new(k->arena, DOC_TABLE, pos), *cells[2], *row;
    struct doc_attr *hints = arena_array(k->arena, 2, sizeof *hints);

    hints[0] = (struct doc_attr){.key = STR("widths"), .value = STR("60 40"), .pos = pos};
    hints[1] = (struct doc_attr){.key = STR("valign"), .value = STR("top"), .pos = pos};
    hints[0].next = &hints[1];
    table->attrs = hints;
    row = new_row(k, table, cells, pos);
    row->header = true;
    for (size_t i = 0; i < 2; i++) {
        cells[i]->align = DOC_ALIGN_CENTER;
        add_text(k, cells[i], k->labels[i], pos);
    }
    doc_append(to, table);
    return table;
}

/* Makes the section at `n` a row; gives what follows it. */
static struct doc_node *add_section(struct columns *k, struct doc_node *table, struct doc_node *n)
{
    struct doc_node *cells[2], *next;
    bool first = true;

    new_row(k, table, cells, n->pos);
    for (; n && (first || !ends_section(n)); n = next, first = false) {
        next = n->next;
        add_block(k, cells, 0, n, STR(""));
    }
    return n;
}

static void arrange(struct columns *k, struct doc_node *body)
{
    struct doc_node *n = body->first, *next, *table = NULL;

    body->first = body->last = NULL;
    while (n) {
        if (is_explained(n)) {
            if (!table)
                table = new_table(k, body, n->pos);
            n = add_section(k, table, n);
            continue;
        }
        table = NULL;
        next = n->next;
        n->next = NULL;
        doc_append(body, n);
        n = next;
    }
}

bool project_columns(const struct yaml *front, struct doc_node *body, struct arena *a,
                     struct diag *d)
{
    const struct yaml *list = yaml_sequence(front, "columns", d);
    struct columns k = {.arena = a};
    size_t n = 0;

    if (!yaml_get(front, "columns"))
        return true;
    for (const struct yaml *y = list ? list->first : NULL; y; y = y->next)
        if (yaml_must_be(y, YAML_SCALAR, d) && n++ < 2)
            k.labels[n - 1] = y->text;
    if (n != 2)
        return diag(d, DIAG_WRONG_KIND, yaml_get(front, "columns")->pos, STR("columns"),
                    STR("[規定, 說明]"));
    arrange(&k, body);
    return true;
}
