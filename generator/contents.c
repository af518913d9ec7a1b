/* A document's pages: its title, its table of contents, its text, and their numbers and heads. The text
 * begins on a page of its own behind the contents, so it is laid out once; the contents follow from
 * where its headings stand. */
#include <string.h>

#include "run.h"

#define CHAPTER STR("\uFFFC") /* in a head: the chapter's title */

struct parts {
    const struct metrics *metrics;
    struct layout *layout;
    const struct project_document *doc;
    struct doc_node *title; /* a root with the title alone */
    struct doc_node *text;  /* and one with all the rest */
    size_t title_notes;
    struct arena *arena;
    struct diag *diag;
};

static struct doc_attr *attr(struct arena *a, struct str key, struct str value,
                             struct doc_attr *next)
{
    struct doc_attr *at = arena_alloc(a, sizeof *at);

    *at = (struct doc_attr){.key = key, .value = value, .next = next};
    return at;
}

/* The contents. */

/* A cell that leads to the heading. */
static void add_cell(struct arena *a, struct doc_node *row, struct str text, struct str id,
                     enum doc_align align)
{
    struct doc_node *cell = doc_new(a, DOC_CELL, row->pos), *t = doc_new(a, DOC_TEXT, row->pos);
    struct doc_node *link = doc_new(a, DOC_LINK, row->pos);

    cell->align = align;
    link->text = arena_fmt(a, "#%.*s", STR_ARG(id));
    t->text = text;
    doc_append(link, t);
    doc_append(cell, link);
    doc_append(row, cell);
}

static bool is_listed(const struct parts *p, const struct layout_heading *h)
{
    return h->level == (int)p->doc->chapter || h->level == (int)p->doc->chapter + 1;
}

static bool has_entries(const struct parts *p, const struct layout_pages *text)
{
    for (size_t i = 0; i < text->nheadings; i++)
        if (is_listed(p, &text->headings[i]))
            return true;
    return false;
}

/* A row for each chapter and section. offset: pages before the text that count. */
static struct doc_node *contents_table(const struct parts *p, const struct layout_pages *text,
                                       size_t offset)
{
    struct arena *a = p->arena;
    struct doc_node *table = doc_new(a, DOC_TABLE, p->text->pos);

    table->attrs =
        attr(a, STR("widths"), STR("90 10"),
             attr(a, STR("rules"), STR("none"), attr(a, STR("role"), STR("contents"), NULL)));
    for (size_t i = 0; i < text->nheadings; i++) {
        const struct layout_heading *h = &text->headings[i];
        const char *indent = h->level > (int)p->doc->chapter ? "\u3000" : "";
        struct doc_node *row;

        if (!is_listed(p, h))
            continue;
        row = doc_new(a, DOC_ROW, table->pos);
        add_cell(a, row, arena_fmt(a, "%s%.*s", indent, STR_ARG(h->text)), h->id, DOC_ALIGN_LEFT);
        add_cell(a, row, arena_fmt(a, "%zu", h->page + 1 + offset), h->id, DOC_ALIGN_RIGHT);
        doc_append(table, row);
    }
    return table;
}

/* Above contents that have pages of their own. */
static struct doc_node *contents_heading(const struct parts *p)
{
    struct doc_node *n = doc_new(p->arena, DOC_PARAGRAPH, p->text->pos);
    struct doc_node *strong = doc_new(p->arena, DOC_STRONG, n->pos);
    struct doc_node *t = doc_new(p->arena, DOC_TEXT, n->pos);

    t->text = STR("目　次");
    n->attrs = attr(p->arena, STR("align"), STR("center"), attr(p->arena, STR("size"), STR("16"), NULL));
    doc_append(strong, t);
    doc_append(n, strong);
    return n;
}

/* Parts. */

static struct doc_node *copy_of(const struct doc_node *from, struct arena *a)
{
    struct doc_node *n = arena_alloc(a, sizeof *n);

    *n = *from;
    n->next = NULL;
    return n;
}

static struct doc_node *root_like(const struct doc_node *body, struct arena *a)
{
    struct doc_node *root = copy_of(body, a);

    root->first = root->last = NULL;
    return root;
}

static size_t count_marks(const struct doc_node *n)
{
    size_t marks = n->kind == DOC_FOOTNOTE_MARK;

    for (const struct doc_node *c = n->first; c; c = c->next)
        marks += count_marks(c);
    return marks;
}

/* The title is what stands first; the footnotes are at hand in both parts. */
static void split(struct parts *p)
{
    const struct doc_node *body = p->doc->body;

    p->title = root_like(body, p->arena);
    p->text = root_like(body, p->arena);
    for (const struct doc_node *n = body->first; n; n = n->next) {
        bool title = n == body->first;

        if (title || n->kind == DOC_FOOTNOTE)
            doc_append(p->title, copy_of(n, p->arena));
        if (!title)
            doc_append(p->text, copy_of(n, p->arena));
        if (title)
            p->title_notes = count_marks(n);
    }
}

static struct layout_pages *lay_out(struct parts *p, const struct doc_node *root, size_t notes)
{
    if (p->doc->slides)
        return run_layout_slides(p->metrics, &p->doc->style, root, notes, p->arena, p->diag);
    return layout_body(p->layout, root, notes, p->arena, p->diag);
}

/* Behind the title, on the same page; or on pages of their own behind a cover. */
static struct layout_pages *contents_pages(struct parts *p, const struct layout_pages *text,
                                           size_t offset)
{
    struct doc_node *root = p->title, *table = contents_table(p, text, offset);

    if (p->doc->cover) {
        root = root_like(p->doc->body, p->arena);
        doc_append(root, contents_heading(p));
    } else {
        root = root_like(p->title, p->arena);
        for (const struct doc_node *n = p->title->first; n; n = n->next)
            doc_append(root, copy_of(n, p->arena));
    }
    doc_append(root, table);
    return lay_out(p, root, 0);
}

static void number_through(struct layout_pages *pages)
{
    for (size_t i = 0; i < pages->n; i++) {
        pages->pages[i].number = i + 1;
        pages->pages[i].total = pages->n;
    }
}

/* The title and the contents on one page, the text behind: all numbered through. The contents' own
 * length decides the numbers in them. */
static struct layout_pages *pages_with_contents(struct parts *p, struct layout_pages *text)
{
    struct layout_pages *front = contents_pages(p, text, 1), *all;

    if (front && front->n != 1)
        front = contents_pages(p, text, front->n);
    if (!front)
        return NULL;
    all = layout_join((struct layout_pages *[]){front, text}, 2, p->arena);
    number_through(all);
    return all;
}

/* A cover without a number, contents in Roman ones, the text from 1. */
static struct layout_pages *pages_with_cover(struct parts *p, struct layout_pages *text)
{
    struct layout_pages *cover = lay_out(p, p->title, 0), *contents = NULL;

    if (!cover)
        return NULL;
    for (size_t i = 0; i < cover->n; i++) {
        cover->pages[i].label = LAYOUT_UNNUMBERED;
        cover->pages[i].plain = true;
    }
    if (!p->doc->contents || !has_entries(p, text))
        return layout_join((struct layout_pages *[]){cover, text}, 2, p->arena);
    contents = contents_pages(p, text, 0);
    if (!contents)
        return NULL;
    for (size_t i = 0; i < contents->n; i++)
        contents->pages[i].label = LAYOUT_ROMAN;
    return layout_join((struct layout_pages *[]){cover, contents, text}, 3, p->arena);
}

/* Heads. */

static struct str head_with(struct str head, struct str chapter, struct arena *a)
{
    size_t at = str_find(head, CHAPTER);

    if (at == head.len)
        return head;
    return arena_fmt(a, "%.*s%.*s%.*s", (int)at, head.ptr, STR_ARG(chapter),
                     STR_ARG(str_slice(head, at + CHAPTER.len, head.len)));
}

/* A page's chapter is the one that goes on from the page before, unless one begins at its top. */
static void add_heads(struct parts *p, struct layout_pages *pages)
{
    mpt top = p->doc->style.margin_top + p->doc->style.size;
    struct str chapter = STR("");
    size_t h = 0;

    for (size_t i = 0; i < pages->n; i++) {
        struct str next = chapter;

        for (; h < pages->nheadings && pages->headings[h].page == i; h++) {
            const struct layout_heading *at = &pages->headings[h];

            if (at->level != (int)p->doc->chapter)
                continue;
            next = at->text;
            if (at->y <= top || chapter.len == 0)
                chapter = at->text;
        }
        pages->pages[i].head = str_trim(head_with(p->doc->head, chapter, p->arena));
        chapter = next;
    }
    if (pages->n && p->doc->first_plain)
        pages->pages[0].plain = true;
}

struct layout_pages *run_layout_document(const struct metrics *m,
                                         const struct project_document *doc, struct arena *a,
                                         struct diag *d)
{
    struct parts p = {.metrics = m, .doc = doc, .arena = a, .diag = d};
    struct str footer = doc->head.len ? STR("") : doc->title;
    struct layout_pages *pages;

    p.layout = layout_new(m, &doc->style, a);
    split(&p);
    if (!doc->body->first || !(doc->contents || doc->cover)) {
        pages = lay_out(&p, doc->body, 0);
    } else {
        pages = lay_out(&p, p.text, p.title_notes);
        if (pages && doc->cover)
            pages = pages_with_cover(&p, pages);
        else if (pages && has_entries(&p, pages))
            pages = pages_with_contents(&p, pages);
        else if (pages)
            pages = lay_out(&p, doc->body, 0);
    }
    if (!pages)
        return NULL;
    add_heads(&p, pages);
    return layout_feet(p.layout, pages, footer, doc->body, a, d) ? pages : NULL;
}
