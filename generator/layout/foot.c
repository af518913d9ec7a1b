#include "layout/internal.h"

#define FOOTER_SIZE (8 * PT)
#define NUMBER_SIZE (9 * PT)
#define NOTE_RULE   (10 * PT)

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

const struct layout_box *number_box(struct maker *m, size_t n, size_t total)
{
    bool failed = false;
    struct maker own = for_run(m, &failed);
    struct para p = {.width = page_width(m->l), .size = NUMBER_SIZE, .align = PARA_CENTER};
    void **slot = map_slot(&m->l->numbers, arena_fmt(m->scratch, "%zu/%zu", n, total));
    struct str text = arena_fmt(m->scratch, "第 %zu 頁，共 %zu 頁", n, total);
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
