/* message_check.c: everything from the device is hostile until it has passed here. */
#include "message_check.h"

static bool about_connection(uint8_t type)
{
    return type == TOE_E2H_PAYLOAD || type == TOE_E2H_PROGRESS || type == TOE_E2H_SNAPSHOT ||
           type == TOE_E2H_QUERY_RESULT || type == TOE_E2H_URGENT;
}

const char *toe_check_header(const struct toe_link_header *header, uint32_t conns)
{
    const struct toe_link_message_info *info = toe_e2h_info(header->type);

    if (!info)
        return "unknown message type";
    if (!info->variable && header->length_bytes != info->body_bytes)
        return "wrong length of a fixed message";
    if (header->type == TOE_E2H_PAYLOAD && header->length_bytes > TOE_LINK_PAYLOAD_MAX_BYTES)
        return "payload too long";
    if (header->type == TOE_E2H_RAW_FRAME &&
        (header->length_bytes < TOE_LINK_RAW_MIN_BYTES || header->length_bytes > TOE_LINK_RAW_MAX_BYTES))
        return "raw frame too short or too long";
    if (header->type == TOE_E2H_LINK_ERROR)
        return NULL;
    if ((header->type == TOE_E2H_HELLO) != (conns == 0))
        return conns == 0 ? "message before HELLO" : "second HELLO";
    if (about_connection(header->type) && header->conn >= conns)
        return "connection number out of range";
    return NULL;
}

const char *toe_check_hello(const struct toe_e2h_hello *hello, uint32_t session)
{
    if (hello->version != TOE_LINK_VERSION)
        return "HELLO of another version";
    if (hello->session != session)
        return "HELLO of another session";
    if (hello->data_bytes < 4 || hello->data_bytes > 64 || (hello->data_bytes & (hello->data_bytes - 1)) != 0)
        return "HELLO with an impossible data path width";
    if (hello->conns < 1 || hello->conns > 65536)
        return "HELLO with an impossible number of connections";
    return NULL;
}

const char *toe_check_owner(enum toe_number_owner owner, const struct toe_link_header *header)
{
    if (owner == TOE_NUMBER_HOST)
        return "message about a number that the host owns";
    if (header->type == TOE_E2H_SNAPSHOT)
        return NULL;
    if (owner == TOE_NUMBER_LENT)
        return "a slot spoke before it was announced";
    if (owner == TOE_NUMBER_OPENING && (header->type == TOE_E2H_PAYLOAD || header->type == TOE_E2H_URGENT))
        return "payload before the connection was announced";
    return NULL;
}

const char *toe_check_progress(const struct toe_grant *grant, const struct toe_e2h_progress *progress)
{
    uint64_t acked = toe_offset_extend(grant->acked, progress->acked);
    uint64_t wanted = toe_offset_extend(acked, progress->wanted);

    if (acked > grant->sent_max)
        return "ACKed beyond what was sent, or moved left";
    if (wanted > grant->sent_max)
        return "wanted beyond what was sent, or below what was ACKed";
    if ((uint32_t)(progress->limit - progress->acked) > TOE_WINDOW_MAX_BYTES)
        return "limit is no window";
    if (progress->smss > TOE_LINK_PAYLOAD_MAX_BYTES || (progress->smss == 0 && grant->smss != 0))
        return "impossible segment size";
    if (progress->epoch > 15 || progress->serial > 15)
        return "epoch or serial out of range";
    return NULL;
}

const char *toe_check_payload(const struct toe_received *received, const struct toe_e2h_payload *payload)
{
    uint64_t offset = toe_offset_extend(received->next, payload->offset);
    uint64_t next = toe_offset_extend(received->next, payload->rcv_offset);

    if (payload->length_bytes == 0)
        return "empty payload";
    if (received->fin)
        return "payload after FIN";
    if (offset > received->limit || payload->length_bytes > received->limit - offset)
        return "payload below the receive offset or beyond the receive limit";
    if (next > received->limit)
        return "receive offset moved left or beyond the receive limit";
    if (offset == received->next ? next < offset + payload->length_bytes : next != received->next)
        return "receive offset does not belong to the payload";
    return NULL;
}

const char *toe_check_urgent(const struct toe_received *received, const struct toe_e2h_urgent *urgent)
{
    int64_t ahead = (int32_t)(urgent->offset - (uint32_t)received->next);

    if (ahead > (int64_t)(received->limit - received->next) + UINT16_MAX)
        return "urgent data ends where no segment can point to";
    return NULL;
}

static bool synchronized(uint32_t state)
{
    return state >= TOE_STATE_ESTABLISHED;
}

const char *toe_check_snapshot(const struct toe_received *received, enum toe_number_owner owner,
                               const struct toe_e2h_snapshot *snapshot)
{
    uint32_t state = snapshot->state_error & 0xff;
    uint32_t error = snapshot->state_error >> 8;
    bool final = (snapshot->flags & TOE_LINK_FLAG_FINAL) != 0;
    bool announce = (snapshot->flags & TOE_LINK_FLAG_ANNOUNCE) != 0;
    bool fin = (snapshot->flags & TOE_LINK_FLAG_FIN) != 0;

    if (state >= TOE_STATE_COUNT || error >= TOE_CONN_ERROR_COUNT)
        return "state or error out of range";
    if (final && (state != TOE_STATE_CLOSED || announce))
        return "final snapshot that is not CLOSED";
    if (final && owner != TOE_NUMBER_UP)
        return NULL;
    if (announce && owner == TOE_NUMBER_UP)
        return "second announcement";
    if (announce && (!synchronized(state) || snapshot->smss == 0 || snapshot->smss > TOE_LINK_PAYLOAD_MAX_BYTES ||
                     snapshot->remote_ip == 0 || snapshot->ports >> 16 == 0))
        return "announcement without a connection";
    if (!announce && owner == TOE_NUMBER_LENT)
        return "a slot spoke before it was announced";
    if (!announce && owner == TOE_NUMBER_OPENING)
        return synchronized(state) || fin ? "synchronized before the announcement" : NULL;
    if (fin && !received->fin && snapshot->rcv_offset != (uint32_t)received->next)
        return "FIN before all text below it";
    if (received->fin && !fin && state != TOE_STATE_CLOSED)
        return "FIN was taken back";
    return NULL;
}
