#include "data/sql.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"

struct scanner {
    struct str sql;
    size_t at;
    int depth; /* of parentheses */
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || (unsigned char)c >= 0x80;
}

static size_t after(struct str s, size_t from, struct str closing)
{
    size_t at = from + str_find(str_slice(s, from, s.len), closing);

    return at + closing.len < s.len ? at + closing.len : s.len;
}

/* Behind the blanks and comments at `at`. */
static size_t skip_blanks(struct str s, size_t at)
{
    while (at < s.len) {
        struct str rest = str_slice(s, at, s.len);

        if (str_starts(rest, STR("--")))
            at = after(s, at, STR("\n"));
        else if (str_starts(rest, STR("/*")))
            at = after(s, at + 2, STR("*/"));
        else if (memchr(" \t\r\n\f", s.ptr[at], 5))
            at++;
        else
            break;
    }
    return at;
}

/* The next token; empty at the end. Quoted text is one token. */
static struct str next_token(struct scanner *sc)
{
    struct str s = sc->sql;
    size_t start = sc->at = skip_blanks(s, sc->at);
    char c;

    if (start >= s.len)
        return (struct str){"", 0};
    c = s.ptr[start];
    if (c == '\'' || c == '"' || c == '`' || c == '[') {
        sc->at = after(s, start + 1, (struct str){c == '[' ? "]" : &s.ptr[start], 1});
    } else if (is_word(c)) {
        while (sc->at < s.len && is_word(s.ptr[sc->at]))
            sc->at++;
    } else {
        sc->at++;
        sc->depth += (c == '(') - (c == ')');
    }
    return str_slice(s, start, sc->at);
}

static bool is_keyword(struct str token, const char *word)
{
    return token.len == strlen(word) && strncasecmp(token.ptr, word, token.len) == 0;
}

bool sql_is_ordered(struct str sql)
{
    struct scanner sc = {.sql = sql};
    struct str token, before = STR("");
    bool from = false;

    while ((token = next_token(&sc)).len) {
        if (sc.depth != 0)
            continue;
        if ((is_keyword(token, "BY") && is_keyword(before, "ORDER")) ||
            (is_keyword(token, "1") && is_keyword(before, "LIMIT")))
            return true;
        from |= is_keyword(token, "FROM");
        before = token;
    }
    return !from;
}

bool sql_is_blank(struct str sql)
{
    struct scanner sc = {.sql = sql};
    struct str token;

    while ((token = next_token(&sc)).len)
        if (token.ptr[0] != ';')
            return false;
    return true;
}

struct pos sql_place(struct str sql, size_t offset, struct pos pos)
{
    struct str before = str_slice(sql, 0, offset);
    size_t line = 0;

    if (pos.row == 0 || pos.cell)
        return pos;
    for (size_t i = 0; i < before.len; i++)
        if (before.ptr[i] == '\n') {
            pos.row++;
            line = i + 1;
        }
    pos.col += (uint32_t)utf8_count(str_slice(before, line, before.len));
    return pos;
}

void sql_put_name(struct buf *b, struct str name)
{
    buf_quoted(b, name, '"');
}
