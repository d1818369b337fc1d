/* flow_bench.h: the vocabulary of the tests of flow_path: what they do to it, and a record of what it said. */
#ifndef FLOW_BENCH_H
#define FLOW_BENCH_H

#include "flow_path_tb_ports.h"
#include <stdbool.h>
#include <stdint.h>

#ifndef RTL_CONNS
#define RTL_CONNS 64
#endif

enum { LOG_ENTRIES = 8192, LISTENERS = 16 };
enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };
enum { REL_SLOT, REL_RETURN, REL_FINAL, REL_RESET };
enum { NB_KNOWN, NB_PENDING, NB_FAILED, NB_IPS = 8 };
enum { ERR_NONE = 0, ERR_UNREACHABLE = 4, ERR_IN_USE = 5, ERR_TABLE_FULL = 6 };
enum { DISP_ICMP = 15, DISP_RESET, DISP_NO_CONNECTION, DISP_NO_SLOT, DISP_TABLE_FULL };

struct tuple {
    uint32_t local_ip, remote_ip;
    uint16_t local_port, remote_port;
};

struct event {
    uint32_t conn, inc, iss, seq;
    bool fresh, icmp;
    uint32_t ack, flags, window, mss;
};
struct answer {
    uint32_t conn, inc, err, iss;
};
struct reset {
    struct tuple tuple;
    uint64_t dst_mac;
    uint32_t seq, ack, flags;
};

/* Everything that was taken from the outputs since bench_reset, in order. */
struct bench {
    struct flow_path_tb *io;
    uint64_t cycle;
    uint64_t seed;
    uint8_t nb_state[NB_IPS]; /* by the remote address's low bits */
    uint8_t nb_delay;         /* cycles from a request to the answer, 1 to 8 */
    uint8_t nb_wait;
    unsigned asks;
    unsigned events, answers, resets, closed, disps, frees;
    struct event event[LOG_ENTRIES];
    struct answer answer[LOG_ENTRIES];
    struct reset reset[LOG_ENTRIES];
    uint32_t closed_conn[LOG_ENTRIES], disp[LOG_ENTRIES], freed[LOG_ENTRIES];
};

uint64_t bench_draw(struct bench *b);

/* Reset, and wait until the tables are clear; all outputs are taken at once, every neighbour is known. */
void bench_reset(struct bench *b);

/* One cycle; one-cycle inputs (open, release, listen, neighbour update) are taken back after it. */
void bench_tick(struct bench *b);

/* Settles the outputs for the present inputs. */
void bench_settle(struct bench *b);

/* Cycles until idle_o; at most `most`. Returns false when that did not happen. */
bool bench_quiet(struct bench *b, unsigned most);

/* Puts a segment on the input. */
void bench_offer(struct bench *b, struct tuple t, unsigned flags, uint32_t seq, uint32_t ack, unsigned len_bytes,
                 unsigned handle);

/* Offers a segment and waits until it is taken; returns the cycles that took, or 0 when it never was. */
unsigned bench_segment(struct bench *b, struct tuple t, unsigned flags, uint32_t seq, uint32_t ack, unsigned len_bytes,
                       unsigned handle);

void bench_open(struct bench *b, uint32_t conn, uint32_t inc, struct tuple t);
void bench_release(struct bench *b, int kind, uint32_t conn, uint32_t inc, uint32_t listener);
void bench_listen(struct bench *b, uint32_t listener, uint16_t port, uint32_t ip);
void bench_unlisten(struct bench *b, uint32_t listener);

/* What RFC 6528 wants for this tuple and the present time and key. */
uint32_t bench_iss(const struct bench *b, struct tuple t);

#endif
