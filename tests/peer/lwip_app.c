/* lwip_app.c: lwIP's application, over its raw API: everything happens in callbacks. */
#include <lwip/tcp.h>
#include <stdio.h>
#include <stdlib.h>

#include "streams.h"

struct lwip_conn {
    struct lwip_app *app;
    struct tcp_pcb *pcb; /* NULL: not yet, or lwIP has freed it */
    size_t number, sent;
    bool fin_sent, over;
    struct stream_taken taken;
    size_t unread; /* bytes whose room is not offered yet */
    uint64_t reads_on_us;
};

struct lwip_app {
    const struct stream_plan *plan;
    struct tcp_pcb *listener;
    size_t done, wrong;
    struct lwip_conn conns[];
};

static void fail(struct lwip_conn *conn, const char *why, err_t err)
{
    if (conn->over)
        return;
    printf("\n    lwIP, connection %zu: %s (%d)", conn->number, why, err);
    conn->over = true;
    conn->app->wrong++;
}

/* Both streams have ended: the bytes are judged, the rest (LAST-ACK, TIME-WAIT) is lwIP's. */
static void finish(struct lwip_conn *conn)
{
    struct tcp_pcb *pcb = conn->pcb;

    if (conn->over || !conn->fin_sent || !conn->taken.ended)
        return;
    conn->over = true;
    if (stream_right(&conn->taken, conn->app->plan, TO_LWIP, conn->number))
        conn->app->done++;
    else
        conn->app->wrong++;
    conn->pcb = NULL;
    tcp_arg(pcb, NULL);
    tcp_recv(pcb, NULL);
    tcp_sent(pcb, NULL);
    tcp_err(pcb, NULL);
    conn->app->wrong += tcp_close(pcb) != ERR_OK;
}

static void push(struct lwip_conn *conn)
{
    const struct stream_plan *plan = conn->app->plan;
    size_t length = stream_length(plan, FROM_LWIP, conn->number);
    uint8_t bytes[STREAM_CHUNK];

    while (conn->sent < length) {
        size_t room = tcp_sndbuf(conn->pcb), count = length - conn->sent;
        if (count > room)
            count = room;
        if (count > sizeof bytes)
            count = sizeof bytes;
        stream_fill(plan, FROM_LWIP, conn->number, conn->sent, bytes, count);
        if (!count || tcp_write(conn->pcb, bytes, (u16_t)count, TCP_WRITE_FLAG_COPY) != ERR_OK)
            break; /* the next ACK makes room */
        conn->sent += count;
    }
    tcp_output(conn->pcb);
    if (conn->sent == length && !conn->fin_sent)
        conn->fin_sent = tcp_shutdown(conn->pcb, 0, 1) == ERR_OK;
}

/* ------------------------------------------------------------------------------------------------ callbacks */

static err_t on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *packet, err_t err)
{
    struct lwip_conn *conn = arg;
    const struct stream_plan *plan = conn->app->plan;

    (void)err;
    if (!packet) {
        conn->taken.ended = true;
        finish(conn);
        return ERR_OK;
    }
    for (const struct pbuf *part = packet; part; part = part->next)
        stream_take(&conn->taken, part->payload, part->len);
    if (plan->stop_us && conn->taken.bytes > plan->stop_after && conn->reads_on_us != UINT64_MAX)
        conn->unread += packet->tot_len;
    else
        tcp_recved(pcb, packet->tot_len);
    pbuf_free(packet);
    return ERR_OK;
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t length)
{
    struct lwip_conn *conn = arg;

    (void)pcb, (void)length;
    push(conn);
    finish(conn);
    return ERR_OK;
}

/* lwIP has freed the pcb. ERR_CLSD: both FINs were ACKed while the application had only shut down its own direction. */
static void on_err(void *arg, err_t err)
{
    struct lwip_conn *conn = arg;

    conn->pcb = NULL;
    fail(conn, "ended", err);
}

static void use(struct lwip_conn *conn, struct tcp_pcb *pcb)
{
    conn->pcb = pcb;
    tcp_arg(pcb, conn);
    tcp_recv(pcb, on_recv);
    tcp_sent(pcb, on_sent);
    tcp_err(pcb, on_err);
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t err)
{
    struct lwip_conn *conn = arg;

    (void)pcb, (void)err;
    push(conn);
    finish(conn);
    return ERR_OK;
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
    struct lwip_app *app = arg;
    size_t number = pcb ? (size_t)pcb->remote_port - STREAM_PORTS : 0;

    if (err != ERR_OK || !pcb || number >= app->plan->conns || app->conns[number].pcb) {
        app->wrong++;
        return ERR_VAL;
    }
    use(&app->conns[number], pcb);
    push(&app->conns[number]);
    return ERR_OK;
}

/* ------------------------------------------------------------------------------------------------ the application */

static struct lwip_app *app_new(const struct stream_plan *plan)
{
    struct lwip_app *app = calloc(1, sizeof *app + plan->conns * sizeof app->conns[0]);

    if (!app)
        return NULL;
    app->plan = plan;
    for (size_t i = 0; i < plan->conns; i++)
        app->conns[i] = (struct lwip_conn){.app = app, .number = i};
    return app;
}

struct lwip_app *lwip_app_listen(const struct stream_plan *plan, uint16_t port)
{
    struct lwip_app *app = app_new(plan);
    struct tcp_pcb *pcb = tcp_new();

    if (!app || !pcb || tcp_bind(pcb, IP_ADDR_ANY, port) != ERR_OK)
        return NULL;
    app->listener = tcp_listen_with_backlog(pcb, 0xff);
    if (!app->listener)
        return NULL;
    tcp_arg(app->listener, app);
    tcp_accept(app->listener, on_accept);
    return app;
}

struct lwip_app *lwip_app_connect(const struct stream_plan *plan, uint32_t ip, uint16_t port)
{
    struct lwip_app *app = app_new(plan);
    const ip_addr_t server = IPADDR4_INIT(lwip_htonl(ip));

    for (size_t i = 0; app && i < plan->conns; i++) {
        struct tcp_pcb *pcb = tcp_new();
        if (!pcb || tcp_bind(pcb, IP_ADDR_ANY, (u16_t)(STREAM_PORTS + i)) != ERR_OK) {
            fail(&app->conns[i], "no pcb", ERR_MEM);
            continue;
        }
        use(&app->conns[i], pcb);
        if (tcp_connect(pcb, &server, port, on_connected) != ERR_OK)
            fail(&app->conns[i], "connect", ERR_RTE);
    }
    return app;
}

void lwip_app_service(struct lwip_app *app, uint64_t now_us)
{
    for (size_t i = 0; i < app->plan->conns; i++) {
        struct lwip_conn *conn = &app->conns[i];
        if (!conn->unread || !conn->pcb)
            continue;
        if (!conn->reads_on_us)
            conn->reads_on_us = now_us + app->plan->stop_us;
        if (now_us < conn->reads_on_us)
            continue;
        conn->reads_on_us = UINT64_MAX; /* once */
        while (conn->unread) {
            u16_t count = (u16_t)(conn->unread < 0xffff ? conn->unread : 0xffff);
            conn->unread -= count;
            tcp_recved(conn->pcb, count);
        }
    }
}

size_t lwip_app_done(const struct lwip_app *app)
{
    return app->done;
}

size_t lwip_app_wrong(const struct lwip_app *app)
{
    return app->wrong;
}

void lwip_app_free(struct lwip_app *app)
{
    if (app->listener)
        tcp_close(app->listener);
    for (size_t i = 0; i < app->plan->conns; i++)
        if (app->conns[i].pcb) {
            tcp_arg(app->conns[i].pcb, NULL);
            tcp_err(app->conns[i].pcb, NULL);
            tcp_abort(app->conns[i].pcb);
        }
    free(app);
}
