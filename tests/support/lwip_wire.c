/* lwip_wire.c: lwIP's network interface as a wire of the simulation. */
#include "lwip_wire.h"

#include <errno.h>
#include <lwip/etharp.h>
#include <lwip/init.h>
#include <lwip/netif.h>
#include <lwip/sys.h>
#include <lwip/timeouts.h>
#include <netif/ethernet.h>
#include <stdlib.h>
#include <string.h>

#define QUEUE_FRAMES 4096u /* 64 connections' windows of 64 KiB */
#define MTU_BYTES    1500u
#define FRAME_BYTES  (MTU_BYTES + 14u)
#define NS_PER_MS    1000000u

struct queued_frame {
    uint64_t t_ns;
    size_t len;
    uint8_t bytes[FRAME_BYTES];
};

/* As lwIP has its stack: one a process. */
static struct lwip_wire {
    struct toe_wire base; /* first */
    struct netif netif;
    uint8_t mac[6];
    uint64_t now_ns, delay_ns;
    struct queued_frame *queue; /* to the engine; NULL: not started, or closed */
    size_t head, count;
    uint64_t overflows;
    bool started, clock_asked;
} lwip;

/* lwIP's clock. Shown to the loader, it takes the place of the library's own, which follows the machine's time. */
__attribute__((visibility("default"))) u32_t sys_now(void)
{
    lwip.clock_asked = true;
    return (u32_t)(lwip.now_ns / NS_PER_MS);
}

void lwip_wire_now(uint64_t now_ns)
{
    if (now_ns > lwip.now_ns)
        lwip.now_ns = now_ns;
}

uint64_t lwip_wire_overflows(void)
{
    return lwip.overflows;
}

/* ------------------------------------------------------------------------------------------------ lwIP's side */

static err_t link_output(struct netif *netif, struct pbuf *packet)
{
    struct queued_frame *slot;

    (void)netif;
    if (!lwip.queue || packet->tot_len > FRAME_BYTES)
        return ERR_IF;
    if (lwip.count == QUEUE_FRAMES) {
        lwip.overflows++;
        return ERR_OK; /* a full queue loses frames as a switch does */
    }
    slot = &lwip.queue[(lwip.head + lwip.count++) % QUEUE_FRAMES];
    slot->t_ns = lwip.now_ns + lwip.delay_ns;
    slot->len = pbuf_copy_partial(packet, slot->bytes, packet->tot_len, 0);
    return ERR_OK;
}

static err_t netif_start(struct netif *netif)
{
    netif->name[0] = 't';
    netif->name[1] = 'w';
    netif->mtu = MTU_BYTES;
    netif->hwaddr_len = 6;
    memcpy(netif->hwaddr, lwip.mac, 6);
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
    netif->output = etharp_output;
    netif->linkoutput = link_output;
    return ERR_OK;
}

/* ------------------------------------------------------------------------------------------------ the wire */

static int wire_send(struct toe_wire *wire, const uint8_t *frame, size_t len, const struct toe_wire_tag *tag)
{
    struct pbuf *packet = pbuf_alloc(PBUF_RAW, (u16_t)len, PBUF_RAM);

    (void)wire;
    if (!packet)
        return -ENOBUFS;
    lwip_wire_now(tag->t_ns + lwip.delay_ns);
    pbuf_take(packet, frame, (u16_t)len);
    if (lwip.netif.input(packet, &lwip.netif) != ERR_OK)
        pbuf_free(packet);
    return 0;
}

static long wire_recv(struct toe_wire *wire, uint8_t *buf, uint64_t now_ns, struct toe_wire_tag *tag)
{
    struct queued_frame *slot = &lwip.queue[lwip.head];

    (void)wire, (void)now_ns;
    if (!lwip.count)
        return 0;
    lwip.head = (lwip.head + 1) % QUEUE_FRAMES;
    lwip.count--;
    memcpy(buf, slot->bytes, slot->len);
    tag->t_ns = slot->t_ns;
    return (long)slot->len;
}

static int wire_service(struct toe_wire *wire, uint64_t now_ns)
{
    (void)wire;
    lwip_wire_now(now_ns);
    sys_check_timeouts();
    return 0;
}

/* The next frame, or lwIP's next timer: the millisecond in which sys_now gets there. */
static uint64_t wire_next_event_ns(struct toe_wire *wire)
{
    uint64_t timer_ms = sys_timeouts_sleeptime();
    uint64_t next_ns =
        timer_ms == SYS_TIMEOUTS_SLEEPTIME_INFINITE ? UINT64_MAX : (lwip.now_ns / NS_PER_MS + timer_ms) * NS_PER_MS;

    (void)wire;
    if (lwip.count && lwip.queue[lwip.head].t_ns < next_ns)
        next_ns = lwip.queue[lwip.head].t_ns;
    return next_ns;
}

static void wire_close(struct toe_wire *wire)
{
    (void)wire;
    netif_set_down(&lwip.netif);
    free(lwip.queue);
    lwip.queue = NULL;
    lwip.count = 0;
}

static const struct toe_wire_ops wire_ops = {
    .name = "lwip",
    .send = wire_send,
    .recv = wire_recv,
    .service = wire_service,
    .next_event_ns = wire_next_event_ns,
    .close = wire_close,
};

int lwip_wire_start(uint32_t ip, const uint8_t mac[6], uint64_t delay_ns, unsigned seed, struct toe_wire **wire)
{
    const ip4_addr_t addr = {lwip_htonl(ip)}, mask = {lwip_htonl(0xffffff00)}, none = {0};

    if (lwip.started)
        return -EBUSY;
    lwip.queue = calloc(QUEUE_FRAMES, sizeof *lwip.queue);
    if (!lwip.queue)
        return -ENOMEM;
    lwip.started = true;
    lwip.base.ops = &wire_ops;
    lwip.delay_ns = delay_ns;
    memcpy(lwip.mac, mac, 6);
    srand(seed); /* LWIP_RAND */
    lwip_init();
    if (!lwip.clock_asked)
        return -ENOSYS;
    netif_add(&lwip.netif, &addr, &mask, &none, NULL, netif_start, ethernet_input);
    netif_set_default(&lwip.netif);
    netif_set_link_up(&lwip.netif);
    netif_set_up(&lwip.netif);
    *wire = &lwip.base;
    return 0;
}
