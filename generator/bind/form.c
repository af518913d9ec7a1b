#include "bind/form.h"

#include "base/utf8.h"
#include "data/source.h"

static const char *const keys[] = {"title",  "each", "rows",       "outputs", "file",
                                   "fields", "watermark", "head", "collect", "document", "encrypt",
                                   BIND_STYLE_KEYS, NULL};

static const struct value_spec *spec_named(const struct bind_form *f, struct str name)
{
    for (size_t i = 0; i < f->nfields; i++)
        if (str_eq(f->fields[i].name, name))
            return &f->fields[i].spec;
    return NULL;
}

/* The label of a choice that is given by its name or its label; len 0 when there is none. */
static struct str label_named(const struct value_spec *spec, struct str called)
{
    if (spec->type == VALUE_BOOL && (str_eq(called, STR("是")) || str_eq(called, STR("否"))))
        return called;
    for (size_t i = 0; i < spec->nchoices; i++) {
        const struct value_choice *c = &spec->choices[i];

        if (str_eq(called, c->name) || str_eq(called, c->label))
            return c->label.len ? c->label : c->name;
    }
    return STR("");
}

/* "result = 不符合 | 部分符合", or with !=. */
static bool read_when(struct bind_form *f, const struct yaml *y, struct value_when *when,
                      struct diag *d)
{
    size_t eq = str_find(y->text, STR("=")), cap = 0;
    struct str left = str_slice(y->text, 0, eq), rest = str_slice(y->text, eq + 1, y->text.len);
    const struct value_spec *other;

    when->differs = str_ends(left, STR("!"));
    when->field = str_trim(str_slice(left, 0, left.len - when->differs));
    other = spec_named(f, when->field);
    if (!other || !bind_is_closed_spec(other))
        return diag(d, DIAG_CONDITION, y->pos, y->text);
    while (rest.len) {
        size_t bar = str_find(rest, STR("|"));
        struct str label = label_named(other, str_trim(str_slice(rest, 0, bar)));

        if (!label.len)
            return diag(d, DIAG_CONDITION, y->pos, y->text);
        arena_grow(f->arena, &when->labels, &cap, when->n, sizeof *when->labels);
        when->labels[when->n++] = label;
        rest = str_slice(rest, bar + 1, rest.len);
    }
    return when->n > 0 || diag(d, DIAG_CONDITION, y->pos, y->text);
}

/* Conditions name fields before and behind their own. */
static bool read_conditions(struct bind_form *f, const struct yaml *fields, struct diag *d)
{
    struct bind_field *field = f->fields;
    bool ok = true;

    for (const struct yaml *y = fields ? fields->first : NULL; y; y = y->next, field++) {
        const struct yaml *when = yaml_get(y, "required_if");

        field->spec.hint = yaml_text(y, "hint", STR(""), d);
        field->spec.required = yaml_bool(y, "required", false, d);
        field->spec.locked = yaml_bool(y, "locked", false, d);
        if (when)
            ok = yaml_must_be(when, YAML_SCALAR, d) && read_when(f, when, &field->spec.when, d) && ok;
        ok = bind_read_formula(f, y, "formula", &field->spec.formula, d) && ok;
        ok = bind_read_formula(f, y, "mark", &field->spec.mark, d) && ok;
    }
    return ok;
}

static bool read_fields(struct bind_form *f, struct diag *d)
{
    static const char *const field_keys[] = {KIT_SPEC_KEYS, "hint", "required", "required_if",
                                             "formula", "mark", "locked", NULL};
    const struct yaml *fields = yaml_mapping(f->front, "fields", d);
    bool ok = true;

    f->fields = arena_array(f->arena, yaml_count(fields), sizeof *f->fields);
    for (const struct yaml *y = fields ? fields->first : NULL; y; y = y->next) {
        struct bind_field *field = &f->fields[f->nfields++];

        field->name = y->key;
        if (!yaml_must_be(y, YAML_MAPPING, d) || !yaml_check_keys(y, field_keys, d) ||
            !kit_read_spec(y, f->arena, d, &field->spec))
            ok = false;
    }
    return ok && read_conditions(f, fields, d);
}

static bool read_queries(struct bind_form *f, struct diag *d)
{
    const struct yaml *each = yaml_get(f->front, "each"), *rows = yaml_mapping(f->front, "rows", d);
    bool ok = true;

    if (each) {
        f->each = arena_alloc(f->arena, sizeof *f->each);
        ok = bind_query_open(f, each, STR(""), f->each, d);
        if (ok && query_nparams(f->each->q))
            ok = diag(d, DIAG_EACH_PARAMETER, f->each->pos, query_param(f->each->q, 0));
    }
    f->lists = arena_array(f->arena, yaml_count(rows), sizeof *f->lists);
    for (const struct yaml *y = rows ? rows->first : NULL; y; y = y->next) {
        if (bind_query_open(f, y, y->key, &f->lists[f->nlists], d))
            f->nlists++;
        else
            ok = false;
    }
    return ok;
}

static struct str folder_of(const struct bind_form *f)
{
    return f->entry->folder.len ? f->entry->folder : f->kit->folder;
}

static bool read_pattern(struct bind_form *f, const char *key, struct bind_pattern **to,
                         struct diag *d)
{
    const struct yaml *y = yaml_get(f->front, key);

    if (y)
        *to = bind_pattern_read(f, yaml_text(f->front, key, STR(""), d), y->pos, d);
    return !y || *to;
}

/* On the pages of a document there are no shared boxes: its papers differ in size. */
static bool read_document(struct bind_form *f, struct diag *d)
{
    const struct yaml *encrypt = yaml_get(f->front, "encrypt"), *list;

    if (!read_pattern(f, "document", &f->document, d))
        return false;
    if (!f->document)
        return !encrypt || diag(d, DIAG_NO_DOCUMENT, encrypt->pos, STR("encrypt"));
    f->shares = false;
    list = yaml_get(f->front, "outputs");
    if (list)
        return diag(d, DIAG_DOCUMENT_OUTPUTS, list->pos);
    if (f->head)
        return diag(d, DIAG_DOCUMENT_HEAD, bind_key_pos(f, "head"));
    if (!yaml_get(f->front, "title"))
        return diag(d, DIAG_MISSING_KEY, pos_file(f->path), STR("title"));
    return read_pattern(f, "title", &f->heading, d) && read_pattern(f, "encrypt", &f->encrypt, d);
}

static bool read_patterns(struct bind_form *f, struct diag *d)
{
    struct str file = yaml_text(f->front, "file", f->entry->name, d);
    const struct yaml *at = yaml_get(f->front, "file");

    if (!read_pattern(f, "watermark", &f->watermark, d) || !read_pattern(f, "head", &f->head, d) ||
        !read_document(f, d))
        return false;
    f->file = bind_pattern_read(f, file, at ? at->pos : pos_file(f->path), d);
    if (f->entry->per_run)
        return f->file != NULL;
    f->folder = bind_pattern_read(f, folder_of(f), f->entry->pos, d);
    return f->file && f->folder;
}

struct bind_form *bind_form_new(const struct kit *kit, const struct kit_form *entry,
                                const struct yaml *front, const struct doc_node *body,
                                struct store *store, struct str today, struct arena *a,
                                struct diag *d)
{
    struct bind_form *f = arena_alloc(a, sizeof *f);
    bool ok;

    f->kit = kit;
    f->entry = entry;
    f->front = front;
    f->path = body->pos.file;
    f->store = store;
    f->arena = a;
    f->masters = map_new(a);
    ok = yaml_check_keys(front, keys, d);
    f->title = yaml_text(front, "title", entry->name, d);
    f->constants[BIND_TITLE] = f->title;
    f->constants[BIND_KIT] = kit->name;
    f->constants[BIND_VERSION] = kit->version;
    f->constants[BIND_TODAY] = today;
    f->constants[BIND_ENCRYPTED] = STR("0");
    f->shares = true;
    ok = read_fields(f, d) && ok;
    ok = read_queries(f, d) && ok;
    if (ok)
        f->plan = bind_compile(f, body, d);
    ok = ok && f->plan && bind_check_formulas(f, body, d);
    if (ok && read_patterns(f, d) && bind_collect_read(f, d))
        return f;
    bind_form_free(f);
    return NULL;
}

struct bind_form *bind_alone(const struct yaml *front, const struct doc_node *body,
                             struct str today, struct arena *a, struct diag *d)
{
    struct bind_form *f = arena_alloc(a, sizeof *f);

    f->front = front;
    f->path = body->pos.file;
    f->arena = a;
    f->records.n = 1;
    f->title = yaml_text(front, "title", STR(""), d);
    f->constants[BIND_TITLE] = f->title;
    f->constants[BIND_VERSION] = yaml_text(front, "version", (struct str){0}, d);
    f->constants[BIND_TODAY] = today;
    if (!read_fields(f, d))
        return NULL;
    f->plan = bind_compile(f, body, d);
    return f->plan && read_pattern(f, "watermark", &f->watermark, d) ? f : NULL;
}

static struct bind_field *field_called(const struct bind_form *f, struct str called)
{
    struct str folded = source_fold(called, f->arena);

    for (size_t i = 0; i < f->nfields; i++)
        if (str_eq(folded, source_fold(f->fields[i].name, f->arena)) ||
            str_eq(folded, source_fold(f->fields[i].spec.label, f->arena)))
            return &f->fields[i];
    return NULL;
}

bool bind_has(const struct bind_form *f, struct str called)
{
    return field_called(f, called) != NULL;
}

static struct str nearest_field(const struct bind_form *f, struct str name)
{
    struct str *names = arena_array(f->arena, f->nfields, sizeof *names);

    for (size_t i = 0; i < f->nfields; i++)
        names[i] = f->fields[i].name;
    return utf8_nearest(name, names, f->nfields);
}

bool bind_value(const struct bind_form *f, struct str name, struct pos pos, struct str *value,
                struct diag *d)
{
    for (size_t i = 0; i < f->nfields; i++)
        if (str_eq(f->fields[i].name, name)) {
            *value = f->fields[i].value;
            return true;
        }
    return diag(d, DIAG_UNKNOWN_FIELD, pos, name, nearest_field(f, name));
}

bool bind_set(struct bind_form *f, struct str called, struct str typed, bool must, struct pos pos,
              struct diag *d)
{
    struct bind_field *field = field_called(f, called);
    struct str text = str_trim(typed);

    if (!field) {
        diag(d, must ? DIAG_UNKNOWN_FIELD : DIAG_COLUMN_UNREAD, pos, called,
             nearest_field(f, called));
        return !must;
    }
    field->value = (struct str){0};
    return text.len == 0 || value_parse(&field->spec, text, pos, f->arena, d, &field->value);
}

void bind_form_free(struct bind_form *f)
{
    if (!f)
        return;
    if (f->each)
        query_free(f->each->q);
    for (size_t i = 0; i < f->nlists; i++)
        query_free(f->lists[i].q);
    buf_free(&f->records.text);
    buf_free(&f->records.pieces);
}

static bool is_choice(const struct value_spec *spec, struct str v)
{
    if (spec->type == VALUE_BOOL)
        return str_eq(v, STR("0")) || str_eq(v, STR("1"));
    for (size_t i = 0; i < spec->nchoices; i++)
        if (str_eq(v, spec->choices[i].name))
            return true;
    return false;
}

/* Only what is known beforehand may be shared between people's documents. */
static bool check_closed(const struct bind_form *f, struct diag *d)
{
    bool ok = true;

    for (size_t i = 0; f->each && i < f->records.n * f->each->ncolumns; i++) {
        const struct bind_column *c = &f->each->columns[i % f->each->ncolumns];
        struct str v = bind_record_column(f, i / f->each->ncolumns, i % f->each->ncolumns);

        if (v.ptr && bind_is_closed_spec(c->spec) && !is_choice(c->spec, v))
            ok = diag(d, DIAG_NOT_CLOSED, f->each->pos, c->name, v);
    }
    return ok;
}

bool bind_form_run(struct bind_form *f, struct diag *d)
{
    if (!f->each)
        f->records.n = 1;
    else if (!bind_query_records(f->each, d, &f->records))
        return false;
    if (f->entry && f->entry->per_run && f->records.n <= 1) /* nothing is made twice */
        f->shares = false;
    return !f->each || check_closed(f, d);
}

bool bind_shares(const struct bind_form *f)
{
    return f->shares;
}

const struct kit_form *bind_entry(const struct bind_form *f)
{
    return f->entry;
}

struct str bind_title(const struct bind_form *f)
{
    return f->title;
}

bool bind_has_document(const struct bind_form *f)
{
    return f->document != NULL;
}

bool bind_has_key(const struct bind_form *f)
{
    return f->encrypt != NULL;
}

struct str bind_document_file(const struct bind_form *f, size_t record, struct arena *a)
{
    return bind_pattern_fill(f, f->document, record, a);
}

struct str bind_heading(const struct bind_form *f, size_t record, struct arena *a)
{
    return bind_pattern_fill(f, f->heading, record, a);
}

struct str bind_key(const struct bind_form *f, size_t record, struct arena *a)
{
    return f->encrypt ? bind_pattern_fill(f, f->encrypt, record, a) : STR("");
}

void bind_set_encrypted(struct bind_form *f)
{
    f->constants[BIND_ENCRYPTED] = STR("1");
}

struct pos bind_key_pos(const struct bind_form *f, const char *key)
{
    const struct yaml *y = yaml_get(f->front, key);

    return y ? y->pos : pos_file(f->path);
}

size_t bind_nrecords(const struct bind_form *f)
{
    return f->records.n;
}

struct str bind_folder(const struct bind_form *f, size_t record, struct arena *a)
{
    return f->folder ? bind_pattern_fill(f, f->folder, record, a) : STR("");
}

struct str bind_file(const struct bind_form *f, size_t record, struct arena *a)
{
    return bind_pattern_fill(f, f->file, record, a);
}

struct str bind_kind(const struct bind_form *f, size_t record, struct arena *a)
{
    struct buf b = {0};
    struct str s;

    for (size_t i = 0; f->each && i < f->each->ncolumns; i++) {
        struct str v = bind_record_column(f, record, i);

        if (!bind_is_closed_spec(f->each->columns[i].spec))
            continue;
        bind_put_key(&b, v);
    }
    s = arena_str(a, buf_view(&b));
    buf_free(&b);
    return s;
}

/* For the PDF's fonts: what only workbooks have is left out. */
static void put_literals(const struct bind_plan *p, struct buf *b)
{
    const struct doc_node *n = p->node;

    if (str_eq(p->only, STR("xlsx")))
        return;
    if (n->kind == DOC_TEXT || n->kind == DOC_CODE || n->kind == DOC_CODE_BLOCK)
        buf_str(b, n->text);
    for (const struct bind_plan *c = p->first; c; c = c->next)
        put_literals(c, b);
}

static void put_choices(const struct value_spec *spec, struct buf *b)
{
    buf_str(b, spec->label);
    for (size_t i = 0; i < spec->nchoices; i++)
        buf_str(b, spec->choices[i].label);
}

void bind_literals(const struct bind_form *f, struct buf *b)
{
    put_literals(f->plan, b);
    for (size_t i = 0; i < f->nfields; i++)
        put_choices(&f->fields[i].spec, b);
    for (size_t i = 0; f->each && i < f->each->ncolumns; i++)
        put_choices(f->each->columns[i].spec, b);
    for (size_t i = 0; i < BIND_CONSTANT_COUNT; i++)
        buf_str(b, f->constants[i]);
    for (size_t i = 0; f->head && i <= f->head->n; i++)
        buf_str(b, f->head->literals[i]);
}
