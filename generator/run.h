/* The order of the stages, from options to OUT. */
#ifndef RUN_H
#define RUN_H

#include "backend/pdf/pdf.h"
#include "base/map.h"
#include "packet/packet.h"
#include "project.h"

/* One document of a run. */
struct job {
    uint32_t form, record; /* of project.forms; of its records */
    uint32_t person;       /* number of its folder, in order; unused when per run */
    uint32_t paper;        /* what it is printed on: number of run.papers, from 1; 0: nothing */
    bool xlsx;             /* a workbook, else a PDF */
    struct str key;        /* the record's name: its folder, before it was made safe */
    struct str path;       /* relative to OUT */
};

/* What opens a holder's copies, and what only the list of passwords tells: paper_copy's salt. */
struct run_password {
    struct str word, code;
};

/* Who gets a password, and where the copies are. */
struct holder {
    struct str key, folder;
};

struct run {
    const struct options *options;
    struct project project;
    struct fonts *fonts;
    struct metrics metrics;
    struct pdf *pdf;
    struct layout **layouts;         /* one a form */
    struct pdf_template **templates; /* one a form; NULL while nothing is written */
    struct job *all; /* every document of the data */
    size_t nall;
    struct job *jobs; /* those that --form and --rows leave */
    size_t njobs, npeople;
    struct paper **papers; /* files of the data folder that forms are printed on */
    size_t npapers;
    struct map mark_layouts; /* of forms on paper of other sizes */
    struct map passwords;    /* by holder, struct run_password */
    struct holder *holders;
    size_t nholders, nencrypted; /* encrypted documents */
    struct arena *arena;
    struct diag *d;
};

/* What a worker tells of a document it has made. */
struct job_result {
    struct pdf_result pdf;
    bool done;
};

enum exit_code run_check(const struct options *o, struct diag *d);
enum exit_code run_build(const struct options *o, struct diag *d);
/* render.c */
enum exit_code run_render(const struct options *o, struct diag *d);

/* What failed: the usage, the system, or the input? */
enum exit_code run_exit(const struct diag *d);

/* contents.c: lays out a document, with its table of contents when it wants one: as often as page
 * numbers move, at most a few times. */
struct layout_pages *run_layout_document(const struct metrics *m, const struct project_document *doc,
                                         struct arena *a, struct diag *d);

/* slides.c: each slide, up to a page break, on one page; set smaller, within a limit, where it must be.
 * notes: how many footnotes stand before. Errors: a slide that does not fit even so; NULL. */
struct layout_pages *run_layout_slides(const struct metrics *m, const struct layout_style *style,
                                       const struct doc_node *body, size_t notes, struct arena *a,
                                       struct diag *d);

#define RUN_MERGED "print-order.pdf"

/* plan.c: every document of the run, with its path, people first, in print order. False, with an
 * error, when --rows asks for people beyond the last. */
bool run_plan(struct run *r);

/* document.c: one document, filled and laid out; NULL after an error. */
struct layout_pages *run_layout(struct run *r, const struct job *job, struct arena *a,
                                struct diag *d);
/* The same document as a workbook under `dir` (NULL: made, not written). False after an error. */
bool run_workbook(struct run *r, const struct job *job, const char *dir, struct arena *a,
                  struct pdf_result *result, struct diag *d);
/* Fills and lays out each kind of document once, so that what is shared is made, and makes the
 * templates from it. */
bool run_make_templates(struct run *r);

/* copies.c: reads what forms with a document are printed on, all of it, and says what is wrong with any. */
bool run_read_papers(struct run *r);
void run_close_papers(struct run *r);
bool run_is_copy(const struct run *r, const struct job *job);
/* One copy under `dir` (NULL: its mark is laid out, nothing written). False after an error. */
bool run_copy(struct run *r, const struct job *job, const char *dir, struct arena *a,
              struct pdf_result *result, struct diag *d);

/* passwords.c: with --encrypt, a password for each holder of a copy. False after an error. */
bool run_passwords(struct run *r);
/* NULL when the job's file is not encrypted. */
const struct run_password *run_password(const struct run *r, const struct job *job, struct arena *a);
/* The list for another channel than the copies', where --password-list says: before OUT changes, so
 * that no copy is without its password; dropped when the run fails after all. */
bool run_write_passwords(const struct run *r);
void run_drop_passwords(const struct run *r);

/* render.c: the headings down to the third level make the outline. */
bool run_add_outline(struct pdf_doc *doc, const struct layout_pages *pages);

/* workers.c: makes all documents under `dir` (NULL: lays them out only) with as many processes as
 * asked for. */
bool run_jobs(struct run *r, const char *dir, struct job_result *results);

/* merge.c: the print-order file, each person from a front side on. */
bool run_merge(struct run *r, const char *dir, struct packet_file *file);

#endif
