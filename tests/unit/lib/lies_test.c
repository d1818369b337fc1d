/* lies_test.c: a device that says what it may not say. It fails cleanly, once: every call gives -ENODEV, no memory is
 * touched that should not be (the sanitizers look). */
#include <stdlib.h>

#include "rig.h"

#define TEST(name) static void name(void)

static uint16_t up, slot;

static void say_header(struct mock *mock, uint8_t type, uint16_t conn, uint32_t length)
{
    static const uint8_t body[16384];

    mock_say(mock, (struct toe_link_header){.type = type, .conn = conn, .length_bytes = length}, body);
}
static void say_huge(struct mock *mock, uint8_t type, uint32_t length)
{
    uint8_t bytes[16];

    toe_link_header_put(bytes, &(struct toe_link_header){.type = type, .conn = up, .length_bytes = length});
    mock_say_bytes(mock, bytes, 16);
}
static void progress(struct mock *mock, struct toe_e2h_progress p)
{
    p.smss = p.smss ? p.smss : RIG_SMSS;
    mock_say_progress(mock, up, &p);
}
static void payload(struct mock *mock, uint32_t offset, uint32_t length, uint32_t rcv_offset)
{
    static const uint8_t body[16384];

    mock_say(mock,
             (struct toe_link_header){
                 .type = TOE_E2H_PAYLOAD, .conn = up, .length_bytes = length, .arg0 = offset, .arg1 = rcv_offset},
             body);
}

static void type_0(struct mock *m)
{
    say_header(m, 0x00, up, 0);
}
static void type_of_the_host(struct mock *m)
{
    say_header(m, TOE_H2E_PAYLOAD, up, 8);
}
static void type_ff(struct mock *m)
{
    say_header(m, 0xff, up, 0);
}
static void second_hello(struct mock *m)
{
    say_header(m, TOE_E2H_HELLO, 0, 16);
}
static void progress_too_long(struct mock *m)
{
    say_header(m, TOE_E2H_PROGRESS, up, 16);
}
static void snapshot_too_short(struct mock *m)
{
    say_header(m, TOE_E2H_SNAPSHOT, up, 8);
}
static void payload_of_4_gib(struct mock *m)
{
    say_huge(m, TOE_E2H_PAYLOAD, UINT32_MAX);
}
static void payload_of_9001(struct mock *m)
{
    say_huge(m, TOE_E2H_PAYLOAD, 9001);
}
static void frame_of_13(struct mock *m)
{
    say_header(m, TOE_E2H_RAW_FRAME, 0, 13);
}
static void frame_of_1515(struct mock *m)
{
    say_header(m, TOE_E2H_RAW_FRAME, 0, 1515);
}
static void number_beyond_conns(struct mock *m)
{
    mock_say_progress(m, 8, &(struct toe_e2h_progress){.smss = 1});
}
static void number_65535(struct mock *m)
{
    mock_say_payload(m, 65535, 0, "x", 1);
}
static void number_that_is_ours(struct mock *m)
{
    mock_say_final(m, 7, 0);
}
static void progress_of_a_slot(struct mock *m)
{
    mock_say_progress(m, slot, &(struct toe_e2h_progress){.smss = 1});
}
static void payload_of_a_slot(struct mock *m)
{
    mock_say_payload(m, slot, 0, "x", 1);
}
static void state_of_a_slot(struct mock *m)
{
    mock_say_state(m, slot, 0, TOE_STATE_SYN_RECEIVED, 0, 0);
}
static void slot_for_another_port(struct mock *m)
{
    mock_say_announce(m, slot, (struct toe_addr){MOCK_IP, 8}, PEER, 536);
}
static void slot_for_another_address(struct mock *m)
{
    mock_say_announce(m, slot, (struct toe_addr){MOCK_PEER, 7}, PEER, 536);
}
static void slot_without_segment_size(struct mock *m)
{
    mock_say_announce(m, slot, (struct toe_addr){MOCK_IP, 7}, PEER, 0);
}
static void second_announcement(struct mock *m)
{
    mock_say_announce(m, up, (struct toe_addr){MOCK_IP, 49152}, PEER, 536);
}
static void acked_beyond_sent(struct mock *m)
{
    progress(m, (struct toe_e2h_progress){.acked = 101, .wanted = 101, .limit = 5000});
}
static void acked_left(struct mock *m)
{
    progress(m, (struct toe_e2h_progress){.acked = 50, .wanted = 100, .limit = 5000});
    progress(m, (struct toe_e2h_progress){.acked = 49, .wanted = 100, .limit = 5000});
}
static void acked_half_way_round(struct mock *m)
{
    progress(m, (struct toe_e2h_progress){.acked = 0x80000000, .wanted = 0x80000000, .limit = 0x80001000});
}
static void wanted_below_acked(struct mock *m)
{
    progress(m, (struct toe_e2h_progress){.acked = 50, .wanted = 49, .limit = 5000});
}
static void wanted_beyond_sent(struct mock *m)
{
    progress(m, (struct toe_e2h_progress){.acked = 50, .wanted = 101, .limit = 5000});
}
static void limit_left_of_acked(struct mock *m)
{
    progress(m, (struct toe_e2h_progress){.acked = 50, .wanted = 100, .limit = 49});
}
static void limit_of_2_gib(struct mock *m)
{
    progress(m, (struct toe_e2h_progress){.acked = 50, .wanted = 100, .limit = 0x80000000});
}
static void segment_size_9001(struct mock *m)
{
    progress(m, (struct toe_e2h_progress){.limit = 5000, .smss = 9001});
}
static void segment_size_0(struct mock *m)
{
    mock_say_progress(m, up, &(struct toe_e2h_progress){.limit = 5000});
}
static void epoch_16(struct mock *m)
{
    progress(m, (struct toe_e2h_progress){.limit = 5000, .epoch = 16});
}
static void serial_255(struct mock *m)
{
    progress(m, (struct toe_e2h_progress){.limit = 5000, .serial = 255});
}
static void payload_empty(struct mock *m)
{
    payload(m, 0, 0, 0);
}
static void payload_ahead(struct mock *m)
{
    payload(m, 1, 10, 11);
}
static void payload_again(struct mock *m)
{
    payload(m, 0, 10, 10);
    payload(m, 0, 10, 10);
}
static void payload_with_an_end_left_of_its_own(struct mock *m)
{
    payload(m, 0, 10, 9);
}
static void payload_that_claims_more_than_the_limit(struct mock *m)
{
    payload(m, 0, 10, 65536); /* the limit is 65535 */
}
static void payload_above_a_hole_that_claims_the_hole(struct mock *m)
{
    payload(m, 100, 10, 50);
}
static void payload_above_a_hole_beyond_the_limit(struct mock *m)
{
    payload(m, 65530, 10, 0);
}
static void payload_below_what_was_received(struct mock *m)
{
    payload(m, 0, 100, 100);
    payload(m, 50, 100, 150);
}
static void payload_beyond_the_limit(struct mock *m)
{
    for (uint32_t at = 0; at < 63000; at += 9000)
        payload(m, at, 9000, at + 9000);
    payload(m, 63000, 2536, 65536); /* the limit is 65535 */
}
static void urgent(struct mock *mock, uint16_t conn, uint32_t offset)
{
    mock_say(mock, (struct toe_link_header){.type = TOE_E2H_URGENT, .conn = conn, .arg0 = offset}, NULL);
}
static void urgent_of_a_slot(struct mock *m)
{
    urgent(m, slot, 1);
}
static void urgent_beyond_every_pointer(struct mock *m)
{
    urgent(m, up, 65535 + 65536);
}
static void payload_after_fin(struct mock *m)
{
    mock_say_state(m, up, TOE_LINK_FLAG_FIN, TOE_STATE_CLOSE_WAIT, 0, 0);
    payload(m, 0, 1, 1);
}
static void fin_before_its_text(struct mock *m)
{
    mock_say_state(m, up, TOE_LINK_FLAG_FIN, TOE_STATE_CLOSE_WAIT, 0, 5);
}
static void fin_taken_back(struct mock *m)
{
    mock_say_state(m, up, TOE_LINK_FLAG_FIN, TOE_STATE_CLOSE_WAIT, 0, 0);
    mock_say_state(m, up, 0, TOE_STATE_ESTABLISHED, 0, 0);
}
static void state_12(struct mock *m)
{
    mock_say_state(m, up, 0, 12, 0, 0);
}
static void error_13(struct mock *m)
{
    mock_say_state(m, up, 0, TOE_STATE_CLOSED, 13, 0);
}
static void final_but_established(struct mock *m)
{
    mock_say_state(m, up, TOE_LINK_FLAG_FINAL, TOE_STATE_ESTABLISHED, 0, 0);
}
static void final_twice(struct mock *m)
{
    mock_say_final(m, up, 0);
    mock_say_final(m, up, 0);
}
static void word_after_final(struct mock *m)
{
    mock_say_final(m, up, 0);
    payload(m, 0, 1, 1);
}
static void register_nobody_asked_for(struct mock *m)
{
    say_header(m, TOE_E2H_REG_VALUE, 0, 0);
}
static void query_nobody_asked_for(struct mock *m)
{
    say_header(m, TOE_E2H_QUERY_RESULT, up, (uint32_t)toe_e2h_info(TOE_E2H_QUERY_RESULT)->body_bytes);
}
static void link_error(struct mock *m)
{
    say_header(m, TOE_E2H_LINK_ERROR, 0, 0);
}

static unsigned failures;

static void count_failures(void *ctx, const struct toe_notice *notice)
{
    (void)ctx;
    failures += notice->kind == TOE_NOTICE_FAILED;
}

/* One connection up with 100 bytes sent, one slot lent; then the lie. */
static void lie(void (*say)(struct mock *))
{
    struct rig r = {.mock = mock_new()};
    struct toe_socket *s, *listener;
    char bytes[100] = {0};

    failures = 0;
    r.mock->on_message = rig_answer_open;
    CU_ASSERT_EQUAL_FATAL(mock_open_observed(r.mock, count_failures, NULL, &r.dev), 0);
    s = rig_connect(&r, &up);
    CU_ASSERT_EQUAL(toe_send(s, bytes, 100, 0), 100);
    listener = rig_listen(&r, 1);
    slot = mock_heard(r.mock, TOE_H2E_SLOT)->h.conn;
    say(r.mock);
    rig_settle(&r);
    CU_ASSERT_EQUAL(failures, 1);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 1, 0), -ENODEV);
    CU_ASSERT_EQUAL(toe_send(s, bytes, 1, 0), -ENODEV);
    CU_ASSERT_EQUAL(toe_close(listener), -ENODEV);
    CU_ASSERT_EQUAL(toe_device_close(r.dev, 1000), -ENODEV);
    CU_ASSERT_EQUAL(r.mock->now_us, 0);
    mock_free(r.mock);
}

static const struct {
    const char *what;
    void (*say)(struct mock *);
} lies[] = {
#define L(name)     \
    {               \
#name, name \
    }
    L(type_0),
    L(type_of_the_host),
    L(type_ff),
    L(second_hello),
    L(progress_too_long),
    L(snapshot_too_short),
    L(payload_of_4_gib),
    L(payload_of_9001),
    L(frame_of_13),
    L(frame_of_1515),
    L(number_beyond_conns),
    L(number_65535),
    L(number_that_is_ours),
    L(progress_of_a_slot),
    L(payload_of_a_slot),
    L(state_of_a_slot),
    L(slot_for_another_port),
    L(slot_for_another_address),
    L(slot_without_segment_size),
    L(second_announcement),
    L(acked_beyond_sent),
    L(acked_left),
    L(acked_half_way_round),
    L(wanted_below_acked),
    L(wanted_beyond_sent),
    L(limit_left_of_acked),
    L(limit_of_2_gib),
    L(segment_size_9001),
    L(segment_size_0),
    L(epoch_16),
    L(serial_255),
    L(payload_empty),
    L(payload_ahead),
    L(payload_again),
    L(payload_with_an_end_left_of_its_own),
    L(payload_that_claims_more_than_the_limit),
    L(payload_above_a_hole_that_claims_the_hole),
    L(payload_above_a_hole_beyond_the_limit),
    L(payload_below_what_was_received),
    L(payload_beyond_the_limit),
    L(urgent_of_a_slot),
    L(urgent_beyond_every_pointer),
    L(payload_after_fin),
    L(fin_before_its_text),
    L(fin_taken_back),
    L(state_12),
    L(error_13),
    L(final_but_established),
    L(final_twice),
    L(word_after_final),
    L(register_nobody_asked_for),
    L(query_nobody_asked_for),
    L(link_error),
};

TEST(every_lie_fails_the_device_once_and_cleanly)
{
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        unsigned before = CU_get_number_of_failures();
        lie(lies[i].say);
        if (CU_get_number_of_failures() != before)
            fprintf(stderr, "    the lie: %s\n", lies[i].what);
    }
}

/* Random bytes, and messages with one random field: whatever happens, nothing but the device fails. */
TEST(noise_never_harms)
{
    const char *text = getenv("TOE_TEST_SEED");
    uint64_t seed = text ? strtoull(text, NULL, 0) : 1, x = seed * 2654435769u + 1;

    printf("seed %llu ", (unsigned long long)seed);
    for (int run = 0; run < 3000; run++) {
        struct rig r;
        struct toe_socket *s;
        uint16_t conn;

        rig_setup(&r);
        s = rig_connect(&r, &conn);
        toe_send(s, "0123456789", 10, 0);
        for (int i = 0; i < 8; i++) {
            struct toe_link_header header = {0};
            uint8_t body[64];
            for (size_t b = 0; b < sizeof body; b++) {
                x = x * 6364136223846793005u + 1442695040888963407u;
                body[b] = (uint8_t)(x >> 56) & (x & 0x400 ? 0x0f : 0xff);
            }
            header.type = (uint8_t)(0x80 | (x >> 40 & 0x0f));
            header.conn = x >> 20 & 3 ? conn : (uint16_t)(x >> 33);
            header.flags = (uint8_t)(x >> 48);
            header.length_bytes =
                toe_e2h_info(header.type) ? toe_e2h_info(header.type)->body_bytes : (uint32_t)(x >> 44 & 63);
            header.arg0 = (uint32_t)(x >> 30 & 15);
            header.arg1 = (uint32_t)(x >> 25 & 15);
            mock_say(r.mock, header, body);
            rig_settle(&r);
        }
        toe_close(s);
        rig_teardown(&r);
    }
}

int main(void)
{
    static const struct rig_test tests[] = {
        {"every_lie_fails_the_device_once_and_cleanly", every_lie_fails_the_device_once_and_cleanly},
        {"noise_never_harms", noise_never_harms},
    };

    return rig_main("lies", tests, sizeof tests / sizeof tests[0]);
}
