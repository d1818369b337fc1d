/* remote.c: a program outside the tree that needs libtoe alone. Opens the engine of a simulator process, whose Unix socket
 * is its argument, and says what HELLO said. */
#include <stdio.h>
#include <string.h>
#include <toe.h>
#include <toe_transport.h>

int main(int argc, char **argv)
{
    struct toe_device_config config;
    struct toe_device_limits limits;
    struct toe_transport *transport;
    struct toe_device *dev;
    int err = argc == 2 ? toe_transport_unix(argv[1], &transport) : -22;

    if (!err) {
        toe_device_config_default(&config);
        toe_mac_parse("02:00:00:00:00:01", config.mac);
        toe_ip_parse("10.0.0.1", &config.ip);
        err = toe_device_open(transport, &config, &dev);
    }
    if (err) {
        fprintf(stderr, "remote: %s\n", strerror(-err));
        return 1;
    }
    toe_device_limits(dev, &limits);
    printf("%u connections\n", limits.conns);
    return toe_device_close(dev, 1000) != 0;
}
