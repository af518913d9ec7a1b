/* Numbered paragraphs under each other, as official documents have them: each level begins below the
 * text of the level above. */
#include "layout/internal.h"

/* A paragraph's number; empty: none. */
static struct str number_of(struct maker *m, const struct doc_node *n)
{
    struct buf text = {0};
    struct str number;

    doc_text(n, &text);
    number = arena_str(m->scratch, str_slice(buf_view(&text), 0, clause_number(buf_view(&text))));
    buf_free(&text);
    return number;
}

static mpt innermost(const struct clauses *c)
{
    return c->n ? c->open[c->n - 1].text : 0;
}

static void close_down_to(struct clauses *c, enum clause_style style)
{
    while (c->n && c->open[c->n - 1].style >= style)
        c->n--;
}

/* What is numbered begins below the text of its parent, and is the parent of what follows. */
static mpt open_clause(struct clauses *c, enum clause_style style, mpt number)
{
    mpt x;

    close_down_to(c, style);
    x = innermost(c);
    c->open[c->n].style = style;
    c->open[c->n++].text = x + number;
    return x;
}

/* A list goes on below its parent, and "1." is one to Markdown: （1） may follow it. A list that has no
 * parent is none of the clauses. */
static mpt list_indent(struct maker *m, struct clauses *c, const struct doc_node *list, mpt size)
{
    enum clause_style style;

    if (!list->ordered)
        return innermost(c);
    style = hint_numbers(m, list);
    close_down_to(c, style);
    return c->n ? open_clause(c, style, list_column(m, list, size)) : 0;
}

mpt clause_indent(struct maker *m, struct clauses *c, const struct doc_node *n, mpt size)
{
    struct str number;

    if (!m->l->style.nest)
        return 0;
    if (n->kind == DOC_LIST)
        return list_indent(m, c, n, size);
    if (n->kind != DOC_PARAGRAPH) {
        c->n = n->kind == DOC_HEADING ? 0 : c->n;
        return 0;
    }
    number = number_of(m, n);
    if (number.len)
        return open_clause(c, clause_style_of(number), text_width(m, number, size));
    c->n = c->n ? 1 : 0; /* the outermost's next paragraph */
    return innermost(c);
}
