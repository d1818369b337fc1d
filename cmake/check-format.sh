#!/bin/sh
# check-format.sh CLANG_FORMAT [-i]: fails if a C or C++ file is not formatted as .clang-format says; -i formats it.
# Generated files (link_gen.*) and the port lists of test benches are left alone.
set -eu
clang_format=$1
shift
[ $# -gt 0 ] || set -- --dry-run --Werror
find sim driver lib tests tools \( -name '*.[ch]' -o -name '*.cpp' -o -name '*.hpp' \) ! -name '*_gen.[ch]' ! -name '*_ports.h' |
    sort | xargs "$clang_format" "$@"
