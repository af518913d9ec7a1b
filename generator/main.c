#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands.h"
#include "run.h"

#define VERSION "0.1.0"

static enum exit_code run_command(const struct options *o, struct arena *a, struct diag *d)
{
    switch (o->command) {
    case CMD_LIST:
        return command_list(o, a, d);
    case CMD_NEW:
        return command_new(o, a, d);
    case CMD_CHECK:
        return run_check(o, d);
    case CMD_BUILD:
    case CMD_COLLECT:
        return run_build(o, d);
    case CMD_RENDER:
        return run_render(o, d);
    case CMD_VERIFY:
        return command_verify(o, a, d);
    case CMD_FONTS:
        return command_fonts(o, a, d);
    case CMD_VERSION:
        puts("formpress " VERSION);
        return EXIT_DONE;
    case CMD_HELP:
        options_help(stdout, diag_lang(d));
        return EXIT_DONE;
    }
    return EXIT_USAGE;
}

static void print_messages(const struct options *o, struct diag *d)
{
    const char *no_colour = getenv("NO_COLOR");
    bool colour = isatty(STDERR_FILENO) && !(no_colour && *no_colour);

    if (o->json)
        diag_print(d, stdout, DIAG_JSON, false, false);
    else
        diag_print(d, stderr, DIAG_TEXT, colour, o->quiet);
    if (diag_errors(d) && !o->json && (o->command == CMD_CHECK || o->command == CMD_BUILD || o->command == CMD_COLLECT)) {
        struct arena *a = arena_new();
        struct str n[] = {arena_fmt(a, "%zu", diag_errors(d)), arena_fmt(a, "%zu", diag_warnings(d))};

        diag_say(d, DIAG_SAY_ERRORS, n, 2, DIAG_TEXT);
        arena_free(a);
    }
}

int main(int argc, char **argv)
{
    struct diag *d = diag_new(options_lang(argc, argv));
    struct arena *a = arena_new();
    struct options o;
    enum exit_code code = EXIT_USAGE;

    umask(077);
    if (options_read(argc, argv, a, d, &o))
        code = run_command(&o, a, d);
    print_messages(&o, d);
    arena_free(a);
    diag_free(d);
    if (fflush(stdout) != 0 || ferror(stdout))
        code = EXIT_SYSTEM;
    return code;
}
