/* Congestion control: how much is in flight, and what is sent again before the timer (RFC 5681, 6582, 3042, 6928). */
#include "wire.h"

extern const wire_suite congestion_window, congestion_recovery, congestion_least;

int main(int argc, char **argv)
{
    static const wire_suite *const suites[] = {&congestion_window, &congestion_recovery, &congestion_least};

    return wire_main(argc, argv, suites, sizeof suites / sizeof suites[0]);
}
