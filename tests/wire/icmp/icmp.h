/* icmp.h: errors that quote what the engine sent. */
#ifndef WIRE_ICMP_H
#define WIRE_ICMP_H

#include "wire.h"

enum { UNREACHABLE = 3, SOURCE_QUENCH = 4, REDIRECT = 5, TIME_EXCEEDED = 11, PARAMETER_PROBLEM = 12 };
enum { FRAGMENTATION_NEEDED = 4 };
enum { LEAST_QUOTE = IPV4_BYTES + 8 };

/* An error about a frame of the engine's, of which it quotes so many bytes from the IP header on; `low` is the low half of the
 * error's second word: the MTU of fragmentation needed. */
typedef struct {
    uint8_t type, code;
    uint16_t low;
    size_t quote_bytes;  /* 0: LEAST_QUOTE */
    int32_t seq_shift;   /* the quoted sequence number is another */
    int32_t port_shift;  /* the quoted destination port is another */
    unsigned faults;     /* BAD_... */
    bool quoted_options; /* the quoted IP header is longer */
} icmp_error;

void peer_sends_error(peer *p, const frame *about, icmp_error e);

#endif
