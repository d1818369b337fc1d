/* transfer.c: a program outside the tree. Two simulated engines on one cable: one connects to the other and sends it
 * 100,000 bytes, which must arrive as they were. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <toe.h>
#include <toe_back_sim.h>
#include <toe_sim.h>

#define BYTES 100000

static const struct toe_addr server = {0x0a000002, 80};

static int open_engine(struct toe_sim **sim, struct toe_sim *joined, struct toe_wire *wire)
{
    const struct toe_sim_config config = {.clock = TOE_SIM_VIRTUAL};
    int err = toe_sim_create(&config, sim);

    if (!err && joined)
        err = toe_sim_join(joined, *sim);
    return err ? err : toe_sim_wire_attach(*sim, wire);
}

static int open_device(struct toe_sim *sim, uint32_t ip, struct toe_device **dev)
{
    struct toe_device_config config;
    struct toe_transport *transport;
    int err = toe_transport_sim(sim, TOE_SIM_VIRTUAL, &transport);

    toe_device_config_default(&config);
    config.ip = ip;
    memcpy(config.mac, (const uint8_t[]){2, 0, 0, 0, 0, (uint8_t)ip}, 6);
    return err ? err : toe_device_open(transport, &config, dev);
}

/* 0, or what went wrong. */
static const char *transfer(struct toe_device *from, struct toe_device *to)
{
    static uint8_t sent[BYTES], received[BYTES];
    struct toe_socket *listener, *in, *out;
    size_t done = 0;

    for (size_t i = 0; i < BYTES; i++)
        sent[i] = (uint8_t)(i * 7 + i / 256);
    if (toe_socket(to, &listener) || toe_bind(listener, &server) || toe_listen(listener, 1))
        return "listen";
    if (toe_socket(from, &out) || toe_connect(out, &server))
        return "connect";
    if (toe_accept(listener, &in, NULL))
        return "accept";
    if (toe_send(out, sent, BYTES, TOE_MSG_DONTWAIT) != BYTES) /* the send buffer holds more */
        return "send";
    while (done < BYTES) {
        ssize_t n = toe_recv(in, received + done, BYTES - done, TOE_MSG_DONTWAIT);
        if (n == 0 || (n < 0 && n != -EAGAIN) || toe_device_pump(from, 1) < 0 || toe_device_pump(to, 1) < 0)
            return "recv";
        done += n > 0 ? (size_t)n : 0;
    }
    return memcmp(sent, received, BYTES) ? "other bytes" : NULL;
}

int main(void)
{
    struct toe_wire *wire[2];
    struct toe_sim *sim[2] = {NULL, NULL};
    struct toe_device *dev[2];
    const char *wrong = "the simulation";

    if (!toe_wire_back_to_back(0, &wire[0], &wire[1]) && !open_engine(&sim[0], NULL, wire[0]) &&
        !open_engine(&sim[1], sim[0], wire[1]) && !open_device(sim[0], server.ip - 1, &dev[0])) {
        wrong = "the second device";
        if (!open_device(sim[1], server.ip, &dev[1])) {
            wrong = transfer(dev[0], dev[1]);
            toe_device_close(dev[1], 1000);
        }
        toe_device_close(dev[0], 1000);
    }
    toe_sim_destroy(sim[0]);
    toe_sim_destroy(sim[1]);
    puts(wrong ? wrong : "100000 bytes from engine to engine");
    return wrong != NULL;
}
