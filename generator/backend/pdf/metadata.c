#include "backend/pdf/metadata.h"

#include "backend/pdf/strings.h"
#include "base/utf8.h"

#define PRODUCER "formpress"

struct str pdf_clean_text(struct str text, struct arena *a)
{
    struct buf b = {0};
    struct str clean;

    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint32_t cp = utf8_next(text, &at);

        if (cp < 0x20 || cp == 0xFFFE || cp == 0xFFFF || cp == UTF8_BAD)
            buf_char(&b, ' ');
        else
            buf_str(&b, str_slice(text, from, at));
    }
    clean = arena_str(a, buf_view(&b));
    buf_free(&b);
    return clean;
}

static bool is_iso_date(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (i == 4 || i == 7 ? s.ptr[i] != '-' : s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return s.len == 10;
}

static void put_entry(struct buf *b, struct str key, struct str text)
{
    if (text.len == 0)
        return;
    buf_str(b, key);
    pdf_put_text(b, text);
}

void pdf_put_info(struct buf *b, const struct pdf_info *i)
{
    put_entry(b, STR("/Title"), i->title);
    put_entry(b, STR("/Subject"), i->subject);
    put_entry(b, STR("/Author"), i->author);
    buf_str(b, STR("/Producer(" PRODUCER ")"));
    if (is_iso_date(i->date)) /* midnight in Taiwan */
        buf_fmt(b, "/CreationDate(D:%.4s%.2s%.2s000000+08'00')", i->date.ptr, i->date.ptr + 5,
                i->date.ptr + 8);
}

static void put_escaped(struct buf *b, struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        switch (text.ptr[i]) {
        case '&':
            buf_str(b, STR("&amp;"));
            break;
        case '<':
            buf_str(b, STR("&lt;"));
            break;
        case '>':
            buf_str(b, STR("&gt;"));
            break;
        default:
            buf_char(b, text.ptr[i]);
        }
}

static void put_property(struct buf *b, struct str before, struct str text, struct str behind)
{
    if (text.len == 0)
        return;
    buf_str(b, before);
    put_escaped(b, text);
    buf_str(b, behind);
}

void pdf_put_xmp(struct buf *b, const struct pdf_info *i)
{
    buf_str(b, STR("<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                   "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
                   "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                   "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                   " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
                   " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
                   " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"));
    if (!i->claims_nothing)
        buf_str(b, STR("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>\n"));
    buf_str(b, STR("<pdf:Producer>" PRODUCER "</pdf:Producer>\n"));
    put_property(b, STR("<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">"), i->title,
                 STR("</rdf:li></rdf:Alt></dc:title>\n"));
    put_property(b, STR("<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">"), i->subject,
                 STR("</rdf:li></rdf:Alt></dc:description>\n"));
    put_property(b, STR("<dc:creator><rdf:Seq><rdf:li>"), i->author,
                 STR("</rdf:li></rdf:Seq></dc:creator>\n"));
    if (is_iso_date(i->date))
        put_property(b, STR("<xmp:CreateDate>"), i->date,
                     STR("T00:00:00+08:00</xmp:CreateDate>\n"));
    buf_str(b, STR("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"));
}
