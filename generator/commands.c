#include "commands.h"

#include "base/file.h"
#include "base/utf8.h"
#include "font/font.h"
#include "packet/packet.h"
#include "project.h"

static void print_kit(const struct kit *kit)
{
    printf("%.*s %.*s\t%.*s\n", STR_ARG(kit->name), STR_ARG(kit->version), STR_ARG(kit->title));
}

static void print_column(const struct kit_column *c)
{
    printf("    %.*s\t%.*s\t%s%s%s%s", STR_ARG(c->name), STR_ARG(c->label),
           value_type_name(c->spec.type), c->key ? ", key" : "",
           c->required && !c->key ? ", required" : "", c->unique ? ", unique" : "");
    if (c->ref_table.len)
        printf(", of %.*s", STR_ARG(c->ref_table));
    for (size_t i = 0; i < c->spec.nchoices; i++)
        printf("%s%.*s", i ? "/" : ": ", STR_ARG(c->spec.choices[i].label));
    printf("\n");
}

static void print_datasets(const struct kit *kit)
{
    static const char *const whens[] = {"", "\tcollect", "\tbuild, collect"};

    for (size_t i = 0; i < kit->nforms; i++)
        printf("  %.*s.md%s\n", STR_ARG(kit->forms[i].name), whens[kit->forms[i].when]);
    for (size_t i = 0; i < kit->ndatasets; i++) {
        const struct kit_dataset *set = &kit->datasets[i];

        printf("  %.*s\t%.*s%s\n", STR_ARG(set->name), STR_ARG(set->label),
               set->collected ? " (collected)" : set->required ? "" : " (optional)");
        for (size_t k = 0; k < set->ncolumns; k++)
            print_column(&set->columns[k]);
    }
}

enum exit_code command_list(const struct options *o, struct arena *a, struct diag *d)
{
    const char *home = project_home(a, d);
    struct str *names;
    size_t n;

    if (!home)
        return EXIT_SYSTEM;
    if (o->kit) {
        struct kit *kit = project_kit(home, o->kit, a, d);

        if (!kit)
            return EXIT_INPUT;
        print_kit(kit);
        print_datasets(kit);
        return EXIT_DONE;
    }
    if (!project_kits(home, a, d, &names, &n))
        return EXIT_SYSTEM;
    for (size_t i = 0; i < n; i++) {
        struct kit *kit = project_kit(home, names[i].ptr, a, d);

        if (!kit)
            return EXIT_INPUT;
        print_kit(kit);
    }
    return EXIT_DONE;
}

enum exit_code command_verify(const struct options *o, struct arena *a, struct diag *d)
{
    size_t n;
    struct str text;

    if (!packet_verify(o->out, a, d, &n))
        return EXIT_INPUT;
    text = arena_fmt(a, "%zu", n);
    if (!o->quiet)
        diag_say(d, DIAG_SAY_VERIFIED, &text, 1, o->json ? DIAG_JSON : DIAG_TEXT);
    return EXIT_DONE;
}

/* Reports each character of `text` that no face has. */
static bool check_text(struct fonts *f, struct str text, struct arena *a, struct diag *d)
{
    bool ok = utf8_valid(text) ? true : diag(d, DIAG_NOT_UTF8, pos_none());

    for (size_t at = 0; ok && at < text.len;) {
        uint32_t cp = utf8_next(text, &at);

        if (font_face_of(f, cp) >= FONT_MAX_FACES)
            diag(d, DIAG_NO_GLYPH, pos_none(), utf8_describe(a, cp));
    }
    return diag_errors(d) == 0;
}

enum exit_code command_fonts(const struct options *o, struct arena *a, struct diag *d)
{
    const char *home = project_home(a, d);
    struct fonts *f =
        home ? font_open(file_join(a, home, "fonts/fonts.yaml"), STR("kai"), d) : NULL;
    bool ok = true;

    if (!f)
        return EXIT_SYSTEM;
    if (o->check_text) {
        ok = check_text(f, str_from(o->check_text), a, d);
    } else {
        for (size_t i = 0; i < font_nfaces(f); i++) {
            const struct font_info *info = font_info(f, (uint16_t)i);

            printf("%.*s\t%.*s\t%.*s\n", STR_ARG(info->name), STR_ARG(info->file),
                   STR_ARG(info->licence));
        }
    }
    font_close(f);
    return ok ? EXIT_DONE : EXIT_INPUT;
}
