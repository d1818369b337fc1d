# peer_test.bash: what the tests against a Linux peer share; to be sourced. begin_test makes $work, a folder that goes with
# the test; processes whose pids are in `started` end with it. A failed test shows the ends of its logs.
PATH=$PATH:/usr/sbin:/sbin # nginx, which is not in the path of an ordinary user of Debian

STEP_S=50
LINUX_IP=10.9.0.1 ENGINE_IP=10.9.0.2
SEED=3 # of the impairments, and of what the engine's memories hold at first

started=()

end_processes() {
    local pid
    for pid in "${started[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in "${started[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    started=()
}

clean() {
    local status=$?
    trap - EXIT
    end_processes
    [ $status -eq 0 ] || tail -n 40 "$work"/*.log >&2 2>/dev/null || true
    rm -rf "$work"
    exit $status
}

begin_test() {
    work=$(mktemp -d)
    trap clean EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

cannot_run() {
    fail "$*; to do without this ring: ./toe test --excuse e2e"
}

wait_for() { # COMMAND...: until it says yes, 20 s
    local i
    for ((i = 0; i < 400; i++)); do
        "$@" && return 0
        sleep 0.05
    done
    return 1
}

same_file() { # FILE FILE
    cmp "$1" "$2" || fail "$2 is not $1"
}

count() { # REPORT NAME: the number behind a name
    awk -v name="$2" '$1 == name { value = $2 } END { print value + 0 }' "$1"
}
