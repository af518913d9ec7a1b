/* What a document's front matter says of its title and its pages' heads, as nodes of the document:
 * they are filled as the rest is. */
#include <string.h>

#include "base/utf8.h"
#include "markdown/markdown.h"
#include "project.h"

#define CHAPTER_TAG STR("{{chapter}}")
#define CHAPTER     STR("\uFFFC")

struct titling {
    const struct yaml *front;
    const struct layout_style *style;
    bool cover;
    struct doc_node *block; /* the title block */
    struct arena *arena;
    struct diag *diag;
};

static void hint(struct titling *t, struct doc_node *n, struct str key, struct str value)
{
    struct doc_attr *at = arena_alloc(t->arena, sizeof *at);

    *at = (struct doc_attr){.key = key, .value = value, .pos = n->pos, .next = n->attrs};
    n->attrs = at;
}

static struct doc_node *with_text(struct titling *t, enum doc_kind kind, struct str text,
                                  struct pos pos)
{
    struct doc_node *n = doc_new(t->arena, kind, pos), *words = doc_new(t->arena, DOC_TEXT, pos);

    words->text = text;
    doc_append(n, words);
    return n;
}

/* A size that goes with the text's, in points. */
static struct str points(const struct titling *t, int twelfths)
{
    return arena_fmt(t->arena, "%d", t->style->size / 1000 * twelfths / 12);
}

/* A part of the page's height, in points. */
static struct str part(const struct titling *t, int percent)
{
    return arena_fmt(t->arena, "%d", t->style->paper_height / 1000 * percent / 100);
}

/* A line in the middle. down: on a cover, percent of the page's height above it. */
static void add_line(struct titling *t, struct doc_node *n, int size, int down)
{
    bool upright = t->style->paper_height > t->style->paper_width;

    hint(t, n, STR("align"), STR("center"));
    hint(t, n, STR("size"), points(t, t->cover && upright ? size * 4 / 3 : size));
    if (t->cover && down)
        hint(t, n, t->block->first ? STR("space") : STR("sink"), part(t, upright ? down : down / 3));
    doc_append(t->block, n);
}

static void add_key(struct titling *t, const char *key, int size, int down)
{
    struct str text = yaml_text(t->front, key, STR(""), t->diag);

    if (text.len)
        add_line(t, with_text(t, DOC_PARAGRAPH, text, yaml_get(t->front, key)->pos), size, down);
}

/* The document's own first heading, else the front matter's title. */
static void add_title(struct titling *t, struct doc_node *body)
{
    struct doc_node *n = body->first;
    struct str title = yaml_text(t->front, "title", STR(""), t->diag);

    if (n && n->kind == DOC_HEADING && n->level == 1) {
        body->first = n->next;
        body->last = n->next ? body->last : NULL;
    } else if (title.len) {
        n = with_text(t, DOC_HEADING, title, yaml_get(t->front, "title")->pos);
        n->level = 1;
    } else {
        return;
    }
    add_line(t, n, 18, 4);
}

/* A day is written out; what has a field in it is printed as the field is. */
static void add_date(struct titling *t)
{
    const struct value_spec spec = {.type = VALUE_DATE, .label = STR("date")};
    struct str text = yaml_text(t->front, "date", STR(""), t->diag), day;
    struct pos pos = text.len ? yaml_get(t->front, "date")->pos : pos_none();

    if (text.len == 0)
        return;
    if (str_find(text, STR("{{")) == text.len) {
        if (!value_parse(&spec, text, pos, t->arena, t->diag, &day))
            return;
        text = value_print(&spec, day, STR("roc-long"), t->arena);
    }
    add_line(t, with_text(t, DOC_PARAGRAPH, text, pos), 12, 2);
}

static void add_version(struct titling *t)
{
    struct str text = yaml_text(t->front, "version", STR(""), t->diag);

    if (text.len)
        add_line(t,
                 with_text(t, DOC_PARAGRAPH, arena_fmt(t->arena, "版次：%.*s", STR_ARG(text)),
                           yaml_get(t->front, "version")->pos),
                 12, 28);
}

static void put_first(struct doc_node *body, struct doc_node *n)
{
    n->parent = body;
    n->next = body->first;
    body->first = n;
    if (!body->last)
        body->last = n;
}

bool project_add_title(const struct yaml *front, struct doc_node *body,
                       const struct layout_style *style, struct arena *a, struct diag *d,
                       bool *cover)
{
    static const char *const keys[] = {"agency", "subtitle", "date"};
    struct titling t = {.front = front, .style = style, .arena = a, .diag = d};
    size_t errors = diag_errors(d);

    t.cover = *cover = yaml_bool(front, "cover", false, d);
    for (size_t i = 0; !t.block && i < sizeof keys / sizeof *keys; i++)
        if (t.cover || yaml_text(front, keys[i], STR(""), d).len)
            t.block = doc_new(a, DOC_DOCUMENT, body->pos);
    if (!t.block)
        return diag_errors(d) == errors;
    add_key(&t, "agency", 15, 18);
    add_title(&t, body);
    add_key(&t, "subtitle", 14, 2);
    add_version(&t);
    add_date(&t);
    put_first(body, t.block);
    return markdown_pair_tags(t.block, a, d) && diag_errors(d) == errors;
}

bool project_add_head(const struct yaml *front, struct doc_node *body,
                      const struct layout_style *style, struct arena *a, struct diag *d)
{
    struct titling t = {.front = front, .arena = a, .diag = d};
    struct str head = yaml_text(front, "head", STR(""), d);
    size_t at = str_find(head, CHAPTER_TAG);
    struct doc_node *root;

    if (head.len == 0)
        return true;
    if (!project_head_fits(front, style, d))
        return false;
    if (at < head.len)
        head = arena_fmt(a, "%.*s%s%.*s", (int)at, head.ptr, CHAPTER.ptr,
                         STR_ARG(str_slice(head, at + CHAPTER_TAG.len, head.len)));
    root = doc_new(a, DOC_DOCUMENT, body->pos);
    hint(&t, root, STR("head"), STR("yes"));
    doc_append(root, with_text(&t, DOC_PARAGRAPH, head, yaml_get(front, "head")->pos));
    doc_append(body, root);
    return markdown_pair_tags(root, a, d);
}

struct str project_take_head(struct doc_node *body, struct arena *a)
{
    struct doc_node *head = body->last, *n = body->first;
    struct buf b = {0};
    struct str s;

    if (!head || !doc_has_attr(head, "head"))
        return STR("");
    doc_text(head, &b);
    s = arena_str(a, str_trim(buf_view(&b)));
    buf_free(&b);
    if (n == head)
        body->first = body->last = NULL;
    for (; n && body->last; n = n->next)
        if (n->next == head) {
            n->next = NULL;
            body->last = n;
        }
    return s;
}
