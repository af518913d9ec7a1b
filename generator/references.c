/* What follows from a document's order: the numbers of headings, lists, tables and figures, and what
 * cross-references print. It changes the tree, which belongs to one document. */
#include <string.h>

#include "base/map.h"
#include "base/utf8.h"
#include "project.h"
#include "text/breaks.h"
#include "text/clause.h"

#define LEVELS 7 /* of headings, from 1 */

struct target {
    struct str id, number; /* number: what a link without text prints; empty: none */
    struct str heading;    /* as written */
    struct doc_node *node;
    struct target *next;
};

struct numbering {
    struct arena *arena;
    struct diag *diag;
    bool automatic;
    unsigned base;            /* the level of 壹、 */
    unsigned level;           /* of the heading above */
    int counts[LEVELS];       /* of headings, when automatic */
    struct str trail[LEVELS]; /* numbers of the headings around */
    struct map series;        /* 表, 圖, 附件 …: how many so far */
    struct map ids;           /* to struct target */
    struct target *targets, **targets_end;
    size_t ntargets, nheadings;
};

static struct str text_of(const struct doc_node *n, struct arena *a)
{
    struct buf b = {0};
    struct str s;

    doc_text(n, &b);
    s = arena_str(a, str_trim(buf_view(&b)));
    buf_free(&b);
    return s;
}

static void set_attr(struct doc_node *n, struct str key, struct str value, struct arena *a)
{
    struct doc_attr *at = arena_alloc(a, sizeof *at);

    *at = (struct doc_attr){.key = key, .value = value, .pos = n->pos, .next = n->attrs};
    n->attrs = at;
}

/* 表一, 表二 … of the series 表. */
static struct str next_of(struct numbering *k, struct str series)
{
    void **slot = map_slot(&k->series, series);
    int *count = *slot ? *slot : arena_alloc(k->arena, sizeof *count);

    *slot = count;
    return arena_fmt(k->arena, "%.*s%s", STR_ARG(series), clause_chinese(++*count, k->arena).ptr);
}

static void add_target(struct numbering *k, struct doc_node *n, struct str number,
                       struct str heading)
{
    struct str id = doc_attr(n, "id");
    struct target *t, *other;
    void **slot;

    if (id.len == 0)
        return;
    slot = map_slot(&k->ids, id);
    other = *slot;
    if (other) {
        diag(k->diag, DIAG_ID_TWICE, n->pos, id,
             arena_fmt(k->arena, "%s:%u", other->node->pos.file, other->node->pos.row));
        return;
    }
    *slot = t = arena_alloc(k->arena, sizeof *t);
    *t = (struct target){.id = id, .number = number, .heading = heading, .node = n};
    *k->targets_end = t;
    k->targets_end = &t->next;
    k->ntargets++;
}

/* "一、 " without what ends it: 一; （一） stays as it is. */
static struct str bare(struct str number)
{
    number = str_trim(number);
    if (str_ends(number, STR("、")))
        number.len -= 3;
    else if (str_ends(number, STR(".")))
        number.len--;
    return number;
}

/* Headings. */

static void prepend(struct doc_node *n, struct str text, struct arena *a)
{
    struct doc_node *t = doc_new(a, DOC_TEXT, n->pos);

    t->text = text;
    t->parent = n;
    t->next = n->first;
    n->first = t;
    if (!n->last)
        n->last = t;
}

/* The heading's number as it is to be printed, from its level or its series; empty: as written. */
static struct str given_number(struct numbering *k, struct doc_node *n)
{
    struct str series = doc_attr(n, "number");
    unsigned depth = n->level - k->base;

    if (str_eq(series, STR("no")))
        return STR("");
    if (series.len)
        return arena_fmt(k->arena, "%s\u3000", next_of(k, series).ptr);
    if (!k->automatic || n->level < k->base || depth >= CLAUSE_STYLE_COUNT)
        return STR("");
    return clause_write((enum clause_style)depth, ++k->counts[n->level], k->arena);
}

/* Does a number follow the series' name? An annex may be the only one. */
static bool is_called(struct str text, struct str series)
{
    static const char numerals[] = "一二三四五六七八九十0123456789";
    size_t at = series.len, next = at;

    if (!str_starts(text, series))
        return false;
    if (at == text.len)
        return true;
    utf8_next(text, &next);
    return str_starts(series, STR("附")) ||
           str_find(str_from(numerals), str_slice(text, at, next)) < sizeof numerals - 1;
}

/* The first word of 附件一　清冊, 第三章 總則 or 圖二　機房, which says what it is called. */
static struct str called(struct str text)
{
    static const struct str series[] = {STR("附件"), STR("附錄"), STR("附表"), STR("附圖"),
                                        STR("第"),   STR("圖"),   STR("表")};
    static const struct str ends[] = {STR(" "), STR("\u3000"), STR("："), STR("（"), STR("、")};
    size_t end = text.len;
    bool named = false;

    for (size_t i = 0; i < sizeof series / sizeof *series; i++)
        named |= is_called(text, series[i]);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t at = str_find(text, ends[i]);

        end = at < end ? at : end;
    }
    return named ? str_slice(text, 0, end) : STR("");
}

/* 參、一、（二）: the numbers of the headings above and this one's. */
static struct str whole_trail(const struct numbering *k, unsigned level)
{
    struct buf b = {0};
    struct str s;

    for (unsigned i = 1; i <= level; i++) {
        if (b.len && k->trail[i].len && !str_starts(k->trail[i], STR("（")))
            buf_str(&b, STR("、"));
        buf_str(&b, k->trail[i]);
    }
    s = arena_str(k->arena, buf_view(&b));
    buf_free(&b);
    return s;
}

static struct str heading_number(struct numbering *k, struct doc_node *n, struct str text)
{
    struct str given = given_number(k, n), name;
    size_t written = clause_number(text);

    if (given.len && written)
        diag(k->diag, DIAG_NUMBERED_TWICE, n->pos, text);
    if (given.len)
        prepend(n, given, k->arena);
    name = doc_has_attr(n, "number") && given.len ? str_trim(given) : called(text);
    k->trail[n->level] = name.len       ? name
                         : given.len    ? bare(given)
                         : written      ? bare(str_slice(text, 0, written))
                                        : STR("");
    if (name.len)
        return name;
    return k->trail[n->level].len ? whole_trail(k, n->level) : text;
}

static void number_heading(struct numbering *k, struct doc_node *n)
{
    unsigned level = n->level < LEVELS ? n->level : LEVELS - 1;
    struct str written;

    for (unsigned i = level + 1; i < LEVELS; i++) {
        k->counts[i] = 0;
        k->trail[i] = STR("");
    }
    k->level = level;
    k->nheadings++;
    if (!doc_has_attr(n, "id"))
        set_attr(n, STR("id"), arena_fmt(k->arena, "\u00A7%zu", k->nheadings), k->arena);
    written = text_of(n, k->arena);
    add_target(k, n, heading_number(k, n, written), written);
}

/* Captions. */

/* A picture alone in its paragraph, whose title is its caption. */
static struct doc_node *figure_of(const struct doc_node *n)
{
    bool alone = n->kind == DOC_PARAGRAPH && n->first && !n->first->next;

    return alone && n->first->kind == DOC_IMAGE ? n->first : NULL;
}

static struct str captioned(struct numbering *k, struct str number, const struct doc_node *n)
{
    return arena_fmt(k->arena, "%.*s\u3000%.*s", STR_ARG(number), STR_ARG(doc_attr(n, "caption")));
}

static void number_figure(struct numbering *k, struct doc_node *n, struct doc_node *picture)
{
    struct str number = STR("");

    if (doc_has_attr(n, "caption")) {
        number = next_of(k, STR("圖"));
        picture->format = captioned(k, number, n);
    } else if (picture->format.len) {
        number = called(picture->format);
    }
    add_target(k, n, number, STR(""));
}

static struct doc_attr *without_id(const struct doc_attr *from, struct arena *a)
{
    struct doc_attr *first = NULL, **tail = &first;

    for (; from; from = from->next) {
        if (str_eq(from->key, STR("id")))
            continue;
        *tail = arena_alloc(a, sizeof **tail);
        **tail = *from;
        (*tail)->next = NULL;
        tail = &(*tail)->next;
    }
    return first;
}

/* "表一　資產清冊", in the middle over its table; links lead to it. */
static void number_table(struct numbering *k, struct doc_node *parent, struct doc_node *n)
{
    struct doc_node *p = doc_new(k->arena, DOC_PARAGRAPH, n->pos);
    struct doc_node *t = doc_new(k->arena, DOC_TEXT, n->pos);
    struct str number = next_of(k, STR("表")), id = doc_attr(n, "id");

    t->text = captioned(k, number, n);
    doc_append(p, t);
    set_attr(p, STR("align"), STR("center"), k->arena);
    set_attr(p, STR("keep"), STR("yes"), k->arena);
    add_target(k, n, number, STR(""));
    if (id.len)
        set_attr(p, STR("id"), id, k->arena);
    n->attrs = without_id(n->attrs, k->arena);
    doc_append(parent, p);
    doc_append(parent, n);
}

static void number_blocks(struct numbering *k, struct doc_node *parent, unsigned lists);

/* Lists: the level below the heading's, and one more for each list around. */
static void number_list(struct numbering *k, struct doc_node *n, unsigned lists)
{
    unsigned depth = (k->level >= k->base ? k->level - k->base + 1 : 0) + lists;

    if (!k->automatic || !n->ordered || doc_has_attr(n, "numbers"))
        return;
    if (depth >= CLAUSE_STYLE_COUNT)
        depth = CLAUSE_STYLE_COUNT - 1;
    set_attr(n, STR("numbers"), str_from(clause_style_name((enum clause_style)depth)), k->arena);
}

static struct str item_number(struct numbering *k, const struct doc_node *n)
{
    const struct doc_node *list = n->parent;
    enum clause_style style = CLAUSE_DIGITS;
    int number;

    if (list->kind != DOC_LIST || !list->ordered)
        return STR("");
    number = list->start;
    for (const struct doc_node *c = list->first; c && c != n; c = c->next)
        number++;
    if (doc_has_attr(list, "numbers"))
        style = clause_style_named(doc_attr(list, "numbers"));
    return bare(clause_write(style, number, k->arena));
}

static struct str written_number(struct numbering *k, const struct doc_node *n)
{
    struct str text = text_of(n, k->arena);

    return bare(str_slice(text, 0, clause_number(text)));
}

static void number_block(struct numbering *k, struct doc_node *parent, struct doc_node *n,
                         unsigned lists)
{
    bool list = n->kind == DOC_LIST;

    if (n->kind == DOC_TABLE && doc_has_attr(n, "caption")) {
        number_table(k, parent, n);
        return;
    }
    doc_append(parent, n);
    if (figure_of(n))
        number_figure(k, n, figure_of(n));
    else if (n->kind == DOC_HEADING)
        number_heading(k, n);
    else if (n->kind == DOC_ITEM)
        add_target(k, n, doc_has_attr(n, "id") ? item_number(k, n) : STR(""), STR(""));
    else
        add_target(k, n, doc_has_attr(n, "id") ? written_number(k, n) : STR(""), STR(""));
    if (list)
        number_list(k, n, lists);
    if (n->kind != DOC_TABLE)
        number_blocks(k, n, lists + (list && n->ordered));
}

static void number_blocks(struct numbering *k, struct doc_node *parent, unsigned lists)
{
    struct doc_node *n = parent->first, *next;

    if (!n || !doc_is_block(n->kind))
        return;
    parent->first = parent->last = NULL;
    for (; n; n = next) {
        next = n->next;
        number_block(k, parent, n, lists);
    }
}

/* References. */

/* As GitHub makes a heading's anchor: blanks are hyphens, marks go, letters are small. */
static struct str slug_of(struct str text, struct arena *a)
{
    struct str s;
    struct buf b = {0};

    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint32_t cp = utf8_next(text, &at);
        enum text_class c = text_class(cp);

        if (cp == ' ' || cp == '-')
            buf_char(&b, '-');
        else if (cp >= 'A' && cp <= 'Z')
            buf_char(&b, (char)(cp - 'A' + 'a'));
        else if (cp == '_' || c == TEXT_HAN || c == TEXT_WESTERN)
            buf_str(&b, str_slice(text, from, at));
    }
    s = arena_str(a, buf_view(&b));
    buf_free(&b);
    return s;
}

static struct target *find_target(struct numbering *k, struct str id)
{
    struct target *t = map_get(&k->ids, id);

    for (struct target *h = k->targets; !t && h; h = h->next)
        if (h->heading.len && str_eq(slug_of(h->heading, k->arena), id))
            t = h;
    return t;
}

static void unknown_target(struct numbering *k, const struct doc_node *link, struct str id)
{
    struct str *names = arena_array(k->arena, k->ntargets, sizeof *names);
    size_t n = 0;

    for (const struct target *t = k->targets; t; t = t->next)
        if (!str_starts(t->id, STR("\u00A7")))
            names[n++] = t->id;
    diag(k->diag, DIAG_UNKNOWN_TARGET, link->pos, id, utf8_nearest(id, names, n));
}

static void resolve_link(struct numbering *k, struct doc_node *link)
{
    struct str id = str_slice(link->text, 1, link->text.len);
    const struct target *t = find_target(k, id);
    struct doc_node *text;

    if (!t) {
        unknown_target(k, link, id);
        return;
    }
    link->text = arena_fmt(k->arena, "#%.*s", STR_ARG(t->id));
    if (link->first)
        return;
    if (t->number.len == 0)
        diag(k->diag, DIAG_NO_NUMBER, link->pos, id);
    text = doc_new(k->arena, DOC_TEXT, link->pos);
    text->text = t->number;
    doc_append(link, text);
}

static void resolve_links(struct numbering *k, struct doc_node *n)
{
    if (n->kind == DOC_LINK && str_starts(n->text, STR("#")))
        resolve_link(k, n);
    for (struct doc_node *c = n->first; c; c = c->next)
        resolve_links(k, c);
}

/* 壹、 is the level below a title that stands alone at the top, else the highest there is. */
static unsigned base_level(const struct doc_node *body)
{
    const struct doc_node *first = body->first;
    bool titled = first && first->kind == DOC_DOCUMENT; /* the title block */
    unsigned highest = LEVELS;
    size_t titles = 0;

    for (const struct doc_node *n = titled ? first->next : first; n; n = n->next) {
        if (n->kind != DOC_HEADING)
            continue;
        titles += n->level == 1;
        highest = n->level < highest ? n->level : highest;
    }
    if (!titled && titles == 1 && first->kind == DOC_HEADING && first->level == 1)
        return 2;
    return highest == LEVELS ? 2 : highest;
}

bool project_number(struct doc_node *body, bool automatic, unsigned *chapter, struct arena *a,
                    struct diag *d)
{
    struct numbering k = {.arena = a, .diag = d, .automatic = automatic};
    size_t errors = diag_errors(d);

    k.series = map_new(a);
    k.ids = map_new(a);
    k.targets_end = &k.targets;
    *chapter = k.base = base_level(body);
    for (unsigned i = 0; i < LEVELS; i++)
        k.trail[i] = STR("");
    number_blocks(&k, body, 0);
    resolve_links(&k, body);
    return diag_errors(d) == errors;
}
