#include "layout/internal.h"

#define USUAL_DPI     150 /* where the file does not say */
#define CAPTION_SCALE 85  /* percent, of the caption of a picture in a line … */
#define CAPTION_LEAST 30  /* … which has so many mm, however narrow the picture is */
#define CAPTION_ROOM  (2 * PT) /* above and below it */
#define VALUE_HIGH    400 /* 1/1000 of a page, at most: two photographs and their captions share one */

bool is_figure(const struct doc_node *n)
{
    return n->first && !n->first->next && n->first->kind == DOC_IMAGE && n->first->image;
}

bool is_picture(const struct doc_node *n)
{
    return n && n->image && (n->kind == DOC_IMAGE || (n->kind == DOC_VALUE && !n->blank));
}

bool has_only_pictures(const struct doc_node *n)
{
    for (const struct doc_node *c = n->first; c; c = c->next)
        if (!is_picture(c) && !is_white(c) && c->kind != DOC_BREAK)
            return false;
    return n->first != NULL;
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

/* The caption's lines below the baseline, in the middle of `wide`; how much room they take. */
static mpt draw_caption(struct inlines *b, struct maker *figure, const struct doc_node *n, mpt wide,
                        struct drawing *g)
{
    struct maker own = element_within(figure, LAYOUT_CAPTION);
    struct para p = {.width = wide,
                     .size = part_of(b->para->size, CAPTION_SCALE * 10),
                     .align = PARA_CENTER};
    struct items items = items_text(&own, n->format, n, &p);
    struct lines lines = lines_break(&own, &items, &p);

    for (size_t i = 0; i < lines.n; i++)
        line_draw(&own, g, &lines, i, &p, 0, CAPTION_ROOM + lines.line[i].top);
    return 2 * CAPTION_ROOM + lines.height;
}

/* One object with its caption, so that pictures stand beside each other where they fit. */
void figure_add(struct inlines *b, const struct doc_node *n)
{
    struct maker own = *b->m;
    struct drawing g = {.a = b->m->scratch};
    struct item *it;
    struct str alt;
    mpt w, h, wide, below = 0;

    own.element = b->element;
    own.element = element_add(&own, LAYOUT_FIGURE);
    alt = alt_of(b, n);
    element_at(&own, own.element)->alt = alt;
    if (n->kind == DOC_VALUE)
        value_size(b, n, &w, &h);
    else
        figure_size(b->m->l, n->image, b->para->width, b->para->picture, &w, &h);
    wide = n->format.len && w < mm(CAPTION_LEAST) ? mm(CAPTION_LEAST) : w;
    wide = wide < b->para->width ? wide : w;
    draw_image(&g, n->image, (wide - w) / 2, -h, (wide + w) / 2, 0, own.element);
    if (n->format.len)
        below = draw_caption(b, &own, n, wide, &g);
    it = inline_object(b, wide, h, below, false);
    it->ops = draw_keep(b->m, &g);
    it->nops = g.n;
}
