/* mock.c: a scripted device behind a transport. */
#include "mock.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct mock *self(struct toe_transport *transport)
{
    return (struct mock *)transport;
}

static void append(uint8_t **buffer, size_t *count, size_t *room, const void *bytes, size_t n)
{
    if (*count + n > *room) {
        *room = (*count + n) * 2;
        *buffer = realloc(*buffer, *room);
    }
    if (n)
        memcpy(*buffer + *count, bytes, n);
    *count += n;
}

static void drop_front(uint8_t *buffer, size_t *count, size_t n)
{
    memmove(buffer, buffer + n, *count - n);
    *count -= n;
}

/* ------------------------------------------------------------------------------------------------ saying */

void mock_say_bytes(struct mock *mock, const void *bytes, size_t count)
{
    append(&mock->to_host, &mock->to_host_bytes, &mock->to_host_room, bytes, count);
}

void mock_say(struct mock *mock, struct toe_link_header header, const void *body)
{
    static const uint8_t zeros[128];
    uint8_t bytes[16];
    size_t whole = 16 + (size_t)header.length_bytes;

    toe_link_header_put(bytes, &header);
    mock_say_bytes(mock, bytes, 16);
    mock_say_bytes(mock, body, header.length_bytes);
    mock_say_bytes(mock, zeros, toe_link_message_bytes(header.length_bytes, mock->data_bytes) - whole);
}

static void say_put(struct mock *mock, const uint8_t *bytes)
{
    struct toe_link_header header;

    toe_link_header_get(&header, bytes);
    mock_say(mock, header, bytes + 16);
}

void mock_say_announce(struct mock *mock, uint16_t conn, struct toe_addr local, struct toe_addr peer, uint16_t smss)
{
    uint8_t bytes[TOE_LINK_FIXED_MAX_BYTES];

    toe_e2h_snapshot_put(bytes, &(struct toe_e2h_snapshot){.flags = TOE_LINK_FLAG_ANNOUNCE,
                                                           .conn = conn,
                                                           .state_error = TOE_STATE_ESTABLISHED,
                                                           .remote_ip = peer.ip,
                                                           .local_ip = local.ip,
                                                           .smss = smss,
                                                           .ports = (uint32_t)peer.port << 16 | local.port});
    say_put(mock, bytes);
}

void mock_say_state(struct mock *mock, uint16_t conn, uint8_t flags, unsigned state, unsigned error,
                    uint32_t rcv_offset)
{
    uint8_t bytes[TOE_LINK_FIXED_MAX_BYTES];

    toe_e2h_snapshot_put(
        bytes, &(struct toe_e2h_snapshot){
                   .flags = flags, .conn = conn, .rcv_offset = rcv_offset, .state_error = state | error << 8});
    say_put(mock, bytes);
}

void mock_say_final(struct mock *mock, uint16_t conn, unsigned error)
{
    mock_say_state(mock, conn, TOE_LINK_FLAG_FINAL, TOE_STATE_CLOSED, error, 0);
}

void mock_say_progress(struct mock *mock, uint16_t conn, const struct toe_e2h_progress *progress)
{
    struct toe_e2h_progress copy = *progress;
    uint8_t bytes[TOE_LINK_FIXED_MAX_BYTES];

    copy.conn = conn;
    toe_e2h_progress_put(bytes, &copy);
    say_put(mock, bytes);
}

void mock_say_payload_above(struct mock *mock, uint16_t conn, uint32_t offset, const void *bytes, uint32_t count,
                            uint32_t rcv_offset)
{
    mock_say(mock,
             (struct toe_link_header){
                 .type = TOE_E2H_PAYLOAD, .conn = conn, .length_bytes = count, .arg0 = offset, .arg1 = rcv_offset},
             bytes);
}

void mock_say_payload(struct mock *mock, uint16_t conn, uint32_t offset, const void *bytes, uint32_t count)
{
    mock_say_payload_above(mock, conn, offset, bytes, count, offset + count);
}

void mock_vanish(struct mock *mock)
{
    mock->gone = true;
}

/* ------------------------------------------------------------------------------------------------ hearing */

const struct mock_message *mock_heard(const struct mock *mock, uint8_t type)
{
    for (unsigned i = mock->last_count; i-- > 0;)
        if (mock->last[i].h.type == type)
            return &mock->last[i];
    return NULL;
}

unsigned mock_count(const struct mock *mock, uint8_t type)
{
    unsigned count = 0;

    for (unsigned i = 0; i < mock->last_count; i++)
        count += mock->last[i].h.type == type;
    return count;
}

void mock_forget(struct mock *mock)
{
    mock->last_count = 0;
}

static void remember(struct mock *mock, const struct mock_message *message)
{
    if (mock->last_count == sizeof mock->last / sizeof mock->last[0]) {
        memmove(mock->last, mock->last + 1, sizeof mock->last - sizeof mock->last[0]);
        mock->last_count--;
    }
    mock->last[mock->last_count++] = *message;
}

static void answer(struct mock *mock, const struct mock_message *message)
{
    uint8_t bytes[TOE_LINK_FIXED_MAX_BYTES];

    switch (message->h.type) {
    case TOE_H2E_HELLO:
        if (mock->mute)
            return;
        toe_e2h_hello_put(bytes, &(struct toe_e2h_hello){.version = mock->version,
                                                         .conns = mock->conns,
                                                         .session = message->h.arg1 + mock->wrong_session,
                                                         .data_bytes = (uint16_t)mock->data_bytes,
                                                         .listeners = (uint16_t)mock->listeners});
        say_put(mock, bytes);
        break;
    case TOE_H2E_REG_WRITE:
        mock->registers[message->h.arg0 / 4 % 256] = message->h.arg1;
        break;
    case TOE_H2E_REG_READ:
        toe_e2h_reg_value_put(bytes, &(struct toe_e2h_reg_value){.address = message->h.arg0,
                                                                 .value = mock->registers[message->h.arg0 / 4 % 256]});
        say_put(mock, bytes);
        break;
    default:
        break;
    }
}

/* Cuts what the host has said into messages. */
static void listen_to_host(struct mock *mock)
{
    while (mock->from_host_bytes >= 16) {
        struct mock_message message = {0};
        size_t whole;

        toe_link_header_get(&message.h, mock->from_host);
        whole = message.h.type == TOE_H2E_HELLO ? TOE_LINK_HELLO_BYTES
                                                : toe_link_message_bytes(message.h.length_bytes, mock->data_bytes);
        if (mock->from_host_bytes < whole || message.h.length_bytes > sizeof message.body)
            return;
        memcpy(message.body, mock->from_host + 16, message.h.length_bytes);
        drop_front(mock->from_host, &mock->from_host_bytes, whole);
        if (message.h.type != TOE_H2E_REG_WRITE)
            remember(mock, &message);
        answer(mock, &message);
        if (mock->on_message)
            mock->on_message(mock, &message);
    }
}

/* ------------------------------------------------------------------------------------------------ the transport */

static int mock_submit_out(struct toe_transport *transport, struct toe_transfer *transfer)
{
    if (self(transport)->gone)
        return -ENODEV;
    toe_transfer_push(&self(transport)->out, transfer);
    return 0;
}

static int mock_submit_in(struct toe_transport *transport, struct toe_transfer *transfer)
{
    if (self(transport)->gone)
        return -ENODEV;
    toe_transfer_push(&self(transport)->in, transfer);
    return 0;
}

static int mock_cancel(struct toe_transport *transport, struct toe_transfer *transfer)
{
    (void)transport;
    transfer->status = -ECANCELED;
    return 0;
}

static int finish_all(struct mock *mock, int status)
{
    int completed = 0;

    for (; mock->out.head; completed++)
        toe_transfer_finish(&mock->out, status);
    for (; mock->in.head; completed++)
        toe_transfer_finish(&mock->in, status);
    return completed;
}

static int move(struct mock *mock)
{
    size_t room = mock->out_room ? mock->out_room : SIZE_MAX;
    int completed = 0;

    for (; mock->out.head && room > 0; room--, completed++) {
        struct toe_transfer *head = mock->out.head;
        int status = head->status;
        if (!status)
            append(&mock->from_host, &mock->from_host_bytes, &mock->from_host_room, head->buffer, head->length);
        head->actual = status ? 0 : head->length;
        toe_transfer_finish(&mock->out, status);
    }
    listen_to_host(mock);
    while (mock->in.head && (mock->to_host_bytes || mock->in.head->status)) {
        struct toe_transfer *head = mock->in.head;
        int status = head->status;
        size_t n = mock->to_host_bytes < head->length ? mock->to_host_bytes : head->length;
        if (mock->piece && n > mock->piece)
            n = mock->piece;
        if (!status) {
            memcpy(head->buffer, mock->to_host, n);
            head->actual = n;
            drop_front(mock->to_host, &mock->to_host_bytes, n);
        }
        toe_transfer_finish(&mock->in, status);
        completed++;
    }
    return completed;
}

static int mock_handle_events(struct toe_transport *transport, uint64_t timeout_us)
{
    struct mock *mock = self(transport);
    int completed = mock->gone ? 0 : move(mock);

    mock->looks++;
    if (!completed && timeout_us && !mock->gone) {
        mock->now_us += mock->step_us && mock->step_us < timeout_us ? mock->step_us : timeout_us;
        if (mock->on_idle)
            mock->on_idle(mock);
        if (!mock->gone)
            completed = move(mock);
    }
    if (mock->gone) {
        finish_all(mock, -ENODEV);
        return -ENODEV;
    }
    return completed;
}

static int mock_pollfds(struct toe_transport *transport, struct pollfd *fds, size_t room)
{
    (void)transport, (void)fds, (void)room;
    return 0;
}

static uint64_t mock_next_event_us(struct toe_transport *transport)
{
    struct mock *mock = self(transport);

    return mock->out.head || mock->to_host_bytes ? 0 : UINT64_MAX;
}

static uint64_t mock_now_us(struct toe_transport *transport)
{
    return self(transport)->now_us;
}

static int mock_reset(struct toe_transport *transport)
{
    return self(transport)->gone ? -ENODEV : 0;
}

static void mock_close(struct toe_transport *transport)
{
    finish_all(self(transport), -ECANCELED);
    self(transport)->closed = true;
}

static const struct toe_transport_ops mock_ops = {
    .name = "mock",
    .submit_out = mock_submit_out,
    .submit_in = mock_submit_in,
    .cancel = mock_cancel,
    .handle_events = mock_handle_events,
    .pollfds = mock_pollfds,
    .next_event_us = mock_next_event_us,
    .now_us = mock_now_us,
    .reset = mock_reset,
    .close = mock_close,
};

struct mock *mock_new(void)
{
    struct mock *mock = calloc(1, sizeof *mock);

    if (!mock)
        abort();
    mock->base.ops = &mock_ops;
    mock->conns = 8;
    mock->listeners = 4;
    mock->data_bytes = 8;
    mock->version = TOE_LINK_VERSION;
    return mock;
}

void mock_free(struct mock *mock)
{
    free(mock->to_host);
    free(mock->from_host);
    free(mock);
}

int mock_open_observed(struct mock *mock, void (*observe)(void *, const struct toe_notice *), void *ctx,
                       struct toe_device **device)
{
    static const uint8_t key[16] = {1};
    struct toe_device_config config;

    toe_device_config_default(&config);
    toe_mac_parse("02:00:00:00:00:02", config.mac);
    config.ip = MOCK_IP;
    config.isn_key = key;
    config.observe = observe;
    config.observe_ctx = ctx;
    return toe_device_open(&mock->base, &config, device);
}

int mock_open(struct mock *mock, struct toe_device **device)
{
    return mock_open_observed(mock, NULL, NULL, device);
}
