#include "base/diag.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ARGS 6

struct text {
    const char *message, *hint;
};

static const struct {
    enum diag_level level;
    const char *code;
    struct text in[2];
} table[] = {
#define D(id, level, code, en, en_hint, zh, zh_hint) {level, code, {{en, en_hint}, {zh, zh_hint}}},
#include "base/diag_list.h"
#undef D
};

struct entry {
    enum diag_id id;
    enum diag_level level; /* the table's, unless diag_take made it less */
    struct pos pos;
    const char *context;
    struct str args[MAX_ARGS];
    size_t nargs, order;
};

struct diag {
    struct arena *arena;
    enum diag_lang lang;
    const char *context;
    struct entry *entries;
    size_t n, cap;
    size_t by_level[3];
};

struct pos pos_none(void)
{
    return (struct pos){0};
}

struct pos pos_file(const char *file)
{
    return (struct pos){.file = file};
}

struct pos pos_line(const char *file, uint32_t line, uint32_t col)
{
    return (struct pos){.file = file, .row = line, .col = col};
}

struct pos pos_cell(const char *file, const char *sheet, uint32_t row, uint32_t col)
{
    return (struct pos){.file = file, .sheet = sheet, .row = row, .col = col, .cell = true};
}

void pos_cell_name(uint32_t row, uint32_t col, char *to)
{
    char letters[8];
    size_t n = 0;

    for (; col > 0 && n < sizeof letters; col = (col - 1) / 26)
        letters[n++] = (char)('A' + (col - 1) % 26);
    while (n > 0)
        *to++ = letters[--n];
    if (row)
        snprintf(to, 12, "%u", row);
    else
        *to = '\0';
}

struct diag *diag_new(enum diag_lang lang)
{
    struct arena *a = arena_new();
    struct diag *d = arena_alloc(a, sizeof *d);

    d->arena = a;
    d->lang = lang;
    return d;
}

void diag_free(struct diag *d)
{
    if (d)
        arena_free(d->arena);
}

void diag_clear(struct diag *d)
{
    d->n = 0;
    memset(d->by_level, 0, sizeof d->by_level);
}

enum diag_lang diag_lang(const struct diag *d)
{
    return d->lang;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_entry(const struct entry *a, const struct entry *b)
{
    if (a->id != b->id || a->nargs != b->nargs || a->pos.row != b->pos.row ||
        a->pos.col != b->pos.col || !same_text(a->pos.file, b->pos.file) ||
        !same_text(a->pos.sheet, b->pos.sheet) || !same_text(a->context, b->context))
        return false;
    for (size_t i = 0; i < a->nargs; i++)
        if (!str_eq(a->args[i], b->args[i]))
            return false;
    return true;
}

static const char *keep(struct diag *d, const char *text)
{
    return text ? arena_str(d->arena, str_from(text)).ptr : NULL;
}

void diag_set_context(struct diag *d, const char *context)
{
    d->context = keep(d, context);
}

/* A form's own mistakes are the same in all its documents: told once. */
static bool is_of_form(enum diag_id id)
{
    return id == DIAG_LAYOUT_HINT;
}

bool diag_add(struct diag *d, enum diag_id id, struct pos pos, const struct str *args, size_t n)
{
    struct entry e = {.id = id,
                      .level = table[id].level,
                      .pos = pos,
                      .context = is_of_form(id) ? NULL : d->context,
                      .nargs = n < MAX_ARGS ? n : MAX_ARGS,
                      .order = d->n};
    size_t recent = d->n > 64 ? d->n - 64 : 0; /* repeats come close together */

    for (size_t i = 0; i < e.nargs; i++)
        e.args[i] = args[i];
    for (size_t i = recent; i < d->n; i++)
        if (same_entry(&d->entries[i], &e))
            return false;
    for (size_t i = 0; i < e.nargs; i++)
        e.args[i] = arena_str(d->arena, args[i]);
    e.pos.file = keep(d, pos.file);
    e.pos.sheet = keep(d, pos.sheet);
    arena_grow(d->arena, &d->entries, &d->cap, d->n, sizeof *d->entries);
    d->entries[d->n++] = e;
    d->by_level[e.level]++;
    return false;
}

void diag_each(const struct diag *d, void (*see)(void *ctx, enum diag_level level, struct pos pos),
               void *ctx)
{
    for (size_t i = 0; i < d->n; i++)
        see(ctx, d->entries[i].level, d->entries[i].pos);
}

void diag_take(struct diag *d, const struct diag *from,
               bool (*judge)(void *ctx, struct pos pos, enum diag_level *level), void *ctx)
{
    const char *context = d->context;

    for (size_t i = 0; i < from->n; i++) {
        const struct entry *e = &from->entries[i];
        enum diag_level level = e->level;
        size_t n = d->n;

        if (judge && !judge(ctx, e->pos, &level))
            continue;
        d->context = keep(d, e->context);
        diag_add(d, e->id, e->pos, e->args, e->nargs);
        if (d->n > n) {
            d->by_level[d->entries[n].level]--;
            d->entries[n].level = level;
            d->by_level[level]++;
        }
    }
    d->context = context;
}

size_t diag_errors(const struct diag *d)
{
    return d->by_level[DIAG_ERROR];
}

size_t diag_warnings(const struct diag *d)
{
    return d->by_level[DIAG_WARNING];
}

size_t diag_count(const struct diag *d, enum diag_id id)
{
    size_t count = 0;

    for (size_t i = 0; i < d->n; i++)
        count += d->entries[i].id == id;
    return count;
}

static int by_place(const void *pa, const void *pb)
{
    const struct entry *a = pa, *b = pb;
    int c = strcmp(a->pos.file ? a->pos.file : "", b->pos.file ? b->pos.file : "");

    if (c == 0)
        c = strcmp(a->pos.sheet ? a->pos.sheet : "", b->pos.sheet ? b->pos.sheet : "");
    if (c == 0 && a->pos.row != b->pos.row)
        c = a->pos.row < b->pos.row ? -1 : 1;
    if (c == 0 && a->pos.col != b->pos.col)
        c = a->pos.col < b->pos.col ? -1 : 1;
    if (c == 0)
        c = strcmp(a->context ? a->context : "", b->context ? b->context : "");
    return c ? c : (a->order > b->order) - (a->order < b->order);
}

/* Adds `text` with {0}, {1} … replaced; control characters of the arguments are shown, not sent. */
static void fill(struct buf *b, const char *text, const struct str *args, size_t n)
{
    for (const char *p = text; *p; p++) {
        if (p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}') {
            size_t k = (size_t)(p[1] - '0');

            for (size_t i = 0; k < n && i < args[k].len; i++) {
                unsigned char c = (unsigned char)args[k].ptr[i];

                if (c < 0x20 || c == 0x7F)
                    buf_fmt(b, "\\x%02X", c);
                else
                    buf_char(b, (char)c);
            }
            p += 2;
        } else {
            buf_char(b, *p);
        }
    }
}

struct str diag_system(const struct diag *d, int error)
{
    static const struct {
        int error;
        const char *zh;
    } known[] = {{ENOSPC, "磁碟已滿，請清出空間"},
                 {EDQUOT, "磁碟配額已滿，請清出空間"},
                 {ENOENT, "沒有這個檔案或資料夾"},
                 {EACCES, "沒有權限"},
                 {EPERM, "沒有權限"},
                 {EROFS, "此磁碟唯讀"},
                 {EBUSY, "正由其他程式使用，或是磁碟的最上層；請改用其中的資料夾"},
                 {EISDIR, "這是資料夾，不是檔案"},
                 {ENOTDIR, "路徑中有一段不是資料夾"},
                 {EEXIST, "檔案已存在"},
                 {EIO, "讀寫磁碟時發生錯誤"}};

    for (size_t i = 0; d->lang == DIAG_ZH && i < sizeof known / sizeof *known; i++)
        if (known[i].error == error)
            return str_from(known[i].zh);
    return str_from(strerror(error));
}

struct str diag_text(const struct diag *d, enum diag_id id, struct arena *a, const struct str *args,
                     size_t n)
{
    struct buf b = {0};
    struct str s;

    fill(&b, table[id].in[d->lang].message, args, n);
    s = arena_str(a, buf_view(&b));
    buf_free(&b);
    return s;
}

/* A hint that speaks of an argument that is empty ("did you mean ''?") is left out. */
static const char *hint_of(const struct entry *e, enum diag_lang lang)
{
    const char *hint = table[e->id].in[lang].hint;

    for (const char *p = hint; p && *p; p++)
        if (p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}') {
            size_t k = (size_t)(p[1] - '0');

            if (k >= e->nargs || e->args[k].len == 0)
                return NULL;
        }
    return hint;
}

static void put_place(struct buf *b, struct pos p)
{
    char name[24];

    if (!p.file)
        return;
    buf_str(b, str_from(p.file));
    if (p.sheet)
        buf_fmt(b, "[%s]", p.sheet);
    if (p.cell && p.row) {
        pos_cell_name(p.row, p.col, name);
        buf_fmt(b, ":%s", name);
    } else if (p.row) {
        buf_fmt(b, p.col ? ":%u:%u" : ":%u", p.row, p.col);
    }
    buf_str(b, STR(": "));
}

static void put_context(struct buf *b, const struct entry *e, enum diag_lang lang)
{
    if (!e->context)
        return;
    buf_str(b, lang == DIAG_ZH ? STR("（文件 ") : STR(" (in "));
    buf_str(b, str_from(e->context));
    buf_str(b, lang == DIAG_ZH ? STR("）") : STR(")"));
}

static void put_text(struct buf *b, const struct entry *e, enum diag_lang lang, bool colour)
{
    static const char *const words[2][3] = {{"error", "warning", "note"}, {"錯誤", "警告", "提示"}};
    static const char *const colours[] = {"\033[31m", "\033[33m", "\033[36m"};
    enum diag_level level = e->level;
    const struct text *t = &table[e->id].in[lang];

    put_place(b, e->pos);
    buf_fmt(b, "%s%s%s", colour ? colours[level] : "", words[lang][level], colour ? "\033[0m" : "");
    buf_str(b, lang == DIAG_ZH ? STR("：") : STR(": "));
    fill(b, t->message, e->args, e->nargs);
    put_context(b, e, lang);
    if (hint_of(e, lang)) {
        buf_str(b, lang == DIAG_ZH ? STR("；") : STR("; "));
        fill(b, hint_of(e, lang), e->args, e->nargs);
    }
    buf_char(b, '\n');
}

static void put_json_filled(struct buf *b, const char *text, const struct entry *e, bool context,
                            enum diag_lang lang)
{
    struct buf t = {0};

    if (text)
        fill(&t, text, e->args, e->nargs);
    if (context)
        put_context(&t, e, lang);
    buf_json(b, buf_view(&t));
    buf_free(&t);
}

static void put_json(struct buf *b, const struct entry *e, enum diag_lang lang)
{
    static const char *const words[] = {"error", "warning", "note"};
    const struct text *t = &table[e->id].in[lang];

    buf_fmt(b, "{\"severity\":\"%s\",\"code\":\"%s\",\"file\":", words[e->level],
            table[e->id].code);
    buf_json(b, str_from(e->pos.file));
    buf_str(b, STR(",\"sheet\":"));
    buf_json(b, str_from(e->pos.sheet));
    buf_fmt(b, ",\"row\":%u,\"column\":%u,\"message\":", e->pos.row, e->pos.col);
    put_json_filled(b, t->message, e, true, lang);
    buf_str(b, STR(",\"hint\":"));
    put_json_filled(b, hint_of(e, lang), e, false, lang);
    buf_str(b, STR("}\n"));
}

void diag_say(const struct diag *d, enum diag_id id, const struct str *args, size_t n,
              enum diag_format format)
{
    struct entry e = {.id = id, .level = table[id].level, .nargs = n < MAX_ARGS ? n : MAX_ARGS};
    struct buf b = {0};

    for (size_t i = 0; i < e.nargs; i++)
        e.args[i] = args[i];
    if (format == DIAG_JSON) {
        put_json(&b, &e, d->lang);
    } else {
        fill(&b, table[id].in[d->lang].message, args, n);
        buf_char(&b, '\n');
    }
    fwrite(b.ptr, 1, b.len, format == DIAG_JSON ? stdout : stderr);
    buf_free(&b);
}

/* The same one twice, from two ways to the same place, is told once. */
static void drop_repeats(struct diag *d)
{
    size_t kept = 0;

    for (size_t i = 0; i < d->n; i++) {
        if (kept > 0 && same_entry(&d->entries[kept - 1], &d->entries[i]))
            d->by_level[d->entries[i].level]--;
        else
            d->entries[kept++] = d->entries[i];
    }
    d->n = kept;
}

void diag_print(struct diag *d, FILE *to, enum diag_format format, bool colour, bool quiet)
{
    struct buf b = {0};

    if (d->n)
        qsort(d->entries, d->n, sizeof *d->entries, by_place);
    drop_repeats(d);
    for (size_t i = 0; i < d->n; i++) {
        const struct entry *e = &d->entries[i];

        if (quiet && e->level != DIAG_ERROR)
            continue;
        if (format == DIAG_JSON)
            put_json(&b, e, d->lang);
        else
            put_text(&b, e, d->lang, colour);
    }
    if (b.len)
        fwrite(b.ptr, 1, b.len, to);
    buf_free(&b);
}

static void put_string(struct buf *to, struct str s)
{
    uint32_t len = (uint32_t)s.len;

    buf_put(to, &len, sizeof len);
    buf_str(to, s);
}

void diag_write(const struct diag *d, struct buf *to)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct entry *e = &d->entries[i];
        uint32_t head[6] = {e->id,       e->pos.row,           e->pos.col,
                            e->pos.cell, e->pos.sheet ? 1 : 0, (uint32_t)e->nargs};

        buf_put(to, head, sizeof head);
        put_string(to, str_from(e->pos.file));
        put_string(to, str_from(e->pos.sheet));
        put_string(to, str_from(e->context));
        for (size_t k = 0; k < e->nargs; k++)
            put_string(to, e->args[k]);
    }
}

static bool take(struct str *from, void *to, size_t n)
{
    if (from->len < n)
        return false;
    memcpy(to, from->ptr, n);
    *from = str_slice(*from, n, from->len);
    return true;
}

static bool take_string(struct str *from, struct arena *a, struct str *s)
{
    uint32_t len;

    if (!take(from, &len, sizeof len) || from->len < len)
        return false;
    *s = arena_str(a, str_slice(*from, 0, len));
    *from = str_slice(*from, len, from->len);
    return true;
}

bool diag_read(struct diag *d, struct str bytes)
{
    while (bytes.len) {
        uint32_t head[6];
        struct str file, sheet, context, args[MAX_ARGS];
        struct pos pos;

        if (!take(&bytes, head, sizeof head) || head[0] >= DIAG_COUNT || head[5] > MAX_ARGS ||
            !take_string(&bytes, d->arena, &file) || !take_string(&bytes, d->arena, &sheet) ||
            !take_string(&bytes, d->arena, &context))
            return false;
        for (size_t k = 0; k < head[5]; k++)
            if (!take_string(&bytes, d->arena, &args[k]))
                return false;
        pos = (struct pos){file.len ? file.ptr : NULL, head[4] ? sheet.ptr : NULL, head[1], head[2],
                           head[3] != 0};
        d->context = context.len ? context.ptr : NULL;
        diag_add(d, head[0], pos, args, head[5]);
        d->context = NULL;
    }
    return true;
}
