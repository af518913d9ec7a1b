#include "layout/internal.h"

/* What a pen needs, by type. */

#define DATE_GAP_MM   9  /* before 年, 月, 日 */
#define CELL_MM       7  /* a writing cell for one character */
#define CELL_LEAST_MM 5  /* … where the column is narrow */
#define SIGN_MM       50 /* a signature in running text */
#define IMAGE_MM      90 /* a photograph's space, where its field says no width */
#define IMAGE_GREY    500
#define IMAGE_WORDS   STR("（照片浮貼處）")
#define SIGNER_SIZE   (7 * PT)

static mpt smaller(mpt a, mpt b)
{
    return a < b ? a : b;
}

static mpt default_width(const struct value_spec *spec)
{
    if (spec && spec->width_mm)
        return mm(spec->width_mm);
    return mm(spec && spec->type == VALUE_TEXT && (spec->lines > 1 || spec->max_chars > 30) ? 60
                                                                                            : 30);
}

/* An object that draws `g`. */
static struct item *add_drawn(struct inlines *b, mpt width, mpt above, mpt below,
                              const struct drawing *g)
{
    struct layout_op *ops = draw_keep(b->m, g);
    struct item *it = inline_object(b, width, above, below, false);

    it->ops = ops;
    it->nops = g->n;
    return it;
}

/* A writing rule, `high` above it for the pen. */
static void add_rule(struct inlines *b, mpt width, mpt high)
{
    struct drawing g = {.a = b->m->scratch};
    mpt drop = part_of(b->para->size, RULE_DROP);

    draw_line(&g, 0, drop, width, drop, RULE_WIDTH, 0);
    add_drawn(b, width, high - drop, drop + PT, &g)->written = true;
}

/* Width of a blank within a table's lines: none where the cell is its own blank. */
static mpt room_in_cell(const struct inlines *b, const struct doc_node *n)
{
    if (b->para->sole)
        return 0;
    return smaller(n->next ? default_width(n->spec) : mm(15), b->para->width);
}

/* Room for a pen over and under a baseline. */
struct room {
    mpt above, below;
};

/* Room that makes a line `first` high and the whole `high`: the first line's text stands in the middle
 * of `first`, where it stands in the cells beside it, and the rest is below. */
static struct room room_around(const struct inlines *b, mpt first, mpt high)
{
    struct room r;
    mpt spare;

    strut(b->m->l, b->para->size, &r.above, &r.below);
    spare = first - r.above - r.below;
    r.above += spare > 0 ? spare / 2 : 0;
    r.below = high - r.above > r.below ? high - r.above : r.below;
    return r;
}

/* The same for an object that is all of its cell. */
static struct room room_of_cell(const struct inlines *b, mpt first, mpt high)
{
    return room_around(b, first - 2 * CELL_PAD_Y, high - 2 * CELL_PAD_Y);
}

static unsigned lines_of(const struct value_spec *spec)
{
    unsigned n = spec && spec->lines ? spec->lines : 1;

    return n < 200 ? n : 200;
}

static void blank_text(struct inlines *b, const struct doc_node *n)
{
    unsigned lines = lines_of(n->spec);
    mpt wanted = default_width(n->spec);

    if (b->m->ruled) {
        struct room r = room_of_cell(b, mm(LAYOUT_BLANK_MM), mm(LAYOUT_BLANK_MM * lines));

        inline_object(b, room_in_cell(b, n), r.above, r.below, false);
        return;
    }
    if (!n->spec || !n->spec->width_mm)
        wanted = smaller(wanted, b->para->width);
    if (b->para->sole && !(n->spec && n->spec->width_mm))
        wanted = b->para->width;
    add_rule(b, wanted, mm(LAYOUT_BLANK_MM));
    for (unsigned i = 1; i < lines; i++) {
        inline_break(b);
        add_rule(b, b->para->width - b->para->rest, mm(LAYOUT_BLANK_MM));
    }
}

/* Room for a pen before each of `units`: 年月日, 時分. In a narrow place a line may end behind
 * each unit. */
static void blank_units(struct inlines *b, const struct str *units, int n)
{
    mpt size = b->para->size, free = b->para->width - n * size;
    mpt gap = smaller(mm(DATE_GAP_MM), free / n), high = mm(LAYOUT_BLANK_MM);
    struct room r = {.above = high - part_of(size, RULE_DROP)};
    bool narrow = gap < mm(DATE_GAP_MM) / 3;

    if (narrow)
        gap = smaller(mm(DATE_GAP_MM), b->para->width - size);
    if (b->m->ruled)
        r = b->para->sole ? room_of_cell(b, high, high) : room_around(b, high, high);
    for (int i = 0; i < n; i++) {
        inline_object(b, gap > 0 ? gap : 0, r.above, r.below, true);
        b->glued = !narrow && i + 1 < n;
        inline_text(b, units[i]);
        b->glued = false;
    }
}

void choices_add(struct inlines *b, const struct value_spec *spec, const struct str *chosen)
{
    static const struct value_choice yes_no[] = {{STR("1"), STR("是")}, {STR("0"), STR("否")}};
    bool given = spec->nchoices > 0;
    const struct value_choice *choices = given ? spec->choices : yes_no;
    size_t n = given ? spec->nchoices : spec->type == VALUE_BOOL ? 2 : 0;

    for (size_t i = 0; i < n; i++) {
        struct str label = choices[i].label.len ? choices[i].label : choices[i].name;
        bool on = chosen && (str_eq(*chosen, label) || str_eq(*chosen, choices[i].name));
        struct str text = arena_fmt(b->m->scratch, "%s%.*s", on ? "■" : "□", STR_ARG(label));

        if (i > 0)
            inline_text(b, STR("\u3000"));
        b->solid = true;
        inline_text(b, text);
        b->solid = false;
    }
}

/* One character in the middle of the writing cell at x. */
static void draw_in_cell(struct inlines *b, struct drawing *g, struct str c, mpt x, mpt wide)
{
    struct para p = {.width = wide, .size = b->para->size, .align = PARA_CENTER};
    struct items items = items_text(b->m, c, b->node, &p);
    struct lines lines = lines_break(b->m, &items, &p);

    if (lines.n)
        line_draw(b->m, g, &lines, 0, &p, x, -lines.line[0].baseline);
}

void cells_add(struct inlines *b, struct str text, size_t n)
{
    struct drawing g = {.a = b->m->scratch};
    const struct metrics *f = &b->m->l->metrics;
    mpt wide = smaller(mm(CELL_MM), b->para->width / (mpt)n), high = mm(LAYOUT_BLANK_MM);
    mpt below = high / 2 - part_of(b->para->size, (f->ascent - f->descent) / 2);
    size_t at = 0;

    if (wide < mm(CELL_LEAST_MM))
        wide = mm(CELL_LEAST_MM);
    draw_line(&g, 0, below - high, wide * (mpt)n, below - high, RULE_WIDTH, 0);
    draw_line(&g, 0, below, wide * (mpt)n, below, RULE_WIDTH, 0);
    for (size_t i = 0; i <= n; i++)
        draw_line(&g, wide * (mpt)i, below - high, wide * (mpt)i, below, RULE_WIDTH, 0);
    for (size_t i = 0; i < n && at < text.len; i++) {
        size_t from = at;

        utf8_next(text, &at);
        draw_in_cell(b, &g, str_slice(text, from, at), wide * (mpt)i, wide);
    }
    add_drawn(b, wide * (mpt)n, high - below, below, &g);
}

static void draw_rectangle(struct drawing *g, mpt width, mpt high)
{
    draw_line(g, 0, -high, width, -high, RULE_WIDTH, IMAGE_GREY);
    draw_line(g, 0, 0, width, 0, RULE_WIDTH, IMAGE_GREY);
    draw_line(g, 0, -high, 0, 0, RULE_WIDTH, IMAGE_GREY);
    draw_line(g, width, -high, width, 0, RULE_WIDTH, IMAGE_GREY);
}

/* Space to paste a photograph: as wide as its field says, as high as its lines or in proportion. */
static void blank_image(struct inlines *b, const struct doc_node *n)
{
    struct drawing g = {.a = b->m->scratch};
    mpt wide = mm(n->spec->width_mm ? n->spec->width_mm : IMAGE_MM), high, most;
    struct para p = {.size = b->para->size, .align = PARA_CENTER};
    struct items items;
    struct lines lines;

    wide = smaller(wide, b->para->width);
    most = part_of(page_height(b->m->l), 400);
    high = smaller(n->spec->lines ? mm(LAYOUT_BLANK_MM * lines_of(n->spec)) : wide / 3 * 2, most);
    draw_rectangle(&g, wide, high);
    p.width = wide;
    items = items_text(b->m, IMAGE_WORDS, b->node, &p);
    lines = lines_break(b->m, &items, &p);
    for (size_t i = 0; i < lines.n && lines.height < high; i++)
        line_draw(b->m, &g, &lines, i, &p, 0, lines.line[i].top - (high + lines.height) / 2);
    add_drawn(b, wide, high + PT, PT, &g);
}

/* Who signs here, small, at the top of the room. */
static void draw_signer(struct inlines *b, struct drawing *g, struct str who, mpt top)
{
    struct para p = {.width = b->para->width, .size = SIGNER_SIZE, .align = PARA_LEFT};
    struct items items = items_text(b->m, who, b->node, &p);
    struct lines lines = lines_break(b->m, &items, &p);

    for (size_t i = 0; i < lines.n; i++)
        line_draw(b->m, g, &lines, i, &p, 0, top + lines.line[i].top);
}

/* In a cell the signers stand one below the other, a thin line between them; the choices of a
 * signature, if any, say who signs where. */
static void blank_signature(struct inlines *b, const struct doc_node *n)
{
    struct drawing g = {.a = b->m->scratch};
    unsigned signers = n->spec && n->spec->signers ? n->spec->signers : 1;
    mpt high = mm(LAYOUT_SIGNATURE_MM);
    struct room r;

    signers = signers < 50 ? signers : 50;
    if (!b->m->ruled) {
        for (unsigned i = 0; i < signers; i++) {
            if (i > 0)
                inline_text(b, STR("\u3000"));
            add_rule(b,
                     smaller(mm(n->spec && n->spec->width_mm ? n->spec->width_mm : SIGN_MM),
                             b->para->width),
                     high);
        }
        return;
    }
    r = room_of_cell(b, high * (mpt)signers, high * (mpt)signers);
    for (unsigned i = 0; b->para->sole && i < signers; i++) {
        mpt y = -r.above - CELL_PAD_Y + high * (mpt)i;

        if (i > 0)
            draw_line(&g, 0, y, b->para->width, y, RULE_WIDTH / 2, 600);
        if (n->spec && i < n->spec->nchoices)
            draw_signer(b, &g, n->spec->choices[i].label, y + CELL_PAD_Y / 2);
    }
    add_drawn(b, b->para->sole ? b->para->width : room_in_cell(b, n), r.above, r.below, &g);
}

void blank_add(struct inlines *b, const struct doc_node *n)
{
    static const struct str day[] = {STR("年"), STR("月"), STR("日")};
    static const struct str hour[] = {STR("時"), STR("分")};

    switch (n->spec ? n->spec->type : VALUE_TEXT) {
    case VALUE_DATE:
        blank_units(b, day, 3);
        break;
    case VALUE_TIME:
        blank_units(b, hour, 2);
        break;
    case VALUE_CHOICE:
    case VALUE_BOOL:
        choices_add(b, n->spec, NULL);
        break;
    case VALUE_ID:
        cells_add(b, STR(""), 10);
        break;
    case VALUE_ID_PREFIX:
        cells_add(b, STR(""), 6);
        inline_text(b, STR("○○○○"));
        break;
    case VALUE_SIGNATURE:
        blank_signature(b, n);
        break;
    case VALUE_IMAGE:
        blank_image(b, n);
        break;
    default:
        blank_text(b, n);
    }
}
