/* Inside backend/paper/: a file that was taken in. The only place that includes libqpdf.
 *
 * Handles (qpdf_oh) die with qpdf_oh_release_all, which each step calls when it is done; what outlives a
 * step is kept as an object's number. */
#ifndef BACKEND_PAPER_INTERNAL_H
#define BACKEND_PAPER_INTERNAL_H

#include <qpdf/qpdf-c.h>

#include "backend/paper/paper.h"

/* Objects that each copy fills anew (borrow.c). */
struct paper_places {
    int *ids;
    size_t n, cap, used;
};

struct paper {
    qpdf_data q;
    struct arena *arena;
    const char *name;
    bool ours;
    size_t npages, nsizes;
    struct paper_size sizes[PAPER_SIZES];
    int forms[PAPER_SIZES]; /* object numbers: the mark of each size */
    unsigned char digest[32];
    struct paper_places streams, values;

    /* while a copy is made */
    struct arena *scratch;
    struct paper_loan { /* object numbers, in the mark and here */
        int from, to;
    } *loans;
    size_t nloans, cap_loans;
};

/* paper.c: libqpdf's error or warning as a diagnostic; false. */
bool paper_damaged(const struct paper *p, struct diag *d);

/* clean.c: refuses signed files and XFA, takes out what a copy must not tell. */
bool paper_clean(struct paper *p, struct diag *d);

/* Null for what is no dictionary, too. */
qpdf_oh paper_get(qpdf_data q, qpdf_oh dict, const char *key);

/* pictures.c: takes EXIF and its like out of a stream that is a JPEG or JPEG 2000 file. */
void paper_clean_picture(const struct paper *p, qpdf_oh stream, struct arena *a);

/* The keys of a dictionary. (libqpdf has one iterator a file: nothing else may happen meanwhile.) */
const char **paper_keys(qpdf_data q, qpdf_oh dict, struct arena *a, size_t *n);

/* borrow.c: a copy begins; what the last one borrowed is no longer there. `scratch`: until its end. */
void paper_begin_copy(struct paper *p, struct arena *scratch);
/* An object of the mark's file as one of the paper's, with all that it leads to. */
qpdf_oh paper_borrow(struct paper *p, qpdf_data mark, qpdf_oh from);
/* An indirect object of this value; a stream of these bytes and without further entries. */
qpdf_oh paper_new_object(struct paper *p, qpdf_oh value);
qpdf_oh paper_new_stream(struct paper *p, struct str bytes);

/* pages.c: makes every page draw the mark of its size, and the forms that the marks go into. */
bool paper_prepare(struct paper *p, struct diag *d);

/* balance.c: how many q a content stream needs before it, and Q behind it, so that what follows
 * finds the page's own coordinates: it may close more than it opens. */
struct paper_balance {
    size_t before, behind;
    bool cut_off; /* it ends within a string or an inline picture, which would take in what follows */
};
struct paper_balance paper_balance(struct str content);

/* random.c: while `seed` is set, libqpdf's random bytes are drawn from it; NULL ends it. */
void paper_random_seed(const unsigned char seed[32]);

#endif
