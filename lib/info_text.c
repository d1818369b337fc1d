/* info_text.c: what is known of a connection, in words, and in the manner of `ss -tin`. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "private.h"

struct text {
    char *at;
    size_t room;
};

/* What finds no room is left out. */
static __attribute__((format(printf, 2, 3))) void say(struct text *text, const char *format, ...)
{
    va_list values;
    int length;

    va_start(values, format);
    length = vsnprintf(text->at, text->room, format, values);
    va_end(values);
    if (length < 0)
        return;
    if ((size_t)length >= text->room)
        length = (int)text->room - 1;
    text->at += length;
    text->room -= (size_t)length;
}

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

static uint64_t seconds(uint64_t us)
{
    return us / 1000000;
}

/* ------------------------------------------------------------------------------------------------ what it is doing */

static void say_why(struct text *text, const struct toe_info *info)
{
    if (!info->error_why) {
        say(text, info->established ? "both sides have closed" : "not connected");
        return;
    }
    if (info->error == -ETIMEDOUT && !info->established && !info->soft_error)
        say(text, "no answer to the SYN in %" PRIu64 " s", seconds(info->age_us));
    else
        say(text, "%s", info->error_why);
}

static void say_window(struct text *text, const struct toe_info *info)
{
    say(text, "the peer's window is shut");
    if (info->retries)
        say(text, ", %u probe%s without an answer", info->retries, plural(info->retries));
    say(text, "; %" PRIu64 " byte%s wait%s", info->send_q, plural(info->send_q), info->send_q == 1 ? "s" : "");
}

/* Of a connection that may send: what its bytes wait for. False: it has none. */
static bool say_sending(struct text *text, const struct toe_info *info)
{
    uint64_t next = (uint64_t)info->in_flight_bytes + info->smss_bytes;

    if (!info->send_q && !info->retries)
        return false;
    if (info->rto_us && !info->snd_wnd_bytes)
        say_window(text, info);
    else if (info->retries)
        say(text, "sends again: %u time-out%s without an answer", info->retries, plural(info->retries));
    else if (info->send_q <= info->in_flight_bytes)
        say(text, "waits for the ACK of %" PRIu64 " byte%s", info->send_q, plural(info->send_q));
    else if (info->cwnd_bytes && next > info->cwnd_bytes)
        say(text, "sends as fast as the congestion window allows");
    else if (info->rto_us && next > info->snd_wnd_bytes)
        say(text, "sends as fast as the peer's window allows");
    else
        say(text, "sends %" PRIu64 " byte%s", info->send_q, plural(info->send_q));
    return true;
}

static void say_established(struct text *text, const struct toe_info *info)
{
    if (say_sending(text, info))
        return;
    if (info->recv_q)
        say(text, "%" PRIu64 " byte%s wait%s for the application to read", info->recv_q, plural(info->recv_q),
            info->recv_q == 1 ? "s" : "");
    else
        say(text, "waits for the peer or the application");
    if (info->rto_us && !info->rcv_wnd_bytes)
        say(text, "; its own window is shut");
}

/* Of a connection that has closed its side. */
static void say_closing(struct text *text, const struct toe_info *info, const char *otherwise)
{
    say(text, "%s", otherwise);
    if (info->send_q || info->retries) {
        say(text, "; ");
        say_sending(text, info);
    }
}

static void say_doing(struct text *text, const struct toe_info *info)
{
    unsigned syns = info->retries + 1u;

    switch (info->state) {
    case TOE_TCP_CLOSED:
        say_why(text, info);
        break;
    case TOE_TCP_LISTEN:
        say(text, "waits for connections");
        if (info->recv_q)
            say(text, "; %" PRIu64 " wait%s for toe_accept", info->recv_q, info->recv_q == 1 ? "s" : "");
        break;
    case TOE_TCP_RESOLVING:
        say(text, "waits for the neighbour's answer to ARP");
        break;
    case TOE_TCP_SYN_SENT:
        say(text, "waits for the SYN-ACK, %u SYN%s sent", syns, plural(syns));
        break;
    case TOE_TCP_SYN_RECEIVED:
        say(text, "waits for the ACK of its SYN-ACK, %u sent", syns);
        break;
    case TOE_TCP_ESTABLISHED:
        say_established(text, info);
        break;
    case TOE_TCP_FIN_WAIT_1:
        say_closing(text, info, "has closed, its FIN is not ACKed");
        break;
    case TOE_TCP_FIN_WAIT_2:
        say(text, "has closed, waits for the peer to close");
        break;
    case TOE_TCP_CLOSE_WAIT:
        say_closing(text, info, "the peer has closed, waits for the application to close");
        break;
    case TOE_TCP_CLOSING:
        say_closing(text, info, "both have closed at once, its FIN is not ACKed");
        break;
    case TOE_TCP_LAST_ACK:
        say_closing(text, info, "both have closed, its FIN is not ACKed");
        break;
    case TOE_TCP_TIME_WAIT:
        say(text, "keeps the addresses from late segments, for %" PRIu64 " s so far", seconds(info->state_us));
        break;
    }
}

char *toe_info_words(const struct toe_info *info, char words[TOE_INFO_WORDS_BYTES])
{
    struct text text = {words, TOE_INFO_WORDS_BYTES};

    *words = '\0';
    say_doing(&text, info);
    if (info->soft_error_why)
        say(&text, "; lately: %s", info->soft_error_why);
    return words;
}

/* ------------------------------------------------------------------------------------------------ as ss has it */

#define ROW "%-12s %8s %8s %-22s %-22s %s\n"

const char *toe_info_heading(void)
{
    return "State          Recv-Q   Send-Q Local Address:Port     Peer Address:Port      What it does\n";
}

static void say_count(struct text *text, const char *key, uint64_t value)
{
    if (value)
        say(text, " %s:%" PRIu64, key, value);
}

/* What the engine told with its answer; it has always an RTO. */
static void say_engine(struct text *text, const struct toe_info *info)
{
    uint32_t mss = info->smss_bytes;

    if (!info->rto_us)
        return;
    say(text, " rto:%" PRIu32, info->rto_us / 1000);
    say_count(text, "backoff", info->retries);
    if (info->srtt_us)
        say(text, " rtt:%.3f/%.3f", info->srtt_us / 1000.0, info->rttvar_us / 1000.0);
    if (mss && info->established) {
        say(text, " mss:%" PRIu32 " cwnd:%" PRIu32, mss, info->cwnd_bytes / mss);
        say_count(text, "unacked", (info->in_flight_bytes + mss - 1) / mss);
    }
    if (info->send_q > info->in_flight_bytes)
        say_count(text, "notsent", info->send_q - info->in_flight_bytes);
    if (info->established)
        say(text, " snd_wnd:%" PRIu32, info->snd_wnd_bytes);
    say(text, " rcv_wnd:%" PRIu32, info->rcv_wnd_bytes);
}

static void say_library(struct text *text, const struct toe_info *info)
{
    say_count(text, "bytes_sent", info->bytes_sent + info->bytes_resent);
    say_count(text, "bytes_retrans", info->bytes_resent);
    say_count(text, "bytes_acked", info->bytes_acked);
    say_count(text, "bytes_received", info->bytes_received);
}

char *toe_info_format(const struct toe_info *info, char line[TOE_INFO_TEXT_BYTES])
{
    char words[TOE_INFO_WORDS_BYTES], local[TOE_ADDR_TEXT_BYTES], peer[TOE_ADDR_TEXT_BYTES], in[24], out[24];
    struct text text = {line, TOE_INFO_TEXT_BYTES};
    bool listens = info->state == TOE_TCP_LISTEN;

    snprintf(in, sizeof in, "%" PRIu64, info->recv_q);
    snprintf(out, sizeof out, "%" PRIu64, info->send_q);
    toe_addr_format(&info->local, local);
    toe_addr_format(&info->peer, peer);
    say(&text, ROW, toe_tcp_state_name(info->state), in, out, local, listens ? "0.0.0.0:*" : peer,
        toe_info_words(info, words));
    if (listens || info->state == TOE_TCP_CLOSED)
        return line;
    say(&text, "\t");
    say_engine(&text, info);
    say_library(&text, info);
    say(&text, "\n");
    return line;
}
