#include "data/csv.h"

#include <string.h>

#include "base/utf8.h"

#define MOST_BAD_CELLS 100 /* that are reported one by one */
#define MOST_HEX       8   /* byte codes that one message shows */
#define SNIFF_LINES    32
#define SNIFF_BYTES    ((size_t)64 * 1024)

struct reader {
    struct str s;
    const struct charset_text *text;
    struct arena *arena;
    struct diag *diag;
    struct sheet *out;
    struct sheet_maker made;
    size_t at;
    char separator;
    size_t ncells; /* of the row being read */
    uint32_t row;
    size_t mark; /* the next one to report */
    size_t bad_cells;
    bool has_nul, too_wide;
};

/* The most frequent of the three, outside quotes, in the first lines. */
static char sniff_separator(struct str s)
{
    static const char separators[] = ",\t;";
    size_t count[3] = {0}, lines = 0, best = 0;
    bool inside = false, cell_start = true;

    for (size_t i = 0; i < s.len && i < SNIFF_BYTES && lines < SNIFF_LINES; i++) {
        char c = s.ptr[i];
        const char *p = c ? strchr(separators, c) : NULL;

        if (c == '"') {
            inside = !inside && cell_start;
        } else if (!inside) {
            if (p)
                count[p - separators]++;
            lines += c == '\n' || (c == '\r' && i + 1 < s.len && s.ptr[i + 1] != '\n');
        }
        cell_start = !inside && (p || c == '\n' || c == '\r');
    }
    for (size_t k = 1; k < 3; k++)
        if (count[k] > count[best])
            best = k;
    return separators[best];
}

static bool at_cell_end(const struct reader *r, size_t at)
{
    return at >= r->s.len || r->s.ptr[at] == r->separator || r->s.ptr[at] == '\n' ||
           r->s.ptr[at] == '\r';
}

static struct pos here(const struct reader *r)
{
    return pos_cell(r->out->file, r->out->name, r->row, (uint32_t)r->ncells + 1);
}

static void put_hex(struct buf *b, size_t n, const struct charset_mark *m)
{
    if (n > MOST_HEX)
        return;
    buf_str(b, n ? STR(" ") : STR(""));
    if (n == MOST_HEX) {
        buf_str(b, STR("…"));
        return;
    }
    buf_str(b, STR("0x"));
    for (size_t i = 0; i < m->nbytes; i++)
        buf_fmt(b, "%02X", m->bytes[i]);
}

/* Reports the marks before byte `end`; true when there were any. */
static bool report_marks(struct reader *r, size_t end)
{
    struct buf hex[2] = {{0}, {0}};
    size_t n[2] = {0};

    for (; r->mark < r->text->nmarks && r->text->marks[r->mark].at < end; r->mark++) {
        const struct charset_mark *m = &r->text->marks[r->mark];

        put_hex(&hex[m->user_defined], n[m->user_defined], m);
        n[m->user_defined]++;
    }
    if (n[0] + n[1] == 0)
        return false;
    if (r->bad_cells++ < MOST_BAD_CELLS) {
        if (n[0])
            diag(r->diag, DIAG_BAD_BYTES, here(r), buf_view(&hex[0]),
                 str_from(charset_name(r->text->charset)));
        if (n[1])
            diag(r->diag, DIAG_USER_DEFINED, here(r), buf_view(&hex[1]));
    }
    buf_free(&hex[0]);
    buf_free(&hex[1]);
    return true;
}

static void add_cell(struct reader *r, struct str text, bool bad, size_t end)
{
    bad |= report_marks(r, end);
    if (r->has_nul && text.len && memchr(text.ptr, 0, text.len)) {
        bad = true;
        if (r->bad_cells++ < MOST_BAD_CELLS)
            diag(r->diag, DIAG_NUL, here(r));
    }
    if (text.len > SHEET_MAX_CELL && utf8_count(text) > SHEET_MAX_CELL) {
        bad = true;
        diag(r->diag, DIAG_CELL_TOO_LONG, here(r), arena_fmt(r->arena, "%zu", SHEET_MAX_CELL));
    }
    if (r->ncells >= SHEET_MAX_COLUMNS) {
        if (text.len && !r->too_wide) {
            r->too_wide = true;
            diag(r->diag, DIAG_TOO_MANY_COLUMNS, here(r),
                 arena_fmt(r->arena, "%d", SHEET_MAX_COLUMNS));
        }
        return;
    }
    sheet_put(&r->made, r->ncells++, (struct sheet_cell){.text = text, .bad = bad});
}

static struct str unescape(struct str s, struct arena *a)
{
    char *to = arena_alloc(a, s.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        to[n++] = c == '\r' ? '\n' : c;
        if (i + 1 < s.len &&
            ((c == '"' && s.ptr[i + 1] == '"') || (c == '\r' && s.ptr[i + 1] == '\n')))
            i++;
    }
    return (struct str){to, n};
}

static void read_plain(struct reader *r, bool bad)
{
    size_t start = r->at;

    while (!at_cell_end(r, r->at))
        r->at++;
    add_cell(r, str_slice(r->s, start, r->at), bad, r->at);
}

/* The quote at r->at opens a cell. Finds the byte of the one that closes it; false when none does.
 * Time stays linear: after a search that failed, every run of quotes up to where it ended is even,
 * and a cell that begins with such a run closes within it. */
static bool find_close(const struct reader *r, size_t *close, bool *escaped)
{
    size_t at = r->at + 1;

    *escaped = false;
    for (;;) {
        const char *q = at < r->s.len ? memchr(r->s.ptr + at, '"', r->s.len - at) : NULL;

        if (!q)
            return false;
        at = (size_t)(q - r->s.ptr) + 1;
        if (at >= r->s.len || *(q + 1) != '"')
            break;
        *escaped = true;
        at++;
    }
    *close = at - 1;
    return true;
}

static void read_quoted(struct reader *r)
{
    size_t close, end;
    bool escaped, found = find_close(r, &close, &escaped);
    struct str inside;
    bool many_lines;

    if (!found) {
        diag(r->diag, DIAG_QUOTE_OPEN, here(r));
        read_plain(r, true);
        return;
    }
    inside = str_slice(r->s, r->at + 1, close);
    escaped |= inside.len && memchr(inside.ptr, '\r', inside.len);
    for (end = close + 1; end < r->s.len && r->s.ptr[end] == ' ';)
        end++;
    if (!at_cell_end(r, end)) { /* what closes it is more likely another cell's opening */
        many_lines = inside.len &&
                     (memchr(inside.ptr, '\n', inside.len) || memchr(inside.ptr, '\r', inside.len));
        diag(r->diag, many_lines ? DIAG_QUOTE_OPEN : DIAG_QUOTE_AFTER, here(r));
        read_plain(r, true);
        return;
    }
    r->at = end;
    add_cell(r, escaped ? unescape(inside, r->arena) : inside, false, end);
}

static void read_row(struct reader *r)
{
    r->row++;
    r->ncells = r->made.ncells = 0;
    for (;;) {
        if (r->at < r->s.len && r->s.ptr[r->at] == '"')
            read_quoted(r);
        else
            read_plain(r, false);
        if (r->at >= r->s.len || r->s.ptr[r->at] != r->separator)
            break;
        r->at++;
    }
    if (str_starts(str_slice(r->s, r->at, r->s.len), STR("\r\n")))
        r->at += 2;
    else if (r->at < r->s.len)
        r->at++;
}

/* An eighth of NUL bytes is no accident: UTF-16 without a BOM, or no text at all. */
static bool is_text(struct reader *r)
{
    size_t nuls = 0;

    r->has_nul = r->s.len && memchr(r->s.ptr, 0, r->s.len);
    for (size_t i = 0; r->has_nul && i < r->s.len; i++)
        nuls += r->s.ptr[i] == 0;
    return nuls <= r->s.len / 8;
}

bool csv_read(const struct charset_text *text, const char *file, struct arena *a, struct diag *d,
              struct sheet *out)
{
    struct reader r = {.s = text->text,
                       .text = text,
                       .arena = a,
                       .diag = d,
                       .out = out,
                       .made = {.arena = a, .out = out}};
    size_t errors = diag_errors(d);

    *out = (struct sheet){.file = file};
    if (!is_text(&r))
        return diag(d, DIAG_NOT_TEXT, pos_file(file));
    r.separator = sniff_separator(r.s);
    while (r.at < r.s.len) {
        read_row(&r);
        sheet_keep_row(&r.made, r.row, false);
        if (out->nrows > SHEET_MAX_ROWS) {
            out->nrows--;
            diag(d, DIAG_TOO_MANY_ROWS, pos_cell(file, NULL, r.row, 1),
                 arena_fmt(a, "%d", SHEET_MAX_ROWS));
            break;
        }
    }
    if (r.bad_cells > MOST_BAD_CELLS)
        diag(d, DIAG_MORE_BAD_CELLS, pos_file(file),
             arena_fmt(a, "%zu", r.bad_cells - MOST_BAD_CELLS));
    return diag_errors(d) == errors;
}

static bool is_number(struct str s)
{
    size_t i = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'), digits = 0, points = 0;

    for (; i < s.len; i++) {
        digits += s.ptr[i] >= '0' && s.ptr[i] <= '9';
        points += s.ptr[i] == '.';
    }
    i = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+');
    return digits && points <= 1 && i + digits + points == s.len;
}

void csv_put_cell(struct buf *b, struct str cell, bool first)
{
    bool formula = cell.len && memchr("=+-@", cell.ptr[0], 4) && !is_number(cell);
    bool quote = false;

    for (size_t i = 0; i < cell.len; i++)
        quote |= memchr(",;\"\t\r\n", cell.ptr[i], 6) != NULL;
    if (!first)
        buf_char(b, ',');
    if (quote)
        buf_char(b, '"');
    if (formula)
        buf_char(b, '\'');
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.ptr[i] == '"')
            buf_char(b, '"');
        buf_char(b, cell.ptr[i]);
    }
    if (quote)
        buf_char(b, '"');
}
