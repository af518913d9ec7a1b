#include "backend/pdf/outline.h"

#include "backend/pdf/strings.h"

void pdf_outline_add(struct pdf_outline *o, struct str title, int level, size_t page,
                     mpt y, struct arena *a)
{
    struct pdf_outline_entry *e = arena_alloc(a, sizeof *e);
    struct pdf_outline_entry *newest = o->newest ? o->newest : &o->root;
    struct pdf_outline_entry *parent = newest;

    while (parent != &o->root && parent->level >= level)
        parent = parent->parent;
    *e = (struct pdf_outline_entry){.level = level, .page = page, .y = y};
    e->title = arena_str(a, title);
    e->parent = parent;
    e->before = parent->last;
    if (parent->last)
        parent->last->behind = e;
    else
        parent->first = e;
    parent->last = e;
    parent->kids++;
    newest->next = e;
    o->newest = e;
}

static void put_reference(struct buf *b, const char *key, const struct pdf_outline_entry *e)
{
    if (e)
        buf_fmt(b, "/%s %u 0 R", key, e->number);
}

static void put_kids(struct buf *b, const struct pdf_outline_entry *e, bool open)
{
    if (e->kids == 0)
        return;
    put_reference(b, "First", e->first);
    put_reference(b, "Last", e->last);
    buf_fmt(b, open ? "/Count %zu" : "/Count -%zu", e->kids);
}

static void put_entry(struct buf *b, const struct pdf_outline_entry *e, const uint32_t *pages)
{
    buf_str(b, STR("/Title"));
    pdf_put_text(b, e->title);
    put_reference(b, "Parent", e->parent);
    put_reference(b, "Prev", e->before);
    put_reference(b, "Next", e->behind);
    put_kids(b, e, false);
    buf_fmt(b, "/Dest[%u 0 R/XYZ null ", pages[e->page]);
    pdf_put_milli(b, e->y);
    buf_str(b, STR(" null]"));
}

uint32_t pdf_outline_write(struct pdf_outline *o, struct haru *h, const uint32_t *pages,
                           struct arena *a)
{
    struct buf b = {0};

    for (struct pdf_outline_entry *e = &o->root; e; e = e->next)
        e->number = haru_add(h, &e->object);
    buf_str(&b, STR("/Type/Outlines"));
    put_kids(&b, &o->root, true);
    o->root.object.dict = arena_str(a, buf_view(&b));
    for (struct pdf_outline_entry *e = o->root.next; e; e = e->next) {
        b.len = 0;
        put_entry(&b, e, pages);
        e->object.dict = arena_str(a, buf_view(&b));
    }
    buf_free(&b);
    return o->root.number;
}
