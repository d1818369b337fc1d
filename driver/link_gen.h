/* Generated from hw/link/messages.toml, hw/link/registers.toml and the enums of hw/rtl/pkg by tools/gen_link.py; do not edit.
 *
 * link_gen.h: messages and registers of the host link, and the enums that the engine and the host share.
 * Every *_put writes little-endian bytes, header and fixed body, and returns how many; reserved fields are 0.
 * Every *_get reads the same bytes and returns false, with *m undefined, if type or length is not the message's.
 * The caller owns all memory; no function here keeps a pointer or has any state. Byte order of the host does not
 * matter. docs/host-link.md has the rules. */
#ifndef TOE_LINK_GEN_H
#define TOE_LINK_GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOE_LINK_VERSION 1u
#define TOE_LINK_HEADER_BYTES 16u
#define TOE_LINK_PAYLOAD_MAX_BYTES 9000u
#define TOE_LINK_RAW_MIN_BYTES 14u
#define TOE_LINK_RAW_MAX_BYTES 1514u
#define TOE_LINK_HELLO_BYTES 64u
#define TOE_LINK_FIXED_MAX_BYTES 64u   /* header and body of the longest message with a fixed body */

enum toe_h2e_type {
    TOE_H2E_PAD = 0x00,
    TOE_H2E_HELLO = 0x01,
    TOE_H2E_REG_WRITE = 0x02,
    TOE_H2E_REG_READ = 0x03,
    TOE_H2E_OPEN = 0x04,
    TOE_H2E_LISTEN = 0x05,
    TOE_H2E_UNLISTEN = 0x06,
    TOE_H2E_SLOT = 0x07,
    TOE_H2E_PAYLOAD = 0x08,
    TOE_H2E_SEND_EDGE = 0x09,
    TOE_H2E_RECV_LIMIT = 0x0a,
    TOE_H2E_NO_READER = 0x0b,
    TOE_H2E_ABORT = 0x0c,
    TOE_H2E_QUERY = 0x0d,
    TOE_H2E_RAW_FRAME = 0x0e,
    TOE_H2E_TIMEOUTS = 0x0f,
    TOE_H2E_PACKET = 0x10,
};

enum toe_e2h_type {
    TOE_E2H_HELLO = 0x81,
    TOE_E2H_REG_VALUE = 0x82,
    TOE_E2H_PAYLOAD = 0x83,
    TOE_E2H_PROGRESS = 0x84,
    TOE_E2H_SNAPSHOT = 0x85,
    TOE_E2H_QUERY_RESULT = 0x86,
    TOE_E2H_RAW_FRAME = 0x87,
    TOE_E2H_LINK_ERROR = 0x88,
    TOE_E2H_URGENT = 0x89,
};

enum toe_link_flag {
    TOE_LINK_FLAG_PUSH = 1 << 0,
    TOE_LINK_FLAG_URGENT = 1 << 1,
    TOE_LINK_FLAG_RANGE = 1 << 2,
    TOE_LINK_FLAG_FIN = 1 << 3,
    TOE_LINK_FLAG_FIN_ACKED = 1 << 4,
    TOE_LINK_FLAG_RANGE_OUT = 1 << 5,
    TOE_LINK_FLAG_FINAL = 1 << 6,
    TOE_LINK_FLAG_ANNOUNCE = 1 << 7,
};

enum toe_link_error_code {
    TOE_LINK_ERROR_BAD_TYPE = 1,
    TOE_LINK_ERROR_BAD_LENGTH = 2,
    TOE_LINK_ERROR_BAD_CONN = 3,
    TOE_LINK_ERROR_NO_HELLO = 4,
    TOE_LINK_ERROR_BAD_VERSION = 5,
    TOE_LINK_ERROR_BAD_LISTENER = 6,
    TOE_LINK_ERROR_BAD_REGISTER = 7,
};

/* connection states (RFC 9293 section 3.3.2): tcb_pkg::state_e */
enum toe_state {
    TOE_STATE_CLOSED = 0,
    TOE_STATE_LISTEN = 1,
    TOE_STATE_RESOLVING = 2,
    TOE_STATE_SYN_SENT = 3,
    TOE_STATE_SYN_RECEIVED = 4,
    TOE_STATE_ESTABLISHED = 5,
    TOE_STATE_FIN_WAIT1 = 6,
    TOE_STATE_FIN_WAIT2 = 7,
    TOE_STATE_CLOSE_WAIT = 8,
    TOE_STATE_CLOSING = 9,
    TOE_STATE_LAST_ACK = 10,
    TOE_STATE_TIME_WAIT = 11,
};
#define TOE_STATE_COUNT 12

/* why a connection ended: toe_pkg::error_e */
enum toe_conn_error {
    TOE_CONN_ERROR_NONE = 0,
    TOE_CONN_ERROR_REFUSED = 1,   /* RST in answer to our SYN */
    TOE_CONN_ERROR_RESET = 2,   /* RST afterwards */
    TOE_CONN_ERROR_TIMED_OUT = 3,   /* R2 passed */
    TOE_CONN_ERROR_UNREACHABLE = 4,   /* the neighbour did not answer ARP */
    TOE_CONN_ERROR_IN_USE = 5,   /* the tuple is in use */
    TOE_CONN_ERROR_TABLE_FULL = 6,   /* the flow table has no place for this tuple */
    TOE_CONN_ERROR_ABORTED = 7,   /* the host asked for it */
    TOE_CONN_ERROR_NET = 8,   /* network unreachable */
    TOE_CONN_ERROR_HOST = 9,   /* host unreachable */
    TOE_CONN_ERROR_PROHIBITED = 10,   /* by an administrator */
    TOE_CONN_ERROR_TIME_EXCEEDED = 11,   /* time to live, or of reassembly */
    TOE_CONN_ERROR_PARAMETER = 12,   /* parameter problem */
};
#define TOE_CONN_ERROR_COUNT 13

/* how a received frame ended: reason_pkg::disposition_e */
enum toe_disp {
    TOE_DISP_DROP_FCS = 0,   /* FCS wrong or the PHY reported an error */
    TOE_DISP_DROP_LENGTH = 1,   /* runt, giant, or IP length beyond the frame */
    TOE_DISP_DROP_OVERFLOW = 2,   /* no room in the frame buffer or in the queue behind it */
    TOE_DISP_DROP_DISABLED = 3,   /* cfg.enable is 0 */
    TOE_DISP_DROP_IP_HEADER = 4,   /* version, header length or header checksum (RFC 1122 3.2.1.1, 3.2.1.2) */
    TOE_DISP_DROP_FRAGMENT = 5,   /* a fragment addressed to us (no reassembly) */
    TOE_DISP_DROP_SOURCE = 6,   /* source address broadcast, multicast, loopback, 0 or our own (RFC 1122 3.2.1.3) */
    TOE_DISP_DROP_TCP_HEADER = 7,   /* data offset < 5 or beyond the segment */
    TOE_DISP_DROP_TCP_CHECKSUM = 8,
    TOE_DISP_DROP_SOURCE_ROUTE = 9,   /* IP source route option: not offered */
    TOE_DISP_DROP_ADDRESS = 10,   /* unicast MAC of another host; TCP to a broadcast or multicast address (MUST-57) */
    TOE_DISP_RAW = 11,   /* given to the host as a raw frame */
    TOE_DISP_DROP_RAW_FULL = 12,   /* for the host, which did not keep up */
    TOE_DISP_ARP = 13,   /* ARP taken in (learned, answered, or of no interest) */
    TOE_DISP_ECHO_REPLY = 14,   /* ICMP echo answered */
    TOE_DISP_DROP_ICMP = 15,   /* ICMP: checksum; echo request or error that found its unit busy; error about no connection */
    TOE_DISP_RESET = 16,   /* TCP segment without a connection: answered by RST */
    TOE_DISP_DROP_NO_CONNECTION = 17,   /* TCP segment without a connection: RST, or to a broadcast address */
    TOE_DISP_DROP_NO_SLOT = 18,   /* SYN to a listener whose backlog is empty */
    TOE_DISP_DROP_TABLE_FULL = 19,   /* SYN that finds no place in the flow table */
    TOE_DISP_CONSUMED = 20,   /* judged by its connection (RFC 9293 section 3.10) */
    TOE_DISP_DROP_STALE = 21,   /* looked up a connection that had ended before the judgement */
};
#define TOE_DISP_COUNT 22

/* what one pass of the TCB pipeline decided: reason_pkg::reason_e */
enum toe_why {
    TOE_WHY_NONE = 0,
    TOE_WHY_STALE = 1,   /* ours: incarnation differs, the connection had ended */
    TOE_WHY_LISTEN_SYN = 2,   /* 3.10.7.2: SYN to a slot -> SYN-RECEIVED, SYN-ACK */
    TOE_WHY_SYN_SENT_BAD_ACK = 3,   /* 3.10.7.3 first: ACK not acceptable -> RST */
    TOE_WHY_SYN_SENT_BAD_ACK_RST = 4,   /* 3.10.7.3 first: ACK not acceptable, RST set -> dropped */
    TOE_WHY_SYN_SENT_REFUSED = 5,   /* 3.10.7.3 second: RST with acceptable ACK -> connection refused */
    TOE_WHY_SYN_SENT_RST_NO_ACK = 6,   /* 3.10.7.3 second: RST without ACK -> dropped */
    TOE_WHY_SYN_SENT_ESTABLISHED = 7,   /* 3.10.7.3 fourth: SYN-ACK -> ESTABLISHED, ACK */
    TOE_WHY_SYN_SENT_CROSSING = 8,   /* 3.10.7.3 fourth: SYN alone -> SYN-RECEIVED, SYN-ACK (simultaneous open) */
    TOE_WHY_SYN_SENT_NOTHING = 9,   /* 3.10.7.3 fifth: neither SYN nor RST -> dropped */
    TOE_WHY_UNACCEPTABLE = 10,   /* 3.10.7.4 first: outside the window -> ACK */
    TOE_WHY_UNACCEPTABLE_RST = 11,   /* 3.10.7.4 first: outside the window, RST set -> dropped */
    TOE_WHY_RST = 12,   /* 3.10.7.4 second: RST exactly at RCV.NXT -> connection reset */
    TOE_WHY_RST_CHALLENGE = 13,   /* 3.10.7.4 second: RST elsewhere in the window -> challenge ACK */
    TOE_WHY_RST_HANDSHAKE = 14,   /* 3.10.7.4 second: RST in SYN-RECEIVED -> slot back to its listener */
    TOE_WHY_SYN_RETURN = 15,   /* 3.10.7.4 fourth: SYN in SYN-RECEIVED from LISTEN -> slot back to its listener */
    TOE_WHY_SYN_CHALLENGE = 16,   /* 3.10.7.4 fourth: SYN in a synchronized state -> challenge ACK */
    TOE_WHY_SYN_AGAIN = 17,   /* 3.10.7.4 first: the SYN of a SYN-RECEIVED connection again -> SYN-ACK again */
    TOE_WHY_NO_ACK = 18,   /* 3.10.7.4 fifth: ACK bit off -> dropped */
    TOE_WHY_ACK_TOO_NEW = 19,   /* 3.10.7.4 fifth: ACK above SND.MAX -> ACK, dropped */
    TOE_WHY_ACK_TOO_OLD = 20,   /* 3.10.7.4 fifth, RFC 5961 5.2: ACK below SND.UNA - MAX.SND.WND -> challenge ACK, dropped */
    TOE_WHY_CHALLENGE_LIMIT = 21,   /* RFC 5961 7: a challenge ACK too many: dropped */
    TOE_WHY_SYN_RECEIVED_BAD_ACK = 22,   /* 3.10.7.4 fifth: SYN-RECEIVED, ACK not acceptable -> RST */
    TOE_WHY_ESTABLISHED = 23,   /* 3.10.7.4 fifth: SYN ACKed -> ESTABLISHED */
    TOE_WHY_ACK_NEW = 24,   /* 3.10.7.4 fifth: SND.UNA advances */
    TOE_WHY_ACK_DUPLICATE = 25,   /* 3.10.7.4 fifth: nothing new */
    TOE_WHY_FAST_RETRANSMIT = 26,   /* RFC 5681 3.2: third duplicate ACK -> the segment at SND.UNA asked of the host */
    TOE_WHY_ACK_PARTIAL = 27,   /* RFC 6582 3.2: SND.UNA advances below recover -> the next segment asked of the host */
    TOE_WHY_RECOVERED = 28,   /* RFC 6582 3.2: SND.UNA covers recover -> fast recovery over */
    TOE_WHY_TEXT = 29,   /* 3.10.7.4 seventh: text taken, ACK */
    TOE_WHY_TEXT_ACK_WAITS = 30,   /* 3.10.7.4 seventh, 3.8.6.3: text taken, its ACK waits for a second segment */
    TOE_WHY_TEXT_FILLS = 31,   /* 3.10.7.4 seventh: text that fills a hole: taken with what was kept behind it, ACK at once */
    TOE_WHY_TEXT_KEPT = 32,   /* 3.10.7.4 seventh, SHLD-31: text above a hole: delivered at its place, ACK at once */
    TOE_WHY_TEXT_NO_PLACE = 33,   /* 3.10.7.4 seventh: text behind a third hole -> ACK at once, text dropped */
    TOE_WHY_NO_READER = 34,   /* 3.10.7.4 / SHLD-3: text after the application has closed -> RST */
    TOE_WHY_FIN = 35,   /* 3.10.7.4 eighth: FIN taken -> ACK */
    TOE_WHY_FIN_ACKED = 36,   /* 3.10.7.4 fifth: FIN ACKed */
    TOE_WHY_TIME_WAIT = 37,   /* 3.10.7.4: -> TIME-WAIT */
    TOE_WHY_LAST_ACK = 38,   /* 3.10.7.4 fifth: LAST-ACK -> CLOSED */
    TOE_WHY_TIME_WAIT_REUSE = 39,   /* 3.10.7.4 fourth, MAY-2: SYN above the old numbers in TIME-WAIT -> CLOSED, dropped */
    TOE_WHY_TIME_WAIT_AGAIN = 40,   /* 3.10.7.4 eighth: FIN again in TIME-WAIT -> ACK, 2 MSL restarts */
    TOE_WHY_ICMP_OUTSIDE = 41,   /* RFC 5927 4.1: quotes nothing that is in flight -> ignored */
    TOE_WHY_ICMP_QUENCH = 42,   /* 3.9.2.2, MUST-55: source quench -> ignored */
    TOE_WHY_ICMP_SOFT = 43,   /* 3.9.2.2, MUST-56: soft error -> told to the host */
    TOE_WHY_ICMP_REFUSED = 44,   /* RFC 5927 5.2: port or protocol unreachable in SYN-SENT -> connection refused */
    TOE_WHY_PATH_MTU = 45,   /* RFC 1191 6.4: fragmentation needed -> smaller segments, sent again */
    TOE_WHY_PATH_MTU_KEPT = 46,   /* RFC 1191 3: fragmentation needed for a size that is none or not smaller -> ignored */
    TOE_WHY_SEND = 47,   /* SEND: a segment leaves */
    TOE_WHY_SEND_FIN = 48,   /* 3.10.4: all sent, FIN leaves */
    TOE_WHY_PAYLOAD_STALE = 49,   /* epoch of an earlier rewind: discarded */
    TOE_WHY_PAYLOAD_MISPLACED = 50,   /* not at snd.nxt, too long, or beyond the window: discarded, new epoch */
    TOE_WHY_PAYLOAD_UNWANTED = 51,   /* the state takes no data: discarded */
    TOE_WHY_PROBE = 52,   /* a range answer leaves: zero-window probe (3.8.6.1) */
    TOE_WHY_RESEND = 53,   /* a range answer leaves: fast retransmit (RFC 5681 3.2) */
    TOE_WHY_RANGE_UNWANTED = 54,   /* a range answer that nobody needs any more */
    TOE_WHY_OPEN = 55,   /* 3.10.1: OPEN taken -> RESOLVING */
    TOE_WHY_OPEN_SYN = 56,   /* 3.10.1: SYN leaves -> SYN-SENT */
    TOE_WHY_OPEN_FAILED = 57,   /* 3.10.1: no route, no place */
    TOE_WHY_SLOT = 58,   /* 3.10.1 passive: slot lent */
    TOE_WHY_EDGE = 59,   /* SEND: the host has bytes up to here */
    TOE_WHY_EDGE_PERSIST = 60,   /* SEND into a zero window: persist timer armed */
    TOE_WHY_LIMIT = 61,   /* RECEIVE: the host has room up to here */
    TOE_WHY_LIMIT_UPDATE = 62,   /* 3.8.6.2.2: window update leaves */
    TOE_WHY_TIMEOUTS = 63,   /* 3.8.3, 3.8.4: keep-alive and user time-out set */
    TOE_WHY_PACKET = 64,   /* 3.9.1.9, 3.9.2: TTL and DiffServ field set */
    TOE_WHY_NO_READER_SET = 65,   /* CLOSE: nobody reads any more */
    TOE_WHY_ABORT = 66,   /* 3.10.5: ABORT, RST leaves */
    TOE_WHY_ABORT_SILENT = 67,   /* 3.10.5: ABORT in a state that sends nothing */
    TOE_WHY_QUERY = 68,   /* 3.10.6: STATUS */
    TOE_WHY_UNLISTEN = 69,   /* CLOSE of a listener: unused slot returned */
    TOE_WHY_UNLISTEN_RESET = 70,   /* CLOSE of a listener: half-open connection reset */
    TOE_WHY_LINK_RESET = 71,   /* the host link was reset */
    TOE_WHY_COMMAND_UNWANTED = 72,   /* the state does not take this command: dropped and counted */
    TOE_WHY_TIMER_STALE = 73,   /* arm count differs */
    TOE_WHY_DELAYED_ACK = 74,   /* 3.8.6.3: the delay is over -> ACK */
    TOE_WHY_ACK_LEFT = 75,   /* 3.8.6.3: the delay is over, the ACK has left with another segment */
    TOE_WHY_RTO_SYN = 76,   /* 3.10.8 / RFC 6298 5.4: SYN or SYN-ACK again */
    TOE_WHY_RTO_REWIND = 77,   /* RFC 6298 5.4: payload asked for again from SND.UNA */
    TOE_WHY_RTO_FIN = 78,   /* RFC 6298 5.4: FIN again */
    TOE_WHY_RTO_GIVE_UP = 79,   /* 3.8.3: R2 passed */
    TOE_WHY_RTO_HANDSHAKE_GIVE_UP = 80,   /* 3.8.3: R2 passed in SYN-RECEIVED: slot back to its listener */
    TOE_WHY_IDLE = 81,   /* RFC 5681 4.1: nothing sent for one RTO -> initial window again */
    TOE_WHY_PERSIST = 82,   /* 3.8.6.1: window probe asked of the host */
    TOE_WHY_KEEP_ALIVE = 83,   /* 3.8.4: nothing heard for long -> probe */
    TOE_WHY_KEEP_ALIVE_OVER = 84,   /* 3.8.4: no probe was answered -> RST, connection aborted */
    TOE_WHY_USER_TIMEOUT = 85,   /* 3.10.8: USER TIMEOUT: nothing acknowledged for too long -> connection aborted */
    TOE_WHY_WATCH = 86,   /* 3.8.4: looked at, all is well */
    TOE_WHY_FIN_WAIT_OVER = 87,   /* ours: FIN-WAIT-2, nobody reads, and the peer's FIN does not come */
    TOE_WHY_TIME_WAIT_OVER = 88,   /* 3.10.8: 2 MSL passed */
};
#define TOE_WHY_COUNT 89

/* host commands, as the decision trace numbers them: event_pkg::command_e */
enum toe_cmd {
    TOE_CMD_OPEN = 0,   /* arg0 remote ip, arg1 {remote port, local port}, arg2 local ip, arg3 receive limit */
    TOE_CMD_SLOT = 1,   /* arg0 listener, arg3 receive limit */
    TOE_CMD_EDGE = 2,   /* arg0 send edge, arg1[0] FIN follows it */
    TOE_CMD_LIMIT = 3,   /* arg3 receive limit */
    TOE_CMD_NO_READER = 4,
    TOE_CMD_ABORT = 5,
    TOE_CMD_QUERY = 6,
    TOE_CMD_UNLISTEN = 7,   /* arg0[3:0] listener; walked over every connection by link_session */
    TOE_CMD_RESET = 8,   /* link reset; walked over every connection by link_session */
    TOE_CMD_TIMEOUTS = 9,   /* arg0 {keep-alive interval, idle time}, arg1 {user time-out, 9'b0, probes} */
    TOE_CMD_PACKET = 10,   /* arg0 {16'b0, TTL, DiffServ field} */
};
#define TOE_CMD_COUNT 11

/* kinds of events of the decision trace: tcb_pkg::event_kind_e */
enum toe_event {
    TOE_EVENT_SEGMENT = 0,
    TOE_EVENT_PAYLOAD = 1,
    TOE_EVENT_COMMAND = 2,
    TOE_EVENT_OPEN = 3,
    TOE_EVENT_TIMER = 4,
};
#define TOE_EVENT_COUNT 5

/* operations on the retransmission timer: action_pkg::rtx_op_e */
enum toe_rtx {
    TOE_RTX_KEEP = 0,   /* nothing changes */
    TOE_RTX_STOP = 1,
    TOE_RTX_ARM = 2,   /* deadline = now + RTO (as backed off now) */
    TOE_RTX_BACKOFF = 3,   /* RTO doubles (RFC 6298 5.5), then as RtxArm */
    TOE_RTX_DOUBLE = 4,   /* RTO doubles, the timer stops (a rewind waits for its payload) */
};
#define TOE_RTX_COUNT 5

/* operations on the slow timer: action_pkg::slow_op_e */
enum toe_slow {
    TOE_SLOW_KEEP = 0,
    TOE_SLOW_STOP = 1,
    TOE_SLOW_TIME_WAIT = 2,   /* deadline = now + 2 MSL */
    TOE_SLOW_FIN_WAIT = 3,   /* deadline = now + fin_wait_us */
    TOE_SLOW_WATCH = 4,   /* deadline = now + slow_wait + 1 units of 2^20 us */
};
#define TOE_SLOW_COUNT 5

enum toe_reg {
    TOE_REG_ENABLE = 0x000,
    TOE_REG_MAC_0 = 0x004,
    TOE_REG_MAC_1 = 0x008,
    TOE_REG_IP = 0x00c,
    TOE_REG_PREFIX_BITS = 0x010,
    TOE_REG_GATEWAY = 0x014,
    TOE_REG_MTU_BYTES = 0x018,
    TOE_REG_TTL = 0x01c,
    TOE_REG_ISN_KEY_0 = 0x020,
    TOE_REG_ISN_KEY_1 = 0x024,
    TOE_REG_ISN_KEY_2 = 0x028,
    TOE_REG_ISN_KEY_3 = 0x02c,
    TOE_REG_HASH_KEY = 0x030,
    TOE_REG_RTO_MIN_US = 0x034,
    TOE_REG_RTO_INITIAL_US = 0x038,
    TOE_REG_RTO_MAX_US = 0x03c,
    TOE_REG_MSL_US = 0x040,
    TOE_REG_SYN_RETRIES = 0x044,
    TOE_REG_DATA_RETRIES = 0x048,
    TOE_REG_ARP_AGE_US = 0x04c,
    TOE_REG_FIN_WAIT_US = 0x050,
    TOE_REG_ACK_DELAY_US = 0x054,
    TOE_REG_DISP_DROP_FCS = 0x100,
    TOE_REG_DISP_DROP_LENGTH = 0x104,
    TOE_REG_DISP_DROP_OVERFLOW = 0x108,
    TOE_REG_DISP_DROP_DISABLED = 0x10c,
    TOE_REG_DISP_DROP_IP_HEADER = 0x110,
    TOE_REG_DISP_DROP_FRAGMENT = 0x114,
    TOE_REG_DISP_DROP_SOURCE = 0x118,
    TOE_REG_DISP_DROP_TCP_HEADER = 0x11c,
    TOE_REG_DISP_DROP_TCP_CHECKSUM = 0x120,
    TOE_REG_DISP_DROP_SOURCE_ROUTE = 0x124,
    TOE_REG_DISP_DROP_ADDRESS = 0x128,
    TOE_REG_DISP_RAW = 0x12c,
    TOE_REG_DISP_DROP_RAW_FULL = 0x130,
    TOE_REG_DISP_ARP = 0x134,
    TOE_REG_DISP_ECHO_REPLY = 0x138,
    TOE_REG_DISP_DROP_ICMP = 0x13c,
    TOE_REG_DISP_RESET = 0x140,
    TOE_REG_DISP_DROP_NO_CONNECTION = 0x144,
    TOE_REG_DISP_DROP_NO_SLOT = 0x148,
    TOE_REG_DISP_DROP_TABLE_FULL = 0x14c,
    TOE_REG_DISP_CONSUMED = 0x150,
    TOE_REG_DISP_DROP_STALE = 0x154,
    TOE_REG_ETHER_STATS_PKTS = 0x158,
    TOE_REG_ETHER_STATS_TX_PKTS = 0x15c,
    TOE_REG_TCP_IN_SEGS = 0x160,
    TOE_REG_TCP_OUT_SEGS = 0x164,
    TOE_REG_TCP_RETRANS_SEGS = 0x168,
    TOE_REG_TCP_ACTIVE_OPENS = 0x16c,
    TOE_REG_TCP_PASSIVE_OPENS = 0x170,
    TOE_REG_TCP_ATTEMPT_FAILS = 0x174,
    TOE_REG_TCP_ESTAB_RESETS = 0x178,
    TOE_REG_TCP_OUT_RSTS = 0x17c,
    TOE_REG_TCP_RTO_TIMEOUTS = 0x180,
    TOE_REG_TCP_PERSIST_PROBES = 0x184,
    TOE_REG_LINK_UNWANTED = 0x188,
    TOE_REG_TX_NO_NEIGHBOUR = 0x18c,
    TOE_REG_ARP_IN_REQUESTS = 0x190,
    TOE_REG_ARP_OUT_REQUESTS = 0x194,
    TOE_REG_ESTABLISHED = 0x200,
};

/* The header of every message; length_bytes counts the body without its padding. */
struct toe_link_header {
    uint8_t type;
    uint8_t flags;
    uint16_t conn;
    uint32_t length_bytes;
    uint32_t arg0;
    uint32_t arg1;
};

/* Ignored, also before hello. Padding of the host's hello looks like it: a header of zeros. */
struct toe_h2e_pad {
    uint8_t flags;
    uint16_t conn;
};

/* Opens the session; must be first. */
struct toe_h2e_hello {
    uint8_t flags;
    uint16_t conn;
    uint32_t version;
    uint32_t session;
};

/* Writes one 32-bit register. */
struct toe_h2e_reg_write {
    uint8_t flags;
    uint16_t conn;
    uint32_t address;
    uint32_t value;
};

/* Reads one 32-bit register; answered by reg_value. One outstanding. */
struct toe_h2e_reg_read {
    uint8_t flags;
    uint16_t conn;
    uint32_t address;
};

/* Active open of a connection number the host owns. */
struct toe_h2e_open {
    uint8_t flags;
    uint16_t conn;
    uint32_t remote_ip;
    uint32_t ports;
    uint32_t local_ip;
    uint32_t rcv_limit;
};

/* The listener of this number (in the connection field) listens on a port. */
struct toe_h2e_listen {
    uint8_t flags;
    uint16_t conn;
    uint32_t local_port;
    uint32_t local_ip;
};

/* The listener ends: half-open connections are reset, every unused slot returns by a final snapshot. */
struct toe_h2e_unlisten {
    uint8_t flags;
    uint16_t conn;
};

/* Lends a connection number to a listener. */
struct toe_h2e_slot {
    uint8_t flags;
    uint16_t conn;
    uint32_t listener;
    uint32_t rcv_limit;
};

/* One segment's bytes at their offset; or, with the range flag, the answer to a range request. The body follows; put and get treat the header only. */
struct toe_h2e_payload {
    uint8_t flags;
    uint16_t conn;
    uint32_t length_bytes;
    uint32_t offset;
    uint32_t epoch_urgent;
};

/* The application has bytes up to this offset. */
struct toe_h2e_send_edge {
    uint8_t flags;
    uint16_t conn;
    uint32_t offset;
};

/* The engine may accept bytes below this offset. Never moves left. */
struct toe_h2e_recv_limit {
    uint8_t flags;
    uint16_t conn;
    uint32_t rcv_limit;
};

/* Nobody reads any more: late data is answered by RST. */
struct toe_h2e_no_reader {
    uint8_t flags;
    uint16_t conn;
};

/* RST, then CLOSED. */
struct toe_h2e_abort {
    uint8_t flags;
    uint16_t conn;
};

/* Asks for query_result. */
struct toe_h2e_query {
    uint8_t flags;
    uint16_t conn;
};

/* A frame from destination MAC on, without FCS; the engine pads it and adds the FCS. The body follows; put and get treat the header only. */
struct toe_h2e_raw_frame {
    uint8_t flags;
    uint16_t conn;
    uint32_t length_bytes;
};

/* Keep-alive and user time-out of a connection, all at once; times in units of 2^20 us, 0: off. */
struct toe_h2e_timeouts {
    uint8_t flags;
    uint16_t conn;
    uint32_t keep_alive;
    uint32_t limits;
};

/* What the IP header of this connection's packets says; also before open and slot, so that the SYN has it. */
struct toe_h2e_packet {
    uint8_t flags;
    uint16_t conn;
    uint32_t ttl_tos;
};

/* Answers the host's hello. */
struct toe_e2h_hello {
    uint8_t flags;
    uint16_t conn;
    uint32_t version;
    uint32_t session;
    uint32_t conns;
    uint16_t data_bytes;
    uint16_t listeners;
    uint32_t features;
};

/* Answers reg_read. */
struct toe_e2h_reg_value {
    uint8_t flags;
    uint16_t conn;
    uint32_t address;
    uint32_t value;
};

/* Received bytes at their offset, in order or above a hole; every byte below rcv_offset has come. The body follows; put and get treat the header only. */
struct toe_e2h_payload {
    uint8_t flags;
    uint16_t conn;
    uint32_t length_bytes;
    uint32_t offset;
    uint32_t rcv_offset;
};

/* Where sending stands. */
struct toe_e2h_progress {
    uint8_t flags;
    uint16_t conn;
    uint32_t acked;
    uint32_t limit;
    uint32_t wanted;
    uint8_t epoch;
    uint8_t serial;
    uint16_t smss;
};

/* A change of state. */
struct toe_e2h_snapshot {
    uint8_t flags;
    uint16_t conn;
    uint32_t state_error;
    uint32_t rcv_offset;
    uint32_t remote_ip;
    uint32_t local_ip;
    uint32_t ports;
    uint16_t smss;
};

/* What the engine knows about a connection. */
struct toe_e2h_query_result {
    uint8_t flags;
    uint16_t conn;
    uint32_t state_error;
    uint32_t rcv_offset;
    uint32_t acked;
    uint32_t wanted;
    uint32_t limit;
    uint32_t snd_wnd;
    uint32_t rcv_wnd;
    uint32_t iss;
    uint32_t irs;
    uint32_t srtt_us8;
    uint32_t rttvar_us4;
    uint32_t rto_us;
    uint16_t smss;
    uint8_t retries;
    uint8_t epoch;
    uint32_t cwnd;
};

/* A received frame that the engine does not own, from destination MAC on, without FCS. The body follows; put and get treat the header only. */
struct toe_e2h_raw_frame {
    uint8_t flags;
    uint16_t conn;
    uint32_t length_bytes;
};

/* The host sent something malformed; the link stops until it is reset. */
struct toe_e2h_link_error {
    uint8_t flags;
    uint16_t conn;
    uint32_t code;
    uint32_t detail;
};

/* The peer has said that urgent data ends at this offset (RFC 9293 section 3.8.5); it may say the same again, or less. */
struct toe_e2h_urgent {
    uint8_t flags;
    uint16_t conn;
    uint32_t offset;
};

/* One message type: what is known about it before its body is read. */
struct toe_link_message_info {
    uint8_t type;
    bool variable;         /* the body is bytes; body_bytes is 0 */
    uint16_t body_bytes;
    const char *name;
};

/* One register. Fields wider than 32 bits have an entry a word, low word first. */
struct toe_reg_info {
    const char *name;
    uint32_t address;
    uint32_t reset;
    uint8_t bits;
    bool writable;
    const char *doc;
};

#define TOE_REGS_COUNT 61
#define TOE_COUNTERS_COUNT 38
#define TOE_COUNTERS_BASE 0x100

extern const struct toe_reg_info toe_regs[TOE_REGS_COUNT];
/* toe_counters[i] is the entry of the counter at TOE_COUNTERS_BASE + 4 * i: dispositions first, then the statistics. */
extern const struct toe_reg_info *const toe_counters;

/* The entry of a message type of one direction, or NULL if there is no such message. */
const struct toe_link_message_info *toe_h2e_info(uint8_t type);
const struct toe_link_message_info *toe_e2h_info(uint8_t type);

/* Bytes that a message takes on the link: header, body and padding to a multiple of max(8, data_bytes).
 * data_bytes: the engine's, from its hello. The host's hello comes before that and takes
 * TOE_LINK_HELLO_BYTES whatever the width: the engine reads what it does not need of it as `pad`. */
size_t toe_link_message_bytes(uint32_t length_bytes, uint32_t data_bytes);

/* Names for people; "?" for a value outside the enum. The _doc functions say what it means, with its clause. */
const char *toe_state_name(unsigned value);
const char *toe_conn_error_name(unsigned value);
const char *toe_disp_name(unsigned value);
const char *toe_why_name(unsigned value);
const char *toe_cmd_name(unsigned value);
const char *toe_event_name(unsigned value);
const char *toe_rtx_name(unsigned value);
const char *toe_slow_name(unsigned value);
const char *toe_disp_doc(unsigned value);
const char *toe_why_doc(unsigned value);
const char *toe_link_error_code_name(unsigned value);

size_t toe_link_header_put(uint8_t *bytes, const struct toe_link_header *m);
void toe_link_header_get(struct toe_link_header *m, const uint8_t *bytes);
size_t toe_h2e_pad_put(uint8_t *bytes, const struct toe_h2e_pad *m);
bool toe_h2e_pad_get(struct toe_h2e_pad *m, const uint8_t *bytes);
size_t toe_h2e_hello_put(uint8_t *bytes, const struct toe_h2e_hello *m);
bool toe_h2e_hello_get(struct toe_h2e_hello *m, const uint8_t *bytes);
size_t toe_h2e_reg_write_put(uint8_t *bytes, const struct toe_h2e_reg_write *m);
bool toe_h2e_reg_write_get(struct toe_h2e_reg_write *m, const uint8_t *bytes);
size_t toe_h2e_reg_read_put(uint8_t *bytes, const struct toe_h2e_reg_read *m);
bool toe_h2e_reg_read_get(struct toe_h2e_reg_read *m, const uint8_t *bytes);
size_t toe_h2e_open_put(uint8_t *bytes, const struct toe_h2e_open *m);
bool toe_h2e_open_get(struct toe_h2e_open *m, const uint8_t *bytes);
size_t toe_h2e_listen_put(uint8_t *bytes, const struct toe_h2e_listen *m);
bool toe_h2e_listen_get(struct toe_h2e_listen *m, const uint8_t *bytes);
size_t toe_h2e_unlisten_put(uint8_t *bytes, const struct toe_h2e_unlisten *m);
bool toe_h2e_unlisten_get(struct toe_h2e_unlisten *m, const uint8_t *bytes);
size_t toe_h2e_slot_put(uint8_t *bytes, const struct toe_h2e_slot *m);
bool toe_h2e_slot_get(struct toe_h2e_slot *m, const uint8_t *bytes);
size_t toe_h2e_payload_put(uint8_t *bytes, const struct toe_h2e_payload *m);
bool toe_h2e_payload_get(struct toe_h2e_payload *m, const uint8_t *bytes);
size_t toe_h2e_send_edge_put(uint8_t *bytes, const struct toe_h2e_send_edge *m);
bool toe_h2e_send_edge_get(struct toe_h2e_send_edge *m, const uint8_t *bytes);
size_t toe_h2e_recv_limit_put(uint8_t *bytes, const struct toe_h2e_recv_limit *m);
bool toe_h2e_recv_limit_get(struct toe_h2e_recv_limit *m, const uint8_t *bytes);
size_t toe_h2e_no_reader_put(uint8_t *bytes, const struct toe_h2e_no_reader *m);
bool toe_h2e_no_reader_get(struct toe_h2e_no_reader *m, const uint8_t *bytes);
size_t toe_h2e_abort_put(uint8_t *bytes, const struct toe_h2e_abort *m);
bool toe_h2e_abort_get(struct toe_h2e_abort *m, const uint8_t *bytes);
size_t toe_h2e_query_put(uint8_t *bytes, const struct toe_h2e_query *m);
bool toe_h2e_query_get(struct toe_h2e_query *m, const uint8_t *bytes);
size_t toe_h2e_raw_frame_put(uint8_t *bytes, const struct toe_h2e_raw_frame *m);
bool toe_h2e_raw_frame_get(struct toe_h2e_raw_frame *m, const uint8_t *bytes);
size_t toe_h2e_timeouts_put(uint8_t *bytes, const struct toe_h2e_timeouts *m);
bool toe_h2e_timeouts_get(struct toe_h2e_timeouts *m, const uint8_t *bytes);
size_t toe_h2e_packet_put(uint8_t *bytes, const struct toe_h2e_packet *m);
bool toe_h2e_packet_get(struct toe_h2e_packet *m, const uint8_t *bytes);
size_t toe_e2h_hello_put(uint8_t *bytes, const struct toe_e2h_hello *m);
bool toe_e2h_hello_get(struct toe_e2h_hello *m, const uint8_t *bytes);
size_t toe_e2h_reg_value_put(uint8_t *bytes, const struct toe_e2h_reg_value *m);
bool toe_e2h_reg_value_get(struct toe_e2h_reg_value *m, const uint8_t *bytes);
size_t toe_e2h_payload_put(uint8_t *bytes, const struct toe_e2h_payload *m);
bool toe_e2h_payload_get(struct toe_e2h_payload *m, const uint8_t *bytes);
size_t toe_e2h_progress_put(uint8_t *bytes, const struct toe_e2h_progress *m);
bool toe_e2h_progress_get(struct toe_e2h_progress *m, const uint8_t *bytes);
size_t toe_e2h_snapshot_put(uint8_t *bytes, const struct toe_e2h_snapshot *m);
bool toe_e2h_snapshot_get(struct toe_e2h_snapshot *m, const uint8_t *bytes);
size_t toe_e2h_query_result_put(uint8_t *bytes, const struct toe_e2h_query_result *m);
bool toe_e2h_query_result_get(struct toe_e2h_query_result *m, const uint8_t *bytes);
size_t toe_e2h_raw_frame_put(uint8_t *bytes, const struct toe_e2h_raw_frame *m);
bool toe_e2h_raw_frame_get(struct toe_e2h_raw_frame *m, const uint8_t *bytes);
size_t toe_e2h_link_error_put(uint8_t *bytes, const struct toe_e2h_link_error *m);
bool toe_e2h_link_error_get(struct toe_e2h_link_error *m, const uint8_t *bytes);
size_t toe_e2h_urgent_put(uint8_t *bytes, const struct toe_e2h_urgent *m);
bool toe_e2h_urgent_get(struct toe_e2h_urgent *m, const uint8_t *bytes);

#endif
