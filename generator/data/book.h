/* What the readers of XLSX and ODS share (workbook.c). */
#ifndef DATA_BOOK_H
#define DATA_BOOK_H

#include "data/number.h"
#include "data/workbook.h"
#include "data/xml.h"

struct book {
    struct archive *zip;
    struct workbook *out;
    size_t cap_sheets;
    struct arena *arena;
    struct diag *diag;
    bool days_1904;
    bool failed;

    /* the sheet that is being read */
    struct workbook_sheet *sheet;
    struct sheet_maker made;
    size_t cap_merges;
    size_t total; /* cells of the sheets before it */
    size_t text;  /* bytes of all cells' texts */
};

/* Each reads all sheets; false after an error. */
bool xlsx_read(struct book *b);
bool ods_read(struct book *b);

/* Reads an entry's XML. False after an error, which is reported; an absent entry is one only when
 * it is `needed`. */
bool book_xml(struct book *b, const char *entry, bool needed, const struct xml_handler *handler,
              void *me);

/* Reports that there are more than `most`; false. */
bool book_too_many(struct book *b, enum diag_id id, struct pos pos, size_t most);

bool book_damaged(struct book *b, const char *entry); /* reports it; false */
/* The same of a row of the sheet that is being read; row 0: unknown. */
bool book_damaged_row(struct book *b, uint32_t row, const char *entry);

/* False when there are too many sheets. */
bool book_begin_sheet(struct book *b, struct str name, bool hidden);

/* row, col: 0-based column. A cell behind the last column is noted, not kept. */
void book_put(struct book *b, uint32_t row, size_t col, struct sheet_cell cell);
bool book_keep_row(struct book *b, uint32_t row, bool hidden); /* false: too many */
bool book_add_merge(struct book *b, struct workbook_merge m);
void book_hide_columns(struct book *b, size_t first, size_t last); /* 0-based */

/* Empties what merges cover. */
bool book_end_sheet(struct book *b);

/* Adds text to a cell's, up to what a cell may hold and a little more. */
void book_put_text(struct buf *to, const char *bytes, size_t n);

/* A cell of this text. */
struct sheet_cell book_text_cell(struct str text, struct arena *a);

#endif
