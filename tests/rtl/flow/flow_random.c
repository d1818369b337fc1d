#include "flow_random.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The model knows, for every connection number, who has it and which tuple it holds. What it cannot know is in which
 * order the room takes a release, an open and a segment that are offered at the same time, so a connection is *sure*
 * only while nothing is under way for it; for the others both outcomes are right. When a segment is decided
 * (push_valid_o) the model follows what was decided, if that was one of the right ones.
 */
enum { LIPS = 3, RIPS = NB_IPS, LPORTS = 3, RPORTS = 8, QUEUED = 64, SETTLED = 1500, REPORTS = 10 };
static const uint32_t Ours = 0x0a000001; /* cfg_i.ip */
enum owner { FREE, SLOT, OPENING, LIVE, LEAVING };

struct connection {
    enum owner owner;
    struct tuple tuple;
    uint32_t inc, listener;
    bool passive;
    bool slot_sure;   /* the slot has certainly arrived in its listener's list */
    bool reset_only;  /* LEAVING without a CLOSED: free again some time later */
    bool maybe;       /* its tuple may be in the table */
    bool conflict;    /* OPENING: its tuple may have been in use since it was asked for */
    bool failed_once; /* OPENING: its neighbour may have been Failed since */
    uint64_t since;   /* cycle of the last change of owner */
};

struct list {
    uint32_t conn[RTL_CONNS];
    unsigned head, count;
};

struct expected_event {
    uint32_t conn, inc, seq;
    bool fresh, gone;
    uint64_t fields, payload;
    struct tuple tuple;
};

struct model {
    struct bench *b;
    unsigned wrong;
    struct connection conn[RTL_CONNS];
    struct list list[LISTENERS];
    bool listening[LISTENERS];
    uint16_t port[LISTENERS];
    uint32_t ip[LISTENERS];
    struct expected_event event[QUEUED];
    unsigned event_head, event_tail;
    struct reset reset[QUEUED];
    unsigned reset_head, reset_tail;
    unsigned opening;
    bool offered; /* a segment is on the input, or its ends were */
    unsigned due; /* cycles until it comes, if only its ends were; 0: it is there */
    bool bad;     /* or does not */
    bool begun;   /* its lookup began with them */
    struct tuple tuple;
    unsigned flags, len_bytes, handle;
    uint32_t seq, ack;
    unsigned stall; /* of 256 */
    unsigned passed, ended, answered, ahead;
    uint32_t read_conn[3]; /* tuple reads of tx_path under way: conn + 1 */
    struct tuple read_tuple[3];
};

static void wrong(struct model *m, const char *what, uint64_t a, uint64_t b)
{
    if (m->wrong++ < REPORTS)
        printf("cycle %llu: %s (%llu, %llu)\n", (unsigned long long)m->b->cycle, what, (unsigned long long)a,
               (unsigned long long)b);
}

static uint32_t below(struct model *m, uint32_t n)
{
    return (uint32_t)(bench_draw(m->b) % n);
}

static bool chance(struct model *m, uint32_t of_256)
{
    return below(m, 256) < of_256;
}

static bool same(struct tuple a, struct tuple b)
{
    return a.local_ip == b.local_ip && a.remote_ip == b.remote_ip && a.local_port == b.local_port &&
           a.remote_port == b.remote_port;
}

static struct tuple any_tuple(struct model *m)
{
    return (struct tuple){0x0a000001 + below(m, LIPS), 0x0a000100 + below(m, RIPS), (uint16_t)(80 + below(m, LPORTS)),
                          (uint16_t)(1000 + below(m, RTL_CONNS < 64 ? 2 : RPORTS))};
}

static struct connection *owner_of(struct model *m, uint32_t conn)
{
    return &m->conn[conn % RTL_CONNS];
}

static void become(struct model *m, uint32_t conn, enum owner owner)
{
    struct connection *c = owner_of(m, conn);
    if (c->owner == OPENING)
        m->opening--;
    if (owner == OPENING)
        m->opening++;
    c->owner = owner;
    c->since = m->b->cycle;
}

/* ---- slots */

static void lend(struct model *m, uint32_t conn, uint32_t listener)
{
    struct list *l = &m->list[listener];
    if (!m->listening[listener])
        return;
    l->conn[(l->head + l->count++) % RTL_CONNS] = conn;
    owner_of(m, conn)->slot_sure = false;
}

/* Which listener has this destination: the lowest one. All segments are to our address, whatever it was before. */
static int listener_of(const struct model *m, struct tuple t)
{
    for (int i = 0; i < LISTENERS; i++)
        if (m->listening[i] && m->port[i] == t.local_port && (m->ip[i] == 0 || m->ip[i] == Ours))
            return i;
    return -1;
}

/* ---- what the pipeline and the host do */

static void post_slot(struct model *m, uint32_t conn)
{
    uint32_t listener = below(m, 4);
    struct connection *c = owner_of(m, conn);
    if (!m->listening[listener])
        return;
    c->inc = (c->inc + 1) & 15;
    c->listener = listener;
    c->maybe = false;
    become(m, conn, SLOT);
    lend(m, conn, listener);
    bench_release(m->b, REL_SLOT, conn, c->inc, listener);
}

static void mark_conflicts(struct model *m, uint32_t conn, struct tuple t)
{
    for (uint32_t k = 0; k < RTL_CONNS; k++) {
        struct connection *o = &m->conn[k];
        if (k != conn && (o->maybe || o->owner == OPENING) && same(o->tuple, t)) {
            o->conflict = true;
            m->conn[conn].conflict = true;
        }
    }
}

static void open_one(struct model *m, uint32_t conn)
{
    struct connection *c = owner_of(m, conn);
    c->inc = (c->inc + 1) & 15;
    c->tuple = any_tuple(m);
    c->passive = false;
    c->maybe = true;
    c->conflict = false;
    c->failed_once = m->b->nb_state[c->tuple.remote_ip % NB_IPS] == NB_FAILED;
    become(m, conn, OPENING);
    mark_conflicts(m, conn, c->tuple);
    bench_open(m->b, conn, c->inc, c->tuple);
}

static void release_one(struct model *m, uint32_t conn)
{
    struct connection *c = owner_of(m, conn);
    c->inc = (c->inc + 1) & 15;
    if (c->passive && m->listening[c->listener] && chance(m, 128)) {
        bench_release(m->b, REL_RETURN, conn, c->inc, c->listener);
        become(m, conn, SLOT);
        lend(m, conn, c->listener);
        return;
    }
    c->reset_only = chance(m, 64);
    bench_release(m->b, c->reset_only ? REL_RESET : REL_FINAL, conn, c->inc, c->listener);
    become(m, conn, LEAVING);
}

/* The walk of CmdUnlisten: every slot of a listener that has ended comes back as a final release. */
static bool walk_unlisten(struct model *m, uint32_t conn)
{
    struct connection *c = owner_of(m, conn);
    if (c->owner != SLOT || m->listening[c->listener])
        return false;
    c->inc = (c->inc + 1) & 15;
    c->reset_only = false;
    bench_release(m->b, REL_FINAL, conn, c->inc, c->listener);
    become(m, conn, LEAVING);
    return true;
}

static bool walk_pending(const struct model *m, uint32_t listener)
{
    for (uint32_t k = 0; k < RTL_CONNS; k++)
        if (m->conn[k].listener == listener && (m->conn[k].owner == SLOT || m->conn[k].owner == LEAVING))
            return true;
    return false;
}

static void change_listener(struct model *m)
{
    uint32_t l = below(m, 4);
    if (m->listening[l] && chance(m, 100)) {
        m->listening[l] = false;
        m->list[l].count = 0;
        bench_unlisten(m->b, l);
    } else if (m->listening[l] || !walk_pending(m, l)) {
        m->listening[l] = true;
        m->port[l] = (uint16_t)(80 + below(m, LPORTS));
        m->ip[l] = chance(m, 128) ? 0 : 0x0a000001 + below(m, LIPS);
        bench_listen(m->b, l, m->port[l], m->ip[l]);
    }
}

static void host_acts(struct model *m)
{
    struct bench *b = m->b;
    uint32_t conn = below(m, RTL_CONNS);
    struct connection *c = owner_of(m, conn);
    bool room = b->io->rel_room_o != 0;
    if (c->owner == LEAVING && c->reset_only && b->cycle > c->since + SETTLED) {
        c->maybe = false;
        become(m, conn, FREE);
    }
    if (room && walk_unlisten(m, conn))
        return;
    if (c->owner == FREE && chance(m, 128)) {
        if (chance(m, 128))
            open_one(m, conn);
        else if (room)
            post_slot(m, conn);
    } else if (c->owner == LIVE && room && chance(m, RTL_CONNS == 1 ? 2 : 10)) {
        release_one(m, conn);
    }
    if (chance(m, 1) && !m->offered)
        change_listener(m);
}

static void neighbours_change(struct model *m)
{
    unsigned n = below(m, NB_IPS);
    uint8_t *state = &m->b->nb_state[n];
    if (*state == NB_PENDING) {
        *state = chance(m, 200) ? NB_KNOWN : NB_FAILED;
        m->b->io->nb_update_i = 1;
    } else if (chance(m, 128)) {
        *state = NB_PENDING;
    }
    for (uint32_t k = 0; k < RTL_CONNS; k++)
        if (*state == NB_FAILED && m->conn[k].tuple.remote_ip % NB_IPS == n)
            m->conn[k].failed_once = true;
}

/* ---- segments */

static void offer(struct model *m)
{
    static const uint8_t kinds[] = {SYN, SYN,       SYN,       ACK,       ACK,       ACK, ACK | PSH, ACK | FIN,
                                    RST, RST | ACK, SYN | ACK, SYN | FIN, SYN | RST, FIN, 0};
    uint32_t conn = below(m, RTL_CONNS);
    m->offered = true;
    m->tuple = chance(m, 128) && m->conn[conn].owner != FREE ? m->conn[conn].tuple : any_tuple(m);
    m->flags = kinds[below(m, sizeof kinds)];
    m->seq = (uint32_t)bench_draw(m->b);
    m->ack = (uint32_t)bench_draw(m->b);
    m->len_bytes = chance(m, 128) ? 0 : 1 + below(m, 1460);
    m->handle = below(m, 32);
    bench_offer(m->b, m->tuple, m->flags, m->seq, m->ack, m->len_bytes, m->handle);
    if (chance(m, 128)) {
        m->due = 6 + below(m, 16);
        m->bad = chance(m, 80);
        m->b->io->seg_valid_i = 0;
        m->b->io->ends_valid_i = 1;
    }
}

/* The cycle after one in which only the ends were there, or had been: the segment comes, or proves bad. */
static void ends_pass(struct model *m, bool begins)
{
    struct flow_path_tb *io = m->b->io;
    io->ends_valid_i = 0;
    io->seg_soon_i = m->due == 2 && !m->bad && chance(m, 128);
    if (io->ends_void_i) {
        io->ends_void_i = 0;
        m->offered = false;
    }
    m->begun = m->begun || begins;
    if (m->due == 0 || --m->due > 0)
        return;
    if (!m->bad)
        io->seg_valid_i = 1;
    else if (m->begun)
        io->ends_void_i = 1;
    else
        m->offered = false;
    m->ahead += m->begun;
    m->begun = false;
}

static void expect_event(struct model *m, uint32_t conn, bool fresh)
{
    struct flow_path_tb *io = m->b->io;
    struct connection *c = owner_of(m, conn);
    struct expected_event *e = &m->event[m->event_tail++ % QUEUED];
    *e = (struct expected_event){.conn = conn, .inc = c->inc, .seq = m->seq, .fresh = fresh, .tuple = m->tuple};
    e->gone = c->owner == LEAVING || c->owner == SLOT;
    e->fields = io->seg_window_i << 33 | io->seg_urgent_i << 17 | io->seg_mss_valid_i << 16 | io->seg_mss_i;
    e->payload = (uint64_t)m->len_bytes << 21 | (uint64_t)m->handle << 16 | io->seg_addr_i;
    m->passed++;
}

/* The room has said which connection gets the segment. */
static void segment_passes(struct model *m, uint32_t conn, bool fresh)
{
    struct connection *c = owner_of(m, conn);
    if (conn >= RTL_CONNS) {
        wrong(m, "event for a connection that does not exist", conn, 0);
        return;
    }
    if (!fresh) {
        if (!(c->maybe && same(c->tuple, m->tuple)))
            wrong(m, "segment passed to a connection with another tuple", conn, 0);
        expect_event(m, conn, false);
        return;
    }
    if ((m->flags & (SYN | ACK | RST | FIN)) != SYN)
        wrong(m, "something else than a SYN took a slot", conn, m->flags);
    for (uint32_t k = 0; k < RTL_CONNS; k++)
        if (m->conn[k].owner == LIVE && same(m->conn[k].tuple, m->tuple))
            wrong(m, "slot taken for a tuple that has a connection", conn, k);
    int l = listener_of(m, m->tuple);
    if (l < 0) {
        wrong(m, "slot taken without a listener", conn, 0);
        return;
    }
    struct list *list = &m->list[l];
    if (list->count == 0 || list->conn[list->head % RTL_CONNS] != conn) {
        wrong(m, "not the first slot of the listener", conn, list->count ? list->conn[list->head % RTL_CONNS] : 99999);
        return;
    }
    list->head++;
    list->count--;
    c->tuple = m->tuple;
    c->passive = true;
    c->maybe = true;
    become(m, conn, LIVE);
    mark_conflicts(m, conn, c->tuple);
    expect_event(m, conn, true);
}

static void expect_reset(struct model *m)
{
    struct reset r = {.tuple = m->tuple, .dst_mac = m->b->io->seg_src_mac_i};
    if (m->flags & ACK) {
        r.flags = RST;
        r.seq = m->ack;
    } else {
        r.flags = RST | ACK;
        r.ack = m->seq + m->len_bytes + (m->flags & SYN ? 1 : 0) + (m->flags & FIN ? 1 : 0);
    }
    m->reset[m->reset_tail++ % QUEUED] = r;
}

/* The segment ended in the room: under the right disposition, and its payload was given back? */
static void segment_ends(struct model *m)
{
    struct flow_path_tb *io = m->b->io;
    for (uint32_t k = 0; k < RTL_CONNS; k++)
        if (m->conn[k].owner == LIVE && same(m->conn[k].tuple, m->tuple))
            wrong(m, "segment of a live connection ended as disposition", io->disp_o, k);
    bool listening = listener_of(m, m->tuple) >= 0;
    bool opens = (m->flags & (SYN | ACK | RST | FIN)) == SYN && listening;
    unsigned waiting = m->reset_tail - m->reset_head;
    if (opens) {
        struct list *list = &m->list[listener_of(m, m->tuple)];
        if (io->disp_o != DISP_NO_SLOT)
            wrong(m, "disposition of a SYN for a listener", io->disp_o, 0);
        else if (list->count != 0 && m->conn[list->conn[list->head % RTL_CONNS]].slot_sure)
            wrong(m, "slot not found", list->conn[list->head % RTL_CONNS], 0);
    } else if (m->flags & RST || (listening && !(m->flags & (SYN | ACK)))) {
        if (io->disp_o != DISP_NO_CONNECTION)
            wrong(m, "disposition of a segment that nobody answers", io->disp_o, m->flags);
    } else if (io->disp_o == DISP_RESET) {
        expect_reset(m);
    } else if (io->disp_o != DISP_NO_CONNECTION || waiting < 4) {
        wrong(m, "disposition of a segment to nobody", io->disp_o, waiting);
    }
    if (io->fb_free_valid_o != (m->len_bytes != 0) || (m->len_bytes != 0 && io->fb_free_handle_o != m->handle))
        wrong(m, "payload given back", io->fb_free_valid_o, io->fb_free_handle_o);
    m->ended++;
}

/* ---- what comes out */

static void check_event(struct model *m)
{
    struct flow_path_tb *io = m->b->io;
    struct expected_event *e = &m->event[m->event_head % QUEUED];
    if (m->event_head++ == m->event_tail) {
        wrong(m, "event out of nothing", io->ev_conn_o, 0);
        return;
    }
    if (io->ev_conn_o != e->conn || io->ev_seq_o != e->seq || io->ev_fresh_o != e->fresh)
        wrong(m, "event", io->ev_conn_o, e->conn);
    if (!e->gone && io->ev_inc_o != e->inc)
        wrong(m, "incarnation of an event", io->ev_inc_o, e->inc);
    if (io->ev_fields_o != e->fields || io->ev_payload_o != e->payload)
        wrong(m, "fields of an event", io->ev_fields_o, e->fields);
    if (e->fresh && io->ev_iss_o != bench_iss(m->b, e->tuple))
        wrong(m, "initial sequence number", io->ev_iss_o, bench_iss(m->b, e->tuple));
}

static void check_answer(struct model *m)
{
    struct flow_path_tb *io = m->b->io;
    uint32_t conn = (uint32_t)io->open_ev_conn_o;
    struct connection *c = owner_of(m, conn);
    if (conn >= RTL_CONNS || c->owner != OPENING || io->open_ev_inc_o != c->inc) {
        wrong(m, "answer to an open that nobody asked for", conn, io->open_ev_inc_o);
        return;
    }
    m->answered++;
    if (io->open_ev_err_o == ERR_NONE) {
        for (uint32_t k = 0; k < RTL_CONNS; k++)
            if (m->conn[k].owner == LIVE && same(m->conn[k].tuple, c->tuple))
                wrong(m, "two connections with one tuple", conn, k);
        if (io->open_ev_iss_o != bench_iss(m->b, c->tuple))
            wrong(m, "initial sequence number of an open", io->open_ev_iss_o, 0);
        become(m, conn, LIVE);
        return;
    }
    if (io->open_ev_err_o == ERR_IN_USE ? !c->conflict : io->open_ev_err_o != ERR_UNREACHABLE || !c->failed_once)
        wrong(m, "failure of an open", conn, io->open_ev_err_o);
    c->maybe = false;
    become(m, conn, FREE);
}

static void check_closed(struct model *m)
{
    uint32_t conn = (uint32_t)m->b->io->closed_conn_o;
    struct connection *c = owner_of(m, conn);
    if (conn >= RTL_CONNS || c->owner != LEAVING || c->reset_only) {
        wrong(m, "final CLOSED of a connection that does not end", conn, 0);
        return;
    }
    c->maybe = false;
    become(m, conn, FREE);
}

static void check_reset(struct model *m)
{
    struct flow_path_tb *io = m->b->io;
    const struct reset *r = &m->reset[m->reset_head % QUEUED];
    if (m->reset_head++ == m->reset_tail) {
        wrong(m, "reset out of nothing", 0, 0);
        return;
    }
    struct tuple t = {(uint32_t)(io->rst_ips_o >> 32), (uint32_t)io->rst_ips_o, (uint16_t)(io->rst_ports_o >> 16),
                      (uint16_t)io->rst_ports_o};
    if (!same(t, r->tuple) || io->rst_dst_mac_o != r->dst_mac || io->rst_flags_o != r->flags ||
        io->rst_seq_o != r->seq || io->rst_ack_o != r->ack)
        wrong(m, "reset", io->rst_seq_o, io->rst_ack_o);
}

/* ---- tuple reads */

static bool is(uint64_t ips, uint64_t ports, struct tuple t)
{
    return ips == ((uint64_t)t.local_ip << 32 | t.remote_ip) && ports == ((uint32_t)t.local_port << 16 | t.remote_port);
}

static void read_tuples(struct model *m)
{
    struct flow_path_tb *io = m->b->io;
    if (m->read_conn[2] && !is(io->tx_ips_o, io->tx_ports_o, m->read_tuple[2]))
        wrong(m, "tuple read by tx", m->read_conn[2] - 1, 0);
    if (io->link_tuple_rsp_o) {
        struct connection *c = owner_of(m, (uint32_t)io->link_tuple_conn_i);
        if (c->owner == LIVE && !is(io->link_ips_o, io->link_ports_o, c->tuple) && m->b->cycle > c->since + SETTLED)
            wrong(m, "tuple read by the link", io->link_tuple_conn_i, 0);
    }
}

static void ask_tuples(struct model *m)
{
    struct flow_path_tb *io = m->b->io;
    uint32_t conn = below(m, RTL_CONNS);
    for (int age = 2; age > 0; age--) {
        m->read_conn[age] = m->read_conn[age - 1];
        m->read_tuple[age] = m->read_tuple[age - 1];
    }
    m->read_conn[0] = 0;
    io->tx_tuple_en_i = chance(m, 100);
    io->tx_tuple_conn_i = conn;
    if (io->tx_tuple_en_i && m->conn[conn].owner == LIVE) {
        m->read_conn[0] = conn + 1;
        m->read_tuple[0] = m->conn[conn].tuple;
    }
}

/* The link's request stays until its answer; it may ask for the next one in the cycle after. */
static void ask_link(struct model *m, bool answered)
{
    struct flow_path_tb *io = m->b->io;
    if (answered || !io->link_tuple_req_i) {
        io->link_tuple_req_i = chance(m, 128);
        io->link_tuple_conn_i = below(m, RTL_CONNS);
    }
}

/* ---- one cycle */

static void slots_settle(struct model *m)
{
    struct connection *c = &m->conn[m->b->cycle % RTL_CONNS];
    if (c->owner == SLOT && m->b->cycle > c->since + SETTLED)
        c->slot_sure = true;
}

static void observe(struct model *m)
{
    struct flow_path_tb *io = m->b->io;
    if (io->closed_valid_o)
        check_closed(m);
    if (io->open_ev_valid_o && io->open_ev_ready_i)
        check_answer(m);
    if (io->push_valid_o)
        segment_passes(m, (uint32_t)io->push_conn_o, io->push_fresh_o != 0);
    if (io->ev_valid_o && io->ev_ready_i)
        check_event(m);
    if (io->disp_valid_o && !m->offered)
        wrong(m, "disposition without a segment", io->disp_o, 0);
    else if (io->disp_valid_o)
        segment_ends(m);
    else if (io->fb_free_valid_o)
        wrong(m, "payload given back without a disposition", io->fb_free_handle_o, 0);
    if (io->rst_valid_o && io->rst_ready_i)
        check_reset(m);
    read_tuples(m);
}

static void cycle(struct model *m, bool active)
{
    struct bench *b = m->b;
    struct flow_path_tb *io = b->io;
    if (chance(m, 1))
        m->stall = below(m, 3) * 120;
    io->ev_ready_i = !chance(m, m->stall);
    io->open_ev_ready_i = !chance(m, m->stall);
    io->rst_ready_i = !chance(m, m->stall);
    b->nb_delay = (uint8_t)(1 + below(m, 8));
    if (active) {
        host_acts(m);
        if (below(m, 1000) < 5)
            neighbours_change(m);
        if (!m->offered && chance(m, 60))
            offer(m);
    }
    ask_tuples(m);
    slots_settle(m);
    bench_settle(b);
    observe(m);
    bool taken = io->seg_valid_i && io->seg_ready_o;
    bool answered = io->link_tuple_rsp_o != 0;
    bool begins = io->ends_valid_i && io->ends_ready_o;
    bench_tick(b);
    ends_pass(m, begins);
    if (taken) {
        io->seg_valid_i = 0;
        m->offered = false;
    }
    ask_link(m, answered);
}

unsigned flow_random_run(struct bench *b, unsigned cycles)
{
    struct model *m = calloc(1, sizeof *m);
    if (!m)
        return 1;
    m->b = b;
    printf("random: seed %llu\n", (unsigned long long)b->seed);
    for (unsigned c = 0; c < cycles && m->wrong == 0; c++)
        cycle(m, true);
    memset(b->nb_state, NB_KNOWN, sizeof b->nb_state);
    b->io->nb_update_i = 1;
    for (unsigned c = 0; c < 200 * RTL_CONNS + 20000 && m->wrong == 0; c++)
        cycle(m, false);
    if (m->opening != 0)
        wrong(m, "opens without an answer", m->opening, 0);
    if (m->event_head != m->event_tail || m->reset_head != m->reset_tail || m->offered)
        wrong(m, "events or resets left over", m->event_tail - m->event_head, m->reset_tail - m->reset_head);
    printf("random: %u segments passed, %u ended here, %u opens answered, %u lookups begun ahead\n", m->passed,
           m->ended, m->answered, m->ahead);
    unsigned result = m->wrong;
    free(m);
    return result;
}
