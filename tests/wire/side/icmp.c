/* icmp.c: echo, and ICMP that must do nothing (RFC 792, RFC 1122 section 3.2.2). */
#include "wire.h"

#include <string.h>

enum { ID_AND_SEQUENCE = 0x1234abcd, ECHO_MAX_BYTES = 1472 };

static void fill(uint8_t *data, size_t len)
{
    for (size_t i = 0; i < len; i++)
        data[i] = (uint8_t)(i * 7 + len);
}

static void build(frame *f, uint8_t type, uint8_t code, const uint8_t *data, size_t len, uint32_t dst, unsigned faults)
{
    eth_header eth = {.ethertype = ETHERTYPE_IPV4};
    ipv4_header ip = {.version = 4, .ttl = 64, .proto = PROTO_ICMP, .src = PEER_IP, .dst = dst, .id = 77};

    memcpy(eth.dst, dst == ENGINE_IP ? ENGINE_MAC : BROADCAST_MAC, 6);
    memcpy(eth.src, PEER_MAC, 6);
    frame_build_icmp(f, &eth, &ip, type, code, ID_AND_SEQUENCE, data, len, faults);
}

static void peer_sends_icmp(peer *p, uint8_t type, uint8_t code, size_t len, uint32_t dst, unsigned faults)
{
    uint8_t data[ECHO_MAX_BYTES];
    frame f;

    fill(data, len);
    build(&f, type, code, data, len, dst, faults);
    peer_sends_frame(p, &f);
}

static void engine_echoes(peer *p, size_t len)
{
    uint8_t data[ECHO_MAX_BYTES];
    frame f;
    frame_view v;

    fill(data, len);
    engine_sends_frame(p, ms(5), &f, &v);
    EXPECT(p, v.kind == FRAME_ICMP && v.fault == NULL);
    EXPECT(p, v.icmp_type == ICMP_ECHO_REPLY && v.icmp_code == 0 && v.icmp_rest == ID_AND_SEQUENCE);
    EXPECT(p, v.ip.src == ENGINE_IP && v.ip.dst == PEER_IP && memcmp(v.eth.dst, PEER_MAC, 6) == 0);
    EXPECT(p, v.payload_bytes == len && memcmp(v.payload, data, len) == 0);
}

/* covers: 1122-07, 792-02 */
static void echo_of_every_size_is_answered(peer *p)
{
    static const size_t sizes[] = {0, 1, 2, 3, 7, 8, 9, 17, 18, 19, 31, 32, 33, 56, 63, 64, 65, 255, 1000, 1471, 1472};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        peer_sends_icmp(p, ICMP_ECHO_REQUEST, 0, sizes[i], ENGINE_IP, 0);
        engine_echoes(p, sizes[i]);
    }
}

/* covers: 792-04 */
static void echo_with_a_bad_checksum_is_dropped(peer *p)
{
    peer_sends_icmp(p, ICMP_ECHO_REQUEST, 0, 56, ENGINE_IP, BAD_ICMP_CHECKSUM);
    engine_is_silent(p);
    peer_sends_icmp(p, ICMP_ECHO_REQUEST, 0, 56, ENGINE_IP, 0);
    engine_echoes(p, 56);
}

/* covers: 1122-06, 1122-04 */
static void echo_to_a_group_address_or_in_fragments_is_not_answered(peer *p)
{
    uint8_t data[16] = {0};
    eth_header eth = {.ethertype = ETHERTYPE_IPV4};
    ipv4_header ip = {
        .version = 4, .ttl = 64, .proto = PROTO_ICMP, .src = PEER_IP, .dst = ENGINE_IP, .fragment = IP_MF};
    frame f;

    peer_sends_icmp(p, ICMP_ECHO_REQUEST, 0, 56, 0xffffffff, 0);
    peer_sends_icmp(p, ICMP_ECHO_REQUEST, 0, 56, SUBNET_BROADCAST, 0);
    memcpy(eth.dst, ENGINE_MAC, 6);
    memcpy(eth.src, PEER_MAC, 6);
    frame_build_icmp(&f, &eth, &ip, ICMP_ECHO_REQUEST, 0, 1, data, sizeof data, 0);
    peer_sends_frame(p, &f);
    engine_is_silent(p);
}

/* covers: 792-03, 1122-06 */
static void other_types_are_not_answered(peer *p)
{
    for (unsigned type = 0; type < 256; type++)
        if (type != ICMP_ECHO_REQUEST) {
            peer_sends_icmp(p, (uint8_t)type, 0, 28, ENGINE_IP, 0);
            after(p, 100);
        }
    engine_is_silent(p);
}

/* Nothing acts on ICMP errors in this version: neither soft nor forged ones end a connection.
 * covers: MUST-55, MUST-56, 5927-02, 5927-03, 792-06 */
static void icmp_errors_do_not_end_a_connection(peer *p)
{
    static const uint8_t kinds[][2] = {{3, 0}, {3, 1}, {3, 2}, {3, 3}, {3, 5}, {4, 0}, {5, 1}, {11, 0}, {12, 0}};

    given_connected(p);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        uint8_t quote[IPV4_BYTES + 8];
        frame sent, error;

        peer_makes(p, &sent, (segment){.flags = ACK});
        memcpy(quote, sent.bytes + ETH_BYTES, sizeof quote);
        put32(quote + 12, ENGINE_IP);
        put32(quote + 16, PEER_IP);
        memcpy(quote + 20, sent.bytes + ETH_BYTES + IPV4_BYTES + 2, 2);
        memcpy(quote + 22, sent.bytes + ETH_BYTES + IPV4_BYTES, 2);
        build(&error, kinds[i][0], kinds[i][1], quote, sizeof quote, ENGINE_IP, 0);
        peer_sends_frame(p, &error);
        after(p, ms(1));
    }
    app_has_nothing_to_read(p);
    peer_sends(p, ACK, .seq = 1, .ack = 11, .len = 5);
    engine_sends(p, ACK, .seq = 11, .ack = 6);
    app_reads(p, 5);
}

static const wire_test tests[] = {
    TEST(echo_of_every_size_is_answered),
    TEST(echo_with_a_bad_checksum_is_dropped),
    TEST(echo_to_a_group_address_or_in_fragments_is_not_answered),
    TEST(other_types_are_not_answered),
    TEST(icmp_errors_do_not_end_a_connection),
};
const wire_suite side_icmp = SUITE("ICMP", tests);
