/* flow_path: what becomes of a segment, or of an error about one; lookups that begin ahead of it. */
#include "flow_cases.h"
#include <stdio.h>

/* ---- ICMP errors */

/* Offers an error about a segment of `t` and waits until it is taken. */
static bool quote(struct tuple t, uint32_t seq, unsigned kind, unsigned code, unsigned mtu)
{
    struct flow_path_tb *io = b->io;

    bench_offer(b, t, 0, seq, 0, 0, 0);
    io->seg_valid_i = 0;
    io->seg_window_i = kind << 8 | code;
    io->seg_mss_i = mtu;
    io->quote_valid_i = 1;
    for (unsigned c = 0; c < MANY; c++) {
        bench_settle(b);
        bool taken = io->quote_ready_o;
        bench_tick(b);
        if (taken) {
            io->quote_valid_i = 0;
            bench_quiet(b, MANY);
            return true;
        }
    }
    return false;
}

static void an_icmp_error_finds_the_connection_that_it_quotes(void)
{
    bench_reset(b);
    open_now(0, 5, peer(0));
    CU_ASSERT(quote(peer(0), 77, 3, 4, 1400));
    CU_ASSERT_EQUAL(b->events, 1);
    struct event e = last_event();
    CU_ASSERT(e.icmp && e.conn == 0 && e.inc == 5 && !e.fresh && e.ack == 77 && e.flags == RST);
    CU_ASSERT(e.window == 0x0304 && e.mss == 1360);
    CU_ASSERT(quote(peer(0), 77, 3, 4, 551) && last_event().mss == 512);
    CU_ASSERT(quote(peer(0), 77, 3, 4, 0) && last_event().mss == 512);
    CU_ASSERT_EQUAL(bench_segment(b, peer(0), ACK, 11, 22, 0, 0) > 0, true);
    bench_quiet(b, MANY);
    CU_ASSERT(!last_event().icmp && last_event().seq == 11);
    CU_ASSERT_EQUAL(b->disps, 0);
}

static void an_icmp_error_about_no_connection_is_dropped_without_an_answer(void)
{
    bench_reset(b);
    bench_listen(b, 3, Port, 0);
    bench_tick(b);
    release_now(REL_SLOT, 0, 1, 3);
    CU_ASSERT(quote(peer(1), 77, 3, 1, 0));
    CU_ASSERT(b->events == 0 && b->resets == 0 && b->disps == 1 && b->disp[0] == DISP_ICMP);
}

/* Segments and errors that come together both pass, each once. */
static void errors_and_segments_do_not_mix(void)
{
    unsigned errors = 0, segments = 0, due = 0;

    bench_reset(b);
    open_now(0, 5, peer(0));
    bench_offer(b, peer(0), ACK, 1000, 2000, 0, 0);
    for (unsigned c = 0; c < 3000; c++) {
        b->io->ends_valid_i = !b->io->seg_valid_i && due == 0 && bench_draw(b) % 12 == 0;
        b->io->seg_valid_i =
            b->io->seg_valid_i || due == 1 || (!b->io->ends_valid_i && due == 0 && bench_draw(b) % 12 == 0);
        b->io->seg_soon_i = due == 2 && bench_draw(b) % 2 == 0;
        due = b->io->ends_valid_i ? 6 + (unsigned)(bench_draw(b) % 10) : due > 0 ? due - 1 : 0;
        b->io->quote_valid_i = b->io->quote_valid_i || bench_draw(b) % 20 == 0;
        bench_settle(b);
        bool seg = b->io->seg_valid_i && b->io->seg_ready_o, error = b->io->quote_valid_i && b->io->quote_ready_o;
        bench_tick(b);
        segments += seg;
        errors += error;
        b->io->seg_valid_i = b->io->seg_valid_i && !seg;
        b->io->quote_valid_i = b->io->quote_valid_i && !error;
    }
    CU_ASSERT(errors > 20 && segments > 20);
    for (unsigned i = 0; i < b->events; i++)
        if (b->event[i].icmp) {
            CU_ASSERT(b->event[i].ack == 1000 && b->event[i].flags == RST);
            errors--;
        } else {
            CU_ASSERT(b->event[i].seq == 1000 && b->event[i].flags == ACK);
            segments--;
        }
    CU_ASSERT(errors <= 8 && segments <= 8); /* the rest waits in the queue */
    b->io->seg_valid_i = b->io->quote_valid_i = b->io->ends_valid_i = 0;
}

/* ---- lookups that begin with a segment's ends, before it is known to be good */

/* Begins with the ends of what would be offered; the segment itself is not on the input. */
static bool begin_ahead(struct tuple t, unsigned flags)
{
    bench_offer(b, t, flags, 11, 22, 0, 0);
    b->io->seg_valid_i = 0;
    b->io->ends_valid_i = 1;
    bench_settle(b);
    bool begun = b->io->ends_ready_o;
    bench_tick(b);
    b->io->ends_valid_i = 0;
    return begun;
}

static void wait_cycles(unsigned n)
{
    for (unsigned c = 0; c < n; c++)
        bench_tick(b);
}

static void a_segment_looked_up_ahead_is_decided_in_2_cycles(void)
{
    bench_reset(b);
    open_now(0, 5, peer(0));
    CU_ASSERT(begin_ahead(peer(0), ACK));
    wait_cycles(8);
    CU_ASSERT(b->events == 0);
    unsigned cycles = bench_segment(b, peer(0), ACK, 11, 22, 0, 0);
    printf("[%u cycles] ", cycles);
    CU_ASSERT(cycles > 0 && cycles <= 2);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 1 && last_event().conn == 0 && last_event().seq == 11 && b->disps == 0);
}

static void one_that_is_announced_is_decided_as_it_comes(void)
{
    bench_reset(b);
    open_now(0, 5, peer(0));
    CU_ASSERT(begin_ahead(peer(0), ACK));
    wait_cycles(7);
    b->io->seg_soon_i = 1;
    bench_tick(b);
    b->io->seg_soon_i = 0;
    CU_ASSERT(b->events == 0);
    unsigned cycles = bench_segment(b, peer(0), ACK, 11, 22, 0, 0);
    printf("[%u cycles] ", cycles);
    CU_ASSERT(cycles == 1);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 1 && last_event().conn == 0 && last_event().seq == 11 && b->disps == 0);
}

/* What does not pass its checksums leaves no trace: not of a connection, not of a SYN, not of a stray. */
static void a_lookup_ahead_of_a_bad_segment_changes_nothing(void)
{
    static const unsigned flags[] = {ACK, SYN, RST};

    bench_reset(b);
    open_now(0, 5, peer(0));
    bench_listen(b, 3, Port, 0);
    bench_tick(b);
    release_now(REL_SLOT, 1, 1, 3);
    for (unsigned i = 0; i < 6 * 12; i++) {
        CU_ASSERT(begin_ahead(peer(i % 2), flags[i % 3]));
        wait_cycles(5 + i / 6); /* rx_path takes at least so long */
        b->io->ends_void_i = 1;
        bench_tick(b);
        b->io->ends_void_i = 0;
        bench_tick(b);
        CU_ASSERT(bench_quiet(b, 2));
    }
    CU_ASSERT(b->events == 0 && b->resets == 0 && b->disps == 0 && b->closed == 0 && b->frees == 0);
    CU_ASSERT(bench_segment(b, peer(1), SYN, 11, 0, 0, 0) > 0); /* the slot is still there */
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 1 && last_event().fresh && last_event().conn == 1);
}

static void a_syn_looked_up_ahead_takes_its_slot_when_it_comes(void)
{
    bench_reset(b);
    bench_listen(b, 3, Port, 0);
    bench_tick(b);
    release_now(REL_SLOT, 1, 1, 3);
    CU_ASSERT(begin_ahead(peer(1), SYN));
    wait_cycles(60);
    CU_ASSERT(b->events == 0);
    CU_ASSERT(bench_segment(b, peer(1), SYN, 11, 0, 0, 0) > 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 1 && last_event().fresh && last_event().iss == bench_iss(b, peer(1)));
}

/* ---- segments without a connection */

static void expect_reset(unsigned flags, uint32_t seq, uint32_t ack, unsigned len, unsigned want_flags,
                         uint32_t want_seq, uint32_t want_ack)
{
    unsigned before = b->resets, disps = b->disps;
    bench_segment(b, peer(4), flags, seq, ack, len, 1);
    bench_quiet(b, MANY);
    CU_ASSERT(b->resets == before + 1 && b->disps == disps + 1 && b->disp[disps] == DISP_RESET);
    struct reset r = b->reset[before];
    CU_ASSERT(r.flags == want_flags && r.seq == want_seq && r.ack == want_ack);
    CU_ASSERT(r.tuple.local_ip == Local && r.tuple.remote_ip == peer(4).remote_ip);
    CU_ASSERT(r.tuple.local_port == Port && r.tuple.remote_port == peer(4).remote_port);
    CU_ASSERT_EQUAL(r.dst_mac, 0x020000000000u + peer(4).remote_ip);
}

static void closed_port_resets_an_ack_from_its_own_number(void)
{
    bench_reset(b);
    expect_reset(ACK, 100, 200, 0, RST, 200, 0);
    expect_reset(ACK | SYN, 100, 0xffffffffu, 0, RST, 0xffffffffu, 0);
}

static void closed_port_resets_a_syn_with_its_whole_length_acked(void)
{
    bench_reset(b);
    expect_reset(SYN, 100, 0, 0, RST | ACK, 0, 101);
    expect_reset(SYN | FIN, 0xffffffffu, 0, 10, RST | ACK, 0, 11);
    expect_reset(PSH, 100, 0, 7, RST | ACK, 0, 107);
    expect_reset(0, 100, 55, 0, RST | ACK, 0, 100);
}

static void a_listening_port_resets_an_ack(void)
{
    bench_reset(b);
    bench_listen(b, 1, Port, 0);
    bench_tick(b);
    release_now(REL_SLOT, 0, 0, 1);
    expect_reset(ACK, 100, 200, 0, RST, 200, 0);
    expect_reset(ACK | SYN, 100, 200, 0, RST, 200, 0);
}

static void a_listening_port_drops_what_has_neither_syn_nor_ack(void)
{
    bench_reset(b);
    bench_listen(b, 1, Port, 0);
    bench_tick(b);
    bench_segment(b, peer(0), FIN, 1, 0, 0, 0);
    bench_segment(b, peer(0), 0, 1, 0, 4, 6);
    bench_quiet(b, MANY);
    CU_ASSERT(b->resets == 0 && b->disps == 2 && b->disp[0] == DISP_NO_CONNECTION && b->disp[1] == DISP_NO_CONNECTION);
    CU_ASSERT(b->frees == 1 && b->freed[0] == 6);
    bench_unlisten(b, 1);
    bench_tick(b);
    expect_reset(FIN, 1, 0, 0, RST | ACK, 0, 2);
}

static void a_reset_without_a_connection_is_dropped(void)
{
    bench_reset(b);
    bench_segment(b, peer(0), RST, 1, 0, 0, 0);
    bench_segment(b, peer(0), RST | ACK, 1, 2, 0, 0);
    bench_segment(b, peer(0), RST | SYN, 1, 2, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->resets == 0 && b->disps == 3 && b->disp[0] == DISP_NO_CONNECTION && b->disp[2] == DISP_NO_CONNECTION);
}

static void payload_of_a_refused_segment_is_given_back_once(void)
{
    bench_reset(b);
    bench_segment(b, peer(0), ACK, 1, 2, 100, 17);
    bench_segment(b, peer(0), RST, 1, 2, 100, 18);
    bench_segment(b, peer(0), ACK, 1, 2, 0, 19);
    bench_quiet(b, MANY);
    CU_ASSERT(b->frees == 2 && b->freed[0] == 17 && b->freed[1] == 18);
}

static void resets_that_nobody_takes_are_dropped_and_counted(void)
{
    bench_reset(b);
    b->io->rst_ready_i = 0;
    for (unsigned n = 0; n < 20; n++)
        CU_ASSERT(bench_segment(b, peer(0), ACK, n, n, 0, 0) != 0);
    unsigned answered = 0;
    for (unsigned n = 0; n < b->disps; n++)
        answered += b->disp[n] == DISP_RESET;
    CU_ASSERT(b->disps == 20 && answered >= 4 && answered < 20 && b->disp[19] == DISP_NO_CONNECTION);
    b->io->rst_ready_i = 1;
    bench_quiet(b, MANY);
    CU_ASSERT_EQUAL(b->resets, answered);
}

void add_segment_tests(CU_pSuite suite)
{
    CU_ADD_TEST(suite, an_icmp_error_finds_the_connection_that_it_quotes);
    CU_ADD_TEST(suite, an_icmp_error_about_no_connection_is_dropped_without_an_answer);
    CU_ADD_TEST(suite, errors_and_segments_do_not_mix);
    CU_ADD_TEST(suite, a_segment_looked_up_ahead_is_decided_in_2_cycles);
    CU_ADD_TEST(suite, one_that_is_announced_is_decided_as_it_comes);
    CU_ADD_TEST(suite, a_lookup_ahead_of_a_bad_segment_changes_nothing);
    CU_ADD_TEST(suite, a_syn_looked_up_ahead_takes_its_slot_when_it_comes);
    CU_ADD_TEST(suite, closed_port_resets_an_ack_from_its_own_number);
    CU_ADD_TEST(suite, closed_port_resets_a_syn_with_its_whole_length_acked);
    CU_ADD_TEST(suite, a_listening_port_resets_an_ack);
    CU_ADD_TEST(suite, a_listening_port_drops_what_has_neither_syn_nor_ack);
    CU_ADD_TEST(suite, a_reset_without_a_connection_is_dropped);
    CU_ADD_TEST(suite, payload_of_a_refused_segment_is_given_back_once);
    CU_ADD_TEST(suite, resets_that_nobody_takes_are_dropped_and_counted);
}
