#include "base/file.h"
#include "run.h"

/* Adds one document, on a sheet of its own: papers go different ways, so none begins on the back of
 * another. A person's first has an entry in the outline. */
static bool add_document(struct run *r, struct pdf_doc *doc, const struct job *job, bool first,
                         struct arena *a)
{
    struct layout_pages *pages = run_layout(r, job, a, r->d);
    const struct project_form *f = &r->project.forms[job->form];
    size_t at;

    if (!pages || (pdf_doc_pages(doc) % 2 == 1 && !pdf_doc_add_blank(doc)))
        return false;
    at = pdf_doc_pages(doc);
    if (!pdf_doc_add(doc, r->templates[job->form], pages, r->d) ||
        (first && !f->entry->per_run && !pdf_doc_outline(doc, job->key, 0, at, 0)))
        return false;
    return pdf_doc_outline(doc, bind_file(f->bound, job->record, a), f->entry->per_run ? 0 : 1,
                           at, 0);
}

bool run_merge(struct run *r, const char *dir, struct packet_file *file)
{
    struct pdf_info info = {.title = r->project.kit->title, .date = r->project.today,
                            .page_labels = true};
    struct pdf_doc *doc = pdf_doc_new(r->pdf, &info);
    struct arena *a = arena_new();
    const struct job *last = NULL;
    struct pdf_result result;
    bool ok = doc != NULL;

    for (size_t i = 0; ok && i < r->njobs; i++) {
        const struct job *j = &r->jobs[i];
        bool list = r->project.forms[j->form].entry->per_run;

        if (j->xlsx || j->paper) /* a copy goes to its holder alone */
            continue;
        ok = add_document(r, doc, j, list || !last || j->person != last->person, a);
        last = j;
        arena_reset(a);
    }
    file->path = STR(RUN_MERGED);
    ok = ok && pdf_doc_write(doc, file_join(a, dir, file->path.ptr), &result, r->d);
    if (ok) {
        *file = (struct packet_file){.path = file->path, .form = STR("merged"),
                                     .bytes = result.bytes, .pages = (uint32_t)result.pages};
        snprintf(file->sha256, sizeof file->sha256, "%s", result.sha256);
    }
    pdf_doc_free(doc);
    arena_free(a);
    return ok;
}
