/* config.c: what a device is told when it is opened. */
#include <string.h>
#include <sys/random.h>

#include "private.h"

void toe_device_config_default(struct toe_device_config *config)
{
    *config = (struct toe_device_config){
        .prefix_bits = 24,
        .mtu_bytes = 1500,
        .ttl = 64,
        .port_first = 49152,
        .port_last = 65535,
        .open_timeout_ms = 5000,
    };
}

static bool unicast(uint32_t ip)
{
    uint32_t first = ip >> 24;

    return first != 0 && first != 127 && first < 224;
}

bool toe_config_valid(const struct toe_device_config *config)
{
    bool mac_zero = true;

    for (int i = 0; i < 6; i++)
        mac_zero = mac_zero && config->mac[i] == 0;
    return !mac_zero && !(config->mac[0] & 1) && unicast(config->ip) && config->prefix_bits <= 32 &&
           (config->gateway == 0 || unicast(config->gateway)) && config->mtu_bytes >= 68 && config->mtu_bytes <= 9000 &&
           config->ttl > 0 && config->port_first > 0 && config->port_first <= config->port_last;
}

static uint32_t word(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* Fills bytes from the kernel's entropy. */
static int entropy(void *bytes, size_t count)
{
    return getrandom(bytes, count, 0) == (ssize_t)count ? 0 : -ENODEV;
}

struct setting {
    uint32_t address, value;
};

/* Writes the configuration in order; `enable` is last, so that the engine answers only with all of it. */
int toe_configure(struct toe_device *dev, const uint8_t isn_key[16], const uint32_t *hash_key)
{
    const struct toe_device_config *config = &dev->config;
    const uint8_t *mac = config->mac;
    const struct setting settings[] = {
        {TOE_REG_MAC_0, (uint32_t)mac[2] << 24 | (uint32_t)mac[3] << 16 | (uint32_t)mac[4] << 8 | mac[5]},
        {TOE_REG_MAC_1, (uint32_t)mac[0] << 8 | mac[1]},
        {TOE_REG_IP, config->ip},
        {TOE_REG_PREFIX_BITS, config->prefix_bits},
        {TOE_REG_GATEWAY, config->gateway},
        {TOE_REG_MTU_BYTES, config->mtu_bytes},
        {TOE_REG_TTL, config->ttl},
        {TOE_REG_ISN_KEY_0, word(isn_key)},
        {TOE_REG_ISN_KEY_1, word(isn_key + 4)},
        {TOE_REG_ISN_KEY_2, word(isn_key + 8)},
        {TOE_REG_ISN_KEY_3, word(isn_key + 12)},
        {TOE_REG_HASH_KEY, hash_key ? *hash_key : 0},
        {TOE_REG_ENABLE, 1},
    };

    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        int err;
        if (settings[i].address == TOE_REG_HASH_KEY && !hash_key)
            continue; /* a run that can be repeated keeps the reset value */
        err = toe_driver_write_register(dev->driver, settings[i].address, settings[i].value);
        if (err)
            return err;
    }
    toe_driver_flush(dev->driver);
    return 0;
}

int toe_config_secrets(struct toe_device *dev, const uint8_t *given, uint8_t isn_key[16], uint32_t *hash_key)
{
    int err;

    if (given) {
        memcpy(isn_key, given, 16);
        if (!dev->config.session)
            dev->config.session = 1;
        return 0;
    }
    err = entropy(isn_key, 16);
    if (!err)
        err = entropy(hash_key, sizeof *hash_key);
    if (!err && !dev->config.session)
        err = entropy(&dev->config.session, sizeof dev->config.session);
    dev->port_next = *hash_key % 65536; /* ephemeral ports start anywhere (RFC 6056) */
    return err;
}
