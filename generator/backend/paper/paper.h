/* PDF files that are printed with a mark of ours on every page: taken in once, through libqpdf, and
 * written for each record.
 *
 *     if (paper_try(bytes, "會議資料/議程.pdf", d))                         others' files only
 *     struct paper *p = paper_read(bytes, "會議資料/議程.pdf", false, a, d);   NULL after an error
 *     paper_size(p, i)                        what the mark's page i must look like
 *     paper_write(p, &copy, path, &result, d);                               once a record
 *     paper_close(p);
 *
 * The file's streams are copied as they are; the mark is a form XObject that all pages of one shape
 * share, so that a copy costs its mark and its objects. It stands over all, multiplied, which looks as if
 * it stood beneath (black stays black) and also shows on scans, photographs and grey cells.
 *
 * Others' files keep what a reader sees and lose what tells of their making: metadata, names of
 * authors and files, attachments, comments, scripts, links to what is not the web, thumbnails, where and
 * by which camera pictures were taken, and the claim to be PDF/A. */
#ifndef BACKEND_PAPER_PAPER_H
#define BACKEND_PAPER_PAPER_H

#include "backend/pdf/pdf.h"

#define PAPER_SIZES 16 /* shapes of pages in one file; further ones take the mark of the nearest */

struct paper;

struct paper_size {
    mpt width, height; /* as a reader sees the page; as large as A4, whatever the page's own size */
};

/* bytes: must live until paper_close. ours: made by backend/pdf just now, so nothing is checked or
 * taken out. Errors, at the file `name`: encrypted, damaged, signed, an XFA form; a warning when
 * comments, attachments or scripts are left out. */
struct paper *paper_read(struct str bytes, const char *name, bool ours, struct arena *a,
                         struct diag *d);
void paper_close(struct paper *p); /* NULL is fine */

/* Reads a file that is not ours in a process of its own, with limits of memory and time: paper_read has
 * none. False after an error: those of paper_read, and DIAG_PAPER_HEAVY. Warnings are left to paper_read. */
bool paper_try(struct str bytes, const char *name, struct diag *d);

size_t paper_pages(const struct paper *p);
size_t paper_nsizes(const struct paper *p);
struct paper_size paper_size(const struct paper *p, size_t i);

struct paper_copy {
    struct str mark;        /* a PDF whose page i is drawn on every page of size i */
    struct str title, date; /* as in pdf_info */
    struct str password;    /* empty: not encrypted. ASCII, at most PAPER_PASSWORD_MAX */
    struct str salt;        /* with a password: drawn at random, and told to nobody */
};

#define PAPER_PASSWORD_MAX 100

/* Creates or replaces the file. The same copy gives the same bytes, encrypted ones too: what should be
 * random in these is drawn from the salt, the password and the content. Errors: DIAG_WRITE, DIAG_PAPER_WRITE. */
bool paper_write(struct paper *p, const struct paper_copy *copy, const char *path,
                 struct pdf_result *result, struct diag *d);

#endif
