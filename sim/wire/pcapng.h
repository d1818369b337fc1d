/* pcapng.h: writes what crossed the wire as pcapng (draft-ietf-opsawg-pcapng): one section, one Ethernet interface with
 * a name, time stamps in nanoseconds, a direction flag on each frame. */
#ifndef TOE_PCAPNG_H
#define TOE_PCAPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct toe_pcapng;

/* Creates or truncates the file and writes the headers. epoch_ns is added to every time stamp (0: simulated time from
 * 1970 on). Returns 0, the negative errno of opening or writing, or -ENOMEM; then no object exists. */
int toe_pcapng_open(const char *path, const char *interface, uint64_t epoch_ns, struct toe_pcapng **out);

/* One frame without FCS. to_engine: inbound, else outbound. damaged: its FCS was wrong or the PHY reported an error.
 * A file that cannot be written any more (full disk) is given up silently until toe_pcapng_close() tells. */
void toe_pcapng_frame(struct toe_pcapng *p, bool to_engine, bool damaged, uint64_t t_ns, const uint8_t *frame,
                      size_t len);

/* Hands everything to the kernel. NULL is allowed, here and below. */
void toe_pcapng_flush(struct toe_pcapng *p);

/* Closes the file. Returns 0, or -EIO if any write has failed: the capture ends early. */
int toe_pcapng_close(struct toe_pcapng *p);

#endif
