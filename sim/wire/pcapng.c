/* pcapng.c: see pcapng.h. Blocks are written in the byte order of the machine, as the format allows; lengths are
 * multiples of four and stand at both ends of a block. */
#include "pcapng.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 6,
    OPT_END = 0,
    OPT_IF_NAME = 2,
    OPT_IF_TSRESOL = 9,
    OPT_SHB_USERAPPL = 4,
    OPT_EPB_FLAGS = 2,
    LINKTYPE_ETHERNET = 1,
    TSRESOL_NS = 9,
};

#define BYTE_ORDER_MAGIC  0x1a2b3c4du
#define FLAG_INBOUND      1u
#define FLAG_OUTBOUND     2u
#define FLAG_CRC_ERROR    (1u << 24)
#define FILE_BUFFER_BYTES 65536
#define HEADER_WORDS      64

struct toe_pcapng {
    FILE *file;
    uint64_t epoch_ns;
};

/* A block of headers under construction, in 32-bit words. */
struct block {
    uint32_t words[HEADER_WORDS];
    size_t n;
};

static void put(struct block *b, uint32_t word)
{
    if (b->n < HEADER_WORDS)
        b->words[b->n++] = word;
}

static void put_option(struct block *b, uint16_t code, const void *value, size_t len)
{
    size_t words = (len + 3) / 4;

    if (b->n + 1 + words > HEADER_WORDS - 2)
        return;
    put(b, (uint32_t)code | (uint32_t)len << 16);
    memset(b->words + b->n, 0, words * 4);
    memcpy(b->words + b->n, value, len);
    b->n += words;
}

static void begin(struct block *b, uint32_t type)
{
    b->n = 0;
    put(b, type);
    put(b, 0);
}

/* Ends a block that needs no more bytes. */
static void end(struct block *b, FILE *file)
{
    put(b, OPT_END);
    put(b, 0);
    b->words[1] = b->words[b->n - 1] = (uint32_t)(b->n * 4);
    fwrite(b->words, 4, b->n, file);
}

static void write_headers(FILE *file, const char *interface)
{
    static const char application[] = "OpenTOE simulator";
    const uint8_t resolution = TSRESOL_NS;
    size_t name_bytes = strnlen(interface, 128);
    struct block b;

    begin(&b, BLOCK_SECTION);
    put(&b, BYTE_ORDER_MAGIC);
    put(&b, 1);          /* version 1.0 */
    put(&b, UINT32_MAX); /* section length: not known, 64 bits */
    put(&b, UINT32_MAX);
    put_option(&b, OPT_SHB_USERAPPL, application, sizeof application - 1);
    end(&b, file);

    begin(&b, BLOCK_INTERFACE);
    put(&b, LINKTYPE_ETHERNET);
    put(&b, 0); /* frames are never cut */
    put_option(&b, OPT_IF_NAME, interface, name_bytes);
    put_option(&b, OPT_IF_TSRESOL, &resolution, 1);
    end(&b, file);
}

int toe_pcapng_open(const char *path, const char *interface, uint64_t epoch_ns, struct toe_pcapng **out)
{
    struct toe_pcapng *p = calloc(1, sizeof *p);
    int rc;

    if (!p)
        return -ENOMEM;
    p->epoch_ns = epoch_ns;
    p->file = fopen(path, "wbe");
    if (!p->file) {
        rc = -errno;
        goto fail;
    }
    setvbuf(p->file, NULL, _IOFBF, FILE_BUFFER_BYTES);
    write_headers(p->file, interface);
    if (fflush(p->file)) {
        rc = -errno;
        fclose(p->file);
        goto fail;
    }
    *out = p;
    return 0;

fail:
    free(p);
    return rc;
}

void toe_pcapng_frame(struct toe_pcapng *p, bool to_engine, bool damaged, uint64_t t_ns, const uint8_t *frame,
                      size_t len)
{
    static const uint8_t padding[4] = {0};
    const size_t pad = (4 - len % 4) % 4;
    const uint64_t stamp = p->epoch_ns + t_ns;
    const uint32_t flags = (to_engine ? FLAG_INBOUND : FLAG_OUTBOUND) | (damaged ? FLAG_CRC_ERROR : 0);
    struct block head, tail = {.n = 0};
    uint32_t total;

    begin(&head, BLOCK_PACKET);
    put(&head, 0); /* interface */
    put(&head, (uint32_t)(stamp >> 32));
    put(&head, (uint32_t)stamp);
    put(&head, (uint32_t)len); /* captured, original */
    put(&head, (uint32_t)len);
    put_option(&tail, OPT_EPB_FLAGS, &flags, sizeof flags);
    put(&tail, OPT_END);
    total = (uint32_t)((head.n + tail.n + 1) * 4 + len + pad);
    put(&tail, total);
    head.words[1] = total;
    fwrite(head.words, 4, head.n, p->file);
    fwrite(frame, 1, len, p->file);
    fwrite(padding, 1, pad, p->file);
    fwrite(tail.words, 4, tail.n, p->file);
}

void toe_pcapng_flush(struct toe_pcapng *p)
{
    if (p)
        fflush(p->file);
}

int toe_pcapng_close(struct toe_pcapng *p)
{
    int failed;

    if (!p)
        return 0;
    failed = ferror(p->file);
    failed |= fclose(p->file);
    free(p);
    return failed ? -EIO : 0;
}
