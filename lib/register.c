/* register.c: registers and raw frames. */
#include <string.h>

#include "private.h"

/* One read is under way at a time; another thread's is waited for. */
static int read_register(struct toe_device *dev, uint32_t address, uint32_t *value, struct toe_wait *wait)
{
    int err = 0;

    while (!err && dev->reading)
        err = toe_wait_step(wait);
    if (err)
        return err;
    dev->reading = true;
    /* -EBUSY: the answer to a read that timed out is still to come; it is not ours. */
    while ((err = toe_driver_start_read(dev->driver, address)) == -EAGAIN || err == -EBUSY) {
        err = toe_wait_step(wait);
        if (err)
            break;
    }
    while (!err && !toe_driver_read_done(dev->driver, value))
        err = toe_wait_step(wait);
    dev->reading = false;
    toe_device_stir(dev);
    return err;
}

int toe_locked_read_register(struct toe_device *dev, uint32_t address, uint32_t *value, int timeout_ms)
{
    struct toe_wait wait;
    int err;

    if (timeout_ms < 0 || address % 4)
        return -EINVAL;
    if (dev->failed)
        return -ENODEV;
    toe_wait_start(&wait, dev, NULL, timeout_ms);
    err = read_register(dev, address, value, &wait);
    return dev->failed ? -ENODEV : err == -EAGAIN ? -ETIMEDOUT : err;
}

int toe_locked_write_register(struct toe_device *dev, uint32_t address, uint32_t value)
{
    int err;

    if (dev->failed)
        return -ENODEV;
    if (address % 4)
        return -EINVAL;
    err = toe_driver_write_register(dev->driver, address, value);
    toe_device_kick(dev);
    return dev->failed ? -ENODEV : err;
}

int toe_locked_send_frame(struct toe_device *dev, const void *frame, size_t length)
{
    const struct toe_h2e_raw_frame message = {.length_bytes = (uint32_t)length};
    uint8_t *bytes;

    if (dev->failed)
        return -ENODEV;
    if (length < TOE_LINK_RAW_MIN_BYTES || length > TOE_LINK_RAW_MAX_BYTES)
        return -EMSGSIZE;
    bytes = toe_driver_reserve(dev->driver, TOE_LINK_HEADER_BYTES + length);
    if (!bytes)
        return dev->failed ? -ENODEV : -EAGAIN;
    toe_h2e_raw_frame_put(bytes, &message);
    memcpy(bytes + TOE_LINK_HEADER_BYTES, frame, length);
    toe_driver_commit(dev->driver, TOE_LINK_HEADER_BYTES + length);
    toe_device_kick(dev);
    return 0;
}
