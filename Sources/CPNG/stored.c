#include "stored.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

// Lengths in bytes: of a zlib stream's head and its Adler-32, of a stored block's head and the most it holds, of what
// frames a chunk.
enum { HEAD = 2, CHECK = 4, BLOCK_HEAD = 5, BLOCK = 65535, CHUNK_FRAME = 12 };

static uint32_t word(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void put_word(uint8_t *bytes, uint32_t value) {
    for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(value >> (24 - 8 * i));
}

// The end of the chunk whose data begin at `offset`, or 0 where it is no whole and sound IDAT.
static size_t chunk_end(const uint8_t *bytes, size_t count, size_t offset) {
    if (count < 4 || offset > count - 4 || memcmp(bytes + offset - 4, "IDAT", 4) != 0) return 0;
    const size_t length = word(bytes + offset - 8);
    if (length > count - 4 - offset) return 0;
    if (libdeflate_crc32(0, bytes + offset - 4, length + 4) != word(bytes + offset + length)) return 0;
    return offset + length + 4;
}

// The data of all IDAT chunks in one piece: where they lie, or in `*copy` where there are several.
static const uint8_t *joined(CPNGStored *stored, const uint8_t *bytes, size_t count, size_t offset, size_t limit,
                             size_t *total, uint8_t **copy) {
    size_t sum = 0, at = offset, chunks = 0;
    while (1) {
        const size_t end = chunk_end(bytes, count, at);
        if (end == 0) {
            // Behind the last one stands another chunk; one of their own that is damaged is libpng's to judge.
            if (chunks == 0 || (at <= count && memcmp(bytes + at - 4, "IDAT", 4) == 0)) return NULL;
            break;
        }
        sum += end - 4 - at;
        if (sum > limit) return NULL;
        stored->resume = end;
        chunks++;
        if (count - end < 8) break;
        at = end + 8;
    }
    *total = sum;
    if (chunks == 1) return bytes + offset;
    uint8_t *target = *copy = malloc(sum ? sum : 1);
    if (!target) return NULL;
    for (at = offset; chunks > 0; chunks--) {
        const size_t length = word(bytes + at - 8);
        memcpy(target, bytes + at, length);
        target += length;
        at += length + CHUNK_FRAME;
    }
    return *copy;
}

// Whether no distance in the stream can reach behind the window it declares, which zlib checks and libdeflate does not.
static int window_holds(const uint8_t *stream, size_t plain_count) {
    const unsigned bits = (stream[0] >> 4) + 8u;
    return bits >= 15 || plain_count <= (size_t)1 << bits;
}

static int inflate_whole(const uint8_t *stream, size_t count, uint8_t *plain, size_t plain_count) {
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    if (!decompressor) return 0;
    size_t taken = 0;
    const enum libdeflate_result result =
        libdeflate_zlib_decompress_ex(decompressor, stream, count, plain, plain_count, &taken, NULL);
    libdeflate_free_decompressor(decompressor);
    return result == LIBDEFLATE_SUCCESS && taken == count;
}

int cpng_stored_open(CPNGStored *stored, const uint8_t *bytes, size_t count, size_t offset, size_t plain_count) {
    const size_t blocks = (plain_count + BLOCK - 1) / BLOCK;
    *stored = (CPNGStored){.plain_count = plain_count};
    stored->stream = HEAD + BLOCK_HEAD * blocks + plain_count + CHECK;
    if (plain_count == 0 || offset < 8 || offset > count) return 0;
    stored->first = word(bytes + offset - 8);
    // The Adler-32 stays in one piece: libpng takes the stream for ended before it has read all of it, and would leave
    // a second chunk that holds but its rest. A stream no longer than its first chunk was hardly compressed anyway.
    if (stored->first + CHECK > stored->stream) return 0;
    size_t total = 0;
    uint8_t *copy = NULL;
    const uint8_t *stream = joined(stored, bytes, count, offset, stored->stream, &total, &copy);
    uint8_t *plain = stream && total > HEAD && window_holds(stream, plain_count) ? malloc(plain_count) : NULL;
    if (plain && inflate_whole(stream, total, plain, plain_count)) {
        stored->plain = plain;
        stored->adler = word(stream + total - CHECK);
    } else {
        free(plain);
    }
    free(copy);
    return stored->plain != NULL;
}

// Up to `count` bytes of the zlib stream from `at`; how many.
static size_t take_stream(const CPNGStored *stored, size_t at, uint8_t *target, size_t count) {
    uint8_t head[BLOCK_HEAD] = {0x78, 0x01};
    const uint8_t *source;
    size_t there;
    if (at < HEAD) {
        source = head + at;
        there = HEAD - at;
    } else if (at >= stored->stream - CHECK) {
        put_word(head, stored->adler);
        source = head + (at - (stored->stream - CHECK));
        there = stored->stream - at;
    } else {
        const size_t block = (at - HEAD) / (BLOCK_HEAD + BLOCK), within = (at - HEAD) % (BLOCK_HEAD + BLOCK);
        const size_t left = stored->plain_count - block * BLOCK, length = left < BLOCK ? left : BLOCK;
        if (within < BLOCK_HEAD) {
            head[0] = left <= BLOCK;
            head[1] = (uint8_t)length;
            head[2] = (uint8_t)(length >> 8);
            head[3] = (uint8_t)~head[1];
            head[4] = (uint8_t)~head[2];
            source = head + within;
            there = BLOCK_HEAD - within;
        } else {
            source = stored->plain + block * BLOCK + (within - BLOCK_HEAD);
            there = length - (within - BLOCK_HEAD);
        }
    }
    if (there > count) there = count;
    memcpy(target, source, there);
    return there;
}

size_t cpng_stored_take(CPNGStored *stored, uint8_t *target, size_t count) {
    // Two chunks: the first with its own length, the second with all the rest. Between them the first one's checksum
    // and the head of the second; at the end the second one's checksum.
    uint8_t frame[CHUNK_FRAME] = {0};
    put_word(frame + 4, (uint32_t)(stored->stream - stored->first));
    memcpy(frame + 8, "IDAT", 4);
    const size_t second = stored->first + CHUNK_FRAME, end = CHUNK_FRAME + stored->stream + 4;
    size_t done = 0;
    while (done < count && stored->position < end) {
        const size_t at = stored->position, wanted = count - done;
        size_t taken;
        if (at < stored->first) {
            const size_t left = stored->first - at;
            taken = take_stream(stored, at, target + done, wanted < left ? wanted : left);
        } else if (at < second) {
            const size_t left = second - at;
            taken = wanted < left ? wanted : left;
            memcpy(target + done, frame + (at - stored->first), taken);
        } else if (at < CHUNK_FRAME + stored->stream) {
            taken = take_stream(stored, at - CHUNK_FRAME, target + done, wanted);
        } else {
            const size_t left = end - at;
            taken = wanted < left ? wanted : left;
            memset(target + done, 0, taken);
        }
        done += taken;
        stored->position += taken;
    }
    return done;
}

void cpng_stored_close(CPNGStored *stored) {
    free(stored->plain);
    stored->plain = NULL;
}
