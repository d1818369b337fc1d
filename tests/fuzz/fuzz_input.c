/* fuzz_input.c: the engine's side of the link: whatever the host said, this is well-formed and about numbers that the engine
 * has. See fuzz_host.h. */
#include "fuzz_host.h"

#include <string.h>

static void about_a_number(hostile *h, const struct toe_link_header *head, const uint8_t *bytes)
{
    number *n;

    if (head->conn >= h->w.conns) {
        world_fails(&h->w, "the engine speaks about connection %u", head->conn);
        return;
    }
    n = &h->numbers[head->conn];
    if (!n->out && !n->unsure && head->type != TOE_E2H_QUERY_RESULT)
        world_fails(&h->w, "message %02x about connection %u, which is the host's", head->type, head->conn);
    if (head->type == TOE_E2H_PROGRESS) {
        struct toe_e2h_progress m;

        toe_e2h_progress_get(&m, bytes);
        n->acked = m.acked, n->limit = m.limit, n->wanted = m.wanted, n->epoch = m.epoch, n->serial = m.serial;
    } else if (head->type == TOE_E2H_SNAPSHOT) {
        struct toe_e2h_snapshot m;

        toe_e2h_snapshot_get(&m, bytes);
        n->rcv_offset = m.rcv_offset;
        if ((m.flags & TOE_LINK_FLAG_FINAL) != 0)
            n->out = false;
    }
}

static void heard(hostile *h, const struct toe_link_header *head, const uint8_t *bytes)
{
    switch (head->type) {
    case TOE_E2H_HELLO:
        h->hello = true;
        if (head->arg1 != h->session)
            world_fails(&h->w, "hello of another session");
        break;
    case TOE_E2H_LINK_ERROR:
        if (h->stopped)
            world_fails(&h->w, "a second link_error");
        if (head->arg0 == 0 || head->arg0 > TOE_LINK_ERROR_BAD_REGISTER)
            world_fails(&h->w, "link_error with code %u", head->arg0);
        else
            h->errors[head->arg0]++;
        h->stopped = true;
        break;
    case TOE_E2H_REG_VALUE:
        h->value_due = false;
        h->value = head->arg1;
        break;
    case TOE_E2H_RAW_FRAME:
        break;
    default:
        about_a_number(h, head, bytes);
    }
}

/* Bytes that the message at the beginning of the input takes; 0: not all of it has come, or it is none. */
static size_t message_bytes(hostile *h, struct toe_link_header *head)
{
    const struct toe_link_message_info *info;
    size_t bytes;

    if (h->input_bytes < TOE_LINK_HEADER_BYTES)
        return 0;
    toe_link_header_get(head, h->input);
    info = toe_e2h_info(head->type);
    if (info == NULL ||
        (info->variable ? head->length_bytes > TOE_LINK_PAYLOAD_MAX_BYTES : head->length_bytes != info->body_bytes)) {
        world_fails(&h->w, "the engine says type %02x, length %u", head->type, head->length_bytes);
        return 0;
    }
    bytes = toe_link_message_bytes(head->length_bytes, 8);
    return bytes <= h->input_bytes ? bytes : 0;
}

void hostile_reads(world *w)
{
    hostile *h = (hostile *)w;
    size_t got, bytes;

    while (!w->deaf && !w->failed) {
        struct toe_link_header head;

        got = toe_sim_link_read(w->sim, h->input + h->input_bytes, sizeof h->input - h->input_bytes);
        h->input_bytes += got;
        while (!w->failed && (bytes = message_bytes(h, &head)) != 0) {
            heard(h, &head, h->input);
            memmove(h->input, h->input + bytes, h->input_bytes - bytes);
            h->input_bytes -= bytes;
        }
        if (got == 0)
            break;
    }
}
