/* What a form asks today: for the workbooks that go out, and for those that come back. */
#include "backend/xlsx/grid.h"
#include "collect/collect.h"
#include "packet/packet.h"
#include "project.h"

struct str project_items(struct bind_form *f, size_t record, struct arena *a, struct diag *d)
{
    struct buf wording = {0};
    char hex[65] = "";

    if (bind_wording(f, STR("xlsx"), record, a, d, &wording))
        packet_sha256(buf_view(&wording), hex);
    buf_free(&wording);
    return arena_str(a, str_from(hex));
}

/* What the form of today would write of a cell into its hidden sheet. */
static void add_cell(struct collect_file *today, const struct grid_sheet *s, const struct grid_cell *c)
{
    enum grid_use use = grid_use(c);
    struct collect_cell cell = {.sheet = s->name, .row = (uint32_t)c->row + 1, .col = (uint32_t)c->col + 1};

    if (use == GRID_FIELD) {
        cell.field = c->value->text;
        cell.key = c->key;
        today->fields[today->nfields++] = cell;
    } else if (use != GRID_NOTHING) {
        cell.text = grid_text(c);
        cell.open = use == GRID_MIXED;
        cell.calculated = use == GRID_CALCULATED;
        cell.own = c->own;
        today->texts[today->ntexts++] = cell;
    }
}

bool project_cells(const struct project_form *form, struct bind_form *bound, size_t record,
                   struct arena *a, struct diag *d, struct collect_file *today)
{
    struct doc_node *doc = bind_workbook(bound, record, a, d);
    struct grid *g = doc ? grid_make(doc, &form->style, bind_title(bound), a, d) : NULL;
    size_t n = 0;

    *today = (struct collect_file){0};
    if (!g)
        return false;
    for (size_t k = 0; k < g->nsheets; k++)
        n += g->sheets[k].ncells;
    today->fields = arena_array(a, n, sizeof *today->fields);
    today->texts = arena_array(a, n, sizeof *today->texts);
    for (size_t k = 0; k < g->nsheets; k++)
        for (size_t i = 0; i < g->sheets[k].ncells; i++)
            add_cell(today, &g->sheets[k], &g->sheets[k].cells[i]);
    return true;
}
