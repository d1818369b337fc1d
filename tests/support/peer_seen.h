/* peer_seen.h: which reasons of the decision trace, and which dispositions of frames, the worlds of this program have seen.
 *
 * The set belongs to the program, as the tests of one program are one part of the suite: CUnit runs them one after the
 * other. tools/check_seen.py takes the union over the wire ring (the functional coverage of TCP).
 */
#ifndef PEER_SEEN_H
#define PEER_SEEN_H

#include "toe_sim.h"

#include <stdbool.h>

/* A decision of the engine: its reason has been seen. */
void seen_decision(const struct toe_trace *trace);

/* What a world counted, at its end. */
void seen_dispositions(const struct toe_sim *sim);

/* Writes a line "NAME COUNT" for every reason and disposition there is, 0 where it was not seen. False: it cannot. */
bool seen_write(const char *path);

#endif
