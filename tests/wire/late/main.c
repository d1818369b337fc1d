/* What comes too late: an event that was under way when another one ended what it belongs to (DESIGN section 2, Rules). */
#include "wire.h"

extern const wire_suite late_segment, late_timer;

int main(int argc, char **argv)
{
    static const wire_suite *const suites[] = {&late_segment, &late_timer};

    return wire_main(argc, argv, suites, sizeof suites / sizeof suites[0]);
}
