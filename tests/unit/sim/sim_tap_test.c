/* The TAP port, in a user and network namespace of its own; the kernel's ARP is the peer. */
#include "sim_test.h"

#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static bool may_make_a_tap(void)
{
    struct toe_wire *wire = NULL;

    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0 || toe_wire_tap(NULL, NULL, &wire) < 0)
        return false;
    wire->ops->close(wire);
    return true;
}

static void the_device_is_up_named_and_removed_on_close(void)
{
    const uint8_t mac[6] = {0x02, 0, 0, 0, 0, 0x77};
    struct toe_wire *wire = NULL;
    struct ifreq request = {.ifr_name = "toetest0"};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    CU_ASSERT_EQUAL_FATAL(toe_wire_tap("toetest0", mac, &wire), 0);
    CU_ASSERT_STRING_EQUAL(toe_wire_tap_name(wire), "toetest0");
    CU_ASSERT_EQUAL(ioctl(fd, SIOCGIFFLAGS, &request), 0);
    CU_ASSERT_TRUE(request.ifr_flags & IFF_UP);
    CU_ASSERT_EQUAL(ioctl(fd, SIOCGIFHWADDR, &request), 0);
    CU_ASSERT_EQUAL(memcmp(request.ifr_hwaddr.sa_data, mac, 6), 0);
    wire->ops->close(wire);
    CU_ASSERT_EQUAL(ioctl(fd, SIOCGIFFLAGS, &request), -1);
    close(fd);
}

/* A new device makes the kernel send by itself (IPv6 neighbour discovery), which the loop engine sends back. */
static void frames_of_the_kernel_reach_the_engine(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_REAL, 8);
    struct timespec wait = {.tv_nsec = 10000000};
    struct toe_sim_stats stats = {0};
    struct toe_wire *wire = NULL;

    CU_ASSERT_EQUAL_FATAL(toe_wire_tap(NULL, NULL, &wire), 0);
    toe_sim_wire_attach(sim, wire);
    for (int i = 0; i < 500 && !stats.tx_frames; i++) {
        CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, 10000) >= 0);
        toe_sim_get_stats(sim, &stats);
        nanosleep(&wait, NULL);
    }
    CU_ASSERT_TRUE(stats.rx_frames > 0);
    CU_ASSERT_EQUAL(stats.tx_refused, 0);
    toe_sim_destroy(sim);
}

static void a_name_that_is_too_long_is_refused(void)
{
    struct toe_wire *wire = NULL;

    CU_ASSERT_EQUAL(toe_wire_tap("a-name-of-16-chr", NULL, &wire), -EINVAL);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(the_device_is_up_named_and_removed_on_close),
        SIM_CASE(frames_of_the_kernel_reach_the_engine),
        SIM_CASE(a_name_that_is_too_long_is_refused),
        CU_TEST_INFO_NULL,
    };

    if (!may_make_a_tap()) {
        printf("No TAP device may be made here (user namespaces, /dev/net/tun). ./toe test --excuse e2e leaves this "
               "out.\n");
        return EXIT_FAILURE;
    }
    return sim_test_main("tap", tests);
}
