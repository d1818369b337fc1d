/* make.c: the engine, the wire and the link socket that the options name. */
#include "process.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char *wire_advice(const char *wire, int rc)
{
    if (strncmp(wire, "tap", 3) == 0 && (rc == -EPERM || rc == -EACCES))
        return "; run it under `unshare -Urn`, as root, or use --wire slirp";
    if (strncmp(wire, "tap", 3) == 0 && rc == -EINVAL)
        return "; the name of a device has 1 to 15 characters";
    if (strncmp(wire, "tap", 3) == 0 && (rc == -ENOENT || rc == -ENODEV))
        return "; the kernel has no TUN/TAP driver here (modprobe tun), or use --wire slirp";
    if (rc == -EADDRINUSE)
        return "; remove the file, or stop the process that uses it";
    return "";
}

/* The wire alone: 0 with NULL for none, or an exit status. */
static int make_port(const struct options *o, struct toe_wire **wire)
{
    const char *w = o->wire;
    char why[256] = "";
    int rc;

    if (strcmp(w, "none") == 0)
        return 0;
    if (strcmp(w, "tap") == 0)
        rc = toe_wire_tap(NULL, NULL, wire);
    else if (strncmp(w, "tap:", 4) == 0)
        rc = toe_wire_tap(w + 4, NULL, wire);
    else if (strcmp(w, "slirp") == 0)
        rc = toe_wire_slirp(o->forwards, o->forward_count, wire);
    else if (strncmp(w, "seqpacket:", 10) == 0)
        rc = toe_wire_seqpacket_listen(w + 10, wire);
    else if (strncmp(w, "seqpacket-connect:", 18) == 0)
        rc = toe_wire_seqpacket_connect(w + 18, wire);
    else if (strncmp(w, "pcap:", 5) == 0)
        rc = toe_wire_pcap(w + 5, o->filter, why, sizeof why, wire);
    else
        return bad_value("--wire", w, "none, tap[:NAME], slirp, seqpacket:PATH, seqpacket-connect:PATH or pcap:FILE");
    if (rc) {
        fprintf(stderr, "toe-sim: --wire %s: %s%s\n", w, *why ? why : strerror(-rc), wire_advice(w, rc));
        return EXIT_FAILURE;
    }
    if (strncmp(w, "tap", 3) == 0)
        printf("toe-sim: TAP device %s\n", toe_wire_tap_name(*wire));
    return 0;
}

int make_wire(const struct options *o, struct toe_sim *sim)
{
    struct toe_wire *wire = NULL;
    int status = make_port(o, &wire), rc;

    if (status || !wire)
        return status;
    rc = toe_wire_impair_all(wire, &o->impair, o->config.seed, &wire);
    if (rc) {
        wire->ops->close(wire);
        fprintf(stderr, "toe-sim: --impair: %s\n", strerror(-rc));
        return EXIT_FAILURE;
    }
    toe_sim_wire_attach(sim, wire);
    return 0;
}

int make_sim(const struct options *o, struct toe_sim **sim)
{
    struct toe_sim_model_info models[16];
    size_t n = toe_sim_models(models, 16);
    int rc = toe_sim_create(&o->config, sim);

    if (!rc)
        return 0;
    if (rc == -ENOTSUP) {
        fprintf(stderr, "toe-sim: this build has no such engine%s; it has (--data-bytes, --conns):",
                o->config.fst_path ? ", or was built without waveforms (TOE_WAVES)" : "");
        for (size_t i = 0; i < n && i < 16; i++)
            fprintf(stderr, " %u,%u", models[i].data_bytes, models[i].conns);
        fprintf(stderr, "\n");
        return EXIT_USAGE;
    }
    if (o->config.pcapng_path && o->config.fst_path)
        fprintf(stderr, "toe-sim: --pcap %s or --fst %s: %s\n", o->config.pcapng_path, o->config.fst_path,
                strerror(-rc));
    else if (o->config.pcapng_path || o->config.fst_path)
        fprintf(stderr, "toe-sim: %s: %s\n", o->config.pcapng_path ? o->config.pcapng_path : o->config.fst_path,
                strerror(-rc));
    else
        fprintf(stderr, "toe-sim: cannot make the engine: %s\n", strerror(-rc));
    return EXIT_FAILURE;
}

/* A socket file whose owner was killed refuses connections; it may go. */
static bool remove_stale(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct stat st;
    bool stale = fd >= 0 && lstat(address->sun_path, &st) == 0 && S_ISSOCK(st.st_mode) &&
                 connect(fd, (const struct sockaddr *)address, sizeof *address) < 0 && errno == ECONNREFUSED;

    if (fd >= 0)
        close(fd);
    return stale && unlink(address->sun_path) == 0;
}

int make_link(const char *path, int *listener)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (!*path || strlen(path) >= sizeof address.sun_path) {
        fprintf(stderr, "toe-sim: --link %s: a socket path has 1 to %zu bytes\n", path, sizeof address.sun_path - 1);
        return EXIT_USAGE;
    }
    memcpy(address.sun_path, path, strlen(path));
    *listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (*listener < 0)
        goto fail;
    if (bind(*listener, (struct sockaddr *)&address, sizeof address) < 0 &&
        (errno != EADDRINUSE || !remove_stale(&address) ||
         bind(*listener, (struct sockaddr *)&address, sizeof address) < 0))
        goto fail;
    if (listen(*listener, 4) < 0) {
        unlink(path);
        goto fail;
    }
    return 0;

fail:
    fprintf(stderr, "toe-sim: --link %s: %s%s\n", path, strerror(errno),
            errno == EADDRINUSE ? "; remove the file, or stop the process that uses it" : "");
    return EXIT_FAILURE;
}
