/* The command line. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "data/load.h"

enum command { CMD_HELP, CMD_VERSION, CMD_LIST, CMD_NEW, CMD_CHECK, CMD_BUILD, CMD_COLLECT, CMD_RENDER, CMD_VERIFY, CMD_FONTS };

enum exit_code { EXIT_DONE = 0, EXIT_INPUT = 1, EXIT_USAGE = 2, EXIT_SYSTEM = 3 };

struct options {
    enum command command;
    const char *kit, *data, *out; /* data: also the file to render; out: also the folder of verify */
    const char *returned;         /* collect: the folder of what came back; data: of the tables */
    const char *form;             /* --form, or NULL */
    size_t first_row, last_row;   /* --rows, 1-based; last 0: all */
    const char *date;             /* --date as typed, or NULL */
    const char *db, *check_text;
    const char *watermark;
    const char *style; /* the font family of render, or NULL */
    bool no_guide;     /* leave out block quotes: 撰寫說明 */
    const char **sets; /* -d */
    size_t nsets;
    const char **values; /* --set: "key=value" */
    size_t nvalues;
    const char *record; /* --data: a file with the values of render, or the tables of collect; or NULL */
    const char *paper, *margins; /* of render, instead of the front matter's; or NULL */
    enum charset encoding;
    long jobs; /* 0: one for each processor */
    enum diag_lang lang;
    const char *passwords, *password_list; /* files with the passwords of --encrypt, read or written */
    bool encrypt;
    bool merge, dry_run, force, json, quiet, verbose, partial;
};

/* Reads the arguments; a usage error is a diagnostic, and false. The language is set in any case. */
bool options_read(int argc, char **argv, struct arena *a, struct diag *d, struct options *o);

/* The language that --lang or the locale's variables ask for: looked up before anything else. */
enum diag_lang options_lang(int argc, char **argv);

void options_help(FILE *to, enum diag_lang lang);

#endif
