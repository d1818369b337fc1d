/* Reset: RST, SYN and strays (RFC 9293 sections 3.5.2, 3.5.3, 3.10.7.1, 3.10.7.4; RFC 5961 section 3.2). */
#include "wire.h"

extern const wire_suite reset_states, reset_challenge, reset_stray, reset_noise;

int main(int argc, char **argv)
{
    static const wire_suite *const suites[] = {&reset_states, &reset_challenge, &reset_stray, &reset_noise};

    return wire_main(argc, argv, suites, sizeof suites / sizeof suites[0]);
}
