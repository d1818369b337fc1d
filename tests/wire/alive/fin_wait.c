/* fin_wait.c: FIN-WAIT-2 of a closed application ends by itself; one that still reads waits for ever (RFC 9293 section 3.6.1). */
#include "wire.h"

/* The application has closed; our FIN is ACKed, the peer's is to come. */
static void given_fin_wait_2(peer *p)
{
    given_connected(p);
    app_closes(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 2);
}

/* covers: SHLD-3 */
static void fin_wait_2_of_an_orphan_ends_after_its_time(peer *p)
{
    given_fin_wait_2(p);
    engine_is_silent_for(p, seconds(59));
    after(p, seconds(2));
    /* Nobody is there any more: the FIN that comes too late is answered by RST. */
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends_rst(p, 2);
}

static void fin_in_time_leads_to_time_wait(peer *p)
{
    given_fin_wait_2(p);
    engine_is_silent_for(p, seconds(59));
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    after(p, seconds(30));
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
}

/* A half-close lasts as long as the application wants. covers: MAY-1 */
static void fin_wait_2_with_a_reader_does_not_end(peer *p)
{
    given_connected(p);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 2);
    engine_is_silent_for(p, seconds(7200));
    peer_sends(p, ACK, .seq = 1, .ack = 2, .len = 100);
    engine_sends(p, ACK, .seq = 2, .ack = 101);
    app_reads(p, 100);
    /* The time begins when it closes. */
    app_closes(p);
    engine_is_silent_for(p, seconds(59));
    after(p, seconds(2));
    peer_sends(p, FIN | ACK, .seq = 101, .ack = 2);
    engine_sends_rst(p, 2);
}

static void late_text_of_an_orphan_is_answered_by_rst(peer *p)
{
    given_fin_wait_2(p);
    after(p, seconds(10));
    peer_sends(p, ACK, .seq = 1, .ack = 2, .len = 10);
    engine_sends_rst(p, 2);
    engine_is_silent_for(p, seconds(200));
}

static const wire_test tests[] = {
    TEST(fin_wait_2_of_an_orphan_ends_after_its_time),
    TEST(fin_in_time_leads_to_time_wait),
    TEST(fin_wait_2_with_a_reader_does_not_end),
    TEST(late_text_of_an_orphan_is_answered_by_rst),
};
const wire_suite alive_fin_wait = SUITE("FIN-WAIT-2", tests);
