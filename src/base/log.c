#include "base/log.h"

#include "base/strbuf.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <strings.h>
#include <unistd.h>

enum {
    LINE_BYTES = 8 * 1024,
    STAMP_BYTES = 64,
    NS_PER_US = 1000,
    FIRST_PRINTABLE = 0x20,
};

static const char *const level_names[] = {
    [LOG_TRACE] = "trace", [LOG_DEBUG] = "debug", [LOG_INFO] = "info",
    [LOG_WARN] = "warn",   [LOG_ERROR] = "error", [LOG_OFF] = "off",
};

enum log_level log_threshold = LOG_OFF;

void log_init(const char *tf_log_provider, const char *tf_log)
{
    const char *wish = tf_log_provider && *tf_log_provider ? tf_log_provider : tf_log;

    log_threshold = LOG_OFF;
    if (!wish || !*wish) {
        return;
    }
    log_threshold = LOG_TRACE;
    for (size_t i = 0; i < ARRAY_LEN(level_names); i++) {
        if (strcasecmp(wish, level_names[i]) == 0) {
            log_threshold = (enum log_level)i;
        }
    }
}

/* The first character of a text, `bytes` long; 0: it is malformed. */
static void add_json_char(struct strbuf *line, struct str text, size_t bytes)
{
    unsigned char c = (unsigned char)text.data[0];

    if (bytes == 0) {
        strbuf_add(line, STR("\\ufffd"));
        return;
    }
    if (c < FIRST_PRINTABLE) {
        strbuf_printf(line, "\\u%04x", (unsigned)c);
        return;
    }
    if (c == '"' || c == '\\') {
        strbuf_add_char(line, '\\');
    }
    strbuf_add(line, str_slice(text, 0, bytes));
}

static void add_json_text(struct strbuf *line, struct str text)
{
    strbuf_add_char(line, '"');
    while (text.len > 0) {
        size_t bytes = utf8_next(text);

        add_json_char(line, text, bytes);
        text = str_slice(text, bytes ? bytes : 1, text.len);
    }
    strbuf_add_char(line, '"');
}

/* Go's layout 2006-01-02T15:04:05.000000Z07:00; another one makes hclog take the whole line for
 * plain text. */
static void add_timestamp(struct strbuf *line)
{
    char stamp[STAMP_BYTES];
    struct timespec now;
    struct tm parts;
    size_t len;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    len = strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S", &parts);
    strbuf_add_bytes(line, stamp, len);
    strbuf_printf(line, ".%06ldZ", now.tv_nsec / NS_PER_US);
}

void log_write(enum log_level level, const char *module, const char *format, ...)
{
    char text[LINE_BYTES];
    struct strbuf line;
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (len < 0) {
        return;
    }
    strbuf_init(&line, (size_t)LINE_BYTES * 8);
    strbuf_printf(&line, "{\"@level\":\"%s\",\"@message\":", level_names[level]);
    add_json_text(&line, utf8_cut(str_from(text), sizeof(text) - 1));
    strbuf_printf(&line, ",\"@module\":\"sagemaker.%s\",\"@timestamp\":\"", module);
    add_timestamp(&line);
    strbuf_add(&line, STR("\"}\n"));
    if (!line.failed && write(STDERR_FILENO, line.data, line.len) < 0) {
        __atomic_store_n(&log_threshold, LOG_OFF, __ATOMIC_RELAXED); /* nobody reads any more */
    }
    strbuf_release(&line);
}
