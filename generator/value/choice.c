#include "value/parse.h"

#define LISTED_CHOICES 20

/* All choices as people write them, for the message. */
static struct str listed(const struct value_input *in)
{
    struct buf b = {0};
    struct str list, between = diag_lang(in->d) == DIAG_ZH ? STR("、") : STR(", ");

    for (size_t i = 0; i < in->spec->nchoices; i++) {
        const struct value_choice *c = &in->spec->choices[i];

        if (i)
            buf_str(&b, between);
        if (i == LISTED_CHOICES) {
            buf_str(&b, STR("…"));
            break;
        }
        buf_str(&b, c->label.len ? c->label : c->name);
    }
    list = arena_str(in->a, buf_view(&b));
    buf_free(&b);
    return list;
}

static bool same_choice(const struct value_input *in, struct str choice)
{
    return str_eq(in->folded, value_half_width(str_trim(choice), in->a));
}

bool value_parse_choice(const struct value_input *in, struct str *canon)
{
    for (size_t i = 0; i < in->spec->nchoices; i++) {
        const struct value_choice *c = &in->spec->choices[i];

        if (same_choice(in, c->name) || (c->label.len && same_choice(in, c->label))) {
            *canon = c->name;
            return true;
        }
    }
    return diag(in->d, DIAG_BAD_CHOICE, in->pos, value_shown(in), listed(in));
}

bool value_parse_bool(const struct value_input *in, struct str *canon)
{
    static const struct {
        struct str word, canon;
    } words[] = {
        {STR("是"), STR("1")},  {STR("否"), STR("0")},    {STR("有"), STR("1")},
        {STR("無"), STR("0")},  {STR("Y"), STR("1")},     {STR("N"), STR("0")},
        {STR("yes"), STR("1")}, {STR("no"), STR("0")},    {STR("true"), STR("1")},
        {STR("1"), STR("1")},   {STR("false"), STR("0")}, {STR("0"), STR("0")},
        {STR("V"), STR("1")},   {STR("✓"), STR("1")},     {STR("✔"), STR("1")},
        {STR("☑"), STR("1")},   {STR("☐"), STR("0")},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (value_same_word(in->folded, words[i].word)) {
            *canon = words[i].canon;
            return true;
        }
    return diag(in->d, DIAG_BAD_BOOL, in->pos, value_shown(in));
}
