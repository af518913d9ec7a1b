/* What the parts of layout/ share. The way of a paragraph:
 *
 *     inlines -> items (inline.c, fields.c) -> lines (lines.c) -> boxes -> pieces of the flow
 *
 * The way of a table: cells -> lines -> a box for each row (table.c). pages.c stacks the pieces. */
#ifndef LAYOUT_INTERNAL_H
#define LAYOUT_INTERNAL_H

#include "base/map.h"
#include "layout/layout.h"
#include "text/breaks.h"
#include "text/clause.h"

#define PT          1000
#define MOST_BARS   8
#define RULE_WIDTH  500 /* of a writing rule and a table's lines */
#define FRAME_WIDTH 750 /* around a table */
#define CELL_PAD_X  2500
#define CELL_PAD_Y  3000
#define HEAD_GAP_MM  4 /* between a page's head and the text */
#define HEAD_EDGE_MM 3 /* above the head: no printer reaches the paper's edge */

struct layout {
    struct metrics metrics;
    struct layout_style style;
    struct arena *run;
    uint32_t serial;    /* of the next shared box */
    struct map numbers; /* "n/m": the page number's box */
    struct map edges;   /* a width: a line above and below a table */
    struct str bullet;  /* of a list, once it is known which one the font has */
    struct ink {
        uint16_t face, gid;
        bool known;
        int middle;
    } ink[64]; /* of marks, by glyph */
};

/* Who makes boxes: one call of layout_pages, or one shared block within it. */
struct maker {
    struct layout *l;
    struct arena *a;       /* of the boxes: the document's, or the run's */
    struct arena *scratch; /* until the document is laid out */
    struct arena *row;     /* the scratch of a table's row, until it has its box */
    struct diag *d;
    bool shared; /* the boxes are for every record */
    bool ruled;  /* within a table that has lines: a blank needs no rule */
    bool *failed;
    mpt bars[MOST_BARS]; /* the rules beside the quotes around this block */
    size_t nbars;
    struct notes *notes; /* NULL: the document has none */
    struct tree *tree;   /* of the document, or of the shared block */
    uint32_t element;    /* what is made now is part of; 0: the tree's root */
};

/* elements.c: what is being laid out, as a tree. */
struct tree {
    struct arena *a;
    struct layout_tree made;
    size_t cap;
};

/* A new element below m->element; its number. */
uint32_t element_add(struct maker *m, enum layout_role role);
struct layout_element *element_at(const struct maker *m, uint32_t number); /* until the next */
/* The maker of what is within a new element. */
struct maker element_within(const struct maker *m, enum layout_role role);

/* draw.c: a box's operations while they are collected. */
struct drawing {
    struct arena *a;
    struct layout_op *ops;
    size_t n, cap;
};

void draw_line(struct drawing *g, mpt x, mpt y, mpt x2, mpt y2, mpt width, uint16_t grey);
void draw_dot(struct drawing *g, mpt x, mpt y, mpt size);
void draw_fill(struct drawing *g, mpt x, mpt y, mpt x2, mpt y2, uint16_t grey);
/* A link, which belongs to that element. */
void draw_area(struct drawing *g, mpt x, mpt y, mpt x2, mpt y2, const struct str *target,
               uint32_t element);
void draw_anchor(struct drawing *g, const struct str *name); /* at the box's top left */
void draw_image(struct drawing *g, const struct image *image, mpt x, mpt y, mpt x2, mpt y2,
                uint32_t element);
void draw_ops(struct drawing *g, const struct layout_op *ops, size_t n, mpt x, mpt y);
struct layout_op *draw_keep(struct maker *m, const struct drawing *g); /* a copy in m->a */
struct layout_box *box_new(struct maker *m, mpt width, mpt height, const struct drawing *g);

mpt part_of(mpt size, int thousandths);
mpt mm(unsigned n);
bool fail(struct maker *m); /* always false */

/* Items: what a line is filled with. A box is one cluster of glyphs; glue vanishes at a line's
 * edges; an object draws itself. A penalty is the field `after`. */
enum item_kind { ITEM_BOX, ITEM_GLUE, ITEM_OBJECT, ITEM_END };

/* A full-width mark that may give half of its em, where the style compresses. */
enum item_mark {
    MARK_NONE,
    MARK_OPEN,
    MARK_CLOSE,
    MARK_COMMA, /* ，、； */
    MARK_STOP,  /* 。：．: only at a line's end */
    MARK_INTERPUNCT,
    MARK_FIXED /* ！？: never (P4), but a bracket beside it does */
};

struct item {
    enum item_kind kind;
    enum text_break after;
    mpt width; /* fixed + advance of the size */
    mpt fixed;
    int32_t advance; /* 1/1000 em */
    uint32_t cp;     /* of a box: the base character; else 0 */
    uint32_t at;     /* byte of the paragraph's text */
    uint16_t scale;  /* percent of the paragraph's size */
    int16_t raise;   /* above the baseline, 1/1000 em */
    uint16_t rule;   /* the items of one underlined value share its number; 0: none */
    uint16_t note;   /* a footnote's mark: 1 more than its place in struct notes; 0: none */
    uint32_t element;
    const struct str *link; /* where it leads; NULL: nowhere */
    bool written; /* object: a rule for a pen, at the baseline */
    bool dotted;  /* a mark of emphasis beneath it */
    bool struck;  /* a line through it */
    bool indents; /* glue that stays at a paragraph's start: U+3000 */
    bool gap;     /* glue between Han and Western (S1) */
    bool closer;  /* half an em closer to the next item, when both are on one line (P5) … */
    bool by_next; /* … which the next one gives */
    enum item_mark mark;
    int16_t cut; /* how much of a mark's half em stands at its left, 1/1000 em */
    const struct glyph_run *run;
    size_t first, n;
    mpt above, below;            /* object: its least room over and under the baseline */
    const struct layout_op *ops; /* relative to the baseline's start */
    size_t nops;
};

enum para_align { PARA_LEFT, PARA_CENTER, PARA_RIGHT, PARA_JUSTIFY, PARA_SPREAD };

struct para {
    mpt width, size;
    enum text_style style;
    enum para_align align;
    bool pictures;     /* and nothing else: its lines need not stay together */
    mpt picture;       /* width of its pictures; 0: as their files say */
    mpt first, rest;   /* indent of the first line, of the others */
    bool hang_number;  /* a clause number at the start hangs (I2) */
    bool code;         /* spaces stay, no gaps */
    bool sole;         /* a cell that holds one value and nothing else */
    bool raised;       /* the marker is a footnote's figure */
    struct str marker; /* of a list's item: stands before the text, in a column … */
    mpt column;        /* … this wide */
    uint32_t label;    /* the marker's element */
};

struct items {
    struct item *item;
    size_t n, cap;
    mpt hang; /* width of the clause number */
};

/* inline.c */
struct seg;
struct inlines {
    struct maker *m;
    const struct para *para;
    struct buf text;
    struct seg *segs;
    size_t nsegs, cap;
    enum text_style style;
    bool dotted, struck;
    uint16_t scale, rule, rules, note;
    const struct str *link;
    int16_t raise;
    uint32_t element;
    bool solid; /* no break inside, only behind its last character */
    bool glued; /* nor there */
    const struct doc_node *node;
};

bool is_white(const struct doc_node *n); /* a text of nothing but spaces */
void inline_text(struct inlines *b, struct str text);
void inline_children(struct inlines *b, const struct doc_node *first);
/* An object or, without ops, room: `glued` to what follows. */
struct item *inline_object(struct inlines *b, mpt width, mpt above, mpt below, bool glued);
void inline_break(struct inlines *b);
void inline_rule(struct inlines *b, mpt least); /* what follows is underlined, at least so wide */
void inline_rule_end(struct inlines *b);
/* The items of the inlines from `first`. Lives in m->scratch, its glyphs in m->a. */
struct items items_make(struct maker *m, const struct doc_node *first, const struct para *p);
struct items items_text(struct maker *m, struct str text, const struct doc_node *node,
                        const struct para *p);
void items_resize(struct items *items, mpt size);

/* marks.c */
void mark_find(struct maker *m, struct item *it); /* which mark a full-width character is */
void mark_pair(struct items *items);              /* the last item with the one before it (P5) */

/* fields.c, blanks.c */
#define RULE_DROP 180 /* of a writing rule below the baseline, 1/1000 em */

void choices_add(struct inlines *b, const struct value_spec *spec, const struct str *chosen);
void cells_add(struct inlines *b, struct str text, size_t n); /* boxes for the first n */
void blank_add(struct inlines *b, const struct doc_node *value);
void field_add(struct inlines *b, const struct doc_node *value);

/* lines.c */
void strut(const struct layout *l, mpt size, mpt *above, mpt *below); /* a line's least parts */

struct line {
    size_t from, to;                          /* items, without the glue at the edges */
    mpt indent, width, top, height, baseline; /* baseline: below the line's top */
    mpt lead, tail; /* what the first, the last mark has given at the line's edge (P6) */
    bool last;      /* of the paragraph, or before a forced break */
    bool tight;     /* wider than its measure, by no more than what may shrink (J2) */
};

struct lines {
    const struct item *items;
    struct line *line;
    size_t n;
    mpt height;
    bool too_wide; /* an item wider than the measure */
};

struct lines lines_break(struct maker *m, const struct items *items, const struct para *p);
void line_draw(struct maker *m, struct drawing *g, const struct lines *lines, size_t i,
               const struct para *p, mpt x, mpt y);
void report_too_wide(struct maker *m, const struct doc_node *node, mpt width);

/* justify.c: how far a line's items stand from where their widths put them. */
struct spacing {
    const struct item *items;
    const struct line *line;
    mpt size;
    mpt *before, *behind; /* by item, from the line's first */
};

bool one_unit(const struct item *a, const struct item *b); /* two halves of one dash (K6) */
mpt line_room(const struct item *items, const struct line *ln, mpt size); /* what J2 could take */
/* NULL arrays when every item stands where its width puts it. `rest`: room left on the line. */
struct spacing line_spacing(struct maker *m, const struct lines *lines, const struct line *ln,
                            const struct para *p, mpt rest);

/* Footnotes whose marks stand in a piece, by their place in struct notes. */
struct marks {
    uint16_t *at;
    size_t n, cap;
};

/* The flow: boxes from a document's top to its end, not yet on pages. */
struct piece {
    const struct layout_box *box; /* NULL: a new page begins */
    uint32_t tree;                /* LAYOUT_TREE of a shared block's box */
    mpt x, before;                /* before: vanishes at a page's top */
    mpt sink;                     /* a cover's: room that stays at a page's top */
    bool exact;                   /* before is as wished, whatever stood above */
    bool keep;                    /* with the next piece */
    bool header;                  /* of its table */
    uint8_t level;                /* of a heading */
    struct str title, anchor;
    const struct frame *table;
    const struct tall *tall;
    struct marks marks;
    struct pos pos;
};

struct flow {
    struct arena *a;
    struct piece *piece;
    size_t n, cap;
    mpt after; /* least room before the next piece */
};

void flow_add(struct flow *f, struct piece p);

/* A table on paper: what a page that it goes on to must repeat. */
struct frame {
    mpt x, width;
    const struct layout_box *edge; /* NULL: no lines */
    struct piece *header;
    size_t nheader;
    mpt header_height;
    bool begun; /* its first row is there */
};

/* A row taller than half a page, in lines, so that it can be split. */
struct tall_line {
    mpt top, height;
    struct marks marks;
    struct layout_op *ops;
    size_t n;
};
struct tall_cell {
    mpt x;
    struct tall_line *line;
    size_t n;
};
struct tall {
    mpt width, height;
    bool ruled;
    mpt *x; /* of the lines between columns */
    size_t nx;
    struct tall_cell *cell;
    size_t ncells;
};

/* Draws what fits into `avail` from the lines at from[0 … ncells), which move on. NULL when nothing
 * fits; *done when nothing is left. `marks`: those in the lines drawn. */
const struct layout_box *tall_part(struct maker *m, const struct tall *t, size_t *from, mpt avail,
                                   bool *done, struct marks *marks);

/* notes.c: a document's footnotes, in the order of their definitions. */
#define NOTE_ANCHOR "note:" /* and its number: what a mark leads to */
struct note {
    const struct doc_node *node;
    int number;          /* in the order of first marks; 0: no mark is left */
    struct piece *piece; /* what it was laid out to */
    size_t n;
    mpt height, least; /* all of it; what must stand on the page of its mark */
    uint32_t element;  /* beside its first mark, in the document's tree; 0: behind all else */
    bool begun;        /* its first piece has its page, or waits for one */
};
struct notes {
    struct note *note;
    size_t *order; /* by number, less 1 */
    size_t n, nmarked;
    const struct tree *tree; /* the document's */
    size_t before; /* in the document's earlier parts */
};

void notes_find(struct maker *m, const struct doc_node *doc, size_t before);
/* The note of a mark; NULL when there is none. */
const struct note *notes_lookup(const struct maker *m, const struct doc_node *mark);
/* Which marks stand below these nodes, with their numbers. */
struct str notes_key(const struct maker *m, const struct doc_node *const *nodes, size_t n);
void notes_in_lines(struct maker *m, const struct lines *lines, size_t from, size_t to,
                    struct marks *marks);
void marks_add(struct maker *m, struct marks *to, const struct marks *from);

/* The foot of the present page: notes under a short rule. */
struct foot {
    struct maker *m;
    const struct piece **queue; /* of notes begun: what has no page yet is from `next` on */
    size_t next, n, cap;
    struct layout_placed *placed; /* y from the foot's top */
    size_t nplaced, placed_cap;
    mpt height; /* 0: nothing stands there */
};

/* What the foot needs at least when these marks come to the page. */
mpt foot_need(const struct foot *f, const struct marks *marks);
void foot_begin(struct foot *f, const struct marks *marks); /* their notes wait for a place */
/* Places what waits and fits into `room`; with `force`, one piece at least. */
void foot_fill(struct foot *f, mpt room, bool force);
void foot_clear(struct foot *f); /* the next page's */

/* blocks.c */
struct place {
    mpt x, width, size;
};
void blocks_flow(struct maker *m, const struct doc_node *doc, size_t notes, struct flow *f);

mpt text_width(struct maker *m, struct str text, mpt size);

/* blocks.c: the column that all numbers of a list stand in, so that its texts align (I2). */
mpt list_column(struct maker *m, const struct doc_node *list, mpt size);

/* clauses.c: where the blocks of one parent stand, one after the other. */
struct clauses {
    struct {
        enum clause_style style;
        mpt text; /* where its text begins */
    } open[CLAUSE_STYLE_COUNT];
    size_t n;
};
/* How far from the left its next block begins. */
mpt clause_indent(struct maker *m, struct clauses *c, const struct doc_node *n, mpt size);

/* hints.c */
/* A number of at most three decimals, times 1000; `otherwise` when the hint is absent. */
int32_t hint_number(struct maker *m, const struct doc_node *n, const char *key, int32_t otherwise,
                    int32_t least, int32_t most);
enum para_align hint_align(struct maker *m, const struct doc_node *n, enum para_align otherwise);
enum clause_style hint_numbers(struct maker *m, const struct doc_node *n); /* of a list */
/* A table's widths, in proportion; false when there are none. They must be `count`. */
bool hint_widths(struct maker *m, const struct doc_node *n, int32_t *widths, size_t count);

/* figure.c: pictures. */
bool is_figure(const struct doc_node *n); /* a paragraph that is one picture */
bool is_picture(const struct doc_node *n);
bool has_only_pictures(const struct doc_node *n); /* several, beside each other where they fit */
void figure_size(const struct layout *l, const struct image *image, mpt width, mpt wide, mpt *w,
                 mpt *h); /* wide: as wished, 0: as the file says */
void figure_add(struct inlines *b, const struct doc_node *n); /* a picture in a line, its caption below */

/* shared.c: what a shared block was laid out to, by all that decides it. */
struct memo_key {
    const struct layout *layout;
    mpt x, width, size;
    int number;
    uint64_t extra;
    struct str marks; /* notes_key */
};
/* Adds the remembered pieces of `n` to `f`; false when there are none. */
bool memo_recall(struct maker *m, const struct doc_node *n, const struct memo_key *key,
                 struct flow *f);
/* m: the maker of the shared block, with a tree of its own. */
void memo_keep(struct maker *m, const struct doc_node *n, const struct memo_key *key,
               const struct flow *f);
/* The maker of a shared block: in the run's arena, with a tree of its own. */
struct maker shared_maker(const struct maker *m, struct tree *tree, bool *failed);

/* table.c, row.c */
void table_flow(struct maker *m, const struct doc_node *table, struct place at, struct flow *f);

struct table {
    const struct doc_node *node;
    struct place at;
    mpt *x; /* ncols + 1 places from the table's left */
    size_t ncols;
    bool ruled;
    bool top; /* cells' text stands at their top, not in their middle */
    bool contents; /* it is a table of contents */
    mpt least;     /* height of a body row */
    const struct doc_node **rows;
    size_t nrows, nheader, cap;
    uint64_t key;
};
struct piece row_group(struct maker *m, const struct table *t, size_t first, size_t n);

/* widths.c: the columns' widths in proportion, so that each cell has room: as much as it wishes, else
 * as much as its words need, else as much as its widest character. False, with an error, when the
 * table has no room even so. */
bool widths_find(struct maker *m, const struct table *t, int32_t *widths);

/* foot.c */
const struct layout_box *edge_box(struct maker *m, mpt width); /* the line that closes a table */
const struct layout_box *note_rule_box(struct maker *m);       /* above a page's footnotes */
const struct layout_box *number_box(struct maker *m, const struct layout_page *page);
const struct layout_box *head_box(struct maker *m, struct str text);
const struct layout_box *watermark_box(struct maker *m, const struct doc_node *doc);
const struct layout_box *footer_box(struct maker *m, struct str text, const struct doc_node *doc);

/* The text's area. */
mpt page_height(const struct layout *l);
mpt page_width(const struct layout *l);

#endif
