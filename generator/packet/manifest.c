#include "packet/internal.h"

#include <jansson.h>
#include <string.h>

#include "base/file.h"

#define GENERATOR STR("formpress")
#define MAX_BYTES ((size_t)256 << 20) /* a million files */

static void put_member(struct buf *b, const char *before, const char *key, struct str value)
{
    buf_fmt(b, "%s\"%s\": ", before, key);
    buf_json(b, value);
}

static void put_file(struct buf *b, const struct packet_file *f)
{
    put_member(b, "    {\n      ", "path", f->path);
    put_member(b, ",\n      ", "sha256", str_from(f->sha256));
    buf_fmt(b, ",\n      \"bytes\": %llu", (unsigned long long)f->bytes);
    buf_fmt(b, ",\n      \"pages\": %lu", (unsigned long)f->pages);
    put_member(b, ",\n      ", "form", f->form);
    put_member(b, ",\n      ", "record", f->record);
    buf_str(b, STR("\n    }"));
}

bool packet_write_manifest(const char *dir, const struct packet_manifest *m, struct diag *d)
{
    struct arena *a = arena_new();
    struct buf b = {0};
    bool ok;

    put_member(&b, "{\n  ", "generator", GENERATOR);
    put_member(&b, ",\n  ", "kit", m->kit);
    put_member(&b, ",\n  ", "version", m->version);
    put_member(&b, ",\n  ", "date", m->date);
    buf_str(&b, STR(",\n  \"files\": ["));
    for (size_t i = 0; i < m->nfiles; i++) {
        buf_str(&b, i ? STR(",\n") : STR("\n"));
        put_file(&b, &m->files[i]);
    }
    buf_str(&b, m->nfiles ? STR("\n  ]\n}\n") : STR("]\n}\n"));
    ok = file_write(file_join(a, dir, PACKET_MANIFEST), buf_view(&b), d);
    buf_free(&b);
    arena_free(a);
    return ok;
}

bool packet_path_is_safe(struct str path)
{
    for (size_t i = 0; i < path.len; i++)
        if ((unsigned char)path.ptr[i] < 0x20 || path.ptr[i] == '\\')
            return false;
    for (;;) {
        size_t end = str_find(path, STR("/"));
        struct str part = str_slice(path, 0, end);

        if (part.len == 0 || str_eq(part, STR(".")) || str_eq(part, STR("..")))
            return false;
        if (end == path.len)
            return true;
        path = str_slice(path, end + 1, path.len);
    }
}

struct reader {
    const char *file;
    struct arena *arena;
    struct diag *d;
};

static bool bad(const struct reader *r, const char *key)
{
    return diag(r->d, DIAG_MANIFEST, pos_file(r->file), str_from(key));
}

static bool read_text(const struct reader *r, const json_t *object, const char *key,
                      struct str *out)
{
    const json_t *v = json_object_get(object, key);

    if (!json_is_string(v))
        return bad(r, key);
    *out = arena_str(r->arena, (struct str){json_string_value(v), json_string_length(v)});
    return true;
}

static bool read_number(const struct reader *r, const json_t *object, const char *key,
                        uint64_t most, uint64_t *out)
{
    const json_t *v = json_object_get(object, key);

    if (!json_is_integer(v) || json_integer_value(v) < 0 || (uint64_t)json_integer_value(v) > most)
        return bad(r, key);
    *out = (uint64_t)json_integer_value(v);
    return true;
}

static bool read_file(const struct reader *r, const json_t *object, struct packet_file *f)
{
    struct str sha;
    uint64_t pages;

    if (!read_text(r, object, "path", &f->path) || !read_text(r, object, "sha256", &sha) ||
        !read_number(r, object, "bytes", INT64_MAX, &f->bytes) ||
        !read_number(r, object, "pages", UINT32_MAX, &pages) ||
        !read_text(r, object, "form", &f->form) || !read_text(r, object, "record", &f->record))
        return false;
    if (!packet_path_is_safe(f->path))
        return diag(r->d, DIAG_MANIFEST_PATH, pos_file(r->file), f->path);
    if (sha.len != 64 || strspn(sha.ptr, "0123456789abcdef") != 64)
        return bad(r, "sha256");
    memcpy(f->sha256, sha.ptr, 65);
    f->pages = (uint32_t)pages;
    return true;
}

static bool read_root(const struct reader *r, const json_t *root, struct packet_manifest *m)
{
    const json_t *files = json_object_get(root, "files");
    struct str generator;

    if (!read_text(r, root, "generator", &generator))
        return false;
    if (!str_eq(generator, GENERATOR))
        return bad(r, "generator");
    if (!read_text(r, root, "kit", &m->kit) || !read_text(r, root, "version", &m->version) ||
        !read_text(r, root, "date", &m->date))
        return false;
    if (!json_is_array(files))
        return bad(r, "files");
    m->nfiles = json_array_size(files);
    m->files = arena_array(r->arena, m->nfiles, sizeof *m->files);
    for (size_t i = 0; i < m->nfiles; i++)
        if (!read_file(r, json_array_get(files, i), &m->files[i]))
            return false;
    return true;
}

struct packet_manifest *packet_read_manifest(const char *dir, struct arena *a, struct diag *d)
{
    struct reader r = {file_join(a, dir, PACKET_MANIFEST), a, d};
    struct packet_manifest *m = arena_alloc(a, sizeof *m);
    struct str text;
    json_error_t error;
    json_t *root;

    if (!file_read(r.file, MAX_BYTES, a, d, &text))
        return NULL;
    root = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        diag(d, DIAG_MANIFEST_JSON, pos_line(r.file, (uint32_t)error.line, (uint32_t)error.column),
             str_from(error.text));
        return NULL;
    }
    if (!read_root(&r, root, m))
        m = NULL;
    json_decref(root);
    return m;
}

struct packet_manifest *packet_find_manifest(const char *dir, struct arena *a)
{
    struct diag *unseen = diag_new(DIAG_EN);
    struct packet_manifest *m = packet_read_manifest(dir, a, unseen);

    diag_free(unseen);
    return m;
}

struct map packet_manifest_files(const struct packet_manifest *m, struct arena *a)
{
    struct map files = map_new(a);

    for (size_t i = 0; m && i < m->nfiles; i++)
        *map_slot(&files, m->files[i].path) = &m->files[i];
    return files;
}
