#include "run.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/map.h"

enum exit_code run_exit(const struct diag *d)
{
    static const enum diag_id usage_ids[] = {DIAG_UNKNOWN_KIT, DIAG_UNKNOWN_FORM, DIAG_OPTION_VALUE,
                                             DIAG_NO_ROWS, DIAG_NOTHING_ENCRYPTED};
    static const enum diag_id system_ids[] = {DIAG_WRITE,   DIAG_WORKER,       DIAG_WORKER_DIED,
                                              DIAG_FONT,    DIAG_FONT_MISSING, DIAG_PDF,
                                              DIAG_NO_HOME, DIAG_INTERRUPTED,  DIAG_SILENT,
                                              DIAG_NO_RANDOM};

    for (size_t i = 0; i < sizeof system_ids / sizeof *system_ids; i++)
        if (diag_count(d, system_ids[i]))
            return EXIT_SYSTEM;
    for (size_t i = 0; i < sizeof usage_ids / sizeof *usage_ids; i++)
        if (diag_count(d, usage_ids[i]))
            return EXIT_USAGE;
    return diag_errors(d) ? EXIT_INPUT : EXIT_DONE;
}

static bool has_glyph(void *fonts, uint32_t cp)
{
    return font_face_of(fonts, cp) < FONT_MAX_FACES;
}

/* Everything up to the list of documents. */
static bool open_run(struct run *r, const struct options *o, struct diag *d)
{
    struct arena *a = arena_new();
    const char *home;
    size_t n;
    bool ok;

    *r = (struct run){.options = o, .arena = a, .d = d};
    if (!(home = project_home(a, d)) ||
        !(r->fonts = font_open(file_join(a, home, "fonts/fonts.yaml"), STR("kai"), d)) ||
        !(r->pdf = pdf_new(r->fonts, d)))
        return false;
    if (!project_open(&r->project, o, has_glyph, r->fonts, a, d))
        return false;
    r->metrics = font_metrics(r->fonts);
    n = r->project.nforms;
    r->layouts = arena_array(a, n, sizeof *r->layouts);
    r->templates = arena_array(a, n, sizeof *r->templates);
    for (size_t i = 0; i < n; i++)
        r->layouts[i] = layout_new(&r->metrics, &r->project.forms[i].style, a);
    if (!run_plan(r))
        return false;
    ok = run_read_papers(r);
    return run_passwords(r) && ok;
}

static void close_run(struct run *r)
{
    for (size_t i = 0; r->templates && i < r->project.nforms; i++)
        pdf_template_free(r->templates[i]);
    run_close_papers(r);
    pdf_free(r->pdf);
    font_close(r->fonts);
    project_close(&r->project);
    arena_free(r->arena);
}

static void say(const struct run *r, enum diag_id id, const struct str *args, size_t n)
{
    if (!r->options->quiet)
        diag_say(r->d, id, args, n, r->options->json ? DIAG_JSON : DIAG_TEXT);
}

static struct str number(const struct run *r, size_t n)
{
    return arena_fmt(r->arena, "%zu", n);
}

/* How many, when there are any. */
static struct str folders(const struct run *r)
{
    struct str n = number(r, r->npeople);

    return r->npeople ? diag_text(r->d, DIAG_SAY_FOLDERS, r->arena, &n, 1) : STR("");
}

/* Lays everything out, writes nothing. */
static bool check(struct run *r)
{
    struct job_result *results = arena_array(r->arena, r->njobs, sizeof *results);
    struct str said[] = {number(r, r->njobs), folders(r)};

    if (!run_jobs(r, NULL, results))
        return false;
    say(r, DIAG_SAY_CHECKED, said, 2);
    return true;
}

static void list_jobs(const struct run *r)
{
    for (size_t i = 0; i < r->njobs; i++)
        printf("%.*s\n", STR_ARG(r->jobs[i].path));
}

static bool make_folders(const struct run *r, const char *dir)
{
    for (size_t i = 0; i < r->njobs; i++) {
        const struct job *j = &r->jobs[i];
        size_t slash = str_find(j->path, STR("/"));
        struct str folder = str_slice(j->path, 0, slash);

        if (slash == j->path.len ||
            (i > 0 && str_starts(j[-1].path, str_slice(j->path, 0, slash + 1))))
            continue;
        if (!file_make_dirs(file_join(r->arena, dir, arena_str(r->arena, folder).ptr), r->d))
            return false;
    }
    return true;
}

static void fill_manifest(const struct run *r, const struct job_result *results,
                          struct packet_manifest *m)
{
    const struct kit *kit = r->project.kit;

    *m = (struct packet_manifest){kit->name, kit->version, r->project.today, NULL, r->njobs};
    m->files = arena_array(r->arena, r->njobs + 1, sizeof *m->files);
    for (size_t i = 0; i < r->njobs; i++) {
        struct packet_file *f = &m->files[i];

        f->path = r->jobs[i].path;
        f->form = r->project.forms[r->jobs[i].form].entry->name;
        f->record = r->jobs[i].key;
        f->bytes = results[i].pdf.bytes;
        f->pages = (uint32_t)results[i].pdf.pages;
        memcpy(f->sha256, results[i].pdf.sha256, sizeof f->sha256);
    }
}

static bool has_pdf(const struct run *r)
{
    for (size_t i = 0; i < r->njobs; i++)
        if (!r->jobs[i].xlsx && !r->jobs[i].paper)
            return true;
    return false;
}

/* Everything into `dir`, which is not OUT yet. */
static bool make_all(struct run *r, const char *dir, struct packet_manifest *m)
{
    struct job_result *results = arena_array(r->arena, r->njobs, sizeof *results);

    if (!make_folders(r, dir) || !run_jobs(r, dir, results))
        return false;
    fill_manifest(r, results, m);
    if (r->options->merge && has_pdf(r) && !run_merge(r, dir, &m->files[m->nfiles++]))
        return false;
    return packet_write_manifest(dir, m, r->d);
}

static void tell_change(const struct run *r, const struct packet_manifest *m,
                        const struct packet_change *c)
{
    if (r->project.collecting)
        say(r, DIAG_SAY_COLLECTED,
            (struct str[]){number(r, r->project.nreturned), number(r, r->project.nrefused)}, 2);
    say(r, DIAG_SAY_BUILT,
        (struct str[]){number(r, m->nfiles), folders(r), str_from(r->options->out)}, 3);
    if (c->removed || c->changed || c->same)
        say(r, DIAG_SAY_CHANGED,
            (struct str[]){number(r, c->added), number(r, c->changed), number(r, c->same),
                           number(r, c->removed)},
            4);
    for (size_t i = 0; i < c->removed; i++)
        say(r, DIAG_SAY_REMOVED, &c->removed_paths[i], 1);
    if (r->options->merge && r->npapers)
        say(r, DIAG_SAY_NOT_MERGED, NULL, 0);
    if (r->nencrypted)
        say(r, DIAG_SAY_ENCRYPTED,
            (struct str[]){number(r, r->nencrypted), number(r, r->nholders),
                           str_from(r->options->password_list ? r->options->password_list
                                                              : r->options->passwords)},
            3);
    if (c->kept)
        say(r, DIAG_SAY_KEPT, (struct str[]){number(r, c->kept)}, 1);
}

/* A run of a part must not cost the rest: what would go from OUT, without --force. */
static bool check_part(const struct run *r)
{
    const struct options *o = r->options;
    struct diag *unseen = diag_new(DIAG_EN);
    struct packet_manifest *old = packet_read_manifest(o->out, r->arena, unseen);
    struct map due = map_new(r->arena);
    size_t lost = 0;

    diag_free(unseen);
    for (size_t i = 0; i < r->njobs; i++)
        *map_slot(&due, r->jobs[i].path) = r->jobs;
    for (size_t i = 0; old && i < old->nfiles; i++)
        lost += !map_get(&due, old->files[i].path);
    return lost == 0 || diag(r->d, DIAG_WOULD_REMOVE, pos_file(o->out), number(r, lost));
}

/* What the other command made there must not go: build's folder is none for collect, nor the other way round. */
static bool check_command(const struct run *r)
{
    const struct project *p = &r->project;
    struct diag *unseen = diag_new(DIAG_EN);
    struct packet_manifest *old = packet_read_manifest(r->options->out, r->arena, unseen);
    bool ok = true;

    diag_free(unseen);
    if (!old || !str_eq(old->kit, p->kit->name))
        return true;
    for (size_t i = 0; ok && i < old->nfiles; i++)
        for (size_t k = 0; ok && k < p->nforms; k++)
            ok = project_due(p, p->forms[k].entry) ||
                 !str_eq(old->files[i].form, p->forms[k].entry->name);
    return ok || diag(r->d, DIAG_OTHER_COMMAND, pos_file(r->options->out));
}

static bool build(struct run *r)
{
    const struct options *o = r->options;
    struct packet_manifest m;
    struct packet_change change;
    const char *partial;
    bool ok;

    if (!o->force && (!check_command(r) || ((o->form || o->last_row) && !check_part(r))))
        return false;
    if (!packet_begin(o->out, o->force, r->arena, r->d, &partial))
        return false;
    ok = run_make_templates(r);
    if (!ok)
        check(r); /* what is wrong in all the other documents, too */
    ok = ok && make_all(r, partial, &m) && run_write_passwords(r);
    if (ok && !packet_commit(o->out, partial, &m, r->arena, r->d, &change)) {
        run_drop_passwords(r);
        ok = false;
    }
    if (ok)
        tell_change(r, &m, &change);
    else
        packet_abandon(partial, r->d);
    return ok;
}

static bool dry_run(struct run *r)
{
    if (!check(r))
        return false;
    list_jobs(r);
    return true;
}

static enum exit_code run(const struct options *o, bool (*stage)(struct run *), struct diag *d)
{
    struct run r;

    /* what fails without a word is our fault, never a success */
    if ((!open_run(&r, o, d) || !stage(&r)) && !diag_errors(d))
        diag(d, DIAG_SILENT, pos_none());
    close_run(&r);
    return run_exit(d);
}

enum exit_code run_check(const struct options *o, struct diag *d)
{
    return run(o, check, d);
}

enum exit_code run_build(const struct options *o, struct diag *d)
{
    return run(o, o->dry_run ? dry_run : build, d);
}
