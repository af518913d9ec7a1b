/* From a data folder to tables in the store: finds each dataset's file, its header and its columns,
 * parses every cell by its type, checks keys, references and the kit's rules. Reports everything
 * that is wrong, at its cell, and goes on as far as it makes sense. */
#ifndef DATA_LOAD_H
#define DATA_LOAD_H

#include "data/charset.h"
#include "data/store.h"

struct load_options {
    const char *folder;      /* the data folder; NULL: none, only -d */
    enum charset encoding;   /* --encoding */
    const char *const *sets; /* -d: "travellers=FILE" */
    size_t nsets;
    /* Has any font this character? Asked for every character of every cell; NULL: not checked. */
    bool (*has_glyph)(void *fonts, uint32_t cp);
    void *fonts;
    /* Takes the picture that a cell of type image names, or says what is wrong with it; NULL: any name
     * is taken as it is. */
    bool (*take_picture)(void *pictures, struct str name, struct pos pos, struct diag *d);
    void *pictures;
    bool verbose; /* a note for each file: its character set, its rows */
    bool collecting; /* returned forms are read, too: `when: collect` is now … */
    bool partial;    /* … and what is missing is no error */
    const struct str *kept; /* names that returned forms keep: columns of the table `returned` */
    size_t nkept;
    bool returned_here; /* they lie in `folder`, too */
};

/* A row with a cell that begins with this is an example, and is passed over. */
#define LOAD_EXAMPLE "例："

/* Makes and fills the tables of all datasets of `kit`, makes its views, then runs its rules.
 * False when anything was an error; everything wrong has been reported.
 * A dataset is NAME.csv, LABEL.csv (any case of .csv, also .tsv and .txt; blanks and full width
 * aside) in the folder, or a sheet NAME or LABEL of any workbook (.xlsx, .ods) there, else its
 * shipped file, else empty. Of two, one without rows gives way. A workbook that cannot be read is an
 * error. Hidden files, lock files, folders, pictures,
 * hidden and empty sheets, and forms to be filled in are passed over, and PDF and Markdown files that
 * a column of files names; any other file or sheet is a warning. */
bool load_datasets(struct store *s, const struct kit *kit, const struct load_options *o,
                   struct diag *d);

/* The same in two steps, for what is to be added between them:
 *
 *     struct load *l = load_begin(s, kit, o, a, d);    the tables are filled; NULL when they cannot be
 *     load_add_row(l, set, file, cells, d);
 *     load_check(l, d);                                keys, references, rules; may be called again
 *     load_end(l);
 *
 * What was wrong in the tables is reported by load_begin, which then still goes on. */
struct load;
struct load *load_begin(struct store *s, const struct kit *kit, const struct load_options *o,
                        struct arena *a, struct diag *d);
bool load_check(struct load *l, struct diag *d);
void load_end(struct load *l); /* before the store is freed; NULL is fine */

/* A value of a returned form, and where it stood. */
struct load_cell {
    struct str text;               /* ptr NULL: none */
    const struct sheet_cell *cell; /* that held it; NULL: it was kept in the workbook, or is none */
    const char *sheet;
    uint32_t row, col; /* 0: the file as a whole */
};

/* Adds a row of `set` with a cell for each of its columns. A cell that is wrong is reported, and empty in
 * the store. False when the store fails. */
bool load_add_row(struct load *l, const struct kit_dataset *set, const char *file,
                  const struct load_cell *cells, struct diag *d);
/* Notes in the table `returned` (_form, _file, and what is kept) that a form came back: for rules that look for those
 * that did not. values: as the names of load_options.kept; ptr NULL: none. */
bool load_note_returned(struct load *l, struct str form, const char *file, const struct str *values,
                        struct diag *d);
/* Takes away all rows that came from `file`. */
bool load_drop_file(struct load *l, const char *file, struct diag *d);
bool load_returned_here(const struct load *l);
/* Is this one of the files that the tables were read from? */
bool load_took(const struct load *l, const char *path);

#endif
