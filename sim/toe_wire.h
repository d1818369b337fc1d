/* toe_wire.h: what is at the other end of the engine's wire, as one small table of operations.
 *
 * A port (TAP, libslirp, SEQPACKET, back to back, a capture) and a middleware (toe_impair.h; it wraps another wire) are both a
 * struct toe_wire. A port is created by its own function, given to toe_sim_wire_attach(), and closed by the simulation.
 * Frames have no FCS and are at most TOE_WIRE_MAX_FRAME bytes. Everything is called in the simulation's thread. */
#ifndef TOE_WIRE_H
#define TOE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_WIRE_MAX_FRAME 9018u /* jumbo payload 9,000, header, one VLAN tag; without FCS */

struct toe_wire;

enum toe_sim_direction { TOE_SIM_TO_ENGINE, TOE_SIM_FROM_ENGINE };

/* What goes with a frame. */
struct toe_wire_tag {
    uint64_t t_ns; /* from the engine: its last beat passed; to the engine: earliest arrival */
    bool held;     /* to the engine: the wire kept it until t_ns, so time should not pass t_ns before it is there */
    uint32_t fcs_error; /* the FCS on the wire is the right one exclusive-or this; 0: right */
};

struct toe_wire_ops {
    const char *name;
    /* The engine sent a frame. fcs_error is 0 where the wire carries no FCS. Must not block. 0, or a negative errno:
     * the frame is lost, as on any wire; -ENODEV: the other end is gone for good. */
    int (*send)(struct toe_wire *, const uint8_t *frame, size_t len, const struct toe_wire_tag *);
    /* Takes one frame. Returns its length, 0 if there is none now, or a negative errno (-ENODEV as above). The tag comes in
     * as now_ns, not held, no error; a port that knows better changes it, and may name a future time. buf holds
     * TOE_WIRE_MAX_FRAME bytes. */
    long (*recv)(struct toe_wire *, uint8_t *buf, uint64_t now_ns, struct toe_wire_tag *);
    /* Does what is due at now_ns (timers, sockets); may be NULL. Called before recv, once a slice. 0 or -ENODEV. */
    int (*service)(struct toe_wire *, uint64_t now_ns);
    /* Next time at which service or recv has something to do by itself, UINT64_MAX for never; may be NULL (never). */
    uint64_t (*next_event_ns)(struct toe_wire *);
    /* Descriptor that is readable when there is input, or -1; may be NULL. */
    int (*fd)(struct toe_wire *);
    /* Releases everything, the wrapped wire of a middleware included. */
    void (*close)(struct toe_wire *);
};

struct toe_wire {
    const struct toe_wire_ops *ops;
    bool real_time;    /* the other end lives in real time: not for a virtual clock */
    uint64_t delay_ns; /* least time from send at one engine to arrival at another one that shares its time; 0: none */
    bool carries_fcs;  /* the other end sees what is wrong with an FCS; others would have dropped the frame */
};

/* ---- ports: each returns 0 and the port in *out, or a negative errno with nothing made ---------------------------- */

/* A TAP device. name: an existing device is opened, otherwise one is made in the current network namespace, set up and
 * removed again on close. NULL: the kernel chooses the name. peer_mac: address of the kernel's side (6 bytes), or NULL.
 * -EPERM where TAP devices are not allowed (unshare -Urn gives a namespace in which they are), -ENOENT or -ENODEV
 * without /dev/net/tun, -EINVAL for a name that is too long. */
int toe_wire_tap(const char *name, const uint8_t peer_mac[6], struct toe_wire **out);
const char *toe_wire_tap_name(const struct toe_wire *tap);

/* libslirp's user-mode network without privileges: 10.0.2.0/24, gateway 10.0.2.2 (also the host's loopback), name
 * server 10.0.2.3; the engine is 10.0.2.15 by default. Its timers follow the simulation's clock. */
struct toe_wire_slirp_forward {
    bool udp;
    uint32_t host_ip;   /* host byte order; 0: 127.0.0.1 */
    uint16_t host_port; /* 0: any; see toe_wire_slirp_port() */
    uint32_t guest_ip;  /* host byte order; 0: 10.0.2.15 */
    uint16_t guest_port;
};
/* forwards: connections to host_ip:host_port on this machine reach the engine. -EADDRINUSE if one cannot be bound,
 * -EINVAL for more than 16 of them. */
int toe_wire_slirp(const struct toe_wire_slirp_forward *forwards, size_t n, struct toe_wire **out);
/* The host port of forward i: the one asked for, or the one chosen. 0: there is no such forward. */
uint16_t toe_wire_slirp_port(const struct toe_wire *slirp, size_t i);

/* AF_UNIX SOCK_SEQPACKET, one frame a packet. Listens at path (the file is removed on close), or connects to it. A
 * listening port takes one peer at a time and a new one after it has gone; without a peer frames are lost.
 * -EADDRINUSE: path exists; -ENAMETOOLONG; errno of connect(). */
int toe_wire_seqpacket_listen(const char *path, struct toe_wire **out);
int toe_wire_seqpacket_connect(const char *path, struct toe_wire **out);
/* The same over a connected descriptor, which the port then owns. */
int toe_wire_seqpacket_fd(int fd, struct toe_wire **out);

/* Two ends of one cable. Each end goes to a simulation; both must share their time (toe_sim_join). delay_ns is the
 * time from the last beat at one engine to the first at the other; 0: 500 ns. Closing one end leaves the other, into
 * which frames then vanish. */
int toe_wire_back_to_back(uint64_t delay_ns, struct toe_wire **a, struct toe_wire **b);

/* The frames of a capture (pcap, pcapng: what libpcap reads) come to the engine at their recorded times, the first of the
 * file at time 0; a time that lies before that of the frame in front counts as the same. What the engine sends is dropped.
 * filter: in the words of tcpdump, pcap-filter(7), e.g. "ether dst 02:00:00:00:00:02"; NULL: all frames.
 * Returns the errno of opening the file; -EPROTO: it is no capture of Ethernet; -EINVAL: the filter; -ENOMEM; and `why`
 * (why_bytes > 0) then says what is wrong. */
int toe_wire_pcap(const char *path, const char *filter, char *why, size_t why_bytes, struct toe_wire **out);

struct toe_wire_pcap_stats {
    uint64_t to_engine, from_engine;
    uint64_t filtered; /* not let through by the filter */
    uint64_t unusable; /* not recorded whole, or longer than TOE_WIRE_MAX_FRAME: left out */
    bool ended;        /* no more frames come, */
    bool damaged;      /*   because the rest of the file cannot be read */
};
void toe_wire_pcap_get_stats(const struct toe_wire *pcap, struct toe_wire_pcap_stats *out);

#ifdef __cplusplus
}
#endif
#endif
