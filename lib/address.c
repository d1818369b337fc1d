/* address.c: addresses and names as text. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "toe.h"

/* Reads a decimal number of at most `max` without sign, spaces or leading zeros; moves *text behind it. */
static bool read_decimal(const char **text, uint32_t max, uint32_t *value)
{
    const char *p = *text;
    uint32_t n = 0;

    if (*p < '0' || *p > '9' || (*p == '0' && p[1] >= '0' && p[1] <= '9'))
        return false;
    for (; *p >= '0' && *p <= '9'; p++) {
        n = n * 10 + (uint32_t)(*p - '0');
        if (n > max)
            return false;
    }
    *value = n;
    *text = p;
    return true;
}

static bool read_ip(const char **text, uint32_t *ip)
{
    uint32_t value = 0;

    for (int i = 0; i < 4; i++) {
        uint32_t byte;
        if (i > 0 && *(*text)++ != '.')
            return false;
        if (!read_decimal(text, 255, &byte))
            return false;
        value = value << 8 | byte;
    }
    *ip = value;
    return true;
}

int toe_ip_parse(const char *text, uint32_t *ip)
{
    uint32_t value;

    if (!read_ip(&text, &value) || *text)
        return -EINVAL;
    *ip = value;
    return 0;
}

int toe_addr_parse(const char *text, struct toe_addr *addr)
{
    uint32_t ip, port;

    if (!read_ip(&text, &ip) || *text++ != ':' || !read_decimal(&text, 65535, &port) || *text)
        return -EINVAL;
    addr->ip = ip;
    addr->port = (uint16_t)port;
    return 0;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

int toe_mac_parse(const char *text, uint8_t mac[6])
{
    uint8_t value[6];

    for (int i = 0; i < 6; i++) {
        int high, low;
        if (i > 0 && *text++ != ':')
            return -EINVAL;
        high = hex_digit(*text);
        low = high < 0 ? -1 : hex_digit(text[1]);
        if (low < 0)
            return -EINVAL;
        value[i] = (uint8_t)(high << 4 | low);
        text += 2;
    }
    if (*text)
        return -EINVAL;
    for (int i = 0; i < 6; i++)
        mac[i] = value[i];
    return 0;
}

char *toe_ip_format(uint32_t ip, char text[TOE_IP_TEXT_BYTES])
{
    snprintf(text, TOE_IP_TEXT_BYTES, "%u.%u.%u.%u", ip >> 24, ip >> 16 & 255, ip >> 8 & 255, ip & 255);
    return text;
}

char *toe_addr_format(const struct toe_addr *addr, char text[TOE_ADDR_TEXT_BYTES])
{
    snprintf(text, TOE_ADDR_TEXT_BYTES, "%u.%u.%u.%u:%u", addr->ip >> 24, addr->ip >> 16 & 255, addr->ip >> 8 & 255,
             addr->ip & 255, (unsigned)addr->port);
    return text;
}

const char *toe_tcp_state_name(enum toe_tcp_state state)
{
    static const char *const names[] = {
        [TOE_TCP_CLOSED] = "CLOSED",
        [TOE_TCP_LISTEN] = "LISTEN",
        [TOE_TCP_RESOLVING] = "RESOLVING",
        [TOE_TCP_SYN_SENT] = "SYN-SENT",
        [TOE_TCP_SYN_RECEIVED] = "SYN-RECEIVED",
        [TOE_TCP_ESTABLISHED] = "ESTABLISHED",
        [TOE_TCP_FIN_WAIT_1] = "FIN-WAIT-1",
        [TOE_TCP_FIN_WAIT_2] = "FIN-WAIT-2",
        [TOE_TCP_CLOSE_WAIT] = "CLOSE-WAIT",
        [TOE_TCP_CLOSING] = "CLOSING",
        [TOE_TCP_LAST_ACK] = "LAST-ACK",
        [TOE_TCP_TIME_WAIT] = "TIME-WAIT",
    };

    return (unsigned)state < sizeof names / sizeof names[0] ? names[state] : "?";
}
