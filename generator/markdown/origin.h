/* A Markdown source while it is read: its lines, and what is told about them without cmark.
 *
 *     struct origin s = origin_open(body, path, lines_before, a);
 *     pos = origin_pos(&s, byte);
 *     origin_check(&s, &addresses, d);          what cmark drops without a word */
#ifndef MARKDOWN_ORIGIN_H
#define MARKDOWN_ORIGIN_H

#include "base/map.h"
#include "markdown/markdown.h"

struct origin {
    struct str text;
    const char *file;
    uint32_t line;  /* to be added to line numbers */
    size_t *starts; /* where each line begins */
    size_t nlines;
    struct arena *arena;
};

struct origin origin_open(struct str text, const char *file, uint32_t line, struct arena *a);

/* The byte where line `line` (1-based) begins; behind the last line, the end. */
size_t origin_line(const struct origin *s, int line);

/* cmark counts columns in bytes; people count characters. */
struct pos origin_pos(const struct origin *s, size_t byte);

/* The byte behind the `n` first bytes of `literal`, which cmark read from byte `at` on: \* is one of
 * them. SIZE_MAX when that is not what stands there (entities are not looked into). */
size_t origin_behind(const struct origin *s, size_t at, struct str literal, size_t n);

/* Where `literal` begins at or behind `from`, before `to`; SIZE_MAX: nowhere. */
size_t origin_find(const struct origin *s, size_t from, size_t to, struct str literal);

/* Cells of the table row on line `line` beyond its columns. */
void origin_check_cells(const struct origin *s, int line, size_t columns, struct diag *d);

/* Definitions that nothing uses, and marks of footnotes that cmark cuts.
 * addresses: of the document's links, as keys. */
void origin_check(const struct origin *s, const struct map *addresses, struct diag *d);

/* CommonMark lets ** begin or end emphasis by what stands beside it, and takes full-width marks for
 * English ones: 重要**人員（一級）**前往 stays as it is. cmark therefore reads a copy in which a character
 * that no text has stands between such marks and what is Han or full-width beside them, so that these
 * count as letters do; flanks_clean takes it out of what comes back. */
struct str flanks_mark(struct str text, struct arena *a);
struct str flanks_clean(struct str text, struct arena *a);

#endif
