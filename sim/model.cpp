/* model.cpp: one verilated configuration of the engine as a toe_model_ops. Compiled once for each configuration with
 *   TOE_MODEL        name of the table, e.g. toe_model_d8_c1024
 *   TOE_MODEL_CLASS  verilated class; TOE_MODEL_HEADER its header
 *   TOE_DATA_BYTES, TOE_CONNS
 * The loop is here, and not in C, so that a cycle costs no call but eval(). */
#include <cerrno>
#include <cstring>
#include <memory>
#include <new>

#include "model.h"
#include "verilated.h"
#if VM_TRACE_FST
#include "verilated_fst_c.h"
#endif
#include TOE_MODEL_HEADER

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "beats are copied into the model as bytes");

struct toe_model {
    toe_model_io *io;
    std::unique_ptr<VerilatedContext> context;
    std::unique_ptr<TOE_MODEL_CLASS> top;
#if VM_TRACE_FST
    std::unique_ptr<VerilatedFstC> fst;
    uint64_t fst_period_ps;
#endif
};

namespace
{

constexpr uint32_t kBeat = TOE_DATA_BYTES;
constexpr uint32_t kRingMask = TOE_MODEL_LINK_RING - 1;
constexpr uint64_t kPsPerUs = 1000000;
constexpr uint8_t kJunk = 0x55; /* behind the last byte of a frame: the engine must not look there */

/* Puts a beat of at most kBeat bytes on a data port; the first byte is in bits 7:0. */
template <typename Port> inline void put_beat(Port &port, const uint8_t *from, uint32_t bytes)
{
    static_assert(sizeof(Port) == kBeat, "data port is one beat wide");
    if (__builtin_expect(bytes == kBeat, 1)) {
        memcpy(&port, from, kBeat);
        return;
    }
    uint8_t beat[kBeat];
    memset(beat, kJunk, kBeat);
    memcpy(beat, from, bytes);
    memcpy(&port, beat, kBeat);
}

inline void offer_rx(toe_model_io &io, TOE_MODEL_CLASS &top)
{
    if (!io.rx || io.cycle < io.rx_start) {
        top.rx_valid_i = 0;
        return;
    }
    const uint32_t left = io.rx_len - io.rx_pos;
    const uint32_t bytes = left < kBeat ? left : kBeat;
    put_beat(top.rx_data_i, io.rx + io.rx_pos, bytes);
    io.rx_pos += bytes;
    const bool last = io.rx_pos == io.rx_len;
    top.rx_valid_i = 1;
    top.rx_last_i = last;
    top.rx_bytes_i = static_cast<uint8_t>(bytes);
    top.rx_error_i = last && io.rx_error;
}

inline void offer_link(toe_model_io &io, TOE_MODEL_CLASS &top)
{
    top.link_reset_i = io.link_reset != 0;
    if (io.link_reset) {
        io.link_reset--;
        top.link_in_valid_i = 0;
        top.link_out_ready_i = 0;
        return;
    }
    const bool valid = io.in_tail - io.in_head >= kBeat;
    if (valid)
        put_beat(top.link_in_data_i, io.in + (io.in_head & kRingMask), kBeat);
    top.link_in_valid_i = valid;
    top.link_out_ready_i = TOE_MODEL_LINK_RING - (io.out_tail - io.out_head) >= kBeat;
}

inline unsigned collect_tx(toe_model_io &io, const TOE_MODEL_CLASS &top)
{
    if (!top.tx_valid_o) {
        io.tx_hole |= io.tx_len != 0;
        return 0;
    }
    if (io.tx_len == 0)
        io.tx_first = io.cycle;
    /* A frame that does not end is cut; its length then tells the caller that the engine is wrong. */
    if (io.tx_len + kBeat <= TOE_MODEL_FRAME_BUFFER) {
        memcpy(io.tx + io.tx_len, &top.tx_data_o, kBeat);
        io.tx_len += top.tx_last_o ? top.tx_bytes_o : kBeat;
    }
    if (!top.tx_last_o)
        return 0;
    io.tx_last = io.cycle;
    return TOE_MODEL_TX_FRAME;
}

inline unsigned collect_link(toe_model_io &io, const TOE_MODEL_CLASS &top)
{
    unsigned stop = 0;
    if (top.link_in_taken_o) {
        io.in_head += kBeat;
        stop = TOE_MODEL_LINK_IN;
    }
    if (top.link_out_given_o) {
        memcpy(io.out + (io.out_tail & kRingMask), &top.link_out_data_o, kBeat);
        io.out_tail += kBeat;
        stop |= TOE_MODEL_LINK_OUT;
    }
    return stop;
}

void read_trace(toe_trace &t, const TOE_MODEL_CLASS &top)
{
    t.kind = top.trace_kind_o;
    t.conn = top.trace_conn_o;
    t.state_before = top.trace_state_before_o;
    t.state_after = top.trace_state_after_o;
    t.reason = top.trace_reason_o;
    t.ev_seq = top.trace_ev_seq_o;
    t.ev_ack = top.trace_ev_ack_o;
    t.ev_flags = top.trace_ev_flags_o;
    t.ev_len_bytes = top.trace_ev_len_bytes_o;
    t.ev_window = top.trace_ev_window_o;
    t.ev_op = top.trace_ev_op_o;
    t.act_send = top.trace_act_send_o;
    t.act_flags = top.trace_act_flags_o;
    t.act_seq = top.trace_act_seq_o;
    t.act_ack = top.trace_act_ack_o;
    t.act_len_bytes = top.trace_act_len_bytes_o;
    t.act_window = top.trace_act_window_o;
    t.deliver_bytes = top.trace_deliver_bytes_o;
    t.rtx = top.trace_rtx_o;
    t.slow = top.trace_slow_o;
    t.iss = top.trace_iss_o;
    t.irs = top.trace_irs_o;
    t.una = top.trace_una_o;
    t.nxt = top.trace_nxt_o;
    t.max = top.trace_max_o;
    t.wnd = top.trace_wnd_o;
    t.smss = top.trace_smss_o;
    t.rcv_nxt = top.trace_rcv_nxt_o;
}

unsigned collect_dispositions(toe_model_io &io, const TOE_MODEL_CLASS &top)
{
    io.disp_valid = top.disp_valid_o;
    for (unsigned room = 0; room < 5; room++) {
        if (!(io.disp_valid >> room & 1))
            continue;
        const auto what = static_cast<uint8_t>(top.disp_o >> (8 * room));
        io.disp[room] = what;
        io.dispositions[what % TOE_DISPOSITIONS_MAX]++;
    }
    return TOE_MODEL_DISPOSITION;
}

/* Idle counts only once nothing is offered and no deadline is due; a few cycles in a row, because an input needs some
 * to show in idle_o. */
inline unsigned judge_idle(toe_model_io &io, const TOE_MODEL_CLASS &top)
{
    io.deadline_valid = top.deadline_valid_o;
    io.deadline_us = top.deadline_us_o;
    const bool due =
        top.deadline_valid_o && static_cast<int32_t>(top.deadline_us_o - static_cast<uint32_t>(io.now_us)) <= 0;
    if (top.idle_o && !due && !top.rx_valid_i && !top.link_in_valid_i && !top.link_reset_i)
        io.idle_count += io.idle_count < TOE_MODEL_IDLE_CYCLES;
    else
        io.idle_count = 0;
    io.idle = io.idle_count == TOE_MODEL_IDLE_CYCLES;
    return io.idle && io.stop_idle ? TOE_MODEL_IDLE : 0;
}

inline void advance_time(toe_model_io &io)
{
    io.cycle++;
    io.sub_ps += io.period_ps;
    while (io.sub_ps >= kPsPerUs) {
        io.sub_ps -= kPsPerUs;
        io.now_us++;
    }
}

#if VM_TRACE_FST
inline bool recorded(const toe_model &m)
{
    return __builtin_expect(m.fst != nullptr, 0) && m.io->now_us >= m.io->fst_from_us &&
           m.io->now_us < m.io->fst_until_us;
}

void dump_half(toe_model &m, unsigned half)
{
    m.fst->dump(m.fst_period_ps * m.io->cycle + m.fst_period_ps / 2 * half);
    m.io->fst_cycles += half;
}
#else
constexpr bool recorded(const toe_model &)
{
    return false;
}

void dump_half(toe_model &, unsigned)
{
}
#endif

inline void edge(toe_model &m)
{
    TOE_MODEL_CLASS &top = *m.top;
    const bool in_waveform = recorded(m);
    top.clk_i = 0;
    top.eval();
    if (in_waveform)
        dump_half(m, 0);
    top.clk_i = 1;
    top.eval();
    if (in_waveform)
        dump_half(m, 1);
}

unsigned one_cycle(toe_model &m)
{
    toe_model_io &io = *m.io;
    TOE_MODEL_CLASS &top = *m.top;
    const unsigned watched = TOE_MODEL_RX_DONE | TOE_MODEL_TX_FRAME | TOE_MODEL_IDLE | io.watch;

    offer_rx(io, top);
    offer_link(io, top);
    top.rst_i = io.reset;
    top.now_us_i = io.now_us;
    edge(m);

    /* In reset its outputs are what the registers happened to hold. */
    unsigned stop = io.reset ? 0 : collect_tx(io, top) | collect_link(io, top);
    if (top.rx_valid_i && top.rx_last_i) {
        io.rx = nullptr;
        stop |= TOE_MODEL_RX_DONE;
    }
    if (top.disp_valid_o && !io.reset)
        stop |= collect_dispositions(io, top);
    if (top.trace_valid_o && (io.watch & TOE_MODEL_TRACE)) {
        read_trace(io.trace, top);
        stop |= TOE_MODEL_TRACE;
    }
    stop |= judge_idle(io, top);
    advance_time(io);
    return stop & watched;
}

toe_model *create(toe_model_io *io, uint64_t seed)
try {
    auto m = std::make_unique<toe_model>();
    m->io = io;
    m->context = std::make_unique<VerilatedContext>();
    Verilated::threadContextp(m->context.get());
    m->context->threads(1); /* else Verilator starts one a processor, for models made with --threads */
    m->context->fatalOnError(false);
    m->context->randReset(seed ? 2 : 0);
    /* Verilator takes 31 bits of seed and draws its own number for 0. */
    const auto folded = static_cast<int>((seed ^ (seed >> 31) ^ (seed >> 62)) & 0x7fffffff);
    m->context->randSeed(folded ? folded : 0x7fffffff);
    const char *args[] = {"toe", "+free_clocks"}; /* clock_gate.sv */
    m->context->commandArgs(io->free_clocks ? 2 : 1, args);
#if VM_TRACE_FST
    m->context->traceEverOn(true);
#endif
    m->top = std::make_unique<TOE_MODEL_CLASS>(m->context.get(), "toe");
    return m.release();
} catch (const std::bad_alloc &) {
    return nullptr;
}

unsigned run(toe_model *m, uint64_t n)
{
    Verilated::threadContextp(m->context.get());
    /* Before reset the registers hold anything, also what no reachable state has. */
    m->context->assertOn(!m->io->reset);
    for (; n; n--) {
        const unsigned stop = one_cycle(*m);
        if (__builtin_expect(m->context->gotFinish(), 0))
            return stop | TOE_MODEL_FAILED;
        if (stop)
            return stop;
    }
    return 0;
}

int fst_open(toe_model *m, const char *path, uint64_t period_ps)
{
#if VM_TRACE_FST
    m->fst = std::make_unique<VerilatedFstC>();
    m->fst_period_ps = period_ps;
    m->fst->set_time_unit("1ps");
    m->fst->set_time_resolution("1ps");
    m->top->trace(m->fst.get(), 99);
    m->fst->open(path);
    return m->fst->isOpen() ? 0 : -EIO;
#else
    (void)m;
    (void)path;
    (void)period_ps;
    return -ENOTSUP;
#endif
}

void fst_flush(toe_model *m)
{
#if VM_TRACE_FST
    if (m->fst)
        m->fst->flush();
#else
    (void)m;
#endif
}

void destroy(toe_model *m)
{
    if (!m)
        return;
    Verilated::threadContextp(m->context.get());
#if VM_TRACE_FST
    if (m->fst)
        m->fst->close();
#endif
    m->top->final();
    delete m;
}

} // namespace

extern "C" {
extern const toe_model_ops TOE_MODEL;
const toe_model_ops TOE_MODEL = {TOE_DATA_BYTES, TOE_CONNS, create, run, fst_open, fst_flush, destroy};
}
