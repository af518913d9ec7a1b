#include "layout/internal.h"

#define USUAL_DPI 150 /* where the file does not say */

bool is_figure(const struct doc_node *n)
{
    return n->first && !n->first->next && n->first->kind == DOC_IMAGE && n->first->image;
}

/* As wide as wished or as the file says, but no wider than `width` and no higher than most of a
 * page, which its caption shares. */
void figure_size(const struct layout *l, const struct image *image, mpt width, mpt wide, mpt *w,
                 mpt *h)
{
    int64_t across = image_width(image), down = image_height(image);
    int64_t dpi = image->dpi >= 50 && image->dpi <= 2400 ? image->dpi : USUAL_DPI;
    int64_t wanted = wide ? wide : across * 72 * PT / dpi, most = (int64_t)page_height(l) * 4 / 5;

    wanted = wanted < width ? wanted : width;
    if (wanted * down / across > most)
        wanted = most * across / down;
    *w = (mpt)(wanted > PT ? wanted : PT);
    *h = (mpt)(*w * down / across);
    *h = *h > 0 ? *h : 1;
}

void figure_add(struct inlines *b, const struct doc_node *n)
{
    struct maker own = *b->m;
    struct drawing g = {.a = b->m->scratch};
    struct item *it;
    struct buf alt = {0};
    uint32_t element;
    mpt w, h;

    own.element = b->element;
    element = element_add(&own, LAYOUT_FIGURE);
    doc_text(n, &alt);
    element_at(&own, element)->alt =
        arena_str(own.tree->a, alt.len ? buf_view(&alt) : n->format);
    buf_free(&alt);
    figure_size(b->m->l, n->image, b->para->width, 0, &w, &h);
    draw_image(&g, n->image, 0, -h, w, 0, element);
    it = inline_object(b, w, h, 0, false);
    it->ops = draw_keep(b->m, &g);
    it->nops = g.n;
}
