#!/usr/bin/env bash
# install_test.sh BUILD: `cmake --install`, then programs outside the tree, built by pkg-config and by find_package, shared
# and static, run on the engine simulated in the process and on that of the installed toe-sim. Also: DESTDIR, another
# libdir, a build of the library alone, no path of the build in what is installed, no name shown that no header has.
#
# Exit status: 0 passed, 1 failed.
set -euo pipefail
build=$(readlink -f "$1")
here=$(dirname "$(readlink -f "$0")")
source=$(readlink -f "$here/../..")
CC=${CC:-cc}
PATIENCE_S=60
work=$(mktemp -d)
simulator=""

clean() {
    [ -z "$simulator" ] || kill "$simulator" 2>/dev/null || true
    rm -rf "$work"
}
trap clean EXIT

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

quietly() {
    "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "$*"; }
}

# says TEXT COMMAND...: it ends well and says exactly that.
says() {
    local text=$1 said
    shift
    said=$(timeout $PATIENCE_S "$@") || fail "$*: status $?, said '$said'"
    [ "$said" = "$text" ] || fail "$* said '$said'"
}

# ---------------------------------------------------------------- what lies in a prefix

# Names that a header declares as functions, and that a library shows.
declared() { sed -n 's/.*[ *]\(toe_[a-z0-9_]*\)(.*/\1/p' "$@" | sort -u; }
shown() { nm -D --defined-only "$1" | awk '{ print $3 }' | sort -u; }

check_names() { # PREFIX LIBDIR LIBRARY HEADER...
    local prefix=$1 library=$1/$2/$3 headers
    shift 3
    headers=("${@/#/$prefix/include/opentoe/}")
    shown "$library" >"$work/shown"
    declared "${headers[@]}" >"$work/declared"
    [ -s "$work/shown" ] || fail "$library shows nothing"
    comm -23 "$work/shown" "$work/declared" >"$work/undeclared"
    [ ! -s "$work/undeclared" ] || fail "$library shows what no header has: $(tr '\n' ' ' <"$work/undeclared")"
}

check_prefix() { # PREFIX LIBDIR
    local text
    text=$(grep -rlIF -e "$build" -e "$source" -e "$work" "$1" || true)
    [ -z "$text" ] || fail "paths of the build in $text"
    [ "$(objdump -p "$1/$2/libtoe.so" | awk '/SONAME/ { print $2 }')" = "libtoe.so.${version%.*}" ] || fail "soname"
    ! objdump -p "$1/$2"/*.so | grep -E 'R(UN)?PATH' || fail "a library has a path built in"
    check_names "$1" "$2" libtoe.so toe.h
    grep -o 'TOE_API.*toe_[a-z0-9_]*(' "$1/include/opentoe/toe.h" | sed 's/.*[ *]\(toe_.*\)(/\1/' | sort >"$work/api"
    comm -23 "$work/api" "$work/shown" >"$work/missing"
    [ ! -s "$work/missing" ] || fail "libtoe.so lacks $(tr '\n' ' ' <"$work/missing")"
}

# ---------------------------------------------------------------- programs outside

# by_pkg_config PROGRAM PACKAGE PREFIX LIBDIR
by_pkg_config() {
    export PKG_CONFIG_PATH=$3/$4/pkgconfig
    quietly $CC -std=c11 -Wall -Werror -o "$work/$1" "$here/program/$1.c" $(pkg-config --cflags --libs "$2") \
        "-Wl,-rpath,$(pkg-config --variable=libdir "$2")"
}

# by_find_package PREFIX: into $work/outside
by_find_package() {
    rm -rf "$work/outside"
    quietly cmake -G Ninja -S "$here/program" -B "$work/outside" -DCMAKE_PREFIX_PATH="$1"
    quietly cmake --build "$work/outside"
}

start_simulator() { # PREFIX
    "$1/bin/toe-sim" --link "$work/link" >"$work/toe-sim.log" 2>&1 &
    simulator=$!
    for _ in $(seq 100); do
        [ ! -S "$work/link" ] || return 0
        sleep 0.1
    done
    fail "toe-sim makes no socket: $(cat "$work/toe-sim.log")"
}

# ---------------------------------------------------------------- everything, into a prefix of its own

prefix=$work/prefix
quietly cmake --install "$build" --prefix "$prefix"
libdir=$(cd "$prefix" && dirname "$(find . -name libtoe.a)" | sed 's,^\./,,')
version=$(PKG_CONFIG_PATH=$prefix/$libdir/pkgconfig pkg-config --modversion opentoe)
check_prefix "$prefix" "$libdir"
check_names "$prefix" "$libdir" libtoe_sim.so toe_sim.h toe_trace.h toe_wire.h toe_impair.h toe_back_sim.h
start_simulator "$prefix"
for way in pkg_config find_package; do
    if [ $way = pkg_config ]; then
        by_pkg_config remote opentoe "$prefix" "$libdir"
        by_pkg_config transfer opentoe-sim "$prefix" "$libdir"
        programs=$work
    else
        by_find_package "$prefix"
        programs=$work/outside
    fi
    says "100000 bytes from engine to engine" "$programs/transfer"
    says "1024 connections" "$programs/remote" "$work/link"
    loaded=$(ldd "$programs/remote" | awk '/libtoe.so/ { print $3 }')
    [ "$(readlink -f "$loaded")" = "$prefix/$libdir/libtoe.so.$version" ] || fail "another libtoe: $loaded"
done
says "100000 bytes from engine to engine" "$work/outside/transfer_static"
says "1024 connections" "$work/outside/remote_static" "$work/link"
! ldd "$work/outside/transfer_static" | grep libtoe || fail "static, but needs libtoe.so"

# Static by pkg-config, as the linker takes it where no shared library lies.
mkdir "$work/static"
cp "$prefix/$libdir"/*.a "$work/static"
$CC -o "$work/transfer_pc" "$here/program/transfer.c" $(pkg-config --cflags opentoe-sim) "-L$work/static" \
    $(pkg-config --static --libs opentoe-sim | sed "s,-L$prefix[^ ]*,,g")
says "100000 bytes from engine to engine" "$work/transfer_pc"

# ---------------------------------------------------------------- the library alone, staged, moved, in another libdir

quietly env CC="$CC" cmake -G Ninja -S "$source" -B "$work/alone" -DTOE_SIM=OFF -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_INSTALL_PREFIX=/opt/toe -DCMAKE_INSTALL_LIBDIR=lib/odd/arch
quietly cmake --build "$work/alone"
quietly env DESTDIR="$work/stage" cmake --install "$work/alone"
[ -z "$(find "$work/stage" -mindepth 1 -not -path "$work/stage/opt*")" ] || fail "installed outside /opt/toe"
mv "$work/stage/opt/toe" "$work/moved"
check_prefix "$work/moved" lib/odd/arch
by_pkg_config remote opentoe "$work/moved" lib/odd/arch
says "1024 connections" "$work/remote" "$work/link"
by_find_package "$work/moved/lib/odd/arch/cmake/opentoe"
says "1024 connections" "$work/outside/remote" "$work/link"
[ ! -e "$work/outside/transfer" ] || fail "a simulation out of nothing"
! pkg-config --exists opentoe-sim || fail "opentoe-sim.pc without the simulation"
echo "installed, and used from outside"
