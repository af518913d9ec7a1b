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
    bool verbose; /* a note for each file: its character set, its rows */
};

/* A row with a cell that begins with this is an example, and is passed over. */
#define LOAD_EXAMPLE "例："

/* Makes and fills the tables of all datasets of `kit`, makes its views, then runs its rules.
 * False when anything was an error; everything wrong has been reported.
 * A dataset is NAME.csv, LABEL.csv (any case of .csv, also .tsv and .txt; blanks and full width
 * aside) in the folder, else its shipped file, else empty. A workbook (.xlsx, .ods, .xls) is an
 * error that asks for CSV, or a warning when every dataset has its file. Hidden files, lock files,
 * folders and pictures are passed over; any other file is a warning. */
bool load_datasets(struct store *s, const struct kit *kit, const struct load_options *o,
                   struct diag *d);

#endif
