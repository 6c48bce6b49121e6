#include "hw/output.h"

#include <assert.h>
#include <string.h>

void output_init(struct output *output, mono_ns byte_time, mono_ns byte_gap)
{
    memset(output, 0, sizeof *output);
    output->byte_time = byte_time;
    output->byte_gap = byte_gap;
}

static void drop_waiting(struct output *output)
{
    output->first = 0;
    output->count = 0;
    output->begun = 0;
}

static bool urgent_waits(const struct output *output)
{
    return output->urgent_at < output->urgent_size;
}

static void urgent_add(struct output *output, const uint8_t *data, size_t n)
{
    assert(output->urgent_size + n <= sizeof output->urgent);
    if (n > 0)
        memcpy(output->urgent + output->urgent_size, data, n);
    output->urgent_size = (uint16_t)(output->urgent_size + n);
}

/* A begun frame that cannot energise is completed; one that can is closed before its end. */
static void close_begun(struct output *output, const struct driver *driver)
{
    const struct output_frame *frame = &output->frames[output->first];
    if (output->begun == 0)
        return;
    if (frame->class == FRAME_SAFE || driver->closing_size == 0 || driver->completes)
        urgent_add(output, frame->data + output->begun, (size_t)(frame->size - output->begun));
    else
        urgent_add(output, driver->closing, driver->closing_size);
}

void output_stop(struct output *output, const struct driver *driver)
{
    if (output->stopped)
        return;
    output->stopped = true;
    output->stop_sent = false;
    if (!urgent_waits(output)) {
        output->urgent_size = output->urgent_at = 0;
        close_begun(output, driver);
        if (output->uncertain)
            urgent_add(output, driver->closing, driver->closing_size);
        urgent_add(output, driver->stop_frame, driver->stop_size);
    }
    output->uncertain = false;
    drop_waiting(output);
}

void output_doubt(struct output *output)
{
    output->uncertain = true;
}

static void drop_first(struct output *output)
{
    output->first = (uint8_t)((output->first + 1) % OUTPUT_DEPTH);
    output->count--;
    output->begun = 0;
}

void output_repeat_stop(struct output *output, const struct driver *driver)
{
    if (urgent_waits(output) || driver->stop_size == 0)
        return;
    output->urgent_size = output->urgent_at = 0;
    close_begun(output, driver);
    if (output->begun > 0)
        drop_first(output);
    urgent_add(output, driver->closing, driver->closing_size);
    urgent_add(output, driver->stop_frame, driver->stop_size);
}

size_t output_stop_rest(const struct output *output, const uint8_t **rest)
{
    *rest = output->urgent + output->urgent_at;
    return (size_t)(output->urgent_size - output->urgent_at);
}

void output_reset(struct output *output, const struct driver *driver)
{
    drop_waiting(output);
    output->urgent_size = output->urgent_at = 0;
    output->line_free = 0;
    output->stop_sent = false;
    output->uncertain = false;
    if (driver->stop_size == 0)
        return;
    urgent_add(output, driver->closing, driver->closing_size);
    urgent_add(output, driver->stop_frame, driver->stop_size);
}

void output_rearm(struct output *output)
{
    output->stopped = false;
}

enum status output_push(struct output *output, enum frame_class class, const uint8_t *frame,
                        size_t n)
{
    assert(n > 0 && n <= FRAME_MAX);
    if (output->stopped && class != FRAME_SAFE)
        return STATUS_STOPPED;
    if (output->count == OUTPUT_DEPTH)
        return STATUS_FULL;
    struct output_frame *slot = &output->frames[(output->first + output->count) % OUTPUT_DEPTH];
    slot->size = (uint8_t)n;
    slot->class = (uint8_t) class;
    memcpy(slot->data, frame, n);
    output->count++;
    return STATUS_OK;
}

static bool has_gap(const struct output *output)
{
    return output->byte_gap > 0;
}

/* When the line takes the next byte; a new line takes it at once. */
static mono_ns byte_due(const struct output *output)
{
    return output->line_free > 0 ? output->line_free + output->byte_gap : 0;
}

static bool byte_is_due(const struct output *output, mono_ns now)
{
    return !has_gap(output) || now >= byte_due(output);
}

/* What was written is on the line behind what was there already. */
static enum status write_bytes(struct output *output, struct wire *wire, mono_ns now,
                               const uint8_t *data, size_t n, size_t *written)
{
    *written = 0;
    if (has_gap(output))
        n = 1;
    const enum status status = wire->ops->write(wire, data, n, written);
    assert(*written <= n);
    if (*written > 0) {
        const mono_ns from = now > output->line_free ? now : output->line_free;
        output->line_free = from + output->byte_time * (mono_ns)*written;
    }
    return status;
}

static enum status flush_urgent(struct output *output, struct wire *wire, mono_ns now)
{
    while (urgent_waits(output) && byte_is_due(output, now)) {
        size_t written;
        const enum status status =
            write_bytes(output, wire, now, output->urgent + output->urgent_at,
                        (size_t)(output->urgent_size - output->urgent_at), &written);
        output->urgent_at = (uint16_t)(output->urgent_at + written);
        if (!urgent_waits(output))
            output->stop_gone = output->line_free > now ? output->line_free : now;
        if (status != STATUS_OK || written == 0)
            return status;
    }
    return STATUS_OK;
}

static bool frame_is_due(const struct output *output, mono_ns now)
{
    return output->count > 0 && byte_is_due(output, now) &&
           (output->begun > 0 || now >= output->line_free);
}

static enum status flush_frames(struct output *output, struct wire *wire, mono_ns now)
{
    while (frame_is_due(output, now)) {
        const struct output_frame *frame = &output->frames[output->first];
        size_t written;
        const enum status status = write_bytes(output, wire, now, frame->data + output->begun,
                                               (size_t)(frame->size - output->begun), &written);
        output->begun = (uint8_t)(output->begun + written);
        if (output->begun == frame->size)
            drop_first(output);
        if (status != STATUS_OK || written == 0)
            return status;
    }
    return STATUS_OK;
}

enum status output_flush(struct output *output, struct wire *wire, mono_ns now)
{
    const enum status status = flush_urgent(output, wire, now);
    if (status != STATUS_OK || urgent_waits(output))
        return status;
    if (output->stopped && !output->stop_sent) {
        output->stop_sent = true;
        output->stop_written = now;
    }
    return flush_frames(output, wire, now);
}

bool output_is_idle(const struct output *output)
{
    return !urgent_waits(output) && output->count == 0;
}

bool output_is_blocked(const struct output *output, mono_ns now)
{
    return (urgent_waits(output) && byte_is_due(output, now)) || frame_is_due(output, now);
}

mono_ns output_deadline(const struct output *output)
{
    if (has_gap(output))
        return output_is_idle(output) ? MONO_NEVER : byte_due(output);
    return output->count > 0 ? output->line_free : MONO_NEVER;
}
