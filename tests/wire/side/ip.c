/* ip.c: what is wrong below TCP, or not for us, is dropped under one reason (RFC 791, RFC 1122, DESIGN invariant 7). */
#include "wire.h"

#include "link_gen.h"

#include <string.h>

/* The text of this segment must not arrive, nothing may answer, and it is counted there. */
#define IS_DROPPED(p, counter, ...)                                       \
    do {                                                                  \
        uint32_t before_ = engine_counter((p), (counter));                \
        peer_sends((p), ACK, .seq = 1, .ack = 1, .len = 33, __VA_ARGS__); \
        engine_is_silent(p);                                              \
        app_has_nothing_to_read(p);                                       \
        EXPECT((p), engine_counter((p), (counter)) - before_ == 1);       \
    } while (0)

/* And the connection still works. */
static void good_segment_is_taken(peer *p)
{
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 33);
    engine_sends(p, ACK, .seq = 1, .ack = 34);
    app_reads(p, 33);
}

static void bad_fcs_is_dropped(peer *p)
{
    given_connected(p);
    IS_DROPPED(p, "disp_drop_fcs", .faults = BAD_FCS);
    good_segment_is_taken(p);
}

/* covers: 1122-02 */
static void bad_ip_checksum_is_dropped(peer *p)
{
    given_connected(p);
    IS_DROPPED(p, "disp_drop_ip_header", .faults = BAD_IP_CHECKSUM);
    good_segment_is_taken(p);
}

/* covers: MUST-3 */
static void bad_tcp_checksum_is_dropped(peer *p)
{
    given_connected(p);
    IS_DROPPED(p, "disp_drop_tcp_checksum", .faults = BAD_TCP_CHECKSUM);
    IS_DROPPED(p, "disp_drop_tcp_checksum", .faults = ZERO_TCP_CHECKSUM);
    good_segment_is_taken(p);
}

/* Each bit of the segment in turn, pseudo-header included: length and addresses too. covers: MUST-3 */
static void every_flipped_bit_of_a_segment_is_noticed(peer *p)
{
    given_connected(p);
    for (unsigned bit = 0; bit < 8 * (TCP_BYTES + 4) && !peer_failed(p); bit++) {
        frame f;

        peer_makes(p, &f, (segment){.flags = ACK, .seq = 1, .ack = 1, .len = 4});
        f.bytes[ETH_BYTES + IPV4_BYTES + bit / 8] ^= (uint8_t)(1u << bit % 8);
        frame_seal(&f);
        peer_sends_frame(p, &f);
    }
    engine_is_silent(p);
    app_has_nothing_to_read(p);
    EXPECT(p, engine_counter(p, "disp_drop_tcp_checksum") + engine_counter(p, "disp_drop_tcp_header") == 192);
    good_segment_is_taken(p);
}

/* covers: 1122-01 */
static void other_ip_versions_are_dropped(peer *p)
{
    given_connected(p);
    for (uint8_t version = 1; version < 16; version++)
        if (version != 4)
            IS_DROPPED(p, "disp_drop_ip_header", .ip_version = version);
    good_segment_is_taken(p);
}

static void short_ip_header_is_dropped(peer *p)
{
    given_connected(p);
    IS_DROPPED(p, "disp_drop_ip_header", .ip_header_bytes = 16);
    good_segment_is_taken(p);
}

static void ip_length_beyond_the_frame_is_dropped(peer *p)
{
    given_connected(p);
    IS_DROPPED(p, "disp_drop_length", .ip_total_bytes = 20 + 20 + 33 + 1);
    IS_DROPPED(p, "disp_drop_length", .ip_total_bytes = 1500);
    good_segment_is_taken(p);
}

/* covers: 1122-04 */
static void fragments_are_dropped_and_counted(peer *p)
{
    given_connected(p);
    IS_DROPPED(p, "disp_drop_fragment", .fragment = IP_MF);
    IS_DROPPED(p, "disp_drop_fragment", .fragment = 1);
    IS_DROPPED(p, "disp_drop_fragment", .fragment = IP_MF | 100);
    good_segment_is_taken(p);
}

/* covers: MUST-63, 1122-03 */
static void impossible_sources_are_dropped(peer *p)
{
    given_connected(p);
    IS_DROPPED(p, "disp_drop_source", .src_ip = 0xffffffff);
    IS_DROPPED(p, "disp_drop_source", .src_ip = SUBNET_BROADCAST);
    IS_DROPPED(p, "disp_drop_source", .src_ip = 0xe0000001);
    IS_DROPPED(p, "disp_drop_source", .src_ip = 0x7f000001);
    IS_DROPPED(p, "disp_drop_source", .src_ip = ENGINE_IP);
    good_segment_is_taken(p);
}

/* covers: MUST-63 */
static void syn_from_an_impossible_source_is_ignored(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460, .src_ip = 0xffffffff);
    peer_sends(p, SYN, .seq = 0, .mss = 1460, .src_ip = SUBNET_BROADCAST);
    peer_sends(p, SYN, .seq = 0, .mss = 1460, .src_ip = 0xe1020304);
    peer_sends(p, SYN, .seq = 0, .mss = 1460, .src_ip = 0x7f000001);
    peer_sends(p, SYN, .seq = 0, .mss = 1460, .src_ip = ENGINE_IP);
    engine_is_silent_for(p, seconds(3));
    app_has_nothing_to_accept(p);
}

/* covers: MUST-57, 1122-03, 1122-06 */
static void tcp_to_a_group_address_is_dropped_silently(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460, .dst_ip = 0xffffffff, .dst_mac = BROADCAST_MAC);
    peer_sends(p, SYN, .seq = 0, .mss = 1460, .dst_ip = SUBNET_BROADCAST, .dst_mac = BROADCAST_MAC);
    peer_sends(p, SYN, .seq = 0, .mss = 1460, .dst_ip = SUBNET_BROADCAST);
    peer_sends(p, SYN, .seq = 0, .mss = 1460, .dst_ip = ENGINE_IP, .dst_mac = BROADCAST_MAC);
    engine_is_silent_for(p, seconds(2));
    app_has_nothing_to_accept(p);
    on_stray(p, 9999);
    peer_sends(p, SYN, .seq = 0, .mss = 1460, .dst_ip = ENGINE_IP, .dst_mac = BROADCAST_MAC);
    peer_sends(p, ACK, .seq = 0, .ack = 5, .dst_ip = SUBNET_BROADCAST, .dst_mac = BROADCAST_MAC);
    engine_is_silent(p);
}

/* covers: 1122-03 */
static void packets_for_other_hosts_are_not_ours(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 20, .dst_mac = OTHER_MAC);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 20, .dst_ip = ENGINE_IP + 1);
    engine_is_silent(p);
    app_has_nothing_to_read(p);
    good_segment_is_taken(p);
}

/* covers: 1122-05 */
static void ttl_of_one_is_accepted(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 33, .ttl = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 34);
    app_reads(p, 33);
}

/* covers: MUST-50 */
static void ip_options_are_skipped(peer *p)
{
    uint32_t next = 1;

    given_connected(p);
    for (unsigned bytes = 4; bytes <= 40; bytes += 4) {
        uint8_t options[40] = {0x94, 4, 0, 0}; /* router alert, then the end */

        peer_sends(p, ACK, .seq = next, .ack = 1, .len = 33, .ip_options = options, .ip_option_bytes = bytes);
        next += 33;
        engine_sends(p, ACK, .seq = 1, .ack = next);
    }
    app_reads(p, next - 1);
}

/* Not offered: docs/tcp-coverage.md, MUST-51 to MUST-53. */
static void source_routed_packets_are_dropped(peer *p)
{
    static const uint8_t loose[] = {131, 7, 4, 10, 0, 0, 9, 0}, strict[] = {1, 137, 7, 4, 10, 0, 0, 9};

    given_connected(p);
    IS_DROPPED(p, "disp_drop_source_route", .ip_options = loose, .ip_option_bytes = sizeof loose);
    IS_DROPPED(p, "disp_drop_source_route", .ip_options = strict, .ip_option_bytes = sizeof strict);
    good_segment_is_taken(p);
}

static void bad_data_offset_is_dropped(peer *p)
{
    given_connected(p);
    IS_DROPPED(p, "disp_drop_tcp_header", .data_offset_bytes = 16);
    IS_DROPPED(p, "disp_drop_tcp_header", .data_offset_bytes = 60);
    good_segment_is_taken(p);
}

/* Ethernet pads short frames: the padding is no text. covers: 9293x-06 */
static void padding_of_a_short_frame_is_no_text(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    engine_is_silent(p);
    for (uint32_t i = 0; i < 6; i++) {
        peer_sends(p, ACK, .seq = 1 + i, .ack = 1, .len = 1);
        engine_sends(p, ACK, .seq = 1, .ack = 2 + i);
    }
    app_reads(p, 6);
    app_has_nothing_to_read(p);
}

static uint32_t disposition_sum(peer *p)
{
    uint32_t sum = 0;

    for (unsigned i = 0; i < TOE_DISP_COUNT; i++)
        sum += engine_counter(p, toe_counters[i].name);
    return sum;
}

/* Invariant 7. */
static void every_frame_ends_under_exactly_one_disposition(peer *p)
{
    static const uint8_t options[] = {131, 3, 4, 0};
    uint32_t frames, sum;

    given_connected(p);
    frames = engine_counter(p, "etherStatsPkts");
    EXPECT(p, disposition_sum(p) == frames);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10, .faults = BAD_FCS);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10, .faults = BAD_IP_CHECKSUM);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10, .faults = BAD_TCP_CHECKSUM);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10, .fragment = IP_MF);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10, .ip_options = options, .ip_option_bytes = 4);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10, .src_ip = 0x7f000001);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10, .dst_mac = OTHER_MAC);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10, .data_offset_bytes = 8);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
    peer_sends(p, RST, .seq = 1, .src_port = 1234);
    engine_sends(p, ACK, .seq = 1, .ack = 11);
    app_reads(p, 10);
    engine_is_silent(p);
    sum = disposition_sum(p);
    EXPECT(p, sum - frames == 10);
    EXPECT(p, engine_counter(p, "etherStatsPkts") == sum);
}

static const wire_test tests[] = {
    TEST(bad_fcs_is_dropped),
    TEST(bad_ip_checksum_is_dropped),
    TEST(bad_tcp_checksum_is_dropped),
    TEST(every_flipped_bit_of_a_segment_is_noticed),
    TEST(other_ip_versions_are_dropped),
    TEST(short_ip_header_is_dropped),
    TEST(ip_length_beyond_the_frame_is_dropped),
    TEST(fragments_are_dropped_and_counted),
    TEST(impossible_sources_are_dropped),
    TEST(syn_from_an_impossible_source_is_ignored),
    TEST(tcp_to_a_group_address_is_dropped_silently),
    TEST(packets_for_other_hosts_are_not_ours),
    TEST(ttl_of_one_is_accepted),
    TEST(ip_options_are_skipped),
    TEST(source_routed_packets_are_dropped),
    TEST(bad_data_offset_is_dropped),
    TEST(padding_of_a_short_frame_is_no_text),
    TEST(every_frame_ends_under_exactly_one_disposition),
};
const wire_suite side_ip = SUITE("IP and dispositions", tests);
