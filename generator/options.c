#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum {
    OPT_FORM = 256,
    OPT_ROWS,
    OPT_DATE,
    OPT_DB,
    OPT_ENCODING,
    OPT_LANG,
    OPT_MERGE,
    OPT_DRY_RUN,
    OPT_FORCE,
    OPT_JSON,
    OPT_CHECK,
    OPT_STYLE,
    OPT_GUIDE,
    OPT_SET,
    OPT_DATA,
    OPT_PAPER,
    OPT_MARGINS,
    OPT_WATERMARK,
    OPT_PARTIAL,
    OPT_ENCRYPT,
    OPT_PASSWORDS,
    OPT_PASSWORD_LIST,
    OPT_VERSION
};

static const struct option longs[] = {{"output", required_argument, NULL, 'o'},
                                      {"dataset", required_argument, NULL, 'd'},
                                      {"jobs", required_argument, NULL, 'j'},
                                      {"quiet", no_argument, NULL, 'q'},
                                      {"verbose", no_argument, NULL, 'v'},
                                      {"help", no_argument, NULL, 'h'},
                                      {"form", required_argument, NULL, OPT_FORM},
                                      {"rows", required_argument, NULL, OPT_ROWS},
                                      {"date", required_argument, NULL, OPT_DATE},
                                      {"db", required_argument, NULL, OPT_DB},
                                      {"encoding", required_argument, NULL, OPT_ENCODING},
                                      {"lang", required_argument, NULL, OPT_LANG},
                                      {"merge", no_argument, NULL, OPT_MERGE},
                                      {"dry-run", no_argument, NULL, OPT_DRY_RUN},
                                      {"force", no_argument, NULL, OPT_FORCE},
                                      {"json", no_argument, NULL, OPT_JSON},
                                      {"check", required_argument, NULL, OPT_CHECK},
                                      {"style", required_argument, NULL, OPT_STYLE},
                                      {"guide", required_argument, NULL, OPT_GUIDE},
                                      {"set", required_argument, NULL, OPT_SET},
                                      {"data", required_argument, NULL, OPT_DATA},
                                      {"paper", required_argument, NULL, OPT_PAPER},
                                      {"margins", required_argument, NULL, OPT_MARGINS},
                                      {"watermark", required_argument, NULL, OPT_WATERMARK},
                                      {"partial", no_argument, NULL, OPT_PARTIAL},
                                      {"encrypt", no_argument, NULL, OPT_ENCRYPT},
                                      {"passwords", required_argument, NULL, OPT_PASSWORDS},
                                      {"password-list", required_argument, NULL, OPT_PASSWORD_LIST},
                                      {"version", no_argument, NULL, OPT_VERSION},
                                      {NULL, 0, NULL, 0}};

static const struct {
    const char *name;
    enum command command;
    int least, most; /* arguments behind the name */
} commands[] = {{"help", CMD_HELP, 0, 0},   {"version", CMD_VERSION, 0, 0},
                {"list", CMD_LIST, 0, 1},   {"new", CMD_NEW, 2, 2},
                {"check", CMD_CHECK, 2, 2}, {"build", CMD_BUILD, 2, 2},
                {"collect", CMD_COLLECT, 2, 2},
                {"render", CMD_RENDER, 1, 1},
                {"verify", CMD_VERIFY, 1, 1}, {"fonts", CMD_FONTS, 0, 0}};

static bool lang_named(const char *text, enum diag_lang *lang)
{
    if (strncmp(text, "zh", 2) == 0)
        *lang = DIAG_ZH;
    else if (strncmp(text, "en", 2) == 0)
        *lang = DIAG_EN;
    else
        return false;
    return true;
}

enum diag_lang options_lang(int argc, char **argv)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    enum diag_lang lang = DIAG_EN;

    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0 && lang_named(argv[i] + 7, &lang))
            return lang;
        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc && lang_named(argv[i + 1], &lang))
            return lang;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *v = getenv(names[i]);

        if (v && *v)
            return lang_named(v, &lang) ? lang : DIAG_EN;
    }
    return DIAG_EN;
}

static bool read_number(const char *text, long least, long most, long *out)
{
    char *end;

    *out = strtol(text, &end, 10);
    return *text && *end == '\0' && *out >= least && *out <= most;
}

static bool read_rows(const char *text, struct options *o)
{
    char *end;
    unsigned long first = strtoul(text, &end, 10), last = first;

    if (*end == '-')
        last = strtoul(end + 1, &end, 10);
    o->first_row = first;
    o->last_row = last;
    return *text >= '0' && *text <= '9' && *end == '\0' && first >= 1 && last >= first;
}

static bool bad_value(struct diag *d, const char *option, const char *value)
{
    return diag(d, DIAG_OPTION_VALUE, pos_none(), str_from(option), str_from(value));
}

static bool read_flag(int c, struct options *o)
{
    switch (c) {
    case 'q':
        return o->quiet = true;
    case 'v':
        return o->verbose = true;
    case OPT_MERGE:
        return o->merge = true;
    case OPT_DRY_RUN:
        return o->dry_run = true;
    case OPT_FORCE:
        return o->force = true;
    case OPT_JSON:
        return o->json = true;
    case OPT_PARTIAL:
        return o->partial = true;
    case OPT_ENCRYPT:
        return o->encrypt = true;
    default:
        return false;
    }
}

static bool read_value(int c, const char *value, struct options *o, struct diag *d)
{
    switch (c) {
    case 'o':
        o->out = value;
        return true;
    case OPT_WATERMARK:
        o->watermark = value;
        return true;
    case 'd':
        o->sets[o->nsets++] = value;
        return strchr(value, '=') ? true : bad_value(d, "-d", value);
    case 'j':
        return read_number(value, 1, 256, &o->jobs) ? true : bad_value(d, "-j", value);
    case OPT_FORM:
        if (o->form)
            return diag(d, DIAG_OPTION_TWICE, pos_none(), STR("--form"));
        o->form = value;
        return true;
    case OPT_ROWS:
        return read_rows(value, o) ? true : bad_value(d, "--rows", value);
    case OPT_DATE:
        o->date = value;
        return true;
    case OPT_PASSWORDS:
        o->passwords = value;
        return true;
    case OPT_PASSWORD_LIST:
        o->password_list = value;
        return true;
    case OPT_DB:
        o->db = value;
        return true;
    case OPT_STYLE:
        o->style = value;
        return true;
    case OPT_GUIDE:
        o->no_guide = strcmp(value, "no") == 0;
        return o->no_guide || strcmp(value, "yes") == 0 ? true : bad_value(d, "--guide", value);
    case OPT_SET:
        o->values[o->nvalues++] = value;
        return *value != '=' && strchr(value, '=') ? true : bad_value(d, "--set", value);
    case OPT_DATA:
        if (o->record)
            return diag(d, DIAG_OPTION_TWICE, pos_none(), STR("--data"));
        o->record = value;
        return true;
    case OPT_PAPER:
        o->paper = value;
        return true;
    case OPT_MARGINS:
        o->margins = value;
        return true;
    case OPT_CHECK:
        o->check_text = value;
        return true;
    case OPT_ENCODING:
        o->encoding = charset_named(str_from(value));
        return o->encoding != CHARSET_AUTO ? true : bad_value(d, "--encoding", value);
    case OPT_LANG:
        return lang_named(value, &o->lang) ? true : bad_value(d, "--lang", value);
    default:
        return false;
    }
}

static bool find_command(const char *name, struct options *o, int nargs, struct diag *d)
{
    struct str names[sizeof commands / sizeof *commands];

    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        names[i] = str_from(commands[i].name);
        if (strcmp(name, commands[i].name) != 0)
            continue;
        o->command = commands[i].command;
        if (nargs >= commands[i].least && nargs <= commands[i].most)
            return true;
        return diag(d, DIAG_ARGUMENTS, pos_none(), str_from(name));
    }
    return diag(d, DIAG_UNKNOWN_COMMAND, pos_none(), str_from(name),
                utf8_nearest(str_from(name), names, sizeof names / sizeof *names));
}

static void take_arguments(char **args, int n, struct options *o)
{
    if (o->command == CMD_VERIFY)
        o->out = args[0];
    else if (o->command == CMD_RENDER)
        o->data = args[0];
    else if (n > 0)
        o->kit = args[0];
    if (n > 1 && o->command == CMD_NEW)
        o->out = args[1];
    else if (n > 1)
        o->data = args[1];
    if (o->command == CMD_COLLECT) {
        o->returned = o->data;
        o->data = o->record ? o->record : o->returned;
    }
}

/* Passwords are read or written, one of the two; a run that writes no copies needs neither. */
static bool check_encryption(const struct options *o, struct diag *d)
{
    bool named = o->passwords || o->password_list;

    if (!o->encrypt)
        return !named || diag(d, DIAG_NO_ENCRYPT, pos_none());
    if (o->passwords && o->password_list)
        return diag(d, DIAG_TWO_PASSWORDS, pos_none());
    return named || o->command == CMD_CHECK || o->dry_run || diag(d, DIAG_NO_PASSWORDS, pos_none());
}

bool options_read(int argc, char **argv, struct arena *a, struct diag *d, struct options *o)
{
    int c;

    *o = (struct options){.command = CMD_HELP, .lang = diag_lang(d)};
    o->sets = arena_array(a, (size_t)argc, sizeof *o->sets);
    o->values = arena_array(a, (size_t)argc, sizeof *o->values);
    opterr = 0;
    while ((c = getopt_long(argc, argv, "o:d:j:qvh", longs, NULL)) != -1) {
        if (c == 'h' || c == OPT_VERSION) {
            o->command = c == 'h' ? CMD_HELP : CMD_VERSION;
            return true;
        }
        if (c == '?')
            return diag(d, DIAG_UNKNOWN_OPTION, pos_none(), str_from(argv[optind - 1]));
        if (!read_flag(c, o) && !read_value(c, optarg, o, d))
            return false;
    }
    if (optind == argc)
        return diag(d, DIAG_NO_COMMAND, pos_none());
    if (!find_command(argv[optind], o, argc - optind - 1, d))
        return false;
    take_arguments(argv + optind + 1, argc - optind - 1, o);
    if ((o->command == CMD_BUILD || o->command == CMD_COLLECT || o->command == CMD_RENDER) &&
        !o->out)
        return diag(d, DIAG_NO_OUT, pos_none());
    return check_encryption(o, d);
}

void options_help(FILE *to, enum diag_lang lang)
{
    static const char en[] =
        "usage: formpress COMMAND [OPTIONS]\n\n"
        "  list [KIT]                 kits; a kit's forms, datasets and columns\n"
        "  new KIT DIR                an empty data workbook, and the same as CSV\n"
        "  check KIT DATA             every problem at once; nothing is written\n"
        "  build KIT DATA -o OUT      the documents, and manifest.json\n"
        "  collect KIT DIR -o OUT     reads filled workbooks back, and rolls them up\n"
        "  render FILE.md -o FILE.pdf  a Markdown document as it is\n"
        "  verify OUT                 the files against the manifest\n"
        "  fonts [--check TEXT]       the fonts in use; which characters they lack\n\n"
        "  -o OUT           where the documents go\n"
        "  -d SET=FILE      read this file for that dataset\n"
        "  --form FORM      only this form          --rows 3-10   only these people\n"
        "  --merge          also one PDF of everything, in print order\n"
        "  --date DATE      the day printed (else SOURCE_DATE_EPOCH, else today)\n"
        "  --encoding NAME  utf-8, cp950, utf-16le  --lang zh|en  language of messages\n"
        "  --db FILE        a copy of the data, for any SQLite tool\n"
        "  --dry-run        do everything but write --force       take over a folder\n"
        "  -j N             workers                 --json        messages as JSON lines\n"
        "  --encrypt        numbered copies open with their holders' passwords (AES-256)\n"
        "  --password-list FILE  write these, not into OUT   --passwords FILE  take these\n"
        "  --style kai|sung the fonts of render     --guide no    leave out its block quotes\n"
        "  --watermark TEXT large and grey on every page of render\n"
        "  --set KEY=VALUE  a field of render       --data FILE   all of them, CSV or YAML\n"
        "  --paper A4       its paper               --margins MM  top right bottom left\n"
        "  --partial        collect without what is missing or wrong, and say so\n"
        "  --data FOLDER    collect: the tables, if they are not in DIR\n"
        "  -q, -v           say less, say more\n";
    static const char zh[] =
        "用法：formpress 指令 [選項]\n\n"
        "  list [套件]                列出套件；或某套件的表單、資料表與欄位\n"
        "  new 套件 資料夾            產生空白資料活頁簿與同內容的 CSV\n"
        "  check 套件 資料夾          一次列出所有問題，不寫任何檔案\n"
        "  build 套件 資料夾 -o 輸出  產生文件與 manifest.json\n"
        "  collect 套件 資料夾 -o 輸出 讀回填好的活頁簿並彙整\n"
        "  render 檔.md -o 檔.pdf     把一份 Markdown 文件排成 PDF\n"
        "  verify 輸出                依 manifest.json 核對檔案\n"
        "  fonts [--check 文字]       使用中的字型；缺哪些字\n\n"
        "  -o 輸出          文件放置的資料夾\n"
        "  -d 資料表=檔案   指定某資料表讀哪個檔\n"
        "  --form 表單      只做這種表單            --rows 3-10   只做第 3 至 10 人\n"
        "  --merge          另產生一個依列印順序合併的 PDF\n"
        "  --date 日期      表上的今天（預設 SOURCE_DATE_EPOCH，再為今天）\n"
        "  --encoding 編碼  utf-8、cp950、utf-16le  --lang zh|en  訊息語言\n"
        "  --db 檔案        另存資料庫，可用任何 SQLite 工具查看\n"
        "  --dry-run        全部執行但不寫檔        --force       接管已有檔案的資料夾\n"
        "  -j N             同時工作數              --json        訊息以 JSON 逐行輸出\n"
        "  --encrypt        編號資料加密（AES-256），一人一組密碼\n"
        "  --password-list 檔案  密碼表寫到輸出以外的地方  --passwords 檔案  沿用既有密碼表\n"
        "  --style kai|sung render 所用字型         --guide no    不印引言方塊（撰寫說明）\n"
        "  --watermark 文字 render 每頁文字之下的浮水印\n"
        "  --set 欄位=值    render 的欄位值         --data 檔案   由 CSV 或 YAML 檔給值\n"
        "  --paper A4       render 的紙張           --margins 毫米 上右下左邊界\n"
        "  --partial        collect 時略過缺的、有錯的，並在表上註明\n"
        "  --data 資料夾    collect 的資料表不在同一資料夾時指定\n"
        "  -q、-v           少說、多說\n";

    fputs(lang == DIAG_ZH ? zh : en, to);
}
