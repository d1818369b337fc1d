/* threads_status.c: others ask what the device is doing while its application works and closes. */
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "threads_tests.h"

#define ASKERS 3

static char path[64];
static atomic_bool closing, over;
static atomic_uint answers;

/* Asks until the device is closed; each answer is whole. */
static void *ask_on(void *arg)
{
    const struct timeval limit = {.tv_sec = 20};
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    (void)arg;
    strcpy(address.sun_path, path);
    while (!over) {
        int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        char text[2048];
        size_t got = 0;
        ssize_t n = 0;
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
            while (got < sizeof text && (n = read(fd, text + got, sizeof text - got)) > 0)
                got += (size_t)n;
        EXPECT(n == 0 || closing); /* who waits for an answer then is cut off */
        EXPECT(got == 0 || text[got - 1] == '\n');
        answers += got > 0;
        close(fd);
    }
    return NULL;
}

void others_ask_until_the_device_closes(struct world *w)
{
    struct toe_socket *listener = world_listen(w, 1), *client, *server;
    uint8_t buffer[1000] = {0};
    pthread_t askers[ASKERS];

    closing = over = false;
    answers = 0;
    snprintf(path, sizeof path, "/tmp/toe-threads-status.%d", (int)getpid());
    world_connect(w, listener, &client, &server);
    CU_ASSERT_EQUAL_FATAL(toe_device_serve_status(w->dev[0], path), 0);
    for (int i = 0; i < ASKERS; i++)
        CU_ASSERT_EQUAL_FATAL(pthread_create(&askers[i], NULL, ask_on, NULL), 0);
    for (int i = 0; i < 100 || answers < 2 * ASKERS; i++) {
        CU_ASSERT_EQUAL_FATAL(toe_send(client, buffer, sizeof buffer, 0), sizeof buffer);
        CU_ASSERT_EQUAL_FATAL(toe_recv(server, buffer, sizeof buffer, TOE_MSG_WAITALL), sizeof buffer);
    }
    CU_ASSERT_EQUAL(toe_close(client), 0);
    CU_ASSERT_EQUAL(toe_close(server), 0);
    closing = true;
    CU_ASSERT_EQUAL(toe_device_close(w->dev[0], 20000), 0);
    w->dev[0] = NULL;
    over = true;
    for (int i = 0; i < ASKERS; i++)
        pthread_join(askers[i], NULL);
}
