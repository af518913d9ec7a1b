#include "base/yaml.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <yaml.h>

#include "base/map.h"
#include "base/utf8.h"

#define MAX_DEPTH 64

struct reader {
    yaml_parser_t parser;
    struct str text;
    const char *file;
    uint32_t first_line; /* lines of the file above `text` */
    struct arena *a;
    struct diag *d;
    size_t offset, offset_line; /* how far the search for lines has come */
};

static struct pos pos_at(const struct reader *r, size_t line, size_t col)
{
    return pos_line(r->file, r->first_line + (uint32_t)line + 1, (uint32_t)col + 1);
}

static struct pos pos_of(const struct reader *r, yaml_mark_t mark)
{
    return pos_at(r, mark.line, mark.column);
}

/* libyaml speaks English only. */
static const char *const problems[][2] = {
    {"found character that cannot start any token",
     "不能以這個字元開頭（Tab、@、` 等），請加上引號，或將 Tab 改為空格"},
    {"mapping values are not allowed in this context", "此處不可再有冒號，含冒號的文字請加上引號"},
    {"did not find expected key", "此處應為鍵，請檢查縮排與引號"},
    {"could not find expected ':'", "鍵的後面缺少冒號"},
    {"did not find expected ',' or '}'", "缺少逗號或 }"},
    {"did not find expected ',' or ']'", "缺少逗號或 ]"},
    {"did not find expected '-' indicator", "清單各項的縮排不一致"},
    {"did not find expected node content", "此處缺少內容"},
    {"found unexpected end of stream", "引號沒有關閉"},
    {"found unknown escape character", "雙引號內有不認得的反斜線寫法"},
    {"control characters are not allowed", "含有控制字元"},
};

static struct str problem_text(const struct reader *r)
{
    const char *problem = r->parser.problem ? r->parser.problem : "";

    for (size_t i = 0; diag_lang(r->d) == DIAG_ZH && i < sizeof problems / sizeof *problems; i++)
        if (strcmp(problems[i][0], problem) == 0)
            return str_from(problems[i][1]);
    return str_from(problem);
}

/* A reader's error has an offset in bytes and no mark. */
static struct pos problem_pos(const struct reader *r)
{
    const char *start = r->text.ptr;
    size_t line = 0;

    if (r->parser.error != YAML_READER_ERROR)
        return pos_of(r, r->parser.problem_mark);
    for (size_t i = 0; i < r->parser.problem_offset && i < r->text.len; i++)
        if (r->text.ptr[i] == '\n') {
            line++;
            start = r->text.ptr + i + 1;
        }
    return pos_at(r, line, (size_t)(r->text.ptr + r->parser.problem_offset - start));
}

static bool next_event(struct reader *r, yaml_event_t *event)
{
    if (yaml_parser_parse(&r->parser, event))
        return true;
    if (r->parser.error == YAML_MEMORY_ERROR)
        out_of_memory();
    return diag(r->d, DIAG_YAML, problem_pos(r), problem_text(r));
}

/* The bytes of line `line` (0-based) and of what follows; lines are asked for in rising order. */
static struct str text_from_line(struct reader *r, size_t line)
{
    while (r->offset_line < line && r->offset < r->text.len) {
        char c = r->text.ptr[r->offset++];

        if (c == '\r' && r->offset < r->text.len && r->text.ptr[r->offset] == '\n')
            r->offset++;
        r->offset_line += c == '\n' || c == '\r';
    }
    return str_slice(r->text, r->offset, r->text.len);
}

static size_t spaces_at_first_text(struct str s)
{
    size_t spaces = 0;

    for (size_t i = 0; i < s.len && (s.ptr[i] == ' ' || s.ptr[i] == '\n' || s.ptr[i] == '\r'); i++)
        spaces = s.ptr[i] == ' ' ? spaces + 1 : 0;
    return spaces;
}

/* The text of a block begins on the line below its |, behind the block's indentation. */
static struct pos block_pos(struct reader *r, yaml_mark_t start, struct str value)
{
    size_t in_file = spaces_at_first_text(text_from_line(r, start.line + 1));
    size_t in_value = spaces_at_first_text(value);

    return pos_at(r, start.line + 1, in_file > in_value ? in_file - in_value : 0);
}

static struct yaml *new_node(struct reader *r, enum yaml_kind kind, const yaml_event_t *event)
{
    struct yaml *node = arena_alloc(r->a, sizeof *node);

    node->kind = kind;
    node->pos = node->key_pos = node->text_pos = pos_of(r, event->start_mark);
    node->text = STR("");
    return node;
}

static struct yaml *read_scalar(struct reader *r, const yaml_event_t *event)
{
    struct yaml *node = new_node(r, YAML_SCALAR, event);
    yaml_scalar_style_t style = event->data.scalar.style;

    node->text = arena_str(
        r->a, (struct str){(const char *)event->data.scalar.value, event->data.scalar.length});
    node->quoted = style != YAML_PLAIN_SCALAR_STYLE;
    node->block = style == YAML_LITERAL_SCALAR_STYLE;
    if (node->block)
        node->text_pos = block_pos(r, event->start_mark, node->text);
    else if (style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE)
        node->text_pos.col++;
    return node;
}

static struct yaml *read_node(struct reader *r, const yaml_event_t *event, unsigned depth);

static struct yaml *read_next(struct reader *r, yaml_event_type_t end, unsigned depth, bool *ended)
{
    struct yaml *node = NULL;
    yaml_event_t event;

    *ended = false;
    if (!next_event(r, &event))
        return NULL;
    *ended = event.type == end;
    if (!*ended)
        node = read_node(r, &event, depth);
    yaml_event_delete(&event);
    return node;
}

static bool read_items(struct reader *r, struct yaml *list, unsigned depth)
{
    struct yaml **link = &list->first;
    bool ended;

    while ((*link = read_next(r, YAML_SEQUENCE_END_EVENT, depth, &ended)))
        link = &(*link)->next;
    return ended;
}

static bool read_entries(struct reader *r, struct yaml *mapping, unsigned depth)
{
    struct map seen = map_new(r->a);
    struct yaml **link = &mapping->first, *key;
    void **slot;
    bool ended;

    while ((key = read_next(r, YAML_MAPPING_END_EVENT, depth, &ended))) {
        if (key->kind != YAML_SCALAR)
            return diag(r->d, DIAG_YAML_KEY, key->pos, key->text);
        *link = read_next(r, YAML_NO_EVENT, depth, &ended);
        if (!*link)
            return false;
        slot = map_slot(&seen, key->text);
        if (*slot)
            diag(r->d, DIAG_REPEATED_KEY, key->pos, key->text);
        *slot = *link;
        (*link)->key = key->text;
        (*link)->key_pos = key->pos;
        link = &(*link)->next;
    }
    return ended;
}

static bool has_anchor_or_tag(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor || event->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor || event->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor || event->data.mapping_start.tag;
    default:
        return event->type == YAML_ALIAS_EVENT;
    }
}

static struct yaml *read_node(struct reader *r, const yaml_event_t *event, unsigned depth)
{
    bool is_list = event->type == YAML_SEQUENCE_START_EVENT;
    struct yaml *node;

    if (has_anchor_or_tag(event)) {
        diag(r->d, DIAG_YAML_ANCHOR, pos_of(r, event->start_mark), STR(""));
        return NULL;
    }
    if (event->type == YAML_SCALAR_EVENT)
        return read_scalar(r, event);
    if (depth == MAX_DEPTH) {
        diag(r->d, DIAG_YAML_DEPTH, pos_of(r, event->start_mark), arena_fmt(r->a, "%d", MAX_DEPTH));
        return NULL;
    }
    node = new_node(r, is_list ? YAML_SEQUENCE : YAML_MAPPING, event);
    if (is_list ? read_items(r, node, depth + 1) : read_entries(r, node, depth + 1))
        return node;
    return NULL;
}

/* The one document of the stream; NULL when there is none or after an error. */
static struct yaml *read_stream(struct reader *r)
{
    struct yaml *root = NULL;
    yaml_event_t event;
    bool ended = false, good = true;

    while (good && !ended && next_event(r, &event)) {
        ended = event.type == YAML_STREAM_END_EVENT;
        if (event.type == YAML_DOCUMENT_START_EVENT && root)
            good = diag(r->d, DIAG_YAML_DOCUMENTS, pos_of(r, event.start_mark), STR(""));
        else if (event.type != YAML_STREAM_START_EVENT && event.type != YAML_STREAM_END_EVENT &&
                 event.type != YAML_DOCUMENT_START_EVENT && event.type != YAML_DOCUMENT_END_EVENT)
            good = (root = read_node(r, &event, 0)) != NULL;
        else if (ended && !root)
            root = new_node(r, YAML_MAPPING, &event);
        yaml_event_delete(&event);
    }
    return root;
}

struct yaml *yaml_read(struct str text, const char *file, uint32_t line, struct arena *a,
                       struct diag *d)
{
    struct reader r = {.text = text, .file = file, .first_line = line, .a = a, .d = d};
    size_t errors = diag_errors(d);
    struct yaml *root;

    if (str_starts(text, STR("\uFEFF")))
        r.text = str_slice(text, strlen("\uFEFF"), text.len);
    if (!yaml_parser_initialize(&r.parser))
        out_of_memory();
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)r.text.ptr, r.text.len);
    root = read_stream(&r);
    yaml_parser_delete(&r.parser);
    return diag_errors(d) == errors ? root : NULL;
}

struct yaml *yaml_get(const struct yaml *mapping, const char *key)
{
    struct yaml *node = mapping->kind == YAML_MAPPING ? mapping->first : NULL;

    while (node && !str_eq(node->key, str_from(key)))
        node = node->next;
    return node;
}

size_t yaml_count(const struct yaml *node)
{
    size_t n = 0;

    for (const struct yaml *c = node ? node->first : NULL; c; c = c->next)
        n++;
    return n;
}

bool yaml_check_keys(const struct yaml *mapping, const char *const *keys, struct diag *d)
{
    struct str names[64];
    size_t n = 0;
    bool good = true;

    for (; n < sizeof names / sizeof *names && keys[n]; n++)
        names[n] = str_from(keys[n]);
    for (const struct yaml *c = mapping->first; c; c = c->next) {
        size_t i = 0;

        while (i < n && !str_eq(names[i], c->key))
            i++;
        if (i == n)
            good = diag(d, DIAG_UNKNOWN_KEY, c->key_pos, c->key, utf8_nearest(c->key, names, n));
    }
    return good;
}

static struct str in_language(const struct diag *d, const char *en, const char *zh)
{
    return str_from(diag_lang(d) == DIAG_ZH ? zh : en);
}

static bool wrong_kind(const struct yaml *node, struct str wanted, struct diag *d)
{
    static const char *const en[] = {"item", "item […]", "item {…}"};
    static const char *const zh[] = {"項目", "項目 […]", "項目 {…}"};
    struct str name = node->key.len ? node->key : node->text;

    if (!name.len)
        name = in_language(d, en[node->kind], zh[node->kind]);
    return diag(d, DIAG_WRONG_KIND, node->pos, name, wanted);
}

bool yaml_must_be(const struct yaml *node, enum yaml_kind kind, struct diag *d)
{
    static const char *const en[] = {"a text", "a list", "a mapping (key: value)"};
    static const char *const zh[] = {"文字", "清單", "對照表（鍵: 值）"};

    return node->kind == kind || wrong_kind(node, in_language(d, en[kind], zh[kind]), d);
}

/* An entry of that kind; NULL when it is absent, empty or (an error) of another kind. */
static struct yaml *get_kind(const struct yaml *mapping, const char *key, enum yaml_kind kind,
                             struct diag *d)
{
    struct yaml *node = yaml_get(mapping, key);

    if (!node || (node->kind == YAML_SCALAR && !node->quoted && !node->text.len))
        return NULL;
    return yaml_must_be(node, kind, d) ? node : NULL;
}

struct yaml *yaml_sequence(const struct yaml *mapping, const char *key, struct diag *d)
{
    return get_kind(mapping, key, YAML_SEQUENCE, d);
}

struct yaml *yaml_mapping(const struct yaml *mapping, const char *key, struct diag *d)
{
    return get_kind(mapping, key, YAML_MAPPING, d);
}

struct str yaml_text(const struct yaml *mapping, const char *key, struct str otherwise,
                     struct diag *d)
{
    const struct yaml *node = get_kind(mapping, key, YAML_SCALAR, d);

    return node ? node->text : otherwise;
}

struct str yaml_need_text(const struct yaml *mapping, const char *key, struct diag *d)
{
    const struct yaml *node = yaml_get(mapping, key);
    struct str text = yaml_text(mapping, key, STR(""), d);

    if (!node || (node->kind == YAML_SCALAR && !str_trim(text).len))
        diag(d, DIAG_MISSING_KEY, node ? node->pos : mapping->key_pos, str_from(key));
    return text;
}

bool yaml_bool(const struct yaml *mapping, const char *key, bool otherwise, struct diag *d)
{
    static const char *const words[][2] = {{"false", "true"}, {"no", "yes"}};
    const struct yaml *node = get_kind(mapping, key, YAML_SCALAR, d);

    if (!node)
        return otherwise;
    for (size_t i = 0; !node->quoted && i < 2; i++)
        for (int value = 0; value < 2; value++)
            if (strcasecmp(node->text.ptr, words[i][value]) == 0)
                return value;
    wrong_kind(node, in_language(d, "true or false", " true 或 false"), d);
    return otherwise;
}

long yaml_int(const struct yaml *mapping, const char *key, long otherwise, long least, long most,
              struct diag *d)
{
    const struct yaml *node = get_kind(mapping, key, YAML_SCALAR, d);
    char *end, wanted[96];
    long n;

    if (!node)
        return otherwise;
    errno = 0;
    n = strtol(node->text.ptr, &end, 10);
    if (!node->quoted && end == node->text.ptr + node->text.len && !errno && n >= least &&
        n <= most)
        return n;
    snprintf(wanted, sizeof wanted,
             in_language(d, "a whole number from %ld to %ld", " %ld 到 %ld 的整數").ptr, least,
             most);
    wrong_kind(node, str_from(wanted), d);
    return otherwise;
}

bool yaml_sql(const struct yaml *node, struct str *sql, struct pos *pos, struct diag *d)
{
    if (node->kind != YAML_SCALAR || !node->block)
        return diag(d, DIAG_SQL_BLOCK, node->pos, node->key.len ? node->key : STR("-"));
    if (!str_trim(node->text).len)
        return diag(d, DIAG_MISSING_KEY, node->pos, node->key);
    *sql = node->text;
    *pos = node->text_pos;
    return true;
}
