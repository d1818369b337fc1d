/* framing.c: the device's byte stream cut into messages. A transport keeps no message boundaries, and the padding's length
 * is known only once HELLO has been read; so a message counts as whole when its body is, and its padding is skipped after. */
#include "framing.h"

#include <string.h>

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Moves bytes into `part` until it holds `want`; returns how many were taken. */
static size_t gather(struct toe_framer *framer, size_t want, const uint8_t *bytes, size_t count)
{
    size_t take = framer->have < want ? smaller(want - framer->have, count) : 0;

    memcpy(framer->part + framer->have, bytes, take);
    framer->have += take;
    return take;
}

const char *toe_framer_feed(struct toe_framer *framer, const uint8_t *bytes, size_t count)
{
    while (count > 0) {
        struct toe_link_header header;
        const uint8_t *message = bytes;
        size_t used = 0, whole;
        const char *why;

        if (framer->skip) {
            used = smaller(framer->skip, count);
            framer->skip -= used;
            bytes += used;
            count -= used;
            continue;
        }
        if (framer->have || count < TOE_LINK_HEADER_BYTES) {
            used = gather(framer, TOE_LINK_HEADER_BYTES, bytes, count);
            if (framer->have < TOE_LINK_HEADER_BYTES)
                return NULL;
            message = framer->part;
        }
        toe_link_header_get(&header, message);
        why = framer->header(framer->ctx, &header);
        if (why)
            return why;
        whole = TOE_LINK_HEADER_BYTES + header.length_bytes;
        if (framer->have || count < whole) {
            used += gather(framer, whole, bytes + used, count - used);
            if (framer->have < whole)
                return NULL;
            message = framer->part;
        } else {
            used = whole;
        }
        why = framer->message(framer->ctx, &header, message);
        if (why)
            return why;
        framer->have = 0;
        framer->skip = toe_link_message_bytes(header.length_bytes, framer->data_bytes) - whole;
        bytes += used;
        count -= used;
    }
    return NULL;
}
