/* streams.h: the two applications of a run against lwIP. Connection i carries one stream each way; its bytes and its length
 * come from the seed and from i, and each side ends its own stream by FIN. What came is judged by its SHA-256. The side that
 * connects does so from port STREAM_PORTS + i, by which the other one knows it.
 */
#ifndef TOE_TEST_STREAMS_H
#define TOE_TEST_STREAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common.h" /* of the examples: SHA-256 */
#include "toe.h"

#define STREAM_PORTS 20000
#define STREAM_CHUNK 8192

struct stream_plan {
    uint64_t seed;
    size_t conns;
    size_t longest;    /* bytes */
    size_t stop_after; /* lwIP reads no more after so many bytes ... */
    uint64_t stop_us;  /* ... for so long; 0: never stops */
};

enum stream_way { TO_LWIP, FROM_LWIP };

/* Length and bytes of a stream: to_fill bytes from offset on. */
size_t stream_length(const struct stream_plan *plan, enum stream_way way, size_t number);
void stream_fill(const struct stream_plan *plan, enum stream_way way, size_t number, size_t offset, uint8_t *bytes,
                 size_t to_fill);

/* What one side has received of one stream. */
struct stream_taken {
    struct sha256 hash;
    size_t bytes;
    bool ended; /* FIN */
};
void stream_take(struct stream_taken *taken, const void *bytes, size_t count);
bool stream_right(struct stream_taken *taken, const struct stream_plan *plan, enum stream_way way, size_t number);

/* ------------------------------------------------------------------------------------------------ lwIP's application */

struct lwip_app;

/* Listens on port, or connects to ip:port with all connections at once. NULL: no memory. */
struct lwip_app *lwip_app_listen(const struct stream_plan *plan, uint16_t port);
struct lwip_app *lwip_app_connect(const struct stream_plan *plan, uint32_t ip, uint16_t port);

/* For plans that stop: reads on when the time has come. Called now and then. */
void lwip_app_service(struct lwip_app *app, uint64_t now_us);

size_t lwip_app_done(const struct lwip_app *app);  /* connections whose both streams have ended in order */
size_t lwip_app_wrong(const struct lwip_app *app); /* that failed, or whose bytes were other ones */
void lwip_app_free(struct lwip_app *app);

/* ------------------------------------------------------------------------------------------------ the engine's */

struct engine_app;

struct engine_app *engine_app_listen(const struct stream_plan *plan, struct toe_device *dev, uint16_t port);
struct engine_app *engine_app_connect(const struct stream_plan *plan, struct toe_device *dev, struct toe_addr server);

/* Does what its sockets are ready for, waiting up to timeout_ms for one. */
void engine_app_step(struct engine_app *app, int timeout_ms);

size_t engine_app_done(const struct engine_app *app);
size_t engine_app_wrong(const struct engine_app *app);
void engine_app_free(struct engine_app *app);

#endif
