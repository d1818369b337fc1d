/* sim_trace.c: the decision trace as text. */
#include "toe_names_gen.h"
#include "toe_trace.h"

#include <string.h>

#define PICK(table, count, i) ((i) < (unsigned)(count) ? (table)[i] : "?")

const char *toe_trace_state_name(unsigned state)
{
    return PICK(toe_gen_state_names, TOE_STATE_COUNT, state);
}

const char *toe_trace_kind_name(unsigned kind)
{
    return PICK(toe_gen_kind_names, TOE_KIND_COUNT, kind);
}

const char *toe_trace_reason_name(unsigned reason)
{
    return PICK(toe_gen_reason_names, TOE_REASON_COUNT, reason);
}

const char *toe_trace_reason_clause(unsigned reason)
{
    return PICK(toe_gen_reason_clauses, TOE_REASON_COUNT, reason);
}

const char *toe_trace_command_name(unsigned op)
{
    return PICK(toe_gen_command_names, TOE_COMMAND_COUNT, op);
}

const char *toe_trace_disposition_name(unsigned disposition)
{
    return PICK(toe_gen_disposition_names, TOE_DISPOSITION_COUNT, disposition);
}

const char *toe_trace_disposition_clause(unsigned disposition)
{
    return PICK(toe_gen_disposition_clauses, TOE_DISPOSITION_COUNT, disposition);
}

unsigned toe_trace_states(void)
{
    return TOE_STATE_COUNT;
}

unsigned toe_trace_reasons(void)
{
    return TOE_REASON_COUNT;
}

unsigned toe_trace_dispositions(void)
{
    return TOE_DISPOSITION_COUNT;
}

const char *toe_trace_flags(uint8_t flags, char buf[9])
{
    for (int i = 0; i < 8; i++)
        buf[i] = flags >> (7 - i) & 1 ? "CEUAPRSF"[i] : '.';
    buf[8] = '\0';
    return buf;
}

/* What came in, in the words of its kind. */
static void print_event(char *buf, size_t cap, const struct toe_trace *t)
{
    char flags[9];

    switch (t->kind) {
    case TOE_EV_SEGMENT:
        snprintf(buf, cap, "segment %s seq %u ack %u len %u wnd %u", toe_trace_flags(t->ev_flags, flags), t->ev_seq,
                 t->ev_ack, t->ev_len_bytes, t->ev_window);
        break;
    case TOE_EV_PAYLOAD:
        snprintf(buf, cap, "payload offset %u len %u", t->ev_seq, t->ev_len_bytes);
        break;
    case TOE_EV_COMMAND:
        snprintf(buf, cap, "command %s", toe_trace_command_name(t->ev_op));
        break;
    case TOE_EV_OPEN:
        snprintf(buf, cap, "open");
        break;
    case TOE_EV_TIMER:
        snprintf(buf, cap, "timer");
        break;
    default:
        snprintf(buf, cap, "?");
    }
}

static void print_action(char *buf, size_t cap, const struct toe_trace *t)
{
    char flags[9];

    if (t->act_send)
        snprintf(buf, cap, " -> %s seq %u ack %u len %u wnd %u", toe_trace_flags(t->act_flags, flags), t->act_seq,
                 t->act_ack, t->act_len_bytes, t->act_window);
    else
        buf[0] = '\0';
}

int toe_trace_print(char *buf, size_t cap, const struct toe_trace *t)
{
    char event[96], action[96];

    print_event(event, sizeof event, t);
    print_action(action, sizeof action, t);
    return snprintf(buf, cap, "%10llu.%03llu us conn %u %s: %s => %s (%s)%s", (unsigned long long)(t->t_ns / 1000),
                    (unsigned long long)(t->t_ns % 1000), t->conn, toe_trace_state_name(t->state_before) + 2, event,
                    toe_trace_state_name(t->state_after) + 2, toe_trace_reason_name(t->reason), action);
}
