/* option_test.c: what a connection is told when options change, and frames past it. */
#include "rig.h"

#define TEST(name) static void name(void)

TEST(keep_alive_and_user_timeout_are_told_to_the_engine_in_its_units)
{
    struct rig r;
    struct toe_socket *s;
    const struct mock_message *m;
    uint16_t conn;
    int64_t value;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_TIMEOUTS), 0); /* off by default */
    CU_ASSERT_EQUAL(toe_getsockopt(s, TOE_SO_KEEPIDLE, &value), 0);
    CU_ASSERT_EQUAL(value, 7200);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_KEEPALIVE, 2), -EINVAL);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_KEEPIDLE, 0), -EINVAL);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_KEEPINTVL, 32768), -EINVAL);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_KEEPCNT, 128), -EINVAL);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_USER_TIMEOUT, -1), -EINVAL);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_KEEPALIVE, 1), 0);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_USER_TIMEOUT, 1049), 0);
    rig_settle(&r);
    m = mock_heard(r.mock, TOE_H2E_TIMEOUTS);
    CU_ASSERT_PTR_NOT_NULL_FATAL(m);
    CU_ASSERT_EQUAL(m->h.arg0, 72u << 16 | 6867); /* 75 s and 7200 s, rounded up to 1.048576 s */
    CU_ASSERT_EQUAL(m->h.arg1, 2u << 16 | 9);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_KEEPALIVE, 0), 0);
    rig_settle(&r);
    m = mock_heard(r.mock, TOE_H2E_TIMEOUTS);
    CU_ASSERT_EQUAL(m->h.arg0 & 0xffff, 0);
    rig_teardown(&r);
}

static uint8_t frame_got[1514];
static size_t frame_length;

static void got_frame(void *ctx, const uint8_t *frame, size_t length)
{
    (void)ctx;
    memcpy(frame_got, frame, length);
    frame_length = length;
}

TEST(raw_frames_go_both_ways)
{
    struct mock *mock = mock_new();
    static const uint8_t key[16];
    uint8_t frame[1514] = {1, 2, 3};
    struct toe_device_config config;
    struct toe_device *dev;

    toe_device_config_default(&config);
    toe_mac_parse("02:00:00:00:00:02", config.mac);
    config.ip = MOCK_IP;
    config.isn_key = key;
    config.raw_frame = got_frame;
    CU_ASSERT_EQUAL_FATAL(toe_device_open(&mock->base, &config, &dev), 0);
    CU_ASSERT_EQUAL(toe_device_send_frame(dev, frame, 13), -EMSGSIZE);
    CU_ASSERT_EQUAL(toe_device_send_frame(dev, frame, 1515), -EMSGSIZE);
    CU_ASSERT_EQUAL(toe_device_send_frame(dev, frame, 1514), 0);
    toe_device_pump(dev, 0);
    CU_ASSERT_EQUAL(mock_heard(mock, TOE_H2E_RAW_FRAME)->h.length_bytes, 1514);
    mock_say(mock, (struct toe_link_header){.type = TOE_E2H_RAW_FRAME, .length_bytes = 61}, frame);
    toe_device_pump(dev, 0);
    CU_ASSERT_EQUAL(frame_length, 61);
    CU_ASSERT_EQUAL(memcmp(frame_got, frame, 61), 0);
    toe_device_close(dev, 0);
    mock_free(mock);
}

int main(void)
{
#define T(name)     \
    {               \
#name, name \
    }
    static const struct rig_test tests[] = {
        T(keep_alive_and_user_timeout_are_told_to_the_engine_in_its_units),
        T(raw_frames_go_both_ways),
    };

    return rig_main("options, raw frames", tests, sizeof tests / sizeof tests[0]);
}
