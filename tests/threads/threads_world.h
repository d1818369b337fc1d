/* threads_world.h: two engines on one cable under the wall clock, a device on each, for tests whose threads really wait.
 *
 *   TOGETHER   both simulated in this process by whoever pumps: the two devices share a lock
 *   APART      a thread of the world runs the engines; each device reaches its own over a stream socket, asleep in poll(2)
 */
#ifndef TOE_TEST_THREADS_WORLD_H
#define TOE_TEST_THREADS_WORLD_H

#include <CUnit/Basic.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "toe.h"
#include "toe_sim.h"

enum world_kind { TOGETHER, APART };

struct world_link {
    int fd;           /* the engine's end; -1: closed */
    uint8_t in[4096]; /* read, not taken by the engine yet */
    size_t in_bytes;
    uint8_t out[4096]; /* of the engine, not written yet */
    size_t out_bytes;
};

struct world {
    enum world_kind kind;
    struct toe_sim *sim[2];
    struct toe_device *dev[2]; /* 0: client 10.0.0.1, 1: server 10.0.0.2; NULL: the test has closed it */
    struct world_link link[2];
    pthread_t engines;
    atomic_bool stop;
    void (*observe)(void *ctx, const struct toe_notice *notice); /* of the client's device; set before world_open */
};

void world_open(struct world *w, enum world_kind kind);
void world_close(struct world *w);

/* A socket that listens on port 80 of the server. */
struct toe_socket *world_listen(struct world *w, int backlog);

/* A connection: *client is connected to *server. */
void world_connect(struct world *w, struct toe_socket *listener, struct toe_socket **client,
                   struct toe_socket **server);

/* Comes back when so many calls are under way on the socket, or on the device itself. */
void world_wait_inside(const struct toe_socket *socket, unsigned calls);
void world_wait_begun(const struct toe_socket *socket, atomic_bool *over); /* is under way, or already over */
void world_wait_inside_device(const struct toe_device *dev, unsigned calls);

/* Comes back when the thread that pumps this device sleeps. */
void world_wait_asleep(struct toe_device *dev);

/* CUnit counts for one thread only: what others find wrong is counted here, and asked for at the end of a test. */
extern atomic_uint world_wrong;
#define EXPECT(CONDITION)                                                    \
    do {                                                                     \
        if (!(CONDITION)) {                                                  \
            printf("\n    %s:%d: expected " #CONDITION, __FILE__, __LINE__); \
            atomic_fetch_add(&world_wrong, 1);                               \
        }                                                                    \
    } while (0)

#define SERVER ((struct toe_addr){0x0a000002, 80})

/* A number from a seed, and the byte of a stream at an offset. */
uint64_t world_random(uint64_t *state);
uint8_t world_byte(unsigned stream, size_t offset);

#endif
