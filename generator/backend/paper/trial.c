/* A file from elsewhere is first read by a process of its own. Two kilobytes of PDF can unpack to
 * gigabytes, in ways that libqpdf has no limits for; and what a reader dies of must not end the run. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend/paper/paper.h"

#define MOST_MEMORY  ((rlim_t)1 << 30) /* besides what the run has, and the file four times */
#define MOST_SECONDS 300               /* of the processor */

enum { READ, REFUSED, FAILED };

/* What the process has by now, bytes. */
static rlim_t memory_in_use(void)
{
    FILE *f = fopen("/proc/self/statm", "r");
    unsigned long pages = 0;

    if (f) {
        if (fscanf(f, "%lu", &pages) != 1)
            pages = 0;
        fclose(f);
    }
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static bool set_limit(int which, rlim_t most)
{
    struct rlimit limit;

    if (getrlimit(which, &limit) != 0)
        return false;
    if (most < limit.rlim_cur)
        limit.rlim_cur = most;
    return setrlimit(which, &limit) == 0;
}

static bool set_limits(struct str bytes)
{
#ifdef __SANITIZE_ADDRESS__ /* takes terabytes of addresses for itself */
    (void)bytes;
    (void)memory_in_use;
    return set_limit(RLIMIT_CPU, MOST_SECONDS);
#else
    return set_limit(RLIMIT_CPU, MOST_SECONDS) &&
           set_limit(RLIMIT_AS, memory_in_use() + MOST_MEMORY + 4 * (rlim_t)bytes.len);
#endif
}

static bool write_messages(const struct diag *d, int to)
{
    struct buf b = {0};
    bool ok;

    diag_write(d, &b);
    ok = write(to, b.ptr, b.len) == (ssize_t)b.len;
    buf_free(&b);
    return ok;
}

static _Noreturn void try_it(struct str bytes, const char *name, enum diag_lang lang, pid_t parent,
                             int messages)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    struct diag *d = diag_new(lang);
    struct arena *a = arena_new();

    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent || nowhere < 0 ||
        dup2(nowhere, STDERR_FILENO) < 0 || !set_limits(bytes))
        diag(d, DIAG_WORKER, pos_none(), diag_system(d, errno));
    else if (paper_read(bytes, name, false, a, d))
        _exit(READ);
    _exit(write_messages(d, messages) ? REFUSED : FAILED);
}

/* The errors that the other process had. */
static bool take_messages(int messages, struct diag *d)
{
    off_t size = lseek(messages, 0, SEEK_END);
    struct buf b = {0};
    char chunk[4096];
    bool ok;

    for (off_t at = 0; at < size;) {
        ssize_t n = pread(messages, chunk, sizeof chunk, at);

        if (n <= 0)
            break;
        buf_put(&b, chunk, (size_t)n);
        at += n;
    }
    ok = size > 0 && b.len == (size_t)size && diag_read(d, buf_view(&b));
    buf_free(&b);
    return ok;
}

static int wait_for(pid_t pid)
{
    int status;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return FAILED;
    return WIFEXITED(status) ? WEXITSTATUS(status) : FAILED;
}

bool paper_try(struct str bytes, const char *name, struct diag *d)
{
    int messages = memfd_create("messages", MFD_CLOEXEC), end;
    pid_t parent = getpid(), pid;

    fflush(NULL);
    pid = messages < 0 ? -1 : fork();
    if (pid == 0)
        try_it(bytes, name, diag_lang(d), parent, messages);
    if (pid < 0) {
        diag(d, DIAG_WORKER, pos_none(), diag_system(d, errno));
        end = READ;
    } else {
        end = wait_for(pid);
    }
    if (end == FAILED || (end == REFUSED && !take_messages(messages, d)))
        diag(d, DIAG_PAPER_HEAVY, pos_file(name));
    if (messages >= 0)
        close(messages);
    return pid > 0 && end == READ;
}
