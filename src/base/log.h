#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/macros.h"
#include "base/str.h"

#include <stdbool.h>

/*
 * The provider's log: one JSON object a line on stderr, in the form that Terraform's hclog
 * reads
 * (`@level`, `@message`, `@module`, `@timestamp`). Only rpc, plugin and main log; the layers
 * below return errors. Nothing is formatted that the user did not ask for: LOG() tests the
 * level before it looks at its arguments. Any thread may log; a line is written with one
 * write(2).
 */
enum log_level {
    LOG_TRACE,
    LOG_DEBUG,
    LOG_INFO,
    LOG_WARN,
    LOG_ERROR,
    LOG_OFF,
};

/* Reads the level as Terraform does: TF_LOG_PROVIDER, else TF_LOG; TRACE, DEBUG, INFO, WARN,
 * ERROR or OFF in any case, JSON means TRACE, other non-empty text means TRACE. Unset: off.
 * Called once, before there are threads. */
void log_init(const char *tf_log_provider, const char *tf_log);

/* What is below it is not logged. Other files read it through log_on() alone: a thread that
 * finds stderr closed switches the log off. */
extern enum log_level log_threshold;

static inline bool log_on(enum log_level level)
{
    return level >= __atomic_load_n(&log_threshold, __ATOMIC_RELAXED);
}

/* One line. `module` is the part that speaks ("plugin", "rpc"). The text is sanitised and
 * cut at 8 KiB. */
void log_write(enum log_level level, const char *module, const char *format, ...)
    PRINTF_LIKE(3, 4);

#define LOG(level, module, ...)                                                                \
    do {                                                                                       \
        if (log_on(level)) {                                                                   \
            log_write(level, module, __VA_ARGS__);                                             \
        }                                                                                      \
    } while (0)

#endif
