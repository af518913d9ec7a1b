#include "doc/hint.h"
#include "layout/internal.h"

static void refuse(struct maker *m, const struct doc_attr *at)
{
    fail(m);
    doc_hint_refuse(at, m->d);
}

int32_t hint_number(struct maker *m, const struct doc_node *n, const char *key, int32_t otherwise,
                    int32_t least, int32_t most)
{
    int32_t number;

    if (!doc_hint_number(n, key, otherwise, least, most, &number, m->d))
        fail(m);
    return number;
}

enum para_align hint_align(struct maker *m, const struct doc_node *n, enum para_align otherwise)
{
    static const struct {
        const char *name;
        enum para_align align;
    } known[] = {{"left", PARA_LEFT},
                 {"center", PARA_CENTER},
                 {"right", PARA_RIGHT},
                 {"justify", PARA_JUSTIFY},
                 {"spread", PARA_SPREAD}};
    static const enum para_align of_node[] = {PARA_LEFT, PARA_LEFT, PARA_CENTER, PARA_RIGHT};
    const struct doc_attr *at = doc_hint(n, "align");

    for (size_t i = 0; at && i < sizeof known / sizeof *known; i++)
        if (str_eq(at->value, str_from(known[i].name)))
            return known[i].align;
    if (at)
        refuse(m, at);
    return n->align == DOC_ALIGN_DEFAULT ? otherwise : of_node[n->align];
}

enum clause_style hint_numbers(struct maker *m, const struct doc_node *n)
{
    const struct doc_attr *at = doc_hint(n, "numbers");
    enum clause_style style = at ? clause_style_named(at->value) : CLAUSE_DIGITS;

    if (style < CLAUSE_STYLE_COUNT)
        return style;
    refuse(m, at);
    return CLAUSE_DIGITS;
}

bool hint_widths(struct maker *m, const struct doc_node *n, int32_t *widths, size_t count)
{
    size_t errors = diag_errors(m->d);
    bool given = doc_hint_widths(n, widths, count, m->d);

    if (diag_errors(m->d) != errors)
        fail(m);
    return given;
}
