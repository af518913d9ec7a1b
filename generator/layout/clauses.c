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

/* A numbered paragraph begins below the text of its parent, and is the parent of what follows. */
static mpt open_clause(struct maker *m, struct clauses *c, struct str number, mpt size)
{
    enum clause_style style = clause_style_of(number);
    mpt x;

    close_down_to(c, style);
    x = innermost(c);
    c->open[c->n].style = style;
    c->open[c->n++].text = x + text_width(m, number, size);
    return x;
}

/* A list goes on below its parent; the list's own numbers are the list's business. */
static mpt list_indent(struct maker *m, struct clauses *c, const struct doc_node *list)
{
    if (list->ordered)
        close_down_to(c, hint_numbers(m, list));
    return innermost(c);
}

mpt clause_indent(struct maker *m, struct clauses *c, const struct doc_node *n, mpt size)
{
    struct str number;

    if (!m->l->style.nest)
        return 0;
    if (n->kind == DOC_LIST)
        return list_indent(m, c, n);
    if (n->kind != DOC_PARAGRAPH) {
        c->n = n->kind == DOC_HEADING ? 0 : c->n;
        return 0;
    }
    number = number_of(m, n);
    if (number.len)
        return open_clause(m, c, number, size);
    c->n = c->n ? 1 : 0; /* the outermost's next paragraph */
    return innermost(c);
}
