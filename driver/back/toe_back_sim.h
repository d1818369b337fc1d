/* toe_back_sim.h: the transport to a simulated engine in this process. */
#ifndef TOE_BACK_SIM_H
#define TOE_BACK_SIM_H

#include "toe_sim.h"

struct toe_transport;

/* Makes a transport over the host link of sim, which stays the caller's and must outlive it. Pumping the device runs the
 * simulation (and those that share its time).
 *
 * clock     as in the configuration of sim; it says who moves time:
 *   TOE_SIM_REAL      the wall clock; a pump waits on the wire port's descriptor
 *   TOE_SIM_VIRTUAL   a pump moves simulated time on by its time-out at most, as fast as the machine can. A pump that
 *                     does not wait (time-out 0) runs up to 10 us of a busy engine, or up to 1 ms towards the next timer
 *   TOE_SIM_LOCKSTEP  the caller, between calls; a wait in the library therefore ends at once, as if its time were over
 *
 * Threads: devices on engines that share their time share one lock, so each may have its threads. A call of toe_sim.h on
 * such an engine must not overlap with a call on those devices. Simulated time that is virtual runs while anybody waits: a
 * thread that waits may be at its time-out before another has been scheduled once, so programs whose threads wait for each
 * other use TOE_SIM_REAL.
 *
 * Returns 0 or -ENOMEM. */
int toe_transport_sim(struct toe_sim *sim, enum toe_sim_clock clock, struct toe_transport **transport);

#endif
