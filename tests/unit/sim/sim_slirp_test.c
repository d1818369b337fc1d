/* libslirp behind the port interface: ARP and ICMP echo with its gateway, forwards, virtual time. */
#include "sim_test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static const uint8_t our_mac[6] = {0x02, 0, 0, 0, 0, 1};
static const uint8_t arp_request[42] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0, 0, 0,
                                        0,    1,    0x08, 0x06,                      /* Ethernet: broadcast, ARP */
                                        0,    1,    0x08, 0,    6,    4,    0,    1, /* request */
                                        0x02, 0,    0,    0,    0,    1,    10,   0, 2, 15, /* from 10.0.2.15 */
                                        0,    0,    0,    0,    0,    0,    10,   0, 2, 2}; /* who has 10.0.2.2 */

static void the_gateway_answers_arp(void)
{
    struct toe_wire *wire = NULL;
    uint8_t frame[TOE_WIRE_MAX_FRAME];
    struct toe_wire_tag tag = {.t_ns = 0};

    CU_ASSERT_EQUAL_FATAL(toe_wire_slirp(NULL, 0, &wire), 0);
    CU_ASSERT_EQUAL(wire->ops->service(wire, 1000), 0);
    CU_ASSERT_EQUAL(wire->ops->send(wire, arp_request, sizeof arp_request, &(struct toe_wire_tag){.t_ns = 1000}), 0);
    CU_ASSERT_TRUE(wire->ops->recv(wire, frame, 1000, &tag) >= 42);
    CU_ASSERT_EQUAL(memcmp(frame, our_mac, 6), 0);
    CU_ASSERT_TRUE(frame[20] == 0 && frame[21] == 2);
    CU_ASSERT_EQUAL(memcmp(frame + 28, (const uint8_t[]){10, 0, 2, 2}, 4), 0);
    CU_ASSERT_EQUAL(wire->ops->recv(wire, frame, 1000, &tag), 0);
    wire->ops->close(wire);
}

static void a_connection_to_a_forward_becomes_a_syn_for_the_engine(void)
{
    struct toe_wire_slirp_forward forward = {.guest_port = 80};
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct toe_wire *wire = NULL;
    struct pollfd ready;
    uint8_t frame[TOE_WIRE_MAX_FRAME];
    struct toe_wire_tag tag = {.t_ns = 0};
    bool syn = false;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

    CU_ASSERT_EQUAL_FATAL(toe_wire_slirp(&forward, 1, &wire), 0);
    CU_ASSERT_NOT_EQUAL(toe_wire_slirp_port(wire, 0), 0);
    CU_ASSERT_EQUAL(toe_wire_slirp_port(wire, 1), 0);
    wire->ops->send(wire, arp_request, sizeof arp_request,
                    &(struct toe_wire_tag){.t_ns = 0}); /* it learns our address */
    while (wire->ops->recv(wire, frame, 0, &tag) > 0)
        continue;
    at.sin_port = htons(toe_wire_slirp_port(wire, 0));
    connect(fd, (struct sockaddr *)&at, sizeof at);
    ready = (struct pollfd){.fd = wire->ops->fd(wire), .events = POLLIN};
    CU_ASSERT_EQUAL(poll(&ready, 1, 5000), 1);
    for (uint64_t now = 0; now < 100 && !syn; now++) {
        wire->ops->service(wire, now * 1000000);
        while (wire->ops->recv(wire, frame, now * 1000000, &tag) > 0)
            syn |= frame[12] == 8 && frame[13] == 0 && frame[23] == 6 && frame[36] == 0 && frame[37] == 80 &&
                   (frame[47] & 0x3f) == 2;
    }
    CU_ASSERT_TRUE(syn);
    close(fd);
    wire->ops->close(wire);
}

static void a_forward_that_is_taken_is_refused(void)
{
    struct toe_wire_slirp_forward forward = {.guest_port = 80};
    struct toe_wire *wire = NULL, *second = NULL;

    CU_ASSERT_EQUAL_FATAL(toe_wire_slirp(&forward, 1, &wire), 0);
    forward.host_port = toe_wire_slirp_port(wire, 0);
    CU_ASSERT_EQUAL(toe_wire_slirp(&forward, 1, &second), -EADDRINUSE);
    CU_ASSERT_PTR_NULL(second);
    wire->ops->close(wire);
}

static void a_virtual_clock_may_use_it(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);
    struct toe_wire *wire = NULL;

    CU_ASSERT_EQUAL_FATAL(toe_wire_slirp(NULL, 0, &wire), 0);
    CU_ASSERT_EQUAL(toe_sim_wire_attach(sim, wire), 0);
    CU_ASSERT_TRUE(toe_sim_run(sim, 60000000000u, 1000000) >= 0);
    CU_ASSERT_EQUAL(toe_sim_now_ns(sim), 60000000000u);
    toe_sim_destroy(sim);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(the_gateway_answers_arp),
        SIM_CASE(a_connection_to_a_forward_becomes_a_syn_for_the_engine),
        SIM_CASE(a_forward_that_is_taken_is_refused),
        SIM_CASE(a_virtual_clock_may_use_it),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("slirp", tests);
}
