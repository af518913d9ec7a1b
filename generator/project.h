/* What a run works with: where formpress' own files are, a kit, its forms, the content. */
#ifndef PROJECT_H
#define PROJECT_H

#include "base/map.h"
#include "bind/bind.h"
#include "layout/layout.h"
#include "options.h"

struct project_form {
    const struct kit_form *entry;
    const struct yaml *front;
    struct doc_node *body;
    struct bind_form *bound; /* once the data is there */
    struct layout_style style;
    bool pdf, xlsx; /* which files it makes */
};

/* The pictures of a run, each file once: decoded before any document is made, so that their numbers do
 * not hang on the order of the documents. */
struct pictures {
    struct map by_path;
    uint32_t n;
    const char *folder; /* the data's: what cells name lies below it */
    bool named;         /* by a cell */
    struct arena *arena;
};

struct project {
    const char *home; /* the folder of forms, content, fonts */
    struct kit *kit;
    struct project_form *forms;
    size_t nforms;
    struct pictures pictures;
    struct bind_content *content;
    size_t ncontent;
    struct store *store;
    struct str today;
    struct str *kept; /* by the workbooks of all forms that come back, each name once */
    size_t nkept;
    bool collecting;              /* returned forms, too: which forms are due */
    size_t nreturned, nrefused; /* files */
    struct arena *arena;
};

/* FORMPRESS_HOME, else the folder above the program's, else where it was installed; NULL with an
 * error. */
const char *project_home(struct arena *a, struct diag *d);

/* The names of the kits under home/forms. */
bool project_kits(const char *home, struct arena *a, struct diag *d, struct str **names, size_t *n);

/* The kit called `name` (or a kit's folder, when the name holds a /). */
struct kit *project_kit(const char *home, const char *name, struct arena *a, struct diag *d);

/* Reads the kit, its forms and the content, loads the data, fills the forms' queries: everything up
 * to the documents. has_glyph: has any font this character? False after any error. project_close in any case. */
bool project_open(struct project *p, const struct options *o,
                  bool (*has_glyph)(void *fonts, uint32_t cp), void *fonts, struct arena *a,
                  struct diag *d);
void project_close(struct project *p);

/* Is the form printed by this command? */
bool project_due(const struct project *p, const struct kit_form *form);

/* returns.c: reads the returned forms below o->returned into their datasets, then checks all of them.
 * sound: the tables had no errors. o->partial: a file with an error is left out, with warnings. False
 * after an error. */
bool project_collect(struct project *p, const struct options *o, struct load *load, bool sound,
                     struct diag *d);

/* items.c: the hash of what the workbook of a record asks: of its wording, not of the data. Empty after an error. */
struct str project_items(struct bind_form *f, size_t record, struct arena *a, struct diag *d);
/* The cells that its hidden sheet would tell of today, for collect_compare. False after an error. */
struct collect_file;
bool project_cells(const struct project_form *form, struct bind_form *bound, size_t record,
                   struct arena *a, struct diag *d, struct collect_file *today);

/* pictures.c: reads every picture below `root`, a document in the file `path`. */
bool project_read_pictures(struct pictures *p, struct doc_node *root, const char *path,
                           struct arena *a, struct diag *d);
/* Takes the picture that a cell of the data names: load_options.take_picture, of a struct pictures. */
bool project_take_picture(void *pictures, struct str name, struct pos pos, struct diag *d);
/* Gives each value of type image in a filled document its picture, which a cell has named. */
bool project_show_pictures(const struct pictures *p, struct doc_node *root, struct arena *a,
                           struct diag *d);

/* columns.c: lays the front matter's `columns` over the body: a regulation beside its explanations. */
bool project_columns(const struct yaml *front, struct doc_node *body, struct arena *a,
                     struct diag *d);

/* A document to be set as it is: `render`. */
struct project_document {
    struct str title, today;
    struct layout_style style;
    struct doc_node *body;
    bool contents;    /* a table of contents behind the title */
    bool cover;       /* the title, which stands first, has a page of its own */
    bool dots;        /* emphasis by marks, although the fonts have a face for it */
    bool slides;      /* a page for each: page breaks stand between them */
    bool first_plain; /* the first page has neither head nor foot */
    struct str head;  /* of every page; U+FFFC: the chapter's title */
    unsigned chapter; /* the level of its headings */
};

/* Reads o->data with its front matter, and fills its fields. */
bool project_read_document(const struct options *o, struct arena *a, struct project_document *doc,
                           struct diag *d);

/* title.c: puts a title block (agency, title, subtitle, version, date; `cover`: for a page of its
 * own) first, in one node, when the front matter asks for one; and the running head last, from where
 * project_take_head takes it off the filled document. */
bool project_add_title(const struct yaml *front, struct doc_node *body,
                       const struct layout_style *style, struct arena *a, struct diag *d,
                       bool *cover);
bool project_add_head(const struct yaml *front, struct doc_node *body,
                      const struct layout_style *style, struct arena *a, struct diag *d);
struct str project_take_head(struct doc_node *body, struct arena *a);

/* choose.c: leaves out of the filled document what its fields do not choose, as the front matter's
 * `choose` says, and with no_guide its guidance: block quotes, and what `guide` says. */
bool project_choose(struct doc_node *body, const struct yaml *front, const struct bind_form *form,
                    bool no_guide, struct diag *d);

/* references.c: numbers the filled document's headings and lists (when automatic) and captions, gives
 * every heading an id, and fills cross-references. chapter: the level of its chapters. */
bool project_number(struct doc_node *body, bool automatic, unsigned *chapter, struct arena *a,
                    struct diag *d);

/* values.c: gives the document's fields what --data and --set say. */
bool project_set_values(struct bind_form *f, const struct options *o, struct arena *a,
                        struct diag *d);

/* --paper and --margins, instead of what the front matter says. */
bool project_override_style(const struct options *o, struct layout_style *style, struct diag *d);

/* How a form or document is set, from its front matter's BIND_STYLE_KEYS. compress: whether marks give
 * room where it says nothing. */
bool project_style(const struct yaml *front, bool compress, struct layout_style *style,
                   struct diag *d);

/* Has a front matter's `head`, if any, room above the text? */
bool project_head_fits(const struct yaml *front, const struct layout_style *style, struct diag *d);

#endif
