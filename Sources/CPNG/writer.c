#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

struct sink {
    uint8_t *bytes;
    size_t count;
    size_t capacity;
    char *message;
};

static void on_error(png_structp png, png_const_charp text) {
    struct sink *sink = png_get_error_ptr(png);
    strncpy(sink->message, text, 127);
    sink->message[127] = 0;
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void on_write(png_structp png, png_bytep source, size_t count) {
    struct sink *sink = png_get_io_ptr(png);
    if (count > sink->capacity - sink->count) {
        size_t capacity = (sink->count + count) * 2 + 256;
        uint8_t *grown = realloc(sink->bytes, capacity);
        if (!grown) png_error(png, "Out of memory");
        sink->bytes = grown;
        sink->capacity = capacity;
    }
    memcpy(sink->bytes + sink->count, source, count);
    sink->count += count;
}

static void on_flush(png_structp png) { (void)png; }

static void write_picture(png_structp png, png_infop info, const CPNGPicture *picture) {
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
    int passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; pass++) {
        for (uint32_t y = 0; y < picture->height; y++) {
            png_write_row(png, picture->rows + (size_t)y * picture->row_bytes);
        }
    }
    png_write_end(png, info);
}

// In a frame of its own, so that nothing the caller owns changes between the setjmp and a jump.
static int write_guarded(png_structp png, png_infop info, struct sink *sink, const CPNGPicture *picture) {
    if (setjmp(png_jmpbuf(png))) return 0;
    png_set_write_fn(png, sink, on_write, on_flush);
    write_picture(png, info, picture);
    return 1;
}

CPNGStatus cpng_write(const CPNGPicture *picture, uint8_t **bytes, size_t *count, char *message) {
    struct sink sink = {NULL, 0, 0, message};
    message[0] = 0;
    *bytes = NULL;
    *count = 0;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &sink, on_error, on_warning);
    if (!png) return CPNG_NO_MEMORY;
    png_infop info = png_create_info_struct(png);
    int written = info && write_guarded(png, info, &sink, picture);
    png_destroy_write_struct(&png, &info);
    if (!written) {
        free(sink.bytes);
        return info ? CPNG_CORRUPT : CPNG_NO_MEMORY;
    }
    *bytes = sink.bytes;
    *count = sink.count;
    return CPNG_OK;
}

void cpng_release(uint8_t *bytes) { free(bytes); }
