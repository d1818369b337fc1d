/* peer.h: a scripted TCP peer, and the engine and the application it talks to, in time that a test owns.
 *
 * A test is a trace: what the application does, what the peer sends, what the engine must send, and when.
 *
 *     app_connects(p);
 *     engine_sends(p, SYN, .seq = 0, .mss = 1460);
 *     peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
 *     engine_sends(p, ACK, .seq = 1, .ack = 1);
 *     app_is_connected(p);
 *
 * Sequence numbers are offsets from the sender's initial one: the SYN is 0, the first byte 1. `ack` counts from the other
 * side's. Text needs no literals: the byte at each place of a stream is known (stream_byte), so `.len` says everything and
 * both directions are compared byte by byte. Every test runs twice: once with ordinary initial sequence numbers, once with
 * both sides' just under 2^32. The peer's number is simply chosen; the engine's is placed by the start of the microsecond
 * count (RFC 9293 section 3.4.1: it moves by one each 4 us), never by a back door.
 *
 * The first expectation that fails prints the difference and the last frames; the rest of the test is skipped.
 * Everything the engine sends also passes a monitor (peer_monitor.h), whatever the test looks at.
 */
#ifndef PEER_H
#define PEER_H

#include "peer_frame.h"
#include "toe.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct peer peer;

/* Addresses of every test. */
#define ENGINE_IP        0x0a000001u /* 10.0.0.1/24 */
#define PEER_IP          0x0a000002u /* 10.0.0.2 */
#define GATEWAY_IP       0x0a0000feu /* 10.0.0.254 */
#define FAR_IP           0xc6336407u /* 198.51.100.7, behind the gateway */
#define SUBNET_BROADCAST 0x0a0000ffu
extern const uint8_t ENGINE_MAC[6], PEER_MAC[6], GATEWAY_MAC[6], OTHER_MAC[6], BROADCAST_MAC[6];

enum { SERVER_PORT = 7000, ENGINE_MSS = 1460, PEER_FLOWS = 80 };

/* Times are in microseconds. */
typedef uint64_t us;
static inline us ms(uint64_t n)
{
    return n * 1000u;
}
static inline us seconds(uint64_t n)
{
    return n * 1000000u;
}

/* What a test wants of the engine before it begins. Zero: the engine's own default. */
typedef struct {
    us rto_min, rto_initial, rto_max, msl;
    unsigned syn_retries, data_retries;
    uint32_t rcv_buffer_bytes; /* of every socket; 0: 65535 */
    unsigned mtu;
    unsigned conns_at_least; /* the test needs so many connections; skipped where CONNS is smaller */
    bool arp_by_hand;        /* the test answers ARP itself */
    us arp_age;
    bool delayed_acks; /* as the engine does by default; otherwise each segment is acknowledged at once */
    bool every_cycle;  /* idle time is not jumped: every cycle is evaluated */
} peer_config;

/* Where a run places the initial sequence numbers: the peer's, and the engine's on connection 0. */
typedef struct {
    uint32_t peer_isn;
    us start; /* the engine's microsecond count when the run begins */
} isn_place;

/* A world of its own for one test: simulation, device, peer. NULL, with the reason printed, when it cannot be made. */
peer *peer_new(unsigned conns, uint64_t seed, const peer_config *config, isn_place place);

/* Ends it. True when every expectation held, the engine kept the rules of the monitor, and nothing is left over. */
bool peer_free(peer *p);

/* The engine's first initial sequence number on connection 0, as it was seen; and the time count that would have made
 * it `wanted` instead (RFC 9293 section 3.4.1). */
bool peer_isn_seen(const peer *p, uint32_t *isn);
us peer_start_for(uint32_t seen, uint32_t wanted);

/* A digest of every frame so far, either way, with the cycles of its first and last beat. */
uint32_t peer_history(const peer *p);

/* How many cycles of the engine were evaluated so far. */
uint64_t engine_cycles(const peer *p);

/* One segment, sent or expected. Zero means the usual value; see the fields. */
typedef struct {
    unsigned flags;    /* SYN | ACK ...; expected: equal, apart from PSH (see psh, no_psh) */
    uint32_t seq, ack; /* offsets; ack counts only with the flag ACK */
    uint32_t len;      /* text, bytes, from stream_byte */
    uint16_t window;   /* 0: sent 65535, expected any */
    bool window_zero;  /* the window is 0 */
    uint16_t mss;      /* 0: sent without the option; expected any on SYN, none elsewhere */
    bool psh, no_psh;  /* expected: PSH is set, is not set */
    uint16_t urgent;   /* the pointer; counts only with the flag URG */
    bool seq_is_zero;  /* the sequence number itself is 0, not its offset */
    us after;          /* expected: so long after the segment before, either way (1 ms early, 3 ms late) */
    us within;         /* expected: waits so long for it; 0: 5 ms, or what `after` needs */
    /* sent only: */
    const uint8_t *options; /* TCP option bytes instead of `mss`; padded with zeros to a word */
    unsigned option_bytes;
    unsigned data_offset_bytes; /* a wrong data offset */
    unsigned reserved;
    unsigned faults; /* BAD_... of peer_frame.h */
    uint8_t ttl, tos, ip_version, ip_header_bytes;
    uint16_t ip_total_bytes, fragment;
    const uint8_t *ip_options;
    unsigned ip_option_bytes;
    uint32_t src_ip, dst_ip;
    uint16_t src_port, dst_port;
    const uint8_t *src_mac, *dst_mac;
} segment;

/* ---- what the peer does -------------------------------------------------------------------------------------------- */
#define peer_sends(p, flags_, ...) peer_sends_at((p), __FILE__, __LINE__, (segment){.flags = (flags_), __VA_ARGS__})
void peer_sends_at(peer *p, const char *file, int line, segment s);

/* Makes the frame that peer_sends would send, for a test that wants to spoil it. */
void peer_makes(peer *p, frame *f, segment s);

/* Any frame at all. */
void peer_sends_frame(peer *p, const frame *f);

/* The same peer, another connection: all that follows speaks of connection n (0 at first, below PEER_FLOWS). Frames of
 * the others wait until it is their turn. */
void on_connection(peer *p, unsigned n);

/* What follows belongs to no connection: segments to this port of the engine from a port of its own; `ack` counts from a
 * number that the test peer makes up. */
void on_stray(peer *p, uint16_t engine_port);

/* The engine's next SYN on this connection begins another life of it, with a new initial sequence number. */
void on_new_life(peer *p);

/* ---- what the engine must do --------------------------------------------------------------------------------------- */
#define engine_sends(p, flags_, ...) engine_sends_at((p), __FILE__, __LINE__, (segment){.flags = (flags_), __VA_ARGS__})
void engine_sends_at(peer *p, const char *file, int line, segment s);

/* The same, but it is allowed to send nothing, or something else that a later step expects. */
#define engine_may_send(p, flags_, ...) engine_may_send_at((p), (segment){.flags = (flags_), __VA_ARGS__})
bool engine_may_send_at(peer *p, segment s);

/* Window updates, as many as the application's reading is worth. */
void engine_may_update_window(peer *p, uint32_t seq, uint32_t ack);

/* The last text and the FIN behind it: on one segment or on two. Takes them; the FIN is at seq + len. */
#define engine_ends(p, seq_, len_, ack_)           engine_ends_at((p), __FILE__, __LINE__, (seq_), (len_), (ack_), 0)
#define engine_ends_within(p, t, seq_, len_, ack_) engine_ends_at((p), __FILE__, __LINE__, (seq_), (len_), (ack_), (t))
void engine_ends_at(peer *p, const char *file, int line, uint32_t seq, uint32_t len, uint32_t ack, us within);

/* Takes the next frame if there is one within `wait`; true when there was. Both NULL, or v looks into f. */
bool engine_may_send_frame(peer *p, us wait, frame *f, frame_view *v);

/* Nothing leaves for so long (ARP and answers to it apart, unless they are done by hand). */
#define engine_is_silent(p)        engine_is_silent_at((p), __FILE__, __LINE__, ms(50))
#define engine_is_silent_for(p, t) engine_is_silent_at((p), __FILE__, __LINE__, (t))
void engine_is_silent_at(peer *p, const char *file, int line, us t);

/* Takes the next frame, of whatever kind, within `wait`; fails when there is none. */
#define engine_sends_frame(p, wait, f, v) engine_sends_frame_at((p), __FILE__, __LINE__, (wait), (f), (v))
bool engine_sends_frame_at(peer *p, const char *file, int line, us wait, frame *f, frame_view *v);

/* The RST of an abort (RFC 9293 section 3.10.5), at this sequence number; an acknowledgment with it is allowed. */
#define engine_sends_rst(p, seq_) engine_sends_rst_at((p), __FILE__, __LINE__, (seq_))
void engine_sends_rst_at(peer *p, const char *file, int line, uint32_t seq);

/* Where a frame of the engine stands, as offsets on the current connection. */
uint32_t seq_of(peer *p, const frame_view *v);
uint32_t ack_of(peer *p, const frame_view *v);

/* Takes `bytes` of new text in order, each segment but the last full (`mss`), and ACKs each as it comes when `acks`. */
#define engine_streams(p, from, bytes, mss_, acks) \
    engine_streams_at((p), __FILE__, __LINE__, (from), (bytes), (mss_), (acks))
void engine_streams_at(peer *p, const char *file, int line, uint32_t from, uint32_t bytes, uint32_t mss, bool acks);

/* Time passes. What the engine sends meanwhile waits to be expected. */
void after(peer *p, us t);

us now_us(const peer *p);
uint64_t now_ns(const peer *p);

/* ---- what the application does, through toe.h, never blocking ------------------------------------------------------ */
#define app_connects(p)            app_connects_at((p), __FILE__, __LINE__, PEER_IP, 0)
#define app_connects_to(p, ip)     app_connects_at((p), __FILE__, __LINE__, (ip), 0)
#define app_connects_from(p, port) app_connects_at((p), __FILE__, __LINE__, PEER_IP, (port))
void app_connects_at(peer *p, const char *file, int line, uint32_t ip, uint16_t local_port);
#define app_is_connected(p)     app_is_connected_at((p), __FILE__, __LINE__, true)
#define app_is_not_connected(p) app_is_connected_at((p), __FILE__, __LINE__, false)
void app_is_connected_at(peer *p, const char *file, int line, bool yes);
#define app_connect_fails(p, err) app_connect_fails_at((p), __FILE__, __LINE__, (err))
void app_connect_fails_at(peer *p, const char *file, int line, int err);

#define app_listens(p, backlog) app_listens_at((p), __FILE__, __LINE__, (backlog))
void app_listens_at(peer *p, const char *file, int line, int backlog);
#define app_stops_listening(p) app_stops_listening_at((p), __FILE__, __LINE__)
void app_stops_listening_at(peer *p, const char *file, int line);
#define app_accepts(p) app_accepts_at((p), __FILE__, __LINE__)
void app_accepts_at(peer *p, const char *file, int line);
#define app_has_nothing_to_accept(p) app_has_nothing_to_accept_at((p), __FILE__, __LINE__)
void app_has_nothing_to_accept_at(peer *p, const char *file, int line);

#define app_writes(p, bytes) app_writes_at((p), __FILE__, __LINE__, (bytes))
void app_writes_at(peer *p, const char *file, int line, uint32_t bytes);
#define app_writes_urgent(p, bytes) app_writes_urgent_at((p), __FILE__, __LINE__, (bytes)) /* one call, TOE_MSG_OOB */
void app_writes_urgent_at(peer *p, const char *file, int line, uint32_t bytes);
#define app_write_fails(p, err) app_write_fails_at((p), __FILE__, __LINE__, (err))
void app_write_fails_at(peer *p, const char *file, int line, int err);
#define app_reads(p, bytes) app_reads_at((p), __FILE__, __LINE__, (bytes))
void app_reads_at(peer *p, const char *file, int line, uint32_t bytes);
uint32_t app_reads_some(peer *p, uint32_t most); /* what is there, at most so much; how much it was */
#define app_has_nothing_to_read(p) app_read_gives_at((p), __FILE__, __LINE__, -EAGAIN)
#define app_reads_end(p)           app_read_gives_at((p), __FILE__, __LINE__, 0)
#define app_read_fails(p, err)     app_read_gives_at((p), __FILE__, __LINE__, (err))
void app_read_gives_at(peer *p, const char *file, int line, int result);

/* TOE_SO_URGENT says so many bytes, and TOE_POLLPRI whether there are any. */
#define app_sees_urgent(p, bytes) app_sees_urgent_at((p), __FILE__, __LINE__, (bytes))
void app_sees_urgent_at(peer *p, const char *file, int line, uint32_t bytes);

#define app_shuts_down(p) app_shuts_down_at((p), __FILE__, __LINE__) /* nothing more to send; still reads */
void app_shuts_down_at(peer *p, const char *file, int line);
#define app_closes(p) app_closes_at((p), __FILE__, __LINE__)
void app_closes_at(peer *p, const char *file, int line);
/* A host that lies: a well-formed message about connection 0 past the library, on the host link itself. */
#define host_sends_edge(p, offset)  host_sends_edge_at((p), __FILE__, __LINE__, (offset))
#define host_sends_limit(p, offset) host_sends_limit_at((p), __FILE__, __LINE__, (offset))
void host_sends_edge_at(peer *p, const char *file, int line, uint32_t offset);
void host_sends_limit_at(peer *p, const char *file, int line, uint32_t offset);
/* Payload of so many zeros with these flags (TOE_LINK_FLAG_RANGE) under this epoch or serial. */
#define host_sends_payload(p, flags, offset, epoch, len) \
    host_sends_payload_at((p), __FILE__, __LINE__, (flags), (offset), (epoch), (len))
void host_sends_payload_at(peer *p, const char *file, int line, unsigned flags, uint32_t offset, uint32_t epoch,
                           uint32_t len);

/* The host does nothing for so long: it neither reads nor writes its link. */
void host_sleeps(peer *p, us t);

/* The host link is reset past the library, as when a host dies. Afterwards a test only looks at the wire. */
void host_dies(peer *p);

/* STATUS (RFC 9293 section 3.9.1.6): what the engine knows about the current connection. */
#define app_gets_info(p, info) app_gets_info_at((p), __FILE__, __LINE__, (info))
void app_gets_info_at(peer *p, const char *file, int line, struct toe_info *info);

#define app_aborts(p) app_aborts_at((p), __FILE__, __LINE__) /* linger 0, close */
void app_aborts_at(peer *p, const char *file, int line);
#define app_asks(p, option, value) app_asks_at((p), __FILE__, __LINE__, (option), (value))
void app_asks_at(peer *p, const char *file, int line, enum toe_option option, int64_t *value);
#define app_sets_nodelay(p)        app_sets((p), TOE_SO_NODELAY, 1)
/* An option of the connection's socket; of the listener as long as there is none; without either, of the socket that will
 * connect or listen. */
#define app_sets(p, option, value) app_sets_at((p), __FILE__, __LINE__, (option), (value))
void app_sets_at(peer *p, const char *file, int line, enum toe_option option, int64_t value);

/* ---- where a test begins ------------------------------------------------------------------------------------------- */
/* A connection that the application opened, MSS 1460 and window 65535 on the peer's side, nothing sent. */
#define given_connected(p)                   given_connected_at((p), __FILE__, __LINE__, 65535, ENGINE_MSS)
#define given_connected_with(p, window, mss) given_connected_at((p), __FILE__, __LINE__, (window), (mss))
void given_connected_at(peer *p, const char *file, int line, uint16_t window, uint16_t mss);
/* The same, opened by the peer and accepted. */
#define given_accepted(p) given_accepted_at((p), __FILE__, __LINE__)
void given_accepted_at(peer *p, const char *file, int line);

/* The states after the handshake, in which a rule for "each synchronized state" is tried. */
typedef enum {
    IN_ESTABLISHED,
    IN_FIN_WAIT_1,
    IN_FIN_WAIT_2,
    IN_CLOSE_WAIT,
    IN_CLOSING,
    IN_LAST_ACK,
    IN_TIME_WAIT,
    SYNCHRONIZED_STATES
} synchronized_state;
extern const char *const state_names[SYNCHRONIZED_STATES];

/* Where the numbers stand in that state: what the engine sends next, what it expects next. */
typedef struct {
    uint32_t snd_nxt, rcv_nxt;
} standing;

/* Brings connection n (a new one, opened by the application) into a state. */
#define given_state(p, state) given_state_at((p), __FILE__, __LINE__, (state))
standing given_state_at(peer *p, const char *file, int line, synchronized_state state);

/* A number below `below`, from the seed of the run. */
uint32_t peer_random(peer *p, uint32_t below);

/* ---- counters of the engine ---------------------------------------------------------------------------------------- */
/* Value of a counter by its name in hw/link/registers.toml, read over the host link. */
uint32_t engine_counter(peer *p, const char *name);

/* ---- for the vocabulary itself ------------------------------------------------------------------------------------- */
/* What the peer's stream, and the application's, carry at an offset (0: the first byte) of the current connection. */
uint8_t peer_stream_byte(const peer *p, uint32_t offset);
uint8_t app_stream_byte(const peer *p, uint32_t offset);
bool peer_failed(const peer *p);
void peer_fails(peer *p, const char *file, int line, const char *format, ...) __attribute__((format(printf, 4, 5)));
#define EXPECT(p, condition)                                                \
    do {                                                                    \
        if (!peer_failed(p) && !(condition))                                \
            peer_fails((p), __FILE__, __LINE__, "expected %s", #condition); \
    } while (0)

#endif
