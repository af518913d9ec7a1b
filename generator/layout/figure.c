#include "layout/internal.h"

#define USUAL_DPI     150 /* where the file does not say */
#define CAPTION_SCALE 85  /* percent, of a value's caption */
#define VALUE_HIGH    400 /* 1/1000 of a page, at most: two photographs and their captions share one */

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

/* What it shows, in words: the picture's own, its caption, or what its field is called. */
static struct str alt_of(struct inlines *b, const struct doc_node *n)
{
    struct buf words = {0};
    struct str alt;

    if (n->kind == DOC_IMAGE)
        doc_text(n, &words);
    if (!words.len)
        buf_str(&words, n->format.len || !n->spec ? n->format : n->spec->label);
    alt = arena_str(b->m->tree->a, buf_view(&words));
    buf_free(&words);
    return alt;
}

static void value_size(struct inlines *b, const struct doc_node *n, mpt *w, mpt *h)
{
    int64_t most = part_of(page_height(b->m->l), VALUE_HIGH);

    figure_size(b->m->l, n->image, b->para->width, n->spec ? mm(n->spec->width_mm) : 0, w, h);
    if (*h > most) {
        *w = (mpt)(*w * most / *h > PT ? *w * most / *h : PT);
        *h = (mpt)most;
    }
}

static void add_caption(struct inlines *b, struct str caption, struct maker *figure)
{
    uint32_t was = b->element;

    inline_break(b);
    b->element = element_add(figure, LAYOUT_CAPTION);
    b->scale = CAPTION_SCALE;
    inline_text(b, caption);
    b->scale = 100;
    b->element = was;
}

void figure_add(struct inlines *b, const struct doc_node *n)
{
    struct maker own = *b->m;
    struct drawing g = {.a = b->m->scratch};
    struct item *it;
    struct str alt;
    mpt w, h;

    own.element = b->element;
    own.element = element_add(&own, LAYOUT_FIGURE);
    alt = alt_of(b, n);
    element_at(&own, own.element)->alt = alt;
    if (n->kind == DOC_VALUE)
        value_size(b, n, &w, &h);
    else
        figure_size(b->m->l, n->image, b->para->width, 0, &w, &h);
    draw_image(&g, n->image, 0, -h, w, 0, own.element);
    it = inline_object(b, w, h, 0, false);
    it->ops = draw_keep(b->m, &g);
    it->nops = g.n;
    if (n->kind == DOC_VALUE && n->format.len)
        add_caption(b, n->format, &own);
}
