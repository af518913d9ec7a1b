/* The text of a cell, and the room that it takes. */
#include "backend/xlsx/maker.h"

#include "base/utf8.h"

#define NARROW 550 /* 1/1000 em: what is no Han, with some reserve */
#define SLACK  104 /* percent: applications break lines a little differently */

static void put_choices(const struct value_spec *spec, struct str chosen, struct buf *b)
{
    static const struct value_choice yes_no[] = {{STR("1"), STR("是")}, {STR("0"), STR("否")}};
    const struct value_choice *choices = spec->nchoices ? spec->choices : yes_no;
    size_t n = spec->nchoices ? spec->nchoices : 2;

    for (size_t i = 0; i < n; i++) {
        struct str label = choices[i].label.len ? choices[i].label : choices[i].name;

        buf_str(b, i ? STR("\u3000") : STR(""));
        buf_str(b, str_eq(chosen, label) ? STR("■") : STR("□"));
        buf_str(b, label);
    }
}

static void put_blank(const struct value_spec *spec, struct buf *b)
{
    switch (spec ? spec->type : VALUE_TEXT) {
    case VALUE_DATE:
        buf_str(b, STR("\u3000\u3000年\u3000\u3000月\u3000\u3000日"));
        break;
    case VALUE_TIME:
        buf_str(b, STR("\u3000\u3000時\u3000\u3000分"));
        break;
    case VALUE_CHOICE:
    case VALUE_BOOL:
        put_choices(spec, STR(""), b);
        break;
    default:
        buf_str(b, STR("＿＿＿＿＿＿"));
    }
}

static void put_value(const struct doc_node *n, struct buf *b)
{
    bool closed = n->spec && (n->spec->type == VALUE_CHOICE || n->spec->type == VALUE_BOOL);

    if (n->blank)
        put_blank(n->spec, b);
    else if (closed && str_eq(n->format, STR("boxes")))
        put_choices(n->spec, n->first->text, b);
    else
        doc_text(n, b);
}

/* Notes. */

static int source_number(const struct doc_node *mark)
{
    int n = 0;

    for (size_t i = 0; i < mark->text.len && n < 100000; i++)
        n = n * 10 + (mark->text.ptr[i] - '0');
    return n;
}

size_t maker_note_number(const struct maker *m, const struct doc_node *mark)
{
    for (size_t i = 0; i < m->notes.n; i++)
        if (m->notes.note[i]->start == source_number(mark))
            return i + 1;
    return 0;
}

static void find_marks(struct maker *m, const struct doc_node *doc, const struct doc_node *n)
{
    const struct doc_node *note = doc->first;

    if (n->kind == DOC_FOOTNOTE_MARK && !maker_note_number(m, n)) {
        while (note && (note->kind != DOC_FOOTNOTE || note->start != source_number(n)))
            note = note->next;
        if (note)
            m->notes.note[m->notes.n++] = note;
    }
    for (const struct doc_node *c = n->first; c; c = c->next)
        if (c->kind != DOC_FOOTNOTE)
            find_marks(m, doc, c);
}

void maker_find_notes(struct maker *m, const struct doc_node *doc)
{
    size_t n = 0;

    for (const struct doc_node *c = doc->first; c; c = c->next)
        n += c->kind == DOC_FOOTNOTE;
    m->notes.note = arena_array(m->a, n, sizeof *m->notes.note);
    if (n)
        find_marks(m, doc, doc);
}

static void put_mark(struct maker *m, const struct doc_node *mark, struct buf *b)
{
    size_t number = maker_note_number(m, mark);

    if (number)
        buf_fmt(b, "[%zu]", number);
    if (number > m->notes.seen)
        m->notes.seen = number;
}

static void put_bold(struct maker *m, const struct doc_node *n, struct buf *b)
{
    struct maker_bold *bold = m->bold;
    size_t from = b->len;

    m->bold = NULL; /* bold within bold is one */
    for (const struct doc_node *c = n->first; c; c = c->next)
        maker_put_text(m, c, b);
    m->bold = bold;
    if (!bold || b->len == from)
        return;
    arena_grow(m->a, &bold->span, &bold->cap, bold->n, sizeof *bold->span);
    bold->span[bold->n++] = (struct grid_span){from, b->len};
}

/* What is struck out keeps its marks: without them it would stand. */
void maker_put_text(struct maker *m, const struct doc_node *n, struct buf *b)
{
    struct str marks = n->kind == DOC_STRUCK ? STR("~~") : STR("");

    if (n->kind == DOC_VALUE) {
        put_value(n, b);
        return;
    }
    if (n->kind == DOC_STRONG) {
        put_bold(m, n, b);
        return;
    }
    if (n->kind == DOC_FOOTNOTE_MARK)
        put_mark(m, n, b);
    else if (n->kind == DOC_TEXT || n->kind == DOC_CODE || n->kind == DOC_CODE_BLOCK)
        buf_str(b, n->text);
    else if (n->kind == DOC_BREAK)
        buf_char(b, '\n');
    buf_str(b, marks);
    for (const struct doc_node *c = n->first; c; c = c->next)
        maker_put_text(m, c, b);
    buf_str(b, marks);
}

struct str maker_text(struct maker *m, const struct doc_node *n)
{
    struct buf b = {0};
    struct str s;

    maker_put_text(m, n, &b);
    s = arena_str(m->a, str_trim(buf_view(&b)));
    buf_free(&b);
    return s;
}

/* From places in `all` to places in the cell's text, which is `text` of it behind the marker. */
static void move_spans(struct maker_bold *bold, size_t marker, struct str all, struct str text)
{
    size_t from = (size_t)(text.ptr - all.ptr), end = from + text.len;

    for (size_t i = 0; i < bold->n; i++) {
        struct grid_span *s = &bold->span[i];

        s->from = (s->from < from ? from : s->from > end ? end : s->from) - from + marker;
        s->to = (s->to < from ? from : s->to > end ? end : s->to) - from + marker;
    }
}

void maker_set_text(struct maker *m, struct grid_cell *c, struct str marker,
                    const struct doc_node *n)
{
    struct maker_bold bold = {0};
    struct buf b = {0};
    struct str text;

    m->bold = &bold;
    maker_put_text(m, n, &b);
    m->bold = NULL;
    text = str_trim(buf_view(&b));
    c->text = arena_fmt(m->a, "%.*s%.*s", STR_ARG(marker), STR_ARG(text));
    if (text.len)
        move_spans(&bold, marker.len, buf_view(&b), text);
    c->bold = bold.span;
    c->nbold = text.len ? bold.n : 0;
    buf_free(&b);
}

static unsigned advance(uint32_t cp)
{
    return cp < 0x1100 || (cp >= 0xFF61 && cp <= 0xFFDC) ? NARROW : 1000;
}

unsigned measure_units(struct str text)
{
    unsigned line = 0, widest = 0;

    for (size_t at = 0; at < text.len;) {
        uint32_t cp = utf8_next(text, &at);

        line = cp == '\n' ? 0 : line + advance(cp);
        widest = line > widest ? line : widest;
    }
    return widest;
}

unsigned measure_lines(struct str text, double width_em)
{
    double room = width_em * 1000 * 100 / SLACK, line = 0;
    unsigned n = 1;

    if (room < 1000)
        room = 1000;
    for (size_t at = 0; at < text.len;) {
        uint32_t cp = utf8_next(text, &at);
        unsigned wide = cp == '\n' ? 0 : advance(cp);

        if (cp == '\n' || line + wide > room) {
            n++;
            line = 0;
        }
        line += wide;
    }
    return n;
}
