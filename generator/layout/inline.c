#include "layout/internal.h"

#include <string.h>

#define MARK_SCALE 60  /* percent, of a footnote's mark */
#define MARK_RAISE 350 /* 1/1000 em */
#define DOT_ROOM   340 /* 1/1000 em, below the baseline of what has a mark of emphasis */
#define GAP        250 /* 1/1000 em, between Han and Western (S1) */

enum seg_kind { SEG_TEXT, SEG_OBJECT, SEG_BREAK, SEG_RULE, SEG_RULE_END };

/* A stretch of a paragraph that is shaped as one. */
struct seg {
    enum seg_kind kind;
    size_t at, len; /* of the paragraph's text */
    enum text_style style;
    bool dotted, struck;
    uint16_t scale, rule, note;
    const struct str *link;
    int16_t raise;
    uint32_t element;
    bool solid, glued;
    mpt least; /* rule: its least width */
    const struct doc_node *node;
    struct item object;
};

static struct seg *new_seg(struct inlines *b, enum seg_kind kind, struct str text)
{
    struct seg *s;

    arena_grow(b->m->scratch, &b->segs, &b->cap, b->nsegs, sizeof *b->segs);
    s = &b->segs[b->nsegs++];
    *s = (struct seg){.kind = kind,
                      .at = b->text.len,
                      .len = text.len,
                      .style = b->style,
                      .dotted = b->dotted,
                      .struck = b->struck,
                      .scale = b->scale,
                      .raise = b->raise,
                      .rule = b->rule,
                      .note = b->note,
                      .link = b->link,
                      .element = b->element,
                      .solid = b->solid,
                      .glued = b->glued,
                      .node = b->node};
    buf_str(&b->text, text);
    return s;
}

static void add_run(struct inlines *b, struct str text)
{
    if (text.len)
        new_seg(b, SEG_TEXT, text);
}

/* A value may hold line ends and tabs: a line end breaks the line, a tab is a space. */
void inline_text(struct inlines *b, struct str text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c != '\n' && c != '\r' && c != '\t')
            continue;
        add_run(b, str_slice(text, from, i));
        if (c == '\n')
            inline_break(b);
        else if (c == '\t')
            add_run(b, STR(" "));
        from = i + 1;
    }
    add_run(b, str_slice(text, from, text.len));
}

void inline_break(struct inlines *b)
{
    new_seg(b, SEG_BREAK, STR("\n"));
}

struct item *inline_object(struct inlines *b, mpt width, mpt above, mpt below, bool glued)
{
    struct seg *s = new_seg(b, SEG_OBJECT, STR("\uFFFC"));

    s->glued = glued;
    s->object = (struct item){.kind = ITEM_OBJECT,
                              .width = width,
                              .fixed = width,
                              .above = above,
                              .below = below,
                              .rule = b->rule};
    return &s->object;
}

void inline_rule(struct inlines *b, mpt least)
{
    b->rule = ++b->rules;
    new_seg(b, SEG_RULE, STR(""))->least = least;
}

void inline_rule_end(struct inlines *b)
{
    new_seg(b, SEG_RULE_END, STR(""));
    b->rule = 0;
}

/* What follows is part of a new element; what it was part of until now. */
static uint32_t begin_element(struct inlines *b, enum layout_role role)
{
    uint32_t was = b->element;
    struct maker m = *b->m;

    m.element = was;
    b->element = element_add(&m, role);
    return was;
}

static void add_figure(struct inlines *b, struct str text)
{
    b->scale = MARK_SCALE;
    b->raise = MARK_RAISE;
    b->solid = true;
    inline_text(b, text);
    b->scale = 100;
    b->raise = 0;
    b->solid = false;
}

/* Emphasized Han stand in another face, or have marks beneath them. */
static void add_span(struct inlines *b, const struct doc_node *n, enum layout_role role)
{
    struct inlines was = *b;

    begin_element(b, role);
    if (role == LAYOUT_STRONG)
        b->style |= TEXT_BOLD;
    else if (role == LAYOUT_EMPHASIS)
        b->style |= TEXT_ITALIC;
    b->dotted |= role == LAYOUT_EMPHASIS && !b->m->l->metrics.emphasis;
    b->struck |= role == LAYOUT_STRUCK;
    inline_children(b, n->first);
    b->style = was.style;
    b->dotted = was.dotted;
    b->struck = was.struck;
    b->element = was.element;
}

static const struct str *kept(struct maker *m, struct str s)
{
    struct str *to = arena_alloc(m->a, sizeof *to);

    *to = s;
    return to;
}

/* A note is read behind the paragraph of its first mark, wherever it stands on paper: in a heading,
 * behind that. What is made for every record cannot know which note it will have. */
static void place_note(struct inlines *b, const struct note *note)
{
    struct notes *notes = b->m->notes;
    struct maker m = *b->m;

    if (m.tree != notes->tree || note->node->shared || note->element)
        return;
    m.element = b->element;
    while (m.element && element_at(&m, m.element)->role != LAYOUT_PARAGRAPH &&
           element_at(&m, m.element)->role != LAYOUT_CELL &&
           element_at(&m, m.element)->role != LAYOUT_HEADER_CELL)
        m.element = element_at(&m, m.element)->parent;
    notes->note[note - notes->note].element = element_add(&m, LAYOUT_NOTE);
}

static void add_mark(struct inlines *b, const struct doc_node *n)
{
    const struct note *note = notes_lookup(b->m, n);
    uint32_t element = begin_element(b, LAYOUT_REFERENCE);
    const struct str *was = b->link;

    if (note) {
        b->note = (uint16_t)(note - b->m->notes->note + 1);
        b->link = kept(b->m, arena_fmt(b->m->a, "#" NOTE_ANCHOR "%d", note->number));
    }
    add_figure(b, note ? arena_fmt(b->m->scratch, "%d", note->number) : n->text);
    b->note = 0;
    b->element = element;
    b->link = was;
    if (note)
        place_note(b, note);
}

static void add_code(struct inlines *b, struct str text)
{
    uint32_t was = begin_element(b, LAYOUT_CODE);

    inline_text(b, text);
    b->element = was;
}

/* Only what a reader of the PDF may safely follow. */
static bool leads_somewhere(struct str address)
{
    return str_starts(address, STR("#")) || str_starts(address, STR("http://")) ||
           str_starts(address, STR("https://")) || str_starts(address, STR("mailto:"));
}

/* The address follows in parentheses, where the text does not say it. */
static void add_link(struct inlines *b, const struct doc_node *n)
{
    struct buf text = {0};
    struct str address = n->text;
    uint32_t element = begin_element(b, LAYOUT_LINK);
    const struct str *was = b->link;

    b->link = leads_somewhere(address) ? kept(b->m, arena_str(b->m->a, address)) : NULL;
    inline_children(b, n->first);
    doc_text(n, &text);
    if (str_starts(address, STR("mailto:")))
        address = str_slice(address, 7, address.len);
    if (address.len && address.ptr[0] != '#' && !str_eq(buf_view(&text), address)) {
        inline_text(b, STR("（"));
        inline_text(b, address);
        inline_text(b, STR("）"));
    }
    b->element = element;
    b->link = was;
    buf_free(&text);
}

static void add_inline(struct inlines *b, const struct doc_node *n)
{
    const struct doc_node *was = b->node;

    b->node = n;
    switch (n->kind) {
    case DOC_TEXT:
        inline_text(b, n->text);
        break;
    case DOC_CODE:
        add_code(b, n->text);
        break;
    case DOC_BREAK:
        inline_break(b);
        break;
    case DOC_STRONG:
        add_span(b, n, LAYOUT_STRONG);
        break;
    case DOC_EMPH:
        add_span(b, n, LAYOUT_EMPHASIS);
        break;
    case DOC_STRUCK:
        add_span(b, n, LAYOUT_STRUCK);
        break;
    case DOC_LINK:
        add_link(b, n);
        break;
    case DOC_FOOTNOTE_MARK:
        add_mark(b, n);
        break;
    case DOC_IMAGE:
        if (n->image)
            figure_add(b, n);
        else
            inline_children(b, n->first);
        break;
    case DOC_VALUE:
    case DOC_FIELD:
        field_add(b, n);
        break;
    default:
        if (!doc_is_block(n->kind))
            inline_children(b, n->first);
    }
    b->node = was;
}

bool is_white(const struct doc_node *n)
{
    return n->kind == DOC_TEXT && str_trim(n->text).len == 0;
}

/* Pictures side by side are an em apart, whatever space the author left between them. */
void inline_children(struct inlines *b, const struct doc_node *first)
{
    bool picture = false;

    for (const struct doc_node *n = first; n; n = n->next) {
        if (picture && is_white(n) && is_picture(n->next))
            continue;
        if (picture && is_picture(n))
            inline_text(b, STR("\u3000"));
        add_inline(b, n);
        picture = is_picture(n);
    }
}

/* From segments to items. */

struct filling {
    struct inlines *b;
    struct items *to;
    const enum text_break *breaks;
    size_t rule_from; /* the item of the open rule's left end */
    mpt rule_least;
};

static struct item *new_item(struct filling *f, struct item it)
{
    struct items *to = f->to;

    arena_grow(f->b->m->scratch, &to->item, &to->cap, to->n, sizeof *to->item);
    to->item[to->n] = it;
    return &to->item[to->n++];
}

static bool is_invisible(uint32_t cp)
{
    return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || cp == 0x2060 || cp == 0xFEFF ||
           (cp >= 0xFE00 && cp <= 0xFE0F) || (cp >= 0xE0100 && cp <= 0xE01EF);
}

/* A glyph that no face has, the k-th of its cluster: its character, as well as it can be told. */
static void report_no_glyph(struct maker *m, const struct seg *s, struct str cluster, size_t k)
{
    uint32_t cp = 0;
    size_t at = 0;

    do
        cp = utf8_next(cluster, &at);
    while (at < cluster.len && k-- > 0);
    if (is_invisible(cp))
        return;
    fail(m);
    diag(m->d, DIAG_NO_GLYPH, s->node ? s->node->pos : pos_none(), utf8_describe(m->scratch, cp));
}

static mpt width_at(const struct item *it, mpt size)
{
    return it->fixed + (mpt)((int64_t)it->advance * ((int64_t)size * it->scale / 100) / 1000);
}

/* Spaces between Han and Western, as typed, are the one gap that belongs there (S1). */
static void tame_spaces(struct items *to, uint32_t cp)
{
    size_t i = to->n;

    while (i > 0 && to->item[i - 1].kind == ITEM_GLUE && !to->item[i - 1].indents)
        i--;
    if (i == to->n || i == 0 || !to->item[i - 1].cp || !text_gap_between(to->item[i - 1].cp, cp))
        return;
    for (size_t k = i; k < to->n; k++)
        to->item[k].advance = k == i ? GAP : 0;
    to->item[i].gap = true;
}

static void open_gap(struct filling *f, const struct item *next)
{
    struct items *to = f->to;
    struct item *before = to->n ? &to->item[to->n - 1] : NULL;
    struct item gap = {
        .kind = ITEM_GLUE, .after = TEXT_NO_BREAK, .advance = GAP, .scale = 100, .gap = true};

    if (!before || f->b->para->code)
        return;
    if (before->kind == ITEM_GLUE) {
        tame_spaces(to, next->cp);
    } else if (before->kind == ITEM_BOX && before->cp && before->raise == next->raise &&
               text_gap_between(before->cp, next->cp)) {
        gap.at = next->at;
        gap.rule = before->rule == next->rule ? next->rule : 0;
        gap.struck = before->struck && next->struck;
        new_item(f, gap);
    }
}

static bool is_glue(const struct filling *f, uint32_t cp)
{
    enum text_class c = text_class(cp);

    if (f->b->para->code || cp == 0xA0)
        return false;
    return c == TEXT_SPACE || c == TEXT_IDEOGRAPHIC_SPACE;
}

static void add_cluster(struct filling *f, const struct seg *s, const struct glyph_run *run,
                        size_t first, size_t n)
{
    const struct glyph *g = &run->glyphs[first];
    struct str cluster = str_slice(run->text, g->at, (size_t)g->at + g->len);
    size_t behind = 0, end = s->at + g->at + g->len;
    struct item it = {.at = (uint32_t)(s->at + g->at),
                      .scale = s->scale,
                      .raise = s->raise,
                      .rule = s->rule,
                      .note = s->note,
                      .link = s->link,
                      .element = s->element,
                      .struck = s->struck,
                      .run = run,
                      .first = first,
                      .n = n};

    it.cp = cluster.len ? utf8_next(cluster, &behind) : 0;
    it.kind = it.cp && is_glue(f, it.cp) ? ITEM_GLUE : ITEM_BOX;
    it.indents = it.cp == 0x3000;
    it.dotted = s->dotted && it.cp && text_class(it.cp) == TEXT_HAN;
    for (size_t i = 0; i < n; i++) {
        it.advance += g[i].advance;
        if (g[i].gid == 0 && cluster.len)
            report_no_glyph(f->b->m, s, cluster, i);
    }
    if (it.kind == ITEM_BOX)
        open_gap(f, &it);
    it.after = end ? f->breaks[end - 1] : TEXT_NO_BREAK;
    if (f->b->para->code && end < f->b->text.len && it.after != TEXT_MUST_BREAK)
        it.after = TEXT_MAY_BREAK;
    if (end < s->at + s->len ? s->solid : s->glued)
        it.after = TEXT_NO_BREAK;
    mark_find(f->b->m, &it);
    new_item(f, it);
    if (it.mark)
        mark_pair(f->to);
}

static void add_text_items(struct filling *f, const struct seg *s)
{
    struct maker *m = f->b->m;
    struct glyph_run *run = arena_alloc(m->a, sizeof *run);
    struct str text = str_slice(buf_view(&f->b->text), s->at, s->at + s->len);

    *run = m->l->metrics.shape(m->l->metrics.context, s->style, text, m->a);
    if (s->raise && f->to->n && f->to->item[f->to->n - 1].after == TEXT_MAY_BREAK)
        f->to->item[f->to->n - 1].after = TEXT_NO_BREAK; /* a figure stays with its word */
    for (size_t i = 0, n; i < run->n; i += n) {
        n = 1;
        while (i + n < run->n && run->glyphs[i + n].len == 0)
            n++;
        add_cluster(f, s, run, i, n);
    }
}

static void add_pad(struct filling *f, uint16_t rule)
{
    new_item(f, (struct item){.kind = ITEM_BOX, .scale = 100, .rule = rule});
}

/* A value shorter than its rule stands in the rule's middle and in one piece. */
static void close_rule(struct filling *f, uint16_t rule)
{
    struct items *to = f->to;
    size_t from = f->rule_from, last = to->n - 1;
    int64_t width = 0;
    mpt rest;

    for (size_t i = from; i < to->n; i++)
        width += width_at(&to->item[i], f->b->para->size);
    rest = width < f->rule_least ? f->rule_least - (mpt)width : 0;
    add_pad(f, rule);
    to->item[last + 1].after = to->item[last].after;
    to->item[last].after = TEXT_NO_BREAK;
    if (rest == 0)
        return;
    to->item[from].fixed = rest / 2;
    to->item[last + 1].fixed = rest - rest / 2;
    for (size_t i = from; i <= last; i++)
        to->item[i].after = TEXT_NO_BREAK;
}

static void add_object(struct filling *f, const struct seg *s)
{
    struct item it = s->object;

    it.scale = 100;
    it.at = (uint32_t)s->at;
    it.after = s->glued ? TEXT_NO_BREAK : f->breaks[s->at + s->len - 1];
    new_item(f, it);
}

static void add_seg(struct filling *f, const struct seg *s)
{
    switch (s->kind) {
    case SEG_TEXT:
        add_text_items(f, s);
        break;
    case SEG_OBJECT:
        add_object(f, s);
        break;
    case SEG_BREAK:
        new_item(f, (struct item){.kind = ITEM_END,
                                  .scale = 100,
                                  .at = (uint32_t)s->at,
                                  .after = TEXT_MUST_BREAK});
        break;
    case SEG_RULE:
        f->rule_from = f->to->n;
        f->rule_least = s->least;
        add_pad(f, s->rule);
        break;
    case SEG_RULE_END:
        close_rule(f, s->rule);
        break;
    }
}

/* The marker of a list's item, filled up to its column. */
static void add_marker(struct filling *f, size_t nsegs)
{
    mpt width = 0;

    for (size_t i = 0; i < nsegs; i++)
        add_seg(f, &f->b->segs[i]);
    for (size_t i = 0; i < f->to->n; i++) {
        width += width_at(&f->to->item[i], f->b->para->size);
        f->to->item[i].after = TEXT_NO_BREAK;
    }
    add_pad(f, 0);
    if (width < f->b->para->column)
        f->to->item[f->to->n - 1].fixed = f->b->para->column - width;
}

void items_resize(struct items *items, mpt size)
{
    for (size_t i = 0; i < items->n; i++) {
        items->item[i].width = width_at(&items->item[i], size);
        if (items->item[i].dotted)
            items->item[i].below = part_of(size, DOT_ROOM);
    }
}

static void fill(struct inlines *b, size_t nmarker, struct items *to)
{
    enum text_break *breaks = arena_array(b->m->scratch, b->text.len, sizeof *breaks);
    struct filling f = {.b = b, .to = to, .breaks = breaks};
    size_t number = b->para->hang_number ? clause_number(buf_view(&b->text)) : 0;

    text_find_breaks(buf_view(&b->text), b->m->l->style.kinsoku, breaks);
    if (nmarker)
        add_marker(&f, nmarker);
    for (size_t i = nmarker; i < b->nsegs; i++)
        add_seg(&f, &b->segs[i]);
    items_resize(to, b->para->size);
    for (size_t i = 0; i < to->n && to->item[i].at < number; i++) {
        to->item[i].mark = MARK_NONE; /* numbers are as wide on every line: their texts align */
        to->item[i].closer = false;
        to->hang += to->item[i].width;
    }
}

static struct inlines start(struct maker *m, const struct para *p, const struct doc_node *node)
{
    return (struct inlines){
        .m = m, .para = p, .style = p->style, .scale = 100, .element = m->element, .node = node};
}

struct items items_make(struct maker *m, const struct doc_node *first, const struct para *p)
{
    struct inlines b = start(m, p, first);
    struct items items = {0};
    size_t nmarker;

    b.element = p->label;
    if (p->raised)
        add_figure(&b, p->marker);
    else
        inline_text(&b, p->marker);
    b.element = m->element;
    nmarker = b.nsegs;
    inline_children(&b, first);
    fill(&b, nmarker, &items);
    buf_free(&b.text);
    return items;
}

struct items items_text(struct maker *m, struct str text, const struct doc_node *node,
                        const struct para *p)
{
    struct inlines b = start(m, p, node);
    struct items items = {0};

    inline_text(&b, text);
    fill(&b, 0, &items);
    buf_free(&b.text);
    return items;
}
