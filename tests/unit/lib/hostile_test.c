/* hostile_test.c: a device that begins wrongly, stops, or goes away. Every call gives -ENODEV, nothing hangs. What a device
 * may say wrongly later is in lies_test.c. */
#include "rig.h"

#define TEST(name) static void name(void)

/* ------------------------------------------------------------------------------------------------ session */

TEST(a_device_that_says_no_hello_times_out)
{
    struct mock *mock = mock_new();
    struct toe_device *dev;

    mock->mute = true;
    CU_ASSERT_EQUAL(mock_open(mock, &dev), -ETIMEDOUT);
    CU_ASSERT_EQUAL(mock->now_us, 5000000);
    CU_ASSERT_TRUE(mock->closed);
    mock_free(mock);
}

static int open_with(void (*set)(struct mock *))
{
    struct mock *mock = mock_new();
    struct toe_device *dev;
    int err;

    set(mock);
    err = mock_open(mock, &dev);
    CU_ASSERT_TRUE(mock->closed);
    mock_free(mock);
    return err;
}

static void set_version(struct mock *mock)
{
    mock->version = 2;
}
static void set_session(struct mock *mock)
{
    mock->wrong_session = true;
}
static void set_no_conns(struct mock *mock)
{
    mock->conns = 0;
}
static void set_many_conns(struct mock *mock)
{
    mock->conns = 65537;
}
static void set_odd_width(struct mock *mock)
{
    mock->data_bytes = 24;
}
static void set_wide(struct mock *mock)
{
    mock->data_bytes = 128;
}
static void say_progress_first(struct mock *mock)
{
    mock_say_progress(mock, 0, &(struct toe_e2h_progress){0});
}
static void say_noise_first(struct mock *mock)
{
    mock_say_bytes(mock, "GET / HTTP/1.0\r\n\r\n", 18);
}
static void set_gone(struct mock *mock)
{
    mock->gone = true;
}

TEST(a_hello_that_cannot_be_ours_is_refused)
{
    CU_ASSERT_EQUAL(open_with(set_version), -EPROTO);
    CU_ASSERT_EQUAL(open_with(set_session), -EPROTO);
    CU_ASSERT_EQUAL(open_with(set_no_conns), -EPROTO);
    CU_ASSERT_EQUAL(open_with(set_many_conns), -EPROTO);
    CU_ASSERT_EQUAL(open_with(set_odd_width), -EPROTO);
    CU_ASSERT_EQUAL(open_with(set_wide), -EPROTO);
}

TEST(anything_before_hello_is_refused)
{
    CU_ASSERT_EQUAL(open_with(say_progress_first), -EPROTO);
    CU_ASSERT_EQUAL(open_with(say_noise_first), -EPROTO);
    CU_ASSERT_EQUAL(open_with(set_gone), -ENODEV);
}

static void all_pieces(size_t piece, uint32_t data_bytes)
{
    struct mock *mock = mock_new();
    struct toe_device *dev;
    struct toe_device_limits limits;
    struct toe_socket *s;
    char text[4];
    uint32_t value = 0;

    mock->piece = piece;
    mock->data_bytes = data_bytes;
    mock->on_message = rig_answer_open;
    CU_ASSERT_EQUAL_FATAL(mock_open(mock, &dev), 0);
    toe_device_limits(dev, &limits);
    CU_ASSERT_EQUAL(limits.data_bytes, data_bytes);
    CU_ASSERT_EQUAL(toe_device_write_register(dev, TOE_REG_MSL_US, 77), 0);
    CU_ASSERT_EQUAL(toe_device_read_register(dev, TOE_REG_MSL_US, &value, 100), 0);
    CU_ASSERT_EQUAL(value, 77);
    toe_socket(dev, &s);
    CU_ASSERT_EQUAL_FATAL(toe_connect(s, &PEER), 0);
    mock_say_payload(mock, 0, 0, "abc", 3);
    CU_ASSERT_EQUAL(toe_recv(s, text, 3, TOE_MSG_WAITALL), 3);
    CU_ASSERT_EQUAL(memcmp(text, "abc", 3), 0);
    toe_device_close(dev, 0);
    mock_free(mock);
}

TEST(messages_are_found_however_the_stream_is_cut)
{
    for (uint32_t width = 4; width <= 64; width *= 2)
        for (size_t piece = 0; piece <= 70; piece++)
            all_pieces(piece, width);
}

TEST(a_register_read_waits_its_time_and_a_late_answer_is_not_mistaken)
{
    struct rig r;
    uint32_t value = 0;

    rig_setup(&r);
    r.mock->registers[TOE_REG_IP / 4] = 5;
    r.mock->registers[TOE_REG_TTL / 4] = 6;
    r.mock->out_room = 0;
    CU_ASSERT_EQUAL(toe_device_read_register(r.dev, TOE_REG_IP, &value, 0), -ETIMEDOUT);
    CU_ASSERT_EQUAL(toe_device_read_register(r.dev, TOE_REG_TTL, &value, 100), 0);
    CU_ASSERT_EQUAL(value, 6);
    CU_ASSERT_EQUAL(toe_device_read_register(r.dev, 3, &value, 100), -EINVAL);
    rig_teardown(&r);
}

/* ------------------------------------------------------------------------------------------------ vanishing */

static void vanish_when_idle(struct mock *mock)
{
    if (mock->now_us >= 2000)
        mock_vanish(mock);
}

static struct toe_socket *s_;
static struct toe_device *d_;

static int wait_connect(void)
{
    struct toe_socket *other;

    toe_socket(d_, &other);
    return toe_connect(other, &PEER);
}
static int wait_accept(void)
{
    struct toe_socket *listener, *c;

    toe_socket(d_, &listener);
    toe_listen(listener, 1);
    return toe_accept(listener, &c, NULL);
}
static int wait_recv(void)
{
    char byte;

    return (int)toe_recv(s_, &byte, 1, 0);
}
static int wait_peek(void)
{
    const void *data;

    return (int)toe_rx_peek(s_, &data);
}
static int wait_send(void)
{
    static char bytes[300000];
    ssize_t n = toe_send(s_, bytes, sizeof bytes, 0); /* the buffer takes 262144 */

    return n > 0 ? (int)toe_send(s_, bytes, 1, 0) : (int)n;
}
static int wait_reserve(void)
{
    static char bytes[262144];
    void *room;

    toe_send(s_, bytes, sizeof bytes, 0);
    return (int)toe_tx_reserve(s_, &room);
}
static int wait_linger(void)
{
    toe_setsockopt(s_, TOE_SO_LINGER, 10000);
    return toe_close(s_);
}
static int wait_info(void)
{
    struct toe_info info;

    return toe_getinfo(s_, &info, 10000);
}
static int wait_register(void)
{
    uint32_t value;

    return toe_device_read_register(d_, TOE_REG_ESTABLISHED, &value, 10000);
}
static int wait_pump(void)
{
    return toe_device_pump(d_, 10000);
}

TEST(a_device_that_vanishes_ends_every_wait)
{
    static int (*const waits[])(void) = {wait_connect, wait_accept, wait_recv, wait_peek,     wait_send,
                                         wait_reserve, wait_linger, wait_info, wait_register, wait_pump};

    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        struct rig r;
        uint16_t conn;

        rig_setup(&r);
        s_ = rig_connect(&r, &conn);
        d_ = r.dev;
        r.mock->on_message = NULL;
        r.mock->on_idle = vanish_when_idle;
        r.mock->step_us = 1000;
        if (waits[i] == wait_register)
            mock_vanish(r.mock);
        CU_ASSERT_EQUAL(waits[i](), -ENODEV);
        CU_ASSERT_TRUE(r.mock->now_us <= 2000);
        CU_ASSERT_EQUAL(toe_device_close(r.dev, 10000), -ENODEV);
        mock_free(r.mock);
    }
}

TEST(a_vanished_device_is_enodev_everywhere_and_an_error_for_poll)
{
    struct rig r;
    struct toe_socket *s, *other;
    struct toe_poll entry = {.events = TOE_POLLIN};
    struct toe_info info;
    uint16_t conn;
    uint32_t value;
    int64_t option;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    mock_vanish(r.mock);
    entry.socket = s;
    CU_ASSERT_EQUAL(toe_poll(&entry, 1, 100), 1);
    CU_ASSERT_EQUAL(entry.revents, TOE_POLLIN | TOE_POLLERR | TOE_POLLHUP);
    CU_ASSERT_EQUAL(toe_socket(r.dev, &other), -ENODEV);
    CU_ASSERT_EQUAL(toe_bind(s, &PEER), -ENODEV);
    CU_ASSERT_EQUAL(toe_listen(s, 1), -ENODEV);
    CU_ASSERT_EQUAL(toe_accept(s, &other, NULL), -ENODEV);
    CU_ASSERT_EQUAL(toe_connect(s, &PEER), -ENODEV);
    CU_ASSERT_EQUAL(toe_shutdown(s, TOE_SHUT_WR), -ENODEV);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_NODELAY, 1), -ENODEV);
    CU_ASSERT_EQUAL(toe_getsockopt(s, TOE_SO_ERROR, &option), -ENODEV);
    CU_ASSERT_EQUAL(toe_getinfo(s, &info, 100), -ENODEV);
    CU_ASSERT_EQUAL(toe_device_pump(r.dev, 0), -ENODEV);
    CU_ASSERT_EQUAL(toe_device_fd(r.dev), -ENODEV);
    CU_ASSERT_EQUAL(toe_device_read_register(r.dev, 0, &value, 100), -ENODEV);
    CU_ASSERT_EQUAL(toe_device_write_register(r.dev, 0, 0), -ENODEV);
    CU_ASSERT_EQUAL(toe_device_send_frame(r.dev, &info, 60), -ENODEV);
    CU_ASSERT_EQUAL(toe_close(s), -ENODEV);
    CU_ASSERT_EQUAL(toe_device_close(r.dev, 0), -ENODEV);
    mock_free(r.mock);
}

static uint16_t up;

static void chatter(struct mock *mock, const struct mock_message *message)
{
    (void)message;
    mock_say_progress(mock, up, &(struct toe_e2h_progress){.limit = RIG_LIMIT, .smss = RIG_SMSS});
}

static void chatter_when_idle(struct mock *mock)
{
    chatter(mock, NULL);
}

TEST(a_device_that_never_stops_talking_does_not_hold_a_wait)
{
    struct rig r;
    struct toe_socket *s;
    char byte;

    rig_setup(&r);
    s = rig_connect(&r, &up);
    r.mock->on_idle = chatter_when_idle;
    r.mock->step_us = 100;
    toe_setsockopt(s, TOE_SO_RCVTIMEO, 5);
    CU_ASSERT_EQUAL(toe_recv(s, &byte, 1, 0), -EAGAIN);
    CU_ASSERT_EQUAL(r.mock->now_us, 5000);
    rig_teardown(&r);
}

static uint64_t frozen(void *ctx)
{
    (void)ctx;
    return 42;
}

TEST(a_clock_that_stands_still_does_not_hang_a_wait)
{
    static const uint8_t key[16];
    const struct toe_clock clock = {.now_us = frozen};
    struct mock *mock = mock_new();
    struct toe_device_config config;
    struct toe_device *dev;
    struct toe_socket *s, *c;

    toe_device_config_default(&config);
    toe_mac_parse("02:00:00:00:00:02", config.mac);
    config.ip = MOCK_IP;
    config.isn_key = key;
    config.clock = &clock;
    CU_ASSERT_EQUAL_FATAL(toe_device_open(&mock->base, &config, &dev), 0);
    toe_socket(dev, &s);
    CU_ASSERT_EQUAL(toe_listen(s, 1), 0);
    CU_ASSERT_EQUAL(toe_accept(s, &c, NULL), -EAGAIN);
    CU_ASSERT_EQUAL(toe_device_pump(dev, 1000), 0);
    CU_ASSERT_EQUAL(toe_device_close(dev, 1000), -ETIMEDOUT);
    mock_free(mock);
}

int main(void)
{
#define T(name)     \
    {               \
#name, name \
    }
    static const struct rig_test tests[] = {
        T(a_device_that_says_no_hello_times_out),
        T(a_hello_that_cannot_be_ours_is_refused),
        T(anything_before_hello_is_refused),
        T(messages_are_found_however_the_stream_is_cut),
        T(a_register_read_waits_its_time_and_a_late_answer_is_not_mistaken),
        T(a_device_that_vanishes_ends_every_wait),
        T(a_vanished_device_is_enodev_everywhere_and_an_error_for_poll),
        T(a_device_that_never_stops_talking_does_not_hold_a_wait),
        T(a_clock_that_stands_still_does_not_hang_a_wait),
    };

    return rig_main("hostile", tests, sizeof tests / sizeof tests[0]);
}
