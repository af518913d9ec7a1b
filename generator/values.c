/* The values of a document's fields: --data FILE, then --set key=value, which wins. */
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "data/csv.h"
#include "project.h"

#define MOST_YAML ((size_t)16 * 1024 * 1024)

struct setter {
    struct bind_form *form;
    struct arena *arena;
    struct diag *diag;
    bool ok;
};

static void set_cell(struct setter *s, struct str name, const struct sheet *sheet,
                     const struct sheet_row *row, size_t col)
{
    const struct sheet_cell *cell = col < row->ncells ? &row->cells[col] : NULL;

    if (str_trim(name).len == 0 || (cell && cell->bad))
        return;
    s->ok = bind_set(s->form, str_trim(name), cell ? cell->text : STR(""), false,
                     sheet_pos(sheet, row, col), s->diag) &&
            s->ok;
}

static struct str heading(const struct sheet *sheet, size_t col)
{
    return str_trim(sheet->rows[0].cells[col].text);
}

/* 欄位,值 at the top: a field in each row. */
static bool is_list(const struct sheet *sheet)
{
    static const struct str first[] = {STR("欄位"), STR("項目"), STR("field"), STR("key")};
    static const struct str second[] = {STR("值"), STR("內容"), STR("value")};
    bool fits[2] = {false, false};

    if (sheet->rows[0].ncells != 2)
        return false;
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        fits[0] |= str_eq(heading(sheet, 0), first[i]);
    for (size_t i = 0; i < sizeof second / sizeof *second; i++)
        fits[1] |= str_eq(heading(sheet, 1), second[i]);
    return fits[0] && fits[1];
}

/* A field in each row, but not 欄位,值 at the top: other words, or none. */
static bool is_list_without_head(const struct setter *s, const struct sheet *sheet)
{
    return sheet->nrows > 1 && sheet->rows[0].ncells == 2 && sheet->rows[1].ncells > 0 &&
           bind_has(s->form, str_trim(sheet->rows[1].cells[0].text));
}

static void set_sheet(struct setter *s, const struct sheet *sheet)
{
    if (sheet->nrows && is_list(sheet)) {
        for (size_t i = 1; i < sheet->nrows; i++)
            set_cell(s, sheet->rows[i].cells[0].text, sheet, &sheet->rows[i], 1);
    } else if (is_list_without_head(s, sheet)) {
        s->ok = diag(s->diag, DIAG_VALUES_HEAD, sheet_pos(sheet, &sheet->rows[0], 0), heading(sheet, 0),
                     heading(sheet, 1));
    } else if (sheet->nrows != 2) {
        s->ok = diag(s->diag, DIAG_NOT_RECORD, pos_file(sheet->file),
                     arena_fmt(s->arena, "%zu", sheet->nrows ? sheet->nrows - 1 : 0));
    } else {
        for (size_t col = 0; col < sheet->rows[0].ncells; col++)
            set_cell(s, sheet->rows[0].cells[col].text, sheet, &sheet->rows[1], col);
    }
}

static void set_csv(struct setter *s, const char *path, enum charset encoding)
{
    struct charset_text text;
    struct sheet sheet = {0};
    struct str bytes;

    s->ok = file_read(path, CSV_MAX_BYTES, s->arena, s->diag, &bytes);
    if (!s->ok)
        return;
    text = charset_decode(bytes, encoding, s->arena);
    s->ok = csv_read(&text, path, s->arena, s->diag, &sheet);
    set_sheet(s, &sheet);
}

static void set_yaml(struct setter *s, const char *path)
{
    const struct yaml *root;
    struct str text;

    s->ok = file_read(path, MOST_YAML, s->arena, s->diag, &text) &&
            (utf8_valid(text) || diag(s->diag, DIAG_NOT_UTF8, pos_file(path)));
    root = s->ok ? yaml_read(text, path, 0, s->arena, s->diag) : NULL;
    s->ok = root && yaml_must_be(root, YAML_MAPPING, s->diag);
    for (const struct yaml *y = s->ok ? root->first : NULL; y; y = y->next)
        s->ok = yaml_must_be(y, YAML_SCALAR, s->diag) &&
                bind_set(s->form, y->key, y->text, false, y->pos, s->diag) && s->ok;
}

static bool is_repeated(const struct options *o, size_t i)
{
    size_t key = strcspn(o->values[i], "=") + 1;

    for (size_t k = 0; k < i; k++)
        if (strncmp(o->values[k], o->values[i], key) == 0)
            return true;
    return false;
}

static void set_option(struct setter *s, const struct options *o, size_t i)
{
    struct str option = str_from(o->values[i]);
    size_t equals = str_find(option, STR("="));
    struct str key = str_trim(str_slice(option, 0, equals));
    struct str name = arena_fmt(s->arena, "--set %.*s", STR_ARG(key));

    if (!utf8_valid(option))
        s->ok = diag(s->diag, DIAG_NOT_UTF8, pos_file("--set"));
    else if (is_repeated(o, i))
        s->ok = diag(s->diag, DIAG_OPTION_TWICE, pos_none(), name);
    else
        s->ok = bind_set(s->form, key, str_slice(option, equals + 1, option.len), true,
                         pos_file(name.ptr), s->diag) &&
                s->ok;
}

bool project_set_values(struct bind_form *f, const struct options *o, struct arena *a,
                        struct diag *d)
{
    struct setter s = {.form = f, .arena = a, .diag = d, .ok = true};

    if (o->record && (str_ends(str_from(o->record), STR(".yaml")) ||
                      str_ends(str_from(o->record), STR(".yml"))))
        set_yaml(&s, o->record);
    else if (o->record)
        set_csv(&s, o->record, o->encoding);
    for (size_t i = 0; i < o->nvalues; i++)
        set_option(&s, o, i);
    return s.ok;
}
