#ifndef BASE_MACROS_H
#define BASE_MACROS_H

/* Small compiler helpers that every layer uses. */

/* The result of the function must be looked at. gcc takes no `(void)` for an excuse. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* Arguments from position `first` on are checked against the format at position `at`. */
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif
