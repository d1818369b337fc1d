/* Is the peer still there? Keep-alive, user time-out, and the end of an orphan's FIN-WAIT-2 (RFC 9293 sections 3.8.3, 3.8.4). */
#include "wire.h"

extern const wire_suite alive_keep_alive, alive_user_timeout, alive_fin_wait;

int main(int argc, char **argv)
{
    static const wire_suite *const suites[] = {&alive_keep_alive, &alive_user_timeout, &alive_fin_wait};

    return wire_main(argc, argv, suites, sizeof suites / sizeof suites[0]);
}
