/* <!-- fill: ○○單位=unit --> behind a text: where the field has a value, it stands for those words of
 * the text; without one they are printed as they are. So a template keeps its own blanks. */
#include "markdown/markdown.h"

struct fill {
    struct str words, field;
    const struct doc_attr *at;
    size_t found;
    struct arena *arena;
};

static void add_text(struct fill *f, struct doc_node *to, const struct doc_node *from,
                     struct str text)
{
    struct doc_node *n;

    if (text.len == 0)
        return;
    n = doc_new(f->arena, DOC_TEXT, from->pos);
    n->text = text;
    doc_append(to, n);
}

/* {{#field}}{{field}}{{/field}}{{^field}}words{{/field}} */
static void add_blank(struct fill *f, struct doc_node *to, const struct doc_node *from)
{
    for (int inverted = 0; inverted < 2; inverted++) {
        struct doc_node *section = doc_new(f->arena, DOC_SECTION, f->at->pos);
        struct doc_node *field = doc_new(f->arena, DOC_FIELD, f->at->pos);

        section->text = field->text = f->field;
        section->inverted = inverted;
        doc_append(to, section);
        if (inverted)
            add_text(f, section, from, f->words);
        else
            doc_append(section, field);
    }
}

static void split_text(struct fill *f, struct doc_node *to, struct doc_node *n)
{
    struct str rest = n->text;
    size_t at = str_find(rest, f->words);

    if (at == rest.len) {
        doc_append(to, n);
        return;
    }
    for (; at < rest.len; at = str_find(rest, f->words)) {
        add_text(f, to, n, str_slice(rest, 0, at));
        add_blank(f, to, n);
        f->found++;
        rest = str_slice(rest, at + f->words.len, rest.len);
    }
    add_text(f, to, n, rest);
}

/* The inlines of the block, and of an item's first paragraph. */
static void fill_below(struct fill *f, struct doc_node *parent)
{
    struct doc_node *c = parent->first, *next;

    parent->first = parent->last = NULL;
    for (; c; c = next) {
        next = c->next;
        if (c->kind == DOC_TEXT) {
            split_text(f, parent, c);
            continue;
        }
        if (!doc_is_block(c->kind) || (parent->kind == DOC_ITEM && c->kind == DOC_PARAGRAPH))
            fill_below(f, c);
        doc_append(parent, c);
    }
}

static void fill_block(struct doc_node *n, const struct doc_attr *at, struct arena *a,
                       struct diag *d)
{
    struct str rest = at->value;

    while (rest.len) {
        size_t end = str_find(rest, STR(","));
        struct str pair = str_slice(rest, 0, end);
        size_t equals = str_find(pair, STR("="));
        struct fill f = {.words = str_trim(str_slice(pair, 0, equals)),
                         .field = str_trim(str_slice(pair, equals + 1, pair.len)),
                         .at = at,
                         .arena = a};

        rest = str_slice(rest, end + 1, rest.len);
        if (f.words.len && f.field.len)
            fill_below(&f, n);
        if (f.found == 0)
            diag(d, DIAG_FILL, at->pos, str_trim(pair));
    }
}

bool markdown_fill(struct doc_node *n, struct arena *a, struct diag *d)
{
    size_t errors = diag_errors(d);

    for (const struct doc_attr *at = n->attrs; at; at = at->next)
        if (str_eq(at->key, STR("fill")))
            fill_block(n, at, a, d);
    for (struct doc_node *c = n->first; c; c = c->next)
        markdown_fill(c, a, d);
    return diag_errors(d) == errors;
}
