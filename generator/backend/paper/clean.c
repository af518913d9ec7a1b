/* What a copy must not tell: who made the file with what, when and where, what reviewers wrote, and
 * whatever the file carries besides its pages. Every object that can be reached is looked at once. */
#include <string.h>
#include <strings.h>

#include "backend/paper/internal.h"

#define MOST_OBJECTS 8000000 /* more than any paper has: a damaged file */

qpdf_oh paper_get(qpdf_data q, qpdf_oh dict, const char *key)
{
    return qpdf_oh_is_dictionary(q, dict) ? qpdf_oh_get_key(q, dict, key) : qpdf_oh_new_null(q);
}

struct cleaner {
    struct paper *p;
    qpdf_data q;
    struct arena *arena;
    struct buf seen; /* by object number: a byte */
    int (*queue)[2]; /* object and generation numbers */
    size_t n, cap;
    size_t left_out; /* comments, attachments, scripts, links to other files */
    bool has_signature, too_many;
};

static bool has_type(const struct cleaner *c, qpdf_oh dict, const char *key, const char *name)
{
    return qpdf_oh_is_name_and_equals(c->q, paper_get(c->q, dict, key), name);
}

static bool has_key(const struct cleaner *c, qpdf_oh dict, const char *key)
{
    return qpdf_oh_is_dictionary(c->q, dict) && qpdf_oh_has_key(c->q, dict, key);
}

const char **paper_keys(qpdf_data q, qpdf_oh dict, struct arena *a, size_t *n)
{
    const char **keys = NULL;
    size_t cap = 0;

    *n = 0;
    qpdf_oh_begin_dict_key_iter(q, dict);
    while (qpdf_oh_dict_more_keys(q)) {
        arena_grow(a, &keys, &cap, *n, sizeof *keys);
        keys[(*n)++] = arena_str(a, str_from(qpdf_oh_dict_next_key(q))).ptr;
    }
    return keys;
}

/* Until the object is done. */
static const char **keys_of(struct cleaner *c, qpdf_oh dict, size_t *n)
{
    return paper_keys(c->q, dict, c->arena, n);
}

static bool is_one_of(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(word, *list) == 0)
            return true;
    return false;
}

/* Is it an address in the web, or of a person? Of everything else (FILE:, C:\a, \\server\a, other
 * programs' schemes) we do not guess what a reader makes of it. */
static bool is_web_address(const char *uri)
{
    static const char *const begins[] = {"http://", "https://", "mailto:", "tel:", "www.", NULL};

    for (const char *const *b = begins; *b; b++)
        if (strncasecmp(uri, *b, strlen(*b)) == 0)
            return true;
    return false;
}

/* Actions that turn pages or layers, and links to the web. All others lead to other files or programs,
 * or run something. */
static bool is_harmless(const struct cleaner *c, qpdf_oh action)
{
    static const char *const within[] = {"/GoTo", "/SetOCGState", NULL};
    static const char *const turns[] = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage", NULL};
    qpdf_oh kind = paper_get(c->q, action, "/S"), turn = paper_get(c->q, action, "/N");
    qpdf_oh uri = paper_get(c->q, action, "/URI");

    if (has_type(c, action, "/S", "/Named"))
        return qpdf_oh_is_name(c->q, turn) && is_one_of(qpdf_oh_get_name(c->q, turn), turns);
    if (has_type(c, action, "/S", "/URI"))
        return qpdf_oh_is_string(c->q, uri) && is_web_address(qpdf_oh_get_string_value(c->q, uri));
    return is_one_of(qpdf_oh_get_name(c->q, kind), within);
}

/* What stands where an action may: one, or an array of them, of which one takes the others with it.
 * What has no kind is none, but perhaps a font that is called A. */
static bool is_foreign_action(const struct cleaner *c, qpdf_oh action)
{
    bool found = false;

    if (!qpdf_oh_is_array(c->q, action))
        return qpdf_oh_is_name(c->q, paper_get(c->q, action, "/S")) && !is_harmless(c, action);
    for (int i = 0, n = qpdf_oh_get_array_n_items(c->q, action); i < n && !found; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(c->q, action, i);

        found = !qpdf_oh_is_array(c->q, item) && is_foreign_action(c, item);
    }
    return found;
}

static bool is_action_table(struct cleaner *c, qpdf_oh dict)
{
    size_t n;
    const char **keys;
    bool found = false;

    if (!qpdf_oh_is_dictionary(c->q, dict))
        return false;
    keys = keys_of(c, dict, &n);
    for (size_t i = 0; i < n; i++)
        found |= has_key(c, qpdf_oh_get_key(c->q, dict, keys[i]), "/S");
    return found;
}

static bool is_named(const struct cleaner *c, qpdf_oh v)
{
    return has_key(c, v, "/F") || has_key(c, v, "/UF");
}

static bool is_metadata(const struct cleaner *c, qpdf_oh v)
{
    qpdf_oh dict = qpdf_oh_is_stream(c->q, v) ? qpdf_oh_get_dict(c->q, v) : v;

    return qpdf_oh_is_stream(c->q, v) && !has_type(c, dict, "/Subtype", "/Image") &&
           !has_type(c, dict, "/Subtype", "/Form") && !has_key(c, dict, "/PatternType");
}

/* Does this entry tell of the file's making, or lead to what is not its pages? A name such as AA or
 * EF may also be a font's, so the value's kind decides. */
static bool must_go(struct cleaner *c, qpdf_oh dict, const char *key)
{
    static const char *const notes[] = {"/LastModified", "/SourceModified", "/Author", "/Creator",
                                        "/Producer",     "/Company",        "/Manager", NULL};
    static const char *const actions[] = {"/A", "/PA", "/Next", NULL};
    qpdf_oh v = qpdf_oh_get_key(c->q, dict, key);

    if (is_one_of(key, notes))
        return qpdf_oh_is_string(c->q, v);
    if (strncmp(key, "/PTEX.", 6) == 0) /* TeX's: whence a figure comes, who made it */
        return true;
    if (is_one_of(key, actions))
        return is_foreign_action(c, v);
    if (strcmp(key, "/JS") == 0) /* wherever it stands */
        return has_type(c, dict, "/S", "/JavaScript") || has_type(c, dict, "/S", "/Rendition");
    if (strcmp(key, "/AA") == 0)
        return is_action_table(c, v);
    if (strcmp(key, "/Metadata") == 0)
        return is_metadata(c, v);
    if (strcmp(key, "/PieceInfo") == 0 || strcmp(key, "/OPI") == 0)
        return qpdf_oh_is_dictionary(c->q, v) && !has_type(c, v, "/Type", "/Font");
    if (strcmp(key, "/CreatorInfo") == 0)
        return has_type(c, dict, "/Type", "/OCG") || has_key(c, v, "/Creator");
    if (strcmp(key, "/EF") == 0 || strcmp(key, "/RF") == 0 || strcmp(key, "/Ref") == 0)
        return is_named(c, v);
    if (strcmp(key, "/AF") == 0)
        return qpdf_oh_is_array(c->q, v) || is_named(c, v) || has_key(c, v, "/EF");
    if (strcmp(key, "/Measure") == 0 || strcmp(key, "/PtData") == 0) /* where on earth it is */
        return has_type(c, v, "/Subtype", "/GEO") || has_type(c, v, "/Type", "/PtData");
    return strcmp(key, "/P") == 0 && has_type(c, dict, "/O", "/UserProperties");
}

static void visit(struct cleaner *c, qpdf_oh oh);

static void keep_keys(struct cleaner *c, qpdf_oh dict, const char *const *kept)
{
    size_t n;
    const char **keys = keys_of(c, dict, &n);

    for (size_t i = 0; i < n; i++)
        if (!is_one_of(keys[i], kept))
            qpdf_oh_remove_key(c->q, dict, keys[i]);
}

/* What readers wrote onto the page or hung on it. Pages are printed without. */
static bool is_beside_the_page(const struct cleaner *c, qpdf_oh annotation)
{
    static const char *const kinds[] = {"/Text",   "/Popup",     "/FileAttachment", "/Sound",
                                        "/Movie",  "/RichMedia", "/Screen",         "/3D",
                                        "/TrapNet", NULL};
    qpdf_oh kind = paper_get(c->q, annotation, "/Subtype");

    return qpdf_oh_is_name(c->q, kind) && is_one_of(qpdf_oh_get_name(c->q, kind), kinds);
}

/* What it looks like and leads to stays; who made it when, and what is said about it, goes. */
static void clean_annotation(struct cleaner *c, qpdf_oh annotation)
{
    static const char *const looks[] = {
        "/Type",       "/Subtype",    "/Rect",     "/P",    "/F",          "/AP", "/AS",  "/Border",
        "/C",          "/IC",         "/CA",       "/ca",   "/BM",         "/BS", "/BE",  "/RD",
        "/QuadPoints", "/Vertices",   "/Path",     "/L",    "/LE",         "/LL", "/LLE", "/LLO",
        "/CL",         "/InkList",    "/DA",       "/DS",   "/Q",          "/Sy", "/IT",  "/H",
        "/Rotate",     "/FixedPrint", "/OC",       "/Name", "/StructParent", "/A", "/PA", "/AA",
        "/Dest",       "/Contents",   NULL};
    static const char *const times[] = {"/M", "/NM", "/CreationDate", NULL}, *const nothing[] = {NULL};
    bool link = has_type(c, annotation, "/Subtype", "/Link");

    if (is_beside_the_page(c, annotation)) {
        keep_keys(c, annotation, nothing);
        return;
    }
    if (has_type(c, annotation, "/Subtype", "/Widget")) { /* a field's own entries are among its */
        for (const char *const *k = times; *k; k++)
            qpdf_oh_remove_key(c->q, annotation, *k);
        return;
    }
    keep_keys(c, annotation, looks);
    if (!link && !has_type(c, annotation, "/Subtype", "/FreeText"))
        qpdf_oh_remove_key(c->q, annotation, "/Contents");
    if (has_key(c, annotation, "/AP")) /* a stamp's name may be anything */
        qpdf_oh_remove_key(c->q, annotation, "/Name");
}

/* Also one that is no page's any more, but that the structure leads to. */
static bool is_annotation(const struct cleaner *c, qpdf_oh dict)
{
    return has_type(c, dict, "/Type", "/Annot") || (has_key(c, dict, "/Rect") && has_key(c, dict, "/Subtype"));
}

/* What a file is called, when it is none of the pages'. */
static void forget_file(const struct cleaner *c, qpdf_oh dict)
{
    static const char *const names[] = {"/F", "/UF", "/DOS", "/Mac", "/Unix", "/Desc", NULL};

    for (const char *const *n = names; *n; n++)
        qpdf_oh_remove_key(c->q, dict, *n);
}

static void clean_dict(struct cleaner *c, qpdf_oh dict)
{
    static const char *const counted[] = {"/A", "/PA", "/Next", "/AA", "/JS", "/EF", "/AF", NULL};
    bool file = has_type(c, dict, "/Type", "/Filespec") || has_type(c, dict, "/Type", "/F") ||
                (has_key(c, dict, "/EF") && must_go(c, dict, "/EF"));
    const char **keys;
    size_t n;

    if (is_annotation(c, dict))
        clean_annotation(c, dict);
    keys = keys_of(c, dict, &n);
    c->has_signature |= has_key(c, dict, "/ByteRange") && has_key(c, dict, "/Contents");
    for (size_t i = 0; i < n; i++) {
        if (!must_go(c, dict, keys[i])) {
            visit(c, qpdf_oh_get_key(c->q, dict, keys[i]));
            continue;
        }
        c->left_out += is_one_of(keys[i], counted);
        qpdf_oh_remove_key(c->q, dict, keys[i]);
    }
    if (file)
        forget_file(c, dict);
}

static void push(struct cleaner *c, int id, int generation)
{
    static const char zeros[4096];

    if (id <= 0 || id > MOST_OBJECTS) {
        c->too_many |= id > MOST_OBJECTS;
        return;
    }
    while (c->seen.len <= (size_t)id)
        buf_put(&c->seen, zeros, sizeof zeros);
    if (c->seen.ptr[id])
        return;
    c->seen.ptr[id] = 1;
    arena_grow(c->p->arena, &c->queue, &c->cap, c->n, sizeof *c->queue);
    c->queue[c->n][0] = id;
    c->queue[c->n++][1] = generation;
}

/* Its bytes may be said to stand in another file. */
static void clean_stream(struct cleaner *c, qpdf_oh stream)
{
    static const char *const keys[] = {"/F", "/FFilter", "/FDecodeParms", NULL};
    qpdf_oh dict = qpdf_oh_get_dict(c->q, stream);

    for (const char *const *k = keys; *k; k++)
        qpdf_oh_remove_key(c->q, dict, *k);
    clean_dict(c, dict);
    paper_clean_picture(c->p, stream, c->arena);
}

static void clean_object(struct cleaner *c, qpdf_oh oh)
{
    if (qpdf_oh_is_dictionary(c->q, oh))
        clean_dict(c, oh);
    else if (qpdf_oh_is_stream(c->q, oh))
        clean_stream(c, oh);
    else if (qpdf_oh_is_array(c->q, oh))
        for (int i = 0, n = qpdf_oh_get_array_n_items(c->q, oh); i < n; i++)
            visit(c, qpdf_oh_get_array_item(c->q, oh, i));
}

static void visit(struct cleaner *c, qpdf_oh oh)
{
    if (qpdf_oh_is_indirect(c->q, oh))
        push(c, qpdf_oh_get_object_id(c->q, oh), qpdf_oh_get_generation(c->q, oh));
    else
        clean_object(c, oh);
}

static void drop_annotation(struct cleaner *c, qpdf_oh annotation)
{
    c->left_out += !has_type(c, annotation, "/Subtype", "/Popup");
    if (qpdf_oh_is_indirect(c->q, annotation)) /* the structure may lead to it as well */
        qpdf_replace_object(c->q, qpdf_oh_get_object_id(c->q, annotation),
                            qpdf_oh_get_generation(c->q, annotation), qpdf_oh_new_null(c->q));
}

static void clean_annotations(struct cleaner *c, qpdf_oh page)
{
    qpdf_oh old = paper_get(c->q, page, "/Annots"), kept;

    if (!qpdf_oh_is_array(c->q, old))
        return;
    kept = qpdf_oh_new_array(c->q);
    for (int i = 0, n = qpdf_oh_get_array_n_items(c->q, old); i < n; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(c->q, old, i);

        if (is_beside_the_page(c, item))
            drop_annotation(c, item);
        else
            qpdf_oh_append_item(c->q, kept, item);
    }
    qpdf_oh_replace_key(c->q, page, "/Annots", kept);
}

static void count_names(struct cleaner *c, qpdf_oh names, const char *tree)
{
    qpdf_oh list = paper_get(c->q, paper_get(c->q, names, tree), "/Names");

    c->left_out += qpdf_oh_is_array(c->q, list)
                       ? (size_t)qpdf_oh_get_array_n_items(c->q, list) / 2
                       : has_key(c, names, tree);
}

/* The catalogue: what pages need. */
static void clean_roots(struct cleaner *c)
{
    static const char *const trailer_keys[] = {"/Root", "/Size", NULL};
    static const char *const root_keys[] = {
        "/Type",         "/Pages",      "/Version",           "/Extensions",   "/PageLabels",
        "/Dests",        "/Names",      "/ViewerPreferences", "/PageLayout",   "/PageMode",
        "/Outlines",     "/AcroForm",   "/StructTreeRoot",    "/MarkInfo",     "/Lang",
        "/OCProperties", "/OutputIntents", NULL};
    static const char *const name_keys[] = {"/Dests", NULL};
    qpdf_oh trailer = qpdf_get_trailer(c->q), root = qpdf_get_root(c->q);
    qpdf_oh names = paper_get(c->q, root, "/Names");

    keep_keys(c, trailer, trailer_keys);
    keep_keys(c, root, root_keys);
    if (!qpdf_oh_is_dictionary(c->q, names))
        return;
    count_names(c, names, "/EmbeddedFiles");
    count_names(c, names, "/JavaScript");
    keep_keys(c, names, name_keys);
}

static bool is_refused(struct cleaner *c, struct diag *d)
{
    qpdf_oh root = qpdf_get_root(c->q), form = paper_get(c->q, root, "/AcroForm");

    if (has_key(c, form, "/XFA"))
        diag(d, DIAG_PAPER_XFA, pos_file(c->p->name));
    else if (has_key(c, root, "/Perms"))
        diag(d, DIAG_PAPER_SIGNED, pos_file(c->p->name));
    else
        return false;
    return true;
}

/* What a page needs to be drawn and read. */
static void clean_page(struct cleaner *c, qpdf_oh page)
{
    static const char *const kept[] = {
        "/Type",    "/Parent",   "/Resources", "/Contents",      "/MediaBox", "/CropBox",
        "/BleedBox", "/TrimBox", "/ArtBox",    "/Rotate",        "/UserUnit", "/Group",
        "/Annots",  "/Tabs",     "/Dur",       "/StructParents", "/Trans",    "/AA",
        "/AF",      NULL};

    keep_keys(c, page, kept);
    clean_annotations(c, page);
}

static void clean_pages(struct cleaner *c)
{
    for (int i = 0, n = qpdf_get_num_pages(c->q); i < n; i++) {
        clean_page(c, qpdf_get_page_n(c->q, (size_t)i));
        qpdf_oh_release_all(c->q);
    }
}

static void clean_all(struct cleaner *c)
{
    clean_pages(c);
    clean_roots(c);
    clean_dict(c, qpdf_get_trailer(c->q));
    for (size_t i = 0; i < c->n; i++) {
        clean_object(c, qpdf_get_object_by_id(c->q, c->queue[i][0], c->queue[i][1]));
        qpdf_oh_release_all(c->q);
        arena_reset(c->arena);
    }
}

bool paper_clean(struct paper *p, struct diag *d)
{
    struct cleaner c = {.p = p, .q = p->q, .arena = arena_new()};
    struct pos pos = pos_file(p->name);
    bool ok = !is_refused(&c, d);

    if (ok)
        clean_all(&c);
    if (ok && c.has_signature)
        ok = diag(d, DIAG_PAPER_SIGNED, pos);
    if (ok && (c.too_many || qpdf_has_error(c.q)))
        ok = paper_damaged(p, d);
    if (ok && c.left_out)
        diag(d, DIAG_PAPER_LEFT_OUT, pos, arena_fmt(p->arena, "%zu", c.left_out));
    buf_free(&c.seen);
    arena_free(c.arena);
    return ok;
}
