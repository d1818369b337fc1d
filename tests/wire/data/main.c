/* Data: text, acknowledgments and windows in ESTABLISHED (RFC 9293 sections 3.8.6 and 3.10.7.4). */
#include "wire.h"

extern const wire_suite data_receive, data_reassembly, data_delayed_ack, data_send, data_ack, data_packet, data_random,
    data_host, data_fin_with_old_text, data_window_field, data_urgent;

int main(int argc, char **argv)
{
    static const wire_suite *const suites[] = {
        &data_receive, &data_reassembly, &data_delayed_ack,       &data_send,         &data_ack,   &data_packet,
        &data_random,  &data_host,       &data_fin_with_old_text, &data_window_field, &data_urgent};

    return wire_main(argc, argv, suites, sizeof suites / sizeof suites[0]);
}
