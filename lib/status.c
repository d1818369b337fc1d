/* status.c: a thread that tells whoever connects to a socket of the file system what the device is doing. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "private.h"

#define ANSWER_MS 1000 /* of the device's clock: how long the engine may take */
#define READER_MS 2000 /* how long the reader may take for each piece */

struct toe_status {
    struct toe_device *dev;
    pthread_t thread;
    int listener, stop; /* stop: readable when the thread is to end */
    char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
};

/* ------------------------------------------------------------------------------------------------ the thread */

/* Waits until fd is ready. False: the time is over, or the thread is to end. */
static bool ready(const struct toe_status *status, int fd, short events, int timeout_ms)
{
    struct pollfd fds[2] = {{.fd = status->stop, .events = POLLIN}, {.fd = fd, .events = events}};

    return poll(fds, 2, timeout_ms) > 0 && !fds[0].revents && fds[1].revents;
}

static bool tell(const struct toe_status *status, int fd, const char *text)
{
    size_t left = strlen(text);

    while (left) {
        ssize_t went = send(fd, text, left, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (went < 0 && errno != EAGAIN)
            return false;
        if (went < 0 && !ready(status, fd, POLLOUT, READER_MS))
            return false;
        if (went > 0) {
            text += went;
            left -= (size_t)went;
        }
    }
    return true;
}

/* All entries, in memory of the caller's. Count, or a negative errno. */
static int collect(struct toe_device *dev, struct toe_info **infos)
{
    int count = toe_device_getinfo(dev, NULL, 0, 0);
    size_t room = count < 0 ? 0 : (size_t)count + 16; /* others may open some meanwhile */

    if (count < 0)
        return count;
    *infos = calloc(room, sizeof **infos);
    if (!*infos)
        return -ENOMEM;
    count = toe_device_getinfo(dev, *infos, room, ANSWER_MS);
    return count > (int)room ? (int)room : count;
}

static void answer(const struct toe_status *status, int fd)
{
    char line[TOE_INFO_TEXT_BYTES];
    struct toe_info *infos = NULL;
    int count = collect(status->dev, &infos);
    bool heard;

    heard = tell(status, fd, count == -ENODEV ? "the engine has gone\n" : toe_info_heading());
    for (int i = 0; heard && i < count; i++)
        heard = tell(status, fd, toe_info_format(&infos[i], line));
    free(infos);
}

static void *serve(void *arg)
{
    const struct toe_status *status = arg;

    while (ready(status, status->listener, POLLIN, -1)) {
        int fd = accept4(status->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        answer(status, fd);
        close(fd);
    }
    return NULL;
}

/* ------------------------------------------------------------------------------------------------ beginning and end */

static bool nobody_listens(const struct sockaddr_un *address)
{
    struct stat file;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool refused =
        fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) < 0 && errno == ECONNREFUSED;

    if (fd >= 0)
        close(fd);
    return refused && lstat(address->sun_path, &file) == 0 && S_ISSOCK(file.st_mode);
}

/* Until it listens nobody can connect, so the mode is set in time. */
static int listen_at(const char *path, int *listener)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int err;

    if (fd < 0)
        return -errno;
    strcpy(address.sun_path, path);
    err = bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ? errno : 0;
    if (err == EADDRINUSE && nobody_listens(&address) && unlink(path) == 0)
        err = bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ? errno : 0;
    if (!err && (chmod(path, S_IRUSR | S_IWUSR) < 0 || listen(fd, 4) < 0)) {
        err = errno;
        unlink(path);
    }
    if (err)
        close(fd);
    else
        *listener = fd;
    return -err;
}

/* Signals are for the application's threads. */
static int start(struct toe_status *status)
{
    sigset_t all, before;
    int err;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    err = pthread_create(&status->thread, NULL, serve, status);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return -err;
}

static void status_free(struct toe_status *status)
{
    if (status->listener >= 0) {
        unlink(status->path);
        close(status->listener);
    }
    if (status->stop >= 0)
        close(status->stop);
    free(status);
}

int toe_locked_serve_status(struct toe_device *dev, const char *path)
{
    struct toe_status *status;
    int err = 0;

    if (dev->status)
        return -EALREADY;
    if (strlen(path) >= sizeof status->path)
        return -ENAMETOOLONG;
    status = calloc(1, sizeof *status);
    if (!status)
        return -ENOMEM;
    strcpy(status->path, path);
    status->dev = dev;
    status->listener = -1;
    status->stop = eventfd(0, EFD_CLOEXEC);
    if (status->stop < 0)
        err = -errno;
    if (!err)
        err = listen_at(path, &status->listener);
    if (!err)
        err = start(status);
    if (err)
        status_free(status);
    else
        dev->status = status;
    return err;
}

void toe_status_end(struct toe_device *dev)
{
    struct toe_status *status = dev->status;

    if (!status)
        return;
    dev->status = NULL;
    toe_guard_unlock(dev->guard); /* it may be on its way into a call, which finds the device closing */
    eventfd_write(status->stop, 1);
    pthread_join(status->thread, NULL);
    toe_guard_lock(dev->guard);
    status_free(status);
}
