/* why.c: why a connection ended, or what the network says of it: the engine's word, as an errno and in words. */
#include "private.h"

struct why {
    int error;
    const char *words;
};

static const struct why whys[TOE_CONN_ERROR_COUNT] = {
    [TOE_CONN_ERROR_REFUSED] = {-ECONNREFUSED, "the peer refused: RST in answer to the SYN"},
    [TOE_CONN_ERROR_RESET] = {-ECONNRESET, "the peer reset the connection"},
    [TOE_CONN_ERROR_TIMED_OUT] = {-ETIMEDOUT, "the peer does not answer"},
    [TOE_CONN_ERROR_UNREACHABLE] = {-EHOSTUNREACH, "the neighbour does not answer ARP, or there is no route"},
    [TOE_CONN_ERROR_IN_USE] = {-EADDRINUSE, "this pair of addresses is in use"},
    [TOE_CONN_ERROR_TABLE_FULL] = {-ENOBUFS, "the engine's flow table has no place for it"},
    [TOE_CONN_ERROR_ABORTED] = {-ECONNABORTED, "this host ended it"},
    [TOE_CONN_ERROR_NET] = {-ENETUNREACH, "ICMP says: network unreachable"},
    [TOE_CONN_ERROR_HOST] = {-EHOSTUNREACH, "ICMP says: host unreachable"},
    [TOE_CONN_ERROR_PROHIBITED] = {-EACCES, "ICMP says: prohibited by an administrator"},
    [TOE_CONN_ERROR_TIME_EXCEEDED] = {-EHOSTUNREACH, "ICMP says: time exceeded on the way"},
    [TOE_CONN_ERROR_PARAMETER] = {-EPROTO, "ICMP says: parameter problem"},
};

/* A newer engine may have words that are not ours. */
static const struct why unknown = {-ECONNABORTED, "the engine ended it for a reason that this library does not know"};

int toe_why_errno(unsigned code)
{
    return (code < TOE_CONN_ERROR_COUNT ? &whys[code] : &unknown)->error;
}

const char *toe_why_words(unsigned code)
{
    return (code < TOE_CONN_ERROR_COUNT ? &whys[code] : &unknown)->words;
}
