/* fuzz_message.c: what a hostile host says: see fuzz_host.h. */
#include "fuzz_host.h"

#include <string.h>

enum { WRITE_TRIES = 1000, HALF = 0x7fffffff };

/* How often OPEN or SLOT is said of a number whose final CLOSED has not come: one in so many. It may cost the number, but
 * only until the link is reset. */
enum { REUSED_TOO_EARLY = 50 };

void host_says(hostile *h, const uint8_t *message, uint32_t bytes)
{
    for (unsigned tries = 0; bytes != 0 && tries < WRITE_TRIES && !h->w.failed; tries++) {
        size_t taken = toe_sim_link_write(h->w.sim, message, bytes);

        message += taken;
        bytes -= (uint32_t)taken;
        if (bytes != 0)
            world_runs(&h->w, 100);
    }
    if (bytes != 0)
        world_fails(&h->w, "the engine takes no more bytes from the host");
    h->messages++;
}

static void say(hostile *h, struct toe_link_header head, const uint8_t *body)
{
    uint8_t message[MESSAGE_MOST] = {0};
    uint32_t length = head.length_bytes <= TOE_LINK_PAYLOAD_MAX_BYTES ? head.length_bytes : TOE_LINK_PAYLOAD_MAX_BYTES;

    toe_link_header_put(message, &head);
    if (body != NULL)
        memcpy(message + TOE_LINK_HEADER_BYTES, body, length);
    host_says(h, message, (uint32_t)toe_link_message_bytes(length, 8));
}

void host_says_hello(hostile *h)
{
    uint8_t message[TOE_LINK_HELLO_BYTES] = {0};

    h->session = (uint32_t)fuzz_next(&h->w.random);
    toe_h2e_hello_put(message, &(struct toe_h2e_hello){.version = TOE_LINK_VERSION, .session = h->session});
    host_says(h, message, sizeof message);
}

static void write_register(hostile *h, uint32_t address, uint32_t value)
{
    say(h, (struct toe_link_header){.type = TOE_H2E_REG_WRITE, .arg0 = address, .arg1 = value}, NULL);
}

void host_configures(hostile *h)
{
    static const uint32_t registers[][2] = {{TOE_REG_MAC_0, 1},
                                            {TOE_REG_MAC_1, 0x0200},
                                            {TOE_REG_IP, ENGINE_IP},
                                            {TOE_REG_GATEWAY, GATEWAY_IP},
                                            {TOE_REG_RTO_MIN_US, 5000},
                                            {TOE_REG_RTO_INITIAL_US, 20000},
                                            {TOE_REG_RTO_MAX_US, 300000},
                                            {TOE_REG_MSL_US, 50000},
                                            {TOE_REG_SYN_RETRIES, 2},
                                            {TOE_REG_DATA_RETRIES, 4},
                                            {TOE_REG_FIN_WAIT_US, 500000},
                                            {TOE_REG_ENABLE, 1}};

    write_register(h, TOE_REG_MTU_BYTES, fuzz_one_in(&h->w.random, 2) ? 1500 : 68 + fuzz_below(&h->w.random, 1433));
    for (size_t i = 0; i < sizeof registers / sizeof registers[0]; i++)
        write_register(h, registers[i][0], registers[i][1]);
}

bool host_reads_register(hostile *h, uint32_t address, uint32_t *value)
{
    h->value_due = true;
    say(h, (struct toe_link_header){.type = TOE_H2E_REG_READ, .arg0 = address}, NULL);
    for (int i = 0; i < 100 && h->value_due && !h->w.failed; i++)
        world_runs(&h->w, 10);
    *value = h->value;
    return !h->value_due;
}

/* ---- well-formed --------------------------------------------------------------------------------------------------- */

/* Registers whose every value the peer can bear, at any time. The MTU is not one: a SYN that is being built while it changes has
 * the sum of one MSS and the option of the other. */
static void some_register(hostile *h)
{
    static const uint32_t addresses[] = {TOE_REG_RTO_MIN_US, TOE_REG_RTO_INITIAL_US, TOE_REG_RTO_MAX_US,
                                         TOE_REG_MSL_US,     TOE_REG_SYN_RETRIES,    TOE_REG_DATA_RETRIES,
                                         TOE_REG_ARP_AGE_US, TOE_REG_FIN_WAIT_US,    TOE_REG_PREFIX_BITS,
                                         TOE_REG_GATEWAY,    TOE_REG_ACK_DELAY_US,   TOE_REG_ISN_KEY_0};
    uint32_t value = (uint32_t)fuzz_next(&h->w.random) >> fuzz_below(&h->w.random, 32);

    write_register(h, addresses[fuzz_below(&h->w.random, sizeof addresses / sizeof addresses[0])], value);
}

/* A number that is the host's, nearly always. */
static bool lend(hostile *h, uint32_t limit, uint16_t *conn)
{
    number *n;

    *conn = (uint16_t)fuzz_below(&h->w.random, h->w.conns);
    n = &h->numbers[*conn];
    if (n->out && !fuzz_one_in(&h->w.random, REUSED_TOO_EARLY))
        return false;
    n->unsure = n->unsure || n->out;
    if (limit <= HALF) /* beyond, it means nothing and is dropped */
        n->out = true;
    return true;
}

static uint32_t some_limit(hostile *h, uint32_t from)
{
    const uint64_t limits[] = {from, from + 1, from + 5000, HALF, 0x80000000u, fuzz_next(&h->w.random)};

    return fuzz_one_in(&h->w.random, 3) ? (uint32_t)fuzz_pick(&h->w.random, limits, 6) : from + 65535;
}

static void open_or_slot(hostile *h)
{
    uint32_t limit = some_limit(h, 0);
    uint32_t ports = (uint32_t)PEER_PORT << 16 | (49152 + fuzz_below(&h->w.random, 16384));
    uint32_t peer = fuzz_one_in(&h->w.random, 20) ? (uint32_t)fuzz_next(&h->w.random) : PEER_IP;
    uint8_t message[TOE_LINK_FIXED_MAX_BYTES] = {0};
    uint16_t conn;

    if (!lend(h, limit, &conn))
        return;
    if (fuzz_one_in(&h->w.random, 2)) {
        say(h,
            (struct toe_link_header){
                .type = TOE_H2E_SLOT, .conn = conn, .arg0 = fuzz_below(&h->w.random, PORTS), .arg1 = limit},
            NULL);
        return;
    }
    toe_h2e_open_put(message,
                     &(struct toe_h2e_open){
                         .conn = conn, .remote_ip = peer, .ports = ports, .local_ip = ENGINE_IP, .rcv_limit = limit});
    host_says(h, message, (uint32_t)toe_link_message_bytes(toe_h2e_info(TOE_H2E_OPEN)->body_bytes, 8));
}

static void payload(hostile *h, uint16_t conn, const number *n)
{
    static uint8_t body[TOE_LINK_PAYLOAD_MAX_BYTES];
    uint32_t most = fuzz_one_in(&h->w.random, 20) ? TOE_LINK_PAYLOAD_MAX_BYTES : ENGINE_MSS;
    bool range = fuzz_one_in(&h->w.random, 3), odd = fuzz_one_in(&h->w.random, 4);
    uint32_t length = (uint32_t)fuzz_length(&h->w.random, most);
    struct toe_link_header head = {.type = TOE_H2E_PAYLOAD,
                                   .flags = (uint8_t)(fuzz_below(&h->w.random, 4) | (range ? TOE_LINK_FLAG_RANGE : 0)),
                                   .conn = conn,
                                   .length_bytes = range || length != 0 ? length : 1,
                                   .arg0 = range ? n->acked : n->wanted,
                                   .arg1 = range ? n->serial : n->epoch};

    if (odd)
        head.arg0 =
            fuzz_one_in(&h->w.random, 2) ? fuzz_near(&h->w.random, head.arg0) : (uint32_t)fuzz_next(&h->w.random);
    if (fuzz_one_in(&h->w.random, 6))
        head.arg1 += fuzz_below(&h->w.random, 256);
    say(h, head, body);
}

static void raw_frame(hostile *h)
{
    uint8_t bytes[TOE_LINK_RAW_MAX_BYTES] = {0};
    uint32_t length =
        TOE_LINK_RAW_MIN_BYTES + (uint32_t)fuzz_length(&h->w.random, TOE_LINK_RAW_MAX_BYTES - TOE_LINK_RAW_MIN_BYTES);

    put16(bytes + 12, ETHERTYPE_RAW);
    say(h, (struct toe_link_header){.type = TOE_H2E_RAW_FRAME, .length_bytes = length}, bytes);
}

void host_says_something(hostile *h)
{
    fuzz_random *r = &h->w.random;
    uint16_t conn = (uint16_t)fuzz_below(r, h->w.conns);
    const number *n = &h->numbers[conn];
    struct toe_link_header head = {.conn = conn};
    unsigned kind = fuzz_below(r, 40);

    if (kind < 8) {
        open_or_slot(h);
        return;
    }
    if (kind < 18) {
        payload(h, conn, n);
        return;
    }
    if (kind == 18 || kind == 19) {
        if (kind == 18)
            some_register(h);
        else
            raw_frame(h);
        return;
    }
    if (kind < 23)
        head =
            (struct toe_link_header){.type = TOE_H2E_LISTEN, .conn = (uint16_t)fuzz_below(r, PORTS), .arg1 = ENGINE_IP};
    else if (kind == 23)
        head = (struct toe_link_header){.type = TOE_H2E_UNLISTEN, .conn = (uint16_t)fuzz_below(r, PORTS)};
    else if (kind < 29)
        head.type = TOE_H2E_SEND_EDGE, head.arg0 = some_limit(h, n->acked),
        head.flags = fuzz_one_in(r, 6) ? TOE_LINK_FLAG_FIN : 0;
    else if (kind < 33)
        head.type = TOE_H2E_RECV_LIMIT, head.arg1 = some_limit(h, n->rcv_offset);
    else if (kind == 33)
        head.type = TOE_H2E_NO_READER;
    else if (kind < 36)
        head.type = TOE_H2E_ABORT;
    else if (kind < 38)
        head.type = TOE_H2E_QUERY;
    else if (kind == 38)
        head.type = TOE_H2E_PAD, head.arg0 = (uint32_t)fuzz_next(r);
    else
        head.type = TOE_H2E_TIMEOUTS, head.arg0 = (uint32_t)fuzz_next(r), head.arg1 = (uint32_t)fuzz_next(r);
    if (head.type == TOE_H2E_LISTEN)
        head.arg0 = SERVER_PORT + head.conn;
    say(h, head, NULL);
}

/* ---- malformed ----------------------------------------------------------------------------------------------------- */

void host_says_nonsense(hostile *h)
{
    fuzz_random *r = &h->w.random;
    uint8_t bytes[64];

    for (unsigned i = 0; i < h->w.conns; i++) /* some of it may be a message */
        h->numbers[i].unsure = true;
    switch (fuzz_below(r, 8)) {
    case 0:
        say(h, (struct toe_link_header){.type = (uint8_t)(0x10 + fuzz_below(r, 0xf0))}, NULL);
        break;
    case 1:
        say(h,
            (struct toe_link_header){.type = (uint8_t)(TOE_H2E_REG_WRITE + fuzz_below(r, 12)),
                                     .length_bytes = 1 + fuzz_below(r, 100)},
            NULL);
        break;
    case 2:
        say(h, (struct toe_link_header){.type = TOE_H2E_PAYLOAD, .length_bytes = 9001u + fuzz_below(r, 1u << 31)},
            NULL);
        break;
    case 3:
        say(h, (struct toe_link_header){.type = TOE_H2E_ABORT, .conn = (uint16_t)(h->w.conns + fuzz_below(r, 60000))},
            NULL);
        break;
    case 4:
        say(h, (struct toe_link_header){.type = TOE_H2E_LISTEN, .conn = (uint16_t)(LISTENERS + fuzz_below(r, 60000))},
            NULL);
        break;
    case 5:
        write_register(h, (uint32_t)fuzz_next(r) | 1, 0);
        break;
    case 6:
        host_says_hello(h);
        break;
    default:
        fuzz_bytes(r, bytes, sizeof bytes);
        host_says(h, bytes, 1 + fuzz_below(r, sizeof bytes));
    }
}
