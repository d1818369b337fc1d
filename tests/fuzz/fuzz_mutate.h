/* fuzz_mutate.h: what fuzz_mutate.c and fuzz_segment.c share. */
#ifndef FUZZ_MUTATE_H
#define FUZZ_MUTATE_H

#include "fuzz_world.h"

void make_segment(world *w, frame *out);
void mutate_eth(world *w, eth_header *eth);
void mutate_ip(world *w, ipv4_header *ip);

#endif
