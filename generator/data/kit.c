#include "data/kit.h"

#include <string.h>

#include "base/file.h"
#include "base/utf8.h"

#define KIT_MAX_BYTES ((size_t)1024 * 1024)

struct reader {
    struct kit *kit;
    struct arena *a;
    struct diag *d;
};

/* A name, its label, and where they stand: to find those given twice. */
struct called {
    struct str name, label;
    struct pos pos;
};

static bool is_blank(uint32_t cp)
{
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xA0 || cp == 0x3000;
}

/* The next code point that is no white space, in ASCII lower case; 0 at the end. */
static uint32_t next_folded(struct str s, size_t *at)
{
    while (*at < s.len) {
        uint32_t cp = utf8_next(s, at);

        if (!is_blank(cp))
            return cp >= 'A' && cp <= 'Z' ? cp - 'A' + 'a' : cp;
    }
    return 0;
}

static bool same_called(struct str a, struct str b)
{
    size_t i = 0, j = 0;
    uint32_t x, y;

    do {
        x = next_folded(a, &i);
        y = next_folded(b, &j);
    } while (x == y && x);
    return x == y;
}

static void check_repeated(struct reader *r, const struct called *items, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            const struct called *a = &items[i], *b = &items[j];
            bool by_name = same_called(a->name, b->name) || same_called(a->name, b->label);

            if (!by_name && !same_called(a->label, b->name) && !same_called(a->label, b->label))
                continue;
            diag(r->d, DIAG_KIT_REPEATED, a->pos, by_name ? a->name : a->label,
                 arena_fmt(r->a, "%u", b->pos.row));
            break;
        }
}

/* ASCII letters, digits and _, a letter first: needs no quotes in SQL, and _row
 * stay the store's own. */
static bool is_sql_name(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!letter && (i == 0 || (c != '_' && (c < '0' || c > '9'))))
            return false;
    }
    return s.len > 0;
}

static void check_sql_name(struct reader *r, struct str name, struct pos pos)
{
    if (name.len && !is_sql_name(name))
        diag(r->d, DIAG_KIT_NAME, pos, name);
}

/* `content` is the table of the policy documents, sqlite_… are the database's own. */
static void check_table_name(struct reader *r, struct str name, struct pos pos)
{
    check_sql_name(r, name, pos);
    if (same_called(name, STR("content")) || same_called(name, STR("returned")) ||
        same_called(str_slice(name, 0, strlen("sqlite_")), STR("sqlite_")))
        diag(r->d, DIAG_KIT_RESERVED, pos, name);
}

/* A file in the kit's folder or below it. */
static void check_file_name(struct reader *r, const struct yaml *mapping, const char *key,
                            struct str name)
{
    bool good = !str_starts(name, STR(".")) && !str_starts(name, STR("/")) &&
                str_find(name, STR("..")) == name.len && str_find(name, STR("\\")) == name.len;

    if (!good)
        diag(r->d, DIAG_KIT_FILE, yaml_get(mapping, key)->pos, name);
}

/* "a, b or c", word by word. */
static void put_word(struct buf *b, const char *const *words, size_t i, bool chinese)
{
    if (i == 0)
        buf_fmt(b, "%s%s", chinese ? " " : "", words[0]);
    else if (words[i + 1])
        buf_fmt(b, "%s%s", chinese ? "、" : ", ", words[i]);
    else
        buf_fmt(b, "%s%s", chinese ? " 或 " : " or ", words[i]);
}

/* Which of `words`, closed by NULL, the key says; the first when it is not there. */
static size_t read_word(const struct yaml *mapping, const char *key, const char *const *words,
                        struct diag *d)
{
    struct str word = yaml_text(mapping, key, str_from(words[0]), d);
    struct buf wanted = {0};

    for (size_t i = 0; words[i]; i++) {
        if (str_eq(word, str_from(words[i]))) {
            buf_free(&wanted);
            return i;
        }
        put_word(&wanted, words, i, diag_lang(d) == DIAG_ZH);
    }
    diag(d, DIAG_WRONG_KIND, yaml_get(mapping, key)->pos, str_from(key), buf_view(&wanted));
    buf_free(&wanted);
    return 0;
}

static enum value_type read_type(const struct yaml *mapping, struct diag *d)
{
    struct str names[VALUE_TYPE_COUNT], name = yaml_text(mapping, "type", STR("text"), d);
    enum value_type type = value_type_named(name);

    if (type < VALUE_TYPE_COUNT)
        return type;
    for (int i = 0; i < VALUE_TYPE_COUNT; i++)
        names[i] = str_from(value_type_name((enum value_type)i));
    diag(d, DIAG_KIT_TYPE, yaml_get(mapping, "type")->pos, name,
         utf8_nearest(name, names, VALUE_TYPE_COUNT));
    return VALUE_TEXT;
}

/* `是`, or `{own: 自有}`: a name, with the label people write. */
static bool read_choice(const struct yaml *item, struct value_choice *choice, struct diag *d)
{
    const struct yaml *entry = item->first;

    if (item->kind == YAML_SCALAR && item->text.len) {
        *choice = (struct value_choice){.name = item->text, .label = item->text};
        return true;
    }
    if (item->kind != YAML_MAPPING || !entry || entry->next || entry->kind != YAML_SCALAR)
        return diag(d, DIAG_WRONG_KIND, item->pos, STR("choices"),
                    diag_lang(d) == DIAG_ZH ? STR("文字或 {名稱: 標題} 的清單")
                                            : STR("a list of texts or of {name: label}"));
    *choice = (struct value_choice){.name = entry->key,
                                    .label = entry->text.len ? entry->text : entry->key};
    return true;
}

static void read_choices(struct reader *r, const struct yaml *list, struct value_spec *spec)
{
    struct value_choice *choices = arena_array(r->a, yaml_count(list), sizeof *choices);
    struct called *names = arena_array(r->a, yaml_count(list), sizeof *names);
    size_t n = 0;

    for (const struct yaml *item = list->first; item; item = item->next)
        if (read_choice(item, &choices[n], r->d)) {
            names[n] = (struct called){choices[n].name, choices[n].label, item->pos};
            n++;
        }
    check_repeated(r, names, n);
    spec->choices = choices;
    spec->nchoices = n;
}

bool kit_read_spec(const struct yaml *mapping, struct arena *a, struct diag *d,
                   struct value_spec *spec)
{
    struct reader r = {.a = a, .d = d};
    size_t errors = diag_errors(d);
    const struct yaml *choices = yaml_sequence(mapping, "choices", d);
    struct str type_name, name;

    *spec = (struct value_spec){.type = read_type(mapping, d)};
    type_name = str_from(value_type_name(spec->type));
    name = mapping->key.len ? mapping->key : yaml_text(mapping, "name", STR(""), d);
    spec->label = yaml_text(mapping, "label", name, d);
    spec->lines = (unsigned)yaml_int(mapping, "lines", 0, 1, 100, d);
    spec->width_mm = (unsigned)yaml_int(mapping, "width", 0, 1, 1000, d);
    spec->max_chars = (size_t)yaml_int(mapping, "max", 0, 1, 100000, d);
    spec->signers = (unsigned)yaml_int(mapping, "signers", 0, 1, 20, d);
    spec->personal = yaml_bool(mapping, "personal", false, d);
    if (choices)
        read_choices(&r, choices, spec);
    if (spec->type == VALUE_CHOICE && !spec->nchoices)
        diag(d, DIAG_KIT_NO_CHOICES, mapping->key_pos, spec->label);
    else if (spec->type != VALUE_CHOICE && spec->type != VALUE_SIGNATURE && choices)
        diag(d, DIAG_KIT_CHOICES_TYPE, choices->key_pos, spec->label, type_name);
    return diag_errors(d) == errors;
}

/* An example is parsed as a cell would be, so that the data workbook shows no mistake. */
static void check_example(struct reader *r, const struct yaml *mapping,
                          const struct kit_column *column)
{
    const struct yaml *node = yaml_get(mapping, "example");
    struct value_spec spec = column->spec;
    struct str canon;

    spec.personal = false;
    if (str_trim(column->example).len)
        value_parse(&spec, column->example, node->pos, r->a, r->d, &canon);
}

static void read_column(struct reader *r, const struct yaml *mapping, struct kit_column *column)
{
    static const char *const keys[] = {"name", KIT_SPEC_KEYS, "key",     "required", "unique",
                                       "ref",  "hint",        "example", NULL};
    size_t errors = diag_errors(r->d), dot;
    struct str ref;

    yaml_check_keys(mapping, keys, r->d);
    column->pos = mapping->pos;
    column->name = yaml_need_text(mapping, "name", r->d);
    check_sql_name(r, column->name, mapping->pos);
    kit_read_spec(mapping, r->a, r->d, &column->spec);
    column->label = column->spec.label;
    column->key = yaml_bool(mapping, "key", false, r->d);
    column->required = yaml_bool(mapping, "required", false, r->d) || column->key;
    column->unique = yaml_bool(mapping, "unique", false, r->d);
    column->hint = yaml_text(mapping, "hint", STR(""), r->d);
    column->example = yaml_text(mapping, "example", STR(""), r->d);
    ref = yaml_text(mapping, "ref", STR(""), r->d);
    dot = str_find(ref, STR("."));
    column->ref_table = str_slice(ref, 0, dot);
    column->ref_column = str_slice(ref, dot + 1, ref.len);
    if (diag_errors(r->d) == errors)
        check_example(r, mapping, column);
}

static void check_column_name(struct reader *r, const struct kit_dataset *set, struct str name,
                              struct pos pos)
{
    struct str *names;

    if (kit_column(set, name))
        return;
    names = arena_array(r->a, set->ncolumns, sizeof *names);
    for (size_t i = 0; i < set->ncolumns; i++)
        names[i] = set->columns[i].name;
    diag(r->d, DIAG_KIT_COLUMN, pos, name, utf8_nearest(name, names, set->ncolumns), set->name);
}

/* Every {{column}} of a rule's message, and {{#column}} … {{/column}}. */
static void check_message(struct reader *r, const struct kit_dataset *set, struct str message,
                          const struct yaml *node)
{
    for (size_t at = str_find(message, STR("{{")); at < message.len;
         at = str_find(message, STR("{{"))) {
        struct str name = str_slice(message, at + 2, message.len);

        message = name;
        name = str_slice(name, 0, str_find(name, STR("}}")));
        if (str_starts(name, STR("#")) || str_starts(name, STR("/")))
            name = str_slice(name, 1, name.len);
        name = str_trim(str_slice(name, 0, str_find(name, STR(":"))));
        check_column_name(r, set, name, node->pos);
    }
}

/* The SQL of `mapping`'s key sql; every rule and view has one. */
static void read_sql(struct reader *r, const struct yaml *mapping, struct str *sql, struct pos *pos)
{
    const struct yaml *node = yaml_get(mapping, "sql");

    *sql = STR("");
    *pos = mapping->pos;
    if (node)
        yaml_sql(node, sql, pos, r->d);
    else
        diag(r->d, DIAG_MISSING_KEY, mapping->pos, STR("sql"));
}

static void read_rule(struct reader *r, const struct yaml *mapping, const struct kit_dataset *set,
                      struct kit_rule *rule)
{
    static const char *const keys[] = {"at",         "sql",   "message",
                                       "message_en", "suggest", "level", "when",    NULL};
    static const char *const levels[] = {"error", "warning", NULL};
    static const char *const whens[] = {"always", "collect", NULL};
    const struct yaml *suggest = yaml_get(mapping, "suggest");

    yaml_check_keys(mapping, keys, r->d);
    rule->pos = mapping->pos;
    rule->at = yaml_need_text(mapping, "at", r->d);
    if (rule->at.len)
        check_column_name(r, set, rule->at, yaml_get(mapping, "at")->pos);
    read_sql(r, mapping, &rule->sql, &rule->sql_pos);
    if (suggest)
        yaml_sql(suggest, &rule->suggest, &rule->suggest_pos, r->d);
    rule->message = yaml_need_text(mapping, "message", r->d);
    check_message(r, set, rule->message, yaml_get(mapping, "message"));
    rule->message_en = yaml_text(mapping, "message_en", STR(""), r->d);
    check_message(r, set, rule->message_en, yaml_get(mapping, "message_en"));
    rule->warning = read_word(mapping, "level", levels, r->d) == 1;
    rule->returned = read_word(mapping, "when", whens, r->d) == 1;
}

static void read_columns(struct reader *r, const struct yaml *mapping, struct kit_dataset *set)
{
    const struct yaml *list = yaml_sequence(mapping, "columns", r->d);
    struct called *names;

    if (!list || !list->first) {
        diag(r->d, DIAG_MISSING_KEY, mapping->key_pos, STR("columns"));
        return;
    }
    set->columns = arena_array(r->a, yaml_count(list), sizeof *set->columns);
    names = arena_array(r->a, yaml_count(list), sizeof *names);
    for (const struct yaml *item = list->first; item; item = item->next) {
        struct kit_column *column = &set->columns[set->ncolumns];

        if (!yaml_must_be(item, YAML_MAPPING, r->d))
            continue;
        read_column(r, item, column);
        if (column->name.len)
            names[set->ncolumns++] = (struct called){column->name, column->label, column->pos};
    }
    check_repeated(r, names, set->ncolumns);
}

static void read_rules(struct reader *r, const struct yaml *mapping, struct kit_dataset *set)
{
    const struct yaml *list = yaml_sequence(mapping, "rules", r->d);

    if (!list)
        return;
    set->rules = arena_array(r->a, yaml_count(list), sizeof *set->rules);
    for (const struct yaml *item = list->first; item; item = item->next)
        if (yaml_must_be(item, YAML_MAPPING, r->d))
            read_rule(r, item, set, &set->rules[set->nrules++]);
}

static void read_dataset(struct reader *r, const struct yaml *mapping, struct kit_dataset *set)
{
    static const char *const keys[] = {"label",   "required", "shipped", "collected",
                                       "columns", "rules",    NULL};

    yaml_check_keys(mapping, keys, r->d);
    set->pos = mapping->key_pos;
    set->name = mapping->key;
    check_table_name(r, set->name, set->pos);
    set->label = yaml_text(mapping, "label", set->name, r->d);
    set->required = yaml_bool(mapping, "required", false, r->d);
    set->collected = yaml_bool(mapping, "collected", false, r->d);
    set->shipped = yaml_text(mapping, "shipped", STR(""), r->d);
    check_file_name(r, mapping, "shipped", set->shipped);
    read_columns(r, mapping, set);
    read_rules(r, mapping, set);
}

static void read_datasets(struct reader *r, const struct yaml *root)
{
    const struct yaml *sets = yaml_mapping(root, "datasets", r->d);
    struct kit *kit = r->kit;

    if (!sets)
        return;
    kit->datasets = arena_array(r->a, yaml_count(sets), sizeof *kit->datasets);
    for (const struct yaml *entry = sets->first; entry; entry = entry->next)
        if (yaml_must_be(entry, YAML_MAPPING, r->d))
            read_dataset(r, entry, &kit->datasets[kit->ndatasets++]);
}

static void read_once(struct reader *r, const struct yaml *item, struct kit_view *view)
{
    const struct yaml *list = yaml_sequence(item, "once", r->d);

    view->once = list != NULL;
    view->finds = arena_array(r->a, yaml_count(list), sizeof *view->finds);
    for (const struct yaml *c = list ? list->first : NULL; c; c = c->next)
        if (yaml_must_be(c, YAML_SCALAR, r->d))
            view->finds[view->nfinds++] = c->text;
}

static void read_views(struct reader *r, const struct yaml *root)
{
    static const char *const keys[] = {"name", "sql", "once", NULL};
    const struct yaml *list = yaml_sequence(root, "views", r->d);
    struct kit *kit = r->kit;

    if (!list)
        return;
    kit->views = arena_array(r->a, yaml_count(list), sizeof *kit->views);
    for (const struct yaml *item = list->first; item; item = item->next) {
        struct kit_view *view = &kit->views[kit->nviews];

        if (!yaml_must_be(item, YAML_MAPPING, r->d))
            continue;
        kit->nviews++;
        yaml_check_keys(item, keys, r->d);
        view->pos = item->pos;
        view->name = yaml_need_text(item, "name", r->d);
        check_table_name(r, view->name, view->pos);
        read_sql(r, item, &view->sql, &view->sql_pos);
        read_once(r, item, view);
    }
}

static void read_forms(struct reader *r, const struct yaml *root)
{
    static const char *const keys[] = {"form", "per", "folder", "when", NULL};
    static const char *const pers[] = {"person", "run", NULL};
    static const char *const whens[] = {"build", "collect", "both", NULL};
    const struct yaml *list = yaml_sequence(root, "forms", r->d);
    struct kit *kit = r->kit;
    struct called *names;

    if (!list)
        return;
    kit->forms = arena_array(r->a, yaml_count(list), sizeof *kit->forms);
    names = arena_array(r->a, yaml_count(list), sizeof *names);
    for (const struct yaml *item = list->first; item; item = item->next) {
        struct kit_form *form = &kit->forms[kit->nforms];

        if (!yaml_must_be(item, YAML_MAPPING, r->d))
            continue;
        yaml_check_keys(item, keys, r->d);
        form->pos = item->pos;
        form->name = yaml_need_text(item, "form", r->d);
        check_file_name(r, item, "form", form->name);
        form->per_run = read_word(item, "per", pers, r->d) == 1;
        form->when = (enum kit_when)read_word(item, "when", whens, r->d);
        form->folder = yaml_text(item, "folder", STR(""), r->d);
        if (form->name.len)
            names[kit->nforms++] = (struct called){form->name, form->name, form->pos};
    }
    check_repeated(r, names, kit->nforms);
}

/* The policy documents that the kit's queries read. */
static void read_content(struct reader *r, const struct yaml *root)
{
    struct kit *kit = r->kit;
    const struct yaml *list = yaml_sequence(root, "content", r->d);

    kit->content = arena_array(r->a, yaml_count(list), sizeof *kit->content);
    for (const struct yaml *item = list ? list->first : NULL; item; item = item->next)
        if (yaml_must_be(item, YAML_SCALAR, r->d))
            kit->content[kit->ncontent++] = (struct kit_content){item->text, item->pos};
}

/* Datasets and views are tables of one database. */
static void check_table_names(struct reader *r)
{
    const struct kit *kit = r->kit;
    struct called *names = arena_array(r->a, kit->ndatasets + kit->nviews, sizeof *names);
    size_t n = 0;

    for (size_t i = 0; i < kit->ndatasets; i++)
        names[n++] =
            (struct called){kit->datasets[i].name, kit->datasets[i].label, kit->datasets[i].pos};
    for (size_t i = 0; i < kit->nviews; i++)
        if (kit->views[i].name.len)
            names[n++] = (struct called){kit->views[i].name, kit->views[i].name, kit->views[i].pos};
    check_repeated(r, names, n);
}

static struct str only_key(const struct kit_dataset *set)
{
    struct str name = STR("");
    size_t keys = 0;

    for (size_t i = 0; i < set->ncolumns; i++)
        if (set->columns[i].key) {
            name = set->columns[i].name;
            keys++;
        }
    return keys == 1 ? name : STR("");
}

static void resolve_ref(struct reader *r, struct kit_column *column)
{
    const struct kit_dataset *set = kit_dataset(r->kit, column->ref_table);
    struct str *names;

    if (!set) {
        names = arena_array(r->a, r->kit->ndatasets, sizeof *names);
        for (size_t i = 0; i < r->kit->ndatasets; i++)
            names[i] = r->kit->datasets[i].name;
        diag(r->d, DIAG_KIT_DATASET, column->pos, column->ref_table,
             utf8_nearest(column->ref_table, names, r->kit->ndatasets));
    } else if (column->ref_column.len) {
        check_column_name(r, set, column->ref_column, column->pos);
    } else {
        column->ref_column = only_key(set);
        if (!column->ref_column.len)
            diag(r->d, DIAG_KIT_REF_KEY, column->pos, set->name);
    }
    for (size_t i = 0; set && i < set->ncolumns; i++)
        if (str_eq(set->columns[i].name, column->ref_column))
            set->columns[i].referred = true;
}

static void resolve_refs(struct reader *r)
{
    for (size_t i = 0; i < r->kit->ndatasets; i++) {
        struct kit_dataset *set = &r->kit->datasets[i];

        for (size_t k = 0; k < set->ncolumns; k++)
            if (set->columns[k].ref_table.len)
                resolve_ref(r, &set->columns[k]);
    }
}

static void read_kit(struct reader *r, const struct yaml *root)
{
    static const char *const keys[] = {"kit",      "title", "version", "folder", "forms",
                                       "datasets", "views", "content", NULL};
    struct kit *kit = r->kit;

    yaml_check_keys(root, keys, r->d);
    kit->name = yaml_need_text(root, "kit", r->d);
    check_file_name(r, root, "kit", kit->name);
    kit->title = yaml_text(root, "title", kit->name, r->d);
    kit->version = yaml_text(root, "version", STR(""), r->d);
    kit->folder = yaml_text(root, "folder", STR(""), r->d);
    read_forms(r, root);
    read_datasets(r, root);
    read_views(r, root);
    read_content(r, root);
    check_table_names(r);
    resolve_refs(r);
}

struct kit *kit_read(const char *dir, struct arena *a, struct diag *d)
{
    struct kit *kit = arena_alloc(a, sizeof *kit);
    struct reader r = {.kit = kit, .a = a, .d = d};
    size_t errors = diag_errors(d);
    struct yaml *root;
    struct str text;

    kit->dir = arena_str(a, str_from(dir)).ptr;
    kit->file = file_join(a, dir, "kit.yaml");
    if (!file_read(kit->file, KIT_MAX_BYTES, a, d, &text))
        return NULL;
    if (!utf8_valid(text)) {
        diag(d, DIAG_NOT_UTF8, pos_file(kit->file), STR(""));
        return NULL;
    }
    root = yaml_read(text, kit->file, 0, a, d);
    if (root && yaml_must_be(root, YAML_MAPPING, d))
        read_kit(&r, root);
    return diag_errors(d) == errors ? kit : NULL;
}

const struct kit_dataset *kit_dataset(const struct kit *kit, struct str name)
{
    for (size_t i = 0; i < kit->ndatasets; i++)
        if (str_eq(kit->datasets[i].name, name))
            return &kit->datasets[i];
    return NULL;
}

const struct kit_dataset *kit_dataset_called(const struct kit *kit, struct str called)
{
    for (size_t i = 0; i < kit->ndatasets; i++)
        if (same_called(kit->datasets[i].name, called) ||
            same_called(kit->datasets[i].label, called))
            return &kit->datasets[i];
    return NULL;
}

const struct kit_column *kit_column(const struct kit_dataset *set, struct str name)
{
    for (size_t i = 0; i < set->ncolumns; i++)
        if (str_eq(set->columns[i].name, name))
            return &set->columns[i];
    return NULL;
}
