/* side_path: ARP and neighbours from RFC 826 and RFC 1122; the echo tests are in side_echo_tests.c. */
#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>

#include "side_bench.h"

#define HOST_IP   UINT32_C(0x0a000010)
#define HOST_MAC  UINT64_C(0x0200000000aa)
#define OTHER_MAC UINT64_C(0x0200000000bb)
#define SECOND    1000000u

extern CU_TestInfo side_echo_tests[], side_error_tests[];

static void expect_arp(struct bench *b, unsigned n, uint64_t dst, enum arp_oper oper, uint64_t tha, uint32_t tpa)
{
    uint8_t expected[42];

    CU_ASSERT_TRUE_FATAL(n < b->frames && n < FRAMES);
    arp_frame(expected, dst, oper, tha, tpa);
    CU_ASSERT_EQUAL(b->frame[n].bytes, 42);
    CU_ASSERT_EQUAL(memcmp(b->frame[n].data, expected, 42), 0);
}

static void expect_request(struct bench *b, unsigned n, uint32_t tpa)
{
    expect_arp(b, n, BROADCAST_MAC, ARP_REQUEST, 0, tpa);
}

static void expect_state(struct bench *b, uint32_t ip, enum neighbour state)
{
    CU_ASSERT_EQUAL(bench_lookup(b, 0, ip).state, state);
}

static void expect_known(struct bench *b, uint32_t ip, uint64_t mac)
{
    for (int port = 0; port < 2; port++) {
        struct lookup l = bench_lookup(b, port, ip);

        CU_ASSERT_EQUAL(l.state, NEIGHBOUR_KNOWN);
        CU_ASSERT_EQUAL(l.mac, mac);
    }
}

/* An address is asked for and answers. */
static void resolve(struct bench *b, uint32_t ip, uint64_t mac)
{
    expect_state(b, ip, NEIGHBOUR_PENDING);
    bench_arp(b, ARP_REPLY, mac, ip, OUR_IP);
    bench_forget(b);
}

/* ------------------------------------------------------------------ answering */

static void a_request_for_us_is_answered_byte_for_byte(void)
{
    struct bench *b = bench_new();

    bench_arp(b, ARP_REQUEST, HOST_MAC, HOST_IP, OUR_IP);
    CU_ASSERT_EQUAL(b->frames, 1);
    expect_arp(b, 0, HOST_MAC, ARP_REPLY, HOST_MAC, HOST_IP);
    CU_ASSERT_EQUAL(b->arp, 1);
    CU_ASSERT_EQUAL(b->requests_in, 1);
    bench_free(b);
}

static void a_request_for_another_host_is_not_answered_and_not_counted(void)
{
    struct bench *b = bench_new();

    bench_arp(b, ARP_REQUEST, HOST_MAC, HOST_IP, OUR_IP + 1);
    CU_ASSERT_EQUAL(b->frames, 0);
    CU_ASSERT_EQUAL(b->arp, 0);
    bench_free(b);
}

static void a_probe_is_answered_and_not_learned(void)
{
    struct bench *b = bench_new();

    bench_arp(b, ARP_REQUEST, HOST_MAC, 0, OUR_IP);
    expect_arp(b, 0, HOST_MAC, ARP_REPLY, HOST_MAC, 0);
    CU_ASSERT_EQUAL(b->updates, 0);
    bench_free(b);
}

static void a_malformed_packet_for_us_is_counted_and_ignored(void)
{
    struct bench *b = bench_new();
    uint64_t *field[4] = {&b->io->arp_htype_i, &b->io->arp_ptype_i, &b->io->arp_hlen_i, &b->io->arp_plen_i};

    for (unsigned i = 0; i < 4; i++) {
        bench_arp(b, ARP_REQUEST, HOST_MAC, HOST_IP, OUR_IP);
        bench_forget(b);
        (*field[i])++;
        b->io->arp_valid_i = 1;
        bench_until_idle(b);
        CU_ASSERT_EQUAL(b->frames, 0);
        CU_ASSERT_EQUAL(b->arp, 1);
    }
    bench_arp(b, (enum arp_oper)3, HOST_MAC, HOST_IP, OUR_IP);
    bench_arp(b, ARP_REQUEST, BROADCAST_MAC, HOST_IP, OUR_IP);
    bench_arp(b, ARP_REQUEST, 0, HOST_IP, OUR_IP);
    CU_ASSERT_EQUAL(b->frames, 0);
    CU_ASSERT_EQUAL(b->arp, 4);
    bench_free(b);
}

static void a_disabled_engine_is_silent(void)
{
    struct bench *b = bench_new();

    b->io->cfg_enable_i = 0;
    bench_arp(b, ARP_REQUEST, HOST_MAC, HOST_IP, OUR_IP);
    expect_state(b, HOST_IP, NEIGHBOUR_FAILED);
    bench_advance(b, 10 * SECOND);
    CU_ASSERT_EQUAL(b->frames, 0);
    CU_ASSERT_EQUAL(b->arp, 1);
    bench_free(b);
}

/* ------------------------------------------------------------------ learning (RFC 826) */

static void a_request_for_us_teaches(void)
{
    struct bench *b = bench_new();

    bench_arp(b, ARP_REQUEST, HOST_MAC, HOST_IP, OUR_IP);
    CU_ASSERT_EQUAL(b->updates, 1);
    expect_known(b, HOST_IP, HOST_MAC);
    bench_free(b);
}

static void a_request_for_another_host_teaches_only_about_the_known(void)
{
    struct bench *b = bench_new();

    bench_arp(b, ARP_REQUEST, HOST_MAC, HOST_IP, OUR_IP + 1);
    CU_ASSERT_EQUAL(b->updates, 0);
    resolve(b, HOST_IP, HOST_MAC);
    bench_arp(b, ARP_REQUEST, OTHER_MAC, HOST_IP, OUR_IP + 1);
    expect_known(b, HOST_IP, OTHER_MAC);
    bench_free(b);
}

static void a_reply_that_nobody_asked_for_makes_no_entry(void)
{
    struct bench *b = bench_new();

    bench_arp(b, ARP_REPLY, HOST_MAC, HOST_IP, OUR_IP);
    CU_ASSERT_EQUAL(b->updates, 0);
    expect_state(b, HOST_IP, NEIGHBOUR_PENDING);
    bench_free(b);
}

static void our_own_address_is_not_learned(void)
{
    struct bench *b = bench_new();

    bench_arp(b, ARP_REQUEST, HOST_MAC, OUR_IP, OUR_IP);
    CU_ASSERT_EQUAL(b->updates, 0);
    expect_state(b, OUR_IP, NEIGHBOUR_PENDING);
    bench_free(b);
}

static void the_answer_to_our_request_makes_the_neighbour_known(void)
{
    struct bench *b = bench_new();

    expect_state(b, HOST_IP, NEIGHBOUR_PENDING);
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->updates, 0);
    bench_arp(b, ARP_REPLY, HOST_MAC, HOST_IP, OUR_IP);
    CU_ASSERT_EQUAL(b->updates, 1);
    expect_known(b, HOST_IP, HOST_MAC);
    bench_forget(b);
    bench_advance(b, 10 * SECOND);
    CU_ASSERT_EQUAL(b->frames, 0);
    bench_free(b);
}

/* ------------------------------------------------------------------ asking */

static void an_unknown_address_is_asked_for_once(void)
{
    struct bench *b = bench_new();

    expect_state(b, HOST_IP, NEIGHBOUR_PENDING);
    for (unsigned i = 0; i < 20; i++)
        CU_ASSERT_EQUAL(bench_lookup(b, i & 1, HOST_IP).state, NEIGHBOUR_PENDING);
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->frames, 1);
    CU_ASSERT_EQUAL(b->requests_out, 1);
    expect_request(b, 0, HOST_IP);
    bench_free(b);
}

static void three_requests_one_second_apart_and_then_it_has_failed(void)
{
    struct bench *b = bench_new();

    expect_state(b, HOST_IP, NEIGHBOUR_PENDING);
    for (unsigned sent = 1; sent <= 3; sent++) {
        bench_advance(b, SECOND); /* the count may just have moved when the last one left */
        CU_ASSERT_EQUAL(b->frames, sent);
        expect_request(b, sent - 1, HOST_IP);
        expect_state(b, HOST_IP, NEIGHBOUR_PENDING);
        CU_ASSERT_EQUAL(b->updates, 0);
        bench_advance(b, 1);
    }
    CU_ASSERT_EQUAL(b->updates, 1);
    expect_state(b, HOST_IP, NEIGHBOUR_FAILED);
    CU_ASSERT_EQUAL(b->frames, 3);
    bench_free(b);
}

static void a_failed_address_is_tried_anew_a_second_later(void)
{
    struct bench *b = bench_new();

    expect_state(b, HOST_IP, NEIGHBOUR_PENDING);
    bench_advance(b, 4 * SECOND - 100);
    bench_forget(b);
    expect_state(b, HOST_IP, NEIGHBOUR_FAILED);
    bench_advance(b, 200);
    CU_ASSERT_FALSE(b->io->deadline_valid_o);
    expect_state(b, HOST_IP, NEIGHBOUR_PENDING);
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->frames, 1);
    bench_free(b);
}

static void a_late_answer_revives_a_failed_address(void)
{
    struct bench *b = bench_new();

    expect_state(b, HOST_IP, NEIGHBOUR_PENDING);
    bench_advance(b, 3 * SECOND + 100);
    expect_state(b, HOST_IP, NEIGHBOUR_FAILED);
    bench_arp(b, ARP_REPLY, HOST_MAC, HOST_IP, OUR_IP);
    expect_known(b, HOST_IP, HOST_MAC);
    bench_free(b);
}

static void an_old_neighbour_is_used_while_it_is_asked_for_again(void)
{
    struct bench *b = bench_new();

    resolve(b, HOST_IP, HOST_MAC);
    bench_advance(b, 60 * SECOND - 100);
    expect_known(b, HOST_IP, HOST_MAC);
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->frames, 0);
    bench_advance(b, 200);
    for (unsigned i = 0; i < 5; i++)
        expect_known(b, HOST_IP, HOST_MAC);
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->frames, 1);
    expect_request(b, 0, HOST_IP);
    bench_arp(b, ARP_REPLY, OTHER_MAC, HOST_IP, OUR_IP);
    expect_known(b, HOST_IP, OTHER_MAC);
    bench_advance(b, 59 * SECOND);
    expect_known(b, HOST_IP, OTHER_MAC);
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->frames, 1);
    bench_free(b);
}

/* For longer than half the range of a time as well. */
static void an_old_neighbour_that_nobody_uses_is_left_alone(void)
{
    struct bench *b = bench_new();

    resolve(b, HOST_IP, HOST_MAC);
    bench_advance(b, 61 * SECOND);
    CU_ASSERT_FALSE(b->io->deadline_valid_o);
    for (unsigned i = 0; i < 4; i++) {
        bench_advance(b, 1000 * (uint64_t)SECOND);
        CU_ASSERT_EQUAL(b->frames, 0);
    }
    expect_known(b, HOST_IP, HOST_MAC);
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->frames, 1);
    expect_request(b, 0, HOST_IP);
    bench_free(b);
}

static void an_old_neighbour_that_speaks_is_young_again(void)
{
    struct bench *b = bench_new();

    resolve(b, HOST_IP, HOST_MAC);
    bench_advance(b, 61 * SECOND);
    bench_arp(b, ARP_REPLY, HOST_MAC, HOST_IP, OUR_IP);
    CU_ASSERT_EQUAL(b->updates, 0); /* it was never unknown */
    expect_known(b, HOST_IP, HOST_MAC);
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->frames, 0);
    bench_free(b);
}

/* While no request can leave an old neighbour is used all the same, and asked for by a later lookup. */
static void an_old_neighbour_waits_for_a_stalled_output(void)
{
    struct bench *b = bench_new();

    resolve(b, HOST_IP, HOST_MAC);
    bench_advance(b, 61 * SECOND);
    b->ready_of_8 = 0;
    for (unsigned i = 1; i < 40; i++)
        expect_state(b, HOST_IP + i, NEIGHBOUR_PENDING);
    expect_known(b, HOST_IP, HOST_MAC);
    b->ready_of_8 = 8;
    bench_advance(b, 0); /* as many walks as it takes */
    CU_ASSERT_EQUAL(b->requests_out, 39);
    expect_known(b, HOST_IP, HOST_MAC);
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->requests_out, 40);
    bench_free(b);
}

static void an_old_neighbour_that_does_not_answer_is_dropped(void)
{
    struct bench *b = bench_new();

    resolve(b, HOST_IP, HOST_MAC);
    bench_advance(b, 61 * SECOND);
    expect_known(b, HOST_IP, HOST_MAC);
    for (unsigned sent = 1; sent <= 3; sent++) {
        bench_advance(b, SECOND); /* the count may just have moved when the last one left */
        CU_ASSERT_EQUAL(b->frames, sent);
        expect_request(b, sent - 1, HOST_IP);
        expect_known(b, HOST_IP, HOST_MAC);
        bench_advance(b, 1);
    }
    CU_ASSERT_EQUAL(b->frames, 3);
    CU_ASSERT_FALSE(b->io->deadline_valid_o);
    expect_state(b, HOST_IP, NEIGHBOUR_PENDING);
    bench_free(b);
}

/* ------------------------------------------------------------------ next hops */

static void what_lies_outside_the_prefix_goes_by_the_gateway(void)
{
    struct bench *b = bench_new();
    static const struct {
        unsigned prefix_bits;
        uint32_t gateway, ip, hop;
    } cases[] = {
        {24, GATEWAY_IP, 0x0a0000ff, 0x0a0000ff}, {24, GATEWAY_IP, 0x0a000110, GATEWAY_IP},
        {24, GATEWAY_IP, 0x08080808, GATEWAY_IP}, {24, 0, 0x08080808, 0x08080808},
        {0, GATEWAY_IP, 0xc0000201, 0xc0000201},  {32, GATEWAY_IP, OUR_IP + 1, GATEWAY_IP},
        {31, GATEWAY_IP, OUR_IP + 1, OUR_IP + 1}, {31, GATEWAY_IP, OUR_IP - 1, GATEWAY_IP},
        {8, GATEWAY_IP, 0x0affffff, 0x0affffff},  {1, GATEWAY_IP, 0x80000000, GATEWAY_IP},
    };

    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        b->io->cfg_prefix_bits_i = cases[i].prefix_bits;
        b->io->cfg_gateway_i = cases[i].gateway;
        b->io->rst_i = 1;
        bench_clocks(b, 2);
        b->io->rst_i = 0;
        bench_until_idle(b);
        bench_forget(b);
        CU_ASSERT_EQUAL(bench_lookup(b, (int)(i & 1), cases[i].ip).state, NEIGHBOUR_PENDING);
        bench_until_idle(b);
        CU_ASSERT_EQUAL(b->frames, 1);
        expect_request(b, 0, cases[i].hop);
    }
    bench_free(b);
}

/* ------------------------------------------------------------------ the table and its ports */

static void both_ports_and_arp_at_once_are_answered_within_13_cycles(void)
{
    struct bench *b = bench_new();
    unsigned both = 0;

    resolve(b, HOST_IP, HOST_MAC);
    for (unsigned lead = 0; lead < 6; lead++) {
        bench_arp(b, ARP_REQUEST, OTHER_MAC, HOST_IP + 1, OUR_IP);
        b->io->arp_valid_i = 1;
        bench_clocks(b, lead);
        b->io->arp_valid_i = 1;
        b->io->tx_nb_valid_i = b->io->open_nb_valid_i = 1;
        b->io->tx_nb_ip_i = HOST_IP;
        b->io->open_nb_ip_i = HOST_IP + 1;
        for (unsigned cycle = 1; cycle <= 13; cycle++) {
            bench_clock(b);
            b->io->tx_nb_valid_i = b->io->open_nb_valid_i = 0; /* a pulse is enough */
            both += (unsigned)(b->io->tx_nb_rsp_o + b->io->open_nb_rsp_o);
            if (b->io->tx_nb_rsp_o)
                CU_ASSERT_EQUAL(b->io->tx_nb_mac_o, HOST_MAC);
        }
        bench_until_idle(b);
    }
    CU_ASSERT_EQUAL(both, 12);
    bench_free(b);
}

/* Each of those that are still there becomes old at a time of its own. */
static void the_table_is_bounded_and_keeps_the_newest(void)
{
    struct bench *b = bench_new();
    unsigned ages = 0;

    for (unsigned i = 0; i < 500; i++) {
        bench_advance(b, 10);
        bench_arp(b, ARP_REQUEST, HOST_MAC + i, HOST_IP + i, OUR_IP);
        b->io->cfg_prefix_bits_i = 0;
        expect_known(b, HOST_IP + i, HOST_MAC + i);
    }
    bench_advance(b, 59 * SECOND + 999000); /* past the bound that a replaced entry left behind */
    for (; b->io->deadline_valid_o; ages++)
        bench_advance(b, (uint32_t)b->io->deadline_us_o - (uint32_t)b->io->now_us_i);
    CU_ASSERT_EQUAL(ages, RTL_NEIGHBOURS);
    bench_free(b);
}

/* An aligned block of 64 addresses fills the table. One fails: it is the one that a newcomer of its set replaces. */
static void a_failed_address_gives_way_before_a_known_one(void)
{
    struct bench *b = bench_new();
    uint32_t base = OUR_IP & ~UINT32_C(255), lost = base + 0x80, newcomer = base + 0xc4;

    expect_state(b, lost, NEIGHBOUR_PENDING);
    for (uint32_t ip = lost + 1; ip < lost + 64; ip++)
        bench_arp(b, ARP_REQUEST, HOST_MAC + ip, ip, OUR_IP);
    bench_advance(b, 3 * SECOND + 100);
    expect_state(b, lost, NEIGHBOUR_FAILED);
    bench_arp(b, ARP_REQUEST, HOST_MAC + newcomer, newcomer, OUR_IP);
    for (uint32_t ip = lost + 1; ip < lost + 64; ip++)
        expect_known(b, ip, HOST_MAC + ip);
    expect_known(b, newcomer, HOST_MAC + newcomer);
    bench_free(b);
}

static void a_full_set_of_pending_addresses_makes_a_newcomer_wait(void)
{
    struct bench *b = bench_new();
    uint32_t ip[200];

    b->io->cfg_prefix_bits_i = 0;
    for (unsigned i = 0; i < 200; i++) {
        ip[i] = HOST_IP + i;
        expect_state(b, ip[i], NEIGHBOUR_PENDING);
        bench_until_idle(b);
    }
    CU_ASSERT_EQUAL(b->requests_out, RTL_NEIGHBOURS);
    bench_advance(b, 3 * SECOND + 100);
    CU_ASSERT_EQUAL(b->updates, RTL_NEIGHBOURS);
    bench_forget(b);
    expect_state(b, ip[199], NEIGHBOUR_PENDING);
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->frames, 1);
    bench_free(b);
}

static void requests_wait_for_a_stalled_output_and_are_not_lost(void)
{
    struct bench *b = bench_new();
    bool seen[40] = {false};

    b->ready_of_8 = 0;
    for (unsigned i = 0; i < 40; i++)
        expect_state(b, HOST_IP + i, NEIGHBOUR_PENDING);
    bench_clocks(b, 2000);
    b->ready_of_8 = 3;
    bench_clocks(b, 4000);
    CU_ASSERT_EQUAL(b->frames, 40);
    for (unsigned i = 0; i < 40 && i < b->frames; i++) {
        uint32_t ip = (uint32_t)b->frame[i].data[40] << 8 | b->frame[i].data[41];

        CU_ASSERT_TRUE_FATAL(ip >= (HOST_IP & 0xffff) && ip < (HOST_IP & 0xffff) + 40);
        CU_ASSERT_FALSE(seen[ip - (HOST_IP & 0xffff)]);
        seen[ip - (HOST_IP & 0xffff)] = true;
    }
    bench_free(b);
}

/* Whatever happens, a Known answer is the address last heard, and every wait ends. */
static void random_traffic_never_gives_a_wrong_address(void)
{
    struct bench *b = bench_new();
    uint64_t heard[256] = {0};
    unsigned known = 0;

    printf("(seed 0x%x) ", (unsigned)b->seed);
    b->io->cfg_arp_age_us_i = 5 * SECOND;
    b->ready_of_8 = 5;
    for (unsigned i = 0; i < 20000; i++) {
        uint32_t host = 3 + bench_random(b) % 250, kind = bench_random(b) % 8;
        uint32_t ip = (OUR_IP & ~UINT32_C(255)) + host;

        if (kind < 4) {
            struct lookup l = bench_lookup(b, (int)(kind & 1), ip);

            known += l.state == NEIGHBOUR_KNOWN;
            CU_ASSERT_TRUE(l.state != NEIGHBOUR_KNOWN || l.mac == heard[host]);
        } else if (kind < 7) {
            uint64_t mac = HOST_MAC + (bench_random(b) & 0xffff);

            heard[host] = mac;
            bench_arp(b, kind < 6 ? ARP_REPLY : ARP_REQUEST, mac, ip, OUR_IP + (kind == 5));
        } else {
            bench_advance(b, bench_random(b) % SECOND);
        }
    }
    CU_ASSERT_TRUE(known > 500);
    bench_advance(b, 20 * SECOND);
    CU_ASSERT_FALSE(b->io->deadline_valid_o);
    bench_free(b);
}

#define TEST(name)  \
    {               \
#name, name \
    }
static CU_TestInfo arp_tests[] = {
    TEST(a_request_for_us_is_answered_byte_for_byte),
    TEST(a_request_for_another_host_is_not_answered_and_not_counted),
    TEST(a_probe_is_answered_and_not_learned),
    TEST(a_malformed_packet_for_us_is_counted_and_ignored),
    TEST(a_disabled_engine_is_silent),
    TEST(a_request_for_us_teaches),
    TEST(a_request_for_another_host_teaches_only_about_the_known),
    TEST(a_reply_that_nobody_asked_for_makes_no_entry),
    TEST(our_own_address_is_not_learned),
    TEST(the_answer_to_our_request_makes_the_neighbour_known),
    TEST(an_unknown_address_is_asked_for_once),
    TEST(three_requests_one_second_apart_and_then_it_has_failed),
    TEST(a_failed_address_is_tried_anew_a_second_later),
    TEST(a_late_answer_revives_a_failed_address),
    TEST(an_old_neighbour_is_used_while_it_is_asked_for_again),
    TEST(an_old_neighbour_that_nobody_uses_is_left_alone),
    TEST(an_old_neighbour_that_speaks_is_young_again),
    TEST(an_old_neighbour_waits_for_a_stalled_output),
    TEST(an_old_neighbour_that_does_not_answer_is_dropped),
    TEST(what_lies_outside_the_prefix_goes_by_the_gateway),
    TEST(both_ports_and_arp_at_once_are_answered_within_13_cycles),
    TEST(the_table_is_bounded_and_keeps_the_newest),
    TEST(a_failed_address_gives_way_before_a_known_one),
    TEST(a_full_set_of_pending_addresses_makes_a_newcomer_wait),
    TEST(requests_wait_for_a_stalled_output_and_are_not_lost),
    TEST(random_traffic_never_gives_a_wrong_address),
    CU_TEST_INFO_NULL,
};

int main(void)
{
    CU_SuiteInfo suites[] = {{.pName = "side_path: ARP", .pTests = arp_tests},
                             {.pName = "side_path: ICMP echo", .pTests = side_echo_tests},
                             {.pName = "side_path: ICMP errors", .pTests = side_error_tests},
                             CU_SUITE_INFO_NULL};
    unsigned failures;

    if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS)
        return 2;
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failures != 0;
}
