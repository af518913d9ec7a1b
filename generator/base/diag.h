/* Diagnostics: collected, sorted by place, printed at the end, in English or Traditional Chinese.
 *
 *     diag(d, DIAG_BAD_DATE, pos_cell(file, sheet, row, col), value);
 *     if (diag_errors(d)) …
 *     diag_print(d, stderr, DIAG_TEXT);
 *
 * Every text stands in diag_list.h, in both languages. The arguments of diag() are struct str and
 * take the places {0}, {1} … of the message and of its hint. */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdio.h>

#include "base/arena.h"

/* A place in an input. Rows, lines and columns are 1-based; 0 means none.
 * A cell is printed as file[sheet]:C12, a place in a text as file:12:3. */
struct pos {
    const char *file; /* NULL: no place at all; lives as long as the diagnostics */
    const char *sheet;
    uint32_t row, col;
    bool cell;
};

struct pos pos_none(void);
struct pos pos_file(const char *file);
struct pos pos_line(const char *file, uint32_t line, uint32_t col);
struct pos pos_cell(const char *file, const char *sheet, uint32_t row, uint32_t col);

/* "C12"; `to` holds at least 16 bytes. */
void pos_cell_name(uint32_t row, uint32_t col, char *to);

enum diag_level { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };
enum diag_lang { DIAG_EN, DIAG_ZH };
enum diag_format { DIAG_TEXT, DIAG_JSON };

enum diag_id {
#define D(id, level, code, en, en_hint, zh, zh_hint) id,
#include "base/diag_list.h"
#undef D
    DIAG_COUNT
};

struct diag;

struct diag *diag_new(enum diag_lang lang);
void diag_free(struct diag *d);
void diag_clear(struct diag *d);
enum diag_lang diag_lang(const struct diag *d);

/* What the next ones are about (a document's path; NULL: nothing): told behind each message. */
void diag_set_context(struct diag *d, const char *context);

/* Adds one; always returns false, for `return diag(…)`. The same one twice is kept once. */
bool diag_add(struct diag *d, enum diag_id id, struct pos pos, const struct str *args, size_t n);

#define diag(d, id, pos, ...)                                                                      \
    diag_add((d), (id), (pos), (const struct str[]){{0}, __VA_ARGS__} + 1,                         \
             sizeof((const struct str[]){{0}, __VA_ARGS__}) / sizeof(struct str) - 1)

/* What there is, in order: its level and place. */
void diag_each(const struct diag *d, void (*see)(void *ctx, enum diag_level level, struct pos pos),
               void *ctx);
/* Adds what is in `from`; judge, when there is one, may change a level, or leave one out (false). */
void diag_take(struct diag *d, const struct diag *from,
               bool (*judge)(void *ctx, struct pos pos, enum diag_level *level), void *ctx);

size_t diag_errors(const struct diag *d);
size_t diag_warnings(const struct diag *d);
size_t diag_count(const struct diag *d, enum diag_id id); /* how often, for tests */

/* All, sorted by file, row and column; those without a place first. `quiet` leaves out warnings
 * and notes. As text with `colour`, or one JSON object a line with severity, code, file, sheet, row,
 * column, message, hint. */
void diag_print(struct diag *d, FILE *to, enum diag_format format, bool colour, bool quiet);

/* To carry diagnostics from a worker to its parent: bytes that diag_read takes.
 * diag_read returns false when the bytes are cut off. */
void diag_write(const struct diag *d, struct buf *to);
bool diag_read(struct diag *d, struct str bytes);

/* What the system says of an errno, in the language of `d` where it is a common one. */
struct str diag_system(const struct diag *d, int error);

/* Says something that is no diagnostic (what was done): a line of text on standard error, or a JSON object as diag_print
 * writes them, on standard output. */
void diag_say(const struct diag *d, enum diag_id id, const struct str *args, size_t n,
              enum diag_format format);

/* One message's text, filled in, in the language of `d`: for what is not a diagnostic
 * (a part of one). */
struct str diag_text(const struct diag *d, enum diag_id id, struct arena *a,
                     const struct str *args, size_t n);

#endif
