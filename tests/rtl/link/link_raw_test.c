/* link_raw_test.c: raw frames, both ways. */
#include <string.h>

#include "link_tests.h"

enum { NOBODY, ECHO, RAW };
enum { DISP_RAW = 11, DISP_RAW_FULL = 12 };

static void frames_of_the_host_leave_whole_and_without_gaps(void)
{
    static const unsigned sizes[] = {14, 15, 16, 17,  31,  32,  33,   59,   60,  61,
                                     63, 64, 65, 127, 128, 129, 1500, 1513, 1514};
    enum { N = sizeof sizes / sizeof sizes[0] };
    static uint8_t frames[N][1514];
    for (unsigned percent = 0; percent <= 50; percent += 50) {
        struct bench *b = bench_new(40 + percent);
        CU_ASSERT(bench_hello(b));
        bench_stalls(b, percent);
        for (unsigned i = 0; i < N; i++) {
            for (unsigned k = 0; k < sizes[i]; k++)
                frames[i][k] = (uint8_t)(bench_random(b) >> 11);
            bench_send(b, RAW_FRAME, 0, 0, sizes[i], 0, 0, frames[i], sizes[i]);
        }
        CU_ASSERT(bench_settle(b, 100000));
        CU_ASSERT_EQUAL(b->n_raws, N);
        for (unsigned i = 0; i < b->n_raws; i++)
            CU_ASSERT(b->raws[i].length == sizes[i] && !memcmp(b->raws[i].body, frames[i], sizes[i]));
        CU_ASSERT_EQUAL(b->raw_gaps, 0);
        bench_free(b);
    }
}

static void frames_for_the_host_arrive_whole_and_the_others_do_not(void)
{
    for (unsigned percent = 0; percent <= 50; percent += 50) {
        struct bench *b = bench_new(42 + percent);
        struct message m;
        unsigned at = 0, ours[64], n = 0;
        CU_ASSERT(bench_hello(b));
        bench_stalls(b, percent);
        for (unsigned len = 60; len <= 60 + 2 * BEAT && n < 64; len++) {
            if (len % 3 == RAW)
                ours[n++] = b->copy_tail;
            bench_copy(b, len % 3, len);
        }
        for (unsigned i = 0; i < 20000 && at < n; i++) {
            bench_step(b);
            while (bench_receive(b, &m)) {
                while (at + 1 < n && b->copies[ours[at]].len != m.length)
                    at++; /* dropped: counted below */
                CU_ASSERT(m.type == OUT_RAW && m.length == b->copies[ours[at]].len);
                CU_ASSERT(!memcmp(m.body, b->copies[ours[at]].bytes, m.length));
                at++;
            }
        }
        CU_ASSERT(bench_settle(b, 2000));
        CU_ASSERT_EQUAL(b->disp[DISP_RAW] + b->disp[DISP_RAW_FULL], n);
        CU_ASSERT(percent || b->disp[DISP_RAW] == n);
        bench_free(b);
    }
}

static void a_host_that_does_not_read_costs_only_counted_drops(void)
{
    struct bench *b = bench_new(44);
    struct message m;
    unsigned got = 0, bad = 0;
    CU_ASSERT(bench_hello(b));
    b->out_stall = 100;
    for (unsigned i = 0; i < 40; i++)
        bench_copy(b, RAW, 60 + 37 * i);
    bench_run(b, 40 * 1600 / BEAT + 500);
    CU_ASSERT_EQUAL(b->copy_head, b->copy_tail);
    CU_ASSERT(b->disp[DISP_RAW_FULL] > 0);
    CU_ASSERT_EQUAL(b->disp[DISP_RAW] + b->disp[DISP_RAW_FULL], 40);
    b->out_stall = 0;
    CU_ASSERT(bench_settle(b, 5000));
    while (bench_receive(b, &m)) {
        unsigned i = (m.length - 60) / 37;
        bad += m.type != OUT_RAW || i >= 40 || memcmp(m.body, b->copies[i].bytes, m.length);
        got++;
    }
    CU_ASSERT_EQUAL(got, b->disp[DISP_RAW]);
    CU_ASSERT_EQUAL(bad, 0);
    for (unsigned i = 0; i < 8; i++) { /* the ring is whole again */
        bench_copy(b, RAW, 1514);
        CU_ASSERT(bench_settle(b, 5000));
        CU_ASSERT(bench_receive(b, &m) && m.length == 1514);
    }
    bench_free(b);
}

static void without_a_session_frames_are_counted_drops(void)
{
    struct bench *b = bench_new(45);
    bench_copy(b, RAW, 100);
    bench_run(b, 200);
    CU_ASSERT_EQUAL(b->disp[DISP_RAW_FULL], 1);
    CU_ASSERT_EQUAL(b->out_len, 0);
    bench_free(b);
}

static void raw_frames_and_the_queue_take_turns(void)
{
    struct bench *b = bench_new(46);
    struct message m;
    unsigned raws = 0, snaps = 0, between = 0, worst = 0;
    CU_ASSERT(bench_hello(b));
    b->out_stall = 100;
    for (unsigned c = 0; c < RTL_CONNS && c < 30; c++) {
        b->tcbs[c].state = 5;
        bench_mark(b, c, MARK_PROGRESS);
    }
    for (unsigned i = 0; i < 12; i++)
        bench_copy(b, RAW, 64);
    bench_run(b, 1000);
    b->out_stall = 0;
    CU_ASSERT(bench_settle(b, 5000));
    while (bench_receive(b, &m)) {
        if (m.type == OUT_RAW) {
            raws++;
            between = 0;
        } else {
            snaps++;
            between++;
            if (raws > 2 && raws < 12 && between > worst) /* the first two came when nothing else waited */
                worst = between;
        }
    }
    CU_ASSERT_EQUAL(raws, 12);
    CU_ASSERT(worst <= 1);
    CU_ASSERT_EQUAL(snaps, RTL_CONNS < 30 ? RTL_CONNS : 30);
    bench_free(b);
}

void add_raw_tests(CU_pSuite s)
{
    CU_ADD_TEST(s, frames_of_the_host_leave_whole_and_without_gaps);
    CU_ADD_TEST(s, frames_for_the_host_arrive_whole_and_the_others_do_not);
    CU_ADD_TEST(s, a_host_that_does_not_read_costs_only_counted_drops);
    CU_ADD_TEST(s, without_a_session_frames_are_counted_drops);
    CU_ADD_TEST(s, raw_frames_and_the_queue_take_turns);
}
