/* mock.h: a scripted device behind a transport, in this process and in its own time.
 *
 * What the host says is cut into messages and shown to a script; what the script says goes to the host, cut into pieces of
 * any size. Time passes only when the host waits and nothing has come: then the transport steps it, and calls on_idle.
 */
#ifndef TOE_TEST_MOCK_H
#define TOE_TEST_MOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link_gen.h"
#include "toe.h"
#include "toe_transport.h"

#define MOCK_IP   0x0a000002u /* 10.0.0.2, the host */
#define MOCK_PEER 0x0a000001u

struct mock_message {
    struct toe_link_header h;
    uint8_t body[9000];
};

struct mock {
    struct toe_transport base; /* first */
    /* the script; all may be NULL */
    void (*on_message)(struct mock *mock, const struct mock_message *message);
    void (*on_idle)(struct mock *mock); /* the host waits and has nothing */
    void *user;
    /* settings, before toe_device_open */
    uint32_t conns, listeners, data_bytes, version;
    bool mute; /* HELLO is not answered */
    bool wrong_session;
    size_t piece;     /* bytes given to the host at a time; 0: all */
    uint64_t step_us; /* longest single step of time; 0: the whole time-out */
    size_t out_room;  /* transfers of the host taken in one look; 0: all */

    uint64_t now_us;
    bool gone;   /* the device has vanished */
    bool closed; /* the host has closed the transport */
    unsigned looks;
    struct mock_message last[64]; /* the last messages but register writes, oldest first */
    unsigned last_count;
    uint32_t registers[256];

    struct toe_transfer_queue out, in;
    uint8_t *to_host;
    size_t to_host_bytes, to_host_room;
    uint8_t *from_host;
    size_t from_host_bytes, from_host_room;
};

/* A device of 8 connections, 4 listeners, width 8, that answers HELLO and register reads. Owned by the test: it outlives
 * the transport. */
struct mock *mock_new(void);
void mock_free(struct mock *mock);

/* A device over it with a repeatable configuration; observer may be NULL. */
int mock_open(struct mock *mock, struct toe_device **device);
int mock_open_observed(struct mock *mock, void (*observe)(void *, const struct toe_notice *), void *ctx,
                       struct toe_device **device);

/* Says raw bytes, a header with `length` bytes of body (padded), or one of the messages. */
void mock_say_bytes(struct mock *mock, const void *bytes, size_t count);
void mock_say(struct mock *mock, struct toe_link_header header, const void *body);
void mock_say_announce(struct mock *mock, uint16_t conn, struct toe_addr local, struct toe_addr peer, uint16_t smss);
void mock_say_state(struct mock *mock, uint16_t conn, uint8_t flags, unsigned state, unsigned error,
                    uint32_t rcv_offset);
void mock_say_final(struct mock *mock, uint16_t conn, unsigned error);
void mock_say_progress(struct mock *mock, uint16_t conn, const struct toe_e2h_progress *progress);
void mock_say_payload(struct mock *mock, uint16_t conn, uint32_t offset, const void *bytes, uint32_t count);
void mock_say_payload_above(struct mock *mock, uint16_t conn, uint32_t offset, const void *bytes, uint32_t count,
                            uint32_t rcv_offset);

/* The transport ends. */
void mock_vanish(struct mock *mock);

/* The newest message of this type, or NULL. */
const struct mock_message *mock_heard(const struct mock *mock, uint8_t type);
unsigned mock_count(const struct mock *mock, uint8_t type);
void mock_forget(struct mock *mock);

#endif
