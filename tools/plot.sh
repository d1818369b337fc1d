#!/usr/bin/env bash
# plot.sh: `./toe plot`: one TCP connection of a capture as a picture: sequence numbers over time, the advertised window and
# the bytes in flight, RTT samples, goodput. tshark reads and analyses the capture, gnuplot draws.
#
#   plot.sh [--stream N] [--reverse] [-o FILE.svg] CAPTURE
#       --stream N   tshark's number of the connection (default: the one with the most payload)
#       --reverse    the direction with less payload instead of the one with more
#       -o FILE.svg  default: CAPTURE with .svg in place of its ending
#
# Frames with a wrong FCS or checksum are left out. Exit status: 0 drawn, 1 not, 2 not called as it should be.
set -euo pipefail

usage() {
    sed -n '5,8{s/^# *//;s/^plot.sh/usage: .\/toe plot/p;s/^-/  &/p}' "$(readlink -f "$0")" >&2
    exit 2
}

fail() {
    echo "plot: $*" >&2
    exit 1
}

stream="" reverse=0 out=""
while [ $# -gt 0 ]; do
    case $1 in
    --stream) [[ ${2:-} =~ ^[0-9]+$ ]] || usage; stream=$2; shift 2 ;;
    --reverse) reverse=1; shift ;;
    -o) [ -n "${2:-}" ] || usage; out=$2; shift 2 ;;
    -*) usage ;;
    *) break ;;
    esac
done
[ $# -eq 1 ] || usage
capture=$1
[ -r "$capture" ] || fail "$capture: cannot be read"
out=${out:-${capture%.*}.svg}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ---------------------------------------------------------------- the capture as a table

# stream, time, source, sequence number, payload bytes, acknowledgment number, window, RTT of what is acknowledged, resent
fields=(tcp.stream frame.time_relative ip.src ipv6.src tcp.srcport tcp.seq tcp.len tcp.ack tcp.window_size
    tcp.analysis.ack_rtt tcp.analysis.retransmission tcp.flags.reset)
good='tcp && !(frame.packet_flags_crc_error == 1) && !(ip.checksum.status == 0) && !(tcp.checksum.status == 0)'
tshark -n -r "$capture" -o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE -Y "$good" -T fields -E separator=/t \
    -E occurrence=f "${fields[@]/#/-e}" >"$work/all" 2>"$work/tshark.log" || {
    # a file that ends in a frame is good up to there
    [ -s "$work/all" ] || fail "$capture: $(grep -v '^Running as' "$work/tshark.log" | tail -n 1)"
}
[ -s "$work/all" ] || fail "$capture: no TCP in it"

# The connection and its sender: the most payload wins.
asked=$stream
read -r stream sender < <(awk -F '\t' -v stream="$stream" -v reverse=$reverse '
    stream == "" || $1 == stream { key = $1 " " $3 $4 ":" $5; sum[key] += $7; n++ }
    END {
        if (!n) exit
        for (key in sum) if (best == "" || sum[key] > sum[best] || (sum[key] == sum[best] && key < best)) best = key
        split(best, part, " ")
        if (reverse)
            for (key in sum) if (key != best && index(key, part[1] " ") == 1) { best = key; break }
        print best
    }' "$work/all") || fail "$capture: no connection $asked in it"

# ---------------------------------------------------------------- curves

# Of points that would cover each other only the first is drawn: 2,000 columns, 1,000 rows.
awk -F '\t' -v stream="$stream" -v sender="$sender" -v work="$work" '
    function draw(file, t, y, top, cell) {
        cell = file " " int(t * 2000 / span) " " int(y * 1000 / (top ? top : 1))
        if (!(cell in drawn)) { drawn[cell] = 1; printf "%.9f %.9g\n", t, y > (work "/" file) }
    }
    $1 != stream { next }
    {
        n++; from[n] = $3 $4 ":" $5; t[n] = $2; seq[n] = $6; len[n] = $7; ack[n] = $8; win[n] = $9; rtt[n] = $10
        again[n] = $11 != ""; reset[n] = $12 == "1" || $12 == "True"
        if (from[n] != sender) peer = from[n]
        else if (seq[n] + len[n] > top_seq) top_seq = seq[n] + len[n]
        if (from[n] != sender && win[n] > top_win) top_win = win[n]
        if (rtt[n] > top_rtt) top_rtt = rtt[n]
    }
    END {
        start = t[1]; span = t[n] - start; if (span <= 0) span = 1e-9
        bin = span / 100
        una = high = 1 # relative numbers: the first byte behind the SYN
        printf "%.9f\n", span > (work "/span")
        for (i = 1; i <= n; i++) {
            at = t[i] - start
            if (from[i] == sender && len[i] > 0) {
                segments++; resent += again[i]
                draw(again[i] ? "again" : "sent", at, seq[i] + len[i], top_seq)
                if (seq[i] + len[i] > high) high = seq[i] + len[i]
            } else if (from[i] != sender && !reset[i]) {
                draw("acked", at, ack[i], top_seq)
                draw("edge", at, ack[i] + win[i], top_seq + top_win)
                draw("window", at, win[i], top_win)
                upto = ack[i] < high ? ack[i] : high # neither SYN nor FIN is payload
                if (upto > una) { new_bytes[int(at / bin)] += upto - una; acked += upto - una; una = upto }
                if (rtt[i] != "") { draw("rtt", at, rtt[i] * 1000, top_rtt * 1000); samples[++rtts] = rtt[i] * 1000 }
            }
            draw("flight", at, high - una, top_win)
        }
        for (i = 0; i < 100; i++) printf "%.9f %.9g\n", (i + 0.5) * bin, new_bytes[i] * 8 / bin / 1e6 > (work "/goodput")
        sorted = rtts ? asort_numbers(samples, rtts) : 0
        printf "connection %s, %s > %s, %.6f s\n", stream, sender, peer, t[n] - start
        printf "  segments %d, sent again %d, payload acknowledged %d bytes\n", segments, resent, acked
        printf "  goodput %.3f Mb/s, RTT samples %d", acked * 8 / span / 1e6, rtts
        if (rtts) printf ": %.3f to %.3f ms, median %.3f", samples[1], samples[rtts], samples[int((rtts + 1) / 2)]
        printf "\n"
    }
    # Shell sort: not every awk has asort.
    function asort_numbers(list, count, gap, i, k, one) {
        for (gap = int(count / 2); gap > 0; gap = int(gap / 2))
            for (i = gap + 1; i <= count; i++) {
                one = list[i]
                for (k = i; k > gap && list[k - gap] + 0 > one + 0; k -= gap) list[k] = list[k - gap]
                list[k] = one
            }
        return count
    }' "$work/all" >"$work/summary"

# ---------------------------------------------------------------- the picture

# Arguments are FILE STYLE TITLE, again and again; a file that was not written is left out.
panel() { # UNIT [FILE STYLE TITLE]...
    local curves=""
    echo "set ylabel \"$1\""
    shift
    for (( ; $# > 0; )); do
        [ ! -s "$work/$1" ] || curves+="${curves:+, }\"$work/$1\" with $2 title \"$3\""
        shift 3
    done
    echo "plot ${curves:-[][0:1] -1 title \"nothing\"}"
}

{
    echo "set terminal svg size 1100,1400 noenhanced font \"sans,12\" background \"white\""
    echo "set output \"$work/out.svg\""
    echo "set multiplot layout 4,1 title \"$(head -n 1 "$work/summary")\" noenhanced"
    echo "set grid; set key outside top center horizontal; set lmargin 14; set xlabel \"seconds\""
    echo "set xrange [0:$(cat "$work/span")]; set yrange [0:*]; set format y \"%.1s%c\""
    panel "sequence number, bytes" edge "steps lc '#2ca02c'" "right edge" acked "steps lc '#1f77b4'" acknowledged \
        sent "points pt 7 ps 0.25 lc 'black'" sent again "points pt 7 ps 0.4 lc '#d62728'" "sent again"
    panel bytes window "steps lc '#2ca02c'" "advertised window" flight "steps lc 'black'" "in flight"
    echo "set format y \"%g\""
    panel milliseconds rtt "points pt 7 ps 0.25 lc '#9467bd'" "RTT samples"
    panel Mb/s goodput "histeps lc '#1f77b4'" "goodput: acknowledged in each hundredth of the time"
} >"$work/plot.gp"
gnuplot "$work/plot.gp" 2>"$work/gnuplot.log" || fail "gnuplot: $(tail -n 1 "$work/gnuplot.log")"
mv "$work/out.svg" "$out" 2>/dev/null || fail "$out: cannot be written"
cat "$work/summary"
echo "drawn: $out"
