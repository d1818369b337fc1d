/* The host: what it may ask, what it may say at the wrong time, and what happens when it is slow or dies (DESIGN sections 3, 4). */
#include "wire.h"

extern const wire_suite host_status, host_unwanted, host_slow, host_end;

int main(int argc, char **argv)
{
    static const wire_suite *const suites[] = {&host_status, &host_unwanted, &host_slow, &host_end};

    return wire_main(argc, argv, suites, sizeof suites / sizeof suites[0]);
}
