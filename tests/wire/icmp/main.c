/* ICMP errors about segments of ours (RFC 9293 section 3.9.2.2, RFC 5927, RFC 1191). */
#include "wire.h"

extern const wire_suite icmp_soft, icmp_path_mtu;

int main(int argc, char **argv)
{
    static const wire_suite *const suites[] = {&icmp_soft, &icmp_path_mtu};

    return wire_main(argc, argv, suites, sizeof suites / sizeof suites[0]);
}
