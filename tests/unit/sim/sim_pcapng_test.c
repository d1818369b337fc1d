/* The capture file, read back by a parser that was written from draft-ietf-opsawg-pcapng and shares nothing with the
 * writer. */
#include "sim_test.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "wire/pcapng.h"

struct packet {
    uint64_t t;
    uint32_t flags;
    size_t len;
    uint8_t bytes[2048];
};

struct capture {
    char name[64];
    int resolution;
    uint16_t link_type;
    unsigned sections, interfaces, packets;
    struct packet packet[16];
};

static uint32_t u32(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint16_t u16(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

/* Finds an option; returns its value or NULL. Fails the test where the list is not ended properly. */
static const uint8_t *option(const uint8_t *at, const uint8_t *end, uint16_t code, size_t *len)
{
    const uint8_t *found = NULL;

    while (end - at >= 4) {
        size_t value = u16(at + 2);
        if (u16(at) == 0) {
            CU_ASSERT_EQUAL(value, 0);
            CU_ASSERT_PTR_EQUAL(at + 4, end);
            return found;
        }
        if (u16(at) == code) {
            found = at + 4;
            *len = value;
        }
        at += 4 + (value + 3) / 4 * 4;
    }
    CU_FAIL("options without an end");
    return NULL;
}

static void read_interface(struct capture *c, const uint8_t *body, const uint8_t *end)
{
    size_t len = 0;
    const uint8_t *value;

    c->interfaces++;
    c->link_type = u16(body);
    value = option(body + 8, end, 2, &len);
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    snprintf(c->name, sizeof c->name, "%.*s", (int)len, (const char *)value);
    value = option(body + 8, end, 9, &len);
    CU_ASSERT_PTR_NOT_NULL_FATAL(value);
    CU_ASSERT_EQUAL(len, 1);
    c->resolution = value[0];
}

static void read_packet(struct capture *c, const uint8_t *body, const uint8_t *end)
{
    struct packet *p = &c->packet[c->packets++ % 16];
    const uint8_t *flags;
    size_t len = 0;

    CU_ASSERT_EQUAL(u32(body), 0);
    p->t = (uint64_t)u32(body + 4) << 32 | u32(body + 8);
    p->len = u32(body + 12);
    CU_ASSERT_EQUAL(u32(body + 16), p->len);
    CU_ASSERT_FATAL(p->len <= sizeof p->bytes);
    memcpy(p->bytes, body + 20, p->len);
    flags = option(body + 20 + (p->len + 3) / 4 * 4, end, 2, &len);
    CU_ASSERT_PTR_NOT_NULL_FATAL(flags);
    p->flags = u32(flags);
}

static void read_capture(const char *path, struct capture *c)
{
    static uint8_t file[65536];
    FILE *f = fopen(path, "rb");
    size_t size, at = 0;

    memset(c, 0, sizeof *c);
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    size = fread(file, 1, sizeof file, f);
    fclose(f);
    while (at + 12 <= size) {
        uint32_t type = u32(file + at), total = u32(file + at + 4);
        CU_ASSERT_FATAL(total >= 12 && total % 4 == 0 && at + total <= size);
        CU_ASSERT_EQUAL(u32(file + at + total - 4), total);
        switch (type) {
        case 0x0a0d0d0a:
            CU_ASSERT_EQUAL(u32(file + at + 8), 0x1a2b3c4d);
            CU_ASSERT_TRUE(u16(file + at + 12) == 1 && u16(file + at + 14) == 0);
            c->sections++;
            break;
        case 1:
            read_interface(c, file + at + 8, file + at + total - 4);
            break;
        case 6:
            read_packet(c, file + at + 8, file + at + total - 4);
            break;
        default:
            CU_FAIL("unknown block");
        }
        at += total;
    }
    CU_ASSERT_EQUAL(at, size);
}

static void temporary(char path[64])
{
    int fd;

    strcpy(path, "/tmp/toe-pcapng-XXXXXX");
    fd = mkstemp(path);
    CU_ASSERT_FATAL(fd >= 0);
    close(fd);
}

static void frames_are_read_back_with_time_direction_and_damage(void)
{
    static struct capture c;
    struct toe_pcapng *p = NULL;
    uint8_t frame[1514];
    char path[64];
    const uint64_t epoch = 1700000000000000000u;

    temporary(path);
    CU_ASSERT_EQUAL_FATAL(toe_pcapng_open(path, "client", epoch, &p), 0);
    for (unsigned i = 0; i < 8; i++) {
        frame_fill(frame, 60 + i, i);
        toe_pcapng_frame(p, i % 2 == 0, i == 5, i * 1000000007u, frame, 60 + i);
    }
    CU_ASSERT_EQUAL(toe_pcapng_close(p), 0);
    read_capture(path, &c);
    CU_ASSERT_TRUE(c.sections == 1 && c.interfaces == 1 && c.packets == 8);
    CU_ASSERT_STRING_EQUAL(c.name, "client");
    CU_ASSERT_TRUE(c.resolution == 9 && c.link_type == 1);
    for (unsigned i = 0; i < 8; i++) {
        frame_fill(frame, 60 + i, i);
        CU_ASSERT_EQUAL(c.packet[i].len, 60 + i);
        CU_ASSERT_EQUAL(memcmp(c.packet[i].bytes, frame, 60 + i), 0);
        CU_ASSERT_EQUAL(c.packet[i].t, epoch + i * 1000000007u);
        CU_ASSERT_EQUAL(c.packet[i].flags & 3, i % 2 == 0 ? 1 : 2);
        CU_ASSERT_EQUAL(c.packet[i].flags >> 24 & 1, i == 5);
    }
    unlink(path);
}

static void a_simulation_captures_both_directions_without_fcs(void)
{
    static struct capture c;
    struct toe_sim_config config = {.data_bytes = 8, .conns = 16, .clock = TOE_SIM_VIRTUAL, .name = "toe7"};
    struct toe_sim *sim = NULL;
    uint8_t frame[100];
    char path[64];

    temporary(path);
    config.pcapng_path = path;
    CU_ASSERT_EQUAL_FATAL(toe_sim_create(&config, &sim), 0);
    frame_fill(frame, sizeof frame, 1);
    toe_sim_wire_inject(sim, 5000, frame, sizeof frame);
    toe_sim_run(sim, TOE_SIM_NEVER, 10000);
    toe_sim_destroy(sim);
    read_capture(path, &c);
    CU_ASSERT_STRING_EQUAL(c.name, "toe7");
    CU_ASSERT_EQUAL(c.packets, 2);
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL(c.packet[i].len, sizeof frame);
        CU_ASSERT_EQUAL(memcmp(c.packet[i].bytes, frame, sizeof frame), 0);
        CU_ASSERT_EQUAL(c.packet[i].flags, i == 0 ? 1 : 2);
        /* 104 bytes are 13 beats; the loop is one cycle later. The stamp is that of the last beat. */
        CU_ASSERT_EQUAL(c.packet[i].t, 5000u + 120u + (unsigned)i * 10u);
    }
    unlink(path);
}

static void a_file_that_cannot_be_made_is_an_error(void)
{
    struct toe_pcapng *p = NULL;

    CU_ASSERT_EQUAL(toe_pcapng_open("/nonexistent/x", "a", 0, &p), -ENOENT);
    CU_ASSERT_PTR_NULL(p);
    CU_ASSERT_EQUAL(toe_pcapng_open("/dev/full", "a", 0, &p), -ENOSPC);
    CU_ASSERT_PTR_NULL(p);
    CU_ASSERT_EQUAL(toe_pcapng_close(NULL), 0);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(frames_are_read_back_with_time_direction_and_damage),
        SIM_CASE(a_simulation_captures_both_directions_without_fcs),
        SIM_CASE(a_file_that_cannot_be_made_is_an_error),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("pcapng", tests);
}
