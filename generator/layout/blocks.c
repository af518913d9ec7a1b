#include "doc/hint.h"
#include "layout/internal.h"

#define WHOLE_LINES  3 /* a paragraph of so many lines is one box: it never splits */
#define QUOTE_INDENT (12 * PT)

/* What its surroundings say of a block. */
struct setting {
    struct place at;
    bool tight; /* in a tight list: no room between paragraphs */
    bool inner; /* within a list, a quote or a note: no first-line indent */
    bool note;  /* the marker is a footnote's figure */
    uint32_t element; /* the note's, which is there already; or 0 */
    struct str marker;
    mpt column;
    uint32_t label; /* the marker's element */
    int number;
};

static void block_flow(struct maker *m, const struct doc_node *n, const struct setting *s,
                       struct flow *f);

static void children_flow(struct maker *m, const struct doc_node *first, const struct setting *s,
                          struct flow *f)
{
    struct clauses clauses = {.n = 0};

    for (const struct doc_node *c = first; c; c = c->next) {
        struct setting own = *s;
        mpt indent = clause_indent(m, &clauses, c, s->at.size);

        if (indent < s->at.width / 2) {
            own.at.x += indent;
            own.at.width -= indent;
        }
        if (c->kind != DOC_FOOTNOTE)
            block_flow(m, c, &own, f);
    }
}

/* Lines from … to as one box; beside it the rules of the quotes around, which bridge `before`. */
static const struct layout_box *lines_box(struct maker *m, const struct lines *lines, size_t from,
                                          size_t to, const struct para *p, const struct place *at,
                                          mpt before)
{
    struct drawing g = {.a = m->scratch};
    mpt y = before;

    for (size_t i = from; i < to; i++) {
        line_draw(m, &g, lines, i, p, 0, y);
        y += lines->line[i].height;
    }
    for (size_t i = 0; i < m->nbars; i++)
        draw_line(&g, m->bars[i] - at->x, 0, m->bars[i] - at->x, y, PT, 600);
    return box_new(m, at->width, y, &g);
}

/* The lines of one paragraph as pieces. A long one may split, but keeps its first two and its last
 * two lines together (W2). */
static void lines_flow(struct maker *m, const struct lines *lines, const struct para *p,
                       const struct place *at, struct piece proto, struct flow *f)
{
    bool whole = (lines->n <= WHOLE_LINES && !p->pictures) || proto.level;
    size_t step = whole ? lines->n : 1;

    for (size_t i = 0; i < lines->n; i += step) {
        struct piece piece = proto;
        mpt inside = m->nbars ? proto.before : 0;

        piece.x = at->x;
        piece.before = proto.before - inside;
        piece.box = lines_box(m, lines, i, i + step, p, at, inside);
        piece.marks = (struct marks){0};
        notes_in_lines(m, lines, i, i + step, &piece.marks);
        piece.keep |= step == 1 && lines->n > 1 && !p->pictures && (i == 0 || i + 2 == lines->n);
        flow_add(f, piece);
        proto.before = proto.sink = 0;
        proto.exact = false;
        proto.level = 0;
    }
}

static void items_flow(struct maker *m, const struct items *items, const struct para *p,
                       const struct doc_node *n, const struct place *at, struct piece proto,
                       struct flow *f)
{
    struct lines lines = lines_break(m, items, p);

    if (lines.too_wide)
        report_too_wide(m, n, p->width);
    proto.pos = n->pos;
    lines_flow(m, &lines, p, at, proto, f);
}

static struct place hinted_place(struct maker *m, const struct doc_node *n, struct place at)
{
    mpt indent;

    at.size = hint_number(m, n, "size", at.size, HINT_LEAST_SIZE, HINT_MOST_SIZE);
    indent = part_of(at.size, hint_number(m, n, "indent", 0, 0, HINT_MOST_EM));
    at.x += indent;
    at.width -= indent;
    return at;
}

static struct piece hinted_piece(struct maker *m, const struct doc_node *n, mpt before)
{
    return (struct piece){.before = hint_number(m, n, "space", before, 0, 500 * PT),
                          .exact = doc_has_attr(n, "space"),
                          .sink = hint_number(m, n, "sink", 0, 0, 1000 * PT)};
}

static bool may_indent(const struct maker *m, const struct doc_node *n, const struct setting *s,
                       const struct para *p, const struct items *items)
{
    return m->l->style.indent && !s->inner && !s->marker.len && items->hang == 0 &&
           !doc_has_attr(n, "hang") && !doc_has_attr(n, "indent") &&
           (p->align == PARA_LEFT || p->align == PARA_JUSTIFY) &&
           !(items->n && items->item[0].indents);
}

/* J1: a justified measure is a whole number of characters. */
static mpt whole_ems(mpt width, mpt size)
{
    return width > size ? width / size * size : width;
}

/* The maker of one block's lines: what it needs on the way goes when its boxes are made, so that a
 * long document keeps those only. */
static struct maker passing(struct maker m)
{
    m.scratch = m.row;
    return m;
}

/* As the block's hint wishes; 0: as the file says. */
static mpt picture_width(struct maker *m, const struct doc_node *n)
{
    return part_of(hint_number(m, n, "width", 0, 5 * PT, 500 * PT), MPT_PER_MM);
}

static void paragraph_flow(struct maker *m, const struct doc_node *n, const struct setting *s,
                           struct flow *f)
{
    struct maker own = passing(element_within(m, LAYOUT_PARAGRAPH));
    struct place at = hinted_place(m, n, s->at);
    enum para_align usual = m->l->style.justify ? PARA_JUSTIFY : PARA_LEFT;
    struct para p = {.width = at.width, .size = at.size, .marker = s->marker};
    struct items items;

    if (has_only_pictures(n)) {
        usual = PARA_CENTER;
        p.pictures = true;
        p.picture = picture_width(m, n);
    }
    p.raised = s->note;
    p.label = s->label;
    p.align = hint_align(m, n, usual);
    if (p.align == PARA_JUSTIFY || (p.align == PARA_SPREAD && usual == PARA_JUSTIFY))
        p.width = whole_ems(at.width, at.size);
    p.column = s->column;
    p.rest = part_of(at.size, hint_number(m, n, "hang", 0, 0, HINT_MOST_EM)) + s->column;
    p.hang_number =
        !doc_has_attr(n, "hang") && !s->marker.len && (p.align == PARA_LEFT || p.align == usual);
    items = items_make(&own, n->first, &p);
    if (may_indent(m, n, s, &p, &items))
        p.first = 2 * at.size;
    if (items.n)
        items_flow(&own, &items, &p, n, &at, hinted_piece(m, n, s->tight ? 0 : at.size * 3 / 10),
                   f);
    arena_reset(own.scratch);
}

static void heading_flow(struct maker *m, const struct doc_node *n, const struct setting *s,
                         struct flow *f)
{
    static const struct {
        int size, before, after; /* points, where the body is set in 12 */
    } looks[] = {{18, 12, 6}, {14, 10, 4}, {12, 8, 3}};
    size_t look = n->level >= 1 && n->level <= 3 ? n->level - 1u : 2;
    struct place at = s->at;
    struct para p = {.style = TEXT_BOLD, .hang_number = true};
    struct maker own = passing(element_within(m, LAYOUT_HEADING));
    struct buf text = {0};
    struct piece proto;
    struct items items;

    proto = hinted_piece(m, n, at.size * looks[look].before / 12);
    at.size = at.size * looks[look].size / 12;
    at = hinted_place(m, n, at);
    p.width = at.width;
    p.size = at.size;
    p.align = hint_align(m, n, n->level == 1 ? PARA_CENTER : PARA_LEFT);
    doc_text(n, &text);
    proto.title = arena_str(m->a, str_trim(buf_view(&text)));
    proto.anchor = arena_str(m->a, doc_attr(n, "id"));
    proto.level = n->level ? n->level : 1;
    proto.keep = true;
    buf_free(&text);
    element_at(&own, own.element)->level = proto.level;
    items = items_make(&own, n->first, &p);
    items_flow(&own, &items, &p, n, &at, proto, f);
    arena_reset(own.scratch);
    f->after = s->at.size * looks[look].after / 12;
}

/* Lists. */

mpt text_width(struct maker *m, struct str text, mpt size)
{
    struct para p = {.size = size};
    struct items items = items_text(m, text, NULL, &p);
    mpt width = 0;

    for (size_t i = 0; i < items.n; i++)
        width += items.item[i].width;
    return width;
}

static struct str bullet(struct maker *m)
{
    struct layout *l = m->l;
    struct glyph_run run;

    if (l->bullet.len)
        return l->bullet;
    run = l->metrics.shape(l->metrics.context, TEXT_REGULAR, STR("\u2022"), m->scratch);
    l->bullet = run.n && run.glyphs[0].gid ? STR("\u2022") : STR("\u25CF");
    return l->bullet;
}

static struct str marker_of(struct maker *m, const struct doc_node *list,
                            const struct doc_node *item, int number)
{
    if (item && item->task)
        return item->checked ? STR("☑") : STR("□");
    return list->ordered ? clause_write(hint_numbers(m, list), number, m->scratch) : bullet(m);
}

mpt list_column(struct maker *m, const struct doc_node *list, mpt size)
{
    mpt widest = 0;
    int last = list->start;

    for (const struct doc_node *c = list->first; c; c = c->next, last++)
        if (c->task)
            widest = size;
    if (widest == 0)
        widest = text_width(m, marker_of(m, list, NULL, last - (last > list->start)), size);
    widest += size / 4;
    return list->ordered || widest > size ? widest : size;
}

static void list_flow(struct maker *m, const struct doc_node *n, const struct setting *s,
                      struct flow *f)
{
    struct setting item = *s;
    struct maker own = element_within(m, LAYOUT_LIST);

    element_at(&own, own.element)->ordered = n->ordered;
    item.at = hinted_place(m, n, s->at);
    item.tight = n->tight;
    item.inner = true;
    item.column = list_column(m, n, item.at.size);
    item.number = n->start;
    if (f->after < item.at.size / 5 && !s->tight)
        f->after = item.at.size / 5;
    for (const struct doc_node *c = n->first; c; c = c->next, item.number++) {
        item.marker = marker_of(m, n, c, item.number);
        block_flow(&own, c, &item, f);
    }
}

static void item_flow(struct maker *m, const struct doc_node *n, const struct setting *s,
                      struct flow *f)
{
    const struct doc_node *rest = n->first;
    struct maker item = s->element ? *m : element_within(m, s->note ? LAYOUT_NOTE : LAYOUT_ITEM), body;
    struct setting inner = *s;
    struct para p = {
        .width = s->at.width, .size = s->at.size, .marker = s->marker, .raised = s->note};

    item.element = s->element ? s->element : item.element;
    inner.element = 0;
    inner.label = p.label = element_add(&item, LAYOUT_LABEL);
    body = item;
    if (!s->note)
        body = element_within(&item, LAYOUT_BODY);
    if (rest && rest->kind == DOC_PARAGRAPH) {
        paragraph_flow(&body, rest, &inner, f);
        rest = rest->next;
    } else {
        struct items items = items_make(m, NULL, &p);

        items_flow(m, &items, &p, n, &s->at, (struct piece){.keep = true}, f);
    }
    inner.at.x += s->column;
    inner.at.width -= s->column;
    inner.column = 0;
    inner.marker = STR("");
    inner.note = false;
    children_flow(&body, rest, &inner, f);
}

/* Other blocks. */

static void quote_flow(struct maker *m, const struct doc_node *n, const struct setting *s,
                       struct flow *f)
{
    struct maker own = element_within(m, LAYOUT_QUOTE);
    struct setting inner = *s;

    inner.at = hinted_place(m, n, s->at);
    inner.inner = true;
    if (own.nbars < MOST_BARS)
        own.bars[own.nbars++] = inner.at.x + 4 * PT;
    inner.at.x += QUOTE_INDENT;
    inner.at.width -= QUOTE_INDENT;
    f->after = f->after > 4 * PT ? f->after : 4 * PT;
    children_flow(&own, n->first, &inner, f);
    f->after = 4 * PT;
}

static void code_flow(struct maker *m, const struct doc_node *n, const struct setting *s,
                      struct flow *f)
{
    struct place at = hinted_place(m, n, s->at);
    struct maker block = element_within(m, LAYOUT_PARAGRAPH);
    struct maker own = passing(element_within(&block, LAYOUT_CODE));
    struct para p = {.width = at.width, .size = at.size, .code = true};
    struct piece proto = hinted_piece(m, n, 4 * PT);
    struct str text = n->text;

    if (text.len && text.ptr[text.len - 1] == '\n')
        text.len--;
    for (size_t from = 0; from <= text.len;) {
        size_t end = from + str_find(str_slice(text, from, text.len), STR("\n"));
        struct items items = items_text(&own, str_slice(text, from, end), n, &p);

        items_flow(&own, &items, &p, n, &at, proto, f);
        arena_reset(own.scratch);
        proto = (struct piece){0};
        from = end + 1;
    }
    f->after = 4 * PT;
}

static void rule_flow(struct maker *m, const struct doc_node *n, const struct setting *s,
                      struct flow *f)
{
    struct drawing g = {.a = m->scratch};
    mpt high = 10 * PT;

    draw_line(&g, 0, high / 2, s->at.width, high / 2, RULE_WIDTH, 0);
    flow_add(f,
             (struct piece){.box = box_new(m, s->at.width, high, &g), .x = s->at.x, .pos = n->pos});
}

/* A picture by itself: in the middle, its caption below. */
static void figure_flow(struct maker *m, const struct doc_node *n, const struct setting *s,
                        struct flow *f)
{
    const struct doc_node *picture = n->first;
    struct maker own = element_within(m, LAYOUT_FIGURE);
    struct place at = hinted_place(m, n, s->at);
    struct para p = {.width = at.width, .size = at.size * 10 / 12, .align = PARA_CENTER};
    struct piece proto = hinted_piece(m, n, at.size / 2);
    struct drawing g = {.a = m->scratch};
    mpt w, h;
    struct buf alt = {0};

    figure_size(m->l, picture->image, at.width, picture_width(m, n), &w, &h);
    doc_text(picture, &alt);
    element_at(&own, own.element)->alt =
        arena_str(m->tree->a, alt.len ? buf_view(&alt) : picture->format);
    buf_free(&alt);
    draw_image(&g, picture->image, (at.width - w) / 2, 0, (at.width + w) / 2, h, own.element);
    proto.keep = picture->format.len > 0;
    proto.pos = n->pos;
    proto.box = box_new(&own, at.width, h, &g);
    proto.x = at.x;
    flow_add(f, proto);
    if (picture->format.len) {
        struct maker caption = element_within(&own, LAYOUT_CAPTION);
        struct items items = items_text(&caption, picture->format, n, &p);

        items_flow(&caption, &items, &p, n, &at, (struct piece){.before = at.size / 4}, f);
    }
    f->after = at.size / 2;
}

static void any_flow(struct maker *m, const struct doc_node *n, const struct setting *s,
                     struct flow *f)
{
    struct place at;

    switch (n->kind) {
    case DOC_HEADING:
        heading_flow(m, n, s, f);
        break;
    case DOC_PARAGRAPH:
        if (is_figure(n))
            figure_flow(m, n, s, f);
        else
            paragraph_flow(m, n, s, f);
        break;
    case DOC_LIST:
        list_flow(m, n, s, f);
        break;
    case DOC_ITEM:
    case DOC_FOOTNOTE:
        item_flow(m, n, s, f);
        break;
    case DOC_QUOTE:
        quote_flow(m, n, s, f);
        break;
    case DOC_CODE_BLOCK:
        code_flow(m, n, s, f);
        break;
    case DOC_TABLE:
        at = s->at;
        at.size = part_of(m->l->style.table_size, 1000);
        table_flow(m, n, at, f);
        break;
    case DOC_RULE:
        rule_flow(m, n, s, f);
        break;
    case DOC_PAGE_BREAK:
        flow_add(f, (struct piece){0});
        break;
    default:
        children_flow(m, n->first, s, f);
    }
}

static void keep_with_next(const struct doc_node *n, struct flow *f, size_t from)
{
    bool all = n->kind == DOC_PARAGRAPH || n->kind == DOC_HEADING;

    for (size_t i = all ? from : f->n - 1; i < f->n; i++)
        f->piece[i].keep = true;
}

/* A place that links lead to, on the page of what follows. */
static void anchor_flow(struct maker *m, struct str name, const struct setting *s, struct flow *f)
{
    struct drawing g = {.a = m->scratch};
    struct str *kept = arena_alloc(m->a, sizeof *kept);
    mpt after = f->after;

    *kept = arena_str(m->a, name);
    draw_anchor(&g, kept);
    flow_add(f, (struct piece){
                    .box = box_new(m, s->at.width, 0, &g), .x = s->at.x, .exact = true, .keep = true});
    f->after = after;
}

static void made_flow(struct maker *m, const struct doc_node *n, const struct setting *s,
                      struct flow *f)
{
    size_t from;

    if (doc_has_attr(n, "id"))
        anchor_flow(m, doc_attr(n, "id"), s, f);
    from = f->n;
    any_flow(m, n, s, f);
    if (doc_has_attr(n, "keep") && f->n > from)
        keep_with_next(n, f, from);
}

static struct memo_key key_of(const struct maker *m, const struct doc_node *n,
                              const struct setting *s)
{
    uint64_t flags = (uint64_t)m->nbars << 2 | (uint64_t)s->inner << 1 | (uint64_t)s->tight;

    return (struct memo_key){.layout = m->l,
                             .x = s->at.x,
                             .width = s->at.width,
                             .size = s->at.size,
                             .number = s->number,
                             .marks = notes_key(m, &n, 1),
                             .extra = (uint64_t)s->column << 8 | flags};
}

static void block_flow(struct maker *m, const struct doc_node *n, const struct setting *s,
                       struct flow *f)
{
    struct memo_key key;
    struct tree tree;
    struct maker own;
    struct flow fresh = {.a = m->scratch};
    bool failed;

    if (m->shared || !n->shared || !n->layout) {
        made_flow(m, n, s, f);
        return;
    }
    key = key_of(m, n, s);
    if (memo_recall(m, n, &key, f))
        return;
    own = shared_maker(m, &tree, &failed);
    made_flow(&own, n, s, &fresh);
    memo_keep(&own, n, &key, &fresh);
    memo_recall(m, n, &key, f);
}

static void note_flow(struct maker *m, struct note *note, struct setting s)
{
    struct flow f = {.a = m->scratch};
    bool first = true;

    s.number = note->number;
    s.element = note->element;
    s.marker = arena_fmt(m->scratch, "%d", note->number);
    anchor_flow(m, arena_fmt(m->scratch, NOTE_ANCHOR "%d", note->number), &s, &f);
    block_flow(m, note->node, &s, &f);
    note->piece = f.piece;
    for (size_t i = 0; i < f.n; i++) {
        const struct piece *p = &f.piece[i];

        if (!p->box) /* a page is not broken from its foot */
            continue;
        if (p->box->height > page_height(m->l) - note_rule_box(m)->height) {
            fail(m);
            diag(m->d, DIAG_ROW_TOO_TALL, p->pos);
        }
        note->height += p->before + p->box->height;
        note->least += first ? p->before + p->box->height : 0;
        first &= p->keep;
        note->piece[note->n++] = *p;
    }
}

/* F1: the notes, each by itself: pages.c places them at the foot of their marks' pages. */
static void notes_flow(struct maker *m, struct setting s)
{
    s.at.size = s.at.size * 10 / 12;
    s.inner = true;
    s.tight = true;
    s.note = true;
    s.column = s.at.size;
    for (size_t i = 0; m->notes && i < m->notes->nmarked; i++)
        note_flow(m, &m->notes->note[m->notes->order[i]], s);
}

void blocks_flow(struct maker *m, const struct doc_node *doc, size_t notes, struct flow *f)
{
    struct setting s = {.at = {0, page_width(m->l), m->l->style.size}, .marker = STR("")};

    notes_find(m, doc, notes);
    children_flow(m, doc->first, &s, f);
    notes_flow(m, s);
}
