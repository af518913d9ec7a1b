/* Returned workbooks: which files of a folder they are, what each says of itself, what was changed in
 * it, and which cell holds which field. What they mean is the kit's business (generator/returns.c).
 *
 *     collect_read(book, a, d, &file);         what its hidden sheet `formpress` says (docs/design.md, "Workbooks")
 *     collect_find(&file, a);                  where its sheets are, and whether rows or columns have moved
 *     if (collect_tell_moved(&file, d) && collect_compare(&file, &today, a, d) && collect_check(&file, a, d))
 *         … collect_value(&file, &file.fields[i], &where) … */
#ifndef COLLECT_COLLECT_H
#define COLLECT_COLLECT_H

#include "data/workbook.h"

#define COLLECT_MAX_BYTES ((size_t)64 * 1024 * 1024)

struct collect_fact {
    struct str name, value;
};

/* A cell of the form: a field that was left open, or a text that nobody was to change. */
struct collect_cell {
    struct str field, key; /* field; empty for a text. key: of its table row, or empty */
    struct str text;       /* as it was issued */
    struct str sheet;      /* its name then */
    uint32_t row, col;     /* 1-based */
    bool open;             /* text: it may be changed, but what it becomes is not read */
    bool calculated;       /* text: a formula's, whatever it says */
    bool own;              /* text, of the form of today: it prints a value of the data */
    bool gone;             /* field: the form of today has it no longer */
};

/* A sheet of the form, and where it is now. */
struct collect_sheet {
    struct str name;
    const struct workbook_sheet *now; /* NULL: it is not there */
    uint32_t moved_row, moved_col;    /* from where on its rows or columns have moved; 0: they have not */
};

struct collect_file {
    const char *path;
    const struct workbook *book;
    struct str kit, form, version, record, items;
    struct collect_fact *keep;
    size_t nkeep;
    struct collect_cell *fields, *texts; /* in the order of sheets, rows, columns */
    size_t nfields, ntexts;
    struct collect_sheet *sheets; /* once collect_find has looked */
    size_t nsheets;
};

/* list.c: every file below `dir`, folders in it too, sorted; hidden and lock files, links, what lies deeper
 * than 16 folders, and the folder `except` aside. False after an error. */
bool collect_list(const char *dir, const char *except, struct arena *a, struct diag *d,
                  const char ***paths, size_t *n);

/* read.c: what a form (workbook_is_form) says of itself. False after DIAG_RETURN_LAYOUT. `file` borrows
 * from `w`. */
bool collect_read(const struct workbook *w, struct arena *a, struct diag *d,
                  struct collect_file *file);
/* The value that was kept under this name; ptr NULL when there is none. */
struct str collect_kept(const struct collect_file *file, struct str name);

/* find.c: looks for the form's sheets, one that was renamed by its texts, and whether texts stand elsewhere
 * as rows or columns were put in, deleted or sorted. Tells nothing. */
void collect_find(struct collect_file *file, struct arena *a);
/* Reports each sheet that is gone or whose cells have moved: one message, as nothing of it can be read. True
 * when there is none. */
bool collect_tell_moved(const struct collect_file *file, struct diag *d);
/* The cell of a field, NULL when it is empty; *where: its sheet. */
const struct sheet_cell *collect_value(const struct collect_file *file, const struct collect_cell *field,
                                       const struct sheet **where);
bool collect_is_filled(const struct sheet_cell *c); /* NULL is not */
/* How many fields have something in them. */
size_t collect_filled(const struct collect_file *file);

/* compare.c: does the file keep its fields where the form of today (its cells, in reading order) has them? Reports
 * one message when not, and false. Rows that are on their list no longer are marked `gone`, reported
 * when something was filled in; other data in a row than those of today are one warning. */
bool collect_compare(struct collect_file *file, const struct collect_file *today, struct arena *a,
                     struct diag *d);

/* check.c: reports each text that is no longer as it was issued (white space aside), and, as warnings, what
 * was written where no field is. False when so many were changed that no cell can be trusted to be what it was. */
bool collect_check(const struct collect_file *file, struct arena *a, struct diag *d);
/* Are they the same but for white space? */
bool collect_same_ink(struct str a, struct str b);

#endif
