#include "backend/xlsx/xlsx.h"
#include "base/file.h"
#include "base/map.h"
#include "run.h"

/* Small text at the foot of each page: which form, which version, whose. */
static struct str footer_of(const struct run *r, const struct job *job, struct arena *a)
{
    const struct kit *kit = r->project.kit;
    struct str form = r->project.forms[job->form].entry->name;

    return arena_fmt(a, "%.*s/%.*s %.*s　%.*s", STR_ARG(kit->name), STR_ARG(form),
                     STR_ARG(kit->version), STR_ARG(job->key));
}

struct layout_pages *run_layout(struct run *r, const struct job *job, struct arena *a,
                                struct diag *d)
{
    struct project_form *f = &r->project.forms[job->form];
    struct layout_pages *pages;
    struct doc_node *doc;

    diag_set_context(d, job->path.ptr);
    doc = bind_print(f->bound, job->record, a, d);
    if (doc && r->project.pictures.named && !project_show_pictures(&r->project.pictures, doc, a, d))
        doc = NULL;
    pages = doc ? layout_pages(r->layouts[job->form], doc, footer_of(r, job, a), a, d) : NULL;
    diag_set_context(d, NULL);
    return pages;
}

/* What the workbook brings back with it. */
static void put_keep(struct xlsx_form *about, const struct bind_form *f, size_t record,
                     struct arena *a)
{
    const struct bind_collect *c = bind_collect(f);
    struct xlsx_fact *facts = arena_array(a, c ? c->nkeep : 0, sizeof *facts);

    for (size_t i = 0; c && i < c->nkeep; i++)
        facts[i] = (struct xlsx_fact){c->keep[i], bind_kept(f, record, i)};
    about->keep = facts;
    about->nkeep = c ? c->nkeep : 0;
}

bool run_workbook(struct run *r, const struct job *job, const char *dir, struct arena *a,
                  struct pdf_result *result, struct diag *d)
{
    struct project_form *f = &r->project.forms[job->form];
    const struct kit *kit = r->project.kit;
    struct xlsx_form about = {.kit = kit->name,
                              .version = kit->version,
                              .form = f->entry->name,
                              .record = job->key,
                              .title = bind_title(f->bound),
                              .footer = footer_of(r, job, a),
                              .date = r->project.today};
    struct doc_node *doc;
    const char *path;
    struct grid *g;
    bool ok;

    put_keep(&about, f->bound, job->record, a);
    diag_set_context(d, job->path.ptr);
    about.items = project_items(f->bound, job->record, a, d);
    doc = bind_workbook(f->bound, job->record, a, d);
    g = doc ? grid_make(doc, &f->style, bind_title(f->bound), a, d) : NULL;
    diag_set_context(d, NULL);
    if (!g || !dir)
        return g != NULL;
    about.head = doc->format;
    path = file_join(a, dir, job->path.ptr);
    ok = xlsx_write_form(path, dir, g, &f->style, &about, a, d);
    return ok && packet_measure(path, result->sha256, &result->bytes, d);
}

/* Words that every template holds, besides its own: page numbers and what a footer may say. */
static void put_common(struct buf *b)
{
    for (char c = ' '; c < 0x7F; c++)
        buf_char(b, c);
    buf_str(b, STR("第頁，共年月日時分是否□■"));
}

static struct pdf_template *new_template(const struct run *r, size_t form)
{
    struct buf literals = {0};
    struct pdf_template *t;

    if (!bind_has_document(r->project.forms[form].bound)) { /* a mark has few glyphs, its own */
        put_common(&literals);
        bind_literals(r->project.forms[form].bound, &literals);
    }
    t = pdf_template_new(r->pdf, buf_view(&literals));
    buf_free(&literals);
    return t;
}

bool run_make_templates(struct run *r)
{
    struct map seen = map_new(r->arena);
    struct arena *a = arena_new();
    bool ok = true;

    for (size_t i = 0; i < r->njobs; i++)
        if (!r->jobs[i].xlsx && !r->templates[r->jobs[i].form])
            r->templates[r->jobs[i].form] = new_template(r, r->jobs[i].form);
    for (size_t i = 0; i < r->nall; i++) {
        const struct job *j = &r->all[i];
        struct str kind = bind_kind(r->project.forms[j->form].bound, j->record, a);
        void **slot = map_slot(&seen, arena_fmt(a, "%u %.*s", j->form, STR_ARG(kind)));
        struct layout_pages *pages;

        if (!*slot && !j->xlsx && r->templates[j->form] && !run_is_copy(r, j) &&
            bind_shares(r->project.forms[j->form].bound)) {
            *slot = r;
            pages = run_layout(r, j, a, r->d);
            if (pages)
                pdf_template_see(r->templates[j->form], pages);
            ok = ok && pages;
        }
        arena_reset(a);
    }
    arena_free(a);
    for (size_t i = 0; ok && i < r->project.nforms; i++)
        ok = !r->templates[i] || pdf_template_finish(r->templates[i], r->d);
    return ok;
}
