#include "backend/pdf/structure.h"

#include "backend/pdf/content.h"
#include "backend/pdf/strings.h"

static uint32_t add_node(struct pdf_structure *s, const struct layout_element *e, uint32_t parent)
{
    arena_grow(s->arena, &s->nodes, &s->nodes_cap, s->n, sizeof *s->nodes);
    s->nodes[s->n++] = (struct pdf_node){.element = *e, .parent = parent};
    s->nodes[s->n - 1].element.tree = NULL;
    s->nodes[s->n - 1].element.alt = e->alt.len ? arena_str(s->arena, e->alt) : (struct str){0};
    s->words |= e->alt.len > 0;
    s->spans |= e->role == LAYOUT_STRONG || e->role == LAYOUT_EMPHASIS;
    return (uint32_t)s->n;
}

static void add_tree(struct pdf_structure *s, const struct layout_tree *t, uint32_t parent)
{
    uint32_t base = (uint32_t)s->n;

    for (size_t i = 0; i < t->n; i++) {
        uint32_t within = t->elements[i].parent;

        add_node(s, &t->elements[i], within ? base + within : parent);
    }
}

/* Which children each node has, in order. */
static void link_children(const struct pdf_structure *s, struct pdf_part *p, struct arena *scratch)
{
    size_t n = s->n - p->root + 1;
    uint32_t *last = arena_array(scratch, n, sizeof *last);

    p->child = arena_array(scratch, n, sizeof *p->child);
    p->sibling = arena_array(scratch, n, sizeof *p->sibling);
    for (uint32_t i = 1; i < n; i++) {
        uint32_t parent = s->nodes[p->root + i - 1].parent - p->root;

        if (last[parent])
            p->sibling[last[parent]] = i;
        else
            p->child[parent] = i;
        last[parent] = i;
    }
}

static size_t count_nodes(const struct layout_tree *t)
{
    size_t n = 1;

    for (size_t i = 0; i < t->n; i++)
        n += t->elements[i].role == LAYOUT_TREE ? t->elements[i].tree->n : 1;
    return n;
}

/* Room at once for a document of one part. */
static void make_room(struct pdf_structure *s, size_t n)
{
    s->nodes = arena_array(s->arena, n, sizeof *s->nodes);
    s->nodes_cap = n;
    s->kids = arena_array(s->arena, 2 * n, sizeof *s->kids);
    s->kids_cap = 2 * n;
}

struct pdf_part pdf_structure_begin(struct pdf_structure *s, const struct layout_pages *pages,
                                    struct arena *scratch)
{
    const struct layout_tree *t = &pages->tree;
    const struct layout_element root = {.role = LAYOUT_TREE};
    uint32_t *numbers = arena_array(scratch, t->n + 1, sizeof *numbers);
    struct pdf_part part = {.numbers = numbers};

    if (s->nparts++ == 0)
        make_room(s, count_nodes(t));
    part.root = add_node(s, &root, 0);
    for (size_t i = 0; i < t->n; i++) {
        const struct layout_element *e = &t->elements[i];
        uint32_t parent = e->parent ? numbers[e->parent] : part.root;

        if (e->role == LAYOUT_TREE) {
            numbers[i + 1] = (uint32_t)s->n;
            add_tree(s, e->tree, parent);
        } else {
            numbers[i + 1] = add_node(s, e, parent);
        }
    }
    link_children(s, &part, scratch);
    return part;
}

static void add_kid(struct pdf_structure *s, uint32_t parent, struct pdf_kid kid)
{
    struct pdf_node *to = &s->nodes[parent - 1];

    arena_grow(s->arena, &s->kids, &s->kids_cap, s->nkids, sizeof *s->kids);
    s->kids[s->nkids++] = kid;
    if (to->last)
        s->kids[to->last - 1].next = (uint32_t)s->nkids;
    else
        to->first = (uint32_t)s->nkids;
    to->last = (uint32_t)s->nkids;
}

/* Gives the children of `parent` up to node `until` their places among its kids; both count from
 * the part's root. */
static void place_children(struct pdf_structure *s, const struct pdf_part *p, uint32_t parent,
                           uint32_t until)
{
    uint32_t child;

    while ((child = p->child[parent]) && child <= until) {
        add_kid(s, p->root + parent, (struct pdf_kid){.node = p->root + child});
        p->child[parent] = p->sibling[child];
    }
}

/* An element's content comes behind the elements before it, though these may be empty. */
uint32_t pdf_structure_mark(struct pdf_structure *s, const struct pdf_part *p, uint32_t tree,
                            uint32_t element, size_t page, size_t mcid)
{
    uint32_t number = tree ? p->numbers[tree] + element : p->numbers[element];

    for (uint32_t n = number; n != p->root; n = s->nodes[n - 1].parent)
        place_children(s, p, s->nodes[n - 1].parent - p->root, n - p->root);
    add_kid(s, number, (struct pdf_kid){.page = (uint32_t)page, .mcid = (uint32_t)mcid});
    return number;
}

void pdf_structure_link(struct pdf_structure *s, const struct pdf_part *p, struct pdf_link *link,
                        size_t page)
{
    uint32_t number;

    if (link->element == 0)
        return;
    number = link->tree ? p->numbers[link->tree] + link->element : p->numbers[link->element];
    add_kid(s, number, (struct pdf_kid){.page = (uint32_t)page, .link = link});
    arena_grow(s->arena, &s->links, &s->links_cap, s->nlinks, sizeof *s->links);
    s->links[s->nlinks++] = number;
    link->parent = s->nlinks;
}

void pdf_structure_end(struct pdf_structure *s, const struct pdf_part *p)
{
    for (uint32_t n = p->root; n <= s->n; n++)
        place_children(s, p, n - p->root, UINT32_MAX);
}

/* Writing. */

struct structure_writer {
    const struct pdf_structure *s;
    const uint32_t *pages;
    struct pdf_packed *to;
    uint32_t root, parents, document, nodes,
        marks; /* numbers: of the node, the page before the first */
};

static void put_ref(struct buf *b, const char *key, uint32_t number)
{
    buf_str(b, str_from(key));
    pdf_put_uint(b, number);
    buf_str(b, STR(" 0 R"));
}

static void put_root(const struct structure_writer *w, size_t npages)
{
    struct buf *b = pdf_packed_next(w->to);

    put_ref(b, "<</Type/StructTreeRoot/K ", w->document);
    put_ref(b, "/ParentTree ", w->parents);
    buf_str(b, STR("/ParentTreeNextKey "));
    pdf_put_uint(b, npages + w->s->nlinks);
    if (w->s->spans) /* PDF 2.0's, which earlier readers take for what they are mapped to */
        buf_str(b, STR("/RoleMap<</Em/Span/Strong/Span>>"));
    buf_str(b, STR(">>"));
}

static void put_parents(const struct structure_writer *w, const struct pdf_page_marks *marks,
                        size_t npages)
{
    struct buf *b = pdf_packed_next(w->to);
    uint32_t number = w->marks;

    buf_str(b, STR("<</Nums["));
    for (size_t i = 0; i < npages; i++) {
        if (marks[i].n == 0)
            continue;
        pdf_put_uint(b, i);
        put_ref(b, " ", ++number);
        buf_char(b, ' ');
    }
    for (size_t i = 0; i < w->s->nlinks; i++) {
        pdf_put_uint(b, npages + i);
        put_ref(b, " ", w->nodes + w->s->links[i]);
        buf_char(b, ' ');
    }
    buf_str(b, STR("]>>"));
}

static void put_page_marks(const struct structure_writer *w, const struct pdf_page_marks *marks)
{
    struct buf *b = pdf_packed_next(w->to);

    buf_char(b, '[');
    for (size_t i = 0; i < marks->n; i++)
        put_ref(b, i ? " " : "", w->nodes + marks->nodes[i]);
    buf_char(b, ']');
}

/* The parts of a file that holds several. */
static void put_document(const struct structure_writer *w)
{
    struct buf *b = pdf_packed_next(w->to);

    put_ref(b, "<</S/Document/P ", w->root);
    buf_str(b, STR("/K["));
    for (size_t i = 0; i < w->s->n; i++)
        if (w->s->nodes[i].element.role == LAYOUT_TREE)
            put_ref(b, " ", w->nodes + (uint32_t)i + 1);
    buf_str(b, STR("]>>"));
}

static void put_spans(struct buf *b, const struct layout_element *e)
{
    if (e->cols > 1) {
        buf_str(b, STR("/ColSpan "));
        pdf_put_uint(b, e->cols);
    }
    if (e->rows > 1) {
        buf_str(b, STR("/RowSpan "));
        pdf_put_uint(b, e->rows);
    }
}

static void put_attributes(struct buf *b, const struct layout_element *e, uint32_t number)
{
    bool heads = e->role == LAYOUT_HEADER_CELL;

    if (heads || (e->role == LAYOUT_CELL && (e->cols > 1 || e->rows > 1))) {
        buf_str(b, STR("/A<</O/Table"));
        if (heads)
            buf_str(b, e->of_row ? STR("/Scope/Row") : STR("/Scope/Column"));
        put_spans(b, e);
        buf_str(b, STR(">>"));
    } else if (e->role == LAYOUT_LIST) {
        buf_str(b, e->ordered ? STR("/A<</O/List/ListNumbering/Decimal>>")
                              : STR("/A<</O/List/ListNumbering/Disc>>"));
    } else if (e->role == LAYOUT_STRUCK) {
        buf_str(b, STR("/A<</O/Layout/TextDecorationType/LineThrough>>"));
    } else if (e->role == LAYOUT_NOTE) {
        buf_str(b, STR("/ID(note"));
        pdf_put_uint(b, number);
        buf_char(b, ')');
    }
    if (e->alt.len) {
        buf_str(b, STR("/Alt"));
        pdf_put_text(b, e->alt);
    }
}

/* The page that most kids will be on: the first one's. */
static uint32_t page_of(const struct structure_writer *w, const struct pdf_node *n)
{
    for (uint32_t k = n->first; k; k = w->s->kids[k - 1].next)
        if (w->s->kids[k - 1].node == 0)
            return w->pages[w->s->kids[k - 1].page];
    return 0;
}

static void put_kid(const struct structure_writer *w, struct buf *b, const struct pdf_kid *kid,
                    uint32_t page)
{
    if (kid->node) {
        put_ref(b, " ", w->nodes + kid->node);
    } else if (kid->link) {
        put_ref(b, "<</Type/OBJR/Obj ", kid->link->number);
        put_ref(b, "/Pg ", w->pages[kid->page]);
        buf_str(b, STR(">>"));
    } else if (w->pages[kid->page] == page) {
        buf_char(b, ' ');
        pdf_put_uint(b, kid->mcid);
    } else {
        put_ref(b, "<</Type/MCR/Pg ", w->pages[kid->page]);
        buf_str(b, STR("/MCID "));
        pdf_put_uint(b, kid->mcid);
        buf_str(b, STR(">>"));
    }
}

static void put_kids(const struct structure_writer *w, struct buf *b, const struct pdf_node *n)
{
    uint32_t page = page_of(w, n);
    bool several = n->first != n->last;

    if (page)
        put_ref(b, "/Pg ", page);
    if (!n->first)
        return;
    buf_str(b, several ? STR("/K[") : STR("/K"));
    for (uint32_t k = n->first; k; k = w->s->kids[k - 1].next)
        put_kid(w, b, &w->s->kids[k - 1], page);
    if (several)
        buf_char(b, ']');
}

static void put_node(const struct structure_writer *w, uint32_t number)
{
    const struct pdf_node *n = &w->s->nodes[number - 1];
    bool part = n->element.role == LAYOUT_TREE, sole = w->s->nparts == 1;
    struct buf *b = pdf_packed_next(w->to);

    buf_str(b, STR("<</S/"));
    if (part)
        buf_str(b, sole ? STR("Document") : STR("Part"));
    else
        buf_str(b, pdf_role(&n->element));
    put_ref(b, "/P ", !part ? w->nodes + n->parent : sole ? w->root : w->document);
    put_attributes(b, &n->element, number);
    put_kids(w, b, n);
    buf_str(b, STR(">>"));
}

void pdf_structure_key(const struct pdf_structure *s, const uint32_t *pages, size_t npages,
                       uint32_t first, struct buf *key)
{
    key->len = 0;
    if (s->words || s->nparts != 1)
        return;
    buf_put(key, &first, sizeof first);
    buf_put(key, &npages, sizeof npages);
    buf_put(key, pages, npages * sizeof *pages);
    buf_put(key, s->nodes, s->n * sizeof *s->nodes);
    buf_put(key, s->kids, s->nkids * sizeof *s->kids);
}

void pdf_structure_write(const struct pdf_structure *s, const uint32_t *pages,
                         const struct pdf_page_marks *marks, size_t npages, uint32_t first,
                         struct pdf_packed *to)
{
    bool several = s->nparts != 1;
    struct structure_writer w = {.s = s, .pages = pages, .to = to, .root = first};

    w.parents = first + 1;
    w.document = first + 2;
    w.nodes = first + 1 + several;
    w.marks = w.nodes + (uint32_t)s->n;
    put_root(&w, npages);
    put_parents(&w, marks, npages);
    if (several)
        put_document(&w);
    for (uint32_t i = 1; i <= s->n; i++)
        put_node(&w, i);
    for (size_t i = 0; i < npages; i++)
        if (marks[i].n)
            put_page_marks(&w, &marks[i]);
}
