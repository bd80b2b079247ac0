// The register tiles, for vectors of WIDTH channels. T(f) is f_SUFFIX_LEVEL: T(tile) in vectors of 16 with AVX-512 is
// tile_wide_avx512.
//
// A convolution's window is, per kernel row, one run of kernel * inputs floats in x, and the weights of that run
// lie in the same order: [kernel * inputs][outputs]. So a tile is a small matrix product:
//   forward:  PX pixels x NZ vectors of outputs, summed over the run and the kernel's rows;
//   weights:  RUN elements of the run x NZ vectors of outputs, summed over the pixels.
// The accumulators stay in registers throughout, which is where the speed comes from; PX, RUN and NZ are
// constants after inlining, so every loop over them is unrolled.

#define V NAME(JOIN(vector, SUFFIX))
#define U NAME(JOIN(unaligned, SUFFIX))
#define T(f) NAME(JOIN(f, SUFFIX))
typedef float V __attribute__((vector_size(WIDTH * 4)));
typedef float U __attribute__((vector_size(WIDTH * 4), aligned(4)));

#define LOAD(p) (*(const U *)(p))
#define STORE(p, v) (*(U *)(p) = (v))
#define LARGER(a, b) T(larger)((V)(a), (V)(b))

// a > b ? a : b, which is one instruction; fmax, which takes care of NaN, is three.
INLINE V T(larger)(V a, V b) {
    typedef int M __attribute__((vector_size(WIDTH * 4)));
    const M is_larger = a > b;
    return (V)((is_larger & (M)a) | (~is_larger & (M)b));
}

#define EACH(i, count) UNROLL for (int i = 0; i < count; i++)

// ROWS x PX pixels. `step` is the distance between two vectors of outputs: WIDTH where they lie side by side, less
// where the last is moved back to end with the last output. What two vectors share is then computed twice, alike.
INLINE void T(tile)(const int ROWS, const int PX, const int NZ, const ck_convolution_shape *s, const float *x,
                    const float *w, const float *bias, float *y, ptrdiff_t step, int relu) {
    V sum[14][4];
    if (bias) {
        EACH(p, ROWS * PX) EACH(z, NZ) sum[p][z] = LOAD(bias + z * step);
    } else {
        EACH(p, ROWS * PX) EACH(z, NZ) sum[p][z] = (V){0};
    }
    const ptrdiff_t outputs = s->outputs, run = s->kernel * s->inputs, x_pixel = s->x_pixel, x_row = s->x_row;
    for (ptrdiff_t k = 0; k < s->kernel; k++, x += x_row) {
        for (ptrdiff_t j = 0; j < run; j++, w += outputs) {
            V weight[4];
            EACH(z, NZ) weight[z] = LOAD(w + z * step);
            EACH(r, ROWS) EACH(p, PX) {
                const float value = x[r * x_row + p * x_pixel + j];
                EACH(z, NZ) sum[r * PX + p][z] += weight[z] * value;
            }
        }
    }
    EACH(r, ROWS) EACH(p, PX) EACH(z, NZ) {
        V v = sum[r * PX + p][z];
        if (relu) v = LARGER(v, (V){0});
        STORE(y + r * s->y_row + p * s->y_pixel + z * step, v);
    }
}

#ifdef TILE_PIXELS_4
// One pixel and ten vectors of outputs or fewer, for which there are registers with all instruction sets: each weight
// is needed once, and is read beside its neighbours. 112 to 160 channels of 3x3 over 3x3 on one Zen 5 core with
// AVX-512: 2.6 us, 4.9 by tiles of four vectors.
INLINE void T(pixel_tile)(const int NZ, const ck_convolution_shape *s, const float *x, const float *w,
                          const float *bias, float *y, int relu) {
    V sum[MOST_VECTORS];
    EACH(z, NZ) sum[z] = bias ? (V)LOAD(bias + z * WIDTH) : (V){0};
    const ptrdiff_t run = s->kernel * s->inputs;
    for (ptrdiff_t k = 0; k < s->kernel; k++, x += s->x_row)
        for (ptrdiff_t j = 0; j < run; j++, w += s->outputs) EACH(z, NZ) sum[z] += LOAD(w + z * WIDTH) * x[j];
    EACH(z, NZ) STORE(y + z * WIDTH, relu ? LARGER(sum[z], (V){0}) : sum[z]);
}

static void T(pixel)(ptrdiff_t vectors, const ck_convolution_shape *s, const float *x, const float *w,
                     const float *bias, float *y, int relu) {
    switch (vectors) {
#define CASE(n) case n: T(pixel_tile)(n, s, x, w, bias, y, relu); break;
        CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8) CASE(9) CASE(10)
#undef CASE
    }
}
#endif

#ifdef TILE_PIXELS_GRAY
// PX pixels of a picture with one channel: a kernel row's weights stay in registers, and each x, loaded once, serves
// all the pixels whose windows it lies in. The sums run in the same order as above.
// 16 filters of 5x5 over 28x28 on one Zen 5 core: 2.4 us, 3.0 with the tile above (260 and 211 GFLOP/s).
INLINE void T(gray_tile)(const int PX, const int KERNEL, const ck_convolution_shape *s, const float *x, const float *w,
                         const float *bias, float *y, int relu) {
    V sum[14];
    const V start = bias ? LOAD(bias) : (V){0};
    EACH(p, PX) sum[p] = start;
    for (ptrdiff_t k = 0; k < KERNEL; k++, x += s->x_row, w += KERNEL * s->outputs) {
        V weight[5];
        EACH(l, KERNEL) weight[l] = LOAD(w + l * s->outputs);
        EACH(q, PX + KERNEL - 1) {
            const float value = x[q];
            EACH(l, KERNEL) if (q - l >= 0 && q - l < PX) sum[q - l] += weight[l] * value;
        }
    }
    EACH(p, PX) {
        V v = sum[p];
        if (relu) v = LARGER(v, (V){0});
        STORE(y + p * s->y_pixel, v);
    }
}
#endif

// All rows of one image, NZ vectors of outputs. A row is cut into tiles of nearly equal length; where rows are so
// short that a tile holds several, it does: a sum of 3x3 from 64 to 64 channels over 5x5 took 2.6 us, 3.9 a row at a
// time (today Winograd's algorithm works that out).
INLINE void T(rows)(const int NZ, const int PX_MAX, const ck_convolution_shape *s, const float *x, const float *w,
                    const float *bias, float *y, ptrdiff_t step, int relu) {
    const ptrdiff_t width = s->width, tiles = (width + PX_MAX - 1) / PX_MAX;
    const ptrdiff_t length = tiles ? (width + tiles - 1) / tiles : 0;
    ptrdiff_t most = length ? PX_MAX / length : 1, rows = 1;
    if (most > 4) most = 4;
    if (tiles == 1 && most > 1) {
        const ptrdiff_t bands = (s->height + most - 1) / most;
        rows = bands ? (s->height + bands - 1) / bands : 1;
    }
    for (ptrdiff_t h = 0; h < s->height; h += rows) {
        const ptrdiff_t high = s->height - h < rows ? s->height - h : rows;
        for (ptrdiff_t p = 0; p < width; p += length) {
            const float *xp = x + h * s->x_row + p * s->x_pixel;
            float *yp = y + h * s->y_row + p * s->y_pixel;
            const ptrdiff_t left = width - p;
            switch (16 * high + (left < length ? left : length)) {
#define CASE(r, n) case 16 * r + n: if (r * n <= PX_MAX) T(tile)(r, n, NZ, s, xp, w, bias, yp, step, relu); break;
                CASE(1, 1) CASE(1, 2) CASE(1, 3) CASE(1, 4) CASE(1, 5) CASE(1, 6) CASE(1, 7)
                CASE(1, 8) CASE(1, 9) CASE(1, 10) CASE(1, 11) CASE(1, 12) CASE(1, 13) CASE(1, 14)
                CASE(2, 1) CASE(2, 2) CASE(2, 3) CASE(2, 4) CASE(2, 5) CASE(2, 6) CASE(2, 7)
                CASE(3, 1) CASE(3, 2) CASE(3, 3) CASE(3, 4) CASE(4, 1) CASE(4, 2) CASE(4, 3)
#undef CASE
            }
        }
    }
}

#ifdef TILE_PIXELS_GRAY
static void T(gray_rows)(const ck_convolution_shape *s, const float *x, const float *w, const float *bias, float *y,
                         int relu) {
    const ptrdiff_t width = s->width, tiles = (width + TILE_PIXELS_GRAY - 1) / TILE_PIXELS_GRAY;
    const ptrdiff_t length = tiles ? (width + tiles - 1) / tiles : 0;
    for (ptrdiff_t h = 0; h < s->height; h++) {
        for (ptrdiff_t p = 0; p < width; p += length) {
            const float *xp = x + h * s->x_row + p;
            float *yp = y + h * s->y_row + p * s->y_pixel;
            const ptrdiff_t left = width - p;
            switch (16 * s->kernel + (left < length ? left : length)) {
#define CASE(n) \
    case 48 + n: if (n <= TILE_PIXELS_GRAY) T(gray_tile)(n, 3, s, xp, w, bias, yp, relu); break; \
    case 80 + n: if (n <= TILE_PIXELS_GRAY) T(gray_tile)(n, 5, s, xp, w, bias, yp, relu); break;
                CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7)
                CASE(8) CASE(9) CASE(10) CASE(11) CASE(12) CASE(13) CASE(14)
#undef CASE
            }
        }
    }
}
#endif

INLINE void T(weights_tile)(const int RUN, const int NZ, const ck_convolution_shape *s, const float *x,
                            const float *dy, float *dw) {
    const ptrdiff_t outputs = s->outputs;
    V sum[14][2];
    UNROLL for (int j = 0; j < RUN; j++) UNROLL for (int z = 0; z < NZ; z++)
        sum[j][z] = LOAD(dw + j * outputs + z * WIDTH);
    for (ptrdiff_t h = 0; h < s->height; h++) {
        const float *xp = x + h * s->x_row, *gp = dy + h * s->y_row;
        for (ptrdiff_t p = 0; p < s->width; p++, xp += s->x_pixel, gp += s->y_pixel) {
            V gradient[2];
            UNROLL for (int z = 0; z < NZ; z++) gradient[z] = LOAD(gp + z * WIDTH);
            UNROLL for (int j = 0; j < RUN; j++) {
                const float value = xp[j];
                UNROLL for (int z = 0; z < NZ; z++) sum[j][z] += gradient[z] * value;
            }
        }
    }
    UNROLL for (int j = 0; j < RUN; j++) UNROLL for (int z = 0; z < NZ; z++)
        STORE(dw + j * outputs + z * WIDTH, sum[j][z]);
}

// The gradient of all weights that end in these NZ vectors of outputs, over one image.
INLINE void T(weights)(const int NZ, const int RUN_MAX, const ck_convolution_shape *s, const float *x,
                       const float *dy, float *dw) {
    const ptrdiff_t run = s->kernel * s->inputs;
    const ptrdiff_t tiles = (run + RUN_MAX - 1) / RUN_MAX, length = tiles ? (run + tiles - 1) / tiles : 0;
    for (ptrdiff_t k = 0; k < s->kernel; k++) {
        for (ptrdiff_t j = 0; j < run; j += length) {
            const float *xj = x + k * s->x_row + j;
            float *dwj = dw + (k * run + j) * s->outputs;
            const ptrdiff_t left = run - j;
            switch (left < length ? left : length) {
#define CASE(n) case n: if (n <= RUN_MAX) T(weights_tile)(n, NZ, s, xj, dy, dwj); break;
                CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7)
                CASE(8) CASE(9) CASE(10) CASE(11) CASE(12) CASE(13) CASE(14)
#undef CASE
            }
        }
    }
}

static void T(rows_1)(const ck_convolution_shape *s, const float *x, const float *w, const float *bias, float *y,
                      int relu) {
    T(rows)(1, TILE_PIXELS_1, s, x, w, bias, y, 0, relu);
}

static void T(weights_1)(const ck_convolution_shape *s, const float *x, const float *dy, float *dw) {
    T(weights)(1, TILE_PIXELS_1, s, x, dy, dw);
}

#ifdef TILE_PIXELS_4
static void T(rows_4)(const ck_convolution_shape *s, const float *x, const float *w, const float *bias, float *y,
                      int relu) {
    T(rows)(4, TILE_PIXELS_4, s, x, w, bias, y, WIDTH, relu);
}
#endif

#ifdef TILE_PIXELS_2
static void T(rows_2)(const ck_convolution_shape *s, const float *x, const float *w, const float *bias, float *y,
                      ptrdiff_t step, int relu) {
    T(rows)(2, TILE_PIXELS_2, s, x, w, bias, y, step, relu);
}

#if WIDTH == LANES
static void T(weights_2)(const ck_convolution_shape *s, const float *x, const float *dy, float *dw) {
    T(weights)(2, TILE_PIXELS_2, s, x, dy, dw);
}
#endif
#endif

// Reductions over all pixels of WIDTH channels. Each row is summed by itself first, which keeps the rounding error
// of long sums small.

INLINE V T(row_sum)(const ck_block_shape *s, const float *a) {
    V sum = (V){0};
    for (ptrdiff_t w = 0; w < s->width; w++) sum += LOAD(a + w * s->channels);
    return sum;
}

static void T(sums)(const ck_block_shape *s, const float *a, float *sum) {
    V total = LOAD(sum);
    for (ptrdiff_t n = 0; n < s->images; n++)
        for (ptrdiff_t h = 0; h < s->height; h++) total += T(row_sum)(s, a + n * s->a_image + h * s->a_row);
    STORE(sum, total);
}

static void T(statistics)(const ck_block_shape *s, const float *a, float *mean, float *variance) {
    const float scale = 1.0f / (float)(s->images * s->height * s->width);
    V total = (V){0};
    for (ptrdiff_t n = 0; n < s->images; n++)
        for (ptrdiff_t h = 0; h < s->height; h++) total += T(row_sum)(s, a + n * s->a_image + h * s->a_row);
    const V average = total * scale;
    V squares = (V){0};
    for (ptrdiff_t n = 0; n < s->images; n++) {
        for (ptrdiff_t h = 0; h < s->height; h++) {
            const float *row = a + n * s->a_image + h * s->a_row;
            V sum = (V){0};
            for (ptrdiff_t w = 0; w < s->width; w++) {
                const V d = LOAD(row + w * s->channels) - average;
                sum += d * d;
            }
            squares += sum;
        }
    }
    STORE(mean, average);
    STORE(variance, squares * scale);
}

static void T(products)(const ck_block_shape *s, const float *a, const float *db, const float *mean, float *sum_dy,
                        float *sum_dyx) {
    const V average = LOAD(mean);
    V dy = LOAD(sum_dy), dyx = LOAD(sum_dyx);
    for (ptrdiff_t n = 0; n < s->images; n++) {
        for (ptrdiff_t h = 0; h < s->height; h++) {
            const float *x = a + n * s->a_image + h * s->a_row, *g = db + n * s->b_image + h * s->b_row;
            V row_dy = (V){0}, row_dyx = (V){0};
            for (ptrdiff_t w = 0; w < s->width; w++) {
                const V gradient = LOAD(g + w * s->channels);
                row_dy += gradient;
                row_dyx += gradient * (LOAD(x + w * s->channels) - average);
            }
            dy += row_dy;
            dyx += row_dyx;
        }
    }
    STORE(sum_dy, dy);
    STORE(sum_dyx, dyx);
}

// 2x2 maxima of WIDTH channels.
static void T(maxima)(const ck_block_shape *s, const float *a, float *b) {
    const ptrdiff_t channels = s->channels;
    for (ptrdiff_t n = 0; n < s->images; n++) {
        for (ptrdiff_t h = 0; h < s->height; h++) {
            const float *upper = a + n * s->a_image + 2 * h * s->a_row, *lower = upper + s->a_row;
            float *out = b + n * s->b_image + h * s->b_row;
            for (ptrdiff_t w = 0; w < s->width; w++, upper += 2 * channels, lower += 2 * channels, out += channels) {
                const V top = LARGER(LOAD(upper), LOAD(upper + channels));
                STORE(out, LARGER(top, LARGER(LOAD(lower), LOAD(lower + channels))));
            }
        }
    }
}

#include "winograd.h"

#undef LOAD
#undef STORE
#undef LARGER
#undef V
#undef U
#undef T
#undef WIDTH
#undef SUFFIX
#undef TILE_PIXELS_1
#undef TILE_PIXELS_2
#undef TILE_PIXELS_4
#undef TILE_PIXELS_GRAY
#undef EACH
