#!/bin/sh
# Writes every image version of the region into inventory.csv, with the tofu or terraform that is named.
set -eu
cli=${1:-terraform}
"$cli" apply -auto-approve -input=false >&2
"$cli" output -raw csv >inventory.csv
