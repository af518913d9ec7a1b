#include "layout/internal.h"

static const struct value_spec plain_text = {.type = VALUE_TEXT};

static struct str printed(const struct doc_node *value)
{
    return value->first ? value->first->text : STR("");
}

static void add_value(struct inlines *b, const struct doc_node *n, const struct value_spec *spec)
{
    struct str text = printed(n);
    bool closed = spec->type == VALUE_CHOICE || spec->type == VALUE_BOOL;

    if (closed && str_eq(n->format, STR("boxes"))) {
        choices_add(b, spec, &text);
    } else if (spec->type == VALUE_ID_PREFIX && n->format.len == 0) {
        cells_add(b, text, 6);
        inline_text(b, STR("○○○○"));
    } else if (n->image) {
        figure_add(b, n);
    } else if (spec->width_mm > 0 && !b->m->ruled && !closed) {
        inline_rule(b, mm(spec->width_mm));
        inline_text(b, text);
        inline_rule_end(b);
    } else {
        inline_text(b, text);
    }
}

void field_add(struct inlines *b, const struct doc_node *n)
{
    if (n->blank || n->kind == DOC_FIELD)
        blank_add(b, n);
    else
        add_value(b, n, n->spec ? n->spec : &plain_text);
}
