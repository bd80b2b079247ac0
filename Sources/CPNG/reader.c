#include "CPNG.h"
#include "stored.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

struct CPNGReader {
    png_structp png;
    png_infop info;
    const uint8_t *bytes;
    size_t count;
    size_t offset;
    int truncated;
    // Stands in the place of the IDAT chunks while there is one.
    CPNGStored stored;
    char message[128];
};

static void on_error(png_structp png, png_const_charp text) {
    CPNGReader *reader = png_get_error_ptr(png);
    strncpy(reader->message, text, sizeof reader->message - 1);
    reader->message[sizeof reader->message - 1] = 0;
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void on_read(png_structp png, png_bytep target, size_t count) {
    CPNGReader *reader = png_get_io_ptr(png);
    if (reader->stored.plain) {
        const size_t taken = cpng_stored_take(&reader->stored, target, count);
        target += taken;
        count -= taken;
    }
    if (count > reader->count - reader->offset) {
        reader->truncated = 1;
        png_error(png, "the data ends too early");
    }
    memcpy(target, reader->bytes + reader->offset, count);
    reader->offset += count;
}

// Lets libdeflate inflate the pixels where their filtered rows take at most `limit` bytes.
static void inflate_at_once(CPNGReader *reader, size_t limit) {
    if (png_get_interlace_type(reader->png, reader->info) != PNG_INTERLACE_NONE) return;
    const size_t row = png_get_rowbytes(reader->png, reader->info) + 1;
    const size_t height = png_get_image_height(reader->png, reader->info);
    if (row > limit / height) return;
    if (!cpng_stored_open(&reader->stored, reader->bytes, reader->count, reader->offset, row * height)) return;
    reader->offset = reader->stored.resume;
    // The checksums of the file's own chunks have been checked.
    png_set_crc_action(reader->png, PNG_CRC_QUIET_USE, PNG_CRC_NO_CHANGE);
#ifdef PNG_IGNORE_ADLER32
    png_set_option(reader->png, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
#endif
}

static CPNGStatus failure(const CPNGReader *reader) {
    if (reader->truncated) return CPNG_TRUNCATED;
    // libpng's own words for a failed allocation; the second where zlib had none, and is not to check the Adler-32.
    if (strstr(reader->message, "emory") || strstr(reader->message, "bad parameters to zlib")) return CPNG_NO_MEMORY;
    return CPNG_CORRUPT;
}

CPNGReader *cpng_reader_open(const uint8_t *bytes, size_t count, size_t chunk_bytes) {
    CPNGReader *reader = calloc(1, sizeof *reader);
    if (!reader) return NULL;
    reader->bytes = bytes;
    reader->count = count;
    reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, on_error, on_warning);
    if (!reader->png) {
        free(reader);
        return NULL;
    }
    if (setjmp(png_jmpbuf(reader->png))) {
        cpng_reader_close(reader);
        return NULL;
    }
    reader->info = png_create_info_struct(reader->png);
    if (!reader->info) {
        cpng_reader_close(reader);
        return NULL;
    }
    png_set_read_fn(reader->png, reader, on_read);
    // Size is judged by the caller, who sees the header before anything is taken for pixels.
    png_set_user_limits(reader->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_malloc_max(reader->png, chunk_bytes);
    // Skip every chunk that is not needed for the pixels (text, profiles, ...) instead of expanding it.
    static const png_byte wanted[] = "gAMA\0sRGB\0eXIf";
    png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_AS_DEFAULT, wanted, 3);
    // Damage in a chunk that matters is an error, elsewhere the chunk is dropped.
    png_set_crc_action(reader->png, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
    png_set_benign_errors(reader->png, 1);
    return reader;
}

#ifdef PNG_eXIf_SUPPORTED
// A number of `count` bytes at `at`, or 0 beyond the end.
static uint32_t exif_number(const uint8_t *exif, size_t size, size_t at, size_t count, int big_endian) {
    if (at > size || count > size - at) return 0;
    uint32_t number = 0;
    for (size_t i = 0; i < count; i++) number = number << 8 | exif[at + (big_endian ? i : count - 1 - i)];
    return number;
}

// The orientation that Exif data states in its first directory; 0 where there is none.
static uint8_t exif_orientation(const uint8_t *exif, size_t size) {
    if (size < 8) return 0;
    const int big_endian = exif[0] == 'M';
    const size_t directory = exif_number(exif, size, 4, 4, big_endian);
    const size_t entries = exif_number(exif, size, directory, 2, big_endian);
    for (size_t i = 0; i < entries; i++) {
        const size_t entry = directory + 2 + 12 * i;
        if (exif_number(exif, size, entry, 2, big_endian) != 0x0112) continue;
        // One short number, which stands in the entry itself.
        if (exif_number(exif, size, entry + 2, 2, big_endian) != 3) return 0;
        const uint32_t orientation = exif_number(exif, size, entry + 8, 2, big_endian);
        return orientation <= 8 ? (uint8_t)orientation : 0;
    }
    return 0;
}
#endif

CPNGStatus cpng_reader_header(CPNGReader *reader, CPNGHeader *header) {
    if (setjmp(png_jmpbuf(reader->png))) return failure(reader);
    png_read_info(reader->png, reader->info);
    header->width = png_get_image_width(reader->png, reader->info);
    header->height = png_get_image_height(reader->png, reader->info);
    header->bit_depth = png_get_bit_depth(reader->png, reader->info);
    header->color_type = png_get_color_type(reader->png, reader->info);
    header->interlaced = png_get_interlace_type(reader->png, reader->info) != PNG_INTERLACE_NONE;
    header->has_transparency = png_get_valid(reader->png, reader->info, PNG_INFO_tRNS) != 0;
    int intent;
    double gamma;
    header->gamma = 0;
    if (!png_get_sRGB(reader->png, reader->info, &intent) && png_get_gAMA(reader->png, reader->info, &gamma)) {
        header->gamma = gamma;
    }
    header->orientation = 0;
#ifdef PNG_eXIf_SUPPORTED
    png_bytep exif = NULL;
    png_uint_32 size = 0;
    if (png_get_eXIf_1(reader->png, reader->info, &size, &exif)) header->orientation = exif_orientation(exif, size);
#endif
    return CPNG_OK;
}

CPNGStatus cpng_reader_start(CPNGReader *reader, CPNGRowForm form, size_t at_once, CPNGRowLayout *layout) {
    if (setjmp(png_jmpbuf(reader->png))) return failure(reader);
    inflate_at_once(reader, at_once);
    png_set_expand(reader->png);
    if (form == CPNG_ROWS_RGBA16) {
        png_set_expand_16(reader->png);
        png_set_gray_to_rgb(reader->png);
        png_set_add_alpha(reader->png, 0xffff, PNG_FILLER_AFTER);
    }
    const uint16_t probe = 1;
    if (*(const uint8_t *)&probe == 1) png_set_swap(reader->png);
    // No png_set_interlace_handling: the passes come out as they are.
    png_read_update_info(reader->png, reader->info);
    layout->channels = png_get_channels(reader->png, reader->info);
    layout->bytes_per_sample = png_get_bit_depth(reader->png, reader->info) / 8;
    layout->row_bytes = png_get_rowbytes(reader->png, reader->info);
    layout->at_once = reader->stored.plain != NULL;
    return CPNG_OK;
}

CPNGStatus cpng_reader_row(CPNGReader *reader, uint8_t *row) {
    if (setjmp(png_jmpbuf(reader->png))) return failure(reader);
    png_read_row(reader->png, row, NULL);
    return CPNG_OK;
}

CPNGStatus cpng_reader_finish(CPNGReader *reader) {
    if (setjmp(png_jmpbuf(reader->png))) return failure(reader);
    png_set_crc_action(reader->png, PNG_CRC_ERROR_QUIT, PNG_CRC_NO_CHANGE);
    png_read_end(reader->png, NULL);
    return CPNG_OK;
}

const char *cpng_reader_message(const CPNGReader *reader) { return reader->message; }

void cpng_reader_close(CPNGReader *reader) {
    png_destroy_read_struct(&reader->png, &reader->info, NULL);
    cpng_stored_close(&reader->stored);
    free(reader);
}
