/* fuzz_device.c: a hostile device: messages at random, and bytes at random, to the library. Whatever happens, nothing but the
 * device fails, every call returns, and the sanitizers see nothing (DESIGN invariant 9). */
#include "fuzz.h"
#include "rig.h"

#include <stdio.h>

enum { ROUND = 25, COUNT = 50000, SOCKETS = 3 };

typedef struct {
    fuzz_random random;
    struct rig rig;
    struct toe_socket *sockets[SOCKETS], *listener;
    uint16_t conn;
    uint32_t said; /* bytes of payload to conn, in order */
} victim;

static uint64_t failed, alive;

/* Numbers near those that mean something, or any. */
static uint32_t odd(victim *v)
{
    const uint64_t edges[] = {0, 10, 65535, RIG_LIMIT, 0x7fffffff, 0x80000000u, 0xffffffffu, fuzz_next(&v->random)};

    return fuzz_one_in(&v->random, 2) ? fuzz_below(&v->random, 64)
                                      : fuzz_near(&v->random, (uint32_t)fuzz_pick(&v->random, edges, 8));
}

/* What an honest device may say, so that the library lives long enough to be lied to. */
static void device_says_something_true(victim *v)
{
    char text[500] = {0};
    uint32_t n = 1 + fuzz_below(&v->random, sizeof text);

    switch (fuzz_below(&v->random, 3)) {
    case 0:
        if (v->said + n > 60000)
            break;
        mock_say_payload(v->rig.mock, v->conn, v->said, text, n);
        v->said += n;
        break;
    case 1:
        rig_progress(&v->rig, v->conn, 0, RIG_LIMIT, 0);
        break;
    default:
        mock_say_state(v->rig.mock, v->conn, 0, TOE_STATE_ESTABLISHED, 0, v->said);
    }
}

static void device_says_something(victim *v)
{
    static const uint8_t types[] = {TOE_E2H_PAYLOAD,   TOE_E2H_PROGRESS,  TOE_E2H_SNAPSHOT, TOE_E2H_QUERY_RESULT,
                                    TOE_E2H_RAW_FRAME, TOE_E2H_REG_VALUE, TOE_E2H_URGENT};
    uint8_t body[2000];
    struct toe_link_header h = {.type = types[fuzz_below(&v->random, sizeof types)], .conn = v->conn};
    const struct toe_link_message_info *info;

    fuzz_bytes(&v->random, body, sizeof body);
    if (fuzz_one_in(&v->random, 2)) /* mostly zeros: then it is more often believed */
        for (size_t i = 0; i < 64; i++)
            body[i] = (uint8_t)(fuzz_one_in(&v->random, 6) ? body[i] : 0);
    if (fuzz_one_in(&v->random, 30))
        h.type = (uint8_t)fuzz_next(&v->random);
    if (fuzz_one_in(&v->random, 3))
        h.conn = (uint16_t)fuzz_below(&v->random, fuzz_one_in(&v->random, 10) ? 65536 : 8);
    info = toe_e2h_info(h.type);
    h.length_bytes =
        info != NULL && !info->variable ? info->body_bytes : (uint32_t)fuzz_length(&v->random, sizeof body);
    if (fuzz_one_in(&v->random, 60))
        h.length_bytes = (uint32_t)fuzz_length(&v->random, sizeof body);
    h.flags = (uint8_t)(fuzz_one_in(&v->random, 3) ? fuzz_next(&v->random) : 0);
    h.arg0 = h.type == TOE_E2H_SNAPSHOT && !fuzz_one_in(&v->random, 4) ? fuzz_below(&v->random, 12) : odd(v);
    h.arg1 = odd(v);
    mock_say(v->rig.mock, h, body);
    if (fuzz_one_in(&v->random, 100))
        mock_say_bytes(v->rig.mock, body, fuzz_below(&v->random, 60));
}

static void application_acts(victim *v)
{
    struct toe_socket **place = &v->sockets[fuzz_below(&v->random, SOCKETS)], *s = *place;
    char bytes[3000] = {0};
    struct toe_addr from;

    if (s == NULL) {
        if (v->listener != NULL && fuzz_one_in(&v->random, 2) && toe_accept(v->listener, place, &from) != 0)
            *place = NULL;
        return;
    }
    switch (fuzz_below(&v->random, 6)) {
    case 0:
        toe_send(s, bytes, fuzz_length(&v->random, sizeof bytes), TOE_MSG_DONTWAIT);
        break;
    case 1:
        toe_recv(s, bytes, fuzz_length(&v->random, sizeof bytes), TOE_MSG_DONTWAIT);
        break;
    case 2:
        if (fuzz_one_in(&v->random, 4))
            toe_shutdown(s, (enum toe_shutdown_how)fuzz_below(&v->random, 3));
        break;
    case 3:
        if (fuzz_one_in(&v->random, 8)) {
            toe_close(s);
            *place = NULL;
        }
        break;
    default:
        toe_device_pump(v->rig.dev, 0);
    }
}

static bool round_of_messages(uint64_t seed, uint64_t n, unsigned conns)
{
    victim v = {.random = fuzz_seed(seed)};
    uint32_t value;

    (void)conns;
    rig_setup(&v.rig);
    v.sockets[0] = rig_connect(&v.rig, &v.conn);
    if (fuzz_one_in(&v.random, 2))
        v.listener = rig_listen(&v.rig, 2);
    if (v.listener != NULL)
        toe_setsockopt(v.listener, TOE_SO_NONBLOCK, 1);
    v.rig.mock->piece = fuzz_below(&v.random, 70);
    for (uint64_t i = 0; i < n; i++) {
        if (fuzz_one_in(&v.random, 8))
            device_says_something(&v);
        else
            device_says_something_true(&v);
        for (int acts = 0; acts < 3; acts++)
            application_acts(&v);
        rig_settle(&v.rig);
    }
    if (toe_device_read_register(v.rig.dev, TOE_REG_ESTABLISHED, &value, 10) == -ENODEV)
        failed++;
    else
        alive++;
    for (int i = 0; i < SOCKETS; i++)
        if (v.sockets[i] != NULL)
            toe_close(v.sockets[i]);
    rig_teardown(&v.rig);
    return true;
}

static void tell(void)
{
    printf("%llu devices failed, %llu did not\n", (unsigned long long)failed, (unsigned long long)alive);
}

/* The rig asserts by CUnit, which wants to be inside a test. */
static struct {
    int argc, status;
    char **argv;
} run;

static void at_random(void)
{
    static const fuzz_program program = {.what = "messages of a device at random",
                                         .count = COUNT,
                                         .round = ROUND,
                                         .run = round_of_messages,
                                         .summary = tell};

    run.status = fuzz_main(run.argc, run.argv, &program);
    CU_ASSERT_EQUAL(run.status, 0);
}

int main(int argc, char **argv)
{
    static const struct rig_test tests[] = {{"whatever_a_device_says_nothing_but_the_device_fails", at_random}};
    int status;

    run.argc = argc;
    run.argv = argv;
    status = rig_main("a device at random", tests, 1);
    return run.status != 0 ? run.status : status;
}
