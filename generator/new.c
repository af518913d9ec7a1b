/* formpress new: an empty data workbook of a kit, and the same as CSV. */
#include "backend/xlsx/xlsx.h"
#include "base/file.h"
#include "commands.h"
#include "data/csv.h"
#include "project.h"

/* The example row says so in its first cell; such rows are passed over when the data is read. */
static struct str example_of(const struct kit_column *c, size_t at, struct arena *a)
{
    if (at > 0 || !c->example.len)
        return c->example;
    return arena_fmt(a, "%s%.*s", LOAD_EXAMPLE, STR_ARG(c->example));
}

static bool write_csv(const char *dir, const struct kit_dataset *set, struct arena *a,
                      struct diag *d)
{
    struct str name = arena_fmt(a, "%.*s.csv", STR_ARG(set->label));
    const char *path = file_join(a, dir, name.ptr);
    struct buf b = {0};
    bool ok;

    if (file_exists(path))
        return diag(d, DIAG_EXISTS, pos_file(path));
    buf_str(&b, STR("\xEF\xBB\xBF")); /* Excel takes a CSV without a BOM for CP950 */
    for (size_t i = 0; i < set->ncolumns; i++)
        csv_put_cell(&b, set->columns[i].label, i == 0);
    buf_str(&b, STR("\r\n"));
    for (size_t i = 0; i < set->ncolumns; i++)
        csv_put_cell(&b, example_of(&set->columns[i], i, a), i == 0);
    buf_str(&b, STR("\r\n"));
    ok = file_write(path, buf_view(&b), d);
    buf_free(&b);
    return ok;
}

static struct xlsx_sheet sheet_of(const struct kit_dataset *set, struct arena *a)
{
    struct xlsx_column *columns = arena_array(a, set->ncolumns, sizeof *columns);

    for (size_t i = 0; i < set->ncolumns; i++) {
        const struct kit_column *c = &set->columns[i];

        columns[i] = (struct xlsx_column){c->label, c->hint, example_of(c, i, a), &c->spec,
                                          c->key || c->required};
    }
    return (struct xlsx_sheet){set->label, columns, set->ncolumns};
}

static bool is_to_fill(const struct kit_dataset *set)
{
    return !set->shipped.len && !set->collected;
}

static bool write_book(const char *dir, const struct kit *kit, struct arena *a, struct diag *d)
{
    struct xlsx_sheet *sheets = arena_array(a, kit->ndatasets, sizeof *sheets);
    struct str name = arena_fmt(a, "%.*s.xlsx", STR_ARG(kit->name));
    const char *path = file_join(a, dir, name.ptr);
    size_t n = 0;

    if (file_exists(path))
        return diag(d, DIAG_EXISTS, pos_file(path));
    for (size_t i = 0; i < kit->ndatasets; i++)
        if (is_to_fill(&kit->datasets[i]))
            sheets[n++] = sheet_of(&kit->datasets[i], a);
    return xlsx_write_data_book(path, dir, kit->title, sheets, n, d);
}

enum exit_code command_new(const struct options *o, struct arena *a, struct diag *d)
{
    const char *home = project_home(a, d);
    struct kit *kit = home ? project_kit(home, o->kit, a, d) : NULL;
    struct str said;

    if (!home)
        return EXIT_SYSTEM;
    if (!kit)
        return EXIT_INPUT;
    if (!file_make_dirs(o->out, d))
        return EXIT_SYSTEM;
    for (size_t i = 0; i < kit->ndatasets; i++)
        if (is_to_fill(&kit->datasets[i]) && !write_csv(o->out, &kit->datasets[i], a, d))
            return diag_count(d, DIAG_EXISTS) ? EXIT_INPUT : EXIT_SYSTEM;
    if (!write_book(o->out, kit, a, d))
        return diag_count(d, DIAG_EXISTS) ? EXIT_INPUT : EXIT_SYSTEM;
    said = str_from(o->out);
    if (!o->quiet)
        diag_say(d, DIAG_SAY_NEW, &said, 1, o->json ? DIAG_JSON : DIAG_TEXT);
    return EXIT_DONE;
}
