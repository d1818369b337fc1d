#!/usr/bin/env bash
# get.sh: `./toe get [options] URL`: downloads a file through the simulated engine, over libslirp's user-mode network.
# Options and exit status are those of lib/examples/http_get; without -r nothing but the result is printed.
set -euo pipefail
here=${TOE_CALLED_FROM:-$PWD} # files are named from where the user is
cd "$(dirname "$(readlink -f "$0")")/.."
BUILD=${TOE_BUILD:-build}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! cmake --build "$BUILD" --target http_get >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "toe: http_get could not be built" >&2
    exit 1
fi
program=$(readlink -f "$BUILD/lib/examples/http_get")
cd "$here"
if [ $# -eq 0 ]; then
    set -- --help
fi
"$program" "$@"
