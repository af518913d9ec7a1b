/* The steps of load.c: a dataset's file, from its header row to the rows in the store, and the
 * checks over whole tables. */
#ifndef DATA_SOURCE_H
#define DATA_SOURCE_H

#include "base/map.h"
#include "data/load.h"
#include "data/sheet.h"
#include "data/store.h"
#include "data/workbook.h"

#define SOURCE_NONE SIZE_MAX

/* A row that came from a returned form: where each of its values stood. */
struct source_returned {
    const char *file;
    const char *sheet;
    struct source_cell {
        uint32_t row, col; /* 0: the file as a whole */
    } *cells;
};

/* _row of the first of them: behind every row that a file can have. */
#define SOURCE_RETURNED (SHEET_MAX_ROWS + 1)

struct source {
    const struct kit_dataset *set;
    const char *path; /* NULL: no file, an empty table */
    bool shipped;     /* the kit's own file: the user's --encoding is none of its business */
    bool chosen;      /* by -d */
    const struct workbook_sheet *book_sheet; /* of the workbook `path`, until it is in the store */
    struct sheet sheet;
    enum charset charset; /* of the file; CHARSET_AUTO: it was not decoded */
    size_t header;        /* index in sheet.rows */
    size_t *column_of;    /* for each column of `set` its column in the file, or SOURCE_NONE */
    size_t nrows;         /* in the store */
    struct source_returned *returned;
    size_t nreturned, returned_cap;
    struct query *insert; /* of returned rows, once there is one */
    struct map bad; /* cells with an error, by row and column: source_is_bad */
    bool broken; /* unreadable, or a required column is missing: it is not checked further, and
                  * neither is what refers to it */
};

struct sources {
    struct source *items; /* one for each dataset, in order */
    size_t n;
    struct arena **books; /* the workbooks' memory, which whoever fills the store gives back */
    size_t nbooks, cap_books;
    const char **papers; /* PDF and Markdown files here, which a column of files may name */
    size_t npapers, cap_papers;
};

/* A name as people compare it: without blanks, half-width, ASCII in lower case. */
struct str source_fold(struct str name, struct arena *a);

/* What a message calls a dataset or a column. */
struct str source_label(struct str label, struct str name);

/* Finds each dataset's file or sheet; false when the data folder cannot be read. */
bool source_find_all(struct sources *all, const struct kit *kit, const struct load_options *o,
                     struct arena *a, struct diag *d);

/* The dataset's first column of files; NULL when it has none. */
const struct kit_column *source_file_column(const struct source *src);

bool source_same_file(const char *a, const char *b);

/* Is it named like a workbook? */
bool source_is_workbook(struct str name);

/* Reads the table and finds its header. A file's text and its cells live in `files`. */
void source_read(struct source *src, const struct load_options *o, struct arena *files,
                 struct arena *a, struct diag *d);

/* Of a source that was read: has it no row but examples? */
bool source_is_empty(const struct source *src);

const struct source *source_lookup(const struct sources *all, struct str set);

/* The cell of `column` (of the dataset) in a row of the file; the row alone when it has none. */
struct pos source_pos(const struct source *src, uint32_t row, size_t column);
struct pos source_file_pos(const struct source *src); /* the file, or the sheet */

/* Finds the header row and each column; sets `broken` after an error. */
void source_find_header(struct source *src, struct arena *a, struct diag *d);

/* Adds a row of a returned form, cell by cell, as load_add_row says. */
bool source_add_returned(struct source *src, struct store *s, const struct load_options *o,
                         const char *file, const struct load_cell *cells, struct arena *a,
                         struct diag *d);

/* Parses and inserts the rows below the header. A bad cell is NULL in the store. */
void source_fill(struct source *src, struct store *s, const struct load_options *o, struct arena *a,
                 struct diag *d);

/* Was an error reported at this cell? `row` is its _row. */
bool source_is_bad(const struct source *src, uint32_t row, size_t column);

/* Warns of each of all->papers that no column of files names, once the store is filled. */
void source_check_papers(const struct sources *all, struct store *s, const struct load_options *o,
                         struct arena *a, struct diag *d);

/* Keys and unique columns, references, rules. */
void source_check_unique(const struct source *src, struct store *s, struct arena *a,
                         struct diag *d);
void source_check_references(const struct source *src, const struct sources *all, struct store *s,
                             struct arena *a, struct diag *d);
void source_check_rules(const struct source *src, const struct sources *all, struct store *s,
                        const struct load_options *o, struct arena *a, struct diag *d);

#endif
