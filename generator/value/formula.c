#include "value/formula.h"

#include <string.h>

#include "base/utf8.h"

#define DEEPEST 32   /* brackets within brackets; spreadsheets take 64 */
#define LONGEST 2000 /* bytes; a spreadsheet's limit is 8,192 characters, with the addresses in it */

static const struct str functions[] = {
    STR("ABS"),     STR("AND"),       STR("AVERAGE"),  STR("AVERAGEIF"), STR("AVERAGEIFS"),
    STR("COUNT"),   STR("COUNTA"),    STR("COUNTBLANK"), STR("COUNTIF"), STR("COUNTIFS"),
    STR("DATE"),    STR("DAY"),       STR("EXACT"),    STR("IF"),        STR("IFERROR"),
    STR("INDEX"),   STR("INT"),       STR("ISBLANK"),  STR("ISNUMBER"),  STR("ISTEXT"),
    STR("LEFT"),    STR("LEN"),       STR("MATCH"),    STR("MAX"),       STR("MID"),
    STR("MIN"),     STR("MOD"),       STR("MONTH"),    STR("NOT"),       STR("OR"),
    STR("RIGHT"),   STR("ROUND"),     STR("ROUNDDOWN"), STR("ROUNDUP"),  STR("SUM"),     STR("SUMIF"),     STR("SUMIFS"),   STR("SUMPRODUCT"), STR("TEXT"),
    STR("TRIM"),    STR("VALUE"),     STR("YEAR"),
};

#define NFUNCTIONS (sizeof functions / sizeof *functions)

struct parser {
    struct str text;
    size_t at;
    unsigned depth;
    struct pos pos;
    struct formula *f;
    size_t cap;
    struct buf words; /* text since the last reference */
    struct arena *a;
    struct diag *d;
};

static struct pos pos_at(const struct parser *p, size_t at)
{
    struct pos pos = p->pos;
    size_t line = 0;

    for (size_t i = 0; i < at; i++)
        if (p->text.ptr[i] == '\n') {
            line = i + 1;
            pos.row++;
        }
    pos.col += (uint32_t)utf8_count(str_slice(p->text, line, at));
    return pos;
}

static bool fail(struct parser *p)
{
    struct str rest = str_trim(str_slice(p->text, p->at, p->text.len));

    return diag(p->d, DIAG_FORMULA, pos_at(p, p->at), rest.len ? rest : p->text);
}

static char peek(const struct parser *p)
{
    return p->at < p->text.len ? p->text.ptr[p->at] : '\0';
}

static void skip_white(struct parser *p)
{
    while (peek(p) && strchr(" \t\r\n", peek(p)))
        p->at++;
}

/* Takes one character, which goes into the formula, and the white space behind it, which does not. */
static bool take(struct parser *p, char c)
{
    if (!c || peek(p) != c)
        return false;
    buf_char(&p->words, c);
    p->at++;
    skip_white(p);
    return true;
}

static struct formula_part *add_part(struct parser *p, enum formula_kind kind, size_t at)
{
    struct formula_part *part;

    arena_grow(p->a, &p->f->parts, &p->cap, p->f->n, sizeof *p->f->parts);
    part = &p->f->parts[p->f->n++];
    *part = (struct formula_part){.kind = kind, .pos = pos_at(p, at)};
    return part;
}

static void end_words(struct parser *p)
{
    if (p->words.len)
        add_part(p, FORMULA_TEXT, p->at)->text = arena_str(p->a, buf_view(&p->words));
    p->words.len = 0;
}

static void add_name(struct parser *p, enum formula_kind kind, size_t at, struct str list,
                     struct str name)
{
    struct formula_part *part;

    end_words(p);
    part = add_part(p, kind, at);
    part->list = list;
    part->text = name;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

static struct str take_name(struct parser *p)
{
    size_t from = p->at;

    while (is_name_char(peek(p)))
        p->at++;
    return str_slice(p->text, from, p->at);
}

static bool read_expression(struct parser *p);

/* "text", a quote within it doubled */
static bool read_string(struct parser *p)
{
    size_t from = p->at;

    do {
        p->at++;
        while (peek(p) && peek(p) != '"')
            p->at++;
        if (!peek(p)) {
            p->at = from;
            return fail(p);
        }
        p->at++;
    } while (peek(p) == '"');
    buf_str(&p->words, str_slice(p->text, from, p->at));
    skip_white(p);
    return true;
}

static bool read_number(struct parser *p)
{
    size_t from = p->at;

    while (peek(p) >= '0' && peek(p) <= '9')
        p->at++;
    if (peek(p) == '.')
        p->at++;
    while (peek(p) >= '0' && peek(p) <= '9')
        p->at++;
    if (is_name_char(peek(p)))
        return fail(p);
    buf_str(&p->words, str_slice(p->text, from, p->at));
    skip_white(p);
    return true;
}

/* [field], or behind a list's name */
static bool read_bracket(struct parser *p, struct str list, size_t from)
{
    struct str name;

    p->at++;
    name = take_name(p);
    if (!name.len || peek(p) != ']')
        return fail(p);
    p->at++;
    add_name(p, list.len ? FORMULA_COLUMN : FORMULA_HERE, from, list, name);
    skip_white(p);
    return true;
}

static bool read_call(struct parser *p, struct str name, size_t from)
{
    bool known = false;

    for (size_t i = 0; i < NFUNCTIONS; i++)
        known |= str_eq(name, functions[i]);
    if (!known)
        return diag(p->d, DIAG_FORMULA_FUNCTION, pos_at(p, from), name,
                    utf8_nearest(name, functions, NFUNCTIONS));
    buf_str(&p->words, name);
    take(p, '(');
    if (take(p, ')'))
        return fail(p); /* each of them takes something */
    do
        if (!read_expression(p))
            return false;
    while (take(p, ','));
    return take(p, ')') || fail(p);
}

static bool read_name(struct parser *p)
{
    size_t from = p->at;
    struct str name = take_name(p);

    if (peek(p) == '[')
        return read_bracket(p, name, from);
    skip_white(p);
    if (peek(p) == '(')
        return read_call(p, name, from);
    if (str_eq(name, STR("TRUE")) || str_eq(name, STR("FALSE")))
        buf_str(&p->words, name);
    else
        add_name(p, FORMULA_FIELD, from, STR(""), name);
    return true;
}

static bool read_operand(struct parser *p)
{
    char c = peek(p);

    if (take(p, '-') || take(p, '+'))
        return read_operand(p); /* as many as the text has: LONGEST at most */
    if (take(p, '('))
        return read_expression(p) && (take(p, ')') || fail(p));
    if (c == '"')
        return read_string(p);
    if (c == '[')
        return read_bracket(p, STR(""), p->at);
    if (c >= '0' && c <= '9')
        return read_number(p);
    return is_name_char(c) ? read_name(p) : fail(p);
}

static bool take_operator(struct parser *p)
{
    static const char *const two[] = {"<=", ">=", "<>"};

    for (size_t i = 0; i < sizeof two / sizeof *two; i++)
        if (str_starts(str_slice(p->text, p->at, p->text.len), str_from(two[i]))) {
            buf_str(&p->words, str_from(two[i]));
            p->at += 2;
            skip_white(p);
            return true;
        }
    return peek(p) && strchr("+-*/^&=<>", peek(p)) && take(p, peek(p));
}

static bool read_expression(struct parser *p)
{
    bool ok;

    if (++p->depth > DEEPEST)
        return fail(p);
    do {
        ok = read_operand(p);
        while (ok && take(p, '%'))
            ;
    } while (ok && take_operator(p));
    p->depth--;
    return ok;
}

const struct formula *formula_parse(struct str text, struct pos pos, struct arena *a,
                                    struct diag *d)
{
    struct parser p = {.text = text, .pos = pos, .a = a, .d = d};
    bool ok = text.len > 1 && text.len <= LONGEST && text.ptr[0] == '=';

    p.f = arena_alloc(a, sizeof *p.f);
    if (ok) {
        p.at = 1;
        skip_white(&p);
        ok = read_expression(&p) && (p.at == text.len || fail(&p));
    } else {
        fail(&p);
    }
    end_words(&p);
    buf_free(&p.words);
    return ok ? p.f : NULL;
}
