/* The document: a tree of blocks and inlines. markdown/ makes it (with fields and sections in it),
 * bind/ fills it, layout/ and the backends read it.
 *
 * Nodes live in an arena and are never changed once their maker has finished. */
#ifndef DOC_DOC_H
#define DOC_DOC_H

#include "base/diag.h"
#include "image/image.h"
#include "value/value.h"

enum doc_kind {
    /* blocks */
    DOC_DOCUMENT,
    DOC_HEADING, /* level 1 to 6 */
    DOC_PARAGRAPH,
    DOC_LIST, /* items; ordered, start, delimiter */
    DOC_ITEM,
    DOC_QUOTE,
    DOC_CODE_BLOCK,
    DOC_TABLE, /* rows; the first header_rows are the header */
    DOC_ROW,   /* cells; or a section row (a banner), which has one cell */
    DOC_CELL,
    DOC_RULE,
    DOC_PAGE_BREAK,
    DOC_CHART, /* in workbooks only; its hints say of what */
    DOC_FOOTNOTE,
    /* inlines */
    DOC_TEXT,
    DOC_BREAK, /* a line ends here */
    DOC_STRONG,
    DOC_EMPH,
    DOC_STRUCK, /* through with a line */
    DOC_CODE,
    DOC_LINK,
    DOC_IMAGE,
    DOC_FOOTNOTE_MARK,
    /* in a form, before it is bound */
    DOC_FIELD,   /* {{name:format}} */
    DOC_SECTION, /* {{#name}} … {{/name}}; inverted for {{^name}} */
    /* in a filled document */
    DOC_VALUE, /* a field with its value, or its blank */
    DOC_ROWS,  /* rows of a table that are made when they are read, where the document's reader wants that */
    DOC_KIND_COUNT
};

enum doc_align { DOC_ALIGN_DEFAULT, DOC_ALIGN_LEFT, DOC_ALIGN_CENTER, DOC_ALIGN_RIGHT };

/* One `key: value` of a layout hint (an HTML comment) or of a content attribute. */
struct doc_attr {
    struct str key, value;
    struct pos pos;
    struct doc_attr *next;
};

/* Rows of a long list: each is read and let go, so that they are never there all at once. */
struct doc_rows {
    size_t n; /* rows of the list, each of which may make several of the table */
    /* A node whose children are the table's rows for row i of the list, in `a`; NULL after an error. */
    const struct doc_node *(*make)(const struct doc_rows *rows, size_t i, struct arena *a);
};

struct doc_node {
    enum doc_kind kind;
    uint8_t level;       /* heading */
    bool ordered, tight; /* list */
    bool task, checked;  /* item of a task list */
    bool header;         /* row of a table's header */
    bool banner;         /* section row: spans all columns */
    bool inverted;       /* section */
    bool shared;         /* bound, and the same for every record: see bind/bind.h */
    enum doc_align align; /* cell; a block by its hint */
    uint16_t cols, rows; /* cell: how many it spans, 1 or more; 0: covered by another */
    int start;           /* ordered list: first number; footnote: the text of its marks */
    struct pos pos;
    struct str text;   /* document: its watermark; text, code: itself; field, section, value: name; link, image: address */
    struct str format; /* document: its pages' head; field, value; image and a value that is one: the caption */
    const struct image *image; /* image, or a value that names one, once its file was read; else NULL */
    const struct value_spec *spec; /* field, value */
    struct str canon;              /* value: its canonical text; ptr NULL when blank */
    bool blank;                    /* value: there is none, print the type's blank */
    const struct str *list;        /* value: the list that it is of a row of; NULL: none */
    struct doc_attr *attrs;        /* hints of this block; attributes of this content item */
    struct doc_node *parent, *first, *last, *next;
    const struct doc_rows *rows_of; /* rows */
    void **layout; /* of a shared block: where layout keeps what it made of it; else NULL */
};

/* DOC_VALUE's printed text is its one DOC_TEXT child; a blank value has no child.
 * A table's widths, as hints: attr "widths" (numbers in proportion); "header" (rows, 1 if absent).
 * A block's hints: "align" left|center|right|spread, "size" (points), "space" (points before),
 * "indent" (em), "keep" (with the next block), "hang" (em). */

struct doc_node *doc_new(struct arena *a, enum doc_kind kind, struct pos pos);
void doc_append(struct doc_node *parent, struct doc_node *child);
bool doc_is_block(enum doc_kind kind);
const char *doc_kind_name(enum doc_kind kind);

/* The value of a hint or attribute of this node, or the empty string. */
struct str doc_attr(const struct doc_node *n, const char *key);
bool doc_has_attr(const struct doc_node *n, const char *key);

/* Adds all text below `n` (values included, blanks left out) to `b`. */
void doc_text(const struct doc_node *n, struct buf *b);

/* Adds an indented outline of the tree, for tests and --dump. */
void doc_dump(const struct doc_node *n, struct buf *b);

#endif
