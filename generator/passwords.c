/* Passwords of encrypted copies: one a person, from the system's random source or from a file that an
 * earlier run wrote. They are made to be read over a telephone. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "backend/paper/paper.h"
#include "base/file.h"
#include "base/map.h"
#include "data/csv.h"
#include "run.h"

#define GROUPS      8 /* of three: 96 bits, and 31 characters, as some readers take no more than 32 */
#define GROUP       3
#define LEAST_CHARS 12 /* of a password that people chose */

/* Digits, and capitals that neither look nor sound like these or each other. */
static const char alphabet[16] = {'0', '1', '2', '3', '4', '5', '6', '7',
                                  '8', '9', 'K', 'M', 'R', 'W', 'X', 'Y'};

#define HEAD_KEY      STR("編號")
#define HEAD_FOLDER   STR("資料夾")
#define HEAD_PASSWORD STR("密碼")
#define HEAD_CODE     STR("重製碼")

#define MADE_CHARS (GROUPS * (GROUP + 1) - 1)

static bool draw(unsigned char *bytes, size_t n, struct diag *d)
{
    for (size_t at = 0; at < n;) {
        ssize_t got = getrandom(bytes + at, n - at, 0);

        if (got < 0 && errno != EINTR)
            return diag(d, DIAG_NO_RANDOM, pos_none(), diag_system(d, errno));
        at += got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* "3K7-0W2-…": the hyphens belong to it, so that nobody asks. */
static bool new_word(struct str *word, struct arena *a, struct diag *d)
{
    unsigned char bytes[MADE_CHARS];
    char text[MADE_CHARS];

    if (!draw(bytes, sizeof bytes, d))
        return false;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % (GROUP + 1) == GROUP ? '-' : alphabet[bytes[i] % sizeof alphabet];
    *word = arena_str(a, (struct str){text, sizeof text});
    return true;
}

static bool is_made_word(struct str s)
{
    if (s.len != MADE_CHARS)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (i % (GROUP + 1) == GROUP ? s.ptr[i] != '-' : !memchr(alphabet, s.ptr[i], sizeof alphabet))
            return false;
    return true;
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] <= ' ' || s.ptr[i] > '~')
            return false;
    return true;
}

struct list {
    struct map by_key;  /* to struct run_password */
    struct map by_word; /* to whose it is, a struct str */
    const char *path;
    struct sheet sheet;
};

static size_t column_called(const struct sheet_row *row, struct str name)
{
    size_t i = 0;

    while (i < row->ncells && !str_eq(str_trim(row->cells[i].text), name))
        i++;
    return i;
}

struct columns {
    size_t key, password, code;
};

static struct str cell_of(const struct sheet_row *row, size_t col)
{
    return col < row->ncells ? str_trim(row->cells[col].text) : STR("");
}

static bool check_words(struct list *l, const struct sheet_row *row, const struct columns *at,
                        struct arena *a, struct diag *d)
{
    struct str key = cell_of(row, at->key), word = cell_of(row, at->password);
    struct pos pos = sheet_pos(&l->sheet, row, at->password);
    struct str *kept = arena_alloc(a, sizeof *kept);
    void **slot;

    if (word.len < LEAST_CHARS || word.len > PAPER_PASSWORD_MAX || !is_ascii(word))
        return diag(d, DIAG_PASSWORD, pos, arena_fmt(a, "%d", LEAST_CHARS),
                    arena_fmt(a, "%d", PAPER_PASSWORD_MAX));
    if (!is_made_word(cell_of(row, at->code)))
        return diag(d, DIAG_PASSWORD_CODE, sheet_pos(&l->sheet, row, at->code), HEAD_CODE);
    slot = map_slot(&l->by_word, word);
    if (*slot)
        return diag(d, DIAG_PASSWORD_SHARED, pos, key, *(struct str *)*slot);
    *kept = key;
    *slot = kept;
    return true;
}

static bool take_row(struct list *l, const struct sheet_row *row, const struct columns *at,
                     struct arena *a, struct diag *d)
{
    struct str key = cell_of(row, at->key);
    struct run_password *kept = arena_alloc(a, sizeof *kept);
    void **slot;

    if (key.len == 0)
        return true;
    slot = map_slot(&l->by_key, key);
    if (*slot)
        return diag(d, DIAG_PASSWORD_TWICE, sheet_pos(&l->sheet, row, at->key), key);
    *slot = kept;
    if (!check_words(l, row, at, a, d))
        return false;
    kept->word = arena_str(a, cell_of(row, at->password));
    kept->code = arena_str(a, cell_of(row, at->code));
    return true;
}

static bool find_columns(const struct sheet *s, struct columns *at)
{
    const struct sheet_row *head = s->nrows ? &s->rows[0] : NULL;

    if (!head)
        return false;
    at->key = column_called(head, HEAD_KEY);
    at->password = column_called(head, HEAD_PASSWORD);
    at->code = column_called(head, HEAD_CODE);
    return at->key < head->ncells && at->password < head->ncells && at->code < head->ncells;
}

static bool read_list(struct list *l, const char *path, struct arena *a, struct diag *d)
{
    struct charset_text text;
    struct columns at;
    struct str bytes;
    bool ok = true;

    *l = (struct list){.by_key = map_new(a), .by_word = map_new(a), .path = path};
    if (!file_read(path, CSV_MAX_BYTES, a, d, &bytes))
        return false;
    text = charset_decode(bytes, CHARSET_AUTO, a);
    if (!csv_read(&text, path, a, d, &l->sheet))
        return false;
    if (!find_columns(&l->sheet, &at))
        return diag(d, DIAG_PASSWORD_HEAD, pos_file(path), HEAD_KEY, HEAD_PASSWORD, HEAD_CODE);
    for (size_t i = 1; i < l->sheet.nrows; i++)
        ok = take_row(l, &l->sheet.rows[i], &at, a, d) && ok;
    return ok;
}

/* A password for everybody who gets an encrypted copy. */
static bool give_passwords(struct run *r, const struct list *given)
{
    size_t errors = diag_errors(r->d), cap = 0;

    for (size_t i = 0; i < r->njobs; i++) {
        const struct job *job = &r->jobs[i];
        const struct bind_form *f = r->project.forms[job->form].bound;
        struct str key = bind_key(f, job->record, r->arena);
        struct run_password *kept;
        void **slot;

        if (!bind_has_key(f))
            continue;
        r->nencrypted++;
        if (key.len == 0) {
            diag(r->d, DIAG_NO_KEY, bind_key_pos(f, "encrypt"), job->path);
            continue;
        }
        slot = map_slot(&r->passwords, key);
        if (*slot)
            continue;
        kept = given ? map_get(&given->by_key, key) : arena_alloc(r->arena, sizeof *kept);
        if (!kept) {
            diag(r->d, DIAG_PASSWORD_ABSENT, pos_file(given->path), key);
            continue;
        }
        if (!given && !(new_word(&kept->word, r->arena, r->d) && new_word(&kept->code, r->arena, r->d)))
            return false;
        *slot = kept;
        arena_grow(r->arena, &r->holders, &cap, r->nholders, sizeof *r->holders);
        r->holders[r->nholders++] = (struct holder){key, job->key};
    }
    return diag_errors(r->d) == errors;
}

/* A path without links and dots, also of what is not there yet. */
static bool real_path(const char *path, char real[2 * PATH_MAX], struct arena *a)
{
    const char *slash, *name = path;
    char *parent;

    if (realpath(path, real))
        return true;
    slash = strrchr(path, '/');
    parent = slash ? strndup(path, (size_t)(slash - path)) : strdup(".");
    if (!parent)
        out_of_memory();
    name = slash ? slash + 1 : path;
    if (*name == '\0' && slash != path) { /* "out/" */
        bool ok = real_path(parent, real, a);

        free(parent);
        return ok;
    }
    if (!real_path(*parent ? parent : "/", real, a)) {
        free(parent);
        return false;
    }
    free(parent);
    if (strlen(real) + strlen(name) + 2 > PATH_MAX)
        return false;
    if (strcmp(real, "/") != 0)
        strcat(real, "/");
    strcat(real, name);
    return true;
}

/* The list must not lie with what it opens. */
static bool is_beside_copies(const char *list, const char *out, struct arena *a)
{
    char real_list[2 * PATH_MAX], real_out[2 * PATH_MAX];
    size_t n;

    if (!real_path(list, real_list, a) || !real_path(out, real_out, a))
        return true;
    n = strlen(real_out);
    return strncmp(real_list, real_out, n) == 0 && (real_list[n] == '/' || real_list[n] == '\0');
}

/* Told before anything is made. */
static bool check_list_path(const struct run *r)
{
    const struct options *o = r->options;
    const char *path = o->password_list ? o->password_list : o->passwords;

    if (!path || o->command == CMD_CHECK || o->dry_run)
        return true;
    if (is_beside_copies(path, o->out, r->arena) ||
        is_beside_copies(path, packet_partial(o->out, r->arena), r->arena))
        return diag(r->d, DIAG_PASSWORDS_BESIDE, pos_file(path));
    return path == o->passwords || !file_exists(path) ||
           diag(r->d, DIAG_PASSWORDS_THERE, pos_file(path));
}

bool run_passwords(struct run *r)
{
    const struct options *o = r->options;
    struct list given;

    r->passwords = map_new(r->arena);
    if (!o->encrypt)
        return true;
    if (!check_list_path(r))
        return false;
    for (size_t i = 0; i < r->project.nforms; i++)
        bind_set_encrypted(r->project.forms[i].bound);
    if (o->passwords && !read_list(&given, o->passwords, r->arena, r->d))
        return false;
    return give_passwords(r, o->passwords ? &given : NULL) &&
           (r->nencrypted || diag(r->d, DIAG_NOTHING_ENCRYPTED, pos_none()));
}

const struct run_password *run_password(const struct run *r, const struct job *job, struct arena *a)
{
    const struct bind_form *f = r->project.forms[job->form].bound;

    return r->options->encrypt ? map_get(&r->passwords, bind_key(f, job->record, a)) : NULL;
}

static bool write_list(const struct run *r, int fd)
{
    struct buf b = {0};
    ssize_t n;

    buf_str(&b, STR("\xEF\xBB\xBF")); /* as in the tables of `new` */
    csv_put_cell(&b, HEAD_KEY, true);
    csv_put_cell(&b, HEAD_FOLDER, false);
    csv_put_cell(&b, HEAD_PASSWORD, false);
    csv_put_cell(&b, HEAD_CODE, false);
    buf_str(&b, STR("\r\n"));
    for (size_t i = 0; i < r->nholders; i++) {
        const struct run_password *password = map_get(&r->passwords, r->holders[i].key);

        csv_put_cell(&b, r->holders[i].key, true);
        csv_put_cell(&b, r->holders[i].folder, false);
        csv_put_cell(&b, password->word, false);
        csv_put_cell(&b, password->code, false);
        buf_str(&b, STR("\r\n"));
    }
    n = write(fd, b.ptr, b.len);
    if (n >= 0 && (size_t)n != b.len) {
        n = -1;
        errno = ENOSPC;
    }
    buf_free(&b);
    return n >= 0 && fsync(fd) == 0;
}

bool run_write_passwords(const struct run *r)
{
    const char *path = r->options->password_list;
    bool ok;
    int fd;

    if (!path)
        return true;
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return diag(r->d, DIAG_PASSWORDS_THERE, pos_file(path));
    if (fd < 0)
        return diag(r->d, DIAG_WRITE, pos_file(path), diag_system(r->d, errno));
    ok = write_list(r, fd) || diag(r->d, DIAG_WRITE, pos_file(path), diag_system(r->d, errno));
    if (close(fd) != 0 && ok)
        ok = diag(r->d, DIAG_WRITE, pos_file(path), diag_system(r->d, errno));
    if (!ok)
        unlink(path);
    return ok;
}

void run_drop_passwords(const struct run *r)
{
    if (r->options->password_list)
        unlink(r->options->password_list);
}
