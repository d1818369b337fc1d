#!/usr/bin/env bash
# status.sh BUILD: `./toe ss` says of each running program in which state its connections are, and what each waits for.
# The peer is this machine's own TCP behind libslirp. Without privileges.
#
# Exit status: 0 passed, 1 failed.
set -euo pipefail
examples=$(readlink -f "$1")/lib/examples
ss=$(readlink -f "$1")/lib/toe-ss
PATIENCE_S=60
work=$(mktemp -d)
started=()
failures=0

clean() {
    local pid
    for pid in "${started[@]}"; do
        kill "$pid" 2>/dev/null || true # timeout passes it on
    done
    rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$work"

# A server that takes one connection and neither reads nor answers.
python3 -c '
import socket, sys, time
with socket.socket() as s:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.bind(("127.0.0.1", 0))
    s.listen()
    print(s.getsockname()[1], flush=True)
    peer = s.accept()
    time.sleep(60)' >port &
started+=($!)

run() { # NAME PROGRAM...: in the background, with a status socket of that name
    local name=$1
    shift
    timeout $PATIENCE_S "$@" --status "$work/$name.toe" >"$name.log" 2>&1 &
    started+=($!)
}

# says NAME PATTERN...: within 20 s, one answer has all patterns.
says() {
    local name=$1 i pattern found
    shift
    for ((i = 0; i < 200; i++)); do
        found=yes
        "$ss" "$work/$name.toe" >"$name.said" 2>"$name.err" || found=no
        for pattern in "$@"; do
            grep -qE -- "$pattern" "$name.said" || found=no
        done
        [ $found = no ] || return 0
        sleep 0.1
    done
    echo "FAILED: not all of: $*"
    cat "$name.said" "$name.err" "$name.log"
    failures=$((failures + 1))
}

for ((i = 0; i < 200; i++)); do
    [ ! -s port ] || break
    sleep 0.05
done
run held "$examples/http_get" "http://10.0.2.2:$(cat port)/"
run nobody "$examples/http_get" http://10.0.2.77/
run server "$examples/echo_server" -p 7 -b 5

says held '^State +Recv-Q +Send-Q' \
    '^ESTABLISHED +0 +0 10\.0\.2\.15:[0-9]+ +10\.0\.2\.2:[0-9]+ +waits for the peer or the application$' \
    '^	 rto:[0-9]+ rtt:[0-9.]+/[0-9.]+ mss:1460 cwnd:[0-9]+ snd_wnd:[0-9]+ rcv_wnd:65535 bytes_sent:([0-9]+) bytes_acked:\1$'
says nobody '^RESOLVING .*10\.0\.2\.77:80 +waits for the neighbour'"'"'s answer to ARP$'
says server '^LISTEN +0 +5 10\.0\.2\.15:7 +0\.0\.0\.0:\* +waits for connections$'

# All at once, each under its path, since each ends in .toe.
"$ss" >all
for name in held nobody server; do
    grep -q "^$work/$name.toe:$" all || { echo "FAILED: ss alone does not find $name"; failures=$((failures + 1)); }
done

# A program that ends takes its socket with it.
kill -INT "$(pgrep -P "${started[-1]}")"
wait "${started[-1]}" || true
[ ! -e server.toe ] || { echo "FAILED: server.toe was left"; failures=$((failures + 1)); }
"$ss" "$work/server.toe" 2>err && { echo "FAILED: ss of a program that has ended says 0"; failures=$((failures + 1)); }
grep -q "No such file" err || { echo "FAILED: ss says $(cat err)"; failures=$((failures + 1)); }

[ $failures -eq 0 ] || exit 1
echo "passed"
