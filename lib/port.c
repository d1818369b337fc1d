/* port.c: local ports. A port is held by the socket that is bound to it, and used by each connection that has it, TIME-WAIT
 * included. Binding asks for a port that nobody holds; an ephemeral one is also not used. */
#include "private.h"

bool toe_port_held(const struct toe_device *dev, uint16_t port)
{
    return dev->port_held[port] != 0;
}

bool toe_port_shared(const struct toe_device *dev, uint16_t port)
{
    for (const struct toe_socket *s = dev->sockets; s; s = s->next)
        if (s->bound && s->local.port == port && !s->options.reuseaddr)
            return false;
    return true;
}

void toe_port_hold(struct toe_device *dev, uint16_t port, bool hold)
{
    if (hold)
        dev->port_held[port]++;
    else
        dev->port_held[port]--;
}

int toe_port_ephemeral(struct toe_device *dev, uint16_t *port)
{
    uint32_t first = dev->config.port_first;
    uint32_t count = dev->config.port_last - first + 1u;

    for (uint32_t i = 0; i < count; i++) {
        uint16_t candidate = (uint16_t)(first + (dev->port_next + i) % count);
        if (dev->port_users[candidate] || toe_port_held(dev, candidate))
            continue;
        dev->port_next = (dev->port_next + i + 1) % count;
        *port = candidate;
        return 0;
    }
    return -EADDRINUSE;
}
