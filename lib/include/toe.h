/* toe.h: TCP sockets on an OpenTOE engine. The one header of an application.
 *
 * Results: 0 or a count, or a negative errno value; nothing is reported through errno. Where an error is listed without
 * another word, the call did nothing. -ENODEV may come from every call that takes a device or a socket: the device has
 * failed (its transport ended, or it said something that the link does not allow); nothing more will happen on it, and
 * only toe_close and toe_device_close are still of use.
 *
 * Work is done inside calls only: a call that waits pumps its device meanwhile, and an application that never waits calls
 * toe_device_pump, or toe_poll, when toe_device_fd is readable. What a call leaves to be sent is sent by later calls on
 * the same device, by whichever thread: while something is under way, one has to wait, poll or pump there.
 *
 * Threads: the library starts none but that of toe_device_serve_status, and one thread alone is first class. Every call may
 * be made by any thread, at the same time as any other, unless its comment says more. A device has one lock (devices on
 * engines of one simulation share theirs), which goes to whoever asked first; a call that waits does so without it. Of the
 * threads that wait on a device one pumps for all, and each comes back when what it waits for has happened, whoever pumped.
 *   The end: toe_close, and toe_device_close, first wait for every other call that is under way on what they close; those
 * that wait return -ECANCELED, entries of toe_poll get TOE_POLLNVAL, and what they waited for stays as it was. That a call
 * begins on a handle while it is being closed, or later, is the application's to prevent, as with free().
 *   Observers and raw_frame are called inside the lock. A call of the library from there returns -EDEADLK and does
 * nothing; toe_device_now_us may be called.
 *
 * Time: every wait is bounded, in milliseconds of the device's clock (the simulation's time with the in-process
 * simulator, CLOCK_MONOTONIC elsewhere). 0 looks once; there is no "for ever".
 *
 * Addresses are in host byte order.
 */
#ifndef TOE_H
#define TOE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TOE_API __attribute__((visibility("default")))
#else
#define TOE_API
#endif

struct toe_device;    /* one engine, reached over one transport */
struct toe_socket;    /* one TCP socket on a device */
struct toe_transport; /* driver/toe_transport.h */

/* ------------------------------------------------------------------------------------------------ addresses */

struct toe_addr {
    uint32_t ip;   /* IPv4, host order; 0: any (bind) */
    uint16_t port; /* host order; 0: ephemeral (bind) */
};

#define TOE_ADDR_TEXT_BYTES 22 /* "255.255.255.255:65535" and its end */
#define TOE_IP_TEXT_BYTES   16

/* Reads "a.b.c.d" exactly (RFC 6943 3.1.1: no short, octal or hexadecimal forms). -EINVAL: it is not one. */
TOE_API int toe_ip_parse(const char *text, uint32_t *ip);

/* Reads "a.b.c.d:port", port 0 to 65535. -EINVAL: it is not one. */
TOE_API int toe_addr_parse(const char *text, struct toe_addr *addr);

/* Reads "xx:xx:xx:xx:xx:xx" in hexadecimal. -EINVAL: it is not one. */
TOE_API int toe_mac_parse(const char *text, uint8_t mac[6]);

/* Writes "a.b.c.d" into text and returns text. */
TOE_API char *toe_ip_format(uint32_t ip, char text[TOE_IP_TEXT_BYTES]);

/* Writes "a.b.c.d:port" into text and returns text. */
TOE_API char *toe_addr_format(const struct toe_addr *addr, char text[TOE_ADDR_TEXT_BYTES]);

/* ------------------------------------------------------------------------------------------------ what happens
 * An observer sees each message of the host link and each step of a socket in the order in which they happen. The demo's
 * dialogue and the tests are made from it. It is called by whichever thread is at work on the device, one at a time. */

enum toe_notice_kind {
    TOE_NOTICE_SOCKET,      /* a blank socket; nothing goes to the device */
    TOE_NOTICE_BUFFERS,     /* memory allocated: value[0] send bytes, value[1] receive bytes */
    TOE_NOTICE_NUMBER,      /* a connection number was taken for the socket (conn) */
    TOE_NOTICE_MESSAGE_OUT, /* bytes: header and body as queued for the device, without padding */
    TOE_NOTICE_MESSAGE_IN, /* bytes: header and body from the device, checked against the rules that need no connection */
    TOE_NOTICE_STATE,      /* the socket's state is now `state`; error says why if not 0 */
    TOE_NOTICE_ACCEPT,     /* toe_accept gave the connection a socket */
    TOE_NOTICE_NUMBER_BACK, /* the final CLOSED came: the number (conn) is the host's again */
    TOE_NOTICE_FREED,       /* the socket's memory is given back */
    TOE_NOTICE_FAILED       /* the device has failed; text says what it did */
};

/* RFC 9293 section 3.3.2; the values are those of the engine's state_e. */
enum toe_tcp_state {
    TOE_TCP_CLOSED,
    TOE_TCP_LISTEN,
    TOE_TCP_RESOLVING, /* open was asked for; the neighbour's address is being resolved */
    TOE_TCP_SYN_SENT,
    TOE_TCP_SYN_RECEIVED,
    TOE_TCP_ESTABLISHED,
    TOE_TCP_FIN_WAIT_1,
    TOE_TCP_FIN_WAIT_2,
    TOE_TCP_CLOSE_WAIT,
    TOE_TCP_CLOSING,
    TOE_TCP_LAST_ACK,
    TOE_TCP_TIME_WAIT
};

/* "ESTABLISHED" and so on; "?" for a value that is none. */
TOE_API const char *toe_tcp_state_name(enum toe_tcp_state state);

#define TOE_NO_CONN UINT32_MAX

struct toe_notice {
    enum toe_notice_kind kind;
    uint64_t time_us;                /* the device's clock */
    const struct toe_socket *socket; /* NULL where none is concerned; only to tell sockets apart */
    uint32_t conn;                   /* connection number, or TOE_NO_CONN */
    enum toe_tcp_state state;
    int error; /* negative errno or 0 */
    uint64_t value[2];
    const uint8_t *bytes; /* valid during the call */
    size_t length;
    const char *text; /* TOE_NOTICE_FAILED */
};

/* ------------------------------------------------------------------------------------------------ device */

struct toe_clock {
    uint64_t (*now_us)(void *ctx); /* microseconds from any origin; never goes back */
    void *ctx;
};

struct toe_device_config {
    uint8_t mac[6];         /* unicast */
    uint32_t ip;            /* unicast */
    uint8_t prefix_bits;    /* 0 to 32; default 24 */
    uint32_t gateway;       /* 0: none */
    uint16_t mtu_bytes;     /* 68 to 9000; default 1500 */
    uint8_t ttl;            /* default 64 */
    const uint8_t *isn_key; /* 16 bytes, copied; NULL: from getrandom(2). Give one for a run that can be repeated. */
    uint32_t session;       /* number of this session in HELLO; 0: from getrandom(2), or 1 with an isn_key */
    uint16_t port_first;    /* ephemeral ports; default 49152 to 65535 (RFC 6335 section 6) */
    uint16_t port_last;
    uint32_t open_timeout_ms;                                    /* for HELLO and the configuration; default 5000 */
    const struct toe_clock *clock;                               /* copied; NULL: the transport's clock */
    void (*observe)(void *ctx, const struct toe_notice *notice); /* NULL: nobody looks */
    void *observe_ctx;
    void (*raw_frame)(void *ctx, const uint8_t *frame,
                      size_t length); /* a frame the engine does not own; may be NULL */
    void *raw_frame_ctx;
};

struct toe_device_limits {
    uint32_t conns; /* connections, lent slots included */
    uint16_t listeners;
    uint16_t data_bytes; /* width of the engine's data path */
    uint32_t features;
    uint32_t session;
};

/* Fills *config with the defaults named above; mac and ip stay 0 and must be set. */
TOE_API void toe_device_config_default(struct toe_device_config *config);

/* Opens a device: resets the link, exchanges HELLO, writes the configuration and enables the wire side. Blocks up to
 * open_timeout_ms. The transport belongs to the device from here on, and is closed also when this fails. Threads: several
 * may open devices, also on one simulation; the handle is for others once this has returned.
 *   -EMFILE, -ENFILE  no descriptor is left (each device has one of its own)
 *   -EINVAL      a field of *config is out of range
 *   -ETIMEDOUT   no HELLO
 *   -EPROTO      the engine speaks another version, or what it said breaks the rules
 *   -ENODEV      the transport ended
 *   -ENOMEM */
TOE_API int toe_device_open(struct toe_transport *transport, const struct toe_device_config *config,
                            struct toe_device **device);

/* Closes every socket as toe_close does, waits up to timeout_ms until each connection has ended or is in TIME-WAIT, then
 * resets the link (what is left is answered by RST) and frees everything. All socket handles of the device end here.
 * Threads: other calls that wait on the device or its sockets are ended first, see above.
 *   0            in order
 *   -ETIMEDOUT   connections were cut off; everything is freed all the same
 *   -ENODEV      the device had failed; everything is freed all the same */
TOE_API int toe_device_close(struct toe_device *device, int timeout_ms);

/* Does the work that waits, then waits up to timeout_ms for something from the device and handles that. Returns the count
 * of messages handled, 0 when the time is over. Bounded also when the device never stops talking. Threads: if another one
 * pumps, waits for what that one handles, and counts that.
 *   -EINVAL      timeout_ms is negative */
TOE_API int toe_device_pump(struct toe_device *device, int timeout_ms);

/* A descriptor for poll(2), select(2) or epoll(7), readable when toe_device_pump has something to do: the transport is
 * ready, a deadline has come, or a simulated engine is busy. It stays the device's; do not read or close it. Threads: when
 * another one pumps, it may be readable for nothing.
 *   -ENOSYS      the transport has nothing to poll: pump at your own pace
 *   -EMFILE, -ENFILE, -ENOMEM */
TOE_API int toe_device_fd(struct toe_device *device);

/* What HELLO said. */
TOE_API void toe_device_limits(const struct toe_device *device, struct toe_device_limits *limits);

/* The device's clock, microseconds. */
TOE_API uint64_t toe_device_now_us(const struct toe_device *device);

/* Reads one 32-bit register (addresses: docs/host-link.md). Blocks up to timeout_ms. Threads: reads follow one another.
 *   -ETIMEDOUT   the answer has not come; it is thrown away when it does
 *   -EINVAL      the address is not a multiple of 4, or timeout_ms is negative */
TOE_API int toe_device_read_register(struct toe_device *device, uint32_t address, uint32_t *value, int timeout_ms);

/* Writes one 32-bit register; it takes effect before anything that is asked for later.
 *   -EAGAIN      the link takes nothing now: pump and try again
 *   -EINVAL      the address is not a multiple of 4 */
TOE_API int toe_device_write_register(struct toe_device *device, uint32_t address, uint32_t value);

/* Sends a frame, from destination MAC on, without FCS, 14 to 1514 bytes; the bytes are copied. The engine pads it.
 *   -EAGAIN      no room now
 *   -EMSGSIZE    too short or too long */
TOE_API int toe_device_send_frame(struct toe_device *device, const void *frame, size_t length);

/* ------------------------------------------------------------------------------------------------ transports
 * The in-process simulator's is toe_transport_sim in driver/back/toe_back_sim.h. */

/* To a simulator process (`./toe sim`): connects to the AF_UNIX stream socket at path.
 *   -ENAMETOOLONG, -ENOMEM, or what socket(2) and connect(2) say */
TOE_API int toe_transport_unix(const char *path, struct toe_transport **transport);

/* The same over a connected stream socket, which the transport owns from here on (also on failure). */
TOE_API int toe_transport_stream(int fd, struct toe_transport **transport);

/* Takes everything, answers nothing. -ENOMEM */
TOE_API int toe_transport_null(struct toe_transport **transport);

/* ------------------------------------------------------------------------------------------------ sockets */

/* Makes a blank TCP socket. Nothing goes to the device, no buffer is allocated.
 *   -ENOMEM, -ENODEV */
TOE_API int toe_socket(struct toe_device *device, struct toe_socket **socket);

/* Names the local end. ip 0 means the device's address, port 0 an ephemeral one (chosen now).
 *   -EADDRNOTAVAIL  ip is neither 0 nor the device's
 *   -EADDRINUSE     the port is taken by another socket (see TOE_SO_REUSEADDR), or no ephemeral port is left
 *   -EINVAL         already bound or connected */
TOE_API int toe_bind(struct toe_socket *socket, const struct toe_addr *addr);

/* Listens. backlog is the number of connections that may be in the handshake or wait for toe_accept: so many connection
 * numbers are lent to the engine, each with its receive buffer, which is allocated here. It is cut to what the device has
 * left; binds to an ephemeral port if unbound. Calling it again has no effect but to raise the backlog.
 *   -EINVAL         connected already, or backlog < 1
 *   -EADDRINUSE     another socket listens on the port, or no port is left
 *   -ENOBUFS        no connection number or no listener is left
 *   -ENOMEM */
TOE_API int toe_listen(struct toe_socket *socket, int backlog);

/* Takes an ESTABLISHED connection off the queue; *connection is a new socket with the listener's options. peer may be
 * NULL. The listener gets a new slot. Waits up to TOE_SO_RCVTIMEO unless TOE_SO_NONBLOCK. Threads: several may wait; each
 * connection goes to one of them.
 *   -EAGAIN         none came in that time (or none waits)
 *   -EINVAL         not listening */
TOE_API int toe_accept(struct toe_socket *socket, struct toe_socket **connection, struct toe_addr *peer);

/* Connects (RFC 9293 3.9.1.1 OPEN, active). Takes a connection number, allocates both buffers, tells the engine; waits up
 * to TOE_SO_CONNTIMEO unless TOE_SO_NONBLOCK. After a failure the socket may be closed, or connected again. Threads: while
 * one waits here the result is told to that one; others get -EALREADY, or -ENOTCONN from calls that need a connection.
 *   -EINPROGRESS    non-blocking: under way; TOE_POLLOUT says when it is over, TOE_SO_ERROR how
 *   -EALREADY       an earlier one is under way
 *   -EISCONN        connected already
 *   -ECONNREFUSED   RST in answer to the SYN
 *   -ETIMEDOUT      no answer (R2 of the engine, or TOE_SO_CONNTIMEO: then the attempt is aborted)
 *   -EHOSTUNREACH   the neighbour did not answer ARP, or there is no route
 *   -ECONNABORTED   the engine ended it for another reason
 *   -EADDRINUSE     this pair of addresses is in use (TIME-WAIT counts), or no ephemeral port is left
 *   -ENOBUFS        no connection number or no place in the flow table is left
 *   -EINVAL         port 0; listening
 *   -ENETUNREACH    a broadcast, multicast or reserved address, or 0 (MUST-46)
 *   -ENOMEM */
TOE_API int toe_connect(struct toe_socket *socket, const struct toe_addr *peer);

#define TOE_MSG_DONTWAIT 1  /* as if TOE_SO_NONBLOCK */
#define TOE_MSG_MORE     2  /* send: more follows; hold a last short segment back, no PSH */
#define TOE_MSG_PEEK     4  /* recv: leave the bytes */
#define TOE_MSG_WAITALL  8  /* recv: wait for all of length, or the end */
#define TOE_MSG_OOB      16 /* send: the bytes are urgent (RFC 9293 3.8.5). New programs should not use it (SHLD-13) */

/* Copies up to length bytes into the send buffer (RFC 9293 3.9.1.2 SEND). The last segment of what was written carries PSH
 * (MUST-61). With TOE_MSG_OOB each segment that begins before the end of the bytes carries the urgent pointer to it, and
 * neither Nagle nor TOE_SO_CORK holds one of them back; of several such calls the last one's end counts. Blocking: waits
 * until all is in the buffer, at most TOE_SO_SNDTIMEO for each step; returns the count that went in, if any did. Threads:
 * bytes of one call stay together as far as they fit at once; those of another may come between them where it has to wait.
 * toe_send beside toe_recv is the usual case.
 *   -EAGAIN         nothing fits (in that time)
 *   -ENOTCONN       never connected, or not yet
 *   -EPIPE          after toe_shutdown for writing, or the connection has ended and its error was told
 *   -ECONNRESET, -ETIMEDOUT, ...  the connection has failed: told once, then -EPIPE
 *   -EINVAL         unknown flags */
TOE_API ssize_t toe_send(struct toe_socket *socket, const void *data, size_t length, int flags);

/* Copies up to length received bytes out (RFC 9293 3.9.1.3 RECEIVE). 0: the peer has sent FIN and all was read, or
 * toe_shutdown for reading, or length is 0. Urgent data stays in line (RFC 6093 section 6); one call does not read across
 * its end, with TOE_MSG_WAITALL neither, so TOE_SO_URGENT becomes 0 exactly there. Bytes that came in order before a RST or
 * a time-out can still be read. Threads: each byte goes to one of several that read; TOE_MSG_WAITALL may get pieces with
 * another's bytes missing between them.
 *   -EAGAIN         nothing came (in TOE_SO_RCVTIMEO)
 *   -ENOTCONN
 *   -ECONNRESET, -ETIMEDOUT, ...  the connection has failed: told once, then 0
 *   -EINVAL         unknown flags */
TOE_API ssize_t toe_recv(struct toe_socket *socket, void *data, size_t length, int flags);

/* In-place receive: *data points at the oldest received bytes inside the socket's buffer; returns how many lie there in one
 * piece. They stay until toe_rx_consume, or the end of the socket. Waits and fails as toe_recv. Threads: from here to
 * toe_rx_consume, one thread reads from the socket; others may send. */
TOE_API ssize_t toe_rx_peek(struct toe_socket *socket, const void **data);

/* Gives back the first length bytes that toe_rx_peek showed. -EINVAL: more than it showed. */
TOE_API int toe_rx_consume(struct toe_socket *socket, size_t length);

/* In-place send: *data points at free room inside the send buffer; returns how many bytes may be written there in one piece.
 * Waits and fails as toe_send. The room stays the application's until toe_tx_commit or another sending call. Threads: from
 * here to toe_tx_commit, one thread sends on the socket; others may receive. */
TOE_API ssize_t toe_tx_reserve(struct toe_socket *socket, void **data);

/* Sends the first length bytes of the reserved room. flags: TOE_MSG_MORE.
 *   -EINVAL         more than was reserved, or unknown flags; others as toe_send */
TOE_API int toe_tx_commit(struct toe_socket *socket, size_t length, int flags);

enum toe_shutdown_how { TOE_SHUT_RD, TOE_SHUT_WR, TOE_SHUT_RDWR };

/* WR: FIN follows the last byte that was sent (RFC 9293 3.9.1.4 CLOSE); the other direction goes on. RD: toe_recv returns 0
 * from now on; what still comes is taken and thrown away. Never waits. Threads: ends what others wait for in that
 * direction, as it ends later calls.
 *   -ENOTCONN, -EINVAL (how) */
TOE_API int toe_shutdown(struct toe_socket *socket, enum toe_shutdown_how how);

/* Ends the socket; the handle is invalid afterwards, whatever is returned. What was sent is still delivered, with FIN after
 * it, by later pumps of the device (TOE_SO_LINGER > 0: waits for the peer's ACK of it). Unread received data, or
 * TOE_SO_LINGER 0, makes it an abort: RST (RFC 2525 2.17, SHLD-3). A listener's queued connections are reset. Threads:
 * other calls that wait on the socket are ended first, see above.
 *   -ECANCELED      another thread is closing the socket or its device already
 *   -EAGAIN         TOE_SO_LINGER's time passed; delivery goes on */
TOE_API int toe_close(struct toe_socket *socket);

/* The local end; ip and port 0 if unbound. */
TOE_API int toe_getsockname(const struct toe_socket *socket, struct toe_addr *addr);

/* The remote end. -ENOTCONN */
TOE_API int toe_getpeername(const struct toe_socket *socket, struct toe_addr *addr);

/* ------------------------------------------------------------------------------------------------ readiness */

#define TOE_POLLIN    0x01 /* toe_recv or toe_accept would not wait */
#define TOE_POLLPRI   0x02 /* the peer has urgent data that was not read to its end (RFC 9293 MUST-32) */
#define TOE_POLLOUT   0x04 /* toe_send would not wait, or toe_connect is over */
#define TOE_POLLERR   0x08 /* TOE_SO_ERROR is not 0; always asked for */
#define TOE_POLLHUP   0x10 /* both directions are over; always asked for */
#define TOE_POLLRDHUP 0x20 /* the peer has sent FIN */
#define TOE_POLLNVAL  0x40 /* another thread is closing the socket: its handle ends; always asked for */

struct toe_poll {
    struct toe_socket *socket; /* NULL: entry ignored */
    short events;
    short revents;
};

/* Pumps the sockets' devices until at least one entry is ready, or timeout_ms is over. Sockets of several devices may be
 * mixed: each is pumped in turn. Returns the count of entries with revents. Threads: what is ready may have been taken by
 * another thread before this one does; TOE_MSG_DONTWAIT is for that. The array is the caller's alone.
 *   -EINVAL         timeout_ms is negative
 * A failed device is no error here: its sockets get TOE_POLLERR | TOE_POLLHUP. */
TOE_API int toe_poll(struct toe_poll *entries, size_t count, int timeout_ms);

/* ------------------------------------------------------------------------------------------------ options */

enum toe_option {                   /* value; what getsockopt gives if it differs */
                  TOE_SO_NONBLOCK,  /* 0 or 1; default 0 */
                  TOE_SO_RCVTIMEO,  /* ms, 1 to INT32_MAX; default 120000. toe_recv, toe_accept */
                  TOE_SO_SNDTIMEO,  /* ms, likewise. toe_send */
                  TOE_SO_CONNTIMEO, /* ms, likewise. toe_connect */
                  TOE_SO_RCVBUF,    /* bytes, 4096 to 2^30; default 65535. Before connect or listen */
                  TOE_SO_SNDBUF,    /* bytes, 4096 to 2^30; default 262144. Before connect or listen */
                  TOE_SO_LINGER,    /* ms; -1 (default): toe_close returns at once; 0: abort; else it waits so long */
                  TOE_SO_REUSEADDR, /* 0 or 1; default 0: toe_bind takes a port that others hold if all of them have it too; one of
                                         them may listen (RFC 9293 3.9.1.1). Before bind */
                  TOE_SO_NODELAY,   /* 0 or 1; default 0: Nagle's algorithm (RFC 9293 3.7.4) */
                  TOE_SO_CORK,      /* 0 or 1; default 0: only full segments leave, until it is cleared */
                  TOE_SO_KEEPALIVE, /* 0 or 1; default 0 (RFC 9293 3.8.4) */
                  TOE_SO_KEEPIDLE, /* s, 1 to 32767; default 7200: nothing was heard for so long, and a probe is sent. As for
                                        each time below: the engine counts in units of 1.05 s and is late rather than early,
                                        by up to three of them */
                  TOE_SO_KEEPINTVL, /* s, 1 to 32767; default 75: to the next probe */
                  TOE_SO_KEEPCNT, /* 1 to 127; default 9: unanswered probes until the connection ends with ETIMEDOUT */
                  TOE_SO_USER_TIMEOUT, /* ms, 0 to 32767000; default 0, off: nothing was ACKed for so long though something
                                        waits for it, and the connection ends with ETIMEDOUT (RFC 9293 3.8.3, R2) */
                  TOE_SO_TTL, /* 0 to 255; default 0: the device's (RFC 9293 3.9.2). Before connect or listen it is on the SYN too */
                  TOE_SO_TOS, /* DiffServ field of sent packets, 0 to 252, the two bits of ECN 0; default 0 (3.9.1.9). It may change during
                                  a connection, which may reorder its packets (SHLD-23) */
                  TOE_SO_ERROR, /* read only: why the connection failed, a positive errno; reading clears it */
                  TOE_SO_SOFT_ERROR, /* read only: what the network last said by ICMP of a connection that lives on, a positive
                                          errno (RFC 9293 3.9.1.8); reading clears it */
                  TOE_SO_ACCEPTCONN, /* read only: 1 if listening */
                  TOE_SO_STATE,      /* read only: enum toe_tcp_state as last told */
                  TOE_SO_INQ,        /* read only: bytes that toe_recv would give; connections that toe_accept would */
                  TOE_SO_OUTQ,       /* read only: bytes in the send buffer, that is, not ACKed */
                  TOE_SO_CONN,       /* read only: connection number, -1 if none */
                  TOE_SO_URGENT /* read only: bytes to be read up to the end of the peer's urgent data, come or not (MUST-33);
                                     0: there is none, or it was read */
};

/*   -EINVAL         the value is out of range, or cannot change now
 *   -ENOPROTOOPT    unknown, or read only */
TOE_API int toe_setsockopt(struct toe_socket *socket, enum toe_option option, int64_t value);

/*   -ENOPROTOOPT    unknown */
TOE_API int toe_getsockopt(struct toe_socket *socket, enum toe_option option, int64_t *value);

/* What the engine knows (RFC 9293 3.9.1.5 STATUS) and what the library counts. */
struct toe_info {
    enum toe_tcp_state state;
    uint32_t conn; /* TOE_NO_CONN: a listener, or it has ended */
    struct toe_addr local, peer;
    uint64_t recv_q; /* bytes that toe_recv would give; of a listener: connections that toe_accept would */
    uint64_t send_q; /* bytes in the send buffer, that is, not ACKed; of a listener: its backlog */
    uint16_t smss_bytes;
    uint32_t srtt_us, rttvar_us, rto_us;
    uint8_t retries;            /* time-outs since the peer last answered; probes, where its window is shut */
    int error;                  /* negative errno: why it ended; 0: in order, or it has not */
    const char *error_why;      /* the same in words; NULL if error is 0 */
    int soft_error;             /* negative errno: the last ICMP error; 0: none */
    const char *soft_error_why; /* the same in words; NULL if soft_error is 0 */
    uint8_t established;        /* 1: it is or was ESTABLISHED */
    uint64_t age_us;            /* from toe_connect, or from its announcement, to now or to its end */
    uint64_t state_us;          /* since the engine last told another state */
    uint32_t in_flight_bytes;   /* SND.NXT - SND.UNA */
    uint32_t snd_wnd_bytes;     /* the peer's window */
    uint32_t cwnd_bytes;        /* congestion window (RFC 5681) */
    uint32_t rcv_wnd_bytes;     /* what we offer now */
    uint32_t iss, irs;          /* initial sequence numbers */
    uint64_t bytes_written;     /* by the application */
    uint64_t bytes_sent;        /* handed to the engine at least once */
    uint64_t bytes_resent;      /* handed to it again: rewinds and ranges */
    uint64_t bytes_acked;
    uint64_t bytes_received; /* in order */
    uint64_t bytes_read;     /* by the application */
    uint64_t send_limit;     /* the engine's grant, as an offset */
    uint32_t rewinds, ranges;
};

/* Asks the engine and waits for its answer, up to timeout_ms. After a toe_connect that failed, it tells of that one.
 *   -ENOTCONN       the socket has no connection
 *   -ETIMEDOUT      no answer; *info holds what the library knows */
TOE_API int toe_getinfo(struct toe_socket *socket, struct toe_info *info, int timeout_ms);

/* The same of the whole device: its listeners; its connections in the order of their numbers, also those whose sockets are
 * closed; and those that are over while their sockets are open. Up to max entries. Asks the engine about all at once and
 * waits up to timeout_ms; of a connection without an answer the entry holds what the library knows. Returns how many there
 * are, which may be more than max.
 *   -EINVAL         timeout_ms is negative */
TOE_API int toe_device_getinfo(struct toe_device *device, struct toe_info *infos, size_t max, int timeout_ms);

/* ------------------------------------------------------------------------------------------------ in words */

#define TOE_INFO_WORDS_BYTES 192
#define TOE_INFO_TEXT_BYTES  768

/* What the connection is doing, or why it ended: "waits for the SYN-ACK, 2 SYNs sent". Returns text. */
TOE_API char *toe_info_words(const struct toe_info *info, char text[TOE_INFO_WORDS_BYTES]);

/* Two lines in the manner of `ss -tin`, each with its end: state, Recv-Q, Send-Q, both addresses, toe_info_words; then the
 * keys of ss whose values are known: rto and rtt in ms, cwnd and unacked in segments of mss, begun ones counted for unacked
 * and full ones for cwnd; the others in bytes. A listener and what has ended have the first line only. Returns text. */
TOE_API char *toe_info_format(const struct toe_info *info, char text[TOE_INFO_TEXT_BYTES]);

/* The line that belongs above them. */
TOE_API const char *toe_info_heading(void);

/* Lets others ask: makes an AF_UNIX stream socket at path, for this user only, and starts a thread, which gives whoever
 * connects there that heading, toe_info_format of the whole device, and the end (`./toe ss`). The socket of a process that
 * is gone is replaced. Thread and socket end with toe_device_close.
 *   -EALREADY       there is one already
 *   -EADDRINUSE     the path is taken
 *   -ENAMETOOLONG, or what socket(2), bind(2) and pthread_create(3) say */
TOE_API int toe_device_serve_status(struct toe_device *device, const char *path);

#ifdef __cplusplus
}
#endif
#endif
