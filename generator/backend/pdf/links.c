#include "backend/pdf/links.h"

#include "backend/pdf/strings.h"

struct anchor {
    size_t page;
    mpt y; /* below the page's top */
};

void pdf_links_note(struct map *anchors, const struct layout_page *from, size_t page,
                    struct arena *a)
{
    for (size_t i = 0; i < from->n; i++) {
        const struct layout_placed *at = &from->boxes[i];

        for (size_t k = 0; at->box->links && k < at->box->nops; k++) {
            const struct layout_op *op = &at->box->ops[k];
            struct anchor *anchor;

            if (op->kind != LAYOUT_ANCHOR)
                continue;
            anchor = arena_alloc(a, sizeof *anchor);
            *anchor = (struct anchor){page, at->y + op->y};
            *map_slot(anchors, arena_str(a, *op->target)) = anchor;
        }
    }
}

static struct pdf_link *new_link(const struct map *anchors, const struct layout_placed *at,
                                 const struct layout_op *op, mpt height, struct arena *a)
{
    struct str target = *op->target;
    bool inside = str_starts(target, STR("#"));
    const struct anchor *to = inside ? map_get(anchors, str_slice(target, 1, target.len)) : NULL;
    struct pdf_link *link;

    if (inside && !to)
        return NULL;
    link = arena_alloc(a, sizeof *link);
    link->left = at->x + op->x;
    link->right = at->x + op->x2;
    link->top = height - at->y - op->y;
    link->bottom = height - at->y - op->y2;
    link->tree = at->tree;
    link->element = at->artifact ? 0 : op->element;
    if (to) {
        link->page = to->page;
        link->y = height - to->y;
    } else {
        link->address = arena_str(a, target);
    }
    return link;
}

struct pdf_link *pdf_links_read(const struct map *anchors, const struct layout_page *from,
                                mpt height, struct arena *a)
{
    struct pdf_link *first = NULL, **tail = &first;

    for (size_t i = 0; i < from->n; i++) {
        const struct layout_placed *at = &from->boxes[i];

        for (size_t k = 0; at->box->links && k < at->box->nops; k++) {
            if (at->box->ops[k].kind != LAYOUT_AREA)
                continue;
            *tail = new_link(anchors, at, &at->box->ops[k], height, a);
            if (*tail)
                tail = &(*tail)->next;
        }
    }
    return first;
}

void pdf_links_add(struct pdf_link *links, struct haru *h)
{
    for (struct pdf_link *l = links; l; l = l->next)
        l->number = haru_add(h, &l->object);
}

void pdf_links_put(struct buf *b, const struct pdf_link *links)
{
    if (!links)
        return;
    buf_str(b, STR("/Annots["));
    for (const struct pdf_link *l = links; l; l = l->next)
        buf_fmt(b, "%s%u 0 R", l == links ? "" : " ", l->number);
    buf_char(b, ']');
}

/* An address in ASCII: what is not, and what a PDF string cannot hold as it is, percent-encoded. */
static void put_address(struct buf *b, struct str address)
{
    for (size_t i = 0; i < address.len; i++) {
        unsigned char c = (unsigned char)address.ptr[i];

        if (c > ' ' && c < 0x7F && c != '(' && c != ')' && c != '\\')
            buf_char(b, (char)c);
        else
            buf_fmt(b, "%%%02X", c);
    }
}

void pdf_links_finish(struct pdf_link *links, const uint32_t *pages, size_t parents,
                      struct arena *a)
{
    struct buf b = {0};

    for (struct pdf_link *l = links; l; l = l->next) {
        const mpt corners[] = {l->left, l->bottom, l->right, l->top};

        b.len = 0;
        buf_str(&b, STR("/Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect["));
        for (size_t i = 0; i < 4; i++) {
            pdf_put_milli(&b, corners[i]);
            buf_char(&b, i < 3 ? ' ' : ']');
        }
        if (l->parent)
            buf_fmt(&b, "/StructParent %zu", parents + l->parent - 1);
        if (l->address.len) {
            buf_str(&b, STR("/A<</S/URI/URI("));
            put_address(&b, l->address);
            buf_str(&b, STR(")>>"));
        } else {
            buf_fmt(&b, "/Dest[%u 0 R/XYZ null ", pages[l->page]);
            pdf_put_milli(&b, l->y);
            buf_str(&b, STR(" null]"));
        }
        l->object.dict = arena_str(a, buf_view(&b));
    }
    buf_free(&b);
}
