/* update.c: our own window closes and opens (RFC 9293 section 3.8.6.2.2). */
#include "wire.h"

enum { BUFFER = 4096 };

static void given_full_buffer(peer *p)
{
    given_connected(p);
    for (uint32_t next = 1; next != 1 + BUFFER; next += 1024) {
        peer_sends(p, ACK, .seq = next, .ack = 1, .len = 1024);
        engine_sends(p, ACK, .seq = 1, .ack = next + 1024, .window = (uint16_t)(BUFFER - next - 1023),
                     .window_zero = next + 1024 == 1 + BUFFER);
    }
}

/* One update or more, and none of them silly: the first at least half the buffer or a segment, all together at least half
 * of what was read (RFC 9293 section 3.8.6.2.2). */
static void window_is_open_again(peer *p)
{
    uint16_t window = 0;
    frame f;
    frame_view v;

    do {
        engine_sends_frame(p, ms(5), &f, &v);
        EXPECT(p, v.tcp.flags == ACK && ack_of(p, &v) == 1 + BUFFER);
        EXPECT(p, v.tcp.window - window >= 1460);
        window = v.tcp.window;
    } while (!peer_failed(p) && window < BUFFER / 2);
    engine_may_update_window(p, 1, 1 + BUFFER);
}

/* covers: MAY-8, MUST-39 */
static void reading_everything_sends_a_window_update(peer *p)
{
    given_full_buffer(p);
    app_reads(p, BUFFER);
    window_is_open_again(p);
    peer_sends(p, ACK, .seq = 1 + BUFFER, .ack = 1, .len = 1000);
    engine_sends(p, ACK, .seq = 1, .ack = 1001 + BUFFER);
    app_reads(p, 1000);
    engine_may_update_window(p, 1, 1001 + BUFFER);
}

/* The peer's probe finds the window that its loss of our update hid. covers: MAY-8 */
static void probe_is_answered_with_the_open_window(peer *p)
{
    frame f;
    frame_view v;

    given_full_buffer(p);
    app_reads(p, BUFFER);
    window_is_open_again(p); /* lost */
    after(p, seconds(1));
    peer_sends(p, ACK, .seq = 1 + BUFFER, .ack = 1, .len = 1);
    engine_sends_frame(p, ms(5), &f, &v);
    EXPECT(p, v.tcp.flags == ACK && ack_of(p, &v) == 2 + BUFFER && v.tcp.window >= BUFFER / 2 - 1);
    app_reads(p, 1);
}

/* covers: SHLD-14 */
static void right_edge_moves_on_with_what_is_read(peer *p)
{
    uint32_t next = 1;

    given_connected(p);
    for (int i = 0; i < 30; i++) {
        peer_sends(p, ACK, .seq = next, .ack = 1, .len = 1000);
        next += 1000;
        engine_sends(p, ACK, .seq = 1, .ack = next);
        app_reads(p, 1000);
        engine_may_update_window(p, 1, next);
    }
}

/* covers: MUST-66, 9293x-07 */
static void rst_is_obeyed_at_a_closed_window(peer *p)
{
    given_full_buffer(p);
    peer_sends(p, RST, .seq = 1 + BUFFER);
    after(p, ms(1));
    app_reads(p, BUFFER); /* what was ACKed is the application's */
    app_read_fails(p, -ECONNRESET);
    engine_is_silent(p);
}

/* covers: 9293x-12 */
static void fin_at_a_closed_window_waits_until_it_opens(peer *p)
{
    given_full_buffer(p);
    peer_sends(p, FIN | ACK, .seq = 1 + BUFFER, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1 + BUFFER, .window_zero = true);
    app_reads(p, BUFFER);
    app_has_nothing_to_read(p);
    window_is_open_again(p);
    peer_sends(p, FIN | ACK, .seq = 1 + BUFFER, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 2 + BUFFER);
    app_reads_end(p);
}

static const wire_test tests[] = {
    TEST(reading_everything_sends_a_window_update, .rcv_buffer_bytes = BUFFER),
    TEST(probe_is_answered_with_the_open_window, .rcv_buffer_bytes = BUFFER),
    TEST(right_edge_moves_on_with_what_is_read, .rcv_buffer_bytes = BUFFER),
    TEST(rst_is_obeyed_at_a_closed_window, .rcv_buffer_bytes = BUFFER),
    TEST(fin_at_a_closed_window_waits_until_it_opens, .rcv_buffer_bytes = BUFFER),
};
const wire_suite persist_update = SUITE("window updates", tests);
