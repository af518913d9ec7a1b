/* Reads a content stream as far as q and Q need it: strings, comments, names and inline pictures
 * are passed over. */
#include <string.h>

#include "backend/paper/internal.h"

struct scan {
    const char *p, *end;
    bool cut_off; /* the end came within a string or a picture */
};

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_delimiter(char c)
{
    return c != '\0' && strchr("()<>[]{}/%", c);
}

static void skip_string(struct scan *s)
{
    size_t depth = 0;

    for (; s->p < s->end; s->p++) {
        if (*s->p == '\\')
            s->p++;
        else if (*s->p == '(')
            depth++;
        else if (*s->p == ')' && --depth == 0)
            break;
    }
    s->cut_off |= s->p >= s->end;
    s->p = s->p < s->end ? s->p + 1 : s->end;
}

static void skip_past(struct scan *s, const char *ends)
{
    while (s->p < s->end && (*s->p == '\0' || !strchr(ends, *s->p)))
        s->p++;
}

/* From behind ID to behind EI. */
static void skip_picture(struct scan *s)
{
    for (; s->end - s->p > 2; s->p++)
        if (is_space(s->p[0]) && s->p[1] == 'E' && s->p[2] == 'I' &&
            (s->end - s->p == 3 || is_space(s->p[3])))
            break;
    s->cut_off |= s->end - s->p <= 2;
    s->p = s->end - s->p > 2 ? s->p + 3 : s->end;
}

/* The next word; empty at the end. What is no word is passed over. */
static struct str next_word(struct scan *s)
{
    const char *from;

    while (s->p < s->end) {
        if (*s->p == '%')
            skip_past(s, "\r\n");
        else if (*s->p == '(')
            skip_string(s);
        else if (*s->p == '<' && s->end - s->p > 1 && s->p[1] == '<')
            s->p += 2;
        else if (*s->p == '<') {
            skip_past(s, ">");
            s->cut_off |= s->p == s->end;
        }
        else if (*s->p == '/')
            for (s->p++; s->p < s->end && !is_space(*s->p) && !is_delimiter(*s->p);)
                s->p++;
        else if (is_space(*s->p) || is_delimiter(*s->p))
            s->p++;
        else
            break;
    }
    for (from = s->p; s->p < s->end && !is_space(*s->p) && !is_delimiter(*s->p);)
        s->p++;
    return (struct str){from, (size_t)(s->p - from)};
}

struct paper_balance paper_balance(struct str content)
{
    struct scan s = {content.ptr, content.ptr + content.len, false};
    struct paper_balance b = {0};
    struct str word;

    while ((word = next_word(&s)).len) {
        if (str_eq(word, STR("ID")))
            skip_picture(&s);
        else if (str_eq(word, STR("q")))
            b.behind++;
        else if (str_eq(word, STR("Q")) && b.behind > 0)
            b.behind--;
        else if (str_eq(word, STR("Q")))
            b.before++;
    }
    b.cut_off = s.cut_off;
    return b;
}
