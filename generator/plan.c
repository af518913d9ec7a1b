#include "base/map.h"
#include "run.h"

#define NAME_BYTES 150 /* of a folder's or file's name; file systems allow 255 */

struct planner {
    struct run *r;
    struct map people;          /* what tells people apart (bind_person) to a number, from 1 */
    struct str *folders, *keys; /* of each person */
    size_t npeople, cap, keys_cap;
    struct packet_names *names;
    struct arena *scratch;
};

/* The number of a record's person, a new one at first sight. `folder` is what the person's folder
 * would like to be called: two people may want the same. */
static size_t person_of(struct planner *p, struct str person, struct str folder)
{
    void **slot = map_slot(&p->people, person);
    struct str safe;

    if (!*slot) {
        arena_grow(p->r->arena, &p->folders, &p->cap, p->npeople, sizeof *p->folders);
        arena_grow(p->r->arena, &p->keys, &p->keys_cap, p->npeople, sizeof *p->keys);
        safe = packet_safe_name(folder, NAME_BYTES, p->scratch);
        p->folders[p->npeople] = packet_name_unique(p->names, STR(""), safe);
        p->keys[p->npeople] = arena_str(p->r->arena, folder);
        *slot = (void *)(uintptr_t)++p->npeople;
    }
    return (size_t)(uintptr_t)*slot - 1;
}

static void add_jobs(struct planner *p, size_t form)
{
    struct run *r = p->r;
    const struct bind_form *f = r->project.forms[form].bound;

    if (!project_due(&r->project, r->project.forms[form].entry))
        return;
    for (size_t i = 0; i < bind_nrecords(f); i++) {
        struct job *job = &r->jobs[r->njobs++];

        *job = (struct job){
            .form = (uint32_t)form, .record = (uint32_t)i, .xlsx = !r->project.forms[form].pdf};
        if (!bind_entry(f)->per_run) {
            job->person = (uint32_t)person_of(p, bind_person(f, i, p->scratch),
                                              bind_folder(f, i, p->scratch));
            job->key = p->keys[job->person];
        }
        if (r->project.forms[form].pdf && r->project.forms[form].xlsx) {
            r->jobs[r->njobs] = *job;
            r->jobs[r->njobs++].xlsx = true;
        }
        arena_reset(p->scratch);
    }
}

/* People before lists; a person's documents by form, then by record. Jobs come form by form, so a
 * counting sort by person keeps print order. */
static void sort_jobs(struct planner *p)
{
    struct run *r = p->r;
    size_t *starts = arena_array(r->arena, p->npeople + 2, sizeof *starts);
    struct job *sorted = arena_array(r->arena, r->njobs, sizeof *sorted);

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < r->njobs; i++) {
            const struct job *j = &r->jobs[i];
            bool list = r->project.forms[j->form].entry->per_run;
            size_t k = list ? p->npeople : j->person;

            if (pass == 0)
                starts[k + 1]++;
            else
                sorted[starts[k]++] = *j;
        }
        for (size_t k = 0; pass == 0 && k <= p->npeople; k++)
            starts[k + 1] += starts[k];
    }
    r->jobs = sorted;
}

/* NN-name.pdf and NN-name.xlsx, numbered within its folder in print order. */
static void name_jobs(struct planner *p)
{
    struct run *r = p->r;
    size_t number = 0;

    for (size_t i = 0; i < r->njobs; i++) {
        struct job *j = &r->jobs[i];
        bool list = r->project.forms[j->form].entry->per_run;
        struct str folder = list ? STR("") : p->folders[j->person], name;

        if (i == 0 || j->person != j[-1].person ||
            list != r->project.forms[j[-1].form].entry->per_run)
            number = 0;
        /* a workbook has the number of its PDF */
        number += number == 0 || j->form != j[-1].form || j->record != j[-1].record;
        name = bind_file(r->project.forms[j->form].bound, j->record, p->scratch);
        name = arena_fmt(p->scratch, "%02zu-%.*s", number, STR_ARG(name));
        name = packet_safe_name(name, NAME_BYTES, p->scratch);
        name = arena_fmt(p->scratch, j->xlsx ? "%.*s.xlsx" : "%.*s.pdf", STR_ARG(name));
        if (list)
            name = packet_name_unique(p->names, STR(""), name);
        else
            name = arena_fmt(r->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
        j->path = name;
        arena_reset(p->scratch);
    }
}

static bool is_chosen(const struct run *r, const struct job *j)
{
    const struct options *o = r->options;
    const struct kit_form *entry = r->project.forms[j->form].entry;

    if (o->form && !str_eq(entry->name, str_from(o->form)))
        return false;
    if (!o->last_row)
        return true;
    if (entry->per_run)
        return o->form != NULL;
    return j->person + 1 >= o->first_row && j->person + 1 <= o->last_row;
}

/* What --form and --rows leave; numbers in names stay those of the whole. */
static void choose_jobs(struct run *r)
{
    r->all = r->jobs;
    r->nall = r->njobs;
    if (r->options->form || r->options->last_row)
        r->jobs = arena_array(r->arena, r->nall, sizeof *r->jobs);
    r->njobs = 0;
    for (size_t i = 0; i < r->nall; i++) {
        const struct job *j = &r->all[i];
        bool list = r->project.forms[j->form].entry->per_run;

        if (!is_chosen(r, j))
            continue;
        if (!list && (r->npeople == 0 || j->person != r->jobs[r->njobs - 1].person))
            r->npeople++;
        r->jobs[r->njobs++] = *j;
    }
}

bool run_plan(struct run *r)
{
    struct planner p = {.r = r, .people = map_new(r->arena)};
    size_t n = 0;

    p.names = packet_names_new(r->arena);
    packet_name_unique(p.names, STR(""), STR(PACKET_MANIFEST));
    packet_name_unique(p.names, STR(""), STR(RUN_MERGED));
    p.scratch = arena_new();
    for (size_t i = 0; i < r->project.nforms; i++)
        n += 2 * bind_nrecords(r->project.forms[i].bound);
    r->jobs = arena_array(r->arena, n, sizeof *r->jobs);
    for (size_t i = 0; i < r->project.nforms; i++)
        add_jobs(&p, i);
    sort_jobs(&p);
    name_jobs(&p);
    arena_free(p.scratch);
    if (r->options->last_row && r->options->first_row > p.npeople)
        return diag(r->d, DIAG_NO_ROWS, pos_none(), arena_fmt(r->arena, "%zu", p.npeople));
    choose_jobs(r);
    return true;
}
