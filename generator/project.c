#include "project.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "data/source.h"
#include "markdown/markdown.h"

#define LAST_SECOND  5869583999LL /* of 2155, the last year a date may have */
#define MAX_MARKDOWN (64u << 20)

static bool is_home(const char *dir, struct arena *a)
{
    return file_is_dir(file_join(a, dir, "forms")) && file_is_dir(file_join(a, dir, "fonts"));
}

const char *project_home(struct arena *a, struct diag *d)
{
    const char *named = getenv("FORMPRESS_HOME");
    char exe[4096];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);

    if (named && *named)
        return is_home(named, a) ? named
                                 : (diag(d, DIAG_NO_HOME, pos_none(), str_from(named)), NULL);
    for (int up = 0; n > 0 && up < 2; up++) { /* BIN/.. holds them, or PREFIX/share/formpress */
        char *slash;

        exe[n] = '\0';
        slash = strrchr(exe, '/');
        if (!slash)
            break;
        *slash = '\0';
        n = slash - exe;
    }
    if (n > 0 && is_home(exe, a))
        return arena_str(a, str_from(exe)).ptr;
    if (n > 0 && is_home(file_join(a, exe, "share/formpress"), a))
        return file_join(a, exe, "share/formpress");
    if (is_home(FORMPRESS_DATADIR, a))
        return FORMPRESS_DATADIR;
    diag(d, DIAG_NO_HOME, pos_none(), STR(FORMPRESS_DATADIR));
    return NULL;
}

bool project_kits(const char *home, struct arena *a, struct diag *d, struct str **names, size_t *n)
{
    const char *forms = file_join(a, home, "forms");
    size_t kept = 0;

    if (!file_list(forms, a, d, names, n))
        return false;
    for (size_t i = 0; i < *n; i++) {
        const char *dir = file_join(a, forms, (*names)[i].ptr);

        if (file_exists(file_join(a, dir, "kit.yaml")))
            (*names)[kept++] = (*names)[i];
    }
    *n = kept;
    return true;
}

struct kit *project_kit(const char *home, const char *name, struct arena *a, struct diag *d)
{
    struct str *names;
    size_t n;

    if (strchr(name, '/'))
        return kit_read(name, a, d);
    if (!project_kits(home, a, d, &names, &n))
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (str_eq(names[i], str_from(name)))
            return kit_read(file_join(a, file_join(a, home, "forms"), name), a, d);
    diag(d, DIAG_UNKNOWN_KIT, pos_none(), str_from(name), utf8_nearest(str_from(name), names, n));
    return NULL;
}

static const struct yaml *no_front(const char *path, struct arena *a)
{
    struct yaml *y = arena_alloc(a, sizeof *y);

    *y = (struct yaml){.kind = YAML_MAPPING, .pos = pos_line(path, 1, 1)};
    return y;
}

/* Reads a Markdown file with its front matter. */
static struct doc_node *read_markdown(const char *path, bool tags, struct arena *a, struct diag *d,
                                      const struct yaml **front)
{
    struct markdown_file f;
    struct str text;

    if (!file_read(path, MAX_MARKDOWN, a, d, &text) || !markdown_split(text, path, &f, d))
        return NULL;
    *front = f.front.len ? yaml_read(f.front, path, f.front_line, a, d) : no_front(path, a);
    return markdown_read(f.body, path, f.body_line, tags, a, d);
}

/* outputs: [pdf, xlsx]; PDF when it does not say. */
static bool read_outputs(struct project_form *f, struct diag *d)
{
    const struct yaml *list = yaml_sequence(f->front, "outputs", d);
    bool ok = true;

    f->pdf = !list;
    for (const struct yaml *y = list ? list->first : NULL; y; y = y->next) {
        bool *output = str_eq(y->text, STR("pdf"))    ? &f->pdf
                       : str_eq(y->text, STR("xlsx")) ? &f->xlsx
                                                      : NULL;

        if (y->kind != YAML_SCALAR || !output)
            ok = diag(d, DIAG_OUTPUTS, y->pos, y->text);
        else
            *output = true;
    }
    if (ok && !f->pdf && !f->xlsx)
        ok = diag(d, DIAG_OUTPUTS, list->pos, STR(""));
    return ok;
}

/* Those that this command prints: "terminal, selfcheck". */
static struct str form_names(const struct project *p, const struct diag *d)
{
    const char *comma = diag_lang(d) == DIAG_ZH ? "、" : ", ";
    struct str names = STR("");

    for (size_t i = 0; i < p->kit->nforms; i++)
        if (project_due(p, &p->kit->forms[i]))
            names = arena_fmt(p->arena, "%.*s%s%.*s", STR_ARG(names), names.len ? comma : "",
                              STR_ARG(p->kit->forms[i].name));
    return names;
}

static bool read_forms(struct project *p, const struct options *o, struct diag *d)
{
    bool ok = true, found = !o->form;

    p->forms = arena_array(p->arena, p->kit->nforms, sizeof *p->forms);
    p->pictures = (struct pictures){.by_path = map_new(p->arena), .arena = p->arena};
    p->pictures.folder = o->data ? o->data : ".";
    for (size_t i = 0; i < p->kit->nforms; i++) {
        struct project_form *f = &p->forms[p->nforms++];
        const char *name;

        f->entry = &p->kit->forms[i];
        name = arena_fmt(p->arena, "%.*s.md", STR_ARG(f->entry->name)).ptr;
        f->body = read_markdown(file_join(p->arena, p->kit->dir, name), true, p->arena, d,
                                &f->front);
        if (!f->body || !f->front || !project_style(f->front, false, &f->style, d) ||
            !project_head_fits(f->front, &f->style, d) || !read_outputs(f, d) ||
            !project_read_pictures(&p->pictures, f->body, f->body->pos.file, p->arena, d))
            ok = false;
        if (o->form && str_eq(f->entry->name, str_from(o->form))) {
            found = true;
            if (!project_due(p, f->entry))
                ok = diag(d, DIAG_FORM_NOT_DUE, pos_none(), str_from(o->form));
        }
    }
    if (!found)
        ok = diag(d, DIAG_UNKNOWN_FORM, pos_none(), str_from(o->form), form_names(p, d));
    return ok;
}

static bool has_kept(const struct project *p, struct str name)
{
    for (size_t i = 0; i < p->nkept; i++)
        if (str_eq(p->kept[i], name))
            return true;
    return false;
}

/* What returned workbooks keep: before the data are loaded, as rules may ask for it. */
static void find_kept(struct project *p)
{
    size_t cap = 0;

    for (size_t i = 0; i < p->nforms; i++) {
        const struct yaml *collect = p->forms[i].front ? yaml_get(p->forms[i].front, "collect") : NULL;
        const struct yaml *keep = collect ? yaml_get(collect, "keep") : NULL;

        for (const struct yaml *y = keep ? keep->first : NULL; y; y = y->next) {
            if (y->kind != YAML_SCALAR || has_kept(p, y->text))
                continue;
            arena_grow(p->arena, &p->kept, &cap, p->nkept, sizeof *p->kept);
            p->kept[p->nkept++] = y->text;
        }
    }
}

/* The policy documents that the kit names. */
static bool read_content(struct project *p, struct diag *d)
{
    const char *dir = file_join(p->arena, p->home, "content");
    bool ok = true;

    p->content = arena_array(p->arena, p->kit->ncontent, sizeof *p->content);
    for (size_t i = 0; i < p->kit->ncontent; i++) {
        const struct kit_content *c = &p->kit->content[i];
        const char *path =
            file_join(p->arena, dir, arena_fmt(p->arena, "%.*s.md", STR_ARG(c->name)).ptr);
        const struct yaml *front = NULL;
        struct doc_node *root;

        if (!file_exists(path)) {
            ok = diag(d, DIAG_NO_CONTENT, c->pos, c->name);
            continue;
        }
        root = read_markdown(path, false, p->arena, d, &front);
        if (root)
            p->content[p->ncontent++] = (struct bind_content){c->name, root};
        ok = ok && root;
    }
    return ok;
}

/* The day printed: --date, else SOURCE_DATE_EPOCH, else today. */
static bool read_today(struct project *p, const struct options *o, struct diag *d)
{
    const struct value_spec date = {.type = VALUE_DATE, .label = STR("--date")};
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    long long seconds = (long long)time(NULL);
    char *end = NULL;
    struct tm tm;
    time_t now;

    if (o->date)
        return value_parse(&date, str_from(o->date), pos_none(), p->arena, d, &p->today);
    if (epoch && *epoch)
        seconds = strtoll(epoch, &end, 10);
    now = (time_t)seconds;
    if ((end && *end) || seconds < 0 || seconds > LAST_SECOND ||
        !(end ? gmtime_r(&now, &tm) : localtime_r(&now, &tm)))
        return diag(d, DIAG_OPTION_VALUE, pos_none(), STR("SOURCE_DATE_EPOCH"), str_from(epoch));
    p->today = arena_fmt(p->arena, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
    return true;
}

static void add_hint(struct doc_node *n, struct str key, struct str value, struct arena *a)
{
    struct doc_attr *at = arena_alloc(a, sizeof *at);

    if (doc_has_attr(n, key.ptr))
        return;
    *at = (struct doc_attr){.key = key, .value = value, .pos = n->pos, .next = n->attrs};
    n->attrs = at;
}

/* A slide that begins with a heading of the first level is a title slide: in the middle. */
static void center_titles(struct doc_node *body, struct arena *a)
{
    bool title = false, fresh = true;

    for (struct doc_node *n = body->first; n; n = n->next) {
        if (fresh)
            title = n->kind == DOC_HEADING && n->level == 1;
        if (title && fresh)
            add_hint(n, STR("sink"), STR("90"), a);
        if (title && n->kind == DOC_PARAGRAPH)
            add_hint(n, STR("align"), STR("center"), a);
        fresh = n->kind == DOC_PAGE_BREAK;
    }
}

/* A page for each `---` and each heading of the second level. */
static void break_slides(struct doc_node *body, struct arena *a)
{
    struct doc_node *n = body->first, *next;

    body->first = body->last = NULL;
    for (; n; n = next) {
        bool heading = n->kind == DOC_HEADING && n->level <= 2 && body->first;

        next = n->next;
        n->next = NULL;
        if ((n->kind == DOC_RULE || heading) && body->last && body->last->kind != DOC_PAGE_BREAK)
            doc_append(body, doc_new(a, DOC_PAGE_BREAK, n->pos));
        if (n->kind != DOC_RULE)
            doc_append(body, n);
    }
    center_titles(body, a);
}

static bool fill_document(const struct yaml *front, struct project_document *doc,
                          const struct options *o, struct arena *a, struct diag *d)
{
    struct bind_form *f;

    if (!project_add_title(front, doc->body, &doc->style, a, d, &doc->cover) ||
        !project_add_head(front, doc->body, &doc->style, a, d))
        return false;
    f = bind_alone(front, doc->body, doc->today, a, d);
    doc->body = f && project_set_values(f, o, a, d) ? bind_document(f, 0, a, d) : NULL;
    if (!doc->body)
        return false;
    doc->head = project_take_head(doc->body, a);
    return project_choose(doc->body, front, f, o->no_guide, d);
}

/* A key that takes one of two words. */
static bool is_second(const struct yaml *front, const char *key, const char *first,
                      const char *second, struct diag *d)
{
    struct str text = yaml_text(front, key, str_from(first), d);

    if (!str_eq(text, str_from(first)) && !str_eq(text, str_from(second)))
        diag(d, DIAG_WRONG_KIND, yaml_get(front, key)->pos, str_from(key), str_from(second));
    return str_eq(text, str_from(second));
}

bool project_read_document(const struct options *o, struct arena *a, struct project_document *doc,
                           struct diag *d)
{
    static const char *const keys[] = {
        "title",    "doc",  "version", "toc",       "fields",        "agency", "date", "cover",
        "subtitle", "head", "first", "emphasis",  "numbering", "watermark", "choose", "guide",
        "columns",
        BIND_STYLE_KEYS, NULL};
    struct project p = {.arena = a};
    const struct yaml *front = NULL;
    size_t errors = diag_errors(d);
    bool automatic;

    *doc = (struct project_document){0};
    doc->body = read_markdown(o->data, true, a, d, &front);
    p.pictures.by_path = map_new(a);
    if (!doc->body || !front || !read_today(&p, o, d) ||
        !project_read_pictures(&p.pictures, doc->body, o->data, a, d))
        return false;
    doc->today = p.today;
    if (!yaml_must_be(front, YAML_MAPPING, d))
        return false;
    yaml_check_keys(front, keys, d);
    doc->title = yaml_text(front, "title", STR(""), d);
    doc->contents = yaml_bool(front, "toc", false, d);
    doc->first_plain = is_second(front, "first", "same", "plain", d);
    doc->dots = is_second(front, "emphasis", "kai", "marks", d);
    automatic = is_second(front, "numbering", "written", "auto", d);
    if (!project_style(front, true, &doc->style, d) || !project_override_style(o, &doc->style, d) ||
        !fill_document(front, doc, o, a, d) ||
        !project_read_pictures(&p.pictures, doc->body, o->data, a, d)) /* those that values name */
        return false;
    if (o->watermark)
        doc->body->text = str_from(o->watermark);
    if (!project_number(doc->body, automatic, &doc->chapter, a, d) ||
        !project_columns(front, doc->body, a, d))
        return false;
    doc->slides = str_eq(yaml_text(front, "page", STR(""), d), STR("slides"));
    if (doc->slides)
        break_slides(doc->body, a);
    return diag_errors(d) == errors;
}

static bool bind_forms(struct project *p, struct diag *d)
{
    bool ok = true;

    for (size_t i = 0; i < p->nforms; i++) {
        struct project_form *f = &p->forms[i];

        f->bound = bind_form_new(p->kit, f->entry, f->front, f->body, p->store, p->today,
                                 p->arena, d);
        ok = f->bound && ok;
    }
    return ok;
}

bool project_due(const struct project *p, const struct kit_form *form)
{
    return form->when == KIT_BOTH || (form->when == KIT_COLLECT) == p->collecting;
}

/* The tables, and what came back. */
static bool load_all(struct project *p, const struct options *o, const struct load_options *load,
                     struct diag *d)
{
    size_t errors = diag_errors(d);
    struct load *l;

    if (!p->collecting)
        return load_datasets(p->store, p->kit, load, d);
    l = load_begin(p->store, p->kit, load, p->arena, d);
    if (l)
        project_collect(p, o, l, diag_errors(d) == errors, d);
    load_end(l);
    return diag_errors(d) == errors;
}

bool project_open(struct project *p, const struct options *o,
                  bool (*has_glyph)(void *fonts, uint32_t cp), void *fonts, struct arena *a,
                  struct diag *d)
{
    struct load_options load = {.folder = o->data,
                                      .encoding = o->encoding,
                                      .sets = o->sets,
                                      .nsets = o->nsets,
                                      .has_glyph = has_glyph,
                                      .fonts = fonts,
                                      .take_picture = project_take_picture,
                                      .pictures = &p->pictures,
                                      .verbose = o->verbose,
                                      .collecting = o->command == CMD_COLLECT,
                                      .partial = o->partial,
                                      .returned_here = o->returned && source_same_file(o->returned, o->data)};
    bool ok, loaded;

    *p = (struct project){.arena = a, .collecting = load.collecting};
    if (o->db && file_exists(o->db))
        return diag(d, DIAG_EXISTS, pos_file(o->db));
    if (!(p->home = project_home(a, d)) || !(p->kit = project_kit(p->home, o->kit, a, d)) ||
        !read_today(p, o, d))
        return false;
    ok = read_forms(p, o, d);
    ok = read_content(p, d) && ok;
    find_kept(p);
    load.kept = p->kept;
    load.nkept = p->nkept;
    if (!ok || !(p->store = store_new(d)))
        return false;
    store_set_today(p->store, p->today);
    if (!bind_load_content(p->store, p->content, p->ncontent, a, d))
        return false;
    loaded = load_all(p, o, &load, d);
    if (loaded && o->db && !store_save(p->store, o->db, d))
        return false;
    ok = loaded && bind_forms(p, d) && store_compute_views(p->store, p->kit, d);
    for (size_t i = 0; ok && i < p->nforms; i++)
        ok = !project_due(p, p->forms[i].entry) || bind_form_run(p->forms[i].bound, d);
    return ok;
}

void project_close(struct project *p)
{
    for (size_t i = 0; i < p->nforms; i++)
        bind_form_free(p->forms[i].bound);
    store_free(p->store);
}
