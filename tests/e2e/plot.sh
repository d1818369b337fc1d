#!/usr/bin/env bash
# plot.sh BUILD: what `./toe plot` says and draws, against what is known of the run: its bytes, and the delay and the rate of
# its wire. Without privileges (libslirp). Exit status: 0 passed, 1 failed.
set -euo pipefail
build=$(readlink -f "$1")
cd "$(dirname "$(readlink -f "$0")")/../.."
plot=$PWD/tools/plot.sh

BYTES=400000
STEP_S=40
work=$(mktemp -d)
server=""
failures=0

clean() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$work"

failed() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

holds() { # WHAT AWK-CONDITION [NAME=VALUE]...
    local what=$1 condition=$2 set=() one
    shift 2
    for one in "$@"; do
        set+=(-v "$one")
    done
    awk "${set[@]}" "BEGIN { exit !($condition) }" || failed "$what: not $condition with $*: $(cat said)"
}

number() { # SED-EXPRESSION: what its first group matches in the summary
    sed -nE "s/.*$1.*/\1/p" said
}

is_a_picture() { # FILE: well-formed, and each panel has its curves
    python3 - "$1" <<'PY' || failed "$1 is no picture of four panels"
import sys
import xml.etree.ElementTree as tree

text = " ".join("".join(t.itertext()) for t in tree.parse(sys.argv[1]).getroot().iter("{http://www.w3.org/2000/svg}text"))
for title in ("right edge", "acknowledged", "sent", "advertised window", "in flight", "RTT samples", "goodput"):
    assert title in text, title
PY
}

# Serves the file to curl over a wire; run.pcapng is what the engine saw.
transfer() { # IMPAIRMENTS
    local port=$((20000 + RANDOM % 10000)) i
    head -c $BYTES /dev/urandom >file
    rm -f server.log # the one before was listening, too
    timeout $STEP_S "$build/lib/examples/file_server" -n 1 --wire slirp --forward $port:80 --seed 3 --impair "$1" \
        --pcap run.pcapng file >server.log 2>&1 &
    server=$!
    for ((i = 0; i < 200; i++)); do
        ! grep -qs '^listening' server.log || break
        sleep 0.05
    done
    timeout $STEP_S curl -sS -f -o got http://127.0.0.1:$port/ || failed "curl ends with status $?"
    wait $server || failed "file_server ends with status $?"
    server=""
    cmp file got
}

# On the wall clock a busy machine makes it slower, never faster.
bytes_delay_and_rate_are_those_of_the_run() {
    local acked
    transfer rate=20mbit,delay=10ms
    "$plot" run.pcapng >said || failed "plot ends with status $?"
    is_a_picture run.svg
    acked=$(number 'acknowledged ([0-9]+) bytes')
    holds "payload" "n > $BYTES && n < $BYTES + 500" n="$acked" # with the HTTP header
    holds "resent" "n == 0" n="$(number 'sent again ([0-9]+),')"
    holds "least RTT" "n >= 20" n="$(number 'samples [0-9]+: ([0-9.]+) to')"
    holds "goodput" "n > 0 && n <= 20" n="$(number 'goodput ([0-9.]+) Mb')"
}

what_was_lost_is_seen_to_be_sent_again() {
    transfer rate=20mbit,delay=10ms,loss=2%
    "$plot" -o lossy.svg run.pcapng >said || failed "plot ends with status $?"
    is_a_picture lossy.svg
    holds "resent" "n > 0" n="$(number 'sent again ([0-9]+),')"
    grep -q "sent again" lossy.svg || failed "what was sent again is not drawn"
}

either_direction_can_be_drawn() {
    "$build/sim/dialogue/toe-dialogue" --pcap dialogue.pcapng >/dev/null
    "$plot" dialogue.pcapng >said
    holds "the client's text" "n == 28" n="$(number 'acknowledged ([0-9]+) bytes')"
    grep -q '10.0.0.1:[0-9]* > 10.0.0.2:80' said || failed "not the client's direction: $(cat said)"
    "$plot" --reverse --stream 0 -o reverse.svg dialogue.pcapng >said
    grep -q '10.0.0.2:80 > 10.0.0.1' said || failed "not the server's direction: $(cat said)"
    [ -s reverse.svg ] || failed "nothing is drawn"
}

expect() { # STATUS TEXT ARGUMENT...
    local wanted=$1 text=$2 status=0
    shift 2
    "$plot" "$@" >out 2>err || status=$?
    [ $status -eq "$wanted" ] || failed "plot $* ends with status $status, not $wanted"
    grep -qF -- "$text" err || failed "plot $* does not say '$text': $(cat err)"
}

what_cannot_be_drawn_is_told() {
    expect 2 "CAPTURE"
    expect 2 "CAPTURE" --stream x dialogue.pcapng
    expect 2 "CAPTURE" --foo dialogue.pcapng
    expect 1 "/nonexistent: cannot be read" /nonexistent
    expect 1 "isn't a capture file" file
    expect 1 "no connection 7 in it" --stream 7 dialogue.pcapng
    expect 1 "/nonexistent/f.svg: cannot be written" -o /nonexistent/f.svg dialogue.pcapng
    head -c 200 dialogue.pcapng >short.pcapng # ends in the ARP dialogue
    expect 1 "short.pcapng: " short.pcapng
}

for one in bytes_delay_and_rate_are_those_of_the_run what_was_lost_is_seen_to_be_sent_again \
    either_direction_can_be_drawn what_cannot_be_drawn_is_told; do
    echo "$one"
    $one
done
[ $failures -eq 0 ] || exit 1
echo "passed"
