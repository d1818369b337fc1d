/* The SEQPACKET port, its other end played by plain sockets. */
#include "sim_test.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void socket_path(char path[64])
{
    snprintf(path, 64, "/tmp/toe-seqpacket-%ld", (long)getpid());
    unlink(path);
}

static int dial(const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    CU_ASSERT_EQUAL_FATAL(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

static bool fd_is_readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};

    return poll(&p, 1, 0) == 1;
}

static void frames_go_through_as_packets(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_REAL, 8);
    struct toe_wire *wire = NULL;
    uint8_t out[1514], in[1514];
    int ends[2];

    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    CU_ASSERT_EQUAL_FATAL(toe_wire_seqpacket_fd(ends[0], &wire), 0);
    CU_ASSERT_EQUAL(toe_sim_wire_attach(sim, wire), 0);
    CU_ASSERT_FALSE(fd_is_readable(toe_sim_fd(sim)));
    for (size_t len = 60; len <= sizeof out; len += 193) {
        frame_fill(out, len, (unsigned)len);
        CU_ASSERT_EQUAL(send(ends[1], out, len, 0), (ssize_t)len);
        CU_ASSERT_TRUE(fd_is_readable(toe_sim_fd(sim)));
        CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, 10000) >= 0);
        CU_ASSERT_EQUAL(recv(ends[1], in, sizeof in, MSG_DONTWAIT), (ssize_t)len);
        CU_ASSERT_EQUAL(memcmp(in, out, len), 0);
    }
    close(ends[1]);
    CU_ASSERT_EQUAL(toe_sim_run(sim, TOE_SIM_NEVER, 10000), -ENODEV);
    toe_sim_destroy(sim);
}

static void a_listening_port_takes_one_peer_after_the_other(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_REAL, 8);
    struct toe_wire *wire = NULL;
    uint8_t frame[60] = {0};
    char path[64];

    socket_path(path);
    CU_ASSERT_EQUAL_FATAL(toe_wire_seqpacket_listen(path, &wire), 0);
    toe_sim_wire_attach(sim, wire);
    CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, 10000) >= 0);
    for (int i = 0; i < 3; i++) {
        int peer = dial(path), waiting = dial(path);
        CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, 10000) >= 0);
        CU_ASSERT_FALSE(fd_is_readable(toe_sim_fd(sim)));
        CU_ASSERT_EQUAL(send(peer, frame, sizeof frame, 0), sizeof frame);
        CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, 10000) >= 0);
        CU_ASSERT_EQUAL(recv(peer, frame, sizeof frame, MSG_DONTWAIT), sizeof frame);
        close(peer);
        close(waiting);
        for (int turn = 0; turn < 4; turn++)
            CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, 10000) >= 0);
    }
    toe_sim_destroy(sim);
    CU_ASSERT_EQUAL(access(path, F_OK), -1);
}

static void what_is_no_frame_is_dropped_whole(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_REAL, 8);
    struct toe_wire *wire = NULL;
    static uint8_t big[TOE_WIRE_MAX_FRAME + 1];
    uint8_t in[64];
    int ends[2];

    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    CU_ASSERT_EQUAL_FATAL(toe_wire_seqpacket_fd(ends[0], &wire), 0);
    toe_sim_wire_attach(sim, wire);
    send(ends[1], big, sizeof big, 0);
    send(ends[1], big, 1, 0);
    CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, 10000) >= 0);
    CU_ASSERT_EQUAL(recv(ends[1], in, sizeof in, MSG_DONTWAIT), 60);
    CU_ASSERT_EQUAL(recv(ends[1], in, sizeof in, MSG_DONTWAIT), -1);
    toe_sim_destroy(sim);
    close(ends[1]);
}

static void bad_paths_are_refused(void)
{
    struct toe_wire *wire = NULL;
    char path[200];

    memset(path, 'x', sizeof path);
    path[sizeof path - 1] = '\0';
    CU_ASSERT_EQUAL(toe_wire_seqpacket_listen(path, &wire), -ENAMETOOLONG);
    CU_ASSERT_EQUAL(toe_wire_seqpacket_listen("", &wire), -EINVAL);
    CU_ASSERT_EQUAL(toe_wire_seqpacket_listen("/nonexistent/s", &wire), -ENOENT);
    CU_ASSERT_EQUAL(toe_wire_seqpacket_connect("/nonexistent/s", &wire), -ENOENT);
    socket_path(path);
    CU_ASSERT_EQUAL_FATAL(toe_wire_seqpacket_listen(path, &wire), 0);
    {
        struct toe_wire *second = NULL;
        CU_ASSERT_EQUAL(toe_wire_seqpacket_listen(path, &second), -EADDRINUSE);
    }
    CU_ASSERT_EQUAL(access(path, F_OK), 0);
    wire->ops->close(wire);
}

static void a_virtual_clock_refuses_a_wire_that_lives_in_real_time(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);
    struct toe_wire *wire = NULL;
    int ends[2];

    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    CU_ASSERT_EQUAL_FATAL(toe_wire_seqpacket_fd(ends[0], &wire), 0);
    CU_ASSERT_EQUAL(toe_sim_wire_attach(sim, wire), -EINVAL);
    wire->ops->close(wire);
    close(ends[1]);
    toe_sim_destroy(sim);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(frames_go_through_as_packets),
        SIM_CASE(a_listening_port_takes_one_peer_after_the_other),
        SIM_CASE(what_is_no_frame_is_dropped_whole),
        SIM_CASE(bad_paths_are_refused),
        SIM_CASE(a_virtual_clock_refuses_a_wire_that_lives_in_real_time),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("seqpacket", tests);
}
