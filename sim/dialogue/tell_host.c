/* tell_host.c: the host's half: calls of the applications, what sockets say, messages of the host links. */
#include <errno.h>
#include <string.h>

#include "link_gen.h"
#include "tell.h"

/* ------------------------------------------------------------------------------------------------ calls */

static bool begins(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

void tell_call(struct teller *t, size_t i)
{
    const struct record *r = &t->rec->at[i];

    if (begins(r->text, "toe_listen"))
        tell_section(t, SEC_LISTEN);
    else if (begins(r->text, "toe_socket"))
        tell_section(t, SEC_BLANK);
    else if (begins(r->text, "toe_connect"))
        tell_section(t, SEC_CONNECT);
    else if (begins(r->text, "toe_send"))
        tell_section(t, SEC_DATA);
    else if (begins(r->text, "toe_close") && tell_reached(t, r->side, TOE_TCP_ESTABLISHED))
        tell_section(t, SEC_CLOSE);
    text_at(t->out, r->cycle, "%s's application calls %s.", tell_side[r->side], r->text);
}

static void tell_who_was_first(struct teller *t, const struct record *r)
{
    char time[TEXT_TIME];

    for (int side = CLIENT; side <= SERVER; side++) {
        const struct record *e = tell_reached(t, (enum side)side, TOE_TCP_ESTABLISHED);
        if (!e)
            text_say(t->out, TEXT_AT, "The %s was never ESTABLISHED.", tell_side[side]);
        else if (e->cycle <= r->cycle)
            text_say(t->out, TEXT_AT, "The %s was ESTABLISHED %llu cycles (%s) earlier, at %llu.", tell_side[side],
                     (unsigned long long)(r->cycle - e->cycle),
                     text_time(time, (r->cycle - e->cycle) * (1000000000u / t->rec->clock_hz)),
                     (unsigned long long)e->cycle);
        else
            text_say(t->out, TEXT_AT, "The %s is ESTABLISHED %llu cycles later, at %llu.", tell_side[side],
                     (unsigned long long)(e->cycle - r->cycle), (unsigned long long)e->cycle);
    }
}

static const char *result_text(long result, char buf[80])
{
    if (result < 0)
        snprintf(buf, 80, "-%s (%s)", strerrorname_np((int)-result), strerror((int)-result));
    else
        snprintf(buf, 80, "%ld", result);
    return buf;
}

void tell_return(struct teller *t, size_t i)
{
    const struct record *r = &t->rec->at[i];
    char result[80], time[TEXT_TIME];
    uint64_t called = r->cycle;

    if (!begins(r->text, "toe_connect")) {
        if (r->result < 0)
            text_at(t->out, r->cycle, "%s returned %s.", r->text, result_text(r->result, result));
        return;
    }
    for (size_t k = 0; k < i; k++)
        if (t->rec->at[k].kind == REC_CALL && begins(t->rec->at[k].text, "toe_connect"))
            called = t->rec->at[k].cycle;
    tell_section(t, SEC_RETURN);
    text_at(t->out, r->cycle, "toe_connect() returned %s, %s after the call.", result_text(r->result, result),
            text_time(time, (r->cycle - called) * (1000000000u / t->rec->clock_hz)));
    tell_who_was_first(t, r);
}

/* ------------------------------------------------------------------------------------------------ sockets */

static size_t messages_since_call(const struct teller *t, size_t i)
{
    size_t count = 0;

    while (i-- > 0 && t->rec->at[i].kind != REC_CALL)
        count += t->rec->at[i].kind == REC_NOTICE && t->rec->at[i].u.notice.kind == TOE_NOTICE_MESSAGE_OUT;
    return count;
}

static void tell_info(struct teller *t, const struct record *r)
{
    const struct toe_info *info = &r->u.info;
    char peer[TOE_ADDR_TEXT_BYTES], local[TOE_ADDR_TEXT_BYTES];

    if (r->result) {
        char result[80];
        text_at(t->out, r->cycle, "%s's toe_getinfo() returned %s.", tell_side[r->side],
                result_text(r->result, result));
        return;
    }
    text_at(t->out, r->cycle, "%s's socket: %s, %s to %s,", tell_side[r->side], toe_tcp_state_name(info->state),
            toe_addr_format(&info->local, local), toe_addr_format(&info->peer, peer));
    text_say(t->out, TEXT_AT, "MSS %u, peer's window %u, own window %u.", info->smss_bytes, info->snd_wnd_bytes,
             info->rcv_wnd_bytes);
}

void tell_socket(struct teller *t, size_t i)
{
    const struct record *r = &t->rec->at[i];
    const struct toe_info *info = &r->u.info;
    char local[TOE_ADDR_TEXT_BYTES], number[32] = "no connection number", messages[64] = "";

    if (r->kind == REC_INFO) {
        tell_info(t, r);
        return;
    }
    if (info->conn != TOE_NO_CONN)
        snprintf(number, sizeof number, "connection %u", info->conn);
    if (i > 0 && (t->rec->at[i - 1].kind != REC_RETURN || begins(t->rec->at[i - 1].text, "toe_socket")))
        snprintf(messages, sizeof messages, " Messages to the device because of it: %zu.", messages_since_call(t, i));
    text_at(t->out, r->cycle, "%s's socket: %s, %s, local %s, peer: %s.%s", tell_side[r->side],
            toe_tcp_state_name(info->state), number, toe_addr_format(&info->local, local),
            r->result < 0 ? strerrorname_np((int)-r->result) : "known", messages);
}

/* ------------------------------------------------------------------------------------------------ messages */

static void tell_open(struct teller *t, const struct record *r)
{
    struct toe_h2e_open m;
    char remote[TOE_IP_TEXT_BYTES], local[TOE_IP_TEXT_BYTES];

    if (!toe_h2e_open_get(&m, r->bytes))
        return;
    text_at(t->out, r->cycle, "%s's host > engine, %zu bytes: type 0x%02x (open), connection %u,", tell_side[r->side],
            r->length, r->bytes[0], m.conn);
    text_say(t->out, TEXT_AT, "remote %s port %u, local %s port %u, rcv_limit %u", toe_ip_format(m.remote_ip, remote),
             m.ports >> 16, toe_ip_format(m.local_ip, local), m.ports & 0xffff, m.rcv_limit);
}

static void tell_message_out(struct teller *t, const struct record *r)
{
    struct toe_h2e_listen listen;
    struct toe_h2e_slot slot;

    if (r->length < 16)
        return;
    switch (r->bytes[0]) {
    case TOE_H2E_OPEN:
        tell_open(t, r);
        break;
    case TOE_H2E_LISTEN:
        if (toe_h2e_listen_get(&listen, r->bytes))
            text_at(t->out, r->cycle, "%s's host > engine: listen, listener %u, port %u.", tell_side[r->side],
                    listen.conn, listen.local_port);
        break;
    case TOE_H2E_SLOT:
        /* Later ones take the place of what was accepted: no part of this story. */
        if (!t->opened[SEC_BLANK] && toe_h2e_slot_get(&slot, r->bytes))
            text_at(t->out, r->cycle, "%s's host > engine: slot, number %u lent to listener %u.", tell_side[r->side],
                    slot.conn, slot.listener);
        break;
    default:
        break;
    }
}

static void tell_snapshot(struct teller *t, const struct record *r)
{
    struct toe_e2h_snapshot m;
    struct toe_addr peer;
    char addr[TOE_ADDR_TEXT_BYTES], more[128] = "";
    size_t length = 0;

    if (r->length < 16 || r->bytes[0] != TOE_E2H_SNAPSHOT || !toe_e2h_snapshot_get(&m, r->bytes))
        return;
    peer = (struct toe_addr){m.remote_ip, (uint16_t)(m.ports >> 16)};
    if ((m.state_error & 0xff) == TOE_TCP_ESTABLISHED)
        length = (size_t)snprintf(more, sizeof more, ", peer %s", toe_addr_format(&peer, addr));
    if (m.state_error >> 8)
        length += (size_t)snprintf(more + length, sizeof more - length, ", error: %s",
                                   toe_conn_error_name(m.state_error >> 8));
    if (m.flags & TOE_LINK_FLAG_FINAL)
        snprintf(more + length, sizeof more - length, ", final");
    else
        snprintf(more + length, sizeof more - length, "%s%s", m.flags & TOE_LINK_FLAG_FIN ? ", FIN came" : "",
                 m.flags & TOE_LINK_FLAG_FIN_ACKED ? ", FIN ACKed" : "");
    text_at(t->out, r->cycle, "%s's engine tells its host: %s%s.", tell_side[r->side],
            toe_tcp_state_name((enum toe_tcp_state)(m.state_error & 0xff)), more);
}

void tell_notice(struct teller *t, size_t i)
{
    const struct record *r = &t->rec->at[i];
    const struct toe_notice *n = &r->u.notice;
    char error[80];

    switch (n->kind) {
    case TOE_NOTICE_NUMBER:
        text_at(t->out, r->cycle, "%s's library takes connection number %u.", tell_side[r->side], n->conn);
        break;
    case TOE_NOTICE_BUFFERS:
        if (r->side == SERVER)
            break; /* of a slot; the client's are the story */
        text_at(t->out, r->cycle, "Buffers allocated now: %llu bytes to send, %llu to receive.",
                (unsigned long long)n->value[0], (unsigned long long)n->value[1]);
        break;
    case TOE_NOTICE_MESSAGE_OUT:
        tell_message_out(t, r);
        break;
    case TOE_NOTICE_MESSAGE_IN:
        tell_snapshot(t, r);
        break;
    case TOE_NOTICE_NUMBER_BACK:
        if (n->error) /* without an error both sides have closed: it is told with what is freed now */
            text_at(t->out, r->cycle, "%s's connection number %u is the host's again: %s.", tell_side[r->side], n->conn,
                    result_text(n->error, error));
        break;
    case TOE_NOTICE_FREED:
        text_at(t->out, r->cycle, "%s's library frees the connection's number, buffers and record.",
                tell_side[r->side]);
        break;
    case TOE_NOTICE_FAILED:
        text_at(t->out, r->cycle, "The %s's device has failed.", tell_side[r->side]);
        break;
    default:
        break;
    }
}
