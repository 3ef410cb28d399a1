#ifndef PLUGIN_ENVIRONMENT_H
#define PLUGIN_ENVIRONMENT_H

/*
 * The environment variables through which Terraform and OpenTofu talk to a plugin that they
 * start. Read once, before there are threads.
 */
enum variable {
    VARIABLE_COOKIE,            /* proves that a CLI and not a person runs the program */
    VARIABLE_PROTOCOL_VERSIONS, /* what the CLI speaks: "5,6", in any order */
    VARIABLE_CLIENT_CERT,       /* PEM; set: TLS both ways, unset: plain text */
    VARIABLE_SOCKET_DIR,        /* where the socket's directory goes */
    VARIABLE_SOCKET_GROUP,      /* name or number of a group that may connect */
    VARIABLE_MULTIPLEX,         /* asks for a yes or no to multiplexing */
    VARIABLE_MIN_PORT,          /* range for TCP */
    VARIABLE_MAX_PORT,
    VARIABLE_TMPDIR,
    VARIABLE_COUNT,
};

/* Values borrow from the process environment; one that is not set is the empty text. */
struct environment {
    const char *value[VARIABLE_COUNT];
};

/* `variables` are "NAME=value" texts, NULL-terminated (environ). */
void environment_read(struct environment *env, const char *const *variables);

#endif
