#!/bin/sh
# check-format.sh CLANG_FORMAT: fails if a C or C++ file of the project is not formatted as .clang-format says.
# `./toe format` writes what this checks.
set -eu
find sim driver lib tests tools -name '*.[ch]' -o -name '*.cpp' -o -name '*.hpp' | grep -v _gen |
    sort | xargs "$1" --dry-run --Werror
