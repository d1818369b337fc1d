/* flow_path: one behaviour a test, then random work against a model (flow_random.c). Runs with any RTL_CONNS. */
#include "flow_bench.h"
#include "flow_random.h"
#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 4000 };   /* cycles in which everything here comes to rest */
enum { SAME_HASH = 8 }; /* entries that one hash value has place for */

static const uint32_t Local = 0x0a000001;
static const uint16_t Port = 80;
static struct bench bench, *const b = &bench;

static struct tuple peer(uint32_t n)
{
    return (struct tuple){Local, 0x0a000100 + n % NB_IPS, Port, (uint16_t)(1000 + n)};
}

static struct event last_event(void)
{
    return b->event[(b->events - 1) % LOG_ENTRIES];
}

static struct answer last_answer(void)
{
    return b->answer[(b->answers - 1) % LOG_ENTRIES];
}

/* Opens and waits for the answer. */
static void open_now(uint32_t conn, uint32_t inc, struct tuple t)
{
    bench_open(b, conn, inc, t);
    bench_quiet(b, MANY);
}

static void release_now(int kind, uint32_t conn, uint32_t inc, uint32_t listener)
{
    bench_release(b, kind, conn, inc, listener);
    bench_quiet(b, MANY);
}

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
        b->io->seg_valid_i = b->io->seg_valid_i || due == 1 || (!b->io->ends_valid_i && due == 0 && bench_draw(b) % 12 == 0);
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

/* ---- opens, hits, releases */

static void an_open_enters_the_table_and_gets_its_iss(void)
{
    bench_reset(b);
    open_now(0, 3, peer(0));
    CU_ASSERT_EQUAL(b->answers, 1);
    struct answer a = last_answer();
    CU_ASSERT(a.conn == 0 && a.inc == 3 && a.err == ERR_NONE && a.iss == bench_iss(b, peer(0)));
}

static void a_segment_of_an_open_connection_hits_within_10_cycles(void)
{
    bench_reset(b);
    open_now(0, 5, peer(0));
    bench_offer(b, peer(0), ACK, 11, 22, 0, 0);
    unsigned cycles = 0;
    bool taken = false;
    do {
        bench_settle(b);
        taken = b->io->seg_ready_o;
        bench_tick(b);
        if (taken)
            b->io->seg_valid_i = 0;
        cycles++;
        bench_settle(b);
    } while (!b->io->ev_valid_o && cycles < 100);
    CU_ASSERT(cycles <= 10);
    bench_tick(b);
    bench_quiet(b, MANY);
    struct event e = last_event();
    CU_ASSERT(b->events == 1 && e.conn == 0 && e.inc == 5 && !e.fresh && e.seq == 11);
    CU_ASSERT_EQUAL(b->disps, 0);
}

static void a_syn_becomes_an_event_within_30_cycles(void)
{
    bench_reset(b);
    bench_listen(b, 2, Port, 0);
    bench_tick(b);
    release_now(REL_SLOT, 0, 7, 2);
    unsigned cycles = bench_segment(b, peer(0), SYN, 1, 0, 0, 0);
    CU_ASSERT(cycles > 0 && cycles <= 30);
    bench_quiet(b, MANY);
    struct event e = last_event();
    CU_ASSERT(b->events == 1 && e.conn == 0 && e.inc == 7 && e.fresh && e.iss == bench_iss(b, peer(0)));
}

static void a_final_release_is_told_after_the_entry_has_gone(void)
{
    bench_reset(b);
    open_now(0, 1, peer(0));
    bench_release(b, REL_FINAL, 0, 2, 0);
    while (b->closed == 0 && b->cycle < MANY)
        bench_tick(b);
    CU_ASSERT_EQUAL(b->closed_conn[0], 0);
    bench_segment(b, peer(0), ACK, 1, 2, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 0 && b->disps == 1 && b->disp[0] == DISP_RESET && b->closed == 1);
}

static void a_link_reset_releases_silently(void)
{
    bench_reset(b);
    open_now(0, 1, peer(0));
    release_now(REL_RESET, 0, 2, 0);
    bench_segment(b, peer(0), ACK, 1, 2, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 0 && b->closed == 0);
}

static void a_second_open_of_a_tuple_is_in_use(void)
{
    if (RTL_CONNS < 2)
        return;
    bench_reset(b);
    open_now(0, 1, peer(0));
    open_now(1, 2, peer(0));
    CU_ASSERT(last_answer().conn == 1 && last_answer().inc == 2 && last_answer().err == ERR_IN_USE);
    open_now(1, 2, peer(1));
    CU_ASSERT(last_answer().err == ERR_NONE);
}

static void as_many_connections_as_configured_fit(void)
{
    bench_reset(b);
    for (uint32_t c = 0; c < RTL_CONNS; c++)
        open_now(c, c, peer(c));
    unsigned good = 0;
    for (uint32_t c = 0; c < RTL_CONNS && c < LOG_ENTRIES; c++)
        good += b->answer[c].err == ERR_NONE && b->answer[c].conn == c;
    CU_ASSERT_EQUAL(good, RTL_CONNS);
    for (uint32_t c = 0; c < RTL_CONNS; c++) {
        bench_segment(b, peer(c), ACK, c, 0, 0, 0);
        bench_quiet(b, MANY);
        CU_ASSERT(last_event().conn == c && last_event().seq == c && last_event().inc == (c & 15));
    }
}

static void entries_survive_a_change_of_the_hash_key(void)
{
    bench_reset(b);
    open_now(0, 1, peer(0));
    b->io->hash_key_i ^= 0x5a5a1234;
    bench_quiet(b, MANY);
    bench_segment(b, peer(0), ACK, 9, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 1 && last_event().conn == 0);
    release_now(REL_FINAL, 0, 2, 0);
    open_now(0, 2, peer(0));
    bench_segment(b, peer(0), ACK, 10, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 2 && last_event().inc == 2);
}

/* ---- tuples with the same hash: the local address is not part of it */

static struct tuple twin(uint32_t n)
{
    struct tuple t = peer(0);
    t.local_ip += n;
    return t;
}

static void tuples_with_equal_tags_are_told_apart(void)
{
    if (RTL_CONNS < SAME_HASH)
        return;
    bench_reset(b);
    for (uint32_t n = 0; n < SAME_HASH; n++)
        open_now(n, 0, twin(n));
    for (uint32_t n = 0; n < SAME_HASH; n++) {
        bench_segment(b, twin(n), ACK, n, 0, 0, 0);
        bench_quiet(b, MANY);
        CU_ASSERT(b->events == n + 1 && last_event().conn == n);
    }
    release_now(REL_FINAL, 3, 0, 0);
    bench_segment(b, twin(3), ACK, 3, 0, 0, 0);
    bench_segment(b, twin(4), ACK, 4, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == SAME_HASH + 1 && last_event().conn == 4 && b->disps == 1);
}

static void a_full_set_refuses_opens_and_syns_and_the_slot_stays(void)
{
    if (RTL_CONNS < SAME_HASH + 2)
        return;
    bench_reset(b);
    bench_listen(b, 0, Port, 0);
    bench_tick(b);
    release_now(REL_SLOT, SAME_HASH + 1, 4, 0);
    for (uint32_t n = 0; n < SAME_HASH; n++)
        open_now(n, 0, twin(n));
    open_now(SAME_HASH, 0, twin(SAME_HASH));
    CU_ASSERT(last_answer().conn == SAME_HASH && last_answer().err == ERR_TABLE_FULL);
    bench_segment(b, twin(SAME_HASH), SYN, 0, 0, 5, 9);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 0 && b->disps == 1 && b->disp[0] == DISP_TABLE_FULL && b->frees == 1 && b->freed[0] == 9);
    release_now(REL_FINAL, 0, 1, 0);
    bench_segment(b, twin(SAME_HASH), SYN, 0, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 1 && last_event().fresh && last_event().conn == SAME_HASH + 1 && last_event().inc == 4);
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

/* ---- listeners and slots */

static void slots_are_lent_first_in_first_out_and_per_listener(void)
{
    if (RTL_CONNS < 6)
        return;
    bench_reset(b);
    bench_listen(b, 0, Port, Local);
    bench_tick(b);
    bench_listen(b, 15, 81, 0);
    bench_tick(b);
    for (uint32_t c = 0; c < 6; c++)
        release_now(REL_SLOT, c, 10 + c, c % 2 ? 15 : 0);
    for (uint32_t n = 0; n < 3; n++) {
        struct tuple t = peer(n);
        bench_segment(b, t, SYN, n, 0, 0, 0);
        bench_quiet(b, MANY);
        CU_ASSERT(last_event().conn == 2 * n && last_event().inc == 10 + 2 * n && last_event().fresh);
        t.local_port = 81;
        bench_segment(b, t, SYN, n, 0, 0, 0);
        bench_quiet(b, MANY);
        CU_ASSERT(last_event().conn == 2 * n + 1 && last_event().inc == 11 + 2 * n && last_event().fresh);
    }
    bench_segment(b, peer(7), SYN, 0, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 6 && b->disps == 1 && b->disp[0] == DISP_NO_SLOT && b->resets == 0);
}

static void a_listener_for_another_address_does_not_match(void)
{
    bench_reset(b);
    bench_listen(b, 0, Port, Local + 1);
    bench_tick(b);
    release_now(REL_SLOT, 0, 0, 0);
    bench_segment(b, peer(0), SYN, 0, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 0 && b->resets == 1);
}

static void a_failed_handshake_returns_the_slot_inside(void)
{
    bench_reset(b);
    bench_listen(b, 3, Port, 0);
    bench_tick(b);
    release_now(REL_SLOT, 0, 1, 3);
    bench_segment(b, peer(0), SYN, 0, 0, 0, 0);
    bench_quiet(b, MANY);
    release_now(REL_RETURN, 0, 2, 3);
    bench_segment(b, peer(0), SYN, 5, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 2 && last_event().fresh && last_event().conn == 0 && last_event().inc == 2 &&
              b->closed == 0);
}

static void unlisten_forgets_its_slots(void)
{
    bench_reset(b);
    bench_listen(b, 3, Port, 0);
    bench_tick(b);
    release_now(REL_SLOT, 0, 1, 3);
    bench_unlisten(b, 3);
    bench_tick(b);
    bench_segment(b, peer(0), SYN, 0, 0, 0, 0);
    bench_listen(b, 3, Port, 0);
    bench_tick(b);
    bench_segment(b, peer(0), SYN, 0, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 0 && b->disps == 2 && b->disp[0] == DISP_RESET && b->disp[1] == DISP_NO_SLOT);
}

static void a_slot_on_its_way_when_its_listener_ends_does_not_go_to_the_next(void)
{
    bench_reset(b);
    bench_listen(b, 3, Port, 0);
    bench_tick(b);
    bench_release(b, REL_FINAL, 0, 0, 0);
    bench_tick(b);
    bench_release(b, REL_SLOT, 0, 1, 3);
    bench_tick(b);
    bench_unlisten(b, 3);
    bench_tick(b);
    bench_listen(b, 3, Port, 0);
    bench_tick(b);
    bench_quiet(b, MANY);
    bench_segment(b, peer(0), SYN, 0, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 0 && b->disp[0] == DISP_NO_SLOT && b->closed == 1);
}

/* ---- neighbours */

static void an_unreachable_neighbour_fails_the_open(void)
{
    bench_reset(b);
    b->nb_state[peer(0).remote_ip % NB_IPS] = NB_FAILED;
    open_now(0, 6, peer(0));
    CU_ASSERT(b->answers == 1 && last_answer().err == ERR_UNREACHABLE && last_answer().inc == 6);
    bench_segment(b, peer(0), ACK, 0, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT_EQUAL(b->events, 0);
}

static void a_waiting_open_sleeps_until_the_neighbour_table_changes(void)
{
    bench_reset(b);
    uint8_t *state = &b->nb_state[peer(0).remote_ip % NB_IPS];
    *state = NB_PENDING;
    open_now(0, 1, peer(0));
    for (unsigned c = 0; c < 500; c++) {
        bench_tick(b);
        CU_ASSERT_EQUAL(b->io->idle_o, 1);
    }
    CU_ASSERT(b->asks == 1 && b->answers == 0);
    b->io->nb_update_i = 1;
    bench_tick(b);
    bench_quiet(b, MANY);
    CU_ASSERT(b->asks == 2 && b->answers == 0);
    *state = NB_KNOWN;
    b->io->nb_update_i = 1;
    bench_tick(b);
    bench_quiet(b, MANY);
    CU_ASSERT(b->asks == 3 && b->answers == 1 && last_answer().err == ERR_NONE);
}

static void a_change_while_the_open_goes_to_sleep_is_not_lost(void)
{
    for (unsigned at = 0; at < 40; at++) {
        bench_reset(b);
        uint8_t *state = &b->nb_state[peer(0).remote_ip % NB_IPS];
        *state = NB_PENDING;
        bench_open(b, 0, 1, peer(0));
        for (unsigned c = 0; c < at; c++)
            bench_tick(b);
        *state = NB_KNOWN;
        b->io->nb_update_i = 1;
        bench_tick(b);
        bench_quiet(b, MANY);
        bench_quiet(b, MANY);
        CU_ASSERT_EQUAL(b->answers, 1);
    }
}

static void a_new_open_does_not_wait_behind_sleeping_ones(void)
{
    if (RTL_CONNS < 8)
        return;
    bench_reset(b);
    b->nb_state[peer(0).remote_ip % NB_IPS] = NB_PENDING;
    for (uint32_t c = 0; c < 7; c++)
        open_now(c, 0, peer(8 * c));
    unsigned asks = b->asks;
    open_now(7, 0, peer(1));
    CU_ASSERT(b->answers == 1 && last_answer().conn == 7 && b->asks == asks + 1);
}

static void an_open_given_up_while_it_waits_is_not_answered_and_its_number_can_be_used_again(void)
{
    bench_reset(b);
    b->nb_state[peer(0).remote_ip % NB_IPS] = NB_PENDING;
    for (unsigned turn = 0; turn < 3 * RTL_CONNS && turn < 300; turn++) {
        open_now(0, turn, peer(0));
        release_now(REL_RESET, 0, turn + 1, 0);
    }
    CU_ASSERT_EQUAL(b->answers, 0);
    open_now(0, 9, peer(1));
    CU_ASSERT(b->answers == 1 && last_answer().inc == 9 && last_answer().err == ERR_NONE);
    b->nb_state[peer(0).remote_ip % NB_IPS] = NB_KNOWN;
    b->io->nb_update_i = 1;
    bench_quiet(b, MANY);
    bench_quiet(b, MANY);
    CU_ASSERT_EQUAL(b->answers, 1);
}

static void an_open_given_up_at_any_moment_leaves_no_entry(void)
{
    for (unsigned at = 0; at < 80; at++) {
        bench_reset(b);
        bench_open(b, 0, 1, peer(0));
        for (unsigned c = 0; c < at; c++)
            bench_tick(b);
        bench_release(b, REL_RESET, 0, 2, 0);
        bench_quiet(b, MANY);
        CU_ASSERT(b->answers <= 1);
        bench_segment(b, peer(0), ACK, 1, 2, 0, 0);
        bench_quiet(b, MANY);
        CU_ASSERT(b->events == 0 && b->disps == 1);
    }
}

static void a_disabled_engine_fails_every_open_also_a_sleeping_one(void)
{
    for (unsigned at = 0; at < 40; at++) {
        bench_reset(b);
        memset(b->nb_state, NB_PENDING, sizeof b->nb_state);
        for (uint32_t c = 0; c < RTL_CONNS && c < 5; c++) {
            bench_open(b, c, c, peer(c));
            bench_tick(b);
        }
        for (unsigned c = 0; c < 5 * at; c++)
            bench_tick(b);
        b->io->enable_i = 0;
        bench_tick(b);
        bench_quiet(b, MANY);
        unsigned asks = b->asks;
        CU_ASSERT_EQUAL(b->answers, RTL_CONNS < 5 ? RTL_CONNS : 5);
        for (unsigned n = 0; n < b->answers; n++)
            CU_ASSERT_EQUAL(b->answer[n].err, ERR_UNREACHABLE);
        open_now(0, 7, peer(1));
        CU_ASSERT(last_answer().inc == 7 && last_answer().err == ERR_UNREACHABLE && b->asks == asks);
    }
}

/* ---- freedom from deadlock */

static void releases_and_opens_go_on_while_segments_are_stalled(void)
{
    if (RTL_CONNS < 4)
        return;
    bench_reset(b);
    open_now(0, 0, peer(0));
    b->io->ev_ready_i = 0;
    unsigned taken = 0;
    while (bench_segment(b, peer(0), ACK, taken, 0, 0, 0) != 0 && taken < 100)
        taken++;
    CU_ASSERT(taken > 0 && taken < 100);
    bench_offer(b, peer(0), ACK, taken, 0, 0, 0);
    for (unsigned turn = 0; turn < 20; turn++) {
        unsigned closed = b->closed, answers = b->answers;
        bench_open(b, 1 + turn % 3, 0, peer(1 + turn % 3));
        for (unsigned c = 0; c < 200; c++)
            bench_tick(b);
        CU_ASSERT_EQUAL(b->answers, answers + 1);
        bench_release(b, REL_FINAL, 1 + turn % 3, 0, 0);
        for (unsigned c = 0; c < 200; c++)
            bench_tick(b);
        CU_ASSERT_EQUAL(b->closed, closed + 1);
    }
    b->io->ev_ready_i = 1;
    CU_ASSERT(bench_segment(b, peer(0), ACK, taken, 0, 0, 0) != 0);
    bench_quiet(b, MANY);
    CU_ASSERT_EQUAL(b->events, taken + 1);
    for (unsigned n = 0; n <= taken; n++)
        CU_ASSERT_EQUAL(b->event[n].seq, n);
}

static void releases_and_segments_go_on_while_open_answers_are_stalled(void)
{
    if (RTL_CONNS < 12)
        return;
    bench_reset(b);
    open_now(0, 0, peer(0));
    b->io->open_ev_ready_i = 0;
    for (uint32_t c = 2; c < 12; c++) {
        bench_open(b, c, 0, peer(c));
        bench_tick(b);
    }
    for (unsigned c = 0; c < 500; c++)
        bench_tick(b);
    CU_ASSERT(bench_segment(b, peer(0), ACK, 1, 0, 0, 0) != 0);
    bench_release(b, REL_FINAL, 0, 0, 0);
    for (unsigned c = 0; c < 200; c++)
        bench_tick(b);
    CU_ASSERT(b->events == 1 && b->closed == 1 && b->answers == 1);
    b->io->open_ev_ready_i = 1;
    bench_quiet(b, MANY);
    CU_ASSERT_EQUAL(b->answers, 11);
}

static void the_random_run_agrees_with_the_model(void)
{
    bench_reset(b);
    CU_ASSERT_EQUAL(flow_random_run(b, 150000), 0);
}

int main(int argc, char **argv)
{
    b->seed = argc > 1 ? strtoull(argv[1], NULL, 0) | 1 : 20261122;
    printf("seed %llu\n", (unsigned long long)b->seed);
    b->io = flow_path_tb_new();
    if (!b->io || CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    CU_pSuite suite = CU_add_suite("flow_path", NULL, NULL);
    CU_ADD_TEST(suite, an_icmp_error_finds_the_connection_that_it_quotes);
    CU_ADD_TEST(suite, an_icmp_error_about_no_connection_is_dropped_without_an_answer);
    CU_ADD_TEST(suite, errors_and_segments_do_not_mix);
    CU_ADD_TEST(suite, a_segment_looked_up_ahead_is_decided_in_2_cycles);
    CU_ADD_TEST(suite, a_lookup_ahead_of_a_bad_segment_changes_nothing);
    CU_ADD_TEST(suite, a_syn_looked_up_ahead_takes_its_slot_when_it_comes);
    CU_ADD_TEST(suite, an_open_enters_the_table_and_gets_its_iss);
    CU_ADD_TEST(suite, a_segment_of_an_open_connection_hits_within_10_cycles);
    CU_ADD_TEST(suite, a_syn_becomes_an_event_within_30_cycles);
    CU_ADD_TEST(suite, a_final_release_is_told_after_the_entry_has_gone);
    CU_ADD_TEST(suite, a_link_reset_releases_silently);
    CU_ADD_TEST(suite, a_second_open_of_a_tuple_is_in_use);
    CU_ADD_TEST(suite, as_many_connections_as_configured_fit);
    CU_ADD_TEST(suite, entries_survive_a_change_of_the_hash_key);
    CU_ADD_TEST(suite, tuples_with_equal_tags_are_told_apart);
    CU_ADD_TEST(suite, a_full_set_refuses_opens_and_syns_and_the_slot_stays);
    CU_ADD_TEST(suite, closed_port_resets_an_ack_from_its_own_number);
    CU_ADD_TEST(suite, closed_port_resets_a_syn_with_its_whole_length_acked);
    CU_ADD_TEST(suite, a_listening_port_resets_an_ack);
    CU_ADD_TEST(suite, a_listening_port_drops_what_has_neither_syn_nor_ack);
    CU_ADD_TEST(suite, a_reset_without_a_connection_is_dropped);
    CU_ADD_TEST(suite, payload_of_a_refused_segment_is_given_back_once);
    CU_ADD_TEST(suite, resets_that_nobody_takes_are_dropped_and_counted);
    CU_ADD_TEST(suite, slots_are_lent_first_in_first_out_and_per_listener);
    CU_ADD_TEST(suite, a_listener_for_another_address_does_not_match);
    CU_ADD_TEST(suite, a_failed_handshake_returns_the_slot_inside);
    CU_ADD_TEST(suite, unlisten_forgets_its_slots);
    CU_ADD_TEST(suite, a_slot_on_its_way_when_its_listener_ends_does_not_go_to_the_next);
    CU_ADD_TEST(suite, an_unreachable_neighbour_fails_the_open);
    CU_ADD_TEST(suite, a_waiting_open_sleeps_until_the_neighbour_table_changes);
    CU_ADD_TEST(suite, a_change_while_the_open_goes_to_sleep_is_not_lost);
    CU_ADD_TEST(suite, a_new_open_does_not_wait_behind_sleeping_ones);
    CU_ADD_TEST(suite, an_open_given_up_while_it_waits_is_not_answered_and_its_number_can_be_used_again);
    CU_ADD_TEST(suite, an_open_given_up_at_any_moment_leaves_no_entry);
    CU_ADD_TEST(suite, a_disabled_engine_fails_every_open_also_a_sleeping_one);
    CU_ADD_TEST(suite, releases_and_opens_go_on_while_segments_are_stalled);
    CU_ADD_TEST(suite, releases_and_segments_go_on_while_open_answers_are_stalled);
    CU_ADD_TEST(suite, the_random_run_agrees_with_the_model);
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    unsigned failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    flow_path_tb_free(b->io);
    return failures != 0;
}
