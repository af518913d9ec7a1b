#include "backend/pdf/document.h"

#include <assert.h>

struct pdf_doc *pdf_doc_new(struct pdf *pdf, const struct pdf_info *info)
{
    struct arena *a = arena_new();
    struct pdf_doc *doc = arena_alloc(a, sizeof *doc);

    doc->pdf = pdf;
    doc->arena = a;
    doc->info = *info;
    doc->info.title = pdf_clean_text(info->title, a);
    doc->info.subject = pdf_clean_text(info->subject, a);
    doc->info.author = pdf_clean_text(info->author, a);
    doc->info.date = arena_str(a, info->date);
    doc->templates_end = &doc->templates;
    doc->stamps_end = &doc->stamps;
    doc->images_end = &doc->images;
    doc->stamp_map = map_new(a);
    doc->structure.arena = a;
    pdf_codes_init(&doc->codes, pdf->fonts, true, a);
    return doc;
}

void pdf_doc_free(struct pdf_doc *doc)
{
    if (!doc)
        return;
    for (struct pdf_used_stamp *s = doc->stamps; s; s = s->next)
        pdf_stamp_drop(s->stamp);
    arena_free(doc->arena);
}

size_t pdf_doc_pages(const struct pdf_doc *doc)
{
    return doc->npages;
}

static struct pdf_used_template *use_template(struct pdf_doc *doc, struct pdf_template *t)
{
    struct pdf_used_template *u = doc->templates;

    while (u && u->template != t)
        u = u->next;
    if (u)
        return u;
    u = arena_alloc(doc->arena, sizeof *u);
    u->template = t;
    u->place = doc->ntemplates++;
    *doc->templates_end = u;
    doc->templates_end = &u->next;
    return u;
}

/* The stamp of the page's shared boxes, NULL when it has none. Equal pages of a document have the
 * same one, whatever the template remembers. */
static struct pdf_used_stamp *use_stamp(struct pdf_doc *doc, const struct pdf_used_template *t,
                                        const struct layout_pages *pages,
                                        const struct layout_page *page)
{
    struct buf *key = &doc->pdf->key;
    struct pdf_used_stamp *u;
    void **slot;

    pdf_stamp_key(pages, page, key);
    if (key->len == 0)
        return NULL;
    buf_put(key, &t->place, sizeof t->place);
    slot = map_slot(&doc->stamp_map, buf_view(key));
    u = *slot;
    if (u)
        return u;
    u = arena_alloc(doc->arena, sizeof *u);
    u->stamp =
        pdf_stamp_get(t->template, pages, page, (struct str){key->ptr, key->len - sizeof t->place});
    *slot = u;
    *doc->stamps_end = u;
    doc->stamps_end = &u->next;
    return u;
}

/* What is not in the page's stamp: the boxes of this record, and shared ones with glyphs that the
 * template lacks. */
static struct str draw_own(struct pdf_doc *doc, bool over, const struct pdf_used_template *t,
                           const struct pdf_used_stamp *stamp, const struct layout_pages *pages,
                           const struct layout_page *page)
{
    struct buf *out = &doc->pdf->content;
    struct pdf_content c;
    size_t shared = 0, empty;

    pdf_content_start(&c, out, pages, &t->template->codes, &doc->codes, &doc->pdf->marks,
                      stamp ? stamp->stamp->nmarks : 0);
    if (over)
        pdf_content_multiply(&c);
    empty = out->len;
    for (size_t i = 0; i < page->n; i++) {
        const struct layout_placed *p = &page->boxes[i];
        bool own = !p->box->shared || stamp->stamp->own[shared];

        shared += p->box->shared;
        if (own && p->over == over)
            pdf_content_box(&c, p, i);
    }
    pdf_content_end(&c);
    if (out->len == empty)
        return STR("");
    doc->multiplies |= over;
    return pdf_deflate(doc->pdf->deflater, buf_view(out), PDF_LEVEL_OWN, doc->arena);
}

static void use_image(struct pdf_doc *doc, const struct image *image)
{
    struct pdf_used_image *u = doc->images;

    while (u && u->image->number != image->number)
        u = u->next;
    if (u)
        return;
    u = arena_alloc(doc->arena, sizeof *u);
    u->image = image;
    *doc->images_end = u;
    doc->images_end = &u->next;
}

static void use_images(struct pdf_doc *doc, const struct layout_page *page)
{
    for (size_t i = 0; i < page->n; i++)
        for (size_t k = 0; k < page->boxes[i].box->nops; k++)
            if (page->boxes[i].box->ops[k].kind == LAYOUT_IMAGE)
                use_image(doc, page->boxes[i].box->ops[k].image);
}

/* Marked content that waits for its place in the structure, in the order of its boxes. */
struct pending {
    const struct pdf_mark *mark;
    size_t n, first; /* first: MCID of mark[0] */
    size_t next;
};

static void place_marks(struct pdf_doc *doc, const struct pdf_part *part,
                        const struct layout_placed *p, struct pending *from, size_t box,
                        struct pdf_page_marks *to)
{
    for (; from->next < from->n && from->mark[from->next].box == box; from->next++) {
        size_t mcid = from->first + from->next;

        to->nodes[mcid] = pdf_structure_mark(&doc->structure, part, p->tree,
                                             from->mark[from->next].element, doc->npages, mcid);
    }
}

/* The page's content takes its places in the structure: the stamp's, and what was drawn just now.
 */
static struct pdf_page_marks mark_page(struct pdf_doc *doc, const struct pdf_part *part,
                                       const struct pdf_used_stamp *u,
                                       const struct layout_page *page)
{
    const struct pdf_stamp *stamp = u ? u->stamp : NULL;
    struct pending shared = {0}, own = {.mark = (const struct pdf_mark *)doc->pdf->marks.ptr};
    struct pdf_page_marks marks;
    size_t nshared = 0;

    if (stamp)
        shared = (struct pending){.mark = stamp->marks, .n = stamp->nmarks};
    own.n = doc->pdf->marks.len / sizeof *own.mark;
    own.first = shared.n;
    marks.n = shared.n + own.n;
    marks.nodes = arena_array(doc->arena, marks.n, sizeof *marks.nodes);
    for (size_t i = 0; i < page->n; i++) {
        const struct layout_placed *p = &page->boxes[i];

        if (p->box->shared)
            place_marks(doc, part, p, &shared, nshared++, &marks);
        place_marks(doc, part, p, &own, i, &marks);
    }
    return marks;
}

static struct pdf_page *new_page(struct pdf_doc *doc, struct pdf_page_marks marks)
{
    arena_grow(doc->arena, &doc->pages, &doc->pages_cap, doc->npages, sizeof *doc->pages);
    arena_grow(doc->arena, &doc->marks, &doc->marks_cap, doc->npages, sizeof *doc->marks);
    doc->marks[doc->npages] = marks;
    return &doc->pages[doc->npages++];
}

static void start_labels(struct pdf_doc *doc, const struct layout_page *page)
{
    arena_grow(doc->arena, &doc->starts, &doc->starts_cap, doc->nstarts, sizeof *doc->starts);
    doc->starts[doc->nstarts++] = (struct pdf_label){doc->npages, page->label, page->number};
}

/* Links stay within the part that is added just now. */
static void add_links(struct pdf_doc *doc, const struct pdf_part *part,
                      const struct layout_pages *pages)
{
    size_t first = doc->npages - pages->n;
    struct map anchors = map_new(doc->arena);

    for (size_t i = 0; i < pages->n; i++)
        pdf_links_note(&anchors, &pages->pages[i], first + i, doc->arena);
    for (size_t i = 0; i < pages->n; i++) {
        struct pdf_link *links =
            pdf_links_read(&anchors, &pages->pages[i], pages->height, doc->arena);

        doc->pages[first + i].links = links;
        for (struct pdf_link *l = links; l; l = l->next)
            pdf_structure_link(&doc->structure, part, l, first + i);
    }
}

bool pdf_doc_add(struct pdf_doc *doc, struct pdf_template *t, const struct layout_pages *pages,
                 struct diag *d)
{
    struct pdf_used_template *template = use_template(doc, t);
    struct pdf_part part = pdf_structure_begin(&doc->structure, pages, doc->pdf->part);

    assert(t->finished);
    for (size_t i = 0; i < pages->n; i++) {
        struct pdf_page p = {.width = pages->width, .height = pages->height};

        p.template = template;
        p.stamp = use_stamp(doc, template, pages, &pages->pages[i]);
        p.over = draw_own(doc, true, template, p.stamp, pages, &pages->pages[i]);
        p.own = draw_own(doc, false, template, p.stamp, pages, &pages->pages[i]);
        use_images(doc, &pages->pages[i]);
        if (i == 0 || pages->pages[i].label != pages->pages[i - 1].label ||
            pages->pages[i].number != pages->pages[i - 1].number + 1)
            start_labels(doc, &pages->pages[i]);
        *new_page(doc, mark_page(doc, &part, p.stamp, &pages->pages[i])) = p;
    }
    add_links(doc, &part, pages);
    pdf_structure_end(&doc->structure, &part);
    arena_reset(doc->pdf->part);
    return !doc->codes.full || diag(d, DIAG_PDF_TOO_BIG, pos_none());
}

bool pdf_doc_add_blank(struct pdf_doc *doc)
{
    struct pdf_page p = {0};

    if (doc->npages == 0)
        return false;
    p.width = doc->pages[doc->npages - 1].width;
    p.height = doc->pages[doc->npages - 1].height;
    *new_page(doc, (struct pdf_page_marks){0}) = p;
    return true;
}

bool pdf_doc_outline(struct pdf_doc *doc, struct str title, int level, size_t page, mpt y)
{
    if (page >= doc->npages)
        return false;
    pdf_outline_add(&doc->outline, title, level, page, doc->pages[page].height - y, doc->arena);
    return true;
}
