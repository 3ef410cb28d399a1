/*
 * Signs the requests of tests/chain/test_signing.py with the signer of the provider.
 *
 * A line of stdin is a request: words separated by single blanks, each in hexadecimal, with "-"
 * for an empty one. They are method, path, query, body, key, secret, region, service and the
 * decimal Unix time, then name and value of each header. A line of stdout is the value of its
 * Authorization header.
 */
#include "aws/sigv4.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    LINE_BYTES = 1 << 20,
    HEX_BASE = 16
};

/* Takes the next word off the line. False at its end. */
static bool take(struct arena *arena, struct str *line, struct str *out)
{
    struct str word;
    char *bytes;

    if (!str_split(line, ' ', &word)) {
        return false;
    }
    bytes = arena_alloc(arena, word.len + 1, 1);
    for (size_t i = 0; i + 1 < word.len; i += 2) {
        const char digits[] = { word.data[i], word.data[i + 1], '\0' };

        bytes[i / 2] = (char)strtoul(digits, NULL, HEX_BASE);
    }
    *out = (struct str){ bytes, word.len / 2 };
    return true;
}

static bool take_time(struct str *line, int64_t *out)
{
    struct str word;

    return str_split(line, ' ', &word) && str_to_int64(word, out);
}

static bool sign_line(struct str line)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct http_header headers[SIGV4_HEADERS];
    struct secret secret = { 0 };
    struct sigv4_request request = { .headers = headers, .secret_key = &secret };
    struct str secret_text;
    struct str text;

    if (!take(arena, &line, &request.method) || !take(arena, &line, &request.path) ||
        !take(arena, &line, &request.query) || !take(arena, &line, &request.body) ||
        !take(arena, &line, &request.access_key_id) || !take(arena, &line, &secret_text) ||
        !take(arena, &line, &request.region) || !take(arena, &line, &request.service) ||
        !take_time(&line, &request.time_s)) {
        return false;
    }
    while (request.header_count < SIGV4_HEADERS &&
           take(arena, &line, &headers[request.header_count].name)) {
        if (!take(arena, &line, &headers[request.header_count++].value)) {
            return false;
        }
    }
    secret_set(&secret, secret_text);
    text = sigv4_authorization(arena, &request);
    printf("%.*s\n", STR_ARG(text));
    secret_release(&secret);
    return true;
}

int main(void)
{
    char *line = malloc(LINE_BYTES);

    while (line && fgets(line, LINE_BYTES, stdin)) {
        if (!sign_line(str_trim(str_from(line)))) {
            fputs("sign: a line is no request\n", stderr);
            return 2;
        }
    }
    free(line);
    return 0;
}
