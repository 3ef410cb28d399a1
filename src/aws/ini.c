#include "aws/ini.h"

#include "aws/file.h"
#include "aws/text.h"
#include "base/mem.h"

enum {
    SECTIONS_AT_FIRST = 8
};

struct section {
    struct str type;
    struct str name;
};

struct property {
    size_t section;
    struct str parent;
    struct str key;
    struct str value;
};

struct ini {
    char *text; /* all other texts lie in it */
    size_t size;
    struct section *sections;
    size_t section_count;
    struct property *properties;
    size_t property_count;
};

/* Where the parser is. */
struct cursor {
    struct ini *ini;
    size_t section; /* INI_NONE: before the first */
    size_t last;    /* the property that indented lines belong to; INI_NONE: none */
    bool full;      /* a ceiling was reached */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void *grown(void *items, size_t count, size_t item_size)
{
    bool full = count == 0 || (count >= SECTIONS_AT_FIRST && (count & (count - 1)) == 0);

    if (!full) {
        return items;
    }
    return mem_realloc(items, (count ? count * 2 : SECTIONS_AT_FIRST) * item_size);
}

/* Comments start at a '#' or ';' behind a blank; one that sticks to the text is part of it. */
static struct str without_comment(struct str line)
{
    for (size_t i = 1; i < line.len; i++) {
        if ((line.data[i] == '#' || line.data[i] == ';') && is_blank(line.data[i - 1])) {
            return str_slice(line, 0, i - 1);
        }
    }
    return line;
}

static struct str without_quotes(struct str value)
{
    if (value.len >= 2 && (value.data[0] == '"' || value.data[0] == '\'') &&
        value.data[value.len - 1] == value.data[0]) {
        return str_slice(value, 1, value.len - 1);
    }
    return value;
}

static size_t separator(struct str line)
{
    size_t equals = str_find(line, '=');
    size_t colon = str_find(line, ':');

    return equals < colon ? equals : colon;
}

/* Whether the line is a section; then the cursor stands in it. */
static bool take_section(struct cursor *cursor, struct str line)
{
    struct ini *ini = cursor->ini;
    struct section section = { { NULL, 0 }, { NULL, 0 } };
    size_t blank = 0;

    line = str_slice(line, 0, str_find(line, '#'));
    line = str_trim(str_slice(line, 0, str_find(line, ';')));
    if (line.len < 2 || line.data[0] != '[' || line.data[line.len - 1] != ']') {
        return false;
    }
    section.name = str_trim(str_slice(line, 1, line.len - 1));
    while (blank < section.name.len && !is_blank(section.name.data[blank])) {
        blank++;
    }
    if (blank < section.name.len) {
        section.type = str_slice(section.name, 0, blank);
        section.name = str_trim(str_slice(section.name, blank, section.name.len));
    }
    cursor->last = INI_NONE;
    cursor->section = ini_section(ini, section.type, section.name);
    if (cursor->section == INI_NONE) {
        if (ini->section_count == INI_SECTIONS) {
            cursor->full = true;
            return true;
        }
        ini->sections = grown(ini->sections, ini->section_count, sizeof(section));
        ini->sections[ini->section_count] = section;
        cursor->section = ini->section_count++;
    }
    return true;
}

/* The text is our copy; only the view of it is const. */
static char *writable(struct ini *ini, struct str part)
{
    return ini->text + (part.data - ini->text);
}

static void take_property(struct cursor *cursor, struct str line, struct str parent)
{
    struct ini *ini = cursor->ini;
    size_t at = separator(line);
    struct property property = {
        .section = cursor->section,
        .parent = parent,
        .key = str_trim(str_slice(line, 0, at)),
        .value = without_quotes(str_trim(str_slice(line, at + 1, line.len))),
    };

    cursor->full = cursor->full || ini->property_count == INI_SETTINGS;
    if (property.key.len == 0 || cursor->full) {
        return;
    }
    text_lower_in_place(writable(ini, property.key), property.key.len);
    ini->properties = grown(ini->properties, ini->property_count, sizeof(property));
    ini->properties[ini->property_count] = property;
    if (parent.len == 0) {
        cursor->last = ini->property_count;
    }
    ini->property_count++;
}

/* An indented line without a separator goes on with the value above it. */
static void take_continuation(struct cursor *cursor, struct str line)
{
    struct property *property = &cursor->ini->properties[cursor->last];
    char *end;

    if (property->value.len == 0) {
        return;
    }
    /* There is room: at least a newline lies between the two. */
    end = writable(cursor->ini, property->value) + property->value.len;
    *end = '\n';
    memmove(end + 1, line.data, line.len);
    property->value.len += 1 + line.len;
}

static void take_line(struct cursor *cursor, struct str line)
{
    struct str text = str_trim(line);
    bool indented = line.len > 0 && is_blank(line.data[0]);
    struct str parent = { NULL, 0 };

    if (text.len == 0 || text.data[0] == '#' || text.data[0] == ';') {
        return;
    }
    if (take_section(cursor, line) || cursor->section == INI_NONE) {
        return;
    }
    if (separator(without_comment(line)) < without_comment(line).len) {
        if (indented && cursor->last != INI_NONE &&
            cursor->ini->properties[cursor->last].value.len == 0) {
            parent = cursor->ini->properties[cursor->last].key;
        }
        take_property(cursor, without_comment(line), parent);
    } else if (indented && cursor->last != INI_NONE) {
        take_continuation(cursor, text);
    }
}

/* Takes over `text`, a block of `size` bytes. */
static enum status parse(char *text, size_t size, struct ini **out, struct err *err)
{
    static const struct str bom = { "\xEF\xBB\xBF", 3 };
    struct ini *ini = mem_calloc(1, sizeof(*ini));
    struct cursor cursor = { ini, INI_NONE, INI_NONE, false };
    struct str rest = { text, size };
    struct str line;

    ini->text = text;
    ini->size = size;
    if (str_starts_with(rest, bom)) {
        rest = str_slice(rest, bom.len, rest.len);
    }
    while (str_split(&rest, '\n', &line)) {
        take_line(&cursor, line);
    }
    if (cursor.full) {
        ini_free(ini);
        return err_set(err, STATUS_TOO_LARGE,
                       "the file holds more than %d sections or %d settings", INI_SECTIONS,
                       INI_SETTINGS);
    }
    *out = ini;
    return STATUS_OK;
}

enum status ini_parse(struct str text, struct ini **out, struct err *err)
{
    if (text.len > INI_FILE_BYTES) {
        return err_set(err, STATUS_TOO_LARGE, "the file is larger than %d bytes",
                       INI_FILE_BYTES);
    }
    return parse(mem_strndup(text.data ? text.data : "", text.len), text.len, out, err);
}

enum status ini_read(const char *path, struct ini **out, struct err *err)
{
    struct secret text = { NULL, 0 };
    enum status status = file_read(path, INI_FILE_BYTES, &text, err);

    if (status != STATUS_OK) {
        if (status == STATUS_INVALID) {
            err_prefix(err, "failed to load shared config file");
        }
        return status;
    }
    status = ini_parse(secret_reveal(&text), out, err);
    if (status != STATUS_OK) {
        err_prefix(err, "%s", path);
    }
    secret_release(&text);
    return status;
}

void ini_free(struct ini *ini)
{
    if (ini) {
        mem_wipe(ini->text, ini->size);
        mem_free(ini->text);
        mem_free(ini->sections);
        mem_free(ini->properties);
        mem_free(ini);
    }
}

size_t ini_section(const struct ini *ini, struct str type, struct str name)
{
    for (size_t i = 0; i < ini->section_count; i++) {
        if (str_eq(ini->sections[i].type, type) && str_eq(ini->sections[i].name, name)) {
            return i;
        }
    }
    return INI_NONE;
}

struct str ini_value(const struct ini *ini, size_t section, struct str parent, struct str key)
{
    for (size_t i = ini->property_count; i-- > 0;) {
        const struct property *property = &ini->properties[i];

        if (property->section == section && str_eq(property->parent, parent) &&
            str_eq(property->key, key)) {
            return property->value;
        }
    }
    return (struct str){ NULL, 0 };
}
