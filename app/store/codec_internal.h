/* Samples as bytes: the canonical form that is hashed, and the compressed form that is kept.
 *
 * Canonical: 21 bytes per sample, little-endian: t (8), the bits of value (8), seq (4), stream (1).
 *
 * Kept: a chunk is a zlib stream (level 1) of
 *   varint n, byte mixed, [n bytes stream when mixed, else 1 byte], n seq, n time, n value
 * and starts anew: every "previous" below is 0 at its beginning and per stream.
 *
 * seq: zigzag varint of (seq - previous - 1).
 * time: zigzag varint of the change of the difference to the previous time.
 * value: an even varint 2z, where z is the zigzag change of the integer value x 10^scale, only when
 *   integer / 10^scale gives back the very same bits; or 1 and the 8 bytes of the bits; or 3, the
 *   new scale (0..6, one byte; the previous integer is then 0) and this sample's even varint. */
#ifndef LIMEN_STORE_CODEC_INTERNAL_H
#define LIMEN_STORE_CODEC_INTERNAL_H

#include "store/study.h"

enum { CHUNK_SAMPLES = 2048, CANONICAL_SIZE = 21 };

struct codec;

struct codec *codec_new(void); /* NULL: no memory */
void codec_free(struct codec *codec);

/* n <= CHUNK_SAMPLES, streams < SAMPLE_STREAMS_MAX. The bytes live until the next call. NULL: no
 * memory. */
const uint8_t *codec_encode(struct codec *codec, const struct sample *samples, size_t n,
                            size_t *size);
/* NULL: the bytes are not a chunk. The samples live until the next call. */
const struct sample *codec_decode(struct codec *codec, const uint8_t *bytes, size_t size,
                                  size_t *n);
const uint8_t *codec_canonical(struct codec *codec, const struct sample *samples, size_t n);

#endif
