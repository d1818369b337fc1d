/* draw.c: the dialogue as a sequence diagram: applications outside, the two engines' records inside, frames between them.
 * Each step of the record has a row; rows are steps, not time: the cycle stands at the left. */
#include <errno.h>
#include <stdlib.h>

#include "tell.h"

/* Places, in units of the picture. */
enum { WIDTH = 1000, TOP = 84, ROW = 24, SLANT = 16, TIME_X = 12, STATE_W = 118, STATE_H = 18 };
static const int app_x[2] = {200, 860}, engine_x[2] = {390, 680};

static const char style[] =
    "<style>text{font:12px sans-serif;fill:#222}.t{font:11px monospace;fill:#777}.h{font:bold 14px sans-serif}"
    ".l{stroke:#bbb;stroke-width:2}.a{stroke:#888;stroke-dasharray:3 3}.f{stroke:#1f5fa8;stroke-width:1.6;"
    "marker-end:url(#p)}.x{stroke:#c02020;stroke-width:1.6;marker-end:url(#n)}.c{stroke:#2e7d32;stroke-width:1.4;"
    "marker-end:url(#p)}.s{fill:#fff4d6;stroke:#b58900}</style>"
    "<defs><marker id=\"p\" markerWidth=\"9\" markerHeight=\"8\" refX=\"8\" refY=\"4\" orient=\"auto\">"
    "<path d=\"M0,0 L9,4 L0,8 z\"/></marker><marker id=\"n\" markerWidth=\"10\" markerHeight=\"10\" refX=\"5\" "
    "refY=\"5\">"
    "<path d=\"M1,1 L9,9 M9,1 L1,9\" stroke=\"#c02020\" stroke-width=\"2\"/></marker></defs>";

struct drawing {
    struct teller t;
    FILE *out;
    int y;
    int conn[2]; /* whose states are drawn: the first of each side; -1: none yet */
};

static void put_text(const struct drawing *d, int x, int y, const char *anchor, const char *class, const char *text)
{
    fprintf(d->out, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" class=\"%s\">", x, y, anchor, class);
    for (; *text; text++) {
        switch (*text) {
        case '<':
            fputs("&lt;", d->out);
            break;
        case '>':
            fputs("&gt;", d->out);
            break;
        case '&':
            fputs("&amp;", d->out);
            break;
        default:
            putc(*text, d->out);
        }
    }
    fputs("</text>\n", d->out);
}

static void put_line(const struct drawing *d, const char *class, int x1, int y1, int x2, int y2)
{
    fprintf(d->out, "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", class, x1, y1, x2, y2);
}

static void next_row(struct drawing *d, uint64_t cycle)
{
    char text[24];

    d->y += ROW;
    snprintf(text, sizeof text, "%llu", (unsigned long long)cycle);
    put_text(d, TIME_X, d->y + 4, "start", "t", text);
}

/* The application and its engine: a call goes inwards, its return outwards. */
static void draw_call(struct drawing *d, const struct record *r, bool back)
{
    int engine = engine_x[r->side] + (r->side == CLIENT ? -6 : 6), app = app_x[r->side];
    char text[96];

    if (back)
        snprintf(text, sizeof text, "%s: %ld", r->text, r->result);
    else
        snprintf(text, sizeof text, "%s", r->text);
    next_row(d, r->cycle);
    put_line(d, "c", back ? engine : app, d->y, back ? app : engine, d->y);
    put_text(d, (engine + app) / 2, d->y - 4, "middle", "", text);
}

static void draw_state(struct drawing *d, const struct record *r)
{
    const struct toe_trace *decision = &r->u.decision;
    int x = engine_x[r->side];

    if (decision->state_before == decision->state_after)
        return;
    if (d->conn[r->side] < 0)
        d->conn[r->side] = decision->conn;
    if (decision->conn != d->conn[r->side])
        return; /* the next slot of the listener */
    next_row(d, r->cycle);
    fprintf(d->out, "<rect class=\"s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>\n", x - STATE_W / 2,
            d->y - STATE_H / 2, STATE_W, STATE_H);
    put_text(d, x, d->y + 4, "middle", "", toe_tcp_state_name((enum toe_tcp_state)decision->state_after));
}

static void draw_frame(struct drawing *d, size_t i)
{
    const struct record *r = &d->t.rec->at[i];
    int from = engine_x[r->side], to = engine_x[!r->side];
    char text[96], flags[32], seq[TELL_SEQ], ack[TELL_SEQ], bytes[24] = "";
    struct decoded f;

    decode_frame(&f, r->bytes, r->length);
    if (f.kind == FRAME_OTHER || (f.kind == FRAME_ARP && d->t.syn_shown))
        return;
    if (f.kind == FRAME_ARP) {
        snprintf(text, sizeof text, "ARP %s", f.arp_op == 1 ? "request" : "reply");
    } else {
        if (f.flags & TCP_SYN && !d->t.isn_known[r->side]) {
            d->t.isn_known[r->side] = true;
            d->t.isn[r->side] = f.seq;
        }
        d->t.syn_shown = true;
        if (f.payload_bytes)
            snprintf(bytes, sizeof bytes, ", %u bytes", f.payload_bytes);
        snprintf(text, sizeof text, "%s seq %s%s%s%s", tell_flags(f.flags, flags), tell_seq(&d->t, r->side, f.seq, seq),
                 f.flags & TCP_ACK ? " ack " : "",
                 f.flags & TCP_ACK ? tell_seq(&d->t, (enum side) !r->side, f.ack, ack) : "", bytes);
    }
    next_row(d, r->cycle);
    if (d->t.arrived[i])
        put_line(d, "f", from, d->y, to, d->y + SLANT);
    else
        put_line(d, "x", from, d->y, from + (to - from) * 3 / 5, d->y + SLANT * 3 / 5);
    put_text(d, (from + to) / 2, d->y - 2, "middle", "", text);
    d->y += SLANT;
}

static void draw_steps(struct drawing *d)
{
    const struct recording *rec = d->t.rec;

    for (size_t i = 0; i < rec->count; i++) {
        const struct record *r = &rec->at[i];

        if (r->kind == REC_CALL || r->kind == REC_RETURN)
            draw_call(d, r, r->kind == REC_RETURN);
        else if (r->kind == REC_DECISION)
            draw_state(d, r);
        else if (r->kind == REC_FRAME_OUT)
            draw_frame(d, i);
    }
}

int dialogue_draw(const struct recording *rec, FILE *out)
{
    static const char *const names[2] = {"client", "server"};
    struct drawing d = {.t = {.rec = rec}, .y = TOP, .conn = {-1, -1}};
    char *steps = NULL, text[64];
    size_t length = 0;

    d.t.arrived = calloc(rec->count + 1, sizeof *d.t.arrived);
    d.out = open_memstream(&steps, &length);
    if (!d.t.arrived || !d.out) {
        free(d.t.arrived);
        return -ENOMEM;
    }
    tell_match_frames(&d.t);
    draw_steps(&d);
    free(d.t.arrived);
    if (fclose(d.out)) {
        free(steps);
        return -ENOMEM;
    }
    d.out = out;
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\">%s<rect width=\"100%%\" "
            "height=\"100%%\" fill=\"white\"/>\n",
            WIDTH, d.y + 2 * ROW, WIDTH, style);
    put_text(&d, WIDTH / 2, 24, "middle", "h", "What connect() means: two TCP engines in RTL, one cable");
    snprintf(text, sizeof text, "cycle, of %.0f ns", 1e9 / (double)rec->clock_hz);
    put_text(&d, TIME_X, TOP - 20, "start", "t", text);
    for (int side = 0; side < 2; side++) {
        snprintf(text, sizeof text, "%s's application", names[side]);
        put_text(&d, app_x[side], TOP - 20, "middle", "h", text);
        snprintf(text, sizeof text, "%s's engine", names[side]);
        put_text(&d, engine_x[side], TOP - 20, "middle", "h", text);
        put_line(&d, "a", app_x[side], TOP - 10, app_x[side], d.y + ROW);
        put_line(&d, "l", engine_x[side], TOP - 10, engine_x[side], d.y + ROW);
    }
    fwrite(steps, 1, length, out);
    fputs("</svg>\n", out);
    free(steps);
    return ferror(out) ? -EIO : 0;
}
