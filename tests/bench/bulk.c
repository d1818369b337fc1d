/* bulk.c: one program that moves bytes in calls of one size, over this library or over Linux's sockets: what
 * `./toe bench --library` counts instructions of.
 *
 *   bulk toe|linux send|receive BYTES PIECE
 *
 * toe: the simulated engine and the ideal peer, as in toe-bench. linux: TCP over loopback, a child is the other end.
 * Prints the calls, and how much CPU time this process took, of its own and in system calls. Exit status: 0, 1, 2 (usage).
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "streams.h"

enum { PIECE_MOST = 32768, USAGE = 2, CHILD_PIECE = 65536 };

struct job {
    bool sends;
    uint64_t bytes, calls;
    size_t piece;
};

static size_t next_piece(const struct job *job, uint64_t done)
{
    uint64_t left = job->bytes - done;

    return left < job->piece ? (size_t)left : job->piece;
}

/* ------------------------------------------------------------------------------------------------ this library */

static int move_here(struct bench *bench, const struct stream *stream, struct job *job)
{
    uint8_t buffer[PIECE_MOST];
    uint32_t step = 0;

    for (uint64_t done = 0; done < job->bytes;) {
        const uint8_t *text = ideal_peer_text(&bench->peer, stream->peer, done);
        size_t piece = next_piece(job, done);
        ssize_t n = job->sends ? toe_send(stream->socket, text, piece, 0) : toe_recv(stream->socket, buffer, piece, 0);
        job->calls++;
        if (n > 0 && !job->sends && memcmp(buffer, text, (size_t)n) != 0)
            return bench_complain("a wrong byte");
        if (n > 0)
            done += (uint64_t)n;
        else if (n != -EAGAIN || bench_step(bench, &step))
            return bench_complain("the connection does not go on");
    }
    while (job->sends && bench->peer.received < job->bytes)
        if (bench_step(bench, &step))
            return -1;
    return 0;
}

static int run_toe(struct job *job)
{
    static struct bench bench;
    const struct bench_options options = {0};
    const struct toe_sim_model_info model = {.data_bytes = 8, .conns = 1024};
    struct streams streams;
    int err;

    if (bench_open(&bench, &model, &options))
        return -1;
    err = streams_open(&bench, &streams, 1);
    if (!err && !job->sends)
        streams_peer_sends(&bench, &streams, job->bytes);
    if (!err)
        err = move_here(&bench, &streams.all[0], job);
    streams_close(&streams);
    bench_close(&bench);
    return err;
}

/* ------------------------------------------------------------------------------------------------ Linux */

static int move_linux(int fd, struct job *job)
{
    static char buffer[PIECE_MOST > CHILD_PIECE ? PIECE_MOST : CHILD_PIECE];

    for (uint64_t done = 0; done < job->bytes; job->calls++) {
        size_t piece = next_piece(job, done);
        ssize_t n = job->sends ? send(fd, buffer, piece, 0) : recv(fd, buffer, piece, 0);
        if (n <= 0)
            return bench_complain("the connection does not go on");
        done += (uint64_t)n;
    }
    return 0;
}

static int run_linux(struct job *job)
{
    struct sockaddr_in addr = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct job other = {.sends = !job->sends, .bytes = job->bytes, .piece = CHILD_PIECE};
    socklen_t len = sizeof addr;
    int listener = socket(AF_INET, SOCK_STREAM, 0), err = -1, fd, status;
    pid_t child;

    if (listener < 0 || bind(listener, (struct sockaddr *)&addr, len) || listen(listener, 1) ||
        getsockname(listener, (struct sockaddr *)&addr, &len))
        return bench_complain("no socket");
    child = fork();
    if (child == 0) {
        fd = socket(AF_INET, SOCK_STREAM, 0);
        _exit(fd < 0 || connect(fd, (struct sockaddr *)&addr, len) || move_linux(fd, &other));
    }
    fd = child > 0 ? accept(listener, NULL, NULL) : -1;
    if (fd >= 0) {
        err = move_linux(fd, job);
        close(fd);
    }
    close(listener);
    if (child > 0 && (waitpid(child, &status, 0) != child || status))
        err = -1;
    return err;
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    struct job job = {0};
    struct rusage usage;
    int err;

    if (argc == 5) {
        job.sends = strcmp(argv[2], "send") == 0;
        job.bytes = strtoull(argv[3], NULL, 10);
        job.piece = strtoul(argv[4], NULL, 10);
    }
    if (!job.piece || job.piece > PIECE_MOST || (!job.sends && strcmp(argv[2], "receive") != 0)) {
        fputs("usage: bulk toe|linux send|receive BYTES PIECE\n", stderr);
        return USAGE;
    }
    err = strcmp(argv[1], "linux") == 0 ? run_linux(&job) : run_toe(&job);
    getrusage(RUSAGE_SELF, &usage);
    printf("calls %llu user_s %.6f system_s %.6f\n", (unsigned long long)job.calls, seconds(usage.ru_utime),
           seconds(usage.ru_stime));
    return err ? 1 : 0;
}
