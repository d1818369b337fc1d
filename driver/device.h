/* device.h: one engine over one transport: session, messages, registers. It knows no connection.
 *
 *               hello()               HELLO came                    toe_driver_close
 *      OPENED ----------> GREETING ----------------> RUNNING --------------------------> gone
 *         |                  |                          |                                 ^
 *         +------------------+--------------------------+--> FAILED ----------------------+
 *                 the transport broke, or a message was refused (once; final)
 *
 * One thread at a time, but while the pump sleeps in client.sleep others may call everything except pump and close.
 *
 * Only the pump moves it, and a transport that takes nothing any more. FAILED: nothing is sent or handled any more, every
 * call gives -ENODEV.
 */
#ifndef TOE_DRIVER_DEVICE_H
#define TOE_DRIVER_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "framing.h"
#include "link_gen.h"
#include "toe_transport.h"

struct toe_driver;

/* Who stands above. All are called from inside pump (tap's outgoing side also from commit) and may reserve and commit
 * messages, but not pump or close. */
struct toe_driver_client {
    /* A message that toe_check_header accepted; HELLO, register values and link errors are not shown.
     * NULL, or why it is refused: the device fails with that text. */
    const char *(*message)(void *ctx, const struct toe_link_header *header, const uint8_t *bytes);
    /* Every message, both ways, in order: header and body without padding. */
    void (*tap)(void *ctx, bool out, const struct toe_link_header *header, const uint8_t *bytes, size_t length);
    /* The device has failed. Called once. */
    void (*failed)(void *ctx, const char *why);
    /* Sleeps as toe_transport_sleep says; NULL: the transport's own way. */
    int (*sleep)(void *ctx, struct pollfd *fds, size_t count, uint64_t timeout_us);
    void *ctx;
};

/* Takes the transport (closes it also when this fails). -ENOMEM, or what the transport's reset says. */
int toe_driver_open(struct toe_transport *transport, const struct toe_driver_client *client,
                    struct toe_driver **driver);

/* Cancels what is under way and closes the transport: the engine's link is reset. */
void toe_driver_close(struct toe_driver *driver);

/* Queues our HELLO; the engine's comes during a later pump, then toe_driver_hello gives it (NULL until then). */
int toe_driver_greet(struct toe_driver *driver, uint32_t session);
const struct toe_e2h_hello *toe_driver_hello(const struct toe_driver *driver);

/* 0, or why nothing more happens: -EPROTO (a message was refused), -ENODEV (the transport). */
int toe_driver_error(const struct toe_driver *driver);

/* Room for one message of length_bytes (header and body): NULL if there is none now; the next completed transfer makes
 * some. The room is valid until commit or the next reserve; a message that is not committed was never there. */
uint8_t *toe_driver_reserve(struct toe_driver *driver, size_t length_bytes);

/* Queues the reserved message, padded. */
void toe_driver_commit(struct toe_driver *driver, size_t length_bytes);

/* Hands what is queued to the transport. Called at the end of each round of work; batches small messages. */
void toe_driver_flush(struct toe_driver *driver);

/* One look at the transport, waiting up to timeout_us. Returns the count of messages handled, or as toe_driver_error. */
int toe_driver_pump(struct toe_driver *driver, uint64_t timeout_us);

/* The transport's clock, us. */
uint64_t toe_driver_now_us(const struct toe_driver *driver);

/* Registers. Read: starts one (-EBUSY: one is under way); toe_driver_read_done says when its value is there. Both ways
 * -EAGAIN: no room now. */
int toe_driver_write_register(struct toe_driver *driver, uint32_t address, uint32_t value);
int toe_driver_start_read(struct toe_driver *driver, uint32_t address);
bool toe_driver_read_done(const struct toe_driver *driver, uint32_t *value);

/* For a pollable descriptor: as the members of the transport's table. */
int toe_driver_pollfds(struct toe_driver *driver, struct pollfd *fds, size_t room);
uint64_t toe_driver_next_event_us(struct toe_driver *driver);

#endif
