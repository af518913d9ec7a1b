#include "data/workbook.h"

#include <string.h>

#include "base/form_sheet.h"
#include "base/utf8.h"
#include "data/book.h"

#define TYPES_ENTRY     "[Content_Types].xml"
#define MIMETYPE_ENTRY  "mimetype"
#define MANIFEST_ENTRY  "META-INF/manifest.xml"
#define MOST_HEAD_BYTES ((size_t)256 * 1024) /* of these entries */
#define MOST_VISITS     ((size_t)32 * 1000 * 1000)
#define MOST_RANGES     8 /* that a message about hidden rows names */

static bool has(struct str s, struct str part)
{
    return str_find(s, part) < s.len;
}

static bool is_zip(struct str bytes)
{
    return str_starts(bytes, STR("PK\003\004")) || str_starts(bytes, STR("PK\005\006"));
}

/* A word as the directory of a compound file has it, UTF-16LE. */
static bool has_wide(struct str bytes, const char *word)
{
    char wide[64];
    size_t n = strlen(word);

    for (size_t i = 0; i < n; i++) {
        wide[2 * i] = word[i];
        wide[2 * i + 1] = 0;
    }
    return memmem(bytes.ptr, bytes.len, wide, 2 * n) != NULL;
}

static enum workbook_kind compound_kind(struct str bytes)
{
    if (has_wide(bytes, "EncryptedPackage"))
        return WORKBOOK_ENCRYPTED;
    return has_wide(bytes, "Workbook") || has_wide(bytes, "Book") ? WORKBOOK_XLS : WORKBOOK_NONE;
}

/* ODF's own way to say what a package is; `word` names what it holds otherwise. */
static enum workbook_kind odf_kind(struct archive *z, struct arena *a, const char **word)
{
    struct str type = archive_text(z, MIMETYPE_ENTRY, 256, a);

    if (!str_starts(type, STR("application/vnd.oasis.opendocument.")))
        return WORKBOOK_NONE;
    if (has(archive_text(z, MANIFEST_ENTRY, MOST_HEAD_BYTES, a), STR("encryption-data")))
        return WORKBOOK_ENCRYPTED;
    if (has(type, STR(".spreadsheet")))
        return WORKBOOK_ODS;
    *word = has(type, STR(".text")) ? "ODT" : has(type, STR(".presentation")) ? "ODP" : "ODF";
    return WORKBOOK_OTHER_ZIP;
}

static enum workbook_kind package_kind(struct archive *z, struct arena *a, const char **word)
{
    struct str types = archive_text(z, TYPES_ENTRY, MOST_HEAD_BYTES, a);

    *word = "ZIP";
    if (has(types, STR("ms-excel.sheet.binary")))
        return WORKBOOK_XLS;
    if (has(types, STR("spreadsheetml.sheet.main")) ||
        has(types, STR("spreadsheetml.template.main")) || has(types, STR("ms-excel.sheet.macro")) ||
        has(types, STR("ms-excel.template.macro")))
        return WORKBOOK_XLSX;
    if (has(types, STR("wordprocessingml")))
        *word = "DOCX";
    else if (has(types, STR("presentationml")))
        *word = "PPTX";
    return WORKBOOK_OTHER_ZIP;
}

static enum workbook_kind archive_kind(struct archive *z, const char **word)
{
    struct arena *a = arena_new();
    enum workbook_kind kind = odf_kind(z, a, word);

    if (kind == WORKBOOK_NONE)
        kind = package_kind(z, a, word);
    arena_free(a);
    return kind;
}

static enum workbook_kind kind_of(struct str bytes, struct archive **z, enum archive_result *result,
                                  const char **word)
{
    *z = NULL;
    *word = "";
    if (str_starts(bytes, STR("\xD0\xCF\x11\xE0")))
        return compound_kind(bytes);
    if (!is_zip(bytes))
        return WORKBOOK_NONE;
    *result = archive_open(bytes, z);
    return *result == ARCHIVE_OK ? archive_kind(*z, word) : WORKBOOK_DAMAGED;
}

enum workbook_kind workbook_kind(struct str bytes)
{
    enum archive_result result;
    struct archive *z;
    const char *word;
    enum workbook_kind kind = kind_of(bytes, &z, &result, &word);

    archive_close(z);
    return kind;
}

static bool report_archive(struct book *b, enum archive_result result, const char *entry)
{
    struct pos pos = pos_file(b->out->file);

    switch (result) {
    case ARCHIVE_PASSWORD:
        return diag(b->diag, DIAG_WORKBOOK_ENCRYPTED, pos);
    case ARCHIVE_ENTRIES:
        return diag(b->diag, DIAG_WORKBOOK_ENTRIES, pos,
                    arena_fmt(b->arena, "%d", ARCHIVE_MAX_ENTRIES));
    case ARCHIVE_UNPACKED:
        return diag(b->diag, DIAG_WORKBOOK_UNPACKED, pos,
                    arena_fmt(b->arena, "%d", (int)(ARCHIVE_MAX_UNPACKED >> 20)));
    case ARCHIVE_RATIO:
        return diag(b->diag, DIAG_WORKBOOK_RATIO, pos, arena_fmt(b->arena, "%d", ARCHIVE_MAX_RATIO),
                    str_from(entry));
    default:
        return diag(b->diag, DIAG_WORKBOOK_DAMAGED, pos, str_from(entry));
    }
}

bool book_damaged(struct book *b, const char *entry)
{
    b->failed = true;
    return diag(b->diag, DIAG_WORKBOOK_DAMAGED, pos_file(b->out->file), str_from(entry));
}

bool book_damaged_row(struct book *b, uint32_t row, const char *entry)
{
    b->failed = true;
    return diag(b->diag, DIAG_WORKBOOK_DAMAGED, pos_cell(b->out->file, b->sheet->table.name, row, 0),
                str_from(entry));
}

bool book_xml(struct book *b, const char *entry, bool needed, const struct xml_handler *handler,
              void *me)
{
    enum xml_result result = xml_read(b->zip, entry, handler, me);
    enum archive_result state = archive_state(b->zip);

    if (b->failed)
        return false;
    if (result == XML_READ_OK || (result == XML_READ_ARCHIVE && state == ARCHIVE_ABSENT && !needed))
        return true;
    b->failed = true;
    if (result == XML_READ_ARCHIVE)
        return report_archive(b, state, entry);
    if (result == XML_READ_DEEP)
        return diag(b->diag, DIAG_TOO_DEEP, pos_file(b->out->file));
    return book_damaged(b, entry);
}

bool book_too_many(struct book *b, enum diag_id id, struct pos pos, size_t most)
{
    b->failed = true;
    return diag(b->diag, id, pos, arena_fmt(b->arena, "%zu", most));
}

bool book_begin_sheet(struct book *b, struct str name, bool hidden)
{
    struct workbook *w = b->out;

    if (w->nsheets >= WORKBOOK_MAX_SHEETS)
        return book_too_many(b, DIAG_TOO_MANY_SHEETS, pos_file(w->file), WORKBOOK_MAX_SHEETS);
    b->total += b->made.total;
    arena_grow(b->arena, &w->sheets, &b->cap_sheets, w->nsheets, sizeof *w->sheets);
    b->sheet = &w->sheets[w->nsheets++];
    *b->sheet = (struct workbook_sheet){
        .table = {.file = w->file, .name = arena_str(b->arena, name).ptr}, .hidden = hidden};
    b->made = (struct sheet_maker){.arena = b->arena,
                                   .out = &b->sheet->table,
                                   .cells = b->made.cells,
                                   .cap_cells = b->made.cap_cells};
    b->cap_merges = 0;
    return true;
}

void book_put(struct book *b, uint32_t row, size_t col, struct sheet_cell cell)
{
    if (cell.text.len == 0 && !cell.flaw)
        return;
    b->text += cell.text.len;
    if (col < SHEET_MAX_COLUMNS) {
        sheet_put(&b->made, col, cell);
    } else if (!b->sheet->wide_row) {
        b->sheet->wide_row = row;
        b->sheet->wide_col = (uint32_t)col + 1;
    }
}

bool book_keep_row(struct book *b, uint32_t row, bool hidden)
{
    struct sheet *s = &b->sheet->table;
    struct pos pos = pos_cell(s->file, s->name, row, 1);

    sheet_keep_row(&b->made, row, hidden);
    if (s->nrows > SHEET_MAX_ROWS)
        return book_too_many(b, DIAG_TOO_MANY_ROWS, pos, SHEET_MAX_ROWS);
    if (b->total + b->made.total > WORKBOOK_MAX_CELLS)
        return book_too_many(b, DIAG_TOO_MANY_CELLS, pos, WORKBOOK_MAX_CELLS);
    if (b->text > WORKBOOK_MAX_TEXT)
        return book_too_many(b, DIAG_WORKBOOK_UNPACKED, pos, WORKBOOK_MAX_TEXT >> 20);
    return true;
}

bool book_add_merge(struct book *b, struct workbook_merge m)
{
    struct workbook_sheet *s = b->sheet;

    if (s->nmerges >= WORKBOOK_MAX_MERGES)
        return book_too_many(b, DIAG_TOO_MANY_MERGES,
                        pos_cell(s->table.file, s->table.name, m.row, m.col), WORKBOOK_MAX_MERGES);
    if (m.col > SHEET_MAX_COLUMNS || (m.row == m.last_row && m.col == m.last_col))
        return true;
    if (m.last_col > SHEET_MAX_COLUMNS)
        m.last_col = SHEET_MAX_COLUMNS;
    arena_grow(b->arena, &s->merges, &b->cap_merges, s->nmerges, sizeof *s->merges);
    s->merges[s->nmerges++] = m;
    return true;
}

void book_hide_columns(struct book *b, size_t first, size_t last)
{
    if (!b->sheet->hidden_columns)
        b->sheet->hidden_columns = arena_array(b->arena, SHEET_MAX_COLUMNS, sizeof(bool));
    for (size_t i = first; i <= last && i < SHEET_MAX_COLUMNS; i++)
        b->sheet->hidden_columns[i] = true;
}

static void empty_covered(struct sheet_row *row, const struct workbook_merge *m)
{
    size_t first = m->col - 1 + (row->row == m->row);

    for (size_t c = first; c < m->last_col && c < row->ncells; c++)
        row->cells[c] = (struct sheet_cell){0};
}

/* Merges that lie on each other are no workbook's: without a limit they would cost time. */
bool book_end_sheet(struct book *b)
{
    struct sheet *s = &b->sheet->table;
    size_t visits = 0;

    for (size_t i = 0; i < b->sheet->nmerges; i++) {
        const struct workbook_merge *m = &b->sheet->merges[i];

        for (size_t r = sheet_row_from(s, m->row); r < s->nrows && s->rows[r].row <= m->last_row; r++) {
            visits += 1 + m->last_col - m->col;
            if (visits > MOST_VISITS)
                return book_damaged(b, "mergeCells");
            empty_covered(&s->rows[r], m);
        }
    }
    return true;
}

void book_put_text(struct buf *to, const char *bytes, size_t n)
{
    size_t most = 4 * (SHEET_MAX_CELL + 1);
    size_t room = to->len < most ? most - to->len : 0;

    if (n > room)
        for (n = room; n && ((unsigned char)bytes[n] & 0xC0) == 0x80;)
            n--;
    buf_put(to, bytes, n);
}

struct sheet_cell book_text_cell(struct str text, struct arena *a)
{
    bool too_long = text.len > SHEET_MAX_CELL && utf8_count(text) > SHEET_MAX_CELL;

    return (struct sheet_cell){.text = a ? arena_str(a, text) : text,
                               .flaw = too_long ? SHEET_TOO_LONG : SHEET_SOUND};
}

static bool wrong_kind(struct book *b, enum workbook_kind kind, const char *word)
{
    static const enum diag_id ids[] = {[WORKBOOK_NONE] = DIAG_WORKBOOK_NONE,
                                       [WORKBOOK_XLS] = DIAG_WORKBOOK_XLS,
                                       [WORKBOOK_ENCRYPTED] = DIAG_WORKBOOK_ENCRYPTED,
                                       [WORKBOOK_OTHER_ZIP] = DIAG_WORKBOOK_OTHER};

    if (word && strcmp(word, "ZIP") == 0)
        word = diag_lang(b->diag) == DIAG_ZH ? "壓縮檔（ZIP）" : "an archive (ZIP)";
    return diag(b->diag, ids[kind], pos_file(b->out->file), str_from(word));
}

static bool read_book(struct book *b, struct str bytes)
{
    enum archive_result result = ARCHIVE_OK;
    const char *word;
    enum workbook_kind kind = kind_of(bytes, &b->zip, &result, &word);

    if (kind == WORKBOOK_DAMAGED)
        return report_archive(b, result, "ZIP");
    if (kind != WORKBOOK_XLSX && kind != WORKBOOK_ODS)
        return wrong_kind(b, kind, word);
    if (archive_has(b->zip, "xl/vbaProject.bin"))
        diag(b->diag, DIAG_WORKBOOK_MACROS, pos_file(b->out->file));
    return kind == WORKBOOK_XLSX ? xlsx_read(b) : ods_read(b);
}

struct workbook *workbook_read(const char *path, struct str bytes, struct arena *a, struct diag *d)
{
    struct book b = {.arena = a, .diag = d, .out = arena_alloc(a, sizeof *b.out)};
    bool ok;

    b.out->file = path;
    ok = read_book(&b, bytes);
    archive_close(b.zip);
    return ok ? b.out : NULL;
}

const struct workbook_sheet *workbook_sheet(const struct workbook *w, struct str name)
{
    for (size_t i = 0; i < w->nsheets; i++)
        if (str_eq(str_from(w->sheets[i].table.name), name))
            return &w->sheets[i];
    return NULL;
}

bool workbook_is_form(const struct workbook *w)
{
    const struct workbook_sheet *s = workbook_sheet(w, STR(FORM_SHEET));

    return s && s->hidden;
}

struct filler {
    struct sheet *sheet;
    size_t room; /* for cells that are not there yet, in all sheets: WORKBOOK_MAX_CELLS holds here too */
    struct arena *arena;
};

/* NULL when there is no more room. */
static struct sheet_cell *cell_for(struct filler *f, struct sheet_row *row, size_t col)
{
    if (col >= row->ncells) {
        struct sheet_cell *cells;

        if (f->room <= col)
            return NULL;
        f->room -= col + 1;
        cells = arena_array(f->arena, col + 1, sizeof *cells);

        memcpy(cells, row->cells, row->ncells * sizeof *cells);
        row->cells = cells;
        row->ncells = col + 1;
    }
    return &row->cells[col];
}

static bool fill_down(struct filler *f, const struct workbook_merge *m)
{
    struct sheet *s = f->sheet;
    const struct sheet_cell *above = sheet_cell_at(s, m->row, m->col);
    enum sheet_flaw flaw = SHEET_MERGED_DOWN;

    if (!above)
        return true;
    for (size_t r = sheet_row_from(s, m->row + 1); r < s->nrows && s->rows[r].row <= m->last_row; r++) {
        struct sheet_cell *cell = cell_for(f, &s->rows[r], m->col - 1);

        if (!cell)
            return false;
        *cell = *above;
        if (cell->flaw == SHEET_SOUND)
            cell->flaw = flaw;
        flaw = SHEET_MERGED_ON;
    }
    return true;
}

static bool mark_across(struct filler *f, const struct workbook_merge *m)
{
    struct sheet *s = f->sheet;

    for (size_t r = sheet_row_from(s, m->row); r < s->nrows && s->rows[r].row <= m->last_row; r++)
        for (size_t c = m->last_col; c >= m->col; c--) {
            struct sheet_cell *cell = cell_for(f, &s->rows[r], c - 1);

            if (!cell)
                return false;
            cell->flaw = SHEET_MERGED_ACROSS;
        }
    return true;
}

bool workbook_fill_merged(struct workbook *w, struct arena *a)
{
    struct filler f = {.room = WORKBOOK_MAX_CELLS, .arena = a};

    for (size_t i = 0; i < w->nsheets; i++) {
        const struct workbook_sheet *s = &w->sheets[i];

        f.sheet = &w->sheets[i].table;
        for (size_t k = 0; k < s->nmerges; k++) {
            const struct workbook_merge *m = &s->merges[k];

            if (!(m->col == m->last_col ? fill_down(&f, m) : mark_across(&f, m)))
                return false;
        }
    }
    return true;
}

static void put_range(struct buf *b, size_t n, struct str first, struct str last)
{
    if (n > MOST_RANGES)
        return;
    buf_str(b, n ? STR("、") : STR(""));
    if (n == MOST_RANGES)
        buf_str(b, STR("…"));
    else if (str_eq(first, last))
        buf_str(b, first);
    else
        buf_fmt(b, "%.*s-%.*s", STR_ARG(first), STR_ARG(last));
}

static void report_hidden_rows(const struct sheet *s, struct arena *a, struct diag *d)
{
    struct buf ranges = {0};
    size_t n = 0, first = 0, last;

    for (size_t r = 0; r < s->nrows; r = last + 1) {
        for (last = r; s->rows[r].hidden && last + 1 < s->nrows && s->rows[last + 1].hidden;)
            last++;
        if (!s->rows[r].hidden)
            continue;
        first = n ? first : r;
        put_range(&ranges, n++, arena_fmt(a, "%u", s->rows[r].row),
                  arena_fmt(a, "%u", s->rows[last].row));
    }
    if (n)
        diag(d, DIAG_HIDDEN_ROWS, sheet_pos(s, &s->rows[first], 0), buf_view(&ranges));
    buf_free(&ranges);
}

static struct str column_name(size_t col, struct arena *a)
{
    char name[16];

    pos_cell_name(1, (uint32_t)col + 1, name);
    return arena_str(a, (struct str){name, strlen(name) - 1});
}

static void find_used(const struct sheet *s, bool used[SHEET_MAX_COLUMNS])
{
    for (size_t r = 0; r < s->nrows; r++)
        for (size_t c = 0; c < s->rows[r].ncells; c++)
            used[c] |= s->rows[r].cells[c].text.len > 0;
}

static void report_hidden_columns(const struct workbook_sheet *s, struct arena *a, struct diag *d)
{
    bool used[SHEET_MAX_COLUMNS] = {false};
    struct buf ranges = {0};
    size_t n = 0, first = 0, last;

    find_used(&s->table, used);
    for (size_t c = 0; c < SHEET_MAX_COLUMNS; c++)
        used[c] &= s->hidden_columns[c];
    for (size_t c = 0; c < SHEET_MAX_COLUMNS; c = last + 1) {
        for (last = c; used[c] && last + 1 < SHEET_MAX_COLUMNS && used[last + 1];)
            last++;
        if (!used[c])
            continue;
        first = n ? first : c;
        put_range(&ranges, n++, column_name(c, a), column_name(last, a));
    }
    if (n)
        diag(d, DIAG_HIDDEN_COLUMNS, sheet_pos(&s->table, &s->table.rows[0], first),
             buf_view(&ranges));
    buf_free(&ranges);
}

void workbook_report_sheet(const struct workbook_sheet *s, struct diag *d)
{
    struct arena *a = arena_new();

    report_hidden_rows(&s->table, a, d);
    if (s->hidden_columns)
        report_hidden_columns(s, a, d);
    if (s->wide_row)
        diag(d, DIAG_TOO_MANY_COLUMNS,
             pos_cell(s->table.file, s->table.name, s->wide_row, s->wide_col),
             arena_fmt(a, "%d", SHEET_MAX_COLUMNS));
    arena_free(a);
}
