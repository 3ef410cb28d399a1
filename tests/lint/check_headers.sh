#!/bin/sh
# Fails where a header does not compile by itself. Run from the project's root; the argument is the folder of the
# generated headers.
failed=0
for header in $(find src schema -name '*.h' ! -name banned.h | sort); do
    printf '#include "%s"\n' "${header#src/}" |
        gcc -std=c17 -D_GNU_SOURCE -Isrc -I. -isystem "$1" -Wall -Wextra -Werror -fsyntax-only -x c - || {
        echo "not self-contained: $header"
        failed=1
    }
done
exit "$failed"
