/* dialogue_test.c: the dialogue is true. The frames of the record are read here by other code than the dialogue's, and what
 * they hold is looked for in the printed text: an undisturbed run, one that loses the SYN-ACK, one that is refused. */
#include <CUnit/Basic.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

#define TEST(name) static void name(void)

struct story {
    struct recording rec;
    char *text;
    size_t length;
};

static void story_begin(struct story *s, const struct dialogue_config *config)
{
    FILE *out;

    *s = (struct story){0};
    CU_ASSERT_EQUAL_FATAL(dialogue_run(config, &s->rec), 0);
    out = open_memstream(&s->text, &s->length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    CU_ASSERT_EQUAL(dialogue_tell(&s->rec, out), 0);
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
}

static void story_end(struct story *s)
{
    recording_free(&s->rec);
    free(s->text);
}

/* ---- an independent look at a frame: IPv4 without options, TCP */

struct segment {
    bool tcp;
    unsigned flags, window, from, to, payload, mss;
    unsigned long seq, ack;
};

static unsigned long number(const uint8_t *at, size_t bytes)
{
    unsigned long value = 0;

    while (bytes-- > 0)
        value = value << 8 | *at++;
    return value;
}

static struct segment segment_of(const struct record *r)
{
    struct segment s = {0};

    s.tcp = r->length >= 58 && number(r->bytes + 12, 2) == 0x0800 && r->bytes[14] == 0x45 && r->bytes[23] == 6;
    if (!s.tcp)
        return s;
    s.from = (unsigned)number(r->bytes + 34, 2);
    s.to = (unsigned)number(r->bytes + 36, 2);
    s.seq = number(r->bytes + 38, 4);
    s.ack = number(r->bytes + 42, 4);
    s.flags = r->bytes[47];
    s.window = (unsigned)number(r->bytes + 48, 2);
    s.payload = (unsigned)number(r->bytes + 16, 2) - 20 - (r->bytes[46] >> 4) * 4u;
    if (r->bytes[46] >> 4 == 6 && r->bytes[54] == 2)
        s.mss = (unsigned)number(r->bytes + 56, 2);
    return s;
}

/* The n-th TCP frame with exactly these flags that this side sent; 0 is the first. NULL: there is none. */
static const struct record *sent(const struct story *s, enum side side, unsigned flags, unsigned n)
{
    for (size_t i = 0; i < s->rec.count; i++) {
        const struct record *r = &s->rec.at[i];
        if (r->kind != REC_FRAME_OUT || r->side != side)
            continue;
        struct segment segment = segment_of(r);
        if (segment.tcp && segment.flags == flags && n-- == 0)
            return r;
    }
    return NULL;
}

static unsigned offset(unsigned long seq, unsigned long isn)
{
    return (unsigned)(uint32_t)(seq - isn);
}

/* ---- looking in the text */

/* The place behind the first `words` at or after `from`; NULL if they are not there. Line breaks count as one space. */
static const char *after(const char *from, const char *words)
{
    for (; from && *from; from++) {
        const char *a = from, *b = words;
        while (*b && *a) {
            if (*b == ' ' && (*a == ' ' || *a == '\n')) {
                a += strspn(a, " \n");
                b++;
            } else if (*a == *b) {
                a++;
                b++;
            } else {
                break;
            }
        }
        if (!*b)
            return a;
    }
    return NULL;
}

static void expect_order(const struct story *s, const char *const *words, size_t count)
{
    const char *at = s->text;

    for (size_t i = 0; i < count; i++) {
        const char *next = after(at, words[i]);
        if (!next) {
            fprintf(stderr, "not there, or not in order: %s\n", words[i]);
            CU_FAIL("a step is missing");
            return;
        }
        at = next;
    }
}

#define EXPECT_ORDER(s, ...) \
    expect_order((s), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

__attribute__((format(printf, 2, 3))) static void expect_text(const struct story *s, const char *format, ...)
{
    char words[128];
    va_list args;

    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    if (!after(s->text, words))
        fprintf(stderr, "not there: %s\n", words);
    CU_ASSERT_PTR_NOT_NULL(after(s->text, words));
}

static void expect_columns(const struct story *s)
{
    const char *line = s->text;
    size_t longest = 0;

    while (*line) {
        size_t length = strcspn(line, "\n");
        longest = length > longest ? length : longest;
        line += length + (line[length] == '\n');
    }
    CU_ASSERT(longest <= 80);
    CU_ASSERT(longest > 60);
}

static size_t lines(const struct story *s)
{
    size_t count = 0;

    for (const char *at = s->text; *at; at++)
        count += *at == '\n';
    return count;
}

/* ---- the tests */

TEST(undisturbed_run_tells_its_steps_in_order)
{
    struct story s;

    story_begin(&s, &(struct dialogue_config){.seed = 7});
    expect_columns(&s);
    CU_ASSERT(lines(&s) <= 110);
    EXPECT_ORDER(&s, "toe_listen(", "port 80", "toe_socket()", "CLOSED", "because of it: 0", "toe_connect(10.0.0.2:80)",
                 "Buffers allocated now", "type 0x04 (open)", "who has 10.0.0.2", "RESOLVING -> SYN-SENT", "flags SYN",
                 "LISTEN -> SYN-RECEIVED", "server: SYN ACK", "SYN-SENT -> ESTABLISHED", "client: ACK",
                 "toe_connect() returned 0", "client: PSH ACK", "Side by side", "ESTABLISHED -> FIN-WAIT-1",
                 "client: FIN ACK", "ESTABLISHED -> CLOSE-WAIT", "server: ACK", "CLOSE-WAIT -> LAST-ACK",
                 "server: FIN ACK", "FIN-WAIT-2 -> TIME-WAIT", "TIME-WAIT -> CLOSED", "client's library frees");
    EXPECT_ORDER(&s, "SYN-RECEIVED -> ESTABLISHED", "LAST-ACK -> CLOSED", "server's library frees");
    CU_ASSERT_PTR_NULL(after(s.text, "LOST"));
    CU_ASSERT_PTR_NULL(after(s.text, "RETRANSMITTED"));
    CU_ASSERT_PTR_NULL(after(s.text, "WRONG"));
    story_end(&s);
}

TEST(values_of_the_text_are_those_of_the_frames)
{
    struct story s;
    struct segment syn, syn_ack, data, ack, fin;

    story_begin(&s, &(struct dialogue_config){.seed = 99});
    const struct record *r[] = {sent(&s, CLIENT, 0x02, 0), sent(&s, SERVER, 0x12, 0), sent(&s, CLIENT, 0x18, 0),
                                sent(&s, SERVER, 0x10, 0), sent(&s, CLIENT, 0x11, 0)};
    for (size_t i = 0; i < sizeof r / sizeof r[0]; i++)
        CU_ASSERT_PTR_NOT_NULL_FATAL(r[i]);
    syn = segment_of(r[0]);
    syn_ack = segment_of(r[1]);
    data = segment_of(r[2]);
    ack = segment_of(r[3]);
    fin = segment_of(r[4]);
    expect_text(&s, "from port %u (ephemeral) to port %u", syn.from, syn.to);
    expect_text(&s, "sequence number %lu", syn.seq);
    expect_text(&s, "acknowledgment %lu header %u bytes, flags SYN, window %u:", syn.ack, (r[0]->bytes[46] >> 4) * 4u,
                syn.window);
    expect_text(&s, "option MSS %u", syn.mss);
    expect_text(&s, "checksum %04lx (right), option", number(r[0]->bytes + 50, 2));
    expect_text(&s, "%llu client > server: SYN.", (unsigned long long)r[0]->cycle);
    expect_text(&s, "SYN ACK seq %lu=s+0 ack c+%u win %u, MSS %u.", syn_ack.seq, offset(syn_ack.ack, syn.seq),
                syn_ack.window, syn_ack.mss);
    expect_text(&s, "PSH ACK seq c+%u ack s+%u win %u, %u bytes", offset(data.seq, syn.seq),
                offset(data.ack, syn_ack.seq), data.window, data.payload);
    expect_text(&s, "server: ACK seq s+%u ack c+%u win %u.", offset(ack.seq, syn_ack.seq), offset(ack.ack, syn.seq),
                ack.window);
    expect_text(&s, "FIN ACK seq c+%u", offset(fin.seq, syn.seq));
    expect_text(&s, "seq %lu=c+1 %lu=s+1 ack %lu=s+1 %lu=c+%u", data.seq, ack.seq, data.ack, ack.ack, 1 + data.payload);
    CU_ASSERT_EQUAL(syn_ack.ack, (uint32_t)(syn.seq + 1));
    CU_ASSERT_EQUAL(ack.ack, (uint32_t)(data.seq + data.payload));
    expect_text(&s, "IRS %lu, RCV.NXT c+%u, ISS %lu", syn.seq, offset(syn_ack.ack, syn.seq), syn_ack.seq);
    expect_text(&s, "IRS %lu, RCV.NXT s+%u, ISS %lu", syn_ack.seq, offset(data.ack, syn_ack.seq), syn.seq);
    expect_text(&s, "SND.NXT c+%u, peer's window %u, MSS %u", offset(data.seq, syn.seq), syn_ack.window, syn_ack.mss);
    expect_text(&s, "The ack, c+%u, is the SYN's number plus 1", offset(syn_ack.ack, syn.seq));
    story_end(&s);
}

TEST(another_seed_is_another_story)
{
    struct story a, b;

    story_begin(&a, &(struct dialogue_config){.seed = 1});
    story_begin(&b, &(struct dialogue_config){.seed = 2});
    CU_ASSERT_STRING_NOT_EQUAL(a.text, b.text);
    story_end(&b);
    story_begin(&b, &(struct dialogue_config){.seed = 1});
    CU_ASSERT_STRING_EQUAL(a.text, b.text);
    story_end(&a);
    story_end(&b);
}

TEST(lost_syn_ack_is_told_with_its_retransmission)
{
    struct story s;
    const struct record *first, *again;
    char words[96];

    story_begin(&s, &(struct dialogue_config){.seed = 7, .lose = true, .lose_side = SERVER, .lose_number = 2});
    expect_columns(&s);
    first = sent(&s, CLIENT, 0x02, 0);
    again = sent(&s, CLIENT, 0x02, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(first);
    CU_ASSERT_PTR_NOT_NULL_FATAL(again);
    snprintf(words, sizeof words, "RETRANSMITTED, %.3f s after the first", (double)(again->cycle - first->cycle) / 1e8);
    EXPECT_ORDER(&s, "LISTEN -> SYN-RECEIVED", "server: SYN ACK", "LOST: it never reached the client",
                 "the retransmission timer", "stays SYN-SENT", "client: SYN seq", words, "server: SYN ACK",
                 "RETRANSMITTED", "SYN-SENT -> ESTABLISHED", "toe_connect() returned 0", "TIME-WAIT -> CLOSED");
    /* one frame was lost, so one is told */
    CU_ASSERT_PTR_NULL(after(after(s.text, "LOST"), "LOST"));
    /* RFC 6298 2.1: one second and never less; the engine counts whole microseconds and then looks for the timer */
    CU_ASSERT(again->cycle - first->cycle >= 100000000);
    CU_ASSERT(again->cycle - first->cycle < 100000000 + 300);
    story_end(&s);
}

TEST(refused_port_is_told_as_rst_and_econnrefused)
{
    struct story s;
    const struct record *rst;
    struct segment segment;

    story_begin(&s, &(struct dialogue_config){.seed = 7, .refuse = true});
    expect_columns(&s);
    rst = sent(&s, SERVER, 0x14, 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(rst);
    segment = segment_of(rst);
    CU_ASSERT_EQUAL(segment.from, 81);
    expect_text(&s, "server: RST ACK seq %lu ack c+%u win %u.", segment.seq,
                offset(segment.ack, segment_of(sent(&s, CLIENT, 0x02, 0)).seq), segment.window);
    EXPECT_ORDER(&s, "flags SYN", "nobody takes the SYN to port 81", "server: RST ACK", "SYN-SENT -> CLOSED",
                 "toe_connect() returned -ECONNREFUSED", "The client was never ESTABLISHED",
                 "The server was never ESTABLISHED");
    CU_ASSERT_PTR_NULL(after(s.text, "-> ESTABLISHED"));
    CU_ASSERT_PTR_NULL(after(s.text, "returned 0"));
    story_end(&s);
}

static unsigned times(const char *text, const char *what)
{
    unsigned n = 0;

    for (const char *at = text; (at = strstr(at, what)) != NULL; at += strlen(what))
        n++;
    return n;
}

/* Each frame of the record that is TCP, or ARP before the SYN, is one arrow, and a lost one ends in a cross. */
TEST(picture_has_an_arrow_for_each_frame_and_a_box_for_each_state)
{
    static const char *const states[] = {"LISTEN",     "RESOLVING",  "SYN-SENT", "SYN-RECEIVED", "FIN-WAIT-1",
                                         "FIN-WAIT-2", "CLOSE-WAIT", "LAST-ACK", "TIME-WAIT"};

    for (unsigned lose = 0; lose < 2; lose++) {
        const struct dialogue_config config = {.seed = 7, .lose = lose, .lose_side = SERVER, .lose_number = 2};
        struct recording rec = {0};
        unsigned frames = 0;
        char *svg = NULL;
        size_t length;
        FILE *out = open_memstream(&svg, &length);

        CU_ASSERT_PTR_NOT_NULL_FATAL(out);
        CU_ASSERT_EQUAL_FATAL(dialogue_run(&config, &rec), 0);
        CU_ASSERT_EQUAL(dialogue_draw(&rec, out), 0);
        CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
        for (size_t i = 0; i < rec.count; i++)
            frames += rec.at[i].kind == REC_FRAME_OUT && rec.at[i].cycle < 1000000000;
        CU_ASSERT_EQUAL(times(svg, "class=\"f\"") + times(svg, "class=\"x\""), frames);
        CU_ASSERT_EQUAL(times(svg, "class=\"x\""), lose);
        for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
            char box[32];

            snprintf(box, sizeof box, ">%s<", states[i]);
            CU_ASSERT_EQUAL(times(svg, box), 1);
        }
        CU_ASSERT_EQUAL(times(svg, ">ESTABLISHED<"), 2);
        CU_ASSERT_EQUAL(times(svg, "<svg "), 1);
        CU_ASSERT_EQUAL(times(svg, "</svg>"), 1);
        CU_ASSERT_EQUAL(times(svg, "<text"), times(svg, "</text>"));
        free(svg);
        recording_free(&rec);
    }
}

int main(void)
{
    CU_pSuite suite;
    unsigned failures;

    if (CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    suite = CU_add_suite("dialogue", NULL, NULL);
    CU_ADD_TEST(suite, undisturbed_run_tells_its_steps_in_order);
    CU_ADD_TEST(suite, values_of_the_text_are_those_of_the_frames);
    CU_ADD_TEST(suite, another_seed_is_another_story);
    CU_ADD_TEST(suite, lost_syn_ack_is_told_with_its_retransmission);
    CU_ADD_TEST(suite, refused_port_is_told_as_rst_and_econnrefused);
    CU_ADD_TEST(suite, picture_has_an_arrow_for_each_frame_and_a_box_for_each_state);
    CU_basic_run_tests();
    failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failures ? 1 : 0;
}
