/* Markdown to a document: GitHub-flavoured Markdown through cmark-gfm (tables, task lists,
 * footnotes), layout hints from HTML comments, and in a form Mustache's tags.
 *
 *     struct markdown_file f;
 *     if (markdown_split(text, path, &f, d))
 *         front = yaml_read(f.front, path, f.front_line, a, d);
 *         body = markdown_read(f.body, path, f.body_line, true, a, d);
 *
 * A hint is `<!-- word key: value; key: value -->` on lines of its own before its block (table, block,
 * keep, page-break), or at a cell's start (span, section). A comment at the end of a paragraph, a
 * heading or a list item holds attributes of that content: `<!-- 分類: 設備 -->`. Any other comment is
 * a comment. `<br>` breaks a line; other raw HTML is a warning. */
#ifndef MARKDOWN_MARKDOWN_H
#define MARKDOWN_MARKDOWN_H

#include "doc/doc.h"

struct markdown_file {
    struct str front, body;         /* front: the YAML between the --- lines, or empty */
    uint32_t front_line, body_line; /* lines before each: what to add to its line numbers */
};

/* False, with an error, when the text is not UTF-8 or its front matter never ends. */
bool markdown_split(struct str text, const char *file, struct markdown_file *out, struct diag *d);

/* The tree of `body`; with `tags`, {{…}} become DOC_FIELD and DOC_SECTION nodes, paired among
 * siblings. NULL after an error. Nodes belong to `a`, as do copies of the text. */
struct doc_node *markdown_read(struct str body, const char *file, uint32_t line, bool tags,
                               struct arena *a, struct diag *d);

/* For markdown/ itself. */

/* Splits the text nodes below `root` at {{…}} and pairs the sections. */
bool markdown_pair_tags(struct doc_node *root, struct arena *a, struct diag *d);

/* Puts fields where `fill` says. */
bool markdown_fill(struct doc_node *root, struct arena *a, struct diag *d);

/* One comment, without its <!-- and -->. */
struct markdown_hint {
    struct str word; /* empty when the comment begins with a key */
    struct doc_attr *attrs;
};
/* False when the comment is no hint: prose. */
bool markdown_parse_hint(struct str comment, struct pos pos, struct arena *a,
                         struct markdown_hint *out);
/* Warns of a word or a key that no hint has. */
void markdown_check_hint(const struct markdown_hint *hint, struct diag *d);

#endif
