/* lwip_wire.h: lwIP (Debian's liblwip, a TCP/IP stack that this project did not write) at the other end of the engine's
 * wire, in this process and in simulated time.
 *
 *      engine  <- toe_wire ->  netif  <-> lwIP <->  raw API (lwip/tcp.h), called by the test and by lwIP's callbacks
 *
 * lwIP has one stack a process, without a thread: it works inside send and service of the wire, and inside its raw API.
 * Its clock (sys_now, milliseconds) is the latest simulated time that it was told. Everything in one thread.
 */
#ifndef TOE_TEST_LWIP_WIRE_H
#define TOE_TEST_LWIP_WIRE_H

#include <lwip/tcp.h>

#include "toe_wire.h"

/* Starts the stack, once a process, and makes the wire whose other end is its interface ip/24 (host byte order), up, with
 * this MAC. Frames take delay_ns either way. seed: of lwIP's own choices. 0, -ENOMEM, -EBUSY: it has been started, or
 * -ENOSYS: lwIP does not ask our clock. */
int lwip_wire_start(uint32_t ip, const uint8_t mac[6], uint64_t delay_ns, unsigned seed, struct toe_wire **wire);

/* Before the raw API is called from outside of its callbacks: what time it is. */
void lwip_wire_now(uint64_t now_ns);

/* Frames that did not fit into the queue towards the engine: lost. */
uint64_t lwip_wire_overflows(void);

#endif
