/* Strings with a length, growing buffers.
 *
 * Text inside formpress is UTF-8, checked once where it comes in.
 *
 *     struct str s = STR("出國人員");
 *     struct buf b = {0};
 *     buf_fmt(&b, "%.*s: %d", STR_ARG(s), 12);
 *     buf_free(&b);
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *ptr;
    size_t len;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_ARG(s)   (int)(s).len, (s).ptr /* for "%.*s" */

struct str str_from(const char *cstr); /* NULL gives the empty string */
struct str str_slice(struct str s, size_t from, size_t to);
struct str str_trim(struct str s); /* without ASCII white space, U+00A0 and U+3000 at both ends */
bool str_eq(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
int str_cmp(struct str a, struct str b); /* by bytes, as strcmp */
uint64_t str_hash(struct str s);

/* First place of `needle` in `s`, or s.len. */
size_t str_find(struct str s, struct str needle);

struct buf {
    char *ptr;
    size_t len, cap;
};

/* A buffer never fails: out of memory ends the run (exit 3). */
void buf_put(struct buf *b, const void *bytes, size_t n);
void buf_str(struct buf *b, struct str s);
void buf_char(struct buf *b, char c);
/* `s` in quotes; one within it is doubled (SQL, the formulas of spreadsheets). */
void buf_quoted(struct buf *b, struct str s, char quote);
void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_free(struct buf *b);
struct str buf_view(const struct buf *b); /* valid until the next change of b */

/* Adds `s` as a JSON string, quotes included. */
void buf_json(struct buf *b, struct str s);

/* Report that memory has ended, and exit 3. */
_Noreturn void out_of_memory(void);

#endif
