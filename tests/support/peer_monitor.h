/* peer_monitor.h: the rules that every frame of the engine keeps, whatever the test at hand looks at.
 *
 * It sees the frames of both sides as they lie on the wire and knows nothing else. Rules:
 *   codec          FCS, lengths, IPv4 and TCP checksum (MUST-2), option block (MUST-68, MUST-69)
 *   IPv4           source is the engine, no options, not a fragment, DF on TCP (1191-01), TTL as configured, MTU kept (6691-04)
 *   flags          no SYN with FIN or RST, ACK on everything after the first SYN but RST, reserved bits 0
 *   options        MSS on every SYN (SHLD-5) and nowhere else (MUST-65)
 *   segment size   text no longer than the peer's MSS, or 536 when it gave none (MUST-15, MUST-16)
 *   acknowledgment never above what the peer sent, never back
 *   right edge     ack + window never moves left (SHLD-14)
 *   peer's window  no byte beyond the furthest edge the peer ever offered, apart from a probe of one byte at SND.UNA
 */
#ifndef PEER_MONITOR_H
#define PEER_MONITOR_H

#include "peer_frame.h"

enum { MONITOR_FLOWS = 64 };

typedef struct {
    bool used;
    uint32_t peer_ip;
    uint16_t engine_port, peer_port;
    bool open;           /* the engine has sent its SYN */
    uint32_t engine_max; /* end of the highest sequence number the engine sent */
    bool peer_known;     /* the peer has sent a SYN */
    uint32_t peer_isn, peer_max;
    uint32_t peer_mss;
    bool acked; /* the engine has sent an acknowledgment */
    uint32_t engine_ack, engine_edge;
    bool edge_known; /* the peer has sent an acknowledgment */
    uint32_t peer_ack, peer_edge;
} monitor_flow;

typedef struct {
    uint32_t engine_ip;
    uint8_t engine_mac[6];
    uint8_t ttl;
    uint8_t ttl_too; /* of a connection of its own; 0: none */
    uint16_t mtu;
    monitor_flow flows[MONITOR_FLOWS];
} monitor;

void monitor_init(monitor *m, uint32_t engine_ip, const uint8_t engine_mac[6], uint8_t ttl, uint16_t mtu);

/* A frame of the peer, as it was put on the wire; a broken one teaches nothing. */
void monitor_peer_frame(monitor *m, const frame_view *v);

/* A frame of the engine. NULL, or the rule that it breaks. */
const char *monitor_engine_frame(monitor *m, const frame_view *v);

#endif
