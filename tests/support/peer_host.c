/* peer_host.c: a host that lies, sleeps or dies, and one that asks. */
#include "peer_world.h"

#include "link_gen.h"

#include <string.h>

enum { INFO_WAIT_MS = 5, PAYLOAD_MOST = 1024, LINK_BEAT_BYTES = 8 };

void host_sends_payload_at(peer *p, const char *file, int line, unsigned flags, uint32_t offset, uint32_t epoch,
                           uint32_t len)
{
    uint8_t message[TOE_LINK_HEADER_BYTES + PAYLOAD_MOST] = {0};
    struct toe_h2e_payload m = {.flags = (uint8_t)flags, .length_bytes = len, .offset = offset, .epoch_urgent = epoch};

    if (len > PAYLOAD_MOST) {
        peer_fails(p, file, line, "the test lets the host lie about more than %d bytes", PAYLOAD_MOST);
        return;
    }
    toe_h2e_payload_put(message, &m);
    host_writes(p, file, line, message, toe_link_message_bytes(len, LINK_BEAT_BYTES));
}

void host_sleeps(peer *p, us t)
{
    if (!p->failed && toe_sim_run_until_ns(p->sim, world_now_ns(p) + t * 1000) < 0)
        peer_fails(p, __FILE__, __LINE__, "the simulation failed");
}

void host_dies(peer *p)
{
    if (!p->failed)
        toe_sim_link_reset(p->sim);
    p->device_failed = true; /* and nobody wonders */
}

void app_gets_info_at(peer *p, const char *file, int line, struct toe_info *info)
{
    int result;

    memset(info, 0, sizeof *info);
    if (p->failed)
        return;
    result = toe_getinfo(current_flow(p)->app, info, INFO_WAIT_MS);
    if (result != 0)
        peer_fails(p, file, line, "toe_getinfo: %s", strerror(-result));
}
