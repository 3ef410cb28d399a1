# shellcheck shell=bash
# shellcheck disable=SC2154 # $python comes from tools/setup.sh
# The legs of ./dev test. Each leaves a JUnit file in build/results; the closing line counts over all of them.
# Sourced by ./dev, from the project's root.

results=build/results

start_results() {
    rm -rf "$results"
    mkdir -p "$results"
}

# lost <name> <reason>: counts something that could not run, or that no test noticed, as one failed test.
lost() {
    say "FAILED $1: $2"
    printf '<testsuite name="%s"><testcase name="%s"><failure message="%s"/></testcase></testsuite>\n' \
        "$1" "$1" "$2" >"$results/lost-$1.xml"
}

closing_line() {
    "$python" tests/tally.py "$results"
}

# leg <name> <command ...>: runs a leg that writes build/results/<name>.xml and says how it went.
leg() {
    local name=$1 start=$SECONDS ok=yes
    shift
    say "$name ..."
    logged "$name" "$@" || ok=no
    if [ -f "$results/$name.xml" ]; then
        say "$name: $("$python" tests/tally.py "$results/$name.xml"), $((SECONDS - start)) s"
    fi
    if [ "$ok" = no ] && ! grep -Eqs '<(failure|error)' "$results/$name.xml"; then
        lost "$name" "the leg itself broke; see build/log/$name.log"
    fi
}

# unit_leg <preset>: builds the preset and runs the unit tests in it.
unit_leg() {
    build_preset "$1" || {
        lost "build-$1" "the build failed"
        return 0
    }
    leg "unit-$1" ctest --preset "$1" --parallel "$(nproc)" --no-tests=error --output-junit "$PWD/$results/unit-$1.xml" \
        --test-output-size-passed 1000000 --test-output-size-failed 1000000
}

# python_leg <name> <folder in tests> [pytest argument ...]: the tests begin with no signal ignored, however ./dev
# itself was started.
python_leg() {
    local name=$1 folder=$2
    shift 2
    leg "$name" env --default-signal "$python" -m pytest "tests/$folder" --junitxml "$results/$name.xml" \
        -o junit_suite_name="$name" "$@" ${pytest_arguments[@]+"${pytest_arguments[@]}"}
}

# checked_leg <name> <preset> <folder in tests> [pytest argument ...]: runs Python tests with a provider built with
# sanitizers. A report makes the leg fail even if no test sees it.
checked_leg() {
    local name=$1 preset=$2 folder=$3 reports=$PWD/build/log/$1
    shift 3
    build_preset "$preset" || {
        lost "build-$preset" "the build failed"
        return 0
    }
    rm -rf "$reports"
    mkdir -p "$reports"
    PROVIDER_BINARY=$PWD/build/$preset/terraform-provider-sagemaker \
        ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1:log_path=$reports/report \
        UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1:log_path=$reports/report \
        TSAN_OPTIONS=ignore_noninstrumented_modules=1:second_deadlock_stack=1:log_path=$reports/report \
        python_leg "$name" "$folder" "$@"
    report_leg "$name" "$reports"
}

# Runs one whole life of a resource with the debug build under valgrind.
valgrind_leg() {
    local reports=$PWD/build/log/valgrind
    build_preset debug || {
        lost build-debug "the build failed"
        return 0
    }
    rm -rf "$reports"
    mkdir -p "$reports"
    PROVIDER_BINARY=$PWD/build/debug/terraform-provider-sagemaker \
        PROVIDER_WRAPPER="valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect \
            --errors-for-leak-kinds=definite,indirect --error-exitcode=9 --log-file=$reports/%p" \
        python_leg valgrind rpc -n 2 -m lifecycle
    report_leg valgrind "$reports"
}

# report_leg <name> <folder>: fails when a checking tool left something to read in the folder.
report_leg() {
    local found
    found=$(find "$2" -type f -size +0 | head -n 1)
    [ -z "$found" ] && return
    head -n 60 "$found"
    lost "$1-reports" "a report was written, see $2"
}

suite_unit() {
    unit_leg debug
    # With the tables of the debug build: the comparison with the public service model.
    python_leg contract contract
    unit_leg asan
}

release_leg() {
    build_preset release || {
        lost build-release "the build failed"
        return 0
    }
    python_leg "$@"
}

# go_leg <CLI> <path of it>
go_leg() {
    local go
    go=$(find_go) || exit 1
    leg "plugin-testing-$1" "$python" tests/plugin_testing/run.py "$go" "$2" "plugin-testing-$1" \
        "$PWD/$results/plugin-testing-$1.xml"
}

suite_emulator() { python_leg emulator emulator -n 2; }
suite_rpc() { release_leg rpc rpc -n 2; }

# With the signer of the debug build.
suite_chain() {
    build_preset debug || {
        lost build-debug "the build failed"
        return 0
    }
    release_leg chain chain -n 2
}

suite_acceptance() { release_leg acceptance acceptance -n 4; }

suite_plugin-testing() {
    build_preset release || {
        lost build-release "the build failed"
        return 0
    }
    go_leg tofu "$TOFU"
    go_leg terraform "$TERRAFORM"
}

suite_sanitizers() {
    checked_leg rpc-asan asan rpc -n 2
    checked_leg rpc-tsan tsan rpc -n 2
    checked_leg acceptance-asan asan acceptance -n 4 -m lifecycle
    valgrind_leg
}

suite_all() {
    suite_unit
    suite_emulator
    suite_rpc
    suite_chain
    suite_acceptance
    suite_plugin-testing
    suite_sanitizers
}

# test_suites [suite ...] [-- pytest argument ...]
test_suites() {
    local suite
    local -a suites=() parts=(venv)
    pytest_arguments=()
    while [ "$#" -gt 0 ] && [ "$1" != -- ]; do
        case $1 in
            all | unit | emulator | rpc | chain | acceptance | plugin-testing | sanitizers) suites+=("$1") ;;
            *) die "there is no suite $1; there are: unit emulator rpc chain acceptance plugin-testing sanitizers all" ;;
        esac
        shift
    done
    [ "$#" -eq 0 ] || pytest_arguments=("${@:2}")
    [ "${#suites[@]}" -gt 0 ] || suites=(all)
    case " ${suites[*]} " in
        *" all "* | *" acceptance "* | *" plugin-testing "* | *" sanitizers "*) parts+=(tofu terraform) ;;
    esac
    case " ${suites[*]} " in
        *" all "* | *" plugin-testing "*) parts+=(go-tests) ;;
    esac
    setup test "${parts[@]}"
    export_tools
    for suite in "${suites[@]}"; do
        "suite_$suite"
    done
}
