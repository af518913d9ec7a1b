#include "base/utf8.h"
#include "data/source.h"

#define SEARCHED_ROWS 30 /* from the top, for the header */

/* How well a row serves as the header. */
struct match {
    size_t *column_of;
    size_t required, found;
};

struct header {
    struct source *src;
    struct str *names, *labels; /* of the dataset's columns, folded */
    size_t required;
    struct arena *arena;
    struct diag *diag;
};

struct str source_fold(struct str name, struct arena *a)
{
    struct str half = value_half_width(name, a);
    char *to = arena_alloc(a, half.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < half.len; i++) {
        char c = half.ptr[i];

        if (c >= 'A' && c <= 'Z')
            to[n++] = (char)(c - 'A' + 'a');
        else if (c != ' ' && (c < '\t' || c > '\r'))
            to[n++] = c;
    }
    return (struct str){to, n};
}

struct str source_label(struct str label, struct str name)
{
    return label.len ? label : name;
}

static struct str label_of(const struct kit_column *c)
{
    return source_label(c->spec.label, c->name);
}

static const struct sheet_row *header_row(const struct source *src)
{
    return &src->sheet.rows[src->header];
}

static void fold_columns(struct header *h)
{
    const struct kit_dataset *set = h->src->set;

    h->names = arena_array(h->arena, set->ncolumns, sizeof *h->names);
    h->labels = arena_array(h->arena, set->ncolumns, sizeof *h->labels);
    for (size_t i = 0; i < set->ncolumns; i++) {
        h->names[i] = source_fold(set->columns[i].name, h->arena);
        h->labels[i] = source_fold(label_of(&set->columns[i]), h->arena);
        h->required += set->columns[i].required || set->columns[i].key;
    }
}

static size_t column_called(const struct header *h, struct str folded)
{
    for (size_t i = 0; i < h->src->set->ncolumns; i++)
        if (folded.len && (str_eq(folded, h->names[i]) || str_eq(folded, h->labels[i])))
            return i;
    return SOURCE_NONE;
}

static struct match match_row(const struct header *h, const struct sheet_row *row)
{
    const struct kit_dataset *set = h->src->set;
    struct match m = {.column_of = arena_array(h->arena, set->ncolumns, sizeof *m.column_of)};

    for (size_t i = 0; i < set->ncolumns; i++)
        m.column_of[i] = SOURCE_NONE;
    for (size_t c = 0; c < row->ncells; c++) {
        size_t i = column_called(h, source_fold(row->cells[c].text, h->arena));

        if (i == SOURCE_NONE || m.column_of[i] != SOURCE_NONE)
            continue;
        m.column_of[i] = c;
        m.found++;
        m.required += set->columns[i].required || set->columns[i].key;
    }
    return m;
}

/* Does the next row have a heading that was merged down into it? Then it is a heading too. */
static bool repeats_heading(const struct source *src)
{
    const struct sheet_row *next = src->header + 1 < src->sheet.nrows ? header_row(src) + 1 : NULL;

    for (size_t i = 0; next && i < src->set->ncolumns; i++) {
        size_t at = src->column_of[i];

        if (at < next->ncells &&
            (next->cells[at].flaw == SHEET_MERGED_DOWN ||
             next->cells[at].flaw == SHEET_MERGED_ON) &&
            str_eq(next->cells[at].text, header_row(src)->cells[at].text))
            return true;
    }
    return false;
}

/* The first row with every required column, else the one with the most columns. */
static bool choose_row(struct header *h)
{
    struct source *src = h->src;
    size_t best = 0;

    for (size_t i = 0; i < src->sheet.nrows && i < SEARCHED_ROWS; i++) {
        struct match m = match_row(h, &src->sheet.rows[i]);

        if (m.found > best || (m.found && m.required == h->required)) {
            best = m.found;
            src->header = i;
            src->column_of = m.column_of;
        }
        if (m.found && m.required == h->required)
            break;
    }
    while (best && repeats_heading(src))
        src->header++;
    return best > 0;
}

static void report_no_header(struct header *h)
{
    const struct kit_dataset *set = h->src->set;
    struct buf needed = {0};

    for (size_t i = 0; i < set->ncolumns; i++) {
        if (h->required && !set->columns[i].required && !set->columns[i].key)
            continue;
        buf_str(&needed, needed.len ? STR("、") : STR(""));
        buf_str(&needed, label_of(&set->columns[i]));
    }
    h->src->broken = true;
    diag(h->diag, DIAG_NO_HEADER,
         pos_cell(h->src->sheet.file, h->src->sheet.name, h->src->sheet.rows[0].row, 1),
         source_label(set->label, set->name), buf_view(&needed));
    buf_free(&needed);
}

/* The header's texts that no column has; their columns in `at`. */
static size_t list_unread(const struct header *h, struct str *texts, size_t *at)
{
    const struct sheet_row *row = header_row(h->src);
    size_t n = 0;

    for (size_t c = 0; c < row->ncells; c++) {
        struct str text = str_trim(row->cells[c].text);

        if (text.len && column_called(h, source_fold(text, h->arena)) == SOURCE_NONE) {
            texts[n] = text;
            at[n++] = c;
        }
    }
    return n;
}

/* Each required column that is missing, with the unread text that is most like it, which is then
 * taken off the list: one message for one mistake. */
static size_t report_missing(struct header *h, struct str *texts, size_t *at, size_t n)
{
    struct source *src = h->src;

    for (size_t i = 0; i < src->set->ncolumns; i++) {
        const struct kit_column *c = &src->set->columns[i];
        struct str near;
        size_t k = 0;

        if (src->column_of[i] != SOURCE_NONE || !(c->required || c->key))
            continue;
        near = utf8_nearest(label_of(c), texts, n);
        if (near.len == 0)
            near = utf8_nearest(c->name, texts, n);
        while (near.len && k < n && texts[k].ptr != near.ptr)
            k++;
        src->broken = true;
        diag(h->diag, near.len ? DIAG_COLUMN_MISSING : DIAG_COLUMN_ABSENT,
             near.len ? sheet_pos(&src->sheet, header_row(src), at[k])
                      : source_pos(src, header_row(src)->row, i),
             label_of(c), near);
        for (; near.len && k + 1 < n; k++) {
            texts[k] = texts[k + 1];
            at[k] = at[k + 1];
        }
        n -= near.len > 0;
    }
    return n;
}

static void report_unread(struct header *h, const struct str *texts, const size_t *at, size_t n)
{
    struct source *src = h->src;
    struct str *absent = arena_array(h->arena, src->set->ncolumns, sizeof *absent);
    size_t nabsent = 0;

    for (size_t i = 0; i < src->set->ncolumns; i++)
        if (src->column_of[i] == SOURCE_NONE)
            absent[nabsent++] = label_of(&src->set->columns[i]);
    for (size_t k = 0; k < n; k++)
        diag(h->diag, DIAG_COLUMN_UNREAD, sheet_pos(&src->sheet, header_row(src), at[k]), texts[k],
             utf8_nearest(texts[k], absent, nabsent));
}

static void report_twice(struct header *h)
{
    struct source *src = h->src;
    const struct sheet_row *row = header_row(src);

    for (size_t c = 0; c < row->ncells; c++) {
        size_t i = column_called(h, source_fold(row->cells[c].text, h->arena));
        char first[24];

        if (i == SOURCE_NONE || src->column_of[i] == c)
            continue;
        pos_cell_name(row->row, (uint32_t)src->column_of[i] + 1, first);
        diag(h->diag, DIAG_COLUMN_TWICE, sheet_pos(&src->sheet, row, c),
             str_trim(row->cells[c].text), str_from(first));
    }
}

void source_find_header(struct source *src, struct arena *a, struct diag *d)
{
    struct header h = {.src = src, .arena = a, .diag = d};
    struct str *texts;
    size_t *at, n;

    fold_columns(&h);
    if (!choose_row(&h)) {
        report_no_header(&h);
        return;
    }
    texts = arena_array(a, header_row(src)->ncells, sizeof *texts);
    at = arena_array(a, header_row(src)->ncells, sizeof *at);
    n = list_unread(&h, texts, at);
    n = report_missing(&h, texts, at, n);
    report_unread(&h, texts, at, n);
    report_twice(&h);
}
