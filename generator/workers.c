/* Documents made by several processes. Everything they need was loaded before they are forked; they
 * take jobs in small portions, and hand back results through shared memory and messages through an
 * unlinked file each. */
#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <stdatomic.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "run.h"

#define PORTION     8 /* jobs taken at a time */
#define MAX_WORKERS 256
#define KEPT        (16 << 20) /* bytes */

struct shared {
    atomic_size_t next, done;
    atomic_bool stop; /* one worker met an error of the system's */
    struct job_result results[];
};

static struct shared *volatile interrupted; /* whom a signal stops */

static void stop_crew(int signal_number)
{
    (void)signal_number;
    if (interrupted)
        atomic_store(&interrupted->stop, true);
}

struct crew {
    struct run *r;
    const char *dir;
    struct shared *shared;
    pid_t parent;
    size_t n;
    pid_t pids[MAX_WORKERS];
    int messages[MAX_WORKERS];
    int alive; /* reading end of a pipe that closes when the last worker has gone */
};

/* What is not laid out as a PDF of its own: a workbook, a copy of a document. */
static void make_file(struct crew *c, size_t at, struct arena *a, struct diag *d)
{
    struct job_result *result = &c->shared->results[at];
    const struct job *job = &c->r->jobs[at];

    result->done = job->paper ? run_copy(c->r, job, c->dir, a, &result->pdf, d)
                              : run_workbook(c->r, job, c->dir, a, &result->pdf, d);
    if (!result->done && c->dir)
        atomic_store(&c->shared->stop, true);
}

static void make_document(struct crew *c, size_t at, struct arena *a, struct diag *d)
{
    struct run *r = c->r;
    const struct job *job = &r->jobs[at];
    struct layout_pages *pages;
    struct pdf_info info = {.title = bind_title(r->project.forms[job->form].bound),
                            .subject = job->key,
                            .date = r->project.today};
    struct pdf_doc *doc;

    if (job->xlsx || job->paper) {
        make_file(c, at, a, d);
        return;
    }
    pages = run_layout(r, job, a, d);
    if (!pages || !c->dir) {
        c->shared->results[at].done = pages != NULL;
        return;
    }
    doc = pdf_doc_new(r->pdf, &info);
    c->shared->results[at].done =
        doc && pdf_doc_add(doc, r->templates[job->form], pages, d) &&
        pdf_doc_write(doc, file_join(a, c->dir, job->path.ptr), &c->shared->results[at].pdf, d);
    if (!c->shared->results[at].done)
        atomic_store(&c->shared->stop, true);
    pdf_doc_free(doc);
}

static void work(struct crew *c, struct diag *d)
{
    struct arena *a = arena_new();
    size_t n = c->r->njobs;

    for (;;) {
        size_t first = atomic_fetch_add(&c->shared->next, PORTION);

        if (first >= n || atomic_load(&c->shared->stop))
            break;
        for (size_t i = first; i < first + PORTION && i < n; i++) {
            make_document(c, i, a, d);
            atomic_fetch_add(&c->shared->done, 1);
            arena_reset(a);
        }
    }
    arena_free(a);
}

static bool write_all(int fd, struct str bytes)
{
    for (size_t at = 0; at < bytes.len;) {
        ssize_t n = write(fd, bytes.ptr + at, bytes.len - at);

        if (n < 0 && errno != EINTR)
            return false;
        at += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static _Noreturn void be_worker(struct crew *c, size_t k)
{
    struct diag *d = diag_new(diag_lang(c->r->d));
    struct buf b = {0};
    bool ok;

    /* nobody waits for what a worker makes once its parent has gone */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != c->parent)
        _exit(EXIT_SYSTEM);
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    mallopt(M_TRIM_THRESHOLD, KEPT); /* what one workbook gave back, the next takes again */
    close(c->alive);
    work(c, d);
    diag_write(d, &b);
    ok = write_all(c->messages[k], buf_view(&b));
    buf_free(&b);
    diag_free(d);
    _exit(ok ? 0 : EXIT_SYSTEM);
}

static bool start_workers(struct crew *c, size_t wanted)
{
    int ends[2];

    if (pipe(ends) != 0)
        return diag(c->r->d, DIAG_WORKER, pos_none(), diag_system(c->r->d, errno));
    c->alive = ends[0];
    c->parent = getpid();
    fflush(NULL);
    for (; c->n < wanted; c->n++) {
        c->messages[c->n] = memfd_create("messages", MFD_CLOEXEC);
        c->pids[c->n] = c->messages[c->n] < 0 ? -1 : fork();
        if (c->pids[c->n] == 0)
            be_worker(c, c->n);
        if (c->pids[c->n] < 0)
            break;
    }
    close(ends[1]);
    if (c->n == wanted)
        return true;
    diag(c->r->d, DIAG_WORKER, pos_none(), diag_system(c->r->d, errno));
    atomic_store(&c->shared->stop, true);
    return false;
}

static void show_progress(const struct crew *c)
{
    size_t done = atomic_load(&c->shared->done), n = c->r->njobs;
    char bar[31];

    for (size_t i = 0; i < 30; i++)
        bar[i] = i < done * 30 / n ? '#' : '.';
    bar[30] = '\0';
    fprintf(stderr, "\r[%s] %zu/%zu", bar, done, n);
}

static void wait_for_end(const struct crew *c)
{
    const struct options *o = c->r->options;
    bool shown = isatty(STDERR_FILENO) && !o->quiet && !o->json;
    struct pollfd p = {.fd = c->alive, .events = POLLIN};

    while (poll(&p, 1, shown ? 100 : -1) <= 0)
        if (shown)
            show_progress(c);
    if (shown)
        fputs("\r\033[K", stderr);
}

static bool read_messages(struct crew *c, size_t k)
{
    off_t size = lseek(c->messages[k], 0, SEEK_END);
    char *bytes;
    bool ok;

    if (size <= 0)
        return size == 0;
    bytes = malloc((size_t)size);
    if (!bytes)
        out_of_memory();
    ok = pread(c->messages[k], bytes, (size_t)size, 0) == (ssize_t)size &&
         diag_read(c->r->d, (struct str){bytes, (size_t)size});
    free(bytes);
    return ok;
}

static bool end_worker(struct crew *c, size_t k)
{
    int status;
    pid_t pid;
    bool ok;

    do
        pid = waitpid(c->pids[k], &status, 0);
    while (pid < 0 && errno == EINTR);
    ok = read_messages(c, k) && pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    close(c->messages[k]);
    return ok ? true : diag(c->r->d, DIAG_WORKER_DIED, pos_none());
}

static size_t crew_size(const struct run *r)
{
    long n = r->options->jobs ? r->options->jobs : sysconf(_SC_NPROCESSORS_ONLN);
    size_t useful = (r->njobs + PORTION - 1) / PORTION;

    if (n < 1)
        n = 1;
    if ((size_t)n > useful)
        n = (long)useful;
    return n > MAX_WORKERS ? MAX_WORKERS : (size_t)n;
}

bool run_jobs(struct run *r, const char *dir, struct job_result *results)
{
    size_t size = sizeof(struct shared) + r->njobs * sizeof *results;
    struct crew c = {.r = r, .dir = dir};
    size_t done = 0;
    bool ok;

    if (r->njobs == 0)
        return true;
    c.shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (c.shared == MAP_FAILED)
        return diag(r->d, DIAG_WORKER, pos_none(), diag_system(r->d, errno));
    interrupted = c.shared;
    signal(SIGINT, stop_crew);
    signal(SIGTERM, stop_crew);
    ok = start_workers(&c, crew_size(r));
    if (c.n)
        wait_for_end(&c);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    interrupted = NULL;
    for (size_t k = 0; k < c.n; k++)
        ok = end_worker(&c, k) && ok;
    close(c.alive);
    memcpy(results, c.shared->results, r->njobs * sizeof *results);
    munmap(c.shared, size);
    for (size_t i = 0; i < r->njobs; i++)
        done += results[i].done;
    if (ok && done < r->njobs && !diag_errors(r->d))
        diag(r->d, DIAG_INTERRUPTED, pos_none());
    return ok && done == r->njobs && !diag_errors(r->d);
}
