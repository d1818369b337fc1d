/* framing.h: the device's byte stream cut into messages. */
#ifndef TOE_FRAMING_H
#define TOE_FRAMING_H

#include <stddef.h>
#include <stdint.h>

#include "link_gen.h"

/* The longest message that a device may send, without padding. */
#define TOE_FRAMER_ROOM (TOE_LINK_HEADER_BYTES + TOE_LINK_PAYLOAD_MAX_BYTES)

struct toe_framer {
    /* Called for a header before its body is waited for: NULL, or why it is refused. A header that it accepts has a body
     * of TOE_FRAMER_ROOM - 16 bytes at most. */
    const char *(*header)(void *ctx, const struct toe_link_header *header);
    /* Called for each whole message: NULL, or why it is refused. bytes are valid during the call. */
    const char *(*message)(void *ctx, const struct toe_link_header *header, const uint8_t *bytes);
    void *ctx;
    uint32_t data_bytes; /* 0 until HELLO has told; set from inside `message` */

    size_t have; /* bytes of an unfinished message in `part` */
    size_t skip; /* padding still to come */
    uint8_t part[TOE_FRAMER_ROOM];
};

/* Takes the next bytes of the stream, any number. Messages that lie whole in `bytes` are handed on in place.
 * Returns NULL, or why a message was refused: the stream is unusable from there on. */
const char *toe_framer_feed(struct toe_framer *framer, const uint8_t *bytes, size_t count);

#endif
