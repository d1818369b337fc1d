/* toe-ss: what the connections of running programs are doing, in the manner of `ss -tin`. `./toe ss` runs it.
 *
 * Asks the status sockets that are named (--status PATH, or toe_device_serve_status in toe.h); without a name all that
 * this user may ask and whose path ends in .toe. Exit status: 0, 1 if one did not answer, 2 if there is none to ask. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define PATIENCE_S 5
#define SUFFIX     ".toe"
#define PATHS_MAX  256

static int complain(const char *path, int err)
{
    fprintf(stderr, "toe ss: %s: %s\n", path, err == EAGAIN ? "it does not answer" : strerror(err));
    return 1;
}

/* Copies to stdout what is said there. An exit status. */
static int ask(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const struct timeval patience = {.tv_sec = PATIENCE_S};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), err = 0;
    char text[4096];
    ssize_t n;

    if (fd < 0)
        return complain(path, errno);
    if (strlen(path) >= sizeof address.sun_path)
        err = ENAMETOOLONG;
    else
        strcpy(address.sun_path, path);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience); /* of connect */
    if (!err && connect(fd, (const struct sockaddr *)&address, sizeof address) < 0)
        err = errno;
    while (!err && (n = recv(fd, text, sizeof text, 0)) != 0) {
        if (n < 0)
            err = errno;
        else
            fwrite(text, 1, (size_t)n, stdout);
    }
    close(fd);
    return err ? complain(path, err) : 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Paths of /proc/net/unix with our suffix, each once; how many. */
static size_t served(char *paths[PATHS_MAX])
{
    FILE *table = fopen("/proc/net/unix", "r");
    size_t count = 0, kept = 0;
    char line[512];

    while (table && count < PATHS_MAX && fgets(line, sizeof line, table)) {
        char *path = strchr(line, '/');
        size_t length;

        line[strcspn(line, "\n")] = '\0';
        length = path ? strlen(path) : 0;
        if (length > strlen(SUFFIX) && strcmp(path + length - strlen(SUFFIX), SUFFIX) == 0 && access(path, W_OK) == 0)
            paths[count++] = strdup(path);
    }
    if (table)
        fclose(table);
    qsort(paths, count, sizeof *paths, by_name);
    for (size_t i = 0; i < count; i++) /* a connection to it has the path, too */
        if (kept == 0 || strcmp(paths[kept - 1], paths[i]) != 0)
            paths[kept++] = paths[i];
        else
            free(paths[i]);
    return kept;
}

int main(int argc, char **argv)
{
    static char *found[PATHS_MAX];
    char **paths = argc > 1 ? argv + 1 : found;
    size_t count = argc > 1 ? (size_t)argc - 1 : served(found);
    int status = 0;

    if (argc > 1 && argv[1][0] == '-') {
        puts("usage: ./toe ss [PATH...]\nPATH: the status socket of a program; without one, all that end in " SUFFIX);
        return strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ? 0 : 2;
    }
    if (count == 0) {
        fprintf(stderr, "toe ss: no status socket that ends in " SUFFIX "; start a program with --status PATH\n");
        return 2;
    }
    for (size_t i = 0; i < count; i++) {
        if (count > 1)
            printf("%s:\n", paths[i]);
        status |= ask(paths[i]);
    }
    for (size_t i = 0; paths == found && i < count; i++)
        free(found[i]);
    return status;
}
