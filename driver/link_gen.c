/* Generated from hw/link/messages.toml, hw/link/registers.toml and the enums of hw/rtl/pkg by tools/gen_link.py; do not edit. */
#include "link_gen.h"

static void put16(uint8_t *b, uint16_t v)
{
    b[0] = (uint8_t)v;
    b[1] = (uint8_t)(v >> 8);
}

static void put32(uint8_t *b, uint32_t v)
{
    put16(b, (uint16_t)v);
    put16(b + 2, (uint16_t)(v >> 16));
}

static uint16_t get16(const uint8_t *b)
{
    return (uint16_t)(b[0] | b[1] << 8);
}

static uint32_t get32(const uint8_t *b)
{
    return get16(b) | (uint32_t)get16(b + 2) << 16;
}

size_t toe_link_header_put(uint8_t *bytes, const struct toe_link_header *m)
{
    bytes[0] = m->type;
    bytes[1] = m->flags;
    put16(bytes + 2, m->conn);
    put32(bytes + 4, m->length_bytes);
    put32(bytes + 8, m->arg0);
    put32(bytes + 12, m->arg1);
    return TOE_LINK_HEADER_BYTES;
}

void toe_link_header_get(struct toe_link_header *m, const uint8_t *bytes)
{
    m->type = bytes[0];
    m->flags = bytes[1];
    m->conn = get16(bytes + 2);
    m->length_bytes = get32(bytes + 4);
    m->arg0 = get32(bytes + 8);
    m->arg1 = get32(bytes + 12);
}

size_t toe_h2e_pad_put(uint8_t *bytes, const struct toe_h2e_pad *m)
{
    const struct toe_link_header header = {
        TOE_H2E_PAD, m->flags, m->conn, 0, 0, 0
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_pad_get(struct toe_h2e_pad *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_PAD || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    return true;
}

size_t toe_h2e_hello_put(uint8_t *bytes, const struct toe_h2e_hello *m)
{
    const struct toe_link_header header = {
        TOE_H2E_HELLO, m->flags, m->conn, 0, m->version, m->session
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_hello_get(struct toe_h2e_hello *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_HELLO || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->version = header.arg0;
    m->session = header.arg1;
    return true;
}

size_t toe_h2e_reg_write_put(uint8_t *bytes, const struct toe_h2e_reg_write *m)
{
    const struct toe_link_header header = {
        TOE_H2E_REG_WRITE, m->flags, m->conn, 0, m->address, m->value
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_reg_write_get(struct toe_h2e_reg_write *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_REG_WRITE || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->address = header.arg0;
    m->value = header.arg1;
    return true;
}

size_t toe_h2e_reg_read_put(uint8_t *bytes, const struct toe_h2e_reg_read *m)
{
    const struct toe_link_header header = {
        TOE_H2E_REG_READ, m->flags, m->conn, 0, m->address, 0
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_reg_read_get(struct toe_h2e_reg_read *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_REG_READ || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->address = header.arg0;
    return true;
}

size_t toe_h2e_open_put(uint8_t *bytes, const struct toe_h2e_open *m)
{
    const struct toe_link_header header = {
        TOE_H2E_OPEN, m->flags, m->conn, 8, m->remote_ip, m->ports
    };
    toe_link_header_put(bytes, &header);
    put32(bytes + 16, m->local_ip);
    put32(bytes + 20, m->rcv_limit);
    return 24;
}

bool toe_h2e_open_get(struct toe_h2e_open *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_OPEN || header.length_bytes != 8)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->remote_ip = header.arg0;
    m->ports = header.arg1;
    m->local_ip = get32(bytes + 16);
    m->rcv_limit = get32(bytes + 20);
    return true;
}

size_t toe_h2e_listen_put(uint8_t *bytes, const struct toe_h2e_listen *m)
{
    const struct toe_link_header header = {
        TOE_H2E_LISTEN, m->flags, m->conn, 0, m->local_port, m->local_ip
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_listen_get(struct toe_h2e_listen *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_LISTEN || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->local_port = header.arg0;
    m->local_ip = header.arg1;
    return true;
}

size_t toe_h2e_unlisten_put(uint8_t *bytes, const struct toe_h2e_unlisten *m)
{
    const struct toe_link_header header = {
        TOE_H2E_UNLISTEN, m->flags, m->conn, 0, 0, 0
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_unlisten_get(struct toe_h2e_unlisten *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_UNLISTEN || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    return true;
}

size_t toe_h2e_slot_put(uint8_t *bytes, const struct toe_h2e_slot *m)
{
    const struct toe_link_header header = {
        TOE_H2E_SLOT, m->flags, m->conn, 0, m->listener, m->rcv_limit
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_slot_get(struct toe_h2e_slot *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_SLOT || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->listener = header.arg0;
    m->rcv_limit = header.arg1;
    return true;
}

size_t toe_h2e_payload_put(uint8_t *bytes, const struct toe_h2e_payload *m)
{
    const struct toe_link_header header = {
        TOE_H2E_PAYLOAD, m->flags, m->conn, m->length_bytes, m->offset, m->epoch_urgent
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_payload_get(struct toe_h2e_payload *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_PAYLOAD)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->length_bytes = header.length_bytes;
    m->offset = header.arg0;
    m->epoch_urgent = header.arg1;
    return true;
}

size_t toe_h2e_send_edge_put(uint8_t *bytes, const struct toe_h2e_send_edge *m)
{
    const struct toe_link_header header = {
        TOE_H2E_SEND_EDGE, m->flags, m->conn, 0, m->offset, 0
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_send_edge_get(struct toe_h2e_send_edge *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_SEND_EDGE || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->offset = header.arg0;
    return true;
}

size_t toe_h2e_recv_limit_put(uint8_t *bytes, const struct toe_h2e_recv_limit *m)
{
    const struct toe_link_header header = {
        TOE_H2E_RECV_LIMIT, m->flags, m->conn, 0, 0, m->rcv_limit
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_recv_limit_get(struct toe_h2e_recv_limit *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_RECV_LIMIT || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->rcv_limit = header.arg1;
    return true;
}

size_t toe_h2e_no_reader_put(uint8_t *bytes, const struct toe_h2e_no_reader *m)
{
    const struct toe_link_header header = {
        TOE_H2E_NO_READER, m->flags, m->conn, 0, 0, 0
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_no_reader_get(struct toe_h2e_no_reader *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_NO_READER || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    return true;
}

size_t toe_h2e_abort_put(uint8_t *bytes, const struct toe_h2e_abort *m)
{
    const struct toe_link_header header = {
        TOE_H2E_ABORT, m->flags, m->conn, 0, 0, 0
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_abort_get(struct toe_h2e_abort *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_ABORT || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    return true;
}

size_t toe_h2e_query_put(uint8_t *bytes, const struct toe_h2e_query *m)
{
    const struct toe_link_header header = {
        TOE_H2E_QUERY, m->flags, m->conn, 0, 0, 0
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_query_get(struct toe_h2e_query *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_QUERY || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    return true;
}

size_t toe_h2e_raw_frame_put(uint8_t *bytes, const struct toe_h2e_raw_frame *m)
{
    const struct toe_link_header header = {
        TOE_H2E_RAW_FRAME, m->flags, m->conn, m->length_bytes, 0, 0
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_raw_frame_get(struct toe_h2e_raw_frame *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_RAW_FRAME)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->length_bytes = header.length_bytes;
    return true;
}

size_t toe_h2e_timeouts_put(uint8_t *bytes, const struct toe_h2e_timeouts *m)
{
    const struct toe_link_header header = {
        TOE_H2E_TIMEOUTS, m->flags, m->conn, 0, m->keep_alive, m->limits
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_timeouts_get(struct toe_h2e_timeouts *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_TIMEOUTS || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->keep_alive = header.arg0;
    m->limits = header.arg1;
    return true;
}

size_t toe_h2e_packet_put(uint8_t *bytes, const struct toe_h2e_packet *m)
{
    const struct toe_link_header header = {
        TOE_H2E_PACKET, m->flags, m->conn, 0, m->ttl_tos, 0
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_h2e_packet_get(struct toe_h2e_packet *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_H2E_PACKET || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->ttl_tos = header.arg0;
    return true;
}

size_t toe_e2h_hello_put(uint8_t *bytes, const struct toe_e2h_hello *m)
{
    const struct toe_link_header header = {
        TOE_E2H_HELLO, m->flags, m->conn, 16, m->version, m->session
    };
    toe_link_header_put(bytes, &header);
    put32(bytes + 16, m->conns);
    put16(bytes + 20, m->data_bytes);
    put16(bytes + 22, m->listeners);
    put32(bytes + 24, m->features);
    put32(bytes + 28, 0);
    return 32;
}

bool toe_e2h_hello_get(struct toe_e2h_hello *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_E2H_HELLO || header.length_bytes != 16)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->version = header.arg0;
    m->session = header.arg1;
    m->conns = get32(bytes + 16);
    m->data_bytes = get16(bytes + 20);
    m->listeners = get16(bytes + 22);
    m->features = get32(bytes + 24);
    return true;
}

size_t toe_e2h_reg_value_put(uint8_t *bytes, const struct toe_e2h_reg_value *m)
{
    const struct toe_link_header header = {
        TOE_E2H_REG_VALUE, m->flags, m->conn, 0, m->address, m->value
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_e2h_reg_value_get(struct toe_e2h_reg_value *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_E2H_REG_VALUE || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->address = header.arg0;
    m->value = header.arg1;
    return true;
}

size_t toe_e2h_payload_put(uint8_t *bytes, const struct toe_e2h_payload *m)
{
    const struct toe_link_header header = {
        TOE_E2H_PAYLOAD, m->flags, m->conn, m->length_bytes, m->offset, m->rcv_offset
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_e2h_payload_get(struct toe_e2h_payload *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_E2H_PAYLOAD)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->length_bytes = header.length_bytes;
    m->offset = header.arg0;
    m->rcv_offset = header.arg1;
    return true;
}

size_t toe_e2h_progress_put(uint8_t *bytes, const struct toe_e2h_progress *m)
{
    const struct toe_link_header header = {
        TOE_E2H_PROGRESS, m->flags, m->conn, 8, m->acked, m->limit
    };
    toe_link_header_put(bytes, &header);
    put32(bytes + 16, m->wanted);
    bytes[20] = m->epoch;
    bytes[21] = m->serial;
    put16(bytes + 22, m->smss);
    return 24;
}

bool toe_e2h_progress_get(struct toe_e2h_progress *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_E2H_PROGRESS || header.length_bytes != 8)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->acked = header.arg0;
    m->limit = header.arg1;
    m->wanted = get32(bytes + 16);
    m->epoch = bytes[20];
    m->serial = bytes[21];
    m->smss = get16(bytes + 22);
    return true;
}

size_t toe_e2h_snapshot_put(uint8_t *bytes, const struct toe_e2h_snapshot *m)
{
    const struct toe_link_header header = {
        TOE_E2H_SNAPSHOT, m->flags, m->conn, 16, m->state_error, m->rcv_offset
    };
    toe_link_header_put(bytes, &header);
    put32(bytes + 16, m->remote_ip);
    put32(bytes + 20, m->local_ip);
    put32(bytes + 24, m->ports);
    put16(bytes + 28, m->smss);
    put16(bytes + 30, 0);
    return 32;
}

bool toe_e2h_snapshot_get(struct toe_e2h_snapshot *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_E2H_SNAPSHOT || header.length_bytes != 16)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->state_error = header.arg0;
    m->rcv_offset = header.arg1;
    m->remote_ip = get32(bytes + 16);
    m->local_ip = get32(bytes + 20);
    m->ports = get32(bytes + 24);
    m->smss = get16(bytes + 28);
    return true;
}

size_t toe_e2h_query_result_put(uint8_t *bytes, const struct toe_e2h_query_result *m)
{
    const struct toe_link_header header = {
        TOE_E2H_QUERY_RESULT, m->flags, m->conn, 48, m->state_error, m->rcv_offset
    };
    toe_link_header_put(bytes, &header);
    put32(bytes + 16, m->acked);
    put32(bytes + 20, m->wanted);
    put32(bytes + 24, m->limit);
    put32(bytes + 28, m->snd_wnd);
    put32(bytes + 32, m->rcv_wnd);
    put32(bytes + 36, m->iss);
    put32(bytes + 40, m->irs);
    put32(bytes + 44, m->srtt_us8);
    put32(bytes + 48, m->rttvar_us4);
    put32(bytes + 52, m->rto_us);
    put16(bytes + 56, m->smss);
    bytes[58] = m->retries;
    bytes[59] = m->epoch;
    put32(bytes + 60, m->cwnd);
    return 64;
}

bool toe_e2h_query_result_get(struct toe_e2h_query_result *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_E2H_QUERY_RESULT || header.length_bytes != 48)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->state_error = header.arg0;
    m->rcv_offset = header.arg1;
    m->acked = get32(bytes + 16);
    m->wanted = get32(bytes + 20);
    m->limit = get32(bytes + 24);
    m->snd_wnd = get32(bytes + 28);
    m->rcv_wnd = get32(bytes + 32);
    m->iss = get32(bytes + 36);
    m->irs = get32(bytes + 40);
    m->srtt_us8 = get32(bytes + 44);
    m->rttvar_us4 = get32(bytes + 48);
    m->rto_us = get32(bytes + 52);
    m->smss = get16(bytes + 56);
    m->retries = bytes[58];
    m->epoch = bytes[59];
    m->cwnd = get32(bytes + 60);
    return true;
}

size_t toe_e2h_raw_frame_put(uint8_t *bytes, const struct toe_e2h_raw_frame *m)
{
    const struct toe_link_header header = {
        TOE_E2H_RAW_FRAME, m->flags, m->conn, m->length_bytes, 0, 0
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_e2h_raw_frame_get(struct toe_e2h_raw_frame *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_E2H_RAW_FRAME)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->length_bytes = header.length_bytes;
    return true;
}

size_t toe_e2h_link_error_put(uint8_t *bytes, const struct toe_e2h_link_error *m)
{
    const struct toe_link_header header = {
        TOE_E2H_LINK_ERROR, m->flags, m->conn, 0, m->code, m->detail
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_e2h_link_error_get(struct toe_e2h_link_error *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_E2H_LINK_ERROR || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->code = header.arg0;
    m->detail = header.arg1;
    return true;
}

size_t toe_e2h_urgent_put(uint8_t *bytes, const struct toe_e2h_urgent *m)
{
    const struct toe_link_header header = {
        TOE_E2H_URGENT, m->flags, m->conn, 0, m->offset, 0
    };
    toe_link_header_put(bytes, &header);
    return 16;
}

bool toe_e2h_urgent_get(struct toe_e2h_urgent *m, const uint8_t *bytes)
{
    struct toe_link_header header;
    toe_link_header_get(&header, bytes);
    if (header.type != TOE_E2H_URGENT || header.length_bytes != 0)
        return false;
    m->flags = header.flags;
    m->conn = header.conn;
    m->offset = header.arg0;
    return true;
}

const struct toe_link_message_info *toe_h2e_info(uint8_t type)
{
    static const struct toe_link_message_info info[] = {
        { 0x00, false, 0, "pad" },
        { 0x01, false, 0, "hello" },
        { 0x02, false, 0, "reg_write" },
        { 0x03, false, 0, "reg_read" },
        { 0x04, false, 8, "open" },
        { 0x05, false, 0, "listen" },
        { 0x06, false, 0, "unlisten" },
        { 0x07, false, 0, "slot" },
        { 0x08, true, 0, "payload" },
        { 0x09, false, 0, "send_edge" },
        { 0x0a, false, 0, "recv_limit" },
        { 0x0b, false, 0, "no_reader" },
        { 0x0c, false, 0, "abort" },
        { 0x0d, false, 0, "query" },
        { 0x0e, true, 0, "raw_frame" },
        { 0x0f, false, 0, "timeouts" },
        { 0x10, false, 0, "packet" },
    };
    for (size_t i = 0; i < sizeof info / sizeof info[0]; i++)
        if (info[i].type == type)
            return &info[i];
    return NULL;
}

const struct toe_link_message_info *toe_e2h_info(uint8_t type)
{
    static const struct toe_link_message_info info[] = {
        { 0x81, false, 16, "hello" },
        { 0x82, false, 0, "reg_value" },
        { 0x83, true, 0, "payload" },
        { 0x84, false, 8, "progress" },
        { 0x85, false, 16, "snapshot" },
        { 0x86, false, 48, "query_result" },
        { 0x87, true, 0, "raw_frame" },
        { 0x88, false, 0, "link_error" },
        { 0x89, false, 0, "urgent" },
    };
    for (size_t i = 0; i < sizeof info / sizeof info[0]; i++)
        if (info[i].type == type)
            return &info[i];
    return NULL;
}

size_t toe_link_message_bytes(uint32_t length_bytes, uint32_t data_bytes)
{
    const size_t unit = data_bytes < 8 ? 8 : data_bytes;
    return (TOE_LINK_HEADER_BYTES + (size_t)length_bytes + unit - 1) / unit * unit;
}

const struct toe_reg_info toe_regs[TOE_REGS_COUNT] = {
    { "disp_drop_fcs", 0x100, 0, 32, false, "FCS wrong or the PHY reported an error" },
    { "disp_drop_length", 0x104, 0, 32, false, "runt, giant, or IP length beyond the frame" },
    { "disp_drop_overflow", 0x108, 0, 32, false, "no room in the frame buffer or in the queue behind it" },
    { "disp_drop_disabled", 0x10c, 0, 32, false, "cfg.enable is 0" },
    { "disp_drop_ip_header", 0x110, 0, 32, false, "version, header length or header checksum (RFC 1122 3.2.1.1, 3.2.1.2)" },
    { "disp_drop_fragment", 0x114, 0, 32, false, "a fragment addressed to us (no reassembly)" },
    { "disp_drop_source", 0x118, 0, 32, false, "source address broadcast, multicast, loopback, 0 or our own (RFC 1122 3.2.1.3)" },
    { "disp_drop_tcp_header", 0x11c, 0, 32, false, "data offset < 5 or beyond the segment" },
    { "disp_drop_tcp_checksum", 0x120, 0, 32, false, "Frames drop tcp checksum." },
    { "disp_drop_source_route", 0x124, 0, 32, false, "IP source route option: not offered" },
    { "disp_drop_address", 0x128, 0, 32, false, "unicast MAC of another host; TCP to a broadcast or multicast address (MUST-57)" },
    { "disp_raw", 0x12c, 0, 32, false, "given to the host as a raw frame" },
    { "disp_drop_raw_full", 0x130, 0, 32, false, "for the host, which did not keep up" },
    { "disp_arp", 0x134, 0, 32, false, "ARP taken in (learned, answered, or of no interest)" },
    { "disp_echo_reply", 0x138, 0, 32, false, "ICMP echo answered" },
    { "disp_drop_icmp", 0x13c, 0, 32, false, "ICMP: checksum; echo request or error that found its unit busy; error about no connection" },
    { "disp_reset", 0x140, 0, 32, false, "TCP segment without a connection: answered by RST" },
    { "disp_drop_no_connection", 0x144, 0, 32, false, "TCP segment without a connection: RST, or to a broadcast address" },
    { "disp_drop_no_slot", 0x148, 0, 32, false, "SYN to a listener whose backlog is empty" },
    { "disp_drop_table_full", 0x14c, 0, 32, false, "SYN that finds no place in the flow table" },
    { "disp_consumed", 0x150, 0, 32, false, "judged by its connection (RFC 9293 section 3.10)" },
    { "disp_drop_stale", 0x154, 0, 32, false, "looked up a connection that had ended before the judgement" },
    { "etherStatsPkts", 0x158, 0, 32, false, "Frames received, good or bad." },
    { "etherStatsTxPkts", 0x15c, 0, 32, false, "Frames sent." },
    { "tcpInSegs", 0x160, 0, 32, false, "Segments received with a good checksum." },
    { "tcpOutSegs", 0x164, 0, 32, false, "Segments sent." },
    { "tcpRetransSegs", 0x168, 0, 32, false, "Segments sent that carry a byte, SYN or FIN sent before." },
    { "tcpActiveOpens", 0x16c, 0, 32, false, "CLOSED to SYN-SENT." },
    { "tcpPassiveOpens", 0x170, 0, 32, false, "LISTEN to SYN-RECEIVED." },
    { "tcpAttemptFails", 0x174, 0, 32, false, "SYN-SENT or SYN-RECEIVED to CLOSED, SYN-RECEIVED to LISTEN." },
    { "tcpEstabResets", 0x178, 0, 32, false, "ESTABLISHED or CLOSE-WAIT to CLOSED." },
    { "tcpOutRsts", 0x17c, 0, 32, false, "Segments sent with RST." },
    { "tcpRtoTimeouts", 0x180, 0, 32, false, "Retransmission time-outs." },
    { "tcpPersistProbes", 0x184, 0, 32, false, "Zero-window probes asked for." },
    { "linkUnwanted", 0x188, 0, 32, false, "Well-formed host messages that their connection did not want." },
    { "txNoNeighbour", 0x18c, 0, 32, false, "Segments lost because the neighbour was not resolved." },
    { "arpInRequests", 0x190, 0, 32, false, "ARP requests received." },
    { "arpOutRequests", 0x194, 0, 32, false, "ARP requests sent." },
    { "enable", 0x000, 0u, 1, true, "The wire side answers and listens." },
    { "mac_0", 0x004, 0u, 32, true, "Our MAC address, first byte most significant." },
    { "mac_1", 0x008, 0u, 16, true, "Our MAC address, first byte most significant." },
    { "ip", 0x00c, 0u, 32, true, "Our IPv4 address." },
    { "prefix_bits", 0x010, 24u, 6, true, "Length of the network prefix, 0 to 32." },
    { "gateway", 0x014, 0u, 32, true, "IPv4 address of the gateway; 0: none." },
    { "mtu_bytes", 0x018, 1500u, 16, true, "Largest IP packet on this link, 68 to 9000; written before enable, it is part of segments under way." },
    { "ttl", 0x01c, 64u, 8, true, "TTL of packets sent." },
    { "isn_key_0", 0x020, 0u, 32, true, "SipHash key of initial sequence numbers (RFC 6528)." },
    { "isn_key_1", 0x024, 0u, 32, true, "SipHash key of initial sequence numbers (RFC 6528)." },
    { "isn_key_2", 0x028, 0u, 32, true, "SipHash key of initial sequence numbers (RFC 6528)." },
    { "isn_key_3", 0x02c, 0u, 32, true, "SipHash key of initial sequence numbers (RFC 6528)." },
    { "hash_key", 0x030, 2654435769u, 32, true, "Key of the flow hash." },
    { "rto_min_us", 0x034, 200000u, 26, true, "Lower bound of RTO, us (RFC 6298 2.4 says 1 s; 200 ms is what current stacks use)." },
    { "rto_initial_us", 0x038, 1000000u, 26, true, "RTO before the first sample, us (RFC 6298 2.1)." },
    { "rto_max_us", 0x03c, 60000000u, 26, true, "Upper bound of RTO, us (RFC 6298 2.5)." },
    { "msl_us", 0x040, 30000000u, 32, true, "Maximum segment lifetime, us; TIME-WAIT lasts two." },
    { "syn_retries", 0x044, 7u, 4, true, "R2 of a SYN, in transmissions after the first (MUST-23: 3 minutes at least)." },
    { "data_retries", 0x048, 15u, 4, true, "R2 of everything else." },
    { "arp_age_us", 0x04c, 60000000u, 32, true, "A neighbour entry older than this is asked for again when it is next used." },
    { "fin_wait_us", 0x050, 60000000u, 32, true, "How long FIN-WAIT-2 lasts when nobody reads any more, us, at most 2^30." },
    { "ack_delay_us", 0x054, 40000u, 18, true, "How long an ACK may wait for a second segment or for text to ride on, us (below 0.5 s, MUST-40); 0: not at all." },
    { "established", 0x200, 0, 32, false, "tcpCurrEstab: connections in ESTABLISHED or CLOSE-WAIT." },
};

const struct toe_reg_info *const toe_counters = toe_regs;

const char *toe_state_name(unsigned value)
{
    static const char *const text[] = {
        "CLOSED",
        "LISTEN",
        "RESOLVING",
        "SYN-SENT",
        "SYN-RECEIVED",
        "ESTABLISHED",
        "FIN-WAIT-1",
        "FIN-WAIT-2",
        "CLOSE-WAIT",
        "CLOSING",
        "LAST-ACK",
        "TIME-WAIT",
    };
    return value < sizeof text / sizeof text[0] ? text[value] : "?";
}

const char *toe_conn_error_name(unsigned value)
{
    static const char *const text[] = {
        "none",
        "refused",
        "reset",
        "timed_out",
        "unreachable",
        "in_use",
        "table_full",
        "aborted",
        "net",
        "host",
        "prohibited",
        "time_exceeded",
        "parameter",
    };
    return value < sizeof text / sizeof text[0] ? text[value] : "?";
}

const char *toe_disp_name(unsigned value)
{
    static const char *const text[] = {
        "drop_fcs",
        "drop_length",
        "drop_overflow",
        "drop_disabled",
        "drop_ip_header",
        "drop_fragment",
        "drop_source",
        "drop_tcp_header",
        "drop_tcp_checksum",
        "drop_source_route",
        "drop_address",
        "raw",
        "drop_raw_full",
        "arp",
        "echo_reply",
        "drop_icmp",
        "reset",
        "drop_no_connection",
        "drop_no_slot",
        "drop_table_full",
        "consumed",
        "drop_stale",
    };
    return value < sizeof text / sizeof text[0] ? text[value] : "?";
}

const char *toe_why_name(unsigned value)
{
    static const char *const text[] = {
        "none",
        "stale",
        "listen_syn",
        "syn_sent_bad_ack",
        "syn_sent_bad_ack_rst",
        "syn_sent_refused",
        "syn_sent_rst_no_ack",
        "syn_sent_established",
        "syn_sent_crossing",
        "syn_sent_nothing",
        "unacceptable",
        "unacceptable_rst",
        "rst",
        "rst_challenge",
        "rst_handshake",
        "syn_return",
        "syn_challenge",
        "syn_again",
        "no_ack",
        "ack_too_new",
        "ack_too_old",
        "challenge_limit",
        "syn_received_bad_ack",
        "established",
        "ack_new",
        "ack_duplicate",
        "fast_retransmit",
        "ack_partial",
        "recovered",
        "text",
        "text_ack_waits",
        "text_fills",
        "text_kept",
        "text_no_place",
        "no_reader",
        "fin",
        "fin_acked",
        "time_wait",
        "last_ack",
        "time_wait_reuse",
        "time_wait_again",
        "icmp_outside",
        "icmp_quench",
        "icmp_soft",
        "icmp_refused",
        "path_mtu",
        "path_mtu_kept",
        "send",
        "send_fin",
        "payload_stale",
        "payload_misplaced",
        "payload_unwanted",
        "probe",
        "resend",
        "range_unwanted",
        "open",
        "open_syn",
        "open_failed",
        "slot",
        "edge",
        "edge_persist",
        "limit",
        "limit_update",
        "timeouts",
        "packet",
        "no_reader_set",
        "abort",
        "abort_silent",
        "query",
        "unlisten",
        "unlisten_reset",
        "link_reset",
        "command_unwanted",
        "timer_stale",
        "delayed_ack",
        "ack_left",
        "rto_syn",
        "rto_rewind",
        "rto_fin",
        "rto_give_up",
        "rto_handshake_give_up",
        "idle",
        "persist",
        "keep_alive",
        "keep_alive_over",
        "user_timeout",
        "watch",
        "fin_wait_over",
        "time_wait_over",
    };
    return value < sizeof text / sizeof text[0] ? text[value] : "?";
}

const char *toe_cmd_name(unsigned value)
{
    static const char *const text[] = {
        "open",
        "slot",
        "edge",
        "limit",
        "no_reader",
        "abort",
        "query",
        "unlisten",
        "reset",
        "timeouts",
        "packet",
    };
    return value < sizeof text / sizeof text[0] ? text[value] : "?";
}

const char *toe_event_name(unsigned value)
{
    static const char *const text[] = {
        "segment",
        "payload",
        "command",
        "open",
        "timer",
    };
    return value < sizeof text / sizeof text[0] ? text[value] : "?";
}

const char *toe_rtx_name(unsigned value)
{
    static const char *const text[] = {
        "keep",
        "stop",
        "arm",
        "backoff",
        "double",
    };
    return value < sizeof text / sizeof text[0] ? text[value] : "?";
}

const char *toe_slow_name(unsigned value)
{
    static const char *const text[] = {
        "keep",
        "stop",
        "time_wait",
        "fin_wait",
        "watch",
    };
    return value < sizeof text / sizeof text[0] ? text[value] : "?";
}

const char *toe_disp_doc(unsigned value)
{
    static const char *const text[] = {
        "FCS wrong or the PHY reported an error",
        "runt, giant, or IP length beyond the frame",
        "no room in the frame buffer or in the queue behind it",
        "cfg.enable is 0",
        "version, header length or header checksum (RFC 1122 3.2.1.1, 3.2.1.2)",
        "a fragment addressed to us (no reassembly)",
        "source address broadcast, multicast, loopback, 0 or our own (RFC 1122 3.2.1.3)",
        "data offset < 5 or beyond the segment",
        "Frames drop tcp checksum.",
        "IP source route option: not offered",
        "unicast MAC of another host; TCP to a broadcast or multicast address (MUST-57)",
        "given to the host as a raw frame",
        "for the host, which did not keep up",
        "ARP taken in (learned, answered, or of no interest)",
        "ICMP echo answered",
        "ICMP: checksum; echo request or error that found its unit busy; error about no connection",
        "TCP segment without a connection: answered by RST",
        "TCP segment without a connection: RST, or to a broadcast address",
        "SYN to a listener whose backlog is empty",
        "SYN that finds no place in the flow table",
        "judged by its connection (RFC 9293 section 3.10)",
        "looked up a connection that had ended before the judgement",
    };
    return value < sizeof text / sizeof text[0] ? text[value] : "?";
}

const char *toe_why_doc(unsigned value)
{
    static const char *const text[] = {
        "",
        "ours: incarnation differs, the connection had ended",
        "3.10.7.2: SYN to a slot -> SYN-RECEIVED, SYN-ACK",
        "3.10.7.3 first: ACK not acceptable -> RST",
        "3.10.7.3 first: ACK not acceptable, RST set -> dropped",
        "3.10.7.3 second: RST with acceptable ACK -> connection refused",
        "3.10.7.3 second: RST without ACK -> dropped",
        "3.10.7.3 fourth: SYN-ACK -> ESTABLISHED, ACK",
        "3.10.7.3 fourth: SYN alone -> SYN-RECEIVED, SYN-ACK (simultaneous open)",
        "3.10.7.3 fifth: neither SYN nor RST -> dropped",
        "3.10.7.4 first: outside the window -> ACK",
        "3.10.7.4 first: outside the window, RST set -> dropped",
        "3.10.7.4 second: RST exactly at RCV.NXT -> connection reset",
        "3.10.7.4 second: RST elsewhere in the window -> challenge ACK",
        "3.10.7.4 second: RST in SYN-RECEIVED -> slot back to its listener",
        "3.10.7.4 fourth: SYN in SYN-RECEIVED from LISTEN -> slot back to its listener",
        "3.10.7.4 fourth: SYN in a synchronized state -> challenge ACK",
        "3.10.7.4 first: the SYN of a SYN-RECEIVED connection again -> SYN-ACK again",
        "3.10.7.4 fifth: ACK bit off -> dropped",
        "3.10.7.4 fifth: ACK above SND.MAX -> ACK, dropped",
        "3.10.7.4 fifth, RFC 5961 5.2: ACK below SND.UNA - MAX.SND.WND -> challenge ACK, dropped",
        "RFC 5961 7: a challenge ACK too many: dropped",
        "3.10.7.4 fifth: SYN-RECEIVED, ACK not acceptable -> RST",
        "3.10.7.4 fifth: SYN ACKed -> ESTABLISHED",
        "3.10.7.4 fifth: SND.UNA advances",
        "3.10.7.4 fifth: nothing new",
        "RFC 5681 3.2: third duplicate ACK -> the segment at SND.UNA asked of the host",
        "RFC 6582 3.2: SND.UNA advances below recover -> the next segment asked of the host",
        "RFC 6582 3.2: SND.UNA covers recover -> fast recovery over",
        "3.10.7.4 seventh: text taken, ACK",
        "3.10.7.4 seventh, 3.8.6.3: text taken, its ACK waits for a second segment",
        "3.10.7.4 seventh: text that fills a hole: taken with what was kept behind it, ACK at once",
        "3.10.7.4 seventh, SHLD-31: text above a hole: delivered at its place, ACK at once",
        "3.10.7.4 seventh: text behind a third hole -> ACK at once, text dropped",
        "3.10.7.4 / SHLD-3: text after the application has closed -> RST",
        "3.10.7.4 eighth: FIN taken -> ACK",
        "3.10.7.4 fifth: FIN ACKed",
        "3.10.7.4: -> TIME-WAIT",
        "3.10.7.4 fifth: LAST-ACK -> CLOSED",
        "3.10.7.4 fourth, MAY-2: SYN above the old numbers in TIME-WAIT -> CLOSED, dropped",
        "3.10.7.4 eighth: FIN again in TIME-WAIT -> ACK, 2 MSL restarts",
        "RFC 5927 4.1: quotes nothing that is in flight -> ignored",
        "3.9.2.2, MUST-55: source quench -> ignored",
        "3.9.2.2, MUST-56: soft error -> told to the host",
        "RFC 5927 5.2: port or protocol unreachable in SYN-SENT -> connection refused",
        "RFC 1191 6.4: fragmentation needed -> smaller segments, sent again",
        "RFC 1191 3: fragmentation needed for a size that is none or not smaller -> ignored",
        "SEND: a segment leaves",
        "3.10.4: all sent, FIN leaves",
        "epoch of an earlier rewind: discarded",
        "not at snd.nxt, too long, or beyond the window: discarded, new epoch",
        "the state takes no data: discarded",
        "a range answer leaves: zero-window probe (3.8.6.1)",
        "a range answer leaves: fast retransmit (RFC 5681 3.2)",
        "a range answer that nobody needs any more",
        "3.10.1: OPEN taken -> RESOLVING",
        "3.10.1: SYN leaves -> SYN-SENT",
        "3.10.1: no route, no place",
        "3.10.1 passive: slot lent",
        "SEND: the host has bytes up to here",
        "SEND into a zero window: persist timer armed",
        "RECEIVE: the host has room up to here",
        "3.8.6.2.2: window update leaves",
        "3.8.3, 3.8.4: keep-alive and user time-out set",
        "3.9.1.9, 3.9.2: TTL and DiffServ field set",
        "CLOSE: nobody reads any more",
        "3.10.5: ABORT, RST leaves",
        "3.10.5: ABORT in a state that sends nothing",
        "3.10.6: STATUS",
        "CLOSE of a listener: unused slot returned",
        "CLOSE of a listener: half-open connection reset",
        "the host link was reset",
        "the state does not take this command: dropped and counted",
        "arm count differs",
        "3.8.6.3: the delay is over -> ACK",
        "3.8.6.3: the delay is over, the ACK has left with another segment",
        "3.10.8 / RFC 6298 5.4: SYN or SYN-ACK again",
        "RFC 6298 5.4: payload asked for again from SND.UNA",
        "RFC 6298 5.4: FIN again",
        "3.8.3: R2 passed",
        "3.8.3: R2 passed in SYN-RECEIVED: slot back to its listener",
        "RFC 5681 4.1: nothing sent for one RTO -> initial window again",
        "3.8.6.1: window probe asked of the host",
        "3.8.4: nothing heard for long -> probe",
        "3.8.4: no probe was answered -> RST, connection aborted",
        "3.10.8: USER TIMEOUT: nothing acknowledged for too long -> connection aborted",
        "3.8.4: looked at, all is well",
        "ours: FIN-WAIT-2, nobody reads, and the peer's FIN does not come",
        "3.10.8: 2 MSL passed",
    };
    return value < sizeof text / sizeof text[0] ? text[value] : "?";
}

const char *toe_link_error_code_name(unsigned value)
{
    static const char *const text[] = {
        "?",
        "bad_type",
        "bad_length",
        "bad_conn",
        "no_hello",
        "bad_version",
        "bad_listener",
        "bad_register",
    };
    return value < sizeof text / sizeof text[0] ? text[value] : "?";
}
