/* cmark-gfm's tree to ours. The only file that knows cmark-gfm. */
#include "markdown/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "markdown/origin.h"

#define MAX_DEPTH 100

struct reader {
    struct origin origin;
    bool marked;       /* cmark reads a copy with flanks_mark's characters in it */
    size_t cursor;     /* what stands before it has been placed already */
    size_t found;      /* where the last literal that was looked for begins, or SIZE_MAX */
    struct pos block;  /* of the block being read */
    size_t block_end;  /* byte behind the block's last line */
    unsigned depth;
    int footnotes; /* so far */
    struct doc_attr *hints; /* of the next block */
    struct map addresses; /* of the links and pictures read */
    struct arena *arena;
    struct diag *d;
};

static void *must_calloc(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size ? size : 1);

    if (!p)
        out_of_memory();
    return p;
}

static void *must_realloc(void *old, size_t size)
{
    void *p = realloc(old, size ? size : 1);

    if (!p)
        out_of_memory();
    return p;
}

static cmark_mem memory = {must_calloc, must_realloc, free};

static void enter_block(struct reader *r, cmark_node *from)
{
    size_t start = origin_line(&r->origin, cmark_node_get_start_line(from));
    int col = cmark_node_get_start_column(from);

    start += col > 1 ? (size_t)col - 1 : 0;
    if (start > r->origin.text.len)
        start = r->origin.text.len;
    r->cursor = start;
    r->block = origin_pos(&r->origin, start);
    r->block_end = origin_line(&r->origin, cmark_node_get_end_line(from) + 1);
}

/* Where `literal` stands in the source, looked for from the last place on (cmark's own places of
 * inlines are not to be trusted). What is not found, as with entities in it, is at the block's place. */
static struct pos place(struct reader *r, struct str literal)
{
    size_t at = origin_find(&r->origin, r->cursor, r->block_end, literal);

    r->found = at;
    if (at == SIZE_MAX)
        return r->block;
    r->cursor = origin_behind(&r->origin, at, literal, literal.len);
    if (r->cursor == SIZE_MAX) /* in code a backslash is one */
        r->cursor = at + literal.len;
    return origin_pos(&r->origin, at);
}

static struct str kept(const struct reader *r, const char *text)
{
    return r->marked ? flanks_clean(str_from(text), r->arena) : arena_str(r->arena, str_from(text));
}

static struct str literal_of(const struct reader *r, cmark_node *from)
{
    return kept(r, cmark_node_get_literal(from));
}

static bool is_wide(uint32_t cp)
{
    return cp >= 0x2E80 && cp != 0xFFFC;
}

/* A soft break between two Han characters leaves no space. */
static void add_soft_break(struct reader *r, struct doc_node *to, cmark_node *from)
{
    cmark_node *behind = cmark_node_next(from);
    struct str before = to->last && to->last->kind == DOC_TEXT ? to->last->text : STR("");
    struct str after = behind ? literal_of(r, behind) : STR("");
    size_t at = 0;
    struct doc_node *n;

    if (before.len && after.len && is_wide(utf8_before(before, before.len)) &&
        is_wide(utf8_next(after, &at)))
        return;
    n = doc_new(r->arena, DOC_TEXT, r->block);
    n->text = STR(" ");
    doc_append(to, n);
}

/* The block that an attribute comment belongs to: a list item's first paragraph speaks for the
 * item. */
static struct doc_node *attr_owner(struct doc_node *block)
{
    while (!doc_is_block(block->kind))
        block = block->parent;
    if (block->kind == DOC_PARAGRAPH && block->parent && block->parent->kind == DOC_ITEM &&
        block->parent->first == block)
        return block->parent;
    return block;
}

static void add_attrs(struct doc_node *n, struct doc_attr *attrs)
{
    struct doc_attr **tail = &n->attrs;

    while (*tail)
        tail = &(*tail)->next;
    *tail = attrs;
}

static bool is_comment(struct str html, struct str *inside)
{
    html = str_trim(html);
    if (!str_starts(html, STR("<!--")) || !str_ends(html, STR("-->")) || html.len < 7)
        return false;
    *inside = str_slice(html, 4, html.len - 3);
    return true;
}

static int attr_number(const struct markdown_hint *hint, const char *key)
{
    for (const struct doc_attr *at = hint->attrs; at; at = at->next)
        if (str_eq(at->key, str_from(key)))
            return atoi(at->value.ptr);
    return 1;
}

static void cell_hint(struct reader *r, struct doc_node *cell, const struct markdown_hint *hint,
                      struct pos pos)
{
    int cols = attr_number(hint, "cols"), rows = attr_number(hint, "rows");

    if (str_eq(hint->word, STR("section"))) {
        cell->parent->banner = true;
    } else if (cols < 1 || cols > 100 || rows < 1 || rows > 1000) {
        diag(r->d, DIAG_SPAN, pos);
    } else {
        cell->cols = (uint16_t)cols;
        cell->rows = (uint16_t)rows;
    }
}

static void trim_end(struct doc_node *text)
{
    while (text && text->kind == DOC_TEXT && text->text.len &&
           strchr(" \t", text->text.ptr[text->text.len - 1]))
        text->text.len--;
}

static void read_html_inline(struct reader *r, cmark_node *from, struct doc_node *to)
{
    struct str html = literal_of(r, from), inside;
    struct pos pos = place(r, html);
    struct markdown_hint hint;

    if (str_eq(html, STR("<br>")) || str_eq(html, STR("<br/>")) || str_eq(html, STR("<br />"))) {
        doc_append(to, doc_new(r->arena, DOC_BREAK, pos));
    } else if (!is_comment(html, &inside)) {
        diag(r->d, DIAG_RAW_HTML, pos, html);
    } else if (markdown_parse_hint(inside, pos, r->arena, &hint)) {
        struct doc_node *owner = attr_owner(to);

        trim_end(to->last);
        if (hint.word.len)
            markdown_check_hint(&hint, r->d);
        if (owner->kind == DOC_CELL && hint.word.len)
            cell_hint(r, owner, &hint, pos);
        else
            add_attrs(owner, hint.attrs);
    }
}

static void read_children(struct reader *r, cmark_node *from, struct doc_node *to);

/* The first mark in a text that nobody wrote as text (\*); `at`: where the text begins in the source. */
static bool is_left(const struct reader *r, struct str text, struct str mark, size_t at,
                    struct pos *pos)
{
    while (text.len) {
        size_t n = str_find(text, mark);

        if (n == text.len)
            return false;
        at = at == SIZE_MAX ? SIZE_MAX : origin_behind(&r->origin, at, text, n);
        if (at == SIZE_MAX)
            return true;
        *pos = origin_pos(&r->origin, at);
        if (str_starts(str_slice(r->origin.text, at, r->block_end), mark))
            return true;
        at = origin_behind(&r->origin, at, str_slice(text, n, text.len), 1);
        text = str_slice(text, n + 1, text.len);
    }
    return false;
}

/* Marks that neither begin nor end anything. */
static void check_left(struct reader *r, const struct doc_node *n, size_t start)
{
    static const struct str marks[] = {STR("**"), STR("~~")};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct pos pos = n->pos;

        if (is_left(r, n->text, marks[i], start, &pos))
            diag(r->d, DIAG_EMPHASIS_LEFT, pos, marks[i], n->text);
    }
}

static void read_text(struct reader *r, cmark_node *from, struct doc_node *to, enum doc_kind kind)
{
    struct str text = literal_of(r, from);
    struct doc_node *n = doc_new(r->arena, kind, place(r, text));
    size_t start = r->found;

    while (!to->first && doc_is_block(to->kind) && str_starts(text, STR(" "))) { /* after a hint */
        text = str_slice(text, 1, text.len);
        start += start != SIZE_MAX;
    }
    n->text = text;
    doc_append(to, n);
    if (kind == DOC_TEXT)
        check_left(r, n, start);
}

/* A picture's title is its caption; a link's would be shown by a mouse only. */
static void read_address(struct reader *r, cmark_node *from, struct doc_node *n)
{
    struct str title = kept(r, cmark_node_get_title(from));

    n->text = kept(r, cmark_node_get_url(from));
    *map_slot(&r->addresses, n->text) = n;
    if (n->kind == DOC_IMAGE)
        n->format = title;
    else if (title.len)
        diag(r->d, DIAG_LINK_TITLE, n->pos, title);
}

static void read_span(struct reader *r, cmark_node *from, struct doc_node *to, enum doc_kind kind)
{
    struct doc_node *n = doc_new(r->arena, kind, r->block);

    if (kind == DOC_LINK || kind == DOC_IMAGE)
        read_address(r, from, n);
    doc_append(to, n);
    read_children(r, from, n);
    if (kind == DOC_LINK && str_starts(n->text, STR("#")))
        n->pos = place(r, n->text);
}

static void read_inline(struct reader *r, cmark_node *from, struct doc_node *to)
{
    cmark_node_type type = cmark_node_get_type(from);
    struct doc_node *n;

    if (type == CMARK_NODE_TEXT)
        read_text(r, from, to, DOC_TEXT);
    else if (type == CMARK_NODE_CODE)
        read_text(r, from, to, DOC_CODE);
    else if (type == CMARK_NODE_SOFTBREAK)
        add_soft_break(r, to, from);
    else if (type == CMARK_NODE_LINEBREAK)
        doc_append(to, doc_new(r->arena, DOC_BREAK, r->block));
    else if (type == CMARK_NODE_HTML_INLINE)
        read_html_inline(r, from, to);
    else if (type == CMARK_NODE_STRONG)
        read_span(r, from, to, DOC_STRONG);
    else if (type == CMARK_NODE_EMPH)
        read_span(r, from, to, DOC_EMPH);
    else if (type == CMARK_NODE_LINK)
        read_span(r, from, to, DOC_LINK);
    else if (type == CMARK_NODE_IMAGE)
        read_span(r, from, to, DOC_IMAGE);
    else if (type == CMARK_NODE_FOOTNOTE_REFERENCE) {
        n = doc_new(r->arena, DOC_FOOTNOTE_MARK, r->block);
        n->text = literal_of(r, from);
        doc_append(to, n);
    } else if (strcmp(cmark_node_get_type_string(from), "strikethrough") == 0)
        read_span(r, from, to, DOC_STRUCK);
}

/* The keys that stand before a block without a word. */
static bool is_block_key(const struct doc_attr *attr)
{
    return attr && (str_eq(attr->key, STR("id")) || str_eq(attr->key, STR("sheet")) ||
                    str_eq(attr->key, STR("only")));
}

/* A comment between blocks: a hint for the next one, a page break, a chart, or prose. */
static void read_html_block(struct reader *r, cmark_node *from, struct doc_node *to)
{
    struct str html = literal_of(r, from), inside;
    struct markdown_hint hint;
    struct doc_attr **tail = &r->hints;

    if (!is_comment(html, &inside)) {
        diag(r->d, DIAG_RAW_HTML, r->block, str_trim(html));
        return;
    }
    if (!markdown_parse_hint(inside, r->block, r->arena, &hint))
        return;
    markdown_check_hint(&hint, r->d);
    if (hint.word.len == 0 && !is_block_key(hint.attrs))
        return;
    if (str_eq(hint.word, STR("chart"))) {
        struct doc_node *chart = doc_new(r->arena, DOC_CHART, r->block);

        chart->attrs = hint.attrs;
        doc_append(to, chart);
        return;
    }
    if (str_eq(hint.word, STR("page-break"))) {
        doc_append(to, doc_new(r->arena, DOC_PAGE_BREAK, r->block));
        return;
    }
    if (str_eq(hint.word, STR("keep"))) {
        hint.attrs = arena_alloc(r->arena, sizeof *hint.attrs);
        *hint.attrs = (struct doc_attr){.key = STR("keep"), .value = STR("yes"), .pos = r->block};
    }
    while (*tail)
        tail = &(*tail)->next;
    *tail = hint.attrs;
}

static struct doc_node *add_block(struct reader *r, struct doc_node *to, enum doc_kind kind)
{
    struct doc_node *n = doc_new(r->arena, kind, r->block);

    n->attrs = r->hints;
    r->hints = NULL;
    doc_append(to, n);
    return n;
}

static void read_list(struct reader *r, cmark_node *from, struct doc_node *to)
{
    struct doc_node *n = add_block(r, to, DOC_LIST);

    n->ordered = cmark_node_get_list_type(from) == CMARK_ORDERED_LIST;
    n->tight = cmark_node_get_list_tight(from);
    n->start = n->ordered ? cmark_node_get_list_start(from) : 0;
    read_children(r, from, n);
}

static void read_item(struct reader *r, cmark_node *from, struct doc_node *to)
{
    struct doc_node *n = add_block(r, to, DOC_ITEM);

    n->task = strcmp(cmark_node_get_type_string(from), "tasklist") == 0;
    n->checked = n->task && cmark_gfm_extensions_get_tasklist_item_checked(from);
    read_children(r, from, n);
}

static bool is_blank_row(const struct doc_node *row)
{
    for (const struct doc_node *c = row->first; c; c = c->next)
        if (c->first)
            return false;
    return true;
}

static void align_cells(struct doc_node *row, const uint8_t *alignments, size_t columns)
{
    struct doc_node *c = row->first;

    for (size_t i = 0; c && i < columns; i++, c = c->next)
        c->align = alignments[i] == 'c'   ? DOC_ALIGN_CENTER
                   : alignments[i] == 'r' ? DOC_ALIGN_RIGHT
                   : alignments[i] == 'l' ? DOC_ALIGN_LEFT
                                          : DOC_ALIGN_DEFAULT;
}

/* The cells that a span covers no longer stand for themselves. */
static void cover_cells(struct doc_node *table)
{
    for (struct doc_node *row = table->first; row; row = row->next) {
        size_t col = 0;

        for (struct doc_node *c = row->first; c; c = c->next, col++) {
            struct doc_node *below = row;

            for (size_t y = 0; c->cols && y < c->rows && below; y++, below = below->next) {
                struct doc_node *covered = below->first;

                for (size_t x = 0; x < col && covered; x++)
                    covered = covered->next;
                for (size_t x = 0; x < c->cols && covered; x++, covered = covered->next)
                    if (covered != c)
                        covered->cols = covered->rows = 0;
            }
        }
    }
}

static void read_table(struct reader *r, cmark_node *from, struct doc_node *to)
{
    struct doc_node *table = add_block(r, to, DOC_TABLE);
    size_t columns = cmark_gfm_extensions_get_table_columns(from);

    for (cmark_node *row = cmark_node_first_child(from); row; row = cmark_node_next(row)) {
        struct doc_node *n;

        enter_block(r, row);
        n = doc_new(r->arena, DOC_ROW, r->block);
        n->header = cmark_gfm_extensions_get_table_row_is_header(row) != 0;
        doc_append(table, n);
        origin_check_cells(&r->origin, cmark_node_get_start_line(row), columns, r->d);
        for (cmark_node *cell = cmark_node_first_child(row); cell; cell = cmark_node_next(cell)) {
            struct doc_node *c = doc_new(r->arena, DOC_CELL, r->block);

            c->cols = c->rows = 1;
            doc_append(n, c);
            read_children(r, cell, c);
        }
        align_cells(n, cmark_gfm_extensions_get_table_alignments(from), columns);
    }
    if (table->first && is_blank_row(table->first)) /* a table without a header */
        table->first = table->first->next;
    cover_cells(table);
}

static void read_block(struct reader *r, cmark_node *from, struct doc_node *to)
{
    cmark_node_type type = cmark_node_get_type(from);
    struct doc_node *n;

    enter_block(r, from);
    if (type == CMARK_NODE_HTML_BLOCK) {
        read_html_block(r, from, to);
    } else if (type == CMARK_NODE_LIST) {
        read_list(r, from, to);
    } else if (type == CMARK_NODE_ITEM) {
        read_item(r, from, to);
    } else if (type == CMARK_NODE_THEMATIC_BREAK) {
        add_block(r, to, DOC_RULE);
    } else if (type == CMARK_NODE_CODE_BLOCK) {
        add_block(r, to, DOC_CODE_BLOCK)->text = literal_of(r, from);
    } else if (type == CMARK_NODE_HEADING) {
        n = add_block(r, to, DOC_HEADING);
        n->level = (uint8_t)cmark_node_get_heading_level(from);
        read_children(r, from, n);
    } else if (strcmp(cmark_node_get_type_string(from), "table") == 0) {
        read_table(r, from, to);
    } else {
        n = add_block(r, to, type == CMARK_NODE_BLOCK_QUOTE          ? DOC_QUOTE
                             : type == CMARK_NODE_FOOTNOTE_DEFINITION ? DOC_FOOTNOTE
                                                                      : DOC_PARAGRAPH);
        if (n->kind == DOC_FOOTNOTE) {
            n->text = literal_of(r, from);
            n->start = ++r->footnotes; /* cmark-gfm gives them in the order of their marks */
        }
        read_children(r, from, n);
    }
}

static void read_children(struct reader *r, cmark_node *from, struct doc_node *to)
{
    if (++r->depth > MAX_DEPTH) {
        diag(r->d, DIAG_TOO_DEEP, r->block);
    } else {
        for (cmark_node *n = cmark_node_first_child(from); n; n = cmark_node_next(n)) {
            if ((cmark_node_get_type(n) & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_INLINE)
                read_inline(r, n, to);
            else
                read_block(r, n, to);
        }
    }
    r->depth--;
}

static cmark_node *run_cmark(struct str body)
{
    static const char *const extensions[] = {"table", "tasklist", "strikethrough"};
    cmark_parser *p;
    cmark_node *root;

    cmark_gfm_core_extensions_ensure_registered();
    p = cmark_parser_new_with_mem(CMARK_OPT_FOOTNOTES | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE,
                                  &memory); /* a single ~ is a range: 8~10時 */
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        cmark_parser_attach_syntax_extension(p, cmark_find_syntax_extension(extensions[i]));
    cmark_parser_feed(p, body.ptr, body.len);
    root = cmark_parser_finish(p);
    cmark_parser_free(p);
    cmark_consolidate_text_nodes(root);
    return root;
}

struct doc_node *markdown_read(struct str body, const char *file, uint32_t line, bool tags,
                               struct arena *a, struct diag *d)
{
    struct reader r = {.origin = origin_open(body, file, line, a), .arena = a, .d = d};
    struct str copy = flanks_mark(body, a);
    struct doc_node *root;
    cmark_node *from;
    size_t errors = diag_errors(d);

    r.marked = copy.len != body.len;
    r.addresses = map_new(a);
    r.block_end = body.len;
    from = run_cmark(copy);
    root = doc_new(a, DOC_DOCUMENT, pos_line(file, line + 1, 1));
    read_children(&r, from, root);
    origin_check(&r.origin, &r.addresses, d);
    cmark_node_free(from);
    if (tags && !(markdown_pair_tags(root, a, d) && markdown_fill(root, a, d)))
        return NULL;
    return diag_errors(d) == errors ? root : NULL;
}
