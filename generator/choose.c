/* What a template leaves to choose: texts of which one is right, and guidance for whoever writes the
 * document. Its front matter says which attributes of its content mark them. */
#include "base/utf8.h"
#include "project.h"

struct chooser {
    const struct bind_form *form;
    struct str field, of; /* attributes: the field that decides, the value that a text belongs to */
    struct str key, value; /* of guidance; empty: only block quotes are */
    bool no_guide;
    struct diag *diag;
};

/* "a b" into two words. */
static bool read_pair(const struct yaml *front, const char *name, struct str *a, struct str *b,
                      struct diag *d)
{
    struct str text = yaml_text(front, name, STR(""), d);
    size_t space = str_find(text, STR(" "));

    *a = str_slice(text, 0, space);
    *b = str_trim(str_slice(text, space, text.len));
    if (text.len == 0 || (a->len && b->len && str_find(*b, STR(" ")) == b->len))
        return true;
    return diag(d, DIAG_TWO_WORDS, yaml_get(front, name)->pos, str_from(name), text);
}

static const struct doc_attr *attr_of(const struct doc_node *n, struct str key)
{
    for (const struct doc_attr *at = n->attrs; at; at = at->next)
        if (key.len && str_eq(at->key, key))
            return at;
    return NULL;
}

/* Another one of the texts has been chosen. */
static bool is_other(const struct chooser *c, const struct doc_node *n)
{
    const struct doc_attr *field = attr_of(n, c->field), *of = attr_of(n, c->of);
    struct str value = {0};

    if (!field || !of)
        return false;
    if (!bind_value(c->form, field->value, field->pos, &value, c->diag))
        return false;
    return value.ptr && !str_eq(value, of->value);
}

static bool is_guidance(const struct chooser *c, const struct doc_node *n)
{
    const struct doc_attr *at = attr_of(n, c->key);

    return c->no_guide && (n->kind == DOC_QUOTE || (at && str_eq(at->value, c->value)));
}

/* A heading goes with its whole section. */
static void choose(const struct chooser *c, struct doc_node *parent)
{
    struct doc_node *n = parent->first, *next;
    unsigned section = 0; /* the level of the one that is being left out */

    parent->first = parent->last = NULL;
    for (; n; n = next) {
        bool heading = n->kind == DOC_HEADING, out;

        next = n->next;
        n->next = NULL;
        if (heading && n->level <= section)
            section = 0;
        out = n->kind != DOC_FOOTNOTE && (section || is_guidance(c, n) || is_other(c, n));
        if (out && heading && !section)
            section = n->level;
        if (out)
            continue;
        choose(c, n);
        doc_append(parent, n);
    }
}

bool project_choose(struct doc_node *body, const struct yaml *front, const struct bind_form *form,
                    bool no_guide, struct diag *d)
{
    struct chooser c = {.form = form, .no_guide = no_guide, .diag = d};
    size_t errors = diag_errors(d);

    if (!read_pair(front, "choose", &c.field, &c.of, d) ||
        !read_pair(front, "guide", &c.key, &c.value, d))
        return false;
    choose(&c, body);
    return diag_errors(d) == errors;
}
