#include "font/faces.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"

#define TABLE_BYTES_MAX ((size_t)1 << 20)

struct table {
    const char *path;
    const struct yaml *fonts;
    struct arena *arena; /* lives as long as the fonts */
    struct diag *diag;
};

/* A PostScript name of characters that a PDF name needs no escapes for. */
static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
              c == '-' || c == '_'))
            return false;
    }
    return s.len > 0 && s.len <= 63; /* PostScript's own limit */
}

static struct str file_of(const struct table *t, struct str file)
{
    const char *slash = strrchr(t->path, '/');

    if (str_starts(file, STR("/")) || !slash)
        return arena_str(t->arena, file);
    return arena_fmt(t->arena, "%.*s/%.*s", (int)(slash - t->path), t->path, STR_ARG(file));
}

static bool read_font(const struct table *t, const struct yaml *y, struct face *face)
{
    static const char *const keys[] = {"file", "licence", "package", "serif", NULL};
    struct str file, licence, package;

    if (!yaml_must_be(y, YAML_MAPPING, t->diag) || !yaml_check_keys(y, keys, t->diag))
        return false;
    if (!is_name(y->key))
        return diag(t->diag, DIAG_FONT_TABLE, y->key_pos, y->key);
    file = yaml_need_text(y, "file", t->diag);
    licence = yaml_need_text(y, "licence", t->diag);
    package = yaml_need_text(y, "package", t->diag);
    face->info.name = arena_str(t->arena, y->key);
    face->info.file = file_of(t, file);
    face->info.licence = arena_str(t->arena, licence);
    face->info.serif = yaml_bool(y, "serif", true, t->diag);
    face->package = arena_str(t->arena, package).ptr;
    return file.len && licence.len && package.len;
}

static const struct yaml *child(const struct yaml *parent, struct str key)
{
    for (const struct yaml *y = parent ? parent->first : NULL; y; y = y->next)
        if (str_eq(y->key, key))
            return y;
    return NULL;
}

static bool add_face(struct fonts *f, const struct table *t, const struct yaml *name,
                     struct font_chain *chain, bool western, bool bold)
{
    const struct yaml *font = child(t->fonts, name->text);
    size_t i = 0;

    if (!font)
        return diag(t->diag, DIAG_FONT_TABLE, name->pos, name->text);
    while (i < f->n && !str_eq(f->faces[i].info.name, name->text))
        i++;
    if (i == FONT_MAX_FACES)
        return diag(t->diag, DIAG_FONT_TABLE, name->pos, name->text);
    if (i == f->n) {
        struct face *face = &f->faces[i];

        *face = (struct face){.western = western, .info.bold = bold};
        if (!read_font(t, font, face) || !font_open_face(face, t->diag))
            return false;
        f->n++;
    }
    chain->faces[chain->n++] = (uint16_t)i;
    return true;
}

static bool read_chain(struct fonts *f, const struct table *t, const struct yaml *family,
                       const char *key, struct font_chain *chain)
{
    const struct yaml *list = yaml_sequence(family, key, t->diag);
    bool ok = true;

    if (!list || !list->first)
        return diag(t->diag, DIAG_FONT_TABLE, family->key_pos, str_from(key));
    for (const struct yaml *y = list->first; y; y = y->next)
        if (chain->n < FONT_MAX_FACES)
            ok &= add_face(f, t, y, chain, chain != &f->han && chain != &f->emphasis,
                           chain == &f->western[TEXT_BOLD] || chain == &f->western[TEXT_BOLD_ITALIC]);
    return ok;
}

/* A family without italics has upright letters in their place. */
static bool read_italics(struct fonts *f, const struct table *t, const struct yaml *family,
                         const char *key, enum text_style style)
{
    if (yaml_get(family, key))
        return read_chain(f, t, family, key, &f->western[style]);
    f->western[style] = f->western[style & TEXT_BOLD];
    return true;
}

static struct str nearest(const struct yaml *families, struct str family, struct arena *a)
{
    size_t n = yaml_count(families), i = 0;
    struct str *names = arena_array(a, n, sizeof *names);

    for (const struct yaml *y = families->first; y; y = y->next)
        names[i++] = y->key;
    return utf8_nearest(family, names, n);
}

static bool read_family(struct fonts *f, const char *path, struct str name, struct arena *scratch,
                        struct diag *d)
{
    static const char *const keys[] = {"han", "western", "bold", "italic", "bold_italic", "emphasis", NULL};
    struct table t = {.path = path, .arena = f->arena, .diag = d};
    const struct yaml *root, *families, *family;
    struct str text;
    bool ok;

    if (!file_read(path, TABLE_BYTES_MAX, scratch, d, &text))
        return false;
    if (!utf8_valid(text))
        return diag(d, DIAG_NOT_UTF8, pos_file(path));
    root = yaml_read(text, path, 0, scratch, d);
    if (!root || !yaml_must_be(root, YAML_MAPPING, d))
        return false;
    families = yaml_mapping(root, "families", d);
    t.fonts = yaml_mapping(root, "fonts", d);
    if (!families || !t.fonts)
        return diag(d, DIAG_FONT_TABLE, pos_file(path), STR("families, fonts"));
    family = child(families, name);
    if (!family)
        return diag(d, DIAG_FONT_FAMILY, pos_file(path), name, nearest(families, name, scratch));
    if (!yaml_must_be(family, YAML_MAPPING, d) || !yaml_check_keys(family, keys, d))
        return false;
    ok = read_chain(f, &t, family, "han", &f->han) &
         read_chain(f, &t, family, "western", &f->western[TEXT_REGULAR]) &
         read_chain(f, &t, family, "bold", &f->western[TEXT_BOLD]);
    if (yaml_get(family, "emphasis"))
        ok &= read_chain(f, &t, family, "emphasis", &f->emphasis);
    return ok & read_italics(f, &t, family, "italic", TEXT_ITALIC) &
           read_italics(f, &t, family, "bold_italic", TEXT_BOLD_ITALIC);
}

struct fonts *font_open(const char *table, struct str family, struct diag *d)
{
    struct arena *a = arena_new(), *scratch = arena_new();
    struct fonts *f = arena_alloc(a, sizeof *f);
    bool ok;

    f->arena = a;
    f->run_arena = arena_new();
    f->runs = map_new(f->run_arena);
    f->buffer = hb_buffer_create();
    if (!hb_buffer_allocation_successful(f->buffer))
        out_of_memory();
    ok = read_family(f, table, family, scratch, d);
    arena_free(scratch);
    if (ok)
        return f;
    font_close(f);
    return NULL;
}

void font_close(struct fonts *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->n; i++)
        font_close_face(&f->faces[i]);
    hb_buffer_destroy(f->buffer);
    arena_free(f->run_arena);
    arena_free(f->arena);
}
