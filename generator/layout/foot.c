#include "layout/internal.h"

#include <math.h>

#define FOOTER_SIZE (8 * PT)
#define NUMBER_SIZE (9 * PT)
#define NOTE_RULE   (10 * PT)

#define WATERMARK_GREY  780
#define WATERMARK_PART  0.75 /* of the page's diagonal */
#define WATERMARK_MOST  (110 * PT)
#define WATERMARK_LEAST (18 * PT)

/* A maker of boxes that every record uses. */
static struct maker for_run(const struct maker *m, bool *failed)
{
    struct maker own = *m;

    own.a = m->l->run;
    own.shared = true;
    own.failed = failed;
    own.nbars = 0;
    own.element = 0;
    return own;
}

const struct layout_box *edge_box(struct maker *m, mpt width)
{
    bool failed = false;
    struct maker own = for_run(m, &failed);
    struct drawing g = {.a = m->scratch};
    void **slot = map_slot(&m->l->edges, arena_fmt(m->scratch, "%d", width));

    if (!*slot) {
        draw_line(&g, -FRAME_WIDTH / 2, 0, width + FRAME_WIDTH / 2, 0, FRAME_WIDTH, 0);
        *slot = box_new(&own, width, 0, &g);
    }
    return *slot;
}

const struct layout_box *note_rule_box(struct maker *m)
{
    bool failed = false;
    struct maker own = for_run(m, &failed);
    struct drawing g = {.a = m->scratch};
    mpt width = page_width(m->l);
    void **slot = map_slot(&m->l->edges, STR("note"));

    if (!*slot) {
        draw_line(&g, 0, NOTE_RULE / 2, width / 3, NOTE_RULE / 2, RULE_WIDTH, 0);
        *slot = box_new(&own, width, NOTE_RULE, &g);
    }
    return *slot;
}

static struct layout_box *text_box(struct maker *m, struct str text, const struct doc_node *node,
                                   const struct para *p)
{
    struct drawing g = {.a = m->scratch};
    struct items items = items_text(m, text, node, p);
    struct lines lines = lines_break(m, &items, p);

    for (size_t i = 0; i < lines.n; i++)
        line_draw(m, &g, &lines, i, p, 0, lines.line[i].top);
    return box_new(m, p->width, lines.height, &g);
}

/* From the lower left to the upper right, as large as the page allows, in a grey that lets the text
 * be read and comes through a photocopier. */
const struct layout_box *watermark_box(struct maker *m, const struct doc_node *doc)
{
    const struct layout_style *style = &m->l->style;
    double wide = style->paper_width, high = style->paper_height, diagonal = sqrt(wide * wide + high * high);
    struct drawing g = {.a = m->scratch};
    struct maker own = *m;
    struct para p = {.width = INT32_MAX / 2, .size = 100 * PT, .align = PARA_LEFT};
    struct items items;
    struct lines lines;
    double c = wide / diagonal, s = high / diagonal, x, y;

    own.element = 0;
    items = items_text(&own, doc->text, doc, &p);
    lines = lines_break(&own, &items, &p);
    if (lines.n == 0)
        return NULL;
    p.size = (mpt)(diagonal * WATERMARK_PART / lines.line[0].width * p.size);
    p.size = p.size < WATERMARK_MOST ? p.size : WATERMARK_MOST;
    if (lines.n > 1 || p.size < WATERMARK_LEAST) {
        fail(m);
        diag(m->d, DIAG_WATERMARK, doc->pos, doc->text);
        return NULL;
    }
    items_resize(&items, p.size);
    lines = lines_break(&own, &items, &p);
    line_draw(&own, &g, &lines, 0, &p, 0, 0);
    x = wide / 2 - c * lines.line[0].width / 2 + s * p.size * 0.35;
    y = high / 2 + s * lines.line[0].width / 2 + c * p.size * 0.35;
    for (size_t i = 0; i < g.n; i++) {
        struct layout_op *op = &g.ops[i];
        double along = op->x;

        op->grey = WATERMARK_GREY;
        op->x = (mpt)(x + c * along);
        op->y = (mpt)(y - s * along);
        op->cosine = (int16_t)(c * 10000);
        op->sine = (int16_t)(s * 10000);
    }
    return box_new(&own, style->paper_width, style->paper_height, &g);
}

/* i, ii, iii, iv … */
static struct str roman(size_t n, struct arena *a)
{
    static const struct {
        size_t value;
        const char *text;
    } parts[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
                 {40, "xl"},  {10, "x"},   {9, "ix"},  {5, "v"},    {4, "iv"},  {1, "i"}};
    struct buf b = {0};
    struct str s;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (; n >= parts[i].value; n -= parts[i].value)
            buf_str(&b, str_from(parts[i].text));
    s = arena_str(a, buf_view(&b));
    buf_free(&b);
    return s;
}

static mpt head_size(const struct layout_style *s)
{
    return s->head_size ? s->head_size : NUMBER_SIZE;
}

int layout_head_room(const struct layout_style *style)
{
    mpt need = part_of(head_size(style), style->leading * 10) + mm(HEAD_GAP_MM + HEAD_EDGE_MM);

    return (need + MPT_PER_MM - 1) / MPT_PER_MM;
}

const struct layout_box *head_box(struct maker *m, struct str text)
{
    struct para p = {
        .width = page_width(m->l), .size = head_size(&m->l->style), .align = PARA_RIGHT};
    struct layout_box *words = text_box(m, text, NULL, &p);
    struct drawing g = {.a = m->scratch};

    draw_ops(&g, words->ops, words->nops, 0, 0);
    draw_line(&g, 0, words->height, p.width, words->height, RULE_WIDTH, 0);
    return box_new(m, p.width, words->height, &g);
}

const struct layout_box *number_box(struct maker *m, const struct layout_page *page)
{
    size_t n = page->number, total = page->label == LAYOUT_ROMAN ? 0 : page->total;
    bool failed = false;
    struct maker own = for_run(m, &failed);
    struct para p = {.width = page_width(m->l), .size = NUMBER_SIZE, .align = PARA_CENTER};
    void **slot = map_slot(&m->l->numbers, arena_fmt(m->scratch, "%zu/%zu", n, total));
    struct str text = total ? arena_fmt(m->scratch, "第 %zu 頁，共 %zu 頁", n, total)
                            : roman(n, m->scratch);
    struct layout_box *box = *slot;

    if (box)
        return box;
    box = text_box(&own, text, NULL, &p);
    if (failed)
        fail(m);
    else
        *slot = box;
    return box;
}

/* Beside the page number where it leaves room, else over the whole width: then below it. */
const struct layout_box *footer_box(struct maker *m, struct str text, const struct doc_node *doc)
{
    struct para p = {.width = page_width(m->l), .size = FOOTER_SIZE};
    struct maker own = *m;

    own.element = 0;
    return text_box(&own, text, doc, &p);
}
