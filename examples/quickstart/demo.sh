#!/usr/bin/env bash
# The life of one image version against the local SageMaker service, each step printed as it runs.
# ./dev demo [tofu|terraform] calls this with everything it needs: PROVIDER_BINARY, PYTHON, and TOFU or TERRAFORM.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

die() {
    printf 'demo: %s\n' "$*" >&2
    exit 1
}

case ${1:-tofu} in
    tofu) program=${TOFU:-tofu} ;;
    terraform) program=${TERRAFORM:-terraform} ;;
    *) die "usage: ./dev demo [tofu|terraform]" ;;
esac
cli=${1:-tofu}
[ -x "${PROVIDER_BINARY:-}" ] || die "PROVIDER_BINARY must name the built provider; run this by ./dev demo"
version=$("$PROVIDER_BINARY" --version | grep -Eo '[0-9]+\.[0-9]+\.[0-9]+' | head -n 1)

work=$(mktemp -d)
service_pid=
cleanup() {
    [ -z "$service_pid" ] || kill "$service_pid" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

bold='' plain=''
no_color=()
if [ -t 1 ]; then
    bold=$(printf '\033[1m') plain=$(printf '\033[0m')
else
    no_color=(init plan apply show import destroy)
fi

# step <what for> <argument ...>: prints the command as a user would type it, then runs it.
step() {
    printf '\n%s# %s%s\n' "$bold" "$1" "$plain"
    shift
    printf '%s$ %s %s%s\n' "$bold" "$cli" "$*" "$plain"
    "$program" "$@" </dev/null
}

# The provider, unpacked as "init" wants it, for the hosts that both CLIs ask by default.
case $(uname -m) in
    x86_64) platform=linux_amd64 ;;
    aarch64) platform=linux_arm64 ;;
    *) die "$(uname -m) is not a platform of this demo" ;;
esac
for host in registry.opentofu.org registry.terraform.io; do
    folder=$work/mirror/$host/sagemaker-images/sagemaker/$version/$platform
    mkdir -p "$folder"
    cp "$PROVIDER_BINARY" "$folder/terraform-provider-sagemaker_v$version"
done
cat >"$work/cli.tfrc" <<TEXT
provider_installation {
  filesystem_mirror {
    path = "$work/mirror"
  }
}
TEXT

printf '%s# The local SageMaker service%s\n' "$bold" "$plain"
(cd "$here/../../tests" && exec "${PYTHON:-python3}" -m emulator --port=0) >"$work/service.log" 2>&1 &
service_pid=$!
url=
for _ in $(seq 100); do
    url=$(sed -n 's/.*listening on \(http:[^ ]*\).*/\1/p' "$work/service.log")
    [ -z "$url" ] || break
    kill -0 "$service_pid" 2>/dev/null || break
    sleep 0.1
done
[ -n "$url" ] || die "the local service did not start: $(cat "$work/service.log")"
cat "$work/service.log"

for variable in $(compgen -e); do
    case $variable in AWS_* | TF_*) unset "$variable" ;; esac
done
export AWS_ENDPOINT_URL_SAGEMAKER=$url AWS_ENDPOINT_URL_STS=$url
export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
for verb in ${no_color[@]+"${no_color[@]}"}; do
    export "TF_CLI_ARGS_$verb=-no-color"
done
export TF_CLI_CONFIG_FILE=$work/cli.tfrc TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1 NO_PROXY=127.0.0.1

mkdir "$work/example"
cp "$here"/*.tf "$work/example"
cd "$work/example"
version_address=aws_sagemaker_image_version.example

step "Install the provider, from a mirror in a folder" init
step "What would be made" plan -out=first.plan
step "Make it" apply first.plan
step "What there is now" show
export TF_VAR_vendor_guidance=STABLE TF_VAR_aliases='["latest", "stable"]'
step "Another guidance and one more alias: an update in place" plan -out=second.plan
step "Apply the change" apply second.plan
step "Take the version out of the state; it goes on to exist" state rm "$version_address"
step "Import it again by image name and version number" import "$version_address" example-name,1
step "The plan is empty: all of it was read back" plan -detailed-exitcode
step "Delete everything" destroy -auto-approve

printf '\n%sThe demo is done.%s\n' "$bold" "$plain"
