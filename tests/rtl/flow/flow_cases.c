#include "flow_cases.h"

static struct bench bench;
struct bench *const b = &bench;

struct tuple peer(uint32_t n)
{
    return (struct tuple){Local, 0x0a000100 + n % NB_IPS, Port, (uint16_t)(1000 + n)};
}

struct event last_event(void)
{
    return b->event[(b->events - 1) % LOG_ENTRIES];
}

struct answer last_answer(void)
{
    return b->answer[(b->answers - 1) % LOG_ENTRIES];
}

void open_now(uint32_t conn, uint32_t inc, struct tuple t)
{
    bench_open(b, conn, inc, t);
    bench_quiet(b, MANY);
}

void release_now(int kind, uint32_t conn, uint32_t inc, uint32_t listener)
{
    bench_release(b, kind, conn, inc, listener);
    bench_quiet(b, MANY);
}
