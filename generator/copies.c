/* Copies: a form printed on every page of a file of the data folder, for each of its records. Files
 * are read once, before workers start; a worker makes the mark of a record and has it put on. */
#include <string.h>
#include <strings.h>

#include "backend/paper/paper.h"
#include "base/file.h"
#include "base/map.h"
#include "run.h"

#define MOST_BYTES ((size_t)512 << 20) /* of a PDF file */

bool run_is_copy(const struct run *r, const struct job *job)
{
    return bind_has_document(r->project.forms[job->form].bound);
}

/* A Markdown document as `render` sets it, in memory. Its pictures are numbered anew, so it has a
 * backend of its own. */
static struct str render(struct run *r, const char *path, struct arena *a)
{
    struct options o = {.command = CMD_RENDER, .data = path, .date = r->options->date};
    struct pdf_info info = {.date = r->project.today};
    struct project_document doc;
    struct layout_pages *pages = NULL;
    struct pdf_template *t = NULL;
    struct pdf_doc *out = NULL;
    struct str bytes = STR("");
    struct pdf *pdf;

    if (!project_read_document(&o, a, &doc, r->d))
        return bytes;
    doc.body->text = STR(""); /* the copy has its own watermark */
    pdf = pdf_new(r->fonts, r->d);
    pages = pdf ? run_layout_document(&r->metrics, &doc, a, r->d) : NULL;
    t = pages ? pdf_template_new(pdf, STR("")) : NULL;
    info.page_labels = doc.cover;
    out = t && pdf_template_finish(t, r->d) ? pdf_doc_new(pdf, &info) : NULL;
    if (!out || !pdf_doc_add(out, t, pages, r->d) || !run_add_outline(out, pages) ||
        !pdf_doc_bytes(out, a, &bytes, r->d))
        bytes = STR("");
    pdf_doc_free(out);
    pdf_template_free(t);
    pdf_free(pdf);
    return bytes;
}

static bool is_markdown(const char *path)
{
    const char *dot = strrchr(path, '.');

    return dot && (strcasecmp(dot, ".md") == 0 || strcasecmp(dot, ".markdown") == 0);
}

static struct paper *read_paper(struct run *r, const char *path)
{
    struct str bytes;

    if (is_markdown(path)) {
        bytes = render(r, path, r->arena);
        return bytes.len ? paper_read(bytes, path, true, r->arena, r->d) : NULL;
    }
    if (!file_read(path, MOST_BYTES, r->arena, r->d, &bytes))
        return NULL;
    if (!str_starts(bytes, STR("%PDF-"))) {
        diag(r->d, DIAG_NOT_PAPER, pos_file(path));
        return NULL;
    }
    return paper_try(bytes, path, r->d) ? paper_read(bytes, path, false, r->arena, r->d) : NULL;
}

/* The number of the job's file, from 1; 0 after an error. A file is read at its first job. */
static uint32_t paper_of(struct run *r, const struct job *job, struct map *known, size_t *cap)
{
    const struct bind_form *f = r->project.forms[job->form].bound;
    struct str name = bind_document_file(f, job->record, r->arena);
    void **slot = map_slot(known, name);
    const char *path = file_join(r->arena, r->options->data, name.ptr);
    struct pos pos = bind_key_pos(f, "document");

    if (*slot)
        return (uint32_t)(uintptr_t)*slot - 1;
    *slot = (void *)(uintptr_t)1;
    if (!file_lies_below(r->options->data, name, r->arena)) {
        diag(r->d, DIAG_FILE_PLACE, pos, name);
    } else if (!file_exists(path)) {
        diag(r->d, DIAG_NO_PAPER, pos, name);
    } else {
        arena_grow(r->arena, &r->papers, cap, r->npapers, sizeof *r->papers);
        r->papers[r->npapers] = read_paper(r, path);
        r->npapers += r->papers[r->npapers] != NULL;
        *map_slot(known, name) = (void *)(uintptr_t)(r->npapers + 1);
    }
    return (uint32_t)(uintptr_t)map_get(known, name) - 1;
}

bool run_read_papers(struct run *r)
{
    struct map known = map_new(r->arena);
    size_t errors = diag_errors(r->d), cap = 0;

    r->mark_layouts = map_new(r->arena);
    for (size_t i = 0; i < r->njobs; i++)
        if (run_is_copy(r, &r->jobs[i]))
            r->jobs[i].paper = paper_of(r, &r->jobs[i], &known, &cap);
    return diag_errors(r->d) == errors;
}

void run_close_papers(struct run *r)
{
    for (size_t i = 0; i < r->npapers; i++)
        paper_close(r->papers[i]);
}

/* The form's layout on paper of that size. */
static struct layout *layout_of(struct run *r, uint32_t form, struct paper_size size)
{
    struct str key = arena_fmt(r->arena, "%u %d %d", form, size.width, size.height);
    void **slot = map_slot(&r->mark_layouts, key);
    struct layout_style style = r->project.forms[form].style;

    if (!*slot) {
        style.paper_width = size.width;
        style.paper_height = size.height;
        *slot = layout_new(&r->metrics, &style, r->arena);
    }
    return *slot;
}

/* The form's one page on paper of that size, all of it beside the document's text. */
static struct layout_pages *lay_out(struct run *r, const struct job *job, struct paper_size size,
                                    struct arena *a, struct diag *d)
{
    struct bind_form *f = r->project.forms[job->form].bound;
    struct doc_node *doc = bind_document(f, job->record, a, d);
    struct layout *l = layout_of(r, job->form, size);
    struct layout_pages *pages = doc ? layout_body(l, doc, 0, a, d) : NULL;

    for (size_t i = 0; pages && i < pages->n; i++)
        pages->pages[i].plain = true;
    if (!pages || !layout_feet(l, pages, STR(""), doc, a, d))
        return NULL;
    if (pages->n != 1) {
        diag(d, DIAG_MARK_PAGES, bind_key_pos(f, "document"), arena_fmt(a, "%zu", pages->n));
        return NULL;
    }
    for (size_t i = 0; i < pages->pages[0].n; i++)
        pages->pages[0].boxes[i].artifact = true;
    return pages;
}

/* A PDF with the record's mark for each size of the paper; empty after an error. Without `out`: laid
 * out only. */
static bool make_mark(struct run *r, const struct job *job, struct pdf_doc *out, struct arena *a,
                      struct diag *d)
{
    const struct paper *p = r->papers[job->paper - 1];
    bool ok = true;

    for (size_t i = 0; ok && i < paper_nsizes(p); i++) {
        struct layout_pages *pages = lay_out(r, job, paper_size(p, i), a, d);

        ok = pages && (!out || pdf_doc_add(out, r->templates[job->form], pages, d));
    }
    return ok;
}

bool run_copy(struct run *r, const struct job *job, const char *dir, struct arena *a,
              struct pdf_result *result, struct diag *d)
{
    struct bind_form *f = r->project.forms[job->form].bound;
    struct pdf_info info = {.date = r->project.today};
    struct paper_copy copy = {.date = r->project.today};
    struct pdf_doc *out = dir ? pdf_doc_new(r->pdf, &info) : NULL;
    const struct run_password *password = run_password(r, job, a);
    bool ok;

    diag_set_context(d, job->path.ptr);
    ok = make_mark(r, job, out, a, d);
    if (ok && out) {
        copy.title = bind_heading(f, job->record, a);
        copy.password = password ? password->word : STR("");
        copy.salt = password ? password->code : STR("");
        ok = pdf_doc_bytes(out, a, &copy.mark, d) &&
             paper_write(r->papers[job->paper - 1], &copy, file_join(a, dir, job->path.ptr), result, d);
    }
    pdf_doc_free(out);
    diag_set_context(d, NULL);
    return ok;
}
