#!/usr/bin/env bash
# bad_input.sh BUILD: what a user may do wrong: http_get, toe-sim and the demo say what it is, end in time with a status that
# is not 0, keep the user's files, and leave nothing behind. Also: the simulator dies; Ctrl-C. Without privileges.
#
# Exit status: 0 passed, 1 failed.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin # nginx
build=$(readlink -f "$1")
cd "$(dirname "$(readlink -f "$0")")/../.."
self=$PWD/tests/e2e/bad_input.sh
demo=$PWD/tools/demo.sh

http_get=$build/lib/examples/http_get
toe_sim=$build/sim/toe-sim
PATIENCE_S=20
work=$(mktemp -d)
started=()
failures=0

clean() {
    local pid
    for pid in "${started[@]}"; do
        kill -KILL "$pid" 2>/dev/null || true
    done
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

# expect STATUS TEXT COMMAND...: it ends with that status, and says that text on stderr.
expect() {
    local wanted=$1 text=$2 status=0
    shift 2
    timeout $PATIENCE_S "$@" >out 2>err </dev/null || status=$?
    [ $status -eq "$wanted" ] || failed "$* ends with status $status, not $wanted: $(head -n 3 err)"
    grep -qF -- "$text" err || failed "$* does not say '$text': $(head -n 3 err)"
    ! grep -E 'Sanitizer|runtime error:' err || failed "$*: a sanitizer speaks (test --asan)"
}

wait_for() { # COMMAND...: 10 s
    local i
    for ((i = 0; i < 200; i++)); do
        "$@" && return 0
        sleep 0.05
    done
    return 1
}

# ---------------------------------------------------------------- a server that answers badly

cat >server.py <<'PY'
import http.server
import time

ANSWERS = {
    "/short": b"HTTP/1.0 200 OK\r\nContent-Length: 1000\r\n\r\nten bytes.",
    "/negative": b"HTTP/1.0 200 OK\r\nContent-Length: -5\r\n\r\n",
    "/chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "/moved": b"HTTP/1.0 302 Found\r\nLocation: http://other/\r\n\r\n",
    "/other": b"220 mail.example ready\r\n\r\n",
    "/good": b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
}


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        if self.path == "/never":
            time.sleep(60)
        self.wfile.write(ANSWERS.get(self.path, b"HTTP/1.0 404 Not Found\r\n\r\n"))


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
PY
python3 server.py >port &
started+=($!)
wait_for test -s port
url=http://127.0.0.1:$(cat port)

# ---------------------------------------------------------------- http_get

a_bad_url_is_told_apart() {
    expect 2 "https is not spoken" "$http_get" https://127.0.0.1/
    expect 2 "begins with http://" "$http_get" 127.0.0.1
    expect 2 "the host is missing" "$http_get" http:///file
    expect 2 "no IPv6" "$http_get" "http://[::1]/"
    expect 2 "a port is a number" "$http_get" http://127.0.0.1:0/
    expect 2 "a port is a number" "$http_get" http://127.0.0.1:99999/
    expect 1 "host no..such: " "$http_get" http://no..such/
    expect 1 "the peer refused: RST in answer to the SYN" "$http_get" http://127.0.0.1:1/
}

a_bad_option_is_named() {
    expect 2 "--foo: no such option" "$http_get" --foo "$url/good"
    expect 2 "--ip: a value is missing" "$http_get" --ip
    expect 2 "loss=200: expected a percentage from 0 to 100" "$http_get" --loss 200 "$url/good"
    expect 2 "'lose': no such impairment" "$http_get" --impair in:lose=1% "$url/good"
    expect 2 "delay=5: expected a time with its unit" "$http_get" --impair out:delay=5 "$url/good"
    expect 2 "jitter=6ms: larger than the delay" "$http_get" --impair delay=5ms,jitter=6ms "$url/good"
    expect 2 "limit: stands behind delay, rate or reorder only" "$http_get" --impair limit=3 "$url/good"
    expect 2 "--impair: a value is missing" "$http_get" --impair
    expect 2 "give them to that one" "$http_get" --link link --impair loss=1% "$url/good"
    expect 1 "--wire pcap:/nonexistent/p: No such file" "$http_get" --wire pcap:/nonexistent/p "$url/good"
    expect 1 "unknown file format" "$http_get" --wire "pcap:$self" "$url/good"
    expect 1 "--filter tcp: needs --wire pcap:FILE" "$http_get" --filter tcp "$url/good"
    expect 2 "64 hexadecimal digits" "$http_get" -c xyz "$url/good"
    expect 1 "8,1024" "$http_get" --conns 7 "$url/good"
    expect 1 "--fst-when 7: not FROM-UNTIL" "$http_get" --fst-when 7 "$url/good"
    expect 1 "--fst /nonexistent/f: No such file" "$http_get" --fst /nonexistent/f "$url/good"
    expect 1 "--pcap /nonexistent/p: No such file" "$http_get" --pcap /nonexistent/p "$url/good"
    expect 1 "--status /nonexistent/s: No such file" "$http_get" --status /nonexistent/s "$url/good"
    expect 1 "--status $self: another program serves there, or it is no socket" "$http_get" --status "$self" "$url/good"
    expect 1 "/nonexistent/o: No such file" "$http_get" -o /nonexistent/o "$url/good"
}

a_bad_answer_leaves_the_old_file() {
    echo old >file
    expect 1 "10 of 1000 bytes" "$http_get" -o file "$url/short"
    expect 1 "not a number" "$http_get" -o file "$url/negative"
    expect 1 "chunks" "$http_get" -o file "$url/chunked"
    expect 1 "it is at http://other/" "$http_get" -o file "$url/moved"
    expect 1 "not HTTP" "$http_get" -o file "$url/other"
    expect 1 "404 Not Found" "$http_get" -o file "$url/none"
    expect 1 "the sha256 is 2cf24dba" "$http_get" -o file -c "$(printf '%064d' 0)" "$url/good"
    [ "$(cat file)" = old ] || failed "the old file is gone"
    [ ! -e file.part ] || failed "file.part was left"
}

a_device_is_written_and_not_removed() {
    mkfifo pipe
    cat pipe >got &
    timeout $PATIENCE_S "$http_get" -o pipe "$url/good" >out || failed "http_get -o pipe ends with status $?"
    wait $!
    [ -p pipe ] && [ "$(cat got)" = hello ] || failed "the pipe is gone, or got: $(cat got)"
}

# ---------------------------------------------------------------- toe-sim

start_sim() { # sets sim
    rm -f sim.log # an earlier simulator was ready too
    "$toe_sim" --link link --wire slirp >sim.log &
    sim=$!
    started+=($sim)
    wait_for grep -qs ready sim.log || failed "toe-sim does not start"
}

a_bad_link_is_told() {
    touch plain
    expect 2 "--link SOCKET is missing" "$toe_sim"
    expect 2 "1 to 107 bytes" "$toe_sim" --link "$(printf '%0200d' 0)"
    expect 1 "Address already in use" "$toe_sim" --link plain
    expect 1 "No such file" "$toe_sim" --link /nonexistent/link
    expect 2 "expected none, tap" "$toe_sim" --link link --wire foo
    expect 1 "--wire pcap:plain: truncated" "$toe_sim" --link link --wire pcap:plain
    expect 2 "--filter needs --wire pcap:FILE" "$toe_sim" --link link --filter tcp
    expect 2 "--loss 1ms: loss=1ms: expected a percentage" "$toe_sim" --link link --loss 1ms
    expect 2 "--impair rate=10: rate=10: expected a rate with its unit" "$toe_sim" --link link --impair rate=10
    expect 1 "no engine listens there" "$http_get" --link link http://10.0.2.2/
    expect 1 "no engine listens there" "$http_get" --link plain http://10.0.2.2/
    [ ! -e link ] && [ -f plain ] || failed "toe-sim left a socket, or removed a file"
}

a_simulator_that_dies_ends_who_waits() {
    local status=0 waiting
    start_sim
    expect 1 "Address already in use" "$toe_sim" --link link
    expect 1 "loopback is 10.0.2.2" "$http_get" --link link "$url/good"
    timeout $PATIENCE_S "$http_get" --link link -o never "http://10.0.2.2:$(cat port)/never" >out 2>err &
    waiting=$!
    wait_for test -e never.part || failed "http_get does not start"
    expect 1 "is another program using that engine?" "$http_get" --link link "http://10.0.2.2:$(cat port)/good"
    kill -KILL $sim
    wait $waiting || status=$?
    [ $status -eq 1 ] && grep -q "the engine has gone" err || failed "http_get ends with status $status: $(cat err)"
    start_sim # takes the dead one's socket
    timeout $PATIENCE_S "$http_get" --link link -o file "http://10.0.2.2:$(cat port)/good" >out ||
        failed "http_get over a new simulator ends with status $?"
    kill -INT $sim
    wait $sim || failed "toe-sim ends with status $?"
    [ ! -e link ] || failed "toe-sim left its socket"
}

# ---------------------------------------------------------------- Ctrl-C

ctrl_c_ends_http_get() {
    local status=0 pid
    # env: a shell without job control lets what it starts ignore SIGINT.
    timeout $PATIENCE_S env --default-signal=INT "$http_get" -o never "$url/never" 2>err &
    wait_for test -e never.part || failed "http_get does not start"
    pid=$(pgrep -P $!)
    kill -INT "$pid"
    wait $! || status=$?
    [ $status -eq 1 ] && grep -q Interrupted err || failed "http_get ends with status $status: $(cat err)"
    [ ! -e never.part ] || failed "never.part was left"
}

ctrl_c_ends_the_demo() {
    local status=0 leader
    mkdir temporary
    TMPDIR=$work/temporary TOE_BUILD=$build setsid --wait env --default-signal=INT "$demo" slirp >demo.log 2>&1 &
    wait_for grep -qs "A real server" demo.log || failed "the demo does not start: $(tail -n 3 demo.log)"
    wait_for pgrep -f "$work/temporary.*/got" >leaders || failed "the demo does not download"
    leader=$(ps -o sid= -p "$(head -n 1 leaders)" | tr -d ' ')
    kill -INT -- "-$leader"
    wait $! || status=$?
    [ $status -eq 130 ] || failed "the demo ends with status $status"
    [[ $(tail -n 1 demo.log) == "demo: interrupted"* ]] || failed "the demo's last line: $(tail -n 1 demo.log)"
    [ -z "$(ps -s "$leader" -o pid= -o args= | grep -v defunct)" ] || failed "left: $(ps -s "$leader" -o args=)"
    [ -z "$(ls temporary)" ] || failed "the demo left $(ls temporary)"
}

for one in a_bad_url_is_told_apart a_bad_option_is_named a_bad_answer_leaves_the_old_file \
    a_device_is_written_and_not_removed a_bad_link_is_told a_simulator_that_dies_ends_who_waits ctrl_c_ends_http_get \
    ctrl_c_ends_the_demo; do
    echo "$one"
    $one
done
[ $failures -eq 0 ] || exit 1
echo "passed"
