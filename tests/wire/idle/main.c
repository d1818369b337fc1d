/* Idle: time in which nothing happens is jumped, and costs nothing but its timers (DESIGN sections 2 and 6). */
#include "wire.h"

extern const wire_suite idle_jump;

int main(int argc, char **argv)
{
    static const wire_suite *const suites[] = {&idle_jump};

    return wire_main(argc, argv, suites, sizeof suites / sizeof suites[0]);
}
