/* From a data folder to tables in the store: finds each dataset's file, its header and its columns,
 * parses every cell by its type, checks keys, references and the kit's rules. Reports everything that
 * is wrong, at its cell, and goes on as far as it makes sense. */
#ifndef DATA_LOAD_H
#define DATA_LOAD_H

#include "data/charset.h"
#include "data/store.h"

struct load_options {
    const char *folder;      /* the data folder */
    enum charset encoding;   /* --encoding */
    const char *const *sets; /* -d: "travellers=FILE" */
    size_t nsets;
};

/* Makes and fills the tables of all datasets of `kit`, makes its views, then runs its rules.
 * False when anything was an error; everything wrong has been reported.
 * A dataset is NAME.csv, LABEL.csv (any case of .csv, also .tsv and .txt) in the folder, else its
 * shipped file, else empty. A workbook (.xlsx, .ods, .xls) is an error that asks for CSV. */
bool load_datasets(struct store *s, const struct kit *kit, const struct load_options *o,
                   struct arena *a, struct diag *d);

#endif
