#include "base/utf8.h"
#include "bind/form.h"

static bool read_field(const struct bind_form *f, struct bind_pattern *p, struct str inside,
                       struct pos pos, struct diag *d)
{
    size_t colon = str_find(inside, STR(":"));
    struct str name = str_trim(str_slice(inside, 0, colon));
    struct str *names;
    size_t nnames;

    p->formats[p->n] = str_trim(str_slice(inside, colon + 1, inside.len));
    if (!bind_resolve_record(f, name, &p->refs[p->n], &p->specs[p->n]) ||
        (p->refs[p->n].source == BIND_BLANK && f->kit)) {
        bind_names(f, NULL, 0, &names, &nnames);
        return diag(d, DIAG_UNKNOWN_FIELD, pos, name, utf8_nearest(name, names, nnames));
    }
    p->n++;
    return true;
}

struct bind_pattern *bind_pattern_read(const struct bind_form *f, struct str text, struct pos pos,
                                       struct diag *d)
{
    struct bind_pattern *p = arena_alloc(f->arena, sizeof *p);
    size_t most = text.len / 4 + 1, at = 0;

    p->literals = arena_array(f->arena, most + 1, sizeof *p->literals);
    p->refs = arena_array(f->arena, most, sizeof *p->refs);
    p->specs = arena_array(f->arena, most, sizeof *p->specs);
    p->formats = arena_array(f->arena, most, sizeof *p->formats);
    for (;;) {
        size_t open = at + str_find(str_slice(text, at, text.len), STR("{{"));
        size_t close = open + str_find(str_slice(text, open, text.len), STR("}}"));

        p->literals[p->n] = arena_str(f->arena, str_slice(text, at, open));
        if (open == text.len)
            return p;
        if (close == text.len) {
            diag(d, DIAG_TAG, pos, str_slice(text, open, text.len));
            return NULL;
        }
        if (!read_field(f, p, str_slice(text, open + 2, close), pos, d))
            return NULL;
        at = close + 2;
    }
}

struct str bind_person(const struct bind_form *f, size_t record, struct arena *a)
{
    struct buf b = {0};
    struct str s;

    bind_put_key(&b, f->entry->folder); /* a session is nobody, whatever its number is */
    for (size_t i = 0; f->folder && i < f->folder->n; i++)
        bind_put_key(&b, bind_record_value(f, f->folder->refs[i], record));
    s = arena_str(a, buf_view(&b));
    buf_free(&b);
    return s;
}

struct str bind_pattern_fill(const struct bind_form *f, const struct bind_pattern *p,
                             size_t record, struct arena *a)
{
    struct buf b = {0};
    struct str s;

    for (size_t i = 0; i <= p->n; i++) {
        struct str v;

        buf_str(&b, p->literals[i]);
        if (i == p->n)
            break;
        v = bind_record_value(f, p->refs[i], record);
        if (v.ptr)
            buf_str(&b, value_print(p->specs[i], v, p->formats[i], a));
    }
    s = arena_str(a, buf_view(&b));
    buf_free(&b);
    return s;
}
