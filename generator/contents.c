/* A table of contents: laid out with the document it speaks of, until its numbers are right. */
#include "run.h"

#define MOST_ROUNDS 5

static struct doc_node *cell_with(struct arena *a, struct doc_node *row, struct str text,
                                  enum doc_align align)
{
    struct doc_node *cell = doc_new(a, DOC_CELL, row->pos), *t = doc_new(a, DOC_TEXT, row->pos);

    cell->cols = cell->rows = 1;
    cell->align = align;
    t->text = text;
    doc_append(cell, t);
    doc_append(row, cell);
    return cell;
}

static struct doc_attr *attr(struct arena *a, struct str key, struct str value,
                             struct doc_attr *next)
{
    struct doc_attr *at = arena_alloc(a, sizeof *at);

    *at = (struct doc_attr){.key = key, .value = value, .next = next};
    return at;
}

static bool is_listed(const struct layout_heading *h)
{
    return h->level == 2 || h->level == 3;
}

/* A row for each heading of the second and third level; pages NULL: numbers unknown yet. */
static struct doc_node *contents_table(const struct layout_pages *pages, struct pos pos,
                                       struct arena *a)
{
    struct doc_node *table = doc_new(a, DOC_TABLE, pos);

    table->attrs =
        attr(a, STR("widths"), STR("90 10"),
             attr(a, STR("rules"), STR("none"), attr(a, STR("role"), STR("contents"), NULL)));
    for (size_t i = 0; i < pages->nheadings; i++) {
        const struct layout_heading *h = &pages->headings[i];
        struct doc_node *row;

        if (!is_listed(h))
            continue;
        row = doc_new(a, DOC_ROW, pos);
        cell_with(a, row, arena_fmt(a, "%s%.*s", h->level == 3 ? "\u3000" : "", STR_ARG(h->text)),
                  DOC_ALIGN_LEFT);
        cell_with(a, row, arena_fmt(a, "%zu", h->page + 1), DOC_ALIGN_RIGHT);
        doc_append(table, row);
    }
    return table;
}

static struct doc_node *copy_of(const struct doc_node *from, struct arena *a)
{
    struct doc_node *n = arena_alloc(a, sizeof *n);

    *n = *from;
    n->next = NULL;
    return n;
}

/* The document with its contents behind the title (its first heading), on pages of their own. */
static struct doc_node *with_contents(const struct doc_node *body, const struct layout_pages *pages,
                                      struct arena *a)
{
    struct doc_node *root = copy_of(body, a), *table = contents_table(pages, body->pos, a);
    const struct doc_node *first = body->first;

    root->first = root->last = NULL;
    for (const struct doc_node *n = first; n; n = n->next) {
        doc_append(root, copy_of(n, a));
        if (n != first || !table->first)
            continue;
        doc_append(root, table);
        doc_append(root, doc_new(a, DOC_PAGE_BREAK, n->pos));
    }
    return root;
}

static bool same_numbers(const struct layout_pages *a, const struct layout_pages *b)
{
    if (a->nheadings != b->nheadings)
        return false;
    for (size_t i = 0; i < a->nheadings; i++)
        if (a->headings[i].page != b->headings[i].page)
            return false;
    return true;
}

struct layout_pages *run_layout_document(const struct metrics *m,
                                         const struct project_document *doc, struct arena *a,
                                         struct diag *d)
{
    struct layout *l = layout_new(m, &doc->style, a);
    struct layout_pages *pages = layout_pages(l, doc->body, doc->title, a, d), *before;

    for (int round = 0; pages && doc->contents && round < MOST_ROUNDS; round++) {
        before = pages;
        pages = layout_pages(l, with_contents(doc->body, before, a), doc->title, a, d);
        if (pages && same_numbers(pages, before))
            break;
    }
    return pages;
}
