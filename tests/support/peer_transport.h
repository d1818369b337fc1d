/* peer_transport.h: the in-process transport with time in the test's hands (peer_transport.c). */
#ifndef PEER_TRANSPORT_H
#define PEER_TRANSPORT_H

#include "toe.h"
#include "toe_sim.h"

/* A transport to `sim` whose pump moves time only when it is told to wait. */
int peer_transport(struct toe_sim *sim, bool every_cycle, struct toe_transport **out);

#endif
