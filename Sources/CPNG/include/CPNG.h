// libpng's classic row-by-row interface behind plain calls.
//
// libpng reports errors with longjmp, which must not cross Swift. Here every call that enters libpng sets its own
// jump target first, so a jump never leaves this module. The caller pulls rows one by one: no callback runs Swift
// between the setjmp and the longjmp.
#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

typedef enum CPNGStatus {
    CPNG_OK = 0,
    // The data ended before the picture did.
    CPNG_TRUNCATED = 1,
    // libpng refused the data; the message says why.
    CPNG_CORRUPT = 2,
    // No memory for what the file asks for.
    CPNG_NO_MEMORY = 3,
} CPNGStatus;

// What the file says about its picture.
typedef struct CPNGHeader {
    uint32_t width;
    uint32_t height;
    uint8_t bit_depth;
    // 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.
    uint8_t color_type;
    uint8_t interlaced;
    // 1 when single colours are declared transparent (tRNS).
    uint8_t has_transparency;
    // The exponent of the gAMA chunk (1/2.2 is about 0.45455), or 0 where nothing or sRGB is stated.
    double gamma;
    // How the picture is to be turned to be seen upright, 1 to 8 as Exif counts; 0 where nothing is stated.
    uint8_t orientation;
} CPNGHeader;

// In which form rows come out.
typedef enum CPNGRowForm {
    // Grey, grey+alpha, RGB or RGBA (the smallest that holds the file's channels), 8 bits; 16 bits, in the byte order
    // of the machine, where the file has 16.
    CPNG_ROWS_NATURAL = 0,
    // RGBA, 16 bits, in the byte order of the machine; 8-bit values v become 257 v.
    CPNG_ROWS_RGBA16 = 1,
} CPNGRowForm;

// The rows to come. Of an interlaced picture, rows come out pass after pass, unexpanded.
typedef struct CPNGRowLayout {
    uint8_t channels;
    uint8_t bytes_per_sample;
    // Bytes of a full-width row.
    size_t row_bytes;
    // 1 where the picture has been inflated as a whole.
    uint8_t at_once;
} CPNGRowLayout;

typedef struct CPNGReader CPNGReader;

// Starts reading `count` bytes that stay valid and unchanged until the reader is closed. No chunk may make libpng take
// more than `chunk_bytes`. NULL when there is no memory.
CPNGReader *cpng_reader_open(const uint8_t *bytes, size_t count, size_t chunk_bytes);

// Reads all chunks in front of the pixels. Takes no memory that depends on the picture's size.
CPNGStatus cpng_reader_header(CPNGReader *reader, CPNGHeader *header);

// Sets the form of rows, and lets libpng take its row buffers. A picture whose rows take at most `at_once` bytes as the
// file has them is inflated here as a whole, which is faster and takes as much memory, up to twice.
CPNGStatus cpng_reader_start(CPNGReader *reader, CPNGRowForm form, size_t at_once, CPNGRowLayout *layout);

// Reads the next row into `row`, which has room for the layout's row_bytes.
CPNGStatus cpng_reader_row(CPNGReader *reader, uint8_t *row);

// Reads what follows the last row up to the end of the PNG, and checks it.
CPNGStatus cpng_reader_finish(CPNGReader *reader);

// Why the last call failed: libpng's words, valid until the reader is closed.
const char *cpng_reader_message(const CPNGReader *reader);

void cpng_reader_close(CPNGReader *reader);

// What to write.
typedef struct CPNGPicture {
    uint32_t width;
    uint32_t height;
    uint8_t bit_depth;
    uint8_t color_type;
    uint8_t interlaced;
    // 0 (fastest) ... 9 (smallest).
    uint8_t compression;
    // Written as gAMA unless 0.
    double gamma;
    // RGB triples, and how many; alpha of the first entries, and how many.
    const uint8_t *palette;
    uint16_t palette_count;
    const uint8_t *palette_alpha;
    uint16_t palette_alpha_count;
} CPNGPicture;

typedef struct CPNGWriter CPNGWriter;

// Starts a file in memory that grows with what is written; NULL when there is no memory.
CPNGWriter *cpng_writer_open(void);

// Writes all chunks in front of the pixels. `passes` is how often all rows are to be handed over: 7 times for an
// interlaced picture, whose passes take their pixels out of full rows.
CPNGStatus cpng_writer_header(CPNGWriter *writer, const CPNGPicture *picture, int *passes);

// Writes the next `count` rows, packed as PNG wants them: big-endian, bits from the high end.
CPNGStatus cpng_writer_rows(CPNGWriter *writer, const uint8_t *rows, size_t row_bytes, size_t count);

// Writes what follows the last row. The file's bytes stay valid until the writer is closed.
CPNGStatus cpng_writer_finish(CPNGWriter *writer, const uint8_t **bytes, size_t *count);

// Why the last call failed: libpng's words, valid until the writer is closed.
const char *cpng_writer_message(const CPNGWriter *writer);

void cpng_writer_close(CPNGWriter *writer);

#endif
