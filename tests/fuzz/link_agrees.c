/* link_agrees.c: the engine and its host agree: see link_world.h.
 *
 * A query result takes its place among the other messages, so that what it says may be held against what the library believes
 * in that moment. Always: nothing is ACKed or wanted that was not sent, the receive offset is the library's to the byte, and
 * the engine offers no room that the host has not given. When nothing is under way: each knows the same of both directions.
 */
#include "link_world.h"

#include "private.h" /* of the library: what the host believes */

#include <inttypes.h>

enum { QUIET_LOOKS = 5, LOOKS_MOST = 100000, ANSWER_MS = 50 };

#define CHECK(CONDITION)                                                                                \
    do {                                                                                                \
        if (!(CONDITION))                                                                               \
            link_fails(side->world, "connection %" PRIu32 " of side %d: not " #CONDITION, conn->number, \
                       side == &side->world->side[1]);                                                  \
    } while (0)

#define SAME(ENGINE, HOST)                                                                                            \
    do {                                                                                                              \
        if ((ENGINE) != (HOST))                                                                                       \
            link_fails(side->world, "connection %" PRIu32 " of side %d: " #ENGINE " %" PRIu32 ", " #HOST " %" PRIu32, \
                       conn->number, side == &side->world->side[1], (uint32_t)(ENGINE), (uint32_t)(HOST));            \
    } while (0)

static uint32_t low(uint64_t offset)
{
    return (uint32_t)offset;
}

/* Distances from what the host knows to be ACKed: they do not wrap. */
static void always(link_side *side, const struct toe_conn *conn, const struct toe_e2h_query_result *engine)
{
    const struct toe_grant *host = &conn->grant;
    uint32_t sent = low(host->sent_max) - low(host->acked), acked = engine->acked - low(host->acked);
    uint32_t wanted = engine->wanted - low(host->acked), room = low(conn->received.limit) - engine->rcv_offset;

    CHECK(acked <= sent);
    CHECK(wanted <= sent && acked <= wanted);
    /* What was taken between the reading of the record and the result's place in the queue came first. */
    CHECK(low(conn->received.limit) - low(conn->received.next) <= room);
    CHECK(engine->rcv_wnd <= room || conn->received.fin);
}

/* The host knows that its FIN leaves: it is not told of that. */
static bool same_state(uint32_t engine, enum toe_tcp_state host)
{
    return engine == (uint32_t)host || (engine == TOE_TCP_FIN_WAIT_1 && host == TOE_TCP_ESTABLISHED) ||
           (engine == TOE_TCP_LAST_ACK && host == TOE_TCP_CLOSE_WAIT);
}

static void when_quiet(link_side *side, const struct toe_conn *conn, const struct toe_e2h_query_result *engine)
{
    const struct toe_grant *host = &conn->grant;

    SAME(engine->acked, low(host->acked));
    SAME(engine->rcv_offset, low(conn->received.next));
    if (!host->fin_told) /* else nothing more is sent: nobody is told */
        SAME(engine->limit, low(host->limit));
    SAME(engine->epoch, host->epoch);
    SAME(engine->wanted, low(host->next));
    SAME(engine->smss, host->smss);
    CHECK(same_state(engine->state_error & 0xff, conn->state));
    CHECK(engine->rcv_wnd == low(conn->received.limit) - low(conn->received.next) || conn->received.fin);
}

static void on_query_result(link_side *side, const struct toe_notice *notice)
{
    const struct toe_conn *conn = side->device->conns[notice->conn];
    struct toe_e2h_query_result engine;

    if (!toe_e2h_query_result_get(&engine, notice->bytes)) {
        link_fails(side->world, "a malformed query result");
        return;
    }
    side->queried++;
    if (!conn->announced)
        return;
    always(side, conn, &engine);
    if (side->quiet)
        when_quiet(side, conn, &engine);
}

void link_agrees(void *ctx, const struct toe_notice *notice)
{
    link_side *side = ctx;

    switch (notice->kind) {
    case TOE_NOTICE_MESSAGE_OUT:
        side->numbers_out += notice->bytes[0] == TOE_H2E_OPEN || notice->bytes[0] == TOE_H2E_SLOT;
        break;
    case TOE_NOTICE_NUMBER_BACK:
        side->numbers_out--;
        side->rewinds += side->device->conns[notice->conn]->info.rewinds;
        break;
    case TOE_NOTICE_MESSAGE_IN:
        if (notice->bytes[0] == TOE_E2H_QUERY_RESULT && notice->conn != TOE_NO_CONN)
            on_query_result(side, notice);
        else
            side->quiet = false;
        break;
    case TOE_NOTICE_FAILED:
        link_fails(side->world, "the device failed: %s", notice->text);
        break;
    default:
        break;
    }
}

static bool nothing_under_way(const link_world *w)
{
    for (int i = 0; i < 2; i++)
        if (!late_transport_empty(w->side[i].transport) || toe_sim_busy(w->side[i].sim))
            return false;
    return true;
}

void link_compares(link_world *w)
{
    struct toe_info infos[LINK_FLOWS + 1];
    unsigned still = 0;

    w->side[0].link.prompt = w->side[1].link.prompt = true;
    for (int i = 0; i < LOOKS_MOST && still < QUIET_LOOKS && !w->failed; i++)
        still = link_world_pumps(w) == 0 && nothing_under_way(w) ? still + 1 : 0;
    if (still < QUIET_LOOKS)
        link_fails(w, "the link does not become quiet");
    for (int i = 0; i < 2 && !w->failed; i++) {
        w->side[0].quiet = w->side[1].quiet = true;
        if (toe_device_getinfo(w->side[i].device, infos, LINK_FLOWS + 1, ANSWER_MS) < 0)
            link_fails(w, "the device does not answer");
        w->side[0].quiet = w->side[1].quiet = false;
    }
    w->side[0].link.prompt = w->side[1].link.prompt = false;
}
