/* Handshakes: how connections begin (RFC 9293 sections 3.5, 3.7.1, 3.10.1, 3.10.7.1 to 3.10.7.3). */
#include "wire.h"

extern const wire_suite handshake_active, handshake_passive, handshake_crossing, handshake_isn, handshake_mss,
    handshake_syn_return;

int main(int argc, char **argv)
{
    static const wire_suite *const suites[] = {&handshake_active, &handshake_passive, &handshake_crossing,
                                               &handshake_isn,    &handshake_mss,     &handshake_syn_return};

    return wire_main(argc, argv, suites, sizeof suites / sizeof suites[0]);
}
