/* Returned workbooks: which files of a folder they are, what each says of itself, what was changed in
 * it, and which cell holds which field. What they mean is the kit's business (generator/returns.c).
 *
 * What a workbook says stands in its hidden sheet `formpress` (docs/design.md, "Workbooks"). */
#ifndef COLLECT_COLLECT_H
#define COLLECT_COLLECT_H

#include "data/workbook.h"

#define COLLECT_LAYOUT    "2" /* of the hidden sheet */
#define COLLECT_MAX_BYTES ((size_t)64 * 1024 * 1024)

struct collect_fact {
    struct str name, value;
};

/* A cell of the form: a field that was left open, or a text that nobody was to change. */
struct collect_cell {
    struct str field, key; /* field; empty for a text. key: of its table row, or empty */
    struct str text;       /* as it was issued */
    struct str sheet;
    uint32_t row, col; /* 1-based */
    bool open;         /* text: it may be changed, but what it becomes is not read */
    bool calculated;   /* text: a formula's, whatever it says */
};

struct collect_file {
    const char *path;
    const struct workbook *book;
    struct str kit, form, version, record, items;
    struct collect_fact *keep;
    size_t nkeep;
    struct collect_cell *fields, *texts; /* in the order of sheets, rows, columns */
    size_t nfields, ntexts;
};

/* Every file below `dir`, folders in it too, sorted; hidden and lock files, links, what lies deeper than
 * 16 folders, and the folder `except` aside. False after an error. */
bool collect_list(const char *dir, const char *except, struct arena *a, struct diag *d,
                  const char ***paths, size_t *n);

/* What a form (workbook_is_form) says of itself. False after DIAG_RETURN_LAYOUT. `file` borrows from `w`. */
bool collect_read(const struct workbook *w, struct arena *a, struct diag *d,
                  struct collect_file *file);

/* Reports each text that is no longer as it was issued (white space aside), and, as warnings, what was
 * written where no field is. False when a text was changed. */
bool collect_check(const struct collect_file *file, struct arena *a, struct diag *d);

/* The value that was kept under this name; ptr NULL when there is none. */
struct str collect_kept(const struct collect_file *file, struct str name);

#endif
