/* tap.c: a TAP device of the current network namespace. The kernel's own TCP is then the peer. */
#include "toe_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

struct tap_wire {
    struct toe_wire base;
    int fd; /* closing it removes a device that was made here */
    char name[IFNAMSIZ];
};

static struct tap_wire *self(struct toe_wire *wire)
{
    return (struct tap_wire *)wire;
}

/* The device was deleted under us; anything else is a frame lost, as on any wire. */
static bool is_gone(int error)
{
    return error == EBADFD || error == ENODEV || error == EBADF;
}

static int tap_send(struct toe_wire *wire, const uint8_t *frame, size_t len, const struct toe_wire_tag *tag)
{
    (void)tag;
    if (write(self(wire)->fd, frame, len) >= 0)
        return 0;
    return is_gone(errno) ? -ENODEV : -errno;
}

static long tap_recv(struct toe_wire *wire, uint8_t *buf, uint64_t now_ns, struct toe_wire_tag *tag)
{
    ssize_t len = read(self(wire)->fd, buf, TOE_WIRE_MAX_FRAME);

    (void)now_ns;
    (void)tag;
    if (len >= 0)
        return (long)len;
    return is_gone(errno) ? -ENODEV : 0;
}

static int tap_fd(struct toe_wire *wire)
{
    return self(wire)->fd;
}

static void tap_close(struct toe_wire *wire)
{
    close(self(wire)->fd);
    free(wire);
}

static const struct toe_wire_ops tap_ops = {
    .name = "tap",
    .send = tap_send,
    .recv = tap_recv,
    .fd = tap_fd,
    .close = tap_close,
};

/* Sets the address of the kernel's side, if asked, and brings the device up. */
static int bring_up(const char *name, const uint8_t peer_mac[6])
{
    struct ifreq request;
    int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int rc = 0;

    if (control < 0)
        return -errno;
    memset(&request, 0, sizeof request);
    memcpy(request.ifr_name, name, IFNAMSIZ);
    if (peer_mac) {
        request.ifr_hwaddr.sa_family = ARPHRD_ETHER;
        memcpy(request.ifr_hwaddr.sa_data, peer_mac, 6);
        if (ioctl(control, SIOCSIFHWADDR, &request) < 0)
            rc = -errno;
    }
    if (!rc && ioctl(control, SIOCGIFFLAGS, &request) < 0)
        rc = -errno;
    request.ifr_flags = (short)(request.ifr_flags | IFF_UP);
    if (!rc && ioctl(control, SIOCSIFFLAGS, &request) < 0)
        rc = -errno;
    close(control);
    return rc;
}

int toe_wire_tap(const char *name, const uint8_t peer_mac[6], struct toe_wire **out)
{
    struct tap_wire *tap;
    struct ifreq request;
    int rc;

    if (name && strlen(name) >= IFNAMSIZ)
        return -EINVAL;
    tap = calloc(1, sizeof *tap);
    if (!tap)
        return -ENOMEM;
    tap->base = (struct toe_wire){&tap_ops, true, 0, false};
    tap->fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (tap->fd < 0) {
        rc = -errno;
        free(tap);
        return rc;
    }
    memset(&request, 0, sizeof request);
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    if (name)
        memcpy(request.ifr_name, name, strlen(name));
    rc = ioctl(tap->fd, TUNSETIFF, &request) < 0 ? -errno : 0;
    if (rc)
        goto fail;
    memcpy(tap->name, request.ifr_name, IFNAMSIZ);
    rc = bring_up(tap->name, peer_mac);
    if (rc)
        goto fail;
    *out = &tap->base;
    return 0;

fail:
    tap_close(&tap->base);
    return rc;
}

const char *toe_wire_tap_name(const struct toe_wire *tap)
{
    return ((const struct tap_wire *)tap)->name;
}
