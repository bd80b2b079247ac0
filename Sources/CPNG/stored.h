// The pixels of a PNG, inflated at once by libdeflate and handed to libpng as if they had never been compressed.
//
// libdeflate inflates in half the time of zlib, but only the whole of a picture. libpng stays the one that reads the
// file, unfilters its rows and finds its faults: it is given the same file with IDAT chunks whose zlib stream consists
// of stored blocks, which its own inflate only copies. Nothing else of the file changes. What libdeflate does not
// inflate (a wrong checksum, too few or too many bytes, anything behind the stream), libpng reads as it stands in the
// file, and says what is wrong.
#ifndef CPNG_STORED_H
#define CPNG_STORED_H

#include <stddef.h>
#include <stdint.h>

typedef struct CPNGStored {
    // The filtered rows, or NULL.
    uint8_t *plain;
    size_t plain_count;
    uint32_t adler;
    // Bytes of the file's first IDAT chunk, whose head libpng has read already; and of the whole zlib stream.
    size_t first;
    size_t stream;
    // What libpng has taken so far.
    size_t position;
    // Where the file goes on behind its last IDAT chunk.
    size_t resume;
} CPNGStored;

// Inflates the IDAT chunks of the file in `bytes`, of which the first has its data at `offset`, where they hold
// exactly `plain_count` bytes. 0 where they don't, or there is no memory; then `stored` is left empty.
int cpng_stored_open(CPNGStored *stored, const uint8_t *bytes, size_t count, size_t offset, size_t plain_count);

// Takes up to `count` of the bytes that stand in the place of the IDAT chunks; fewer only at their end. The checksums
// of the chunks are left 0.
size_t cpng_stored_take(CPNGStored *stored, uint8_t *target, size_t count);

void cpng_stored_close(CPNGStored *stored);

#endif
