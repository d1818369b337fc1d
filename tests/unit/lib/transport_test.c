/* transport_test.c: the back ends that need no simulator, the pollable descriptor, poll over several devices, addresses. */
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rig.h"

#define TEST(name) static void name(void)

static void configure(struct toe_device_config *config)
{
    static const uint8_t key[16] = {9};

    toe_device_config_default(config);
    toe_mac_parse("02:00:00:00:00:02", config->mac);
    config->ip = MOCK_IP;
    config->isn_key = key;
}

TEST(a_null_device_times_out_at_once_in_its_own_time)
{
    struct toe_transport *transport;
    struct toe_device_config config;
    struct toe_device *dev;

    configure(&config);
    CU_ASSERT_EQUAL_FATAL(toe_transport_null(&transport), 0);
    CU_ASSERT_EQUAL(toe_device_open(transport, &config, &dev), -ETIMEDOUT);
}

TEST(a_null_transport_takes_everything_and_completes_each_transfer_once)
{
    struct toe_transport *transport;

    CU_ASSERT_EQUAL_FATAL(toe_transport_null(&transport), 0);
    CU_ASSERT_EQUAL(transport->ops->pollfds(transport, NULL, 0), 0);
    CU_ASSERT_EQUAL(transport->ops->reset(transport), 0);
    CU_ASSERT_EQUAL(transport->ops->handle_events(transport, 7), 0);
    CU_ASSERT_EQUAL(transport->ops->now_us(transport), 7);
    transport->ops->close(transport);
}

TEST(a_configuration_out_of_range_is_einval_and_closes_the_transport)
{
    struct toe_transport *transport;
    struct toe_device_config good, bad;
    struct toe_device *dev;

    configure(&good);
#define BAD(change)                 \
    bad = good;                     \
    change;                         \
    toe_transport_null(&transport); \
    CU_ASSERT_EQUAL(toe_device_open(transport, &bad, &dev), -EINVAL)
    BAD(bad.mac[0] = 1);
    BAD(memset(bad.mac, 0, 6));
    BAD(bad.ip = 0);
    BAD(bad.ip = 0xe0000001);
    BAD(bad.prefix_bits = 33);
    BAD(bad.gateway = 0xffffffff);
    BAD(bad.mtu_bytes = 67);
    BAD(bad.mtu_bytes = 9001);
    BAD(bad.ttl = 0);
    BAD(bad.port_first = 0);
    BAD(bad.port_last = 1);
#undef BAD
}

/* The far end says HELLO from inside the observer, when ours has been queued: no second thread is needed. */
static void hello_observer(void *ctx, const struct toe_notice *notice)
{
    uint8_t out[TOE_LINK_FIXED_MAX_BYTES];
    struct toe_h2e_hello hello;
    size_t n;

    if (notice->kind != TOE_NOTICE_MESSAGE_OUT || !toe_h2e_hello_get(&hello, notice->bytes))
        return;
    n = toe_e2h_hello_put(
        out, &(struct toe_e2h_hello){
                 .version = TOE_LINK_VERSION, .session = hello.session, .conns = 4, .data_bytes = 8, .listeners = 1});
    CU_ASSERT_EQUAL(send(*(const int *)ctx, out, n, 0), (ssize_t)n);
}

static struct toe_device *stream_device(int fds[2])
{
    struct toe_transport *transport;
    struct toe_device_config config;
    struct toe_device *dev = NULL;

    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    CU_ASSERT_EQUAL_FATAL(toe_transport_stream(fds[0], &transport), 0);
    configure(&config);
    config.observe = hello_observer;
    config.observe_ctx = &fds[1];
    CU_ASSERT_EQUAL_FATAL(toe_device_open(transport, &config, &dev), 0);
    return dev;
}

TEST(a_stream_carries_the_same_bytes)
{
    int fds[2];
    struct toe_device *dev = stream_device(fds);
    struct toe_device_limits limits;
    uint8_t bytes[64];

    toe_device_limits(dev, &limits);
    CU_ASSERT_EQUAL(limits.conns, 4);
    CU_ASSERT_EQUAL(recv(fds[1], bytes, 64, MSG_WAITALL), 64);
    CU_ASSERT_EQUAL(bytes[0], TOE_H2E_HELLO);
    CU_ASSERT_EQUAL(recv(fds[1], bytes, 16, MSG_WAITALL), 16);
    CU_ASSERT_EQUAL(bytes[0], TOE_H2E_REG_WRITE);
    toe_device_close(dev, 0);
    close(fds[1]);
}

TEST(a_stream_whose_far_end_closes_is_enodev)
{
    int fds[2];
    struct toe_device *dev = stream_device(fds);
    struct toe_socket *s;

    close(fds[1]);
    CU_ASSERT_EQUAL(toe_device_pump(dev, 10000), -ENODEV);
    CU_ASSERT_EQUAL(toe_socket(dev, &s), -ENODEV);
    CU_ASSERT_EQUAL(toe_device_close(dev, 10000), -ENODEV);
}

TEST(a_stream_to_nowhere_says_why)
{
    struct toe_transport *transport;
    char path[200];

    memset(path, 'a', sizeof path);
    path[199] = '\0';
    CU_ASSERT_EQUAL(toe_transport_unix("/nonexistent/socket", &transport), -ENOENT);
    CU_ASSERT_EQUAL(toe_transport_unix(path, &transport), -ENAMETOOLONG);
    CU_ASSERT_EQUAL(toe_transport_stream(-1, &transport), -EBADF);
}

static bool readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};

    return poll(&p, 1, 0) == 1;
}

TEST(the_descriptor_is_readable_when_a_pump_has_work_and_only_then)
{
    int fds[2];
    struct toe_device *dev = stream_device(fds);
    uint8_t bytes[24] = {TOE_E2H_RAW_FRAME, 0, 0, 0, 14};
    int fd;

    toe_device_pump(dev, 0);
    toe_device_pump(dev, 0);
    fd = toe_device_fd(dev);
    CU_ASSERT_TRUE_FATAL(fd >= 0);
    CU_ASSERT_EQUAL(toe_device_fd(dev), fd);
    CU_ASSERT_FALSE(readable(fd));
    CU_ASSERT_EQUAL(send(fds[1], bytes, 24, 0), 24);
    CU_ASSERT_EQUAL(send(fds[1], bytes, 8, 0), 8);
    CU_ASSERT_TRUE(readable(fd));
    CU_ASSERT_EQUAL(toe_device_pump(dev, 0), 1);
    CU_ASSERT_FALSE(readable(fd));
    close(fds[1]);
    CU_ASSERT_TRUE(readable(fd));
    CU_ASSERT_EQUAL(toe_device_pump(dev, 0), -ENODEV);
    CU_ASSERT_TRUE(readable(fd));
    toe_device_close(dev, 0);
}

TEST(a_full_stream_wakes_the_descriptor_when_there_is_room)
{
    int fds[2];
    struct toe_device *dev = stream_device(fds);
    static uint8_t bytes[65536];
    uint8_t frame[1514] = {0};
    int fd = toe_device_fd(dev);
    int err;

    while ((err = toe_device_send_frame(dev, frame, sizeof frame)) == 0)
        ;
    CU_ASSERT_EQUAL(err, -EAGAIN);
    toe_device_pump(dev, 0);
    while (toe_device_send_frame(dev, frame, sizeof frame) == 0)
        toe_device_pump(dev, 0);
    while (recv(fds[1], bytes, sizeof bytes, MSG_DONTWAIT) > 0)
        ;
    CU_ASSERT_TRUE(readable(fd));
    toe_device_pump(dev, 0);
    CU_ASSERT_EQUAL(toe_device_send_frame(dev, frame, sizeof frame), 0);
    toe_device_close(dev, 0);
    close(fds[1]);
}

TEST(poll_over_two_devices_sees_both)
{
    struct rig a, b;
    struct toe_socket *sa, *sb;
    uint16_t ca, cb;
    struct toe_poll entries[3] = {{.events = TOE_POLLIN}, {.events = TOE_POLLIN}, {.events = TOE_POLLIN}};

    rig_setup(&a);
    rig_setup(&b);
    sa = rig_connect(&a, &ca);
    sb = rig_connect(&b, &cb);
    entries[0].socket = sa;
    entries[2].socket = sb;
    CU_ASSERT_EQUAL(toe_poll(entries, 3, -1), -EINVAL);
    CU_ASSERT_EQUAL(toe_poll(entries, 3, 50), 0);
    CU_ASSERT_EQUAL(a.mock->now_us, 50000);
    CU_ASSERT_EQUAL(b.mock->now_us, 50000);
    mock_say_payload(b.mock, cb, 0, "x", 1);
    CU_ASSERT_EQUAL(toe_poll(entries, 3, 50), 1);
    CU_ASSERT_EQUAL(entries[2].revents, TOE_POLLIN);
    CU_ASSERT_EQUAL(entries[1].revents, 0);
    rig_teardown(&a);
    rig_teardown(&b);
}

TEST(addresses_are_read_strictly_and_written_back)
{
    static const char *const bad[] = {"",         "1.2.3",     "1.2.3.4.5", "256.1.1.1", "1.2.3.04", "1.2.3.4 ",
                                      " 1.2.3.4", "0x1.2.3.4", "1.2.3.-4",  "1.2.3.",    "a.b.c.d",  "1.2.3.4:"};
    struct toe_addr addr;
    char text[TOE_ADDR_TEXT_BYTES];
    uint8_t mac[6];
    uint32_t ip;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_EQUAL(toe_ip_parse(bad[i], &ip), -EINVAL);
    CU_ASSERT_EQUAL(toe_addr_parse("255.255.255.255:65535", &addr), 0);
    CU_ASSERT_STRING_EQUAL(toe_addr_format(&addr, text), "255.255.255.255:65535");
    CU_ASSERT_EQUAL(toe_addr_parse("0.0.0.0:0", &addr), 0);
    CU_ASSERT_STRING_EQUAL(toe_addr_format(&addr, text), "0.0.0.0:0");
    CU_ASSERT_EQUAL(toe_addr_parse("1.2.3.4:65536", &addr), -EINVAL);
    CU_ASSERT_EQUAL(toe_addr_parse("1.2.3.4", &addr), -EINVAL);
    CU_ASSERT_EQUAL(toe_mac_parse("aB:00:ff:01:02:03", mac), 0);
    CU_ASSERT_EQUAL(mac[0], 0xab);
    CU_ASSERT_EQUAL(toe_mac_parse("ab:00:ff:01:02", mac), -EINVAL);
    CU_ASSERT_EQUAL(toe_mac_parse("ab:00:ff:01:02:0", mac), -EINVAL);
    CU_ASSERT_EQUAL(toe_mac_parse("ab:00:ff:01:02:03:", mac), -EINVAL);
    CU_ASSERT_STRING_EQUAL(toe_tcp_state_name(TOE_TCP_TIME_WAIT), "TIME-WAIT");
    CU_ASSERT_STRING_EQUAL(toe_tcp_state_name((enum toe_tcp_state)99), "?");
}

int main(void)
{
#define T(name)     \
    {               \
#name, name \
    }
    static const struct rig_test tests[] = {
        T(a_null_device_times_out_at_once_in_its_own_time),
        T(a_null_transport_takes_everything_and_completes_each_transfer_once),
        T(a_configuration_out_of_range_is_einval_and_closes_the_transport),
        T(a_stream_carries_the_same_bytes),
        T(a_stream_whose_far_end_closes_is_enodev),
        T(a_stream_to_nowhere_says_why),
        T(the_descriptor_is_readable_when_a_pump_has_work_and_only_then),
        T(a_full_stream_wakes_the_descriptor_when_there_is_room),
        T(poll_over_two_devices_sees_both),
        T(addresses_are_read_strictly_and_written_back),
    };

    return rig_main("transport", tests, sizeof tests / sizeof tests[0]);
}
