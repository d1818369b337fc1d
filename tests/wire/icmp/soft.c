/* soft.c: errors that the network reports and TCP outlives (RFC 9293 section 3.9.2.2, RFC 5927 sections 4 to 6). */
#include "icmp.h"

/* Connected, and 100 bytes are in flight in this frame. */
static void given_flight(peer *p, frame *f)
{
    frame_view v;

    given_connected(p);
    app_writes(p, 100);
    engine_sends_frame(p, ms(5), f, &v);
    EXPECT(p, v.payload_bytes == 100);
}

static void app_hears(peer *p, int error)
{
    int64_t value = 0;

    app_asks(p, TOE_SO_SOFT_ERROR, &value);
    EXPECT(p, value == error);
}

static void connection_goes_on(peer *p)
{
    app_has_nothing_to_read(p);
    peer_sends(p, ACK, .seq = 1, .ack = 101, .len = 5);
    engine_sends(p, ACK, .seq = 101, .ack = 6);
    app_reads(p, 5);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 101, .ack = 6, .len = 10);
    peer_sends(p, ACK, .seq = 6, .ack = 111);
}

/* covers: MUST-47, MUST-54, MUST-56, SHLD-25, SHLD-20, 792-01, 792-05, 792-07, 5927-02 */
static void every_error_is_told_and_aborts_nothing(peer *p)
{
    static const struct {
        uint8_t type, code;
        int error;
    } errors[] = {{UNREACHABLE, 0, ENETUNREACH},    {UNREACHABLE, 1, EHOSTUNREACH},  {UNREACHABLE, 2, ECONNREFUSED},
                  {UNREACHABLE, 3, ECONNREFUSED},   {UNREACHABLE, 5, EHOSTUNREACH},  {UNREACHABLE, 6, ENETUNREACH},
                  {UNREACHABLE, 7, EHOSTUNREACH},   {UNREACHABLE, 9, EACCES},        {UNREACHABLE, 10, EACCES},
                  {UNREACHABLE, 11, ENETUNREACH},   {UNREACHABLE, 12, EHOSTUNREACH}, {UNREACHABLE, 13, EACCES},
                  {UNREACHABLE, 14, EACCES},        {UNREACHABLE, 15, EACCES},       {TIME_EXCEEDED, 0, EHOSTUNREACH},
                  {TIME_EXCEEDED, 1, EHOSTUNREACH}, {PARAMETER_PROBLEM, 0, EPROTO},  {PARAMETER_PROBLEM, 1, EPROTO}};
    frame f;

    given_flight(p, &f);
    for (unsigned i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        peer_sends_error(p, &f, (icmp_error){.type = errors[i].type, .code = errors[i].code, .quote_bytes = 28 + i});
        app_hears(p, errors[i].error);
        app_hears(p, 0); /* reading has cleared it */
    }
    connection_goes_on(p);
}

/* covers: MUST-55, 5927-03, 792-03, 792-06 */
static void source_quench_and_redirect_do_nothing(peer *p)
{
    frame f;

    given_flight(p, &f);
    peer_sends_error(p, &f, (icmp_error){.type = SOURCE_QUENCH});
    peer_sends_error(p, &f, (icmp_error){.type = REDIRECT, .code = 1});
    app_hears(p, 0);
    connection_goes_on(p);
}

/* What quotes nothing in flight is not believed. covers: 5927-01, 1191-07 */
static void quote_outside_of_what_is_in_flight_is_ignored(peer *p)
{
    static const int32_t shifts[] = {-1, -100, 100, 101, 1 << 30, INT32_MIN};
    frame f;

    given_flight(p, &f);
    for (unsigned i = 0; i < sizeof shifts / sizeof shifts[0]; i++) {
        peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = 1, .seq_shift = shifts[i]});
        app_hears(p, 0);
    }
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = 1, .seq_shift = 99}); /* the last byte */
    app_hears(p, EHOSTUNREACH);
    connection_goes_on(p);
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = 1}); /* by now it is ACKed */
    app_hears(p, 0);
}

/* covers: MUST-54, 5927-05, 792-04, 792-05, 792-01 */
static void quote_of_another_connection_or_of_no_segment_is_dropped(peer *p)
{
    uint32_t dropped;
    frame f;

    given_flight(p, &f);
    dropped = engine_counter(p, "disp_drop_icmp");
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = 1, .port_shift = 1});
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = 1, .port_shift = 1 << 16});
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = 1, .faults = BAD_ICMP_CHECKSUM});
    EXPECT(p, engine_counter(p, "disp_drop_icmp") == dropped + 3);
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = 1, .quote_bytes = LEAST_QUOTE - 1});
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = 1, .quoted_options = true, .quote_bytes = 100});
    app_hears(p, 0);
    engine_is_silent(p);
    connection_goes_on(p);
}

/* An ACK of what is in flight says that the network delivers again. covers: SHLD-25 */
static void time_out_tells_why_the_network_did_not_deliver(peer *p)
{
    frame f;

    given_flight(p, &f);
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = 0});
    while (engine_may_send_frame(p, seconds(20), NULL, NULL))
        continue;
    app_read_fails(p, -ENETUNREACH);
}

/* covers: SHLD-26, 5927-07 */
static void connecting_is_refused_by_port_or_protocol_unreachable(peer *p)
{
    for (uint8_t code = 2; code <= 3; code++) {
        frame f;
        frame_view v;

        on_connection(p, code);
        app_connects(p);
        engine_sends_frame(p, ms(5), &f, &v);
        EXPECT(p, v.tcp.flags == SYN);
        peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = code, .seq_shift = 1}); /* not our SYN */
        app_is_not_connected(p);
        peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = code});
        app_connect_fails(p, -ECONNREFUSED);
        engine_is_silent_for(p, seconds(100));
    }
}

/* covers: MUST-56, 5927-07 */
static void connecting_goes_on_after_every_other_error(peer *p)
{
    static const uint8_t errors[][2] = {{UNREACHABLE, 0},   {UNREACHABLE, 1},      {UNREACHABLE, 4},
                                        {UNREACHABLE, 5},   {UNREACHABLE, 13},     {SOURCE_QUENCH, 0},
                                        {TIME_EXCEEDED, 0}, {PARAMETER_PROBLEM, 0}};
    frame f;
    frame_view v;

    app_connects(p);
    engine_sends_frame(p, ms(5), &f, &v);
    for (unsigned i = 0; i < sizeof errors / sizeof errors[0]; i++)
        peer_sends_error(p, &f, (icmp_error){.type = errors[i][0], .code = errors[i][1], .low = 600});
    app_is_not_connected(p);
    peer_sends(p, SYN | ACK, .ack = 1, .mss = ENGINE_MSS);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
}

/* A number that was used before, and had a FIN: nothing of it shows while the next SYN waits. (fuzz_frames, seed 25) */
static void error_while_a_used_number_connects_does_no_harm(peer *p)
{
    frame f;
    frame_view v;

    for (unsigned n = 0; n < 3; n++) {
        on_connection(p, n);
        app_connects(p);
        engine_sends_frame(p, ms(5), &f, &v);
        peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = 1});
        app_is_not_connected(p);
        peer_sends(p, SYN | ACK, .ack = 1, .mss = ENGINE_MSS);
        engine_sends(p, ACK, .seq = 1, .ack = 1);
        app_is_connected(p);
        peer_sends(p, FIN | ACK, .seq = 1, .ack = 1);
        engine_sends(p, ACK, .seq = 1, .ack = 2);
        app_closes(p);
        engine_sends(p, FIN | ACK, .seq = 1, .ack = 2);
        peer_sends(p, ACK, .seq = 2, .ack = 2);
        after(p, ms(1));
    }
}

/* A passive open that is half done is nobody's yet: the error neither ends it nor shows. covers: MUST-56 */
static void half_open_connection_outlives_an_error(peer *p)
{
    frame f;
    frame_view v;

    app_listens(p, 1);
    peer_sends(p, SYN, .mss = ENGINE_MSS);
    engine_sends_frame(p, ms(5), &f, &v);
    EXPECT(p, v.tcp.flags == (SYN | ACK));
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = 3});
    peer_sends_error(p, &f, (icmp_error){.type = TIME_EXCEEDED, .code = 0});
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
}

static const wire_test tests[] = {
    TEST(every_error_is_told_and_aborts_nothing),
    TEST(source_quench_and_redirect_do_nothing),
    TEST(quote_outside_of_what_is_in_flight_is_ignored),
    TEST(quote_of_another_connection_or_of_no_segment_is_dropped),
    TEST(time_out_tells_why_the_network_did_not_deliver, .data_retries = 3),
    TEST(connecting_is_refused_by_port_or_protocol_unreachable, .conns_at_least = 2),
    TEST(connecting_goes_on_after_every_other_error),
    TEST(error_while_a_used_number_connects_does_no_harm),
    TEST(half_open_connection_outlives_an_error),
};
const wire_suite icmp_soft = SUITE("soft errors", tests);
