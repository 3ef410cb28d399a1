#include "aws/xml.h"

#include "base/strbuf.h"

#include <expat.h>
#include <limits.h>
#include <openssl/crypto.h>

enum {
    DEPTH = 16, /* deeper elements are read over */
    TEXT_BYTES = 65536
};

struct reader {
    XML_Parser parser;
    struct arena *arena;
    struct xml_text *texts;
    size_t count;
    const char *names[DEPTH]; /* of the open elements, copied */
    size_t depth;
    struct strbuf text; /* of the innermost element, so far */
    bool has_type;
};

static const char *local_name(const char *name)
{
    const char *colon = strrchr(name, ':');

    return colon ? colon + 1 : name;
}

static void on_open(void *self, const char *name, const char **attributes)
{
    struct reader *reader = self;

    (void)attributes;
    if (reader->depth < DEPTH) {
        struct str local = str_from(local_name(name));

        reader->names[reader->depth] = arena_str(reader->arena, local).data;
    }
    reader->depth++;
    strbuf_clear(&reader->text);
}

static void on_text(void *self, const char *text, int len)
{
    strbuf_add_bytes(&((struct reader *)self)->text, text, (size_t)len);
}

static void keep(struct reader *reader, const char *name)
{
    const char *parent = reader->depth > 1 ? reader->names[reader->depth - 2] : "";

    for (size_t i = 0; i < reader->count; i++) {
        struct xml_text *wanted = &reader->texts[i];

        if (strcmp(wanted->name, name) == 0 && !wanted->text.data &&
            (!wanted->parent || strcmp(wanted->parent, parent) == 0)) {
            wanted->text = arena_str(reader->arena, str_trim(strbuf_str(&reader->text)));
        }
    }
}

static void on_close(void *self, const char *name)
{
    struct reader *reader = self;

    if (reader->depth <= DEPTH && !reader->text.failed) {
        keep(reader, local_name(name));
    }
    reader->depth--;
    if (reader->text.data) {
        OPENSSL_cleanse(reader->text.data, reader->text.len);
    }
    strbuf_clear(&reader->text);
}

static void on_type(void *self, const char *name, const char *system_id, const char *public_id,
                    int has_subset)
{
    struct reader *reader = self;

    (void)name;
    (void)system_id;
    (void)public_id;
    (void)has_subset;
    reader->has_type = true;
    XML_StopParser(reader->parser, XML_FALSE);
}

bool xml_read(struct arena *arena, struct str document, struct xml_text *texts, size_t count)
{
    struct reader reader = { .arena = arena, .texts = texts, .count = count };
    bool ok;

    for (size_t i = 0; i < count; i++) {
        texts[i].text = (struct str){ NULL, 0 };
    }
    if (document.len == 0 || document.len > INT_MAX) {
        return false;
    }
    strbuf_init(&reader.text, TEXT_BYTES);
    reader.parser = XML_ParserCreate(NULL);
    XML_SetUserData(reader.parser, &reader);
    XML_SetElementHandler(reader.parser, on_open, on_close);
    XML_SetCharacterDataHandler(reader.parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader.parser, on_type);
    ok = XML_Parse(reader.parser, document.data, (int)document.len, 1) == XML_STATUS_OK;
    XML_ParserFree(reader.parser);
    strbuf_release(&reader.text);
    return ok && !reader.has_type;
}
