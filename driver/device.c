/* device.c: one engine over one transport: session, messages, registers. */
#include "device.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "message_check.h"

#define OUT_TRANSFERS  4
#define IN_TRANSFERS   4
#define TRANSFER_BYTES 16384 /* more than the longest message, padded */

enum out_state { OUT_FREE, OUT_FILLING, OUT_SUBMITTED };

struct out_buffer {
    struct toe_transfer transfer;
    enum out_state state;
    uint8_t bytes[TRANSFER_BYTES];
};

struct in_buffer {
    struct toe_transfer transfer;
    bool submitted;
    uint8_t bytes[TRANSFER_BYTES];
};

struct toe_driver {
    struct toe_transport *transport;
    struct toe_driver_client client;
    int error;
    bool closing;
    bool greeted;
    uint32_t session;
    struct toe_e2h_hello hello; /* conns is 0 until it has come */
    int handled;                /* messages in this pump */

    bool read_under_way;
    uint32_t read_address, read_value;

    unsigned filling; /* index of the out buffer that takes the next message */
    size_t reserved;  /* padded bytes */
    struct toe_framer framer;
    struct out_buffer out[OUT_TRANSFERS];
    struct in_buffer in[IN_TRANSFERS];
};

static void fail(struct toe_driver *driver, int error, const char *why)
{
    if (driver->error || driver->closing)
        return;
    driver->error = error;
    driver->client.failed(driver->client.ctx, why);
}

/* ------------------------------------------------------------------------------------------------ from the device */

static const char *on_header(void *ctx, const struct toe_link_header *header)
{
    struct toe_driver *driver = ctx;

    return toe_check_header(header, driver->hello.conns);
}

static const char *on_hello(struct toe_driver *driver, const uint8_t *bytes)
{
    struct toe_e2h_hello hello;
    const char *why;

    if (!driver->greeted || !toe_e2h_hello_get(&hello, bytes))
        return "HELLO that was not asked for";
    why = toe_check_hello(&hello, driver->session);
    if (why)
        return why;
    driver->hello = hello;
    driver->framer.data_bytes = hello.data_bytes;
    return NULL;
}

static const char *on_register(struct toe_driver *driver, const uint8_t *bytes)
{
    struct toe_e2h_reg_value value;

    if (!toe_e2h_reg_value_get(&value, bytes) || !driver->read_under_way || value.address != driver->read_address)
        return "register value that was not asked for";
    driver->read_under_way = false;
    driver->read_value = value.value;
    return NULL;
}

static const char *on_message(void *ctx, const struct toe_link_header *header, const uint8_t *bytes)
{
    struct toe_driver *driver = ctx;

    driver->handled++;
    driver->client.tap(driver->client.ctx, false, header, bytes, TOE_LINK_HEADER_BYTES + header->length_bytes);
    switch (header->type) {
    case TOE_E2H_HELLO:
        return on_hello(driver, bytes);
    case TOE_E2H_REG_VALUE:
        return on_register(driver, bytes);
    case TOE_E2H_LINK_ERROR:
        return toe_link_error_code_name(header->arg0);
    default:
        return driver->client.message(driver->client.ctx, header, bytes);
    }
}

static void submit_in(struct toe_driver *driver, struct in_buffer *in)
{
    in->submitted = driver->transport->ops->submit_in(driver->transport, &in->transfer) == 0;
    if (!in->submitted)
        fail(driver, -ENODEV, "the transport takes no transfer");
}

static void in_complete(struct toe_transfer *transfer)
{
    struct toe_driver *driver = transfer->user;
    struct in_buffer *in = (struct in_buffer *)transfer; /* its first member */
    const char *why = NULL;

    in->submitted = false;
    if (driver->closing)
        return;
    if (transfer->status) {
        fail(driver, -ENODEV, "the transport has ended");
        return;
    }
    if (driver->error)
        return; /* what follows a refused message is not looked at */
    why = toe_framer_feed(&driver->framer, transfer->buffer, transfer->actual);
    if (why)
        fail(driver, -EPROTO, why);
    else
        submit_in(driver, in);
}

/* ------------------------------------------------------------------------------------------------ to the device */

static void out_complete(struct toe_transfer *transfer)
{
    struct toe_driver *driver = transfer->user;
    struct out_buffer *out = (struct out_buffer *)transfer; /* its first member */

    out->state = OUT_FREE;
    transfer->length = 0;
    if (transfer->status)
        fail(driver, -ENODEV, "the transport has ended");
}

static void submit_out(struct toe_driver *driver)
{
    struct out_buffer *out = &driver->out[driver->filling];

    out->state = OUT_SUBMITTED;
    driver->filling = (driver->filling + 1) % OUT_TRANSFERS;
    if (driver->transport->ops->submit_out(driver->transport, &out->transfer)) {
        out->state = OUT_FREE;
        fail(driver, -ENODEV, "the transport takes no transfer");
    }
}

uint8_t *toe_driver_reserve(struct toe_driver *driver, size_t length_bytes)
{
    struct out_buffer *out = &driver->out[driver->filling];
    size_t padded = toe_link_message_bytes((uint32_t)(length_bytes - TOE_LINK_HEADER_BYTES), driver->hello.data_bytes);

    if (driver->error)
        return NULL;
    if (out->state == OUT_FILLING && out->transfer.length + padded > TRANSFER_BYTES) {
        submit_out(driver);
        out = &driver->out[driver->filling];
    }
    if (out->state == OUT_SUBMITTED || driver->error)
        return NULL;
    driver->reserved = padded;
    return out->bytes + out->transfer.length;
}

void toe_driver_commit(struct toe_driver *driver, size_t length_bytes)
{
    struct out_buffer *out = &driver->out[driver->filling];
    uint8_t *message = out->bytes + out->transfer.length;
    struct toe_link_header header;

    memset(message + length_bytes, 0, driver->reserved - length_bytes);
    out->state = OUT_FILLING;
    out->transfer.length += driver->reserved;
    toe_link_header_get(&header, message);
    driver->client.tap(driver->client.ctx, true, &header, message, length_bytes);
}

void toe_driver_flush(struct toe_driver *driver)
{
    if (driver->out[driver->filling].state == OUT_FILLING && !driver->error)
        submit_out(driver);
}

/* ------------------------------------------------------------------------------------------------ session */

int toe_driver_open(struct toe_transport *transport, const struct toe_driver_client *client, struct toe_driver **out)
{
    struct toe_driver *driver = calloc(1, sizeof *driver);
    int err;

    if (!driver) {
        transport->ops->close(transport);
        return -ENOMEM;
    }
    driver->transport = transport;
    driver->client = *client;
    transport->sleep = client->sleep;
    transport->sleep_ctx = client->ctx;
    driver->framer.header = on_header;
    driver->framer.message = on_message;
    driver->framer.ctx = driver;
    err = transport->ops->reset(transport);
    if (err) {
        transport->ops->close(transport);
        free(driver);
        return err;
    }
    for (unsigned i = 0; i < OUT_TRANSFERS; i++)
        driver->out[i].transfer =
            (struct toe_transfer){.buffer = driver->out[i].bytes, .complete = out_complete, .user = driver};
    for (unsigned i = 0; i < IN_TRANSFERS; i++) {
        driver->in[i].transfer = (struct toe_transfer){
            .buffer = driver->in[i].bytes, .length = TRANSFER_BYTES, .complete = in_complete, .user = driver};
        submit_in(driver, &driver->in[i]);
    }
    *out = driver;
    return 0;
}

void toe_driver_close(struct toe_driver *driver)
{
    struct toe_transport *transport = driver->transport;

    driver->closing = true;
    for (unsigned i = 0; i < OUT_TRANSFERS; i++)
        if (driver->out[i].state == OUT_SUBMITTED)
            transport->ops->cancel(transport, &driver->out[i].transfer);
    for (unsigned i = 0; i < IN_TRANSFERS; i++)
        if (driver->in[i].submitted)
            transport->ops->cancel(transport, &driver->in[i].transfer);
    transport->ops->handle_events(transport, 0);
    transport->ops->close(transport); /* completes the rest */
    free(driver);
}

int toe_driver_greet(struct toe_driver *driver, uint32_t session)
{
    const struct toe_h2e_hello hello = {.version = TOE_LINK_VERSION, .session = session};
    uint8_t *bytes = toe_driver_reserve(driver, TOE_LINK_HEADER_BYTES);

    if (!bytes)
        return driver->error ? driver->error : -EAGAIN;
    driver->session = session;
    driver->greeted = true;
    /* The width is not known yet: this one message takes its fixed length (message `pad`). */
    driver->reserved = TOE_LINK_HELLO_BYTES;
    toe_driver_commit(driver, toe_h2e_hello_put(bytes, &hello));
    toe_driver_flush(driver);
    return 0;
}

const struct toe_e2h_hello *toe_driver_hello(const struct toe_driver *driver)
{
    return driver->hello.conns ? &driver->hello : NULL;
}

int toe_driver_error(const struct toe_driver *driver)
{
    return driver->error;
}

int toe_driver_pump(struct toe_driver *driver, uint64_t timeout_us)
{
    int err;

    if (driver->error)
        return driver->error;
    driver->handled = 0;
    toe_driver_flush(driver);
    err = driver->error ? driver->error : driver->transport->ops->handle_events(driver->transport, timeout_us);
    if (err < 0)
        fail(driver, -ENODEV, "the transport has ended");
    return driver->error ? driver->error : driver->handled;
}

uint64_t toe_driver_now_us(const struct toe_driver *driver)
{
    struct timespec now;

    if (driver->transport->ops->now_us)
        return driver->transport->ops->now_us(driver->transport);
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* ------------------------------------------------------------------------------------------------ registers */

int toe_driver_write_register(struct toe_driver *driver, uint32_t address, uint32_t value)
{
    const struct toe_h2e_reg_write message = {.address = address, .value = value};
    uint8_t *bytes = toe_driver_reserve(driver, TOE_LINK_HEADER_BYTES);

    if (!bytes)
        return driver->error ? driver->error : -EAGAIN;
    toe_driver_commit(driver, toe_h2e_reg_write_put(bytes, &message));
    return 0;
}

int toe_driver_start_read(struct toe_driver *driver, uint32_t address)
{
    const struct toe_h2e_reg_read message = {.address = address};
    uint8_t *bytes;

    if (driver->read_under_way)
        return -EBUSY;
    bytes = toe_driver_reserve(driver, TOE_LINK_HEADER_BYTES);
    if (!bytes)
        return driver->error ? driver->error : -EAGAIN;
    driver->read_under_way = true;
    driver->read_address = address;
    toe_driver_commit(driver, toe_h2e_reg_read_put(bytes, &message));
    return 0;
}

bool toe_driver_read_done(const struct toe_driver *driver, uint32_t *value)
{
    *value = driver->read_value;
    return !driver->read_under_way;
}

int toe_driver_pollfds(struct toe_driver *driver, struct pollfd *fds, size_t room)
{
    return driver->transport->ops->pollfds(driver->transport, fds, room);
}

uint64_t toe_driver_next_event_us(struct toe_driver *driver)
{
    return driver->error ? 0 : driver->transport->ops->next_event_us(driver->transport);
}
