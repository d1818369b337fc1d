/* Persist: closed windows on either side (RFC 9293 sections 3.8.6.1 and 3.8.6.2). */
#include "wire.h"

extern const wire_suite persist_probe, persist_silly, persist_update;

int main(int argc, char **argv)
{
    static const wire_suite *const suites[] = {&persist_probe, &persist_silly, &persist_update};

    return wire_main(argc, argv, suites, sizeof suites / sizeof suites[0]);
}
