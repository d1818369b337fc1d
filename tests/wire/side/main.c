/* Side: what is below and beside TCP: Ethernet, ARP, IPv4, ICMP, and where every frame ends. */
#include "wire.h"

extern const wire_suite side_arp, side_icmp, side_ip;

int main(int argc, char **argv)
{
    static const wire_suite *const suites[] = {&side_arp, &side_icmp, &side_ip};

    return wire_main(argc, argv, suites, sizeof suites / sizeof suites[0]);
}
