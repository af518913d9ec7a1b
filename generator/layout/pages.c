#include "layout/internal.h"

#include <string.h>

#define LEAST_MM    20 /* of the text's area, either way */
#define MOST_MM     2000
#define LEAST_FOOT  (10 * PT) /* of the margin below, for the page number */
#define NUMBER_ROOM (48 * PT) /* half of what the page number needs */

mpt page_width(const struct layout *l)
{
    return l->style.paper_width - l->style.margin_left - l->style.margin_right;
}

mpt page_height(const struct layout *l)
{
    return l->style.paper_height - l->style.margin_top - l->style.margin_bottom;
}

struct layout *layout_new(const struct metrics *m, const struct layout_style *style,
                          struct arena *run)
{
    struct layout *l = arena_alloc(run, sizeof *l);

    l->metrics = *m;
    l->style = *style;
    l->run = run;
    l->numbers = map_new(run);
    l->edges = map_new(run);
    return l;
}

size_t layout_shared_boxes(const struct layout *l)
{
    return l->serial;
}

/* Stacking. */

struct stack {
    struct maker *m;
    struct layout_page *pages;
    size_t n, cap;
    struct layout_placed *placed; /* on the present page */
    size_t nplaced, placed_cap;
    struct layout_heading *headings;
    size_t nheadings, headings_cap;
    mpt y, bottom, end; /* bottom: above the footnotes; end: of the text's area */
    struct foot foot;
    bool fresh;                /* nothing but a repeated header stands on this page */
    const struct frame *table; /* the one that is open on this page */
};

static void put(struct stack *s, struct layout_placed p)
{
    arena_grow(s->m->scratch, &s->placed, &s->placed_cap, s->nplaced, sizeof *s->placed);
    p.x += s->m->l->style.margin_left;
    s->placed[s->nplaced++] = p;
}

/* A piece's box, or a part of it. */
static void put_box(struct stack *s, const struct piece *p, const struct layout_box *box)
{
    put(s, (struct layout_placed){.box = box, .x = p->x, .y = s->y, .tree = p->tree});
    s->y += box->height;
}

static void put_edge(struct stack *s, const struct frame *table)
{
    if (table && table->edge)
        put(s, (struct layout_placed){.box = table->edge, .x = table->x, .y = s->y});
}

static void close_table(struct stack *s)
{
    put_edge(s, s->table);
    s->table = NULL;
}

static void put_foot(struct stack *s)
{
    for (size_t i = 0; i < s->foot.nplaced; i++) {
        struct layout_placed at = s->foot.placed[i];

        at.y += s->bottom;
        put(s, at);
    }
    foot_clear(&s->foot);
}

static void fill_foot(struct stack *s, mpt room, bool force)
{
    foot_fill(&s->foot, room, force);
    s->bottom = s->end - s->foot.height;
}

#define FEET 4 /* boxes that a page gets later: watermark, head, number, footer */

/* A note that goes on
 * takes at most half of the next page, while there is other text. */
static void end_page(struct stack *s)
{
    struct layout_page page = {.n = s->nplaced};

    close_table(s);
    put_foot(s);
    page.n = s->nplaced;
    page.boxes = arena_array(s->m->a, page.n + FEET, sizeof *page.boxes);
    if (page.n)
        memcpy(page.boxes, s->placed, page.n * sizeof *page.boxes);
    arena_grow(s->m->a, &s->pages, &s->cap, s->n, sizeof *s->pages);
    s->pages[s->n++] = page;
    s->nplaced = 0;
    s->y = s->m->l->style.margin_top;
    s->fresh = true;
    fill_foot(s, (s->end - s->y) / 2, true);
}

/* The notes of what was placed just now begin on this page. */
static void begin_notes(struct stack *s, const struct marks *marks)
{
    if (marks->n == 0 || foot_need(&s->foot, marks) == 0)
        return;
    foot_begin(&s->foot, marks);
    fill_foot(s, s->bottom - s->y, false);
}

/* Opens the piece's table on this page: its edge, and its header when it goes on from the last
 * page (T1), unless that leaves no room for the piece. */
static bool repeats_header(const struct stack *s, const struct piece *p, mpt need)
{
    const struct frame *t = p->table;
    mpt room = s->bottom - s->y;

    return t && t != s->table && s->fresh && s->n > 0 && !p->header &&
           t->header_height <= room / 2 && t->header_height + (int64_t)need <= room;
}

static void open_table(struct stack *s, const struct piece *p, mpt need)
{
    const struct frame *t = p->table;
    bool repeats = repeats_header(s, p, need);

    if (t == s->table)
        return;
    close_table(s);
    put_edge(s, t);
    s->table = t;
    if (!repeats)
        return;
    for (size_t i = 0; i < t->nheader; i++) {
        put(s, (struct layout_placed){
                   .box = t->header[i].box, .x = t->header[i].x, .y = s->y, .artifact = true});
        s->y += t->header[i].box->height;
    }
}

static void too_tall(struct stack *s, const struct piece *p)
{
    fail(s->m);
    diag(s->m->d, DIAG_ROW_TOO_TALL, p->pos);
}

static void note_heading(struct stack *s, const struct piece *p)
{
    arena_grow(s->m->a, &s->headings, &s->headings_cap, s->nheadings, sizeof *s->headings);
    s->headings[s->nheadings++] =
        (struct layout_heading){.text = p->title, .id = p->anchor, .level = p->level, .page = s->n,
                                .y = s->y};
}

static mpt room_before(const struct stack *s, const struct piece *p)
{
    return s->fresh && s->table == NULL ? p->sink : p->before;
}

static void put_piece(struct stack *s, const struct piece *p, const struct layout_box *box)
{
    if (p->table != s->table)
        close_table(s);
    s->y += room_before(s, p);
    open_table(s, p, box->height);
    if (p->level)
        note_heading(s, p);
    put_box(s, p, box);
    s->fresh = s->fresh && box->height == 0; /* an anchor */
    begin_notes(s, &p->marks);
}

/* The lines of a tall row that fit on this page with their notes; where not even one does, on a
 * page of their own, without them. */
static const struct layout_box *fit_tall(struct stack *s, const struct tall *t, size_t *from,
                                         bool *done, struct marks *marks)
{
    size_t bytes = t->ncells * sizeof *from, *at = arena_alloc(s->m->scratch, bytes);
    mpt room = s->bottom - s->y, avail = room;

    for (;;) {
        const struct layout_box *box;

        memcpy(at, from, bytes);
        box = tall_part(s->m, t, at, avail, done, marks);
        if (!box && avail < room && s->fresh)
            return tall_part(s->m, t, from, room, done, marks);
        if (!box || box->height + (int64_t)foot_need(&s->foot, marks) <= room) {
            memcpy(from, at, bytes);
            return box;
        }
        avail = box->height - 1;
    }
}

/* A row taller than half a page goes on from page to page, line by line. */
static void put_tall(struct stack *s, const struct piece *p)
{
    size_t *from = arena_array(s->m->scratch, p->tall->ncells, sizeof *from);
    struct piece part = *p;
    bool done = false;

    while (!done) {
        const struct layout_box *box;
        struct marks marks = {0};
        mpt before = room_before(s, &part);

        if (part.table != s->table)
            close_table(s);
        s->y += before;
        open_table(s, &part, 0);
        box = fit_tall(s, p->tall, from, &done, &marks);
        part.before = 0;
        if (!box && s->fresh && s->foot.height == 0) {
            too_tall(s, p);
            return;
        }
        if (box) {
            put_box(s, p, box);
            s->fresh = false;
            begin_notes(s, &marks);
        }
        if (!done)
            end_page(s);
    }
}

/* What must stand on one page from piece i on; *end: the piece behind. Of a tall row a fifth of a
 * page is enough. */
static int64_t chain_height(const struct stack *s, const struct flow *f, size_t i, size_t *end)
{
    mpt part = (s->end - s->m->l->style.margin_top) / 5;
    int64_t sum = room_before(s, &f->piece[i]);

    for (size_t k = i;; k++) {
        const struct piece *p = &f->piece[k];

        *end = k + 1;
        if (!p->box)
            return sum;
        sum += (k > i ? p->before : 0) + (p->tall ? part : p->box->height);
        sum += p->tall ? 0 : foot_need(&s->foot, &p->marks);
        if (!p->keep || k + 1 == f->n)
            return sum;
    }
}

static bool fits(const struct stack *s, const struct piece *p)
{
    int64_t end = s->y + room_before(s, p) + (int64_t)p->box->height;

    if (p->tall && repeats_header(s, p, 0))
        end += p->table->header_height;
    return end + foot_need(&s->foot, &p->marks) <= s->bottom;
}

static void stack_piece(struct stack *s, const struct piece *p)
{
    if (p->tall && !fits(s, p)) {
        put_tall(s, p);
        return;
    }
    if (!fits(s, p) && !s->fresh)
        end_page(s);
    while (!fits(s, p) && s->foot.height) { /* a long note from before has the page to itself */
        fill_foot(s, s->bottom - s->y, false);
        end_page(s);
    }
    if (s->y + (int64_t)p->box->height > s->bottom)
        too_tall(s, p);
    put_piece(s, p, p->box);
}

static void stack_flow(struct stack *s, const struct flow *f)
{
    size_t checked = 0;

    for (size_t i = 0; i < f->n; i++) {
        const struct piece *p = &f->piece[i];

        if (!p->box) {
            if (!s->fresh)
                end_page(s);
            checked = i + 1;
            continue;
        }
        if (i >= checked && s->y + chain_height(s, f, i, &checked) > s->bottom && !s->fresh)
            end_page(s);
        stack_piece(s, p);
    }
    if (!s->fresh || s->n == 0)
        end_page(s);
    while (s->foot.height) {
        fill_foot(s, s->bottom - s->y, false);
        end_page(s);
    }
}

/* Feet. */

static mpt rightmost(const struct layout_box *box)
{
    mpt right = 0;

    for (size_t i = 0; i < box->nops; i++) {
        const struct layout_op *op = &box->ops[i];
        mpt x = op->x;

        for (size_t k = 0; k < op->n; k++)
            x += part_of(op->size, op->run->glyphs[op->first + k].advance) +
                 (op->gaps ? op->gaps[k] : 0);
        right = x > right ? x : right;
    }
    return right;
}

/* From the page's foot text down to the baseline of the number beside it. */
static mpt same_baseline(const struct layout_box *text, const struct layout_box *number)
{
    return number->nops && text->nops ? number->ops[0].y - text->ops[0].y : 0;
}

struct feet {
    struct maker *m;
    const struct layout_box *text, *head; /* text: the footer */
    struct str head_text, every; /* every: the document's, of pages that have none */
    struct pos pos;
    bool narrow; /* the footer leaves room for the number */
};

static void place_box(struct layout_page *page, const struct layout_box *box, mpt x, mpt y)
{
    page->boxes[page->n++] = (struct layout_placed){.box = box, .x = x, .y = y};
}

/* A head of several lines, told once. */
static void head_too_high(struct feet *f, mpt more)
{
    mpt room = (f->m->l->style.margin_top + more + MPT_PER_MM - 1) / MPT_PER_MM;

    if (!*f->m->failed)
        diag(f->m->d, DIAG_HEAD_ROOM, f->pos, arena_fmt(f->m->scratch, "%d", room));
    fail(f->m);
}

static void add_head(struct feet *f, struct layout_page *page)
{
    const struct layout_style *style = &f->m->l->style;
    mpt y;

    if (page->head.len == 0)
        page->head = f->every;
    if (page->head.len == 0)
        return;
    if (!f->head || !str_eq(f->head_text, page->head)) {
        f->head = head_box(f->m, page->head);
        f->head_text = page->head;
    }
    y = style->margin_top - f->head->height - mm(HEAD_GAP_MM);
    if (y < mm(HEAD_EDGE_MM))
        head_too_high(f, mm(HEAD_EDGE_MM) - y);
    else
        place_box(page, f->head, style->margin_left, y);
}

static void add_foot(const struct feet *f, struct layout_page *page)
{
    const struct layout_style *style = &f->m->l->style;
    const struct layout_box *number =
        page->label == LAYOUT_UNNUMBERED ? NULL : number_box(f->m, page);
    bool beside = number && f->narrow && f->text->height <= number->height; /* it is one line */
    mpt high = (number ? number->height : 0) + (f->text && !beside ? f->text->height : 0);
    mpt end = style->paper_height - style->margin_bottom;
    mpt top = high < style->margin_bottom ? end + (style->margin_bottom - high) / 2 : end, y = top;

    if (beside)
        y += same_baseline(f->text, number);
    else if (number)
        y += number->height;
    if (f->text)
        place_box(page, f->text, style->margin_left, y);
    if (number)
        place_box(page, number, style->margin_left, top);
}

static void add_watermark(const struct layout_box *box, struct layout_page *page)
{
    if (box)
        page->boxes[page->n++] =
            (struct layout_placed){.box = box, .artifact = true, .over = true};
}

bool layout_feet(struct layout *l, struct layout_pages *pages, struct str footer,
                 const struct doc_node *doc, struct arena *a, struct diag *d)
{
    bool failed = false;
    struct maker m = {.l = l, .a = a, .scratch = arena_new(), .d = d, .failed = &failed};
    struct feet f = {.m = &m, .every = doc ? doc->format : STR(""), .pos = doc ? doc->pos : pos_none()};
    const struct layout_box *watermark;

    f.text = footer.len ? footer_box(&m, footer, doc) : NULL;
    watermark = doc && doc->text.len ? watermark_box(&m, doc) : NULL;
    f.narrow = f.text && rightmost(f.text) < page_width(l) / 2 - NUMBER_ROOM;
    for (size_t i = 0; i < pages->n; i++) {
        add_watermark(watermark, &pages->pages[i]);
        if (pages->pages[i].plain)
            continue;
        add_head(&f, &pages->pages[i]);
        add_foot(&f, &pages->pages[i]);
    }
    arena_free(m.scratch);
    return !failed;
}

static bool check_paper(const struct layout *l, struct diag *d)
{
    const struct layout_style *s = &l->style;
    mpt least = mm(LEAST_MM), most = mm(MOST_MM);

    if (s->paper_width > 0 && s->paper_width <= most && s->paper_height > 0 &&
        s->paper_height <= most && s->margin_left >= 0 && s->margin_right >= 0 &&
        s->margin_top >= 0 && s->margin_bottom >= LEAST_FOOT && s->margin_left <= most &&
        s->margin_right <= most && s->margin_top <= most && s->margin_bottom <= most &&
        page_width(l) >= least && page_height(l) >= least && s->size >= PT && s->size <= 200 * PT &&
        s->table_size >= PT && s->table_size <= 200 * PT && s->leading >= 50 && s->leading <= 1000)
        return true;
    return diag(d, DIAG_PAPER, pos_none());
}

static struct layout_pages *result(struct stack *s, struct arena *a)
{
    struct layout_pages *p = arena_alloc(a, sizeof *p);

    p->width = s->m->l->style.paper_width;
    p->height = s->m->l->style.paper_height;
    p->pages = s->pages;
    p->n = s->n;
    for (size_t i = 0; i < p->n; i++) {
        p->pages[i].number = i + 1;
        p->pages[i].total = p->n;
    }
    p->headings = s->headings;
    p->nheadings = s->nheadings;
    p->tree = s->m->tree->made;
    return p;
}

struct layout_pages *layout_pages(struct layout *l, const struct doc_node *doc, struct str footer,
                                  struct arena *a, struct diag *d)
{
    struct layout_pages *pages = layout_body(l, doc, 0, a, d);

    return pages && layout_feet(l, pages, footer, doc, a, d) ? pages : NULL;
}

struct layout_pages *layout_body(struct layout *l, const struct doc_node *doc, size_t notes,
                                 struct arena *a, struct diag *d)
{
    bool failed = false;
    struct tree tree = {.a = a};
    struct maker m = {.l = l, .a = a, .scratch = NULL, .d = d, .failed = &failed, .tree = &tree};
    struct flow flow = {0};
    struct stack s = {.m = &m, .y = l->style.margin_top, .fresh = true, .foot.m = &m};
    struct layout_pages *pages = NULL;

    if (!check_paper(l, d))
        return NULL;
    m.scratch = flow.a = arena_new();
    m.row = arena_new();
    s.bottom = s.end = l->style.margin_top + page_height(l);
    blocks_flow(&m, doc, notes, &flow);
    stack_flow(&s, &flow);
    if (!failed)
        pages = result(&s, a);
    arena_free(m.row);
    arena_free(m.scratch);
    return pages;
}
