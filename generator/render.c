/* formpress render: one Markdown document to PDF. */
#include "run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"

bool run_add_outline(struct pdf_doc *doc, const struct layout_pages *pages)
{
    for (size_t i = 0; i < pages->nheadings; i++) {
        const struct layout_heading *h = &pages->headings[i];

        if (h->level <= 3 && !pdf_doc_outline(doc, h->text, h->level - 1, h->page, h->y))
            return false;
    }
    return true;
}

/* Writes beside `path`, then takes its place. */
static bool write_pdf(struct pdf_doc *doc, const char *path, struct pdf_result *result,
                      struct arena *a, struct diag *d)
{
    const char *partial = arena_fmt(a, "%s.partial", path).ptr;

    if (!pdf_doc_write(doc, partial, result, d))
        return false;
    if (rename(partial, path) == 0)
        return true;
    diag(d, DIAG_WRITE, pos_file(path), diag_system(d, errno));
    remove(partial);
    return false;
}

static bool make_pdf(struct fonts *fonts, const struct project_document *doc,
                     const struct options *o, struct arena *a, struct diag *d)
{
    struct metrics metrics;
    struct pdf_info info = {.title = doc->title, .date = doc->today, .page_labels = doc->cover};
    struct pdf *pdf = pdf_new(fonts, d);
    struct pdf_template *t = pdf ? pdf_template_new(pdf, STR("")) : NULL;
    struct pdf_doc *out = pdf ? pdf_doc_new(pdf, &info) : NULL;
    struct layout_pages *pages = NULL;
    struct pdf_result result;
    bool ok = t && out && pdf_template_finish(t, d);

    if (doc->dots)
        font_drop_emphasis(fonts);
    metrics = font_metrics(fonts);
    if (ok)
        pages = run_layout_document(&metrics, doc, a, d);
    ok = pages && pdf_doc_add(out, t, pages, d) && run_add_outline(out, pages) &&
         write_pdf(out, o->out, &result, a, d);
    pdf_doc_free(out);
    pdf_template_free(t);
    pdf_free(pdf);
    return ok;
}

enum exit_code run_render(const struct options *o, struct diag *d)
{
    struct arena *a = arena_new();
    const char *home = project_home(a, d);
    struct str family = str_from(o->style ? o->style : "kai");
    struct fonts *fonts =
        home ? font_open(file_join(a, home, "fonts/fonts.yaml"), family, d) : NULL;
    struct project_document doc;

    if (fonts && project_read_document(o, a, &doc, d) && !make_pdf(fonts, &doc, o, a, d) &&
        !diag_errors(d))
        diag(d, DIAG_SILENT, pos_none());
    font_close(fonts);
    arena_free(a);
    return run_exit(d);
}
