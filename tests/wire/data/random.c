/* random.c: streams under loss, repetition, overlap and disorder, from the seed of the run; every byte is compared. */
#include "wire.h"

enum { TOTAL = 30000, STEPS_MAX = 20000 };

/* The highest acknowledgment among the frames that wait. */
static uint32_t heard(peer *p, uint32_t acked)
{
    frame f;
    frame_view v;

    while (engine_may_send_frame(p, 20, &f, &v)) {
        EXPECT(p, v.kind == FRAME_TCP && v.tcp.flags == ACK && v.payload_bytes == 0);
        EXPECT(p, ack_of(p, &v) - acked < 70000);
        acked = ack_of(p, &v);
    }
    return acked;
}

/* The peer sends pieces that begin a little before or after what is missing, of any length.
 * covers: 9293x-06, 9293x-11, SHLD-14 */
static void random_pieces_are_put_together(peer *p)
{
    uint32_t acked = 1, read = 0;

    given_connected(p);
    for (unsigned step = 0; read < TOTAL && step < STEPS_MAX && !peer_failed(p); step++) {
        uint32_t back = peer_random(p, 3) == 0 ? peer_random(p, 600) : 0;
        uint32_t ahead = peer_random(p, 4) == 0 ? peer_random(p, 3000) : 0;
        uint32_t seq = (acked > back ? acked - back : 1) + ahead;
        uint32_t len = 1 + peer_random(p, 1460);

        if (seq > TOTAL)
            seq = TOTAL;
        if (len > TOTAL + 1 - seq)
            len = TOTAL + 1 - seq;
        peer_sends(p, ACK, .seq = seq, .ack = 1, .len = len);
        if (peer_random(p, 5) == 0)
            peer_sends(p, ACK, .seq = seq, .ack = 1, .len = len);
        acked = heard(p, acked);
        if (peer_random(p, 3) == 0)
            read += app_reads_some(p, 1 + peer_random(p, 4000));
    }
    EXPECT(p, read == TOTAL);
    heard(p, acked);
    app_has_nothing_to_read(p);
}

/* The peer loses three segments in ten, ACKs when it likes, and opens and closes its window as it likes, never below what
 * it has promised. covers: 6298-08, 6298-09, MUST-36, MUST-1 */
static void random_losses_and_windows_lose_no_byte(peer *p)
{
    uint32_t taken = 1, edge = 1 + 3000;

    given_connected_with(p, 3000, 1000);
    app_writes(p, TOTAL);
    for (unsigned step = 0; taken != 1 + TOTAL && step < STEPS_MAX && !peer_failed(p); step++) {
        frame f;
        frame_view v;
        uint32_t seq, window;

        if (!engine_may_send_frame(p, seconds(130), &f, &v)) {
            peer_fails(p, __FILE__, __LINE__, "nothing comes although %u bytes are missing", 1 + TOTAL - taken);
            return;
        }
        seq = seq_of(p, &v);
        for (uint32_t i = 0; i < v.payload_bytes; i++)
            EXPECT(p, v.payload[i] == app_stream_byte(p, seq - 1 + i));
        if (peer_random(p, 10) < 3)
            continue;
        if (seq <= taken && seq + v.payload_bytes > taken && seq + v.payload_bytes <= edge)
            taken = seq + (uint32_t)v.payload_bytes;
        window = edge - taken + (peer_random(p, 3) == 0 ? peer_random(p, 4000) : 0);
        if (window > 60000)
            window = 60000;
        if (peer_random(p, 4) == 0)
            continue; /* the ACK is lost, or comes with a later one */
        edge = taken + window;
        peer_sends(p, ACK, .seq = 1, .ack = taken, .window = (uint16_t)window, .window_zero = window == 0);
    }
    EXPECT(p, taken == 1 + TOTAL);
    peer_sends(p, ACK, .seq = 1, .ack = taken);
    while (engine_may_send_frame(p, seconds(1), NULL, NULL))
        continue;
    engine_is_silent_for(p, seconds(130));
}

/* Eight connections at once, taking turns; each has its own bytes. */
static void streams_of_many_connections_do_not_mix(peer *p)
{
    enum { CONNECTIONS = 8, ROUNDS = 12 };

    for (unsigned n = 0; n < CONNECTIONS; n++) {
        on_connection(p, n);
        given_connected(p);
    }
    for (uint32_t round = 0; round < ROUNDS; round++) {
        for (unsigned n = 0; n < CONNECTIONS; n++) {
            on_connection(p, n);
            peer_sends(p, ACK, .seq = 1 + 700 * round, .ack = 1 + 900 * round, .len = 700);
            app_writes(p, 900);
        }
        for (unsigned n = 0; n < CONNECTIONS; n++) {
            frame f;
            frame_view v;
            uint32_t sent = 1 + 900 * round;

            on_connection(p, n);
            while (engine_may_send_frame(p, 50, &f, &v)) { /* the ACK and the text, in either order */
                EXPECT(p, v.kind == FRAME_TCP && seq_of(p, &v) <= sent);
                for (uint32_t i = 0; i < v.payload_bytes; i++)
                    EXPECT(p, v.payload[i] == app_stream_byte(p, seq_of(p, &v) - 1 + i));
                sent += (uint32_t)v.payload_bytes;
            }
            EXPECT(p, sent == 1 + 900 * (round + 1));
            peer_sends(p, ACK, .seq = 1 + 700 * (round + 1), .ack = sent);
            app_reads(p, 700);
        }
    }
    for (unsigned n = 0; n < CONNECTIONS; n++) {
        on_connection(p, n);
        engine_may_update_window(p, 1 + 900 * ROUNDS, 1 + 700 * ROUNDS);
    }
}

static const wire_test tests[] = {
    TEST(random_pieces_are_put_together, .rcv_buffer_bytes = 8192),
    TEST(random_losses_and_windows_lose_no_byte, .data_retries = 15),
    TEST(streams_of_many_connections_do_not_mix, .conns_at_least = 8),
};
const wire_suite data_random = SUITE("streams at random", tests);
