/* pcap.c: a capture as the wire. Its frames come to the engine at the times at which they were recorded; what the engine
 * sends is counted and dropped. Files, link types and filters are libpcap's business. */
#include "toe_wire.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_S 1000000000u

struct pcap_wire {
    struct toe_wire base;
    pcap_t *capture;
    struct bpf_program filter;
    bool filtered;
    const uint8_t *frame; /* the next one, in libpcap's memory; NULL: there are no more */
    size_t len;
    uint64_t due_ns;
    int64_t start_ns; /* time of the first frame of the file */
    bool started;
    struct toe_wire_pcap_stats stats;
};

static struct pcap_wire *self(struct toe_wire *wire)
{
    return (struct pcap_wire *)wire;
}

/* Time since the file's first frame; never before the frame in front. */
static uint64_t time_of(struct pcap_wire *w, const struct pcap_pkthdr *header)
{
    int64_t t_ns =
        (int64_t)header->ts.tv_sec * NS_PER_S + header->ts.tv_usec; /* nanoseconds, as asked in open_file() */

    if (!w->started)
        w->start_ns = t_ns;
    w->started = true;
    t_ns -= w->start_ns;
    return t_ns > (int64_t)w->due_ns ? (uint64_t)t_ns : w->due_ns;
}

/* Finds the next frame that is to be sent. */
static void read_next(struct pcap_wire *w)
{
    struct pcap_pkthdr *header = NULL;
    const u_char *bytes = NULL;
    int got;

    w->frame = NULL;
    while ((got = pcap_next_ex(w->capture, &header, &bytes)) == 1) {
        uint64_t due_ns = time_of(w, header);
        if (w->filtered && !pcap_offline_filter(&w->filter, header, bytes)) {
            w->stats.filtered++;
            continue;
        }
        if (header->caplen < header->len || !header->len || header->len > TOE_WIRE_MAX_FRAME) {
            w->stats.unusable++;
            continue;
        }
        w->frame = bytes;
        w->len = header->len;
        w->due_ns = due_ns;
        return;
    }
    w->stats.damaged = got != PCAP_ERROR_BREAK; /* which is libpcap's word for the end of the file */
    w->stats.ended = true;
}

static int pcap_send_frame(struct toe_wire *wire, const uint8_t *frame, size_t len, const struct toe_wire_tag *tag)
{
    (void)frame;
    (void)len;
    (void)tag;
    self(wire)->stats.from_engine++;
    return 0;
}

static long pcap_recv(struct toe_wire *wire, uint8_t *buf, uint64_t now_ns, struct toe_wire_tag *tag)
{
    struct pcap_wire *w = self(wire);
    size_t len = w->len;

    if (!w->frame || w->due_ns > now_ns)
        return 0;
    memcpy(buf, w->frame, len);
    tag->t_ns = w->due_ns;
    tag->held = true;
    w->stats.to_engine++;
    read_next(w);
    return (long)len;
}

static uint64_t pcap_next_event_ns(struct toe_wire *wire)
{
    return self(wire)->frame ? self(wire)->due_ns : UINT64_MAX;
}

static void pcap_close_wire(struct toe_wire *wire)
{
    struct pcap_wire *w = self(wire);

    if (w->filtered)
        pcap_freecode(&w->filter);
    if (w->capture)
        pcap_close(w->capture);
    free(w);
}

static const struct toe_wire_ops pcap_ops = {
    .name = "pcap",
    .send = pcap_send_frame,
    .recv = pcap_recv,
    .next_event_ns = pcap_next_event_ns,
    .close = pcap_close_wire,
};

static int open_file(struct pcap_wire *w, const char *path, char *why, size_t why_bytes)
{
    char error[PCAP_ERRBUF_SIZE] = "";
    FILE *file = fopen(path, "rb");
    int rc = file ? 0 : -errno;

    if (rc) {
        snprintf(why, why_bytes, "%s", strerror(-rc));
        return rc;
    }
    w->capture = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, error);
    if (!w->capture) {
        snprintf(why, why_bytes, "%s", error);
        fclose(file);
        return -EPROTO;
    }
    if (pcap_datalink(w->capture) == DLT_EN10MB)
        return 0;
    snprintf(why, why_bytes, "its frames are %s, not Ethernet",
             pcap_datalink_val_to_description_or_dlt(pcap_datalink(w->capture)));
    return -EPROTO;
}

static int set_filter(struct pcap_wire *w, const char *filter, char *why, size_t why_bytes)
{
    if (!filter)
        return 0;
    if (pcap_compile(w->capture, &w->filter, filter, 1, PCAP_NETMASK_UNKNOWN)) {
        snprintf(why, why_bytes, "filter '%s': %s", filter, pcap_geterr(w->capture));
        return -EINVAL;
    }
    w->filtered = true;
    return 0;
}

int toe_wire_pcap(const char *path, const char *filter, char *why, size_t why_bytes, struct toe_wire **out)
{
    struct pcap_wire *w = calloc(1, sizeof *w);
    int rc;

    if (!w) {
        snprintf(why, why_bytes, "%s", strerror(ENOMEM));
        return -ENOMEM;
    }
    w->base.ops = &pcap_ops;
    rc = open_file(w, path, why, why_bytes);
    if (!rc)
        rc = set_filter(w, filter, why, why_bytes);
    if (rc) {
        pcap_close_wire(&w->base);
        return rc;
    }
    read_next(w);
    *out = &w->base;
    return 0;
}

void toe_wire_pcap_get_stats(const struct toe_wire *wire, struct toe_wire_pcap_stats *out)
{
    *out = ((const struct pcap_wire *)wire)->stats;
}
