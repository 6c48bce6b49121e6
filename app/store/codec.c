/* The coding of samples that codec_internal.h describes. Lossless for every bit pattern. */
#include "codec_internal.h"

#include <endian.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    RAW_MAX = 16 + CHUNK_SAMPLES * (1 + 5 + 10 + 11),
    PACKED_MAX = RAW_MAX + RAW_MAX / 100 + 1024,
    SCALES = 7,
    RAW_RUN = 32, /* after a value without a decimal form, so many are not searched for one */
};

static const double powers[SCALES] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};

struct codec {
    z_stream deflate, inflate;
    uint8_t raw[RAW_MAX];
    uint8_t packed[PACKED_MAX];
    uint8_t canonical[CHUNK_SAMPLES * CANONICAL_SIZE];
    struct sample samples[CHUNK_SAMPLES];
};

struct cursor {
    const uint8_t *at, *end;
    bool bad;
};

struct codec *codec_new(void)
{
    struct codec *codec = calloc(1, sizeof *codec);
    if (!codec)
        return NULL;
    if (deflateInit2(&codec->deflate, 1, Z_DEFLATED, 12, 5, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(codec);
        return NULL;
    }
    if (inflateInit2(&codec->inflate, 15) != Z_OK) {
        deflateEnd(&codec->deflate);
        free(codec);
        return NULL;
    }
    return codec;
}

void codec_free(struct codec *codec)
{
    if (!codec)
        return;
    deflateEnd(&codec->deflate);
    inflateEnd(&codec->inflate);
    free(codec);
}

static uint64_t zigzag(int64_t x)
{
    return ((uint64_t)x << 1) ^ (uint64_t)(x >> 63);
}

static int64_t unzigzag(uint64_t x)
{
    return (int64_t)((x >> 1) ^ (0 - (x & 1)));
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static double value_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint8_t *put_varint(uint8_t *out, uint64_t x)
{
    while (x >= 0x80) {
        *out++ = (uint8_t)(x | 0x80);
        x >>= 7;
    }
    *out++ = (uint8_t)x;
    return out;
}

static inline uint8_t *put_8(uint8_t *out, uint64_t x)
{
    x = htole64(x);
    memcpy(out, &x, sizeof x);
    return out + sizeof x;
}

static inline uint8_t *put_4(uint8_t *out, uint32_t x)
{
    x = htole32(x);
    memcpy(out, &x, sizeof x);
    return out + sizeof x;
}

static uint64_t get_varint(struct cursor *in)
{
    uint64_t x = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (in->at == in->end)
            break;
        const uint8_t byte = *in->at++;
        x |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return x;
    }
    in->bad = true;
    return 0;
}

static uint64_t get_fixed(struct cursor *in, size_t bytes)
{
    uint64_t x = 0;
    if ((size_t)(in->end - in->at) < bytes) {
        in->bad = true;
        return 0;
    }
    for (size_t i = 0; i < bytes; i++)
        x |= (uint64_t)in->at[i] << (8 * i);
    in->at += bytes;
    return x;
}

static inline bool has_decimal(double value, unsigned scale, int64_t *decimal)
{
    const double scaled = value * powers[scale];
    if (!(fabs(scaled) < 4503599627370496.0))
        return false;
    *decimal = llrint(scaled);
    return bits_of((double)*decimal / powers[scale]) == bits_of(value);
}

/* The smallest scale that gives the value back; SCALES when none does. */
static unsigned find_scale(double value, int64_t *decimal)
{
    unsigned scale = 0;
    while (scale < SCALES && !has_decimal(value, scale, decimal))
        scale++;
    return scale;
}

static uint8_t *put_streams(uint8_t *out, const struct sample *samples, size_t n)
{
    bool mixed = false;
    for (size_t i = 1; i < n && !mixed; i++)
        mixed = samples[i].stream != samples[0].stream;
    *out++ = mixed;
    for (size_t i = 0; i < (mixed ? n : 1); i++)
        *out++ = samples[i].stream;
    return out;
}

static uint8_t *put_seqs(uint8_t *out, const struct sample *samples, size_t n)
{
    uint32_t previous[SAMPLE_STREAMS_MAX] = {0};
    for (size_t i = 0; i < n; i++) {
        uint32_t *last = &previous[samples[i].stream];
        out = put_varint(out, zigzag((int64_t)samples[i].seq - (int64_t)*last - 1));
        *last = samples[i].seq;
    }
    return out;
}

/* Wrapping arithmetic: any two times have a difference, and adding it gives the time back. */
static uint8_t *put_times(uint8_t *out, const struct sample *samples, size_t n)
{
    uint64_t previous[SAMPLE_STREAMS_MAX] = {0}, step[SAMPLE_STREAMS_MAX] = {0};
    for (size_t i = 0; i < n; i++) {
        const uint8_t s = samples[i].stream;
        const uint64_t delta = (uint64_t)samples[i].t - previous[s];
        out = put_varint(out, zigzag((int64_t)(delta - step[s])));
        step[s] = delta;
        previous[s] = (uint64_t)samples[i].t;
    }
    return out;
}

struct decimals {
    int64_t previous[SAMPLE_STREAMS_MAX];
    unsigned scale[SAMPLE_STREAMS_MAX];
    unsigned skip[SAMPLE_STREAMS_MAX];
};

static uint8_t *put_odd_value(uint8_t *out, double value, struct decimals *d, uint8_t s)
{
    int64_t decimal = 0;
    const unsigned scale = d->skip[s] ? SCALES : find_scale(value, &decimal);
    if (scale == SCALES) {
        d->skip[s] = d->skip[s] ? d->skip[s] - 1 : RAW_RUN;
        *out++ = 1;
        return put_8(out, bits_of(value));
    }
    *out++ = 3;
    *out++ = (uint8_t)scale;
    d->scale[s] = scale;
    d->previous[s] = decimal;
    return put_varint(out, zigzag(decimal) << 1);
}

static uint8_t *put_values(uint8_t *out, const struct sample *samples, size_t n)
{
    struct decimals d = {0};
    for (size_t i = 0; i < n; i++) {
        const uint8_t s = samples[i].stream;
        int64_t decimal;
        if (!has_decimal(samples[i].value, d.scale[s], &decimal)) {
            out = put_odd_value(out, samples[i].value, &d, s);
            continue;
        }
        out = put_varint(out, zigzag(decimal - d.previous[s]) << 1);
        d.previous[s] = decimal;
    }
    return out;
}

const uint8_t *codec_encode(struct codec *codec, const struct sample *samples, size_t n,
                            size_t *size)
{
    uint8_t *out = put_varint(codec->raw, n);
    out = put_streams(out, samples, n);
    out = put_seqs(out, samples, n);
    out = put_times(out, samples, n);
    out = put_values(out, samples, n);
    z_stream *z = &codec->deflate;
    if (deflateReset(z) != Z_OK)
        return NULL;
    z->next_in = codec->raw;
    z->avail_in = (uInt)(out - codec->raw);
    z->next_out = codec->packed;
    z->avail_out = PACKED_MAX;
    if (deflate(z, Z_FINISH) != Z_STREAM_END)
        return NULL;
    *size = PACKED_MAX - z->avail_out;
    return codec->packed;
}

static void get_streams(struct cursor *in, struct sample *samples, size_t n)
{
    const bool mixed = get_fixed(in, 1) != 0;
    for (size_t i = 0; i < n; i++) {
        samples[i].stream = i > 0 && !mixed ? samples[0].stream : (uint8_t)get_fixed(in, 1);
        if (samples[i].stream >= SAMPLE_STREAMS_MAX) {
            samples[i].stream = 0;
            in->bad = true;
        }
    }
}

static void get_seqs(struct cursor *in, struct sample *samples, size_t n)
{
    uint32_t previous[SAMPLE_STREAMS_MAX] = {0};
    for (size_t i = 0; i < n; i++) {
        uint32_t *last = &previous[samples[i].stream];
        *last += 1 + (uint32_t)unzigzag(get_varint(in));
        samples[i].seq = *last;
    }
}

static void get_times(struct cursor *in, struct sample *samples, size_t n)
{
    uint64_t previous[SAMPLE_STREAMS_MAX] = {0}, step[SAMPLE_STREAMS_MAX] = {0};
    for (size_t i = 0; i < n; i++) {
        const uint8_t s = samples[i].stream;
        step[s] += (uint64_t)unzigzag(get_varint(in));
        previous[s] += step[s];
        samples[i].t = (mono_ns)previous[s];
    }
}

static double get_value(struct cursor *in, struct decimals *d, uint8_t s)
{
    uint64_t token = get_varint(in);
    if (token == 1)
        return value_of(get_fixed(in, 8));
    if (token == 3) {
        d->scale[s] = (unsigned)get_fixed(in, 1);
        d->previous[s] = 0;
        token = get_varint(in);
    }
    if ((token & 1) || d->scale[s] >= SCALES) {
        in->bad = true;
        d->scale[s] = 0;
        return 0;
    }
    d->previous[s] = (int64_t)((uint64_t)d->previous[s] + (uint64_t)unzigzag(token >> 1));
    return (double)d->previous[s] / powers[d->scale[s]];
}

static size_t unpack(struct codec *codec, const uint8_t *bytes, size_t size)
{
    z_stream *z = &codec->inflate;
    if (size == 0 || size > PACKED_MAX || inflateReset(z) != Z_OK)
        return 0;
    memcpy(codec->packed, bytes, size);
    z->next_in = codec->packed;
    z->avail_in = (uInt)size;
    z->next_out = codec->raw;
    z->avail_out = RAW_MAX;
    if (inflate(z, Z_FINISH) != Z_STREAM_END || z->avail_in > 0)
        return 0;
    return RAW_MAX - z->avail_out;
}

const struct sample *codec_decode(struct codec *codec, const uint8_t *bytes, size_t size, size_t *n)
{
    struct cursor in = {codec->raw, codec->raw + unpack(codec, bytes, size), false};
    const uint64_t count = get_varint(&in);
    if (in.bad || count == 0 || count > CHUNK_SAMPLES)
        return NULL;
    *n = (size_t)count;
    get_streams(&in, codec->samples, *n);
    get_seqs(&in, codec->samples, *n);
    get_times(&in, codec->samples, *n);
    struct decimals d = {0};
    for (size_t i = 0; i < *n; i++)
        codec->samples[i].value = get_value(&in, &d, codec->samples[i].stream);
    return in.bad || in.at != in.end ? NULL : codec->samples;
}

const uint8_t *codec_canonical(struct codec *codec, const struct sample *samples, size_t n)
{
    uint8_t *out = codec->canonical;
    for (size_t i = 0; i < n; i++) {
        out = put_8(out, (uint64_t)samples[i].t);
        out = put_8(out, bits_of(samples[i].value));
        out = put_4(out, samples[i].seq);
        *out++ = samples[i].stream;
    }
    return codec->canonical;
}
