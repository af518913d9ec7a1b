#include "base/utf8.h"
#include "bind/form.h"

struct compiler {
    struct bind_form *f;
    struct bind_query *scopes[BIND_MAX_DEPTH];
    bool closed[BIND_MAX_DEPTH]; /* are this scope's rows closed? (0, the record: column by column) */
    bool own[BIND_MAX_DEPTH];    /* are they the form's wording? (0: the record's values are at hand) */
    size_t depth;                /* scopes open */
    struct str only;             /* of the sheet that is being read */
    struct diag *d;
};

static const char *const constant_names[BIND_CONSTANT_COUNT] = {"title", "kit", "version",
                                                                "today", "encrypted"};
static const struct value_spec text_spec = {.type = VALUE_TEXT};
static const struct value_spec date_spec = {.type = VALUE_DATE};
static const struct value_spec bool_spec = {.type = VALUE_BOOL};

bool bind_is_closed_spec(const struct value_spec *spec)
{
    return spec->type == VALUE_BOOL || spec->type == VALUE_CHOICE;
}

static bool find_column(const struct bind_query *q, struct str name, size_t *at)
{
    for (*at = 0; q && *at < q->ncolumns; ++*at)
        if (str_eq(q->columns[*at].name, name))
            return true;
    return false;
}

static bool find_rest(const struct bind_form *f, struct str name, struct bind_ref *ref,
                      const struct value_spec **spec)
{
    for (size_t i = 0; i < f->nfields; i++)
        if (str_eq(f->fields[i].name, name)) {
            *ref = (struct bind_ref){BIND_BLANK, 0, i};
            *spec = &f->fields[i].spec;
            return true;
        }
    for (size_t i = 0; i < BIND_CONSTANT_COUNT; i++)
        if (f->constants[i].ptr && str_eq(name, str_from(constant_names[i]))) {
            *ref = (struct bind_ref){BIND_CONSTANT, 0, i};
            *spec = i == BIND_TODAY ? &date_spec : i == BIND_ENCRYPTED ? &bool_spec : &text_spec;
            return true;
        }
    return false;
}

static bool resolve(const struct compiler *c, struct str name, struct bind_ref *ref,
                    const struct value_spec **spec)
{
    for (size_t k = c->depth; k > 0; k--) {
        size_t at;

        if (find_column(c->scopes[k - 1], name, &at)) {
            *ref = (struct bind_ref){BIND_COLUMN, k - 1, at};
            *spec = c->scopes[k - 1]->columns[at].spec;
            return true;
        }
    }
    return find_rest(c->f, name, ref, spec);
}

bool bind_resolve_record(const struct bind_form *f, struct str name, struct bind_ref *ref,
                         const struct value_spec **spec)
{
    struct compiler c = {.scopes = {f->each}, .depth = 1};

    c.f = (struct bind_form *)f;
    return resolve(&c, name, ref, spec);
}

void bind_names(const struct bind_form *f, struct bind_query *const *scopes, size_t nscopes,
                struct str **names, size_t *n)
{
    size_t cap = 0;

    *names = NULL;
    *n = 0;
    for (size_t k = 0; k <= nscopes; k++) {
        const struct bind_query *q = k < nscopes ? scopes[k] : f->each;

        for (size_t i = 0; q && i < q->ncolumns; i++) {
            arena_grow(f->arena, names, &cap, *n, sizeof **names);
            (*names)[(*n)++] = q->columns[i].name;
        }
    }
    for (size_t i = 0; i < f->nfields; i++) {
        arena_grow(f->arena, names, &cap, *n, sizeof **names);
        (*names)[(*n)++] = f->fields[i].name;
    }
    for (size_t i = 0; i < f->nlists; i++) {
        arena_grow(f->arena, names, &cap, *n, sizeof **names);
        (*names)[(*n)++] = f->lists[i].name;
    }
    for (size_t i = 0; i < BIND_CONSTANT_COUNT; i++) {
        arena_grow(f->arena, names, &cap, *n, sizeof **names);
        if (f->constants[i].ptr)
            (*names)[(*n)++] = str_from(constant_names[i]);
    }
}

static void unknown(struct compiler *c, struct str name, struct pos pos)
{
    struct str *names;
    size_t n;

    bind_names(c->f, c->scopes, c->depth, &names, &n);
    diag(c->d, DIAG_UNKNOWN_FIELD, pos, name, utf8_nearest(name, names, n));
}

static bool ref_closed(const struct compiler *c, struct bind_ref ref)
{
    if (ref.source != BIND_COLUMN)
        return true;
    if (ref.depth > 0)
        return c->closed[ref.depth];
    return bind_is_closed_spec(c->scopes[0]->columns[ref.at].spec);
}

/* {{photo:caption}}: what stands below a picture is another column's value. */
static void compile_caption(struct compiler *c, struct bind_plan *p)
{
    p->captioned = true;
    p->closed = false;
    if (!resolve(c, p->node->format, &p->caption, &p->caption_spec))
        unknown(c, p->node->format, p->node->pos);
}

static void compile_field(struct compiler *c, struct bind_plan *p)
{
    const struct doc_node *n = p->node;
    const struct str *formats;
    size_t nformats;

    if (!resolve(c, n->text, &p->ref, &p->spec)) {
        unknown(c, n->text, n->pos);
        return;
    }
    p->closed = ref_closed(c, p->ref);
    if (p->spec->type == VALUE_IMAGE && n->format.len) {
        compile_caption(c, p);
        return;
    }
    formats = value_formats(p->spec->type, &nformats);
    if (!value_format_known(p->spec->type, n->format) && !str_eq(n->format, STR("boxes")))
        diag(c->d, DIAG_UNKNOWN_FORMAT, n->pos, n->format,
             utf8_nearest(n->format, formats, nformats));
}

static struct bind_query *list_named(const struct bind_form *f, struct str name)
{
    for (size_t i = 0; i < f->nlists; i++)
        if (str_eq(f->lists[i].name, name))
            return &f->lists[i];
    return NULL;
}

/* Does the query read the policy's text alone, and no table of data? */
static bool reads_no_data(const struct bind_form *f, const struct query *q)
{
    for (size_t i = 0; f->kit && i < f->kit->ndatasets; i++)
        if (query_reads(q, f->kit->datasets[i].name))
            return false;
    return !query_reads(q, STR("returned"));
}

/* What the list's query asks of the rows around it. */
static void compile_params(struct compiler *c, struct bind_plan *p)
{
    size_t n = query_nparams(p->list->q);

    p->params = arena_array(c->f->arena, n, sizeof *p->params);
    p->param_types = arena_array(c->f->arena, n, sizeof *p->param_types);
    p->section_closed = true;
    p->own = reads_no_data(c->f, p->list->q);
    for (size_t i = 0; i < n; i++) {
        struct str name = query_param(p->list->q, i);
        const struct value_spec *spec;

        if (!resolve(c, name, &p->params[i], &spec) || p->params[i].source == BIND_BLANK) {
            unknown(c, name, p->list->pos);
            continue;
        }
        p->param_types[i] = spec->type;
        if (!ref_closed(c, p->params[i]))
            p->section_closed = false;
        if (p->params[i].source == BIND_COLUMN && !c->own[p->params[i].depth])
            p->own = false;
    }
}

static struct bind_plan *compile(struct compiler *c, const struct doc_node *n);

static void compile_children(struct compiler *c, struct bind_plan *p)
{
    struct bind_plan **tail = &p->first;

    for (const struct doc_node *child = p->node->first; child; child = child->next) {
        *tail = compile(c, child);
        p->closed = p->closed && (*tail)->closed;
        tail = &(*tail)->next;
    }
}

static void compile_section(struct compiler *c, struct bind_plan *p)
{
    p->list = list_named(c->f, p->node->text);
    if (!p->list) {
        if (!resolve(c, p->node->text, &p->ref, &p->spec))
            unknown(c, p->node->text, p->node->pos);
        else
            p->closed = ref_closed(c, p->ref);
        compile_children(c, p);
        return;
    }
    compile_params(c, p);
    p->closed = p->section_closed;
    if (p->node->inverted) {
        compile_children(c, p);
    } else if (c->depth == BIND_MAX_DEPTH) {
        diag(c->d, DIAG_TOO_DEEP, p->node->pos);
    } else {
        c->scopes[c->depth] = p->list;
        c->own[c->depth] = p->own;
        c->closed[c->depth++] = p->section_closed;
        compile_children(c, p);
        c->depth--;
    }
}

/* Adds what `p` and everything below it need from the scopes that are open outside of it. */
static void add_needs(struct compiler *c, const struct bind_plan *p, struct bind_plan *to,
                      size_t *cap)
{
    size_t n = p->list ? query_nparams(p->list->q) : 1;
    const struct bind_ref *refs = p->list ? p->params : &p->ref;

    for (size_t i = 0; i < n; i++) {
        if (refs[i].source != BIND_COLUMN || refs[i].depth >= c->depth)
            continue;
        arena_grow(c->f->arena, &to->needs, cap, to->nneeds, sizeof *to->needs);
        to->needs[to->nneeds++] = refs[i];
    }
    for (const struct bind_plan *child = p->first; child; child = child->next)
        add_needs(c, child, to, cap);
}

/* A hint `only` is about its block; beside `sheet` it is about the sheet, up to the next one. */
static void start_only(struct compiler *c, struct bind_plan *p)
{
    struct str only = doc_attr(p->node, "only");

    if (only.len && !str_eq(only, STR("pdf")) && !str_eq(only, STR("xlsx")))
        diag(c->d, DIAG_OUTPUTS, p->node->pos, only);
    if (doc_has_attr(p->node, "sheet"))
        c->only = only;
    p->only = only.len ? only : c->only;
    if (p->node->kind == DOC_CHART)
        p->only = STR("xlsx");
    else if (p->node->kind == DOC_DOCUMENT || p->node->kind == DOC_FOOTNOTE)
        p->only = STR(""); /* notes stand behind everything, whatever sheet has their marks */
}

/* A section is what its blocks are; one within which that changes belongs to all outputs. */
static void end_only(struct bind_plan *section)
{
    const struct bind_plan *first = section->first;

    if (!first)
        return;
    section->only = first->only;
    for (const struct bind_plan *child = first->next; child; child = child->next)
        if (!str_eq(child->only, first->only))
            section->only = STR("");
}

static struct bind_plan *compile(struct compiler *c, const struct doc_node *n)
{
    struct bind_plan *p = arena_alloc(c->f->arena, sizeof *p);
    size_t cap = 0;

    p->node = n;
    p->id = c->f->nplans++;
    p->closed = true;
    start_only(c, p);
    if (n->kind == DOC_FIELD)
        compile_field(c, p);
    else if (n->kind == DOC_SECTION)
        compile_section(c, p);
    else
        compile_children(c, p);
    if (n->kind == DOC_SECTION)
        end_only(p);
    if (p->closed && doc_is_block(n->kind))
        add_needs(c, p, p, &cap);
    return p;
}

struct bind_plan *bind_compile(struct bind_form *f, const struct doc_node *body, struct diag *d)
{
    struct compiler c = {.f = f, .scopes = {f->each}, .own = {true}, .depth = 1, .d = d};
    size_t errors = diag_errors(d);
    struct bind_plan *p = compile(&c, body);

    return diag_errors(d) == errors ? p : NULL;
}
