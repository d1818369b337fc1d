/* Close: FIN in all orders, TIME-WAIT, abort (RFC 9293 sections 3.6, 3.10.4, 3.10.5). */
#include "wire.h"

extern const wire_suite close_fin, close_time_wait, close_abort;

int main(int argc, char **argv)
{
    static const wire_suite *const suites[] = {&close_fin, &close_time_wait, &close_abort};

    return wire_main(argc, argv, suites, sizeof suites / sizeof suites[0]);
}
