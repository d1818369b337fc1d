/* private.h: what the files of the library share. Who holds what:
 *
 *   toe_device -- driver (session, messages)
 *     |-- conns[number] -> toe_conn      a connection number in use: buffers, grant; lives until its final CLOSED
 *     |-- listeners[n]  -> toe_listener  a listener number in use; lives until every slot it lent is back
 *     |-- sockets       -> toe_socket    the application's handle; lives until toe_close
 *     `-- work          -> whoever has something to say to the engine, in order; nobody else is looked at by a pump
 *
 * toe_close takes the handle away at once; the connection goes on without it.
 * All of it, and the driver below, is touched by who holds dev->guard only; what says otherwise is atomic. api.c takes it.
 * Messages from the device only change these records and queue work; sending happens afterwards, from the work list.
 */
#ifndef TOE_PRIVATE_H
#define TOE_PRIVATE_H

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "device.h" /* of the driver */
#include "grant.h"
#include "guard.h"
#include "locked.h"
#include "message_check.h"
#include "numbers.h"
#include "ring.h"
#include "toe.h"

#define TOE_BUFFER_MIN 4096
#define TOE_BUFFER_MAX (1 << 30)
#define TOE_WAIT_MS    120000
#define TOE_KEEP_MAX_S 32767

#define TOE_POLLFDS_MAX 8

/* Something that wants to send. run returns false when the link takes nothing now (it stays first), true otherwise; it
 * queues itself again if it has more to say. */
struct toe_work {
    struct toe_work *prev, *next;
    bool queued;
    bool (*run)(struct toe_work *work);
};

struct toe_options {
    bool nonblock, nodelay, cork, reuseaddr;
    int64_t rcvtimeo_ms, sndtimeo_ms, conntimeo_ms;
    int64_t rcvbuf, sndbuf;
    int64_t linger_ms;
    bool keepalive;
    int64_t keepidle_s, keepintvl_s, keepcnt;
    int64_t user_timeout_ms; /* 0: off */
    int64_t ttl, tos;        /* 0: the engine's TTL; no class of service */
};

enum toe_owed {
    TOE_OWED_OPEN = 1 << 0,
    TOE_OWED_SLOT = 1 << 1,
    TOE_OWED_LIMIT = 1 << 2,
    TOE_OWED_NO_READER = 1 << 3,
    TOE_OWED_ABORT = 1 << 4,
    TOE_OWED_QUERY = 1 << 5,
    TOE_OWED_TIMEOUTS = 1 << 6,
    TOE_OWED_PACKET = 1 << 7
};

struct toe_conn {
    struct toe_work work; /* first */
    struct toe_device *dev;
    struct toe_socket *socket;     /* NULL: a slot, in an accept queue, or closed by the application */
    struct toe_listener *listener; /* of a slot, or while in its accept queue */
    struct toe_conn *queue_next;
    uint32_t number;          /* TOE_NO_CONN after the final CLOSED */
    enum toe_tcp_state state; /* as last told */
    int error;                /* negative errno: why it ended; 0: in order, or not ended */
    int soft_error;           /* negative errno that TOE_SO_SOFT_ERROR has not told */
    unsigned owed;            /* enum toe_owed */
    bool announced;           /* it was ESTABLISHED */
    bool ended;               /* the final CLOSED has come */
    bool dying;               /* an abort is on its way; nothing else is sent */
    bool closed;              /* the application has closed it */
    bool settled;             /* not counted in dev->unsettled: ended or TIME-WAIT */
    bool port_used;
    bool more; /* the last bytes were written with TOE_MSG_MORE */
    bool fin_acked;
    bool shut_rd;
    struct toe_options options; /* of the listener, for a slot; of the socket, once there is one, see socket */
    struct toe_addr local, peer;

    struct toe_ring tx;
    struct toe_grant grant;
    uint64_t tx_urgent; /* SND.UP: urgent data ends here; 0: none was written */

    struct toe_ring rx;
    struct toe_received received;
    uint64_t rx_read;   /* the application has taken every byte below */
    uint64_t rx_shown;  /* end of what toe_rx_peek showed */
    uint64_t rx_urgent; /* RCV.UP: the peer's urgent data ends here, read or not */

    bool query_waits;                            /* QUERY was sent, the answer has not come */
    uint64_t began_us, state_since_us, ended_us; /* of the device's clock */
    struct toe_info info;                        /* what has no better place; info.c fills in the rest */
};

struct toe_listener {
    struct toe_work work; /* first */
    struct toe_device *dev;
    struct toe_socket *socket; /* NULL: closed; it lives on until lent is 0 */
    uint16_t number;
    struct toe_addr local;
    bool listen_owed, unlisten_owed;
    bool starved; /* a slot could not be made: tried again when a number or memory comes back */
    unsigned backlog;
    unsigned lent;   /* slots that the engine holds */
    unsigned queued; /* in the accept queue */
    struct toe_conn *queue_head, *queue_tail;
    struct toe_options options;
};

struct toe_socket {
    struct toe_device *dev;
    struct toe_socket *prev, *next; /* dev->sockets */
    atomic_uint
        users; /* calls under way on it; counted before the lock is asked for, so that toe_close waits for them */
    bool closing;
    bool connect_waits; /* a thread waits in toe_connect: the result is for that one */
    struct toe_addr local;
    bool bound;      /* local.port is held */
    bool auto_port;  /* chosen by connect: given back when it fails */
    bool connecting; /* toe_connect's result has not been told */
    bool was_connected;
    int error; /* negative errno not told yet; 0: none */
    struct toe_listener *listener;
    struct toe_conn *conn;
    size_t reserved; /* of toe_tx_reserve */
    bool connect_failed;
    struct toe_info failed; /* what became of that connection */
    struct toe_options options;
};

struct toe_device {
    struct toe_driver *driver;
    struct toe_device_config config;
    struct toe_clock clock;
    bool failed;
    struct toe_numbers numbers;
    struct toe_conn **conns;         /* by number */
    struct toe_listener **listeners; /* by number */
    uint32_t listener_count;
    unsigned starved_listeners;
    unsigned unsettled; /* connections and slots neither ended nor in TIME-WAIT */
    struct toe_socket *sockets;
    struct toe_work *work_head, *work_tail;
    uint16_t *port_users;      /* by port: connections that have it as their local port, TIME-WAIT included */
    uint32_t *port_held;       /* by port: sockets bound to it */
    uint32_t port_next;        /* where the search for an ephemeral port goes on */
    int epoll_fd, timer_fd;    /* -1 until toe_device_fd */
    struct toe_status *status; /* NULL: nobody may ask from outside */

    /* threads */
    struct toe_guard *guard;
    struct toe_device *guard_next; /* guard->devices */
    pthread_cond_t changed;        /* messages were handled, the pump is free, a call has left what is closing */
    atomic_uint users;             /* calls under way on the device itself */
    unsigned followers;            /* threads that wait for the one that pumps */
    bool pumping, sleeping;        /* a thread is in handle_events; asleep there, without the lock */
    bool closing;
    bool leaving;     /* a call leaves what is closing; until the lock is given back */
    bool reading;     /* a thread waits for a register's value */
    uint64_t handled; /* messages */
    int wake_fd;      /* what the sleeping one looks at beside the transport's descriptors */
    bool woken;
    struct pollfd armed[TOE_POLLFDS_MAX]; /* what it looks at */
    size_t armed_count;
    uint64_t armed_until_us; /* CLOCK_MONOTONIC */
};

/* ---- threads.c: who is inside */

/* The beginning of a public call. 0; -ECANCELED: it is being closed; -EDEADLK: called from an observer. On error the caller
 * touches nothing any more. */
int toe_enter(struct toe_socket *socket);
int toe_enter_device(struct toe_device *dev);

/* The end of one; nothing of socket and dev is the caller's any more. toe_leave in two steps: for several sockets. */
void toe_leave(struct toe_socket *socket);
void toe_leave_device(struct toe_device *dev);
void toe_socket_release(struct toe_socket *socket);
void toe_device_release(struct toe_device *dev);

/* Something changed that threads waiting on this device may wait for, and no message says so. */
void toe_device_stir(struct toe_device *dev);

/* Lets those who sleep on a device of this guard look again if there is something to do or to look at that was not. */
void toe_device_wake_others(struct toe_device *dev);

/* Both mark it and come back when no other call is under way: all that wait are woken and give -ECANCELED. */
void toe_socket_empty(struct toe_socket *socket);
void toe_device_empty(struct toe_device *dev);

/* Sleeps without the lock, for the transport (struct toe_driver_client). */
int toe_device_sleep(void *ctx, struct pollfd *fds, size_t count, uint64_t timeout_us);

/* ---- pump.c: work */

static inline uint64_t toe_now_us(const struct toe_device *dev)
{
    return dev->clock.now_us(dev->clock.ctx);
}

/* Queues work; twice is once. */
void toe_work_add(struct toe_device *dev, struct toe_work *work);
void toe_work_remove(struct toe_device *dev, struct toe_work *work);
void toe_work_run(struct toe_device *dev);

/* Says what waits to be said, without waiting. Called at the end of every call of the application that made work. */
void toe_device_kick(struct toe_device *dev);

/* ---- wait.c: looks and waits */

/* One look at the device, waiting up to timeout_us; where another thread looks, waits for what that one finds. Others may
 * have changed anything meanwhile. Count of messages, or -ENODEV. */
int toe_device_look(struct toe_device *dev, uint64_t timeout_us);

struct toe_wait {
    struct toe_device *dev;
    const struct toe_socket *socket; /* whose closing ends the wait; NULL: only the device's does */
    bool last;                       /* not even that one: it is the wait of toe_device_close */
    uint64_t deadline_us, last_us;
    unsigned stuck; /* looks in which neither a message came nor time moved */
};
void toe_wait_start(struct toe_wait *wait, struct toe_device *dev, const struct toe_socket *socket, int64_t timeout_ms);

/* Pumps once, within the deadline. 0: look again; -EAGAIN: the time is over; -ECANCELED: it is being closed; -ENODEV. */
int toe_wait_step(struct toe_wait *wait);

void toe_notify(struct toe_device *dev, struct toe_notice notice);

/* ---- config.c */
bool toe_config_valid(const struct toe_device_config *config);

/* Keys, session number and the place of the first ephemeral port: from `given` (NULL: none) and the configuration, or from
 * the kernel. -ENODEV: it has none. */
int toe_config_secrets(struct toe_device *dev, const uint8_t *given, uint8_t isn_key[16], uint32_t *hash_key);

/* Writes the configuration; hash_key may be NULL. -EAGAIN, -ENODEV, -EPROTO */
int toe_configure(struct toe_device *dev, const uint8_t isn_key[16], const uint32_t *hash_key);

/* ---- port.c */
bool toe_port_held(const struct toe_device *dev, uint16_t port);
bool toe_port_shared(const struct toe_device *dev, uint16_t port); /* all who hold it have TOE_SO_REUSEADDR */
void toe_port_hold(struct toe_device *dev, uint16_t port, bool hold);
int toe_port_ephemeral(struct toe_device *dev, uint16_t *port); /* -EADDRINUSE */

/* ---- conn.c: a connection number's life */
int toe_conn_new(struct toe_device *dev, enum toe_number_owner owner, const struct toe_options *options,
                 struct toe_conn **conn);
void toe_conn_free(struct toe_conn *conn);
void toe_conn_owe(struct toe_conn *conn, unsigned owed);
void toe_conn_work(struct toe_conn *conn);
void toe_conn_detach(struct toe_conn *conn); /* no socket and no queue has it any more */
void toe_conn_abort(struct toe_conn *conn);
void toe_conn_consumed(struct toe_conn *conn);
/* Tell the engine of keep-alive and user time-out, of TTL and DiffServ field, if they were asked for. */
void toe_conn_watch(struct toe_conn *conn);
void toe_conn_dress(struct toe_conn *conn);
static inline size_t toe_conn_readable(const struct toe_conn *conn)
{
    return (size_t)(conn->received.next - conn->rx_read);
}
/* Unread bytes up to the end of the peer's urgent data; those that have not come count. 0: it has been read. */
static inline size_t toe_conn_urgent(const struct toe_conn *conn)
{
    return conn->rx_urgent > conn->rx_read ? (size_t)(conn->rx_urgent - conn->rx_read) : 0;
}
static inline size_t toe_conn_tx_free(const struct toe_conn *conn)
{
    return conn->tx.capacity - (size_t)(conn->grant.have - conn->grant.acked);
}
/* No byte will come, or go, any more. */
static inline bool toe_conn_read_over(const struct toe_conn *conn)
{
    return conn->received.fin || conn->shut_rd || conn->ended || conn->state == TOE_TCP_CLOSED;
}

/* ---- incoming.c: messages from the device */
const char *toe_incoming(void *ctx, const struct toe_link_header *header, const uint8_t *bytes);

/* ---- listen.c */
void toe_listener_fill(struct toe_listener *listener);
void toe_listener_announced(struct toe_listener *listener, struct toe_conn *conn);
void toe_listener_slot_back(struct toe_listener *listener);
void toe_listeners_feed(struct toe_device *dev);
void toe_listener_close(struct toe_listener *listener);
void toe_listener_free(struct toe_listener *listener);

/* ---- connect.c */
int toe_socket_established(struct toe_socket *socket); /* 0, or why sending and receiving cannot be */

/* ---- info.c, why.c: what is known of a connection */
void toe_conn_info(const struct toe_conn *conn, struct toe_info *info);

/* What the engine's error code (enum toe_conn_error) is: as a negative errno, 0 for none; and in words, NULL for none. */
int toe_why_errno(unsigned code);
const char *toe_why_words(unsigned code);

/* ---- status.c: the thread of toe_device_serve_status */
void toe_status_end(struct toe_device *dev); /* waits for its end, without the lock meanwhile */

/* ---- socket.c */
int toe_socket_new(struct toe_device *dev, struct toe_socket **socket);
void toe_socket_free(struct toe_socket *socket);
int toe_socket_take_error(struct toe_socket *socket);
short toe_socket_events(const struct toe_socket *socket);

#endif
