#include "backend/pdf/content.h"

#include <limits.h>

#include "backend/pdf/strings.h"

#define NOT_SET        INT_MIN
#define STROKE_DIVISOR 30 /* bold without a bold face: a line of 1/30 em around each glyph */

void pdf_content_start(struct pdf_content *c, struct buf *out, const struct layout_pages *pages,
                       const struct pdf_codes *shared, struct pdf_codes *own, struct buf *marks,
                       size_t first_mark)
{
    *c = (struct pdf_content){.out = out,
                              .pages = pages,
                              .shared = shared,
                              .own = own,
                              .first_mark = (uint32_t)first_mark,
                              .marks = marks};
    out->len = marks->len = 0;
    c->fill = c->stroke = c->line_width = c->render = c->font = NOT_SET;
    c->rise = c->space = NOT_SET;
}

static void put(struct pdf_content *c, struct str s)
{
    buf_str(c->out, s);
}

static void put_number(struct pdf_content *c, int64_t thousandths, char behind)
{
    pdf_put_milli(c->out, thousandths);
    buf_char(c->out, behind);
}

static void close_array(struct pdf_content *c)
{
    if (c->in_array)
        put(c, STR(">]TJ\n"));
    c->in_array = false;
}

struct str pdf_role(const struct layout_element *e)
{
    static const struct str roles[LAYOUT_ROLE_COUNT] = {
        [LAYOUT_PARAGRAPH] = STR("P"),   [LAYOUT_LIST] = STR("L"),
        [LAYOUT_ITEM] = STR("LI"),       [LAYOUT_LABEL] = STR("Lbl"),
        [LAYOUT_BODY] = STR("LBody"),    [LAYOUT_QUOTE] = STR("BlockQuote"),
        [LAYOUT_CODE] = STR("Code"),     [LAYOUT_TABLE] = STR("Table"),
        [LAYOUT_ROW] = STR("TR"),        [LAYOUT_HEADER_CELL] = STR("TH"),
        [LAYOUT_CELL] = STR("TD"),       [LAYOUT_CONTENTS] = STR("TOC"),
        [LAYOUT_ENTRY] = STR("TOCI"),    [LAYOUT_NOTE] = STR("Note"),
        [LAYOUT_LINK] = STR("Link"),     [LAYOUT_REFERENCE] = STR("Reference"),
        [LAYOUT_FIGURE] = STR("Figure"), [LAYOUT_CAPTION] = STR("Caption"),
        [LAYOUT_STRONG] = STR("Strong"), [LAYOUT_EMPHASIS] = STR("Em"),
        [LAYOUT_STRUCK] = STR("Span")};
    static const struct str headings[] = {STR("H1"), STR("H2"), STR("H3"),
                                          STR("H4"), STR("H5"), STR("H6")};

    if (e->role == LAYOUT_HEADING)
        return headings[e->level >= 1 && e->level <= 6 ? e->level - 1 : 5];
    return roles[e->role];
}

static void end_mark(struct pdf_content *c)
{
    if (c->mark == PDF_UNMARKED)
        return;
    close_array(c);
    put(c, STR("EMC\n"));
    c->mark = PDF_UNMARKED;
}

static void begin_artifact(struct pdf_content *c)
{
    if (c->mark == PDF_ARTIFACT)
        return;
    end_mark(c);
    put(c, STR("/Artifact BMC\n"));
    c->mark = PDF_ARTIFACT;
}

static const struct layout_element *element_of(const struct pdf_content *c, uint32_t number)
{
    const struct layout_tree *t = &c->pages->tree;

    if (c->tree)
        t = t->elements[c->tree - 1].tree;
    return &t->elements[number - 1];
}

/* Text of element `number` of the present tree follows; 0: of none. */
static void begin_element(struct pdf_content *c, uint32_t number, size_t box)
{
    struct pdf_mark mark = {(uint32_t)box, number};

    if (number == 0) {
        begin_artifact(c);
        return;
    }
    if (c->mark == PDF_TAGGED && c->element == number)
        return;
    end_mark(c);
    buf_char(c->out, '/');
    put(c, pdf_role(element_of(c, number)));
    put(c, STR("<</MCID "));
    put_number(c, (int64_t)(c->first_mark + c->marks->len / sizeof mark) * 1000, '>');
    put(c, STR(">BDC\n"));
    buf_put(c->marks, &mark, sizeof mark);
    c->mark = PDF_TAGGED;
    c->element = number;
}

/* Ends what is open, unless it is `next`. Marks and text objects nest: a mark within text ends with
 * it. */
static void go_to(struct pdf_content *c, int next)
{
    static const struct str ends[] = {{"", 0}, {"ET\n", 3}, {"S\n", 2}, {"f\n", 2}};

    if ((int)c->within == next)
        return;
    close_array(c);
    if (c->within == PDF_TEXT)
        end_mark(c);
    put(c, ends[c->within]);
    c->within = PDF_PAGE;
}

/* Sets a number of the graphics state when it is another one now. A path's must be set before it.
 */
static void set(struct pdf_content *c, int *now, int value, struct str operator)
{
    if (*now == value)
        return;
    if (c->within != PDF_TEXT)
        go_to(c, PDF_PAGE);
    close_array(c);
    pdf_put_milli(c->out, value);
    put(c, operator);
    *now = value;
}

static void set_fill(struct pdf_content *c, int grey)
{
    set(c, &c->fill, grey, STR(" g\n"));
}

static void set_stroke(struct pdf_content *c, int grey, int width)
{
    set(c, &c->stroke, grey, STR(" G\n"));
    set(c, &c->line_width, width, STR(" w\n"));
}

/* How a glyph is painted: filled, or filled and outlined. */
static void set_render(struct pdf_content *c, const struct layout_op *op, bool stroke)
{
    if (stroke)
        set_stroke(c, op->grey, op->size / STROKE_DIVISOR);
    set(c, &c->render, stroke ? 2000 : 0, STR(" Tr\n"));
}

static void set_font(struct pdf_content *c, const struct pdf_code *code, mpt size)
{
    int font = code->face + (code->own ? FONT_MAX_FACES : 0);

    if (c->font == font && c->font_size == size)
        return;
    close_array(c);
    put(c, code->own ? STR("/D") : STR("/F"));
    put_number(c, code->face * 1000, ' ');
    put_number(c, size, ' ');
    put(c, STR("Tf\n"));
    c->font = font;
    c->font_size = size;
}

static void move_to(struct pdf_content *c, mpt x, mpt y)
{
    if (c->within != PDF_TEXT) {
        go_to(c, PDF_PAGE);
        end_mark(c);
        put(c, STR("BT\n"));
        c->within = PDF_TEXT;
        c->text_x = c->text_y = 0;
    }
    close_array(c);
    put_number(c, (int64_t)x - c->text_x, ' ');
    put_number(c, (int64_t)y - c->text_y, ' ');
    put(c, STR("Td\n"));
    c->text_x = x;
    c->text_y = y;
}

static int64_t divide_rounded(int64_t a, int64_t b)
{
    return (a >= 0 ? a + b / 2 : a - b / 2) / b;
}

/* `back`: how far the glyph stands behind the place that the fonts' widths gave, 1/1000 em. */
static void put_code(struct pdf_content *c, unsigned code, int64_t back)
{
    if (!c->in_array)
        put(c, back ? STR("[") : STR("[<"));
    else if (back)
        buf_char(c->out, '>');
    c->in_array = true;
    if (back)
        put_number(c, back * 1000, '<');
    pdf_put_hex16(c->out, code);
}

static const struct pdf_code *code_of(const struct pdf_content *c, const struct glyph *g,
                                      struct str text)
{
    const struct pdf_code *code = pdf_codes_find(c->shared, g, text);

    return code || !c->own ? code : pdf_codes_add(c->own, g, text);
}

/* Several glyphs that stand for one text: without this, readers put a raised mark on a line of its
 * own (PDF 1.7, 14.9.4). */
static void begin_cluster(struct pdf_content *c, struct str text)
{
    close_array(c);
    put(c, STR("/Span<</ActualText"));
    pdf_put_text(c->out, text);
    put(c, STR(">>BDC\n"));
}

static void end_cluster(struct pdf_content *c)
{
    set(c, &c->space, 0, STR(" Tc\n")); /* poppler takes it off the whole cluster's width */
    close_array(c);
    put(c, STR("EMC\n"));
}

/* Where a line of glyphs has come to, in 1/1000 mpt from its start: as layout wants it, and as the
 * fonts' widths lead. They are compared at each glyph, so that roundings never add up. */
struct pen {
    int64_t wanted, there;
};

/* closing: the last of several glyphs of a cluster. The space behind it then brings the pen to
 * where the cluster ends, for readers that look for gaps between words. */
static void put_glyph(struct pdf_content *c, const struct layout_op *op, size_t i, bool closing,
                      struct pen *pen)
{
    const struct glyph *g = &op->run->glyphs[op->first + i];
    const struct pdf_code *code = code_of(c, g, pdf_glyph_text(op->run, op->first + i));
    int64_t back, space = 0;

    if (code) {
        back = divide_rounded(pen->there - pen->wanted - (int64_t)g->dx * op->size, op->size);
        pen->there += (code->width - back) * op->size;
    }
    pen->wanted += (int64_t)g->advance * op->size;
    if (code) {
        if (closing)
            space = divide_rounded(pen->wanted - pen->there, 1000);
        set_render(c, op, g->stroke);
        set_font(c, code, op->size);
        set(c, &c->rise, (int)divide_rounded((int64_t)g->dy * op->size, 1000), STR(" Ts\n"));
        set(c, &c->space, (int)space, STR(" Tc\n"));
        put_code(c, code->code, back);
        pen->there += space * 1000;
    }
    pen->wanted += op->gaps ? (int64_t)op->gaps[i] * 1000 : 0;
}

/* element: 0 for an artifact. */
static void put_glyphs(struct pdf_content *c, const struct layout_op *op, mpt x, mpt y,
                       uint32_t element, size_t box)
{
    struct pen pen = {0, 0};
    size_t behind = 0; /* the cluster of several glyphs */

    if (op->n == 0 || op->size <= 0)
        return;
    move_to(c, x, y);
    begin_element(c, element, box);
    set_fill(c, op->grey);
    for (size_t i = 0; i < op->n; i++) {
        struct pdf_cluster cluster = pdf_cluster_of(op->run, op->first + i);
        bool closing;

        if (cluster.n > 1 && i >= behind) {
            begin_cluster(c, cluster.text);
            behind = i + cluster.n < op->n ? i + cluster.n : op->n;
        }
        closing = i + 1 == behind;
        put_glyph(c, op, i, closing, &pen);
        if (closing)
            end_cluster(c);
    }
    close_array(c);
}

/* A baseline that is not level: what follows is drawn in a system of its own. */
static void put_turned(struct pdf_content *c, const struct layout_op *op, mpt x, mpt y,
                       uint32_t element, size_t box)
{
    struct pdf_content was;

    go_to(c, PDF_PAGE);
    end_mark(c);
    was = *c;
    buf_fmt(c->out, "q %d.%04d %d.%04d -%d.%04d %d.%04d ", op->cosine / 10000, op->cosine % 10000,
            op->sine / 10000, op->sine % 10000, op->sine / 10000, op->sine % 10000,
            op->cosine / 10000, op->cosine % 10000);
    put_number(c, x, ' ');
    put_number(c, y, ' ');
    put(c, STR("cm\n"));
    put_glyphs(c, op, 0, 0, element, box);
    go_to(c, PDF_PAGE);
    put(c, STR("Q\n"));
    *c = was;
}

/* The unit square becomes the picture's place, turned as the camera was held. */
static void put_image(struct pdf_content *c, const struct layout_op *op, mpt x, mpt y,
                      uint32_t element, size_t box)
{
    static const int8_t turns[][6] = {
        {1, 0, 0, 1, 0, 0},   {-1, 0, 0, 1, 1, 0}, {-1, 0, 0, -1, 1, 1}, {1, 0, 0, -1, 0, 1},
        {0, -1, -1, 0, 1, 1}, {0, -1, 1, 0, 0, 1}, {0, 1, 1, 0, 0, 0},   {0, 1, -1, 0, 1, 0}};
    const int8_t *t = turns[op->image->turn - 1];
    int64_t w = (int64_t)op->x2 - op->x, h = (int64_t)op->y2 - op->y;

    go_to(c, PDF_PAGE);
    begin_element(c, element, box);
    put(c, STR("q "));
    put_number(c, t[0] * w, ' ');
    put_number(c, t[1] * h, ' ');
    put_number(c, t[2] * w, ' ');
    put_number(c, t[3] * h, ' ');
    put_number(c, x + t[4] * w, ' ');
    put_number(c, y - h + t[5] * h, ' ');
    buf_fmt(c->out, "cm /I%u Do Q\n", op->image->number);
}

static void go_to_path(struct pdf_content *c, int kind)
{
    go_to(c, kind);
    if ((int)c->within != kind)
        begin_artifact(c);
}

static void put_line(struct pdf_content *c, const struct layout_op *op, mpt x, mpt y)
{
    set_stroke(c, op->grey, op->size);
    go_to_path(c, PDF_STROKE);
    c->within = PDF_STROKE;
    put_number(c, x, ' ');
    put_number(c, y, ' ');
    put(c, STR("m "));
    put_number(c, (int64_t)x + op->x2 - op->x, ' ');
    put_number(c, (int64_t)y - op->y2 + op->y, ' ');
    put(c, STR("l\n"));
}

/* A line without length and with round ends. */
static void put_dot(struct pdf_content *c, const struct layout_op *op, mpt x, mpt y)
{
    go_to(c, PDF_PAGE);
    begin_artifact(c);
    put(c, STR("q 1 J "));
    put_number(c, op->grey, ' ');
    put(c, STR("G "));
    put_number(c, op->size, ' ');
    put(c, STR("w "));
    put_number(c, x, ' ');
    put_number(c, y, ' ');
    put(c, STR("m "));
    put_number(c, x, ' ');
    put_number(c, y, ' ');
    put(c, STR("l S Q\n"));
}

static void put_fill(struct pdf_content *c, const struct layout_op *op, mpt x, mpt y)
{
    set_fill(c, op->grey);
    go_to_path(c, PDF_FILL);
    c->within = PDF_FILL;
    put_number(c, x, ' ');
    put_number(c, (int64_t)y - op->y2 + op->y, ' ');
    put_number(c, (int64_t)op->x2 - op->x, ' ');
    put_number(c, (int64_t)op->y2 - op->y, ' ');
    put(c, STR("re\n"));
}

void pdf_content_tree(struct pdf_content *c, uint32_t tree)
{
    if (c->tree != tree)
        c->element = 0;
    c->tree = tree;
}

void pdf_content_box(struct pdf_content *c, const struct layout_placed *p, size_t number)
{
    const struct layout_box *box = p->box;

    pdf_content_tree(c, p->tree);
    for (size_t i = 0; i < box->nops; i++) {
        const struct layout_op *op = &box->ops[i];
        mpt left = p->x + op->x, up = c->pages->height - p->y - op->y;
        uint32_t element = p->artifact || p->over ? 0 : op->element;

        switch (op->kind) {
        case LAYOUT_GLYPHS:
            if (op->cosine || op->sine)
                put_turned(c, op, left, up, element, number);
            else
                put_glyphs(c, op, left, up, element, number);
            break;
        case LAYOUT_LINE:
            put_line(c, op, left, up);
            break;
        case LAYOUT_DOT:
            put_dot(c, op, left, up);
            break;
        case LAYOUT_FILL:
            put_fill(c, op, left, up);
            break;
        case LAYOUT_AREA: /* links.c */
        case LAYOUT_ANCHOR:
            break;
        case LAYOUT_IMAGE:
            put_image(c, op, left, up, element, number);
            break;
        }
    }
}

/* A content stream that is multiplied with what the ones before it drew: grey comes through whatever
 * is lighter, black stays black. */
void pdf_content_multiply(struct pdf_content *c)
{
    put(c, STR("/" PDF_MULTIPLY " gs\n"));
}

void pdf_content_end(struct pdf_content *c)
{
    go_to(c, PDF_PAGE);
    end_mark(c);
}
