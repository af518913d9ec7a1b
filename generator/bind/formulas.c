/* Formulas: read with the fields, and checked against the form's body. Where each cell stands shows only
 * in the filled document; that there are such cells is known from the body. */
#include "base/utf8.h"
#include "bind/form.h"

/* A place of the body that holds one field and nothing else. */
struct slot {
    struct str list; /* the innermost one that repeats it, or empty */
    struct str name;
    const struct doc_node *row; /* of a table; NULL: beside its label in a paragraph */
};

struct slots {
    const struct bind_form *f;
    struct slot *slot;
    size_t n, cap;
    struct diag *d;
};

bool bind_read_formula(const struct bind_form *f, const struct yaml *mapping, const char *key,
                       const struct formula **out, struct diag *d)
{
    const struct yaml *y = yaml_get(mapping, key);

    *out = NULL;
    if (!y)
        return true;
    if (!yaml_must_be(y, YAML_SCALAR, d))
        return false;
    *out = formula_parse(str_trim(y->text), y->text_pos, f->arena, d);
    return *out != NULL;
}

static void add_slot(struct slots *s, struct str list, struct str name, const struct doc_node *row)
{
    arena_grow(s->f->arena, &s->slot, &s->cap, s->n, sizeof *s->slot);
    s->slot[s->n++] = (struct slot){list, name, row};
}

static bool is_white(const struct doc_node *n)
{
    return n->kind == DOC_TEXT && str_trim(n->text).len == 0;
}

static const struct doc_node *sole_field(const struct doc_node *cell)
{
    const struct doc_node *found = NULL;

    for (const struct doc_node *n = cell->first; n; n = n->next) {
        if (is_white(n))
            continue;
        if (found || n->kind != DOC_FIELD)
            return NULL;
        found = n;
    }
    return found;
}

static void add_labelled(struct slots *s, struct str list, const struct doc_node *paragraph)
{
    for (const struct doc_node *n = paragraph->first; n; n = n->next)
        if (n->kind == DOC_TEXT && n->next && n->next->kind == DOC_FIELD &&
            str_ends(str_trim(n->text), STR("：")))
            add_slot(s, list, n->next->text, NULL);
}

static const struct bind_query *list_of(const struct bind_form *f, struct str name)
{
    for (size_t i = 0; i < f->nlists; i++)
        if (str_eq(f->lists[i].name, name))
            return &f->lists[i];
    return NULL;
}

static void find_slots(struct slots *s, const struct doc_node *n, struct str list,
                       const struct doc_node *row)
{
    if (n->kind == DOC_SECTION && !n->inverted && list_of(s->f, n->text))
        list = n->text;
    if (n->kind == DOC_ROW)
        row = n;
    if (n->kind == DOC_CELL && sole_field(n))
        add_slot(s, list, sole_field(n)->text, row);
    if (n->kind == DOC_PARAGRAPH)
        add_labelled(s, list, n);
    for (const struct doc_node *c = n->first; c; c = c->next)
        find_slots(s, c, list, row);
}

/* list: only slots of that list; row: only slots of that row. */
static bool has_slot(const struct slots *s, const struct str *list, const struct doc_node *row,
                     struct str name)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->slot[i].name, name) && (!row || s->slot[i].row == row) &&
            (!list || str_eq(s->slot[i].list, *list)))
            return true;
    return false;
}

static bool no_slot(const struct slots *s, const struct str *list, const struct doc_node *row,
                    const struct formula_part *part)
{
    struct str *names = arena_array(s->f->arena, s->n, sizeof *names);
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++)
        if ((!row || s->slot[i].row == row) && (!list || str_eq(s->slot[i].list, *list)))
            names[n++] = s->slot[i].name;
    return diag(s->d, DIAG_FORMULA_CELL, part->pos, part->text,
                utf8_nearest(part->text, names, n));
}

static bool no_list(const struct slots *s, const struct formula_part *part)
{
    struct str *names = arena_array(s->f->arena, s->f->nlists, sizeof *names);

    for (size_t i = 0; i < s->f->nlists; i++)
        names[i] = s->f->lists[i].name;
    return diag(s->d, DIAG_FORMULA_LIST, part->pos, part->list,
                utf8_nearest(part->list, names, s->f->nlists));
}

static bool check_column(const struct slots *s, const struct formula_part *part)
{
    if (!list_of(s->f, part->list))
        return no_list(s, part);
    return has_slot(s, &part->list, NULL, part->text) || no_slot(s, &part->list, NULL, part);
}

/* owner: the field whose formula it is. Each row that holds it holds what [field] asks for. */
static bool check_here(const struct slots *s, struct str owner, const struct formula_part *part)
{
    bool ok = true;

    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->slot[i].name, owner) &&
            (!s->slot[i].row || !has_slot(s, NULL, s->slot[i].row, part->text)))
            ok = no_slot(s, NULL, s->slot[i].row, part);
    return ok;
}

static bool check_formula(const struct slots *s, struct str owner, const struct formula *formula)
{
    const struct formula_part owned = {.text = owner, .pos = formula->n ? formula->parts[0].pos : pos_none()};
    const struct str none = STR("");
    bool ok = has_slot(s, NULL, NULL, owner) || no_slot(s, NULL, NULL, &owned);

    for (size_t i = 0; i < formula->n; i++) {
        const struct formula_part *part = &formula->parts[i];

        if (part->kind == FORMULA_COLUMN)
            ok = check_column(s, part) && ok;
        else if (part->kind == FORMULA_HERE)
            ok = check_here(s, owner, part) && ok;
        else if (part->kind == FORMULA_FIELD && !has_slot(s, &none, NULL, part->text))
            ok = no_slot(s, &none, NULL, part);
    }
    return ok;
}

/* A chart's column of cells: "list[field]". */
static bool check_series(const struct slots *s, const struct doc_node *chart, const char *key)
{
    struct str text = doc_attr(chart, key);
    struct diag *unheard = diag_new(DIAG_EN);
    const struct formula *f = formula_parse(arena_fmt(s->f->arena, "=%.*s", STR_ARG(text)), chart->pos,
                                            s->f->arena, unheard);

    diag_free(unheard);
    if (!f || f->n != 1 || f->parts[0].kind != FORMULA_COLUMN)
        return diag(s->d, DIAG_CHART, chart->pos, text.len ? text : str_from(key));
    return check_column(s, &f->parts[0]);
}

static bool check_chart(const struct slots *s, const struct doc_node *chart)
{
    static const char *const types[] = {"column", "bar", "line", "pie"};
    struct str type = doc_attr(chart, "type");
    bool known = false, ok;

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        known |= str_eq(type, str_from(types[i]));
    ok = known || diag(s->d, DIAG_CHART, chart->pos, type.len ? type : STR("type"));
    ok = check_series(s, chart, "categories") && ok;
    return check_series(s, chart, "values") && ok;
}

static bool check_charts(const struct slots *s, const struct doc_node *n)
{
    bool ok = n->kind != DOC_CHART || check_chart(s, n);

    for (const struct doc_node *c = n->first; c; c = c->next)
        ok = check_charts(s, c) && ok;
    return ok;
}

bool bind_check_formulas(const struct bind_form *f, const struct doc_node *body, struct diag *d)
{
    struct slots s = {.f = f, .d = d};
    bool ok;

    find_slots(&s, body, STR(""), NULL);
    ok = check_charts(&s, body);
    for (size_t i = 0; i < f->nfields; i++) {
        const struct value_spec *spec = &f->fields[i].spec;

        if (spec->formula)
            ok = check_formula(&s, f->fields[i].name, spec->formula) && ok;
        if (spec->mark)
            ok = check_formula(&s, f->fields[i].name, spec->mark) && ok;
    }
    return ok;
}
