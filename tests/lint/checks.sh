# shellcheck shell=bash
# shellcheck disable=SC2154 # $python comes from tools/setup.sh
# The checks of ./dev lint, each a function with its cure beside its name in the table. Sourced by ./dev, from the
# project's root.

lint_table() {
    cat <<'TABLE'
format   check_format   run: ./dev format
sizes    check_sizes    split the file or the function; the ceilings are in tests/lint/check_sizes.py
layers   check_layers   an include goes against the table of layers in ARCHITECTURE.md; move the code to the layer it belongs to
shell    check_shell    mend what shellcheck names
python   check_python   run: ./dev format, then mend what is left
go       check_go       run: ./dev format, then mend what go vet names
build    check_build    mend what the compilers name (gcc: preset debug, clang: preset tidy)
docs     check_docs     run: ./dev docs
headers  check_headers  include in the header what it uses
symbols  check_symbols  make the symbol static, remove it, or give it its file's name as the beginning of its own
cppcheck check_cppcheck mend what cppcheck names
tidy     check_tidy     mend what clang-tidy names; an exception needs NOLINT(check) and its reason
analyze  check_analyze  mend what gcc -fanalyzer names; its trace is in the log
TABLE
}

c_files() { find src schema tests -name '*.[ch]' -print0; }

check_format() { c_files | xargs -0 -r clang-format-16 --dry-run -Werror; }
check_sizes() { "$python" tests/lint/check_sizes.py; }
check_layers() { "$python" tests/lint/check_layers.py; }
check_shell() {
    find dev .ci/run examples tests tools -type f \( -name '*.sh' -o -name dev -o -name run \) -print0 |
        xargs -0 shellcheck --external-sources --severity=style
}
check_python() {
    "$python" -m ruff check --no-cache --config tests/ruff.toml tests tools &&
        "$python" -m ruff format --no-cache --config tests/ruff.toml --diff tests tools
}
check_go() {
    local folder
    [ -z "$(go_format -l)" ] || return 1
    for folder in "${go_folders[@]}"; do
        setup_go_modules "$folder" && in_go "$folder" vet ./... || return 1
    done
}
# go_format <-l or -w>: names the Go files that are not laid out as gofmt does it, or lays them out.
go_format() {
    local go
    go=$(find_go) || exit 1
    "$("$go" env GOROOT)/bin/gofmt" "$1" "${go_folders[@]}"
}
check_build() { build_preset debug && build_preset tidy; }
# generate_docs [--check]: the pages of docs/, from the tables of the debug build.
generate_docs() {
    logged configure-debug cmake --preset debug && logged build-rows cmake --build build/debug --target rows &&
        build/debug/tests/contract/rows tables >build/rows.json && "$python" tools/docs/generate.py build/rows.json "$@"
}
check_docs() { generate_docs --check; }
# Configures the clang build and generates the protobuf code, which the checks below read.
prepare_tidy() { logged configure-tidy cmake --preset tidy && logged build-tidy-proto cmake --build build/tidy --target proto; }
check_headers() { prepare_tidy && tests/lint/check_headers.sh build/tidy/gen; }
check_symbols() { build_preset debug && "$python" tests/lint/check_symbols.py build/debug; }
check_cppcheck() {
    cppcheck --enable=warning,style,performance,portability --std=c11 --language=c --inline-suppr --quiet \
        -j "$(nproc)" --suppressions-list=tests/lint/cppcheck.txt --error-exitcode=1 --template=gcc \
        -D_GNU_SOURCE -Isrc -I. src schema
}
check_tidy() { prepare_tidy && run-clang-tidy-16 -quiet -p build/tidy "$PWD/(src|schema|tests)/.*"; }
check_analyze() { build_preset analyze -DCMAKE_COMPILE_WARNING_AS_ERROR=ON; }

# Rewrites the C, Go and Python files as the checks want them.
format_files() {
    setup lint venv
    c_files | xargs -0 -r clang-format-16 -i
    go_format -w
    "$python" -m ruff check --quiet --no-cache --config tests/ruff.toml --fix tests tools || true
    "$python" -m ruff format --quiet --no-cache --config tests/ruff.toml tests tools
}

# lint [check ...]: runs all checks, or those named, to the end and fails when one did.
lint() {
    local name check cure start failed=0
    setup lint venv
    for name in "$@"; do
        lint_table | grep -q "^$name " || die "there is no check $name; there are: $(lint_table | cut -d' ' -f1 | xargs)"
    done
    while read -r name check cure <&3; do
        [ "$#" -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
        start=$SECONDS
        if logged "lint-$name" "$check"; then
            say "lint $name: passes, $((SECONDS - start)) s"
        else
            say "lint $name: FAILS; $cure"
            failed=1
        fi
    done 3< <(lint_table)
    return "$failed"
}
