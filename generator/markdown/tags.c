/* Mustache's tags in the tree: {{name}}, {{name:format}}, {{#name}} … {{/name}}, {{^name}} … {{/name}}.
 * A tag alone in a paragraph, a table row or a list item stands for the block, so that sections pair
 * among blocks, rows and items as well as within a line. */
#include "markdown/markdown.h"

#include <string.h>

#include "base/utf8.h"

enum { MARK_NONE, MARK_OPEN, MARK_CLOSE }; /* in a DOC_SECTION's `level` until it is paired */

struct splitter {
    struct arena *arena;
    struct diag *d;
};

static bool is_mark(const struct doc_node *n)
{
    return n->kind == DOC_SECTION && n->level != MARK_NONE;
}

static struct pos pos_within(const struct doc_node *text, size_t byte)
{
    struct pos p = text->pos;

    p.col += (uint32_t)utf8_count(str_slice(text->text, 0, byte));
    return p;
}

static void add_text(struct splitter *s, struct doc_node *to, const struct doc_node *from,
                     size_t begin, size_t end)
{
    struct doc_node *n;

    if (begin == end)
        return;
    n = doc_new(s->arena, DOC_TEXT, pos_within(from, begin));
    n->text = str_slice(from->text, begin, end);
    doc_append(to, n);
}

static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (strchr("{}#^/>&! \t:", s.ptr[i]))
            return false;
    return s.len > 0;
}

/* `inside`: what stands between {{ and }}. */
static struct doc_node *read_tag(struct splitter *s, struct str inside, struct pos pos)
{
    char sigil = inside.len ? inside.ptr[0] : '\0';
    bool section = sigil && strchr("#^/", sigil);
    struct doc_node *n = doc_new(s->arena, section ? DOC_SECTION : DOC_FIELD, pos);
    struct str name = str_trim(str_slice(inside, section ? 1 : 0, inside.len));

    if (section) {
        n->level = sigil == '/' ? MARK_CLOSE : MARK_OPEN;
        n->inverted = sigil == '^';
    } else {
        size_t colon = str_find(name, STR(":"));

        n->format = str_trim(str_slice(name, colon + 1, name.len));
        name = str_trim(str_slice(name, 0, colon));
    }
    n->text = name;
    if (!is_name(name))
        diag(s->d, DIAG_TAG, pos, inside);
    return n;
}

static void split_text(struct splitter *s, struct doc_node *to, const struct doc_node *from)
{
    struct str t = from->text;
    size_t at = 0;

    for (;;) {
        size_t open = at + str_find(str_slice(t, at, t.len), STR("{{")), close;

        add_text(s, to, from, at, open);
        if (open == t.len)
            return;
        close = open + str_find(str_slice(t, open, t.len), STR("}}"));
        if (close == t.len) {
            diag(s->d, DIAG_TAG, pos_within(from, open), str_slice(t, open, t.len));
            return;
        }
        doc_append(to, read_tag(s, str_slice(t, open + 2, close), pos_within(from, open)));
        at = close + 2;
    }
}

static bool is_blank_text(const struct doc_node *n)
{
    return n->kind == DOC_TEXT && str_trim(n->text).len == 0;
}

/* The one mark that this block holds, blanks aside, or NULL. */
static struct doc_node *only_mark(struct doc_node *block)
{
    struct doc_node *found = NULL;

    if (block->kind != DOC_ROW && block->kind != DOC_ITEM && block->kind != DOC_CELL)
        return NULL;
    for (struct doc_node *c = block->first; c; c = c->next) {
        struct doc_node *mark = is_mark(c) ? c : block->kind == DOC_ROW ? only_mark(c) : NULL;

        if (is_blank_text(c) || (c->kind == DOC_CELL && !c->first))
            continue;
        if (!mark || found)
            return NULL;
        found = mark;
    }
    return found;
}

/* A paragraph of marks on lines of their own: each stands for a block. */
static bool append_marks(struct doc_node *parent, struct doc_node *paragraph)
{
    struct doc_node *c = paragraph->first, *next;

    for (const struct doc_node *n = c; n; n = n->next)
        if (!is_mark(n) && !is_blank_text(n))
            return false;
    if (paragraph->kind != DOC_PARAGRAPH || !c)
        return false;
    for (; c; c = next) {
        next = c->next;
        if (is_mark(c))
            doc_append(parent, c);
    }
    return true;
}

static void split_children(struct splitter *s, struct doc_node *parent)
{
    struct doc_node *c = parent->first, *next;

    parent->first = parent->last = NULL;
    for (; c; c = next) {
        struct doc_node *mark;

        next = c->next;
        c->next = NULL;
        if (c->kind == DOC_TEXT) {
            split_text(s, parent, c);
            continue;
        }
        split_children(s, c);
        if (append_marks(parent, c))
            continue;
        mark = c->kind == DOC_CELL ? NULL : only_mark(c);
        doc_append(parent, mark ? mark : c);
    }
}

static void close_section(struct splitter *s, struct doc_node **open, struct doc_node *mark)
{
    if ((*open)->kind != DOC_SECTION || !str_eq((*open)->text, mark->text))
        diag(s->d, DIAG_SECTION_CLOSE, mark->pos, mark->text);
    else
        *open = (*open)->parent;
}

static void pair_children(struct splitter *s, struct doc_node *parent)
{
    struct doc_node *c = parent->first, *next, *open = parent;

    parent->first = parent->last = NULL;
    for (; c; c = next) {
        next = c->next;
        c->next = NULL;
        if (is_mark(c) && c->level == MARK_CLOSE) {
            close_section(s, &open, c);
        } else if (is_mark(c)) {
            c->level = MARK_NONE;
            doc_append(open, c);
            open = c;
        } else {
            pair_children(s, c);
            doc_append(open, c);
        }
    }
    for (; open != parent; open = open->parent)
        diag(s->d, DIAG_SECTION_OPEN, open->pos, open->text);
}

bool markdown_pair_tags(struct doc_node *root, struct arena *a, struct diag *d)
{
    struct splitter s = {a, d};
    size_t errors = diag_errors(d);

    split_children(&s, root);
    pair_children(&s, root);
    return diag_errors(d) == errors;
}
