#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

struct CPNGWriter {
    png_structp png;
    png_infop info;
    // The file so far.
    uint8_t *bytes;
    size_t count;
    size_t capacity;
    int passes;
    char message[128];
};

static void on_error(png_structp png, png_const_charp text) {
    CPNGWriter *writer = png_get_error_ptr(png);
    strncpy(writer->message, text, sizeof writer->message - 1);
    writer->message[sizeof writer->message - 1] = 0;
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void on_write(png_structp png, png_bytep source, size_t count) {
    CPNGWriter *writer = png_get_io_ptr(png);
    if (count > writer->capacity - writer->count) {
        size_t capacity = (writer->count + count) * 2 + 256;
        uint8_t *grown = realloc(writer->bytes, capacity);
        if (!grown) png_error(png, "Out of memory");
        writer->bytes = grown;
        writer->capacity = capacity;
    }
    memcpy(writer->bytes + writer->count, source, count);
    writer->count += count;
}

static void on_flush(png_structp png) { (void)png; }

static void write_header(CPNGWriter *writer, const CPNGPicture *picture) {
    png_structp png = writer->png;
    png_infop info = writer->info;
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_compression_level(png, picture->compression);
    png_set_IHDR(png, info, picture->width, picture->height, picture->bit_depth, picture->color_type,
                 picture->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_BASE,
                 PNG_FILTER_TYPE_BASE);
    if (picture->gamma > 0) png_set_gAMA(png, info, picture->gamma);
    if (picture->palette_count > 0) {
        png_color palette[256];
        int count = picture->palette_count > 256 ? 256 : picture->palette_count;
        for (int i = 0; i < count; i++) {
            palette[i].red = picture->palette[3 * i];
            palette[i].green = picture->palette[3 * i + 1];
            palette[i].blue = picture->palette[3 * i + 2];
        }
        png_set_PLTE(png, info, palette, count);
    }
    if (picture->palette_alpha_count > 0) {
        png_set_tRNS(png, info, picture->palette_alpha, picture->palette_alpha_count, NULL);
    }
    png_write_info(png, info);
    writer->passes = png_set_interlace_handling(png);
}

// In frames of their own, so that nothing the caller owns changes between the setjmp and a jump.
static int header_guarded(CPNGWriter *writer, const CPNGPicture *picture) {
    if (setjmp(png_jmpbuf(writer->png))) return 0;
    png_set_write_fn(writer->png, writer, on_write, on_flush);
    write_header(writer, picture);
    return 1;
}

static int rows_guarded(CPNGWriter *writer, const uint8_t *rows, size_t row_bytes, size_t count) {
    if (setjmp(png_jmpbuf(writer->png))) return 0;
    for (size_t y = 0; y < count; y++) png_write_row(writer->png, rows + y * row_bytes);
    return 1;
}

static int end_guarded(CPNGWriter *writer) {
    if (setjmp(png_jmpbuf(writer->png))) return 0;
    png_write_end(writer->png, writer->info);
    return 1;
}

CPNGWriter *cpng_writer_open(void) {
    CPNGWriter *writer = calloc(1, sizeof *writer);
    if (!writer) return NULL;
    writer->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, writer, on_error, on_warning);
    writer->info = writer->png ? png_create_info_struct(writer->png) : NULL;
    if (!writer->info) {
        cpng_writer_close(writer);
        return NULL;
    }
    return writer;
}

CPNGStatus cpng_writer_header(CPNGWriter *writer, const CPNGPicture *picture, int *passes) {
    if (!header_guarded(writer, picture)) return CPNG_CORRUPT;
    *passes = writer->passes;
    return CPNG_OK;
}

CPNGStatus cpng_writer_rows(CPNGWriter *writer, const uint8_t *rows, size_t row_bytes, size_t count) {
    return rows_guarded(writer, rows, row_bytes, count) ? CPNG_OK : CPNG_CORRUPT;
}

CPNGStatus cpng_writer_finish(CPNGWriter *writer, const uint8_t **bytes, size_t *count) {
    if (!end_guarded(writer)) return CPNG_CORRUPT;
    *bytes = writer->bytes;
    *count = writer->count;
    return CPNG_OK;
}

const char *cpng_writer_message(const CPNGWriter *writer) { return writer->message; }

void cpng_writer_close(CPNGWriter *writer) {
    if (!writer) return;
    if (writer->png) png_destroy_write_struct(&writer->png, &writer->info);
    free(writer->bytes);
    free(writer);
}
