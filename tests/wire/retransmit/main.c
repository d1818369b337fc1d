/* Retransmission: the timer, what is sent again, giving up (RFC 6298, RFC 9293 sections 3.8.1 to 3.8.3). */
#include "wire.h"

extern const wire_suite retransmit_rto, retransmit_rewind, retransmit_give_up, retransmit_sample;

int main(int argc, char **argv)
{
    static const wire_suite *const suites[] = {&retransmit_rto, &retransmit_rewind, &retransmit_give_up,
                                               &retransmit_sample};

    return wire_main(argc, argv, suites, sizeof suites / sizeof suites[0]);
}
