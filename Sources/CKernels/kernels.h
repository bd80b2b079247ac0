// One instruction set's kernels. Expects LEVEL (a name), LANES (floats in its widest vector) and, optionally,
// HALF_LANES; PIXELS_1 and PIXELS_2 are how many pixels a tile holds with one and with two vectors of channels
// each, chosen so that accumulators, weights and one broadcast fit the register file; PIXELS_4 the same with four,
// for results of few pixels, and PIXELS_GRAY, where it pays, for pictures of one channel.

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(f) JOIN(f, LEVEL)
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

// Where the tile `index` of 3x3 outputs begins: tiles follow each other along the rows, the rows of tiles and the
// images, and the last of a row or column is moved back to end with it. What two tiles share is computed twice, rounded
// otherwise; the later one's stays, so the order of the tiles is part of the result.
INLINE ptrdiff_t NAME(winograd_place)(const ck_convolution_shape *s, ptrdiff_t index, ptrdiff_t pixel, ptrdiff_t row,
                                      ptrdiff_t image) {
    const ptrdiff_t across = (s->width + 2) / 3, down = (s->height + 2) / 3;
    ptrdiff_t w = 3 * (index % across), h = 3 * (index / across % down);
    if (w > s->width - 3) w = s->width - 3;
    if (h > s->height - 3) h = s->height - 3;
    return index / (across * down) * image + h * row + w * pixel;
}

// Channels are worked off in the widest vectors first; what is left falls to narrower ones, down to single floats,
// or where a kernel only writes and adds nothing up, to a wide one that is moved back.
#define WIDTH LANES
#define SUFFIX wide
#define TILE_PIXELS_1 PIXELS_1
#define TILE_PIXELS_2 PIXELS_2
#define TILE_PIXELS_4 PIXELS_4
#ifdef PIXELS_GRAY
#define TILE_PIXELS_GRAY PIXELS_GRAY
#endif
#include "tiles.h"

#ifdef HALF_LANES
#define WIDTH HALF_LANES
#define SUFFIX half
#define TILE_PIXELS_1 PIXELS_1
#define TILE_PIXELS_2 PIXELS_2
#include "tiles.h"
#endif

#define WIDTH 1
#define SUFFIX single
#define TILE_PIXELS_1 4
#include "tiles.h"

#ifdef HALF_LANES
#define FOR_CHANNELS(count, call) \
    ptrdiff_t c = 0; \
    for (; c + LANES <= (count); c += LANES) { call(wide) } \
    for (; c + HALF_LANES <= (count); c += HALF_LANES) { call(half) } \
    for (; c < (count); c++) { call(single) }
#else
#define FOR_CHANNELS(count, call) \
    ptrdiff_t c = 0; \
    for (; c + LANES <= (count); c += LANES) { call(wide) } \
    for (; c < (count); c++) { call(single) }
#endif

// Images of a single pixel make up a row of pixels, so that a tile holds several: 48 to 64 channels of 3x3 over 3x3
// take eight images 1.8 us, 4.9 one at a time; their gradient 2.5 and 9.5 us.
INLINE const ck_convolution_shape *NAME(in_a_row)(const ck_convolution_shape *s, ck_convolution_shape *row) {
    if (s->height * s->width != 1) return s;
    *row = *s;
    row->images = 1;
    row->width = s->images;
    row->x_pixel = s->x_image;
    row->y_pixel = s->y_image;
    return row;
}

static void NAME(convolution)(const ck_convolution_shape *s, const float *x, const float *w,
                              const float *bias, float *y, int relu) {
#define AT(c) xn, w + (c), bias ? bias + (c) : NULL, yn + (c)
    ck_convolution_shape row;
    s = NAME(in_a_row)(s, &row);
    const ptrdiff_t outputs = s->outputs;
    for (ptrdiff_t n = 0; n < s->images; n++) {
        const float *xn = x + n * s->x_image;
        float *yn = y + n * s->y_image;
        ptrdiff_t c = 0;
#ifdef PIXELS_GRAY
        // It reads pixels that lie side by side, which those of several images do not.
        if (s->inputs == 1 && s->x_pixel == 1 && (s->kernel == 3 || s->kernel == 5))
            for (; c + LANES <= outputs; c += LANES) NAME(gray_rows_wide)(s, AT(c), relu);
#endif
        if (s->height * s->width == 1) {
            // In parts of nearly the same size.
            const ptrdiff_t vectors = (outputs - c) / LANES;
            for (ptrdiff_t parts = (vectors + MOST_VECTORS - 1) / MOST_VECTORS; parts > 0; parts--) {
                const ptrdiff_t share = ((outputs - c) / LANES + parts - 1) / parts;
                NAME(pixel_wide)(share, s, AT(c), relu);
                c += share * LANES;
            }
        }
        // Few pixels have too few sums to keep the multipliers busy: give each more outputs.
        if (s->height * s->width <= PIXELS_4)
            for (; c + 4 * LANES <= outputs; c += 4 * LANES) NAME(rows_4_wide)(s, AT(c), relu);
        for (; c + 2 * LANES <= outputs; c += 2 * LANES) NAME(rows_2_wide)(s, AT(c), LANES, relu);
        // What is left ends in a vector that is moved back to end with the last output: a dense layer of 10 outputs
        // takes 0.57 us, 1.54 with the last outputs one by one.
        if (c + LANES < outputs) {
            NAME(rows_2_wide)(s, AT(c), outputs - c - LANES, relu);
        } else if (c < outputs && outputs >= LANES) {
            NAME(rows_1_wide)(s, AT(outputs - LANES), relu);
#ifdef HALF_LANES
        } else if (HALF_LANES < outputs - c) {
            NAME(rows_2_half)(s, AT(c), outputs - c - HALF_LANES, relu);
        } else if (HALF_LANES == outputs - c) {
            NAME(rows_1_half)(s, AT(c), relu);
#endif
        } else {
            for (; c < outputs; c++) NAME(rows_1_single)(s, AT(c), relu);
        }
    }
#undef AT
}

static void NAME(convolution_weights)(const ck_convolution_shape *s, const float *x, const float *dy, float *dw) {
    ck_convolution_shape row;
    s = NAME(in_a_row)(s, &row);
    for (ptrdiff_t n = 0; n < s->images; n++) {
        const float *xn = x + n * s->x_image, *dyn = dy + n * s->y_image;
        ptrdiff_t c = 0;
        for (; c + 2 * LANES <= s->outputs; c += 2 * LANES) NAME(weights_2_wide)(s, xn, dyn + c, dw + c);
        for (; c + LANES <= s->outputs; c += LANES) NAME(weights_1_wide)(s, xn, dyn + c, dw + c);
#ifdef HALF_LANES
        for (; c + HALF_LANES <= s->outputs; c += HALF_LANES) NAME(weights_1_half)(s, xn, dyn + c, dw + c);
#endif
        for (; c < s->outputs; c++) NAME(weights_1_single)(s, xn, dyn + c, dw + c);
    }
}

static void NAME(flip_weights)(ptrdiff_t kernel, ptrdiff_t inputs, ptrdiff_t outputs, const float *w,
                               float *flipped) {
    const ptrdiff_t taps = kernel * kernel;
    for (ptrdiff_t tap = 0; tap < taps; tap++) {
        const float *from = w + tap * inputs * outputs;
        float *to = flipped + (taps - 1 - tap) * inputs * outputs;
        // In blocks of 16 x 16, so that the lines written to stay in the cache while they fill.
        for (ptrdiff_t i0 = 0; i0 < inputs; i0 += 16)
            for (ptrdiff_t o0 = 0; o0 < outputs; o0 += 16)
                for (ptrdiff_t i = i0; i < inputs && i < i0 + 16; i++)
                    for (ptrdiff_t o = o0; o < outputs && o < o0 + 16; o++)
                        to[o * inputs + i] = from[i * outputs + o];
    }
}

static void NAME(winograd_weights)(ptrdiff_t inputs, ptrdiff_t outputs, const float *w, float *u) {
#define CALL(suffix) NAME(JOIN(winograd_weights, suffix))(inputs, outputs, w + c, u + c);
    FOR_CHANNELS(outputs, CALL)
#undef CALL
}

// Some tiles at a time, as many as two of AVX-512's register tiles hold: each of the 25 places is then a matrix product
// of its own, [tiles][inputs] x [inputs][outputs]. One Zen 5 core, eight images, microseconds an image, and those of
// the plain sum: 16 to 24 channels, 14x14 to 14x14 pixels, 4.3 (6.8); 24 to 72, 7x7 to 5x5, 2.3 (3.6); 72 to 112, 5x5
// to 3x3, 2.1 (5.1). One image alone: 4.3 (6.9), 2.6 (3.6), 4.8 (5.1), the last for the weights' way from memory.
static void NAME(convolution_winograd)(const ck_convolution_shape *s, const float *x, const float *u,
                                       const float *bias, float *y, int relu, float *scratch) {
    const ptrdiff_t tiles = s->images * ((s->width + 2) / 3) * ((s->height + 2) / 3);
    float *t = scratch, *m = scratch + 25 * CK_WINOGRAD_TILES * s->inputs;
    for (ptrdiff_t first = 0; first < tiles; first += CK_WINOGRAD_TILES) {
        const ptrdiff_t count = tiles - first < CK_WINOGRAD_TILES ? tiles - first : CK_WINOGRAD_TILES;
        {
#define CALL(suffix) NAME(JOIN(winograd_inputs, suffix))(s, first, count, x + c, t + c);
            FOR_CHANNELS(s->inputs, CALL)
#undef CALL
        }
        const ck_convolution_shape product = {
            .images = 1, .height = 1, .width = count, .kernel = 1, .inputs = s->inputs, .outputs = s->outputs,
            .x_pixel = s->inputs, .y_pixel = s->outputs,
        };
        for (ptrdiff_t k = 0; k < 25; k++) {
            NAME(convolution)(&product, t + k * count * s->inputs, u + k * s->inputs * s->outputs, NULL,
                              m + k * count * s->outputs, 0);
        }
        {
#define CALL(suffix) \
    NAME(JOIN(winograd_outputs, suffix))(s, first, count, m + c, bias ? bias + c : NULL, y + c, relu);
            FOR_CHANNELS(s->outputs, CALL)
#undef CALL
        }
    }
}

static void NAME(channel_sums)(const ck_block_shape *s, const float *a, float *sum) {
#define CALL(suffix) NAME(JOIN(sums, suffix))(s, a + c, sum + c);
    FOR_CHANNELS(s->channels, CALL)
#undef CALL
}

static void NAME(batch_statistics)(const ck_block_shape *s, const float *a, float *mean, float *variance) {
#define CALL(suffix) NAME(JOIN(statistics, suffix))(s, a + c, mean + c, variance + c);
    FOR_CHANNELS(s->channels, CALL)
#undef CALL
}

static void NAME(normalization_sums)(const ck_block_shape *s, const float *a, const float *db, const float *mean,
                                     float *sum_dy, float *sum_dyx) {
#define CALL(suffix) NAME(JOIN(products, suffix))(s, a + c, db + c, mean + c, sum_dy + c, sum_dyx + c);
    FOR_CHANNELS(s->channels, CALL)
#undef CALL
}

static void NAME(max_pool)(const ck_block_shape *s, const float *a, float *b) {
#define CALL(suffix) NAME(JOIN(maxima, suffix))(s, a + c, b + c);
    FOR_CHANNELS(s->channels, CALL)
#undef CALL
}

// The kernels below are simple enough for the compiler's own vectorizer.

#define FOR_ROWS \
    for (ptrdiff_t n = 0; n < s->images; n++) \
        for (ptrdiff_t h = 0; h < s->height; h++)

static void NAME(relu)(const ck_block_shape *s, float *b) {
    const ptrdiff_t row = s->width * s->channels;
    FOR_ROWS {
        float *restrict p = b + n * s->b_image + h * s->b_row;
        for (ptrdiff_t i = 0; i < row; i++) p[i] = p[i] > 0 ? p[i] : 0;
    }
}

static void NAME(relu_backward)(const ck_block_shape *s, const float *a, float *db) {
    const ptrdiff_t row = s->width * s->channels;
    FOR_ROWS {
        const float *restrict p = a + n * s->a_image + h * s->a_row;
        float *restrict q = db + n * s->b_image + h * s->b_row;
        for (ptrdiff_t i = 0; i < row; i++) q[i] = p[i] > 0 ? q[i] : 0;
    }
}

static void NAME(sigmoid)(const ck_block_shape *s, float *b) {
    const ptrdiff_t row = s->width * s->channels;
    FOR_ROWS {
        float *restrict p = b + n * s->b_image + h * s->b_row;
        for (ptrdiff_t i = 0; i < row; i++) p[i] = 1 / (1 + expf(-p[i]));
    }
}

static void NAME(sigmoid_backward)(const ck_block_shape *s, const float *a, float *db) {
    const ptrdiff_t row = s->width * s->channels;
    FOR_ROWS {
        const float *restrict p = a + n * s->a_image + h * s->a_row;
        float *restrict q = db + n * s->b_image + h * s->b_row;
        for (ptrdiff_t i = 0; i < row; i++) q[i] *= p[i] * (1 - p[i]);
    }
}

static void NAME(tanh)(const ck_block_shape *s, float *b) {
    const ptrdiff_t row = s->width * s->channels;
    FOR_ROWS {
        float *restrict p = b + n * s->b_image + h * s->b_row;
        for (ptrdiff_t i = 0; i < row; i++) p[i] = tanhf(p[i]);
    }
}

static void NAME(tanh_backward)(const ck_block_shape *s, const float *a, float *db) {
    const ptrdiff_t row = s->width * s->channels;
    FOR_ROWS {
        const float *restrict p = a + n * s->a_image + h * s->a_row;
        float *restrict q = db + n * s->b_image + h * s->b_row;
        for (ptrdiff_t i = 0; i < row; i++) q[i] *= 1 - p[i] * p[i];
    }
}

static void NAME(max_pool_backward)(const ck_block_shape *s, const float *a, const float *db, float *da,
                                    ptrdiff_t da_row, ptrdiff_t da_image) {
    const ptrdiff_t channels = s->channels;
    FOR_ROWS {
        const float *upper = a + n * s->a_image + 2 * h * s->a_row, *lower = upper + s->a_row;
        const float *grad = db + n * s->b_image + h * s->b_row;
        float *to_upper = da + n * da_image + 2 * h * da_row, *to_lower = to_upper + da_row;
        for (ptrdiff_t w = 0; w < s->width; w++) {
            const float *restrict u = upper + 2 * w * channels, *restrict l = lower + 2 * w * channels;
            const float *restrict g = grad + w * channels;
            float *restrict tu = to_upper + 2 * w * channels, *restrict tl = to_lower + 2 * w * channels;
            for (ptrdiff_t c = 0; c < channels; c++) {
                const float v0 = u[c], v1 = u[channels + c], v2 = l[c], v3 = l[channels + c];
                const float top = v0 > v1 ? v0 : v1, bottom = v2 > v3 ? v2 : v3, m = top > bottom ? top : bottom;
                // What is left of the gradient goes on until it meets the largest: selects of floats, which vectorise
                // (4 x faster than choosing by integers).
                const float to0 = v0 == m ? g[c] : 0, left0 = v0 == m ? 0 : g[c];
                const float to1 = v1 == m ? left0 : 0, left1 = v1 == m ? 0 : left0;
                const float to2 = v2 == m ? left1 : 0, left2 = v2 == m ? 0 : left1;
                tu[c] = to0;
                tu[channels + c] = to1;
                tl[c] = to2;
                tl[channels + c] = left2;
            }
        }
    }
}

static void NAME(scale_shift)(const ck_block_shape *s, const float *a, const float *scale, const float *shift,
                              float *b, int relu) {
    const ptrdiff_t channels = s->channels;
    const float floor = relu ? 0 : -INFINITY;
    FOR_ROWS {
        const float *in = a + n * s->a_image + h * s->a_row;
        float *out = b + n * s->b_image + h * s->b_row;
        for (ptrdiff_t w = 0; w < s->width; w++, in += channels, out += channels) {
            const float *restrict p = in;
            float *restrict q = out;
            for (ptrdiff_t c = 0; c < channels; c++) {
                const float v = p[c] * scale[c] + shift[c];
                q[c] = v > floor ? v : floor;
            }
        }
    }
}

static void NAME(normalization_backward)(const ck_block_shape *s, const float *a, const float *db, const float *p,
                                         const float *q, const float *r, float *da, ptrdiff_t da_row,
                                         ptrdiff_t da_image) {
    const ptrdiff_t channels = s->channels;
    FOR_ROWS {
        const float *x = a + n * s->a_image + h * s->a_row, *dy = db + n * s->b_image + h * s->b_row;
        float *dx = da + n * da_image + h * da_row;
        for (ptrdiff_t w = 0; w < s->width; w++, x += channels, dy += channels, dx += channels) {
            const float *restrict xc = x, *restrict dyc = dy;
            float *restrict dxc = dx;
            for (ptrdiff_t c = 0; c < channels; c++) dxc[c] = dyc[c] * p[c] + (xc[c] * q[c] + r[c]);
        }
    }
}

static void NAME(add)(ptrdiff_t count, const float *restrict x, float *restrict y) {
    for (ptrdiff_t i = 0; i < count; i++) y[i] += x[i];
}

static void NAME(blend)(ptrdiff_t count, float factor, const float *restrict x, float *restrict y) {
    for (ptrdiff_t i = 0; i < count; i++) y[i] += factor * (x[i] - y[i]);
}

static void NAME(sgd_step)(ptrdiff_t count, float rate, float momentum, float decay, int nesterov,
                           const float *restrict gradient, float *restrict velocity, float *restrict w) {
    for (ptrdiff_t i = 0; i < count; i++) {
        const float g = gradient[i] + decay * w[i];
        const float v = momentum * velocity[i] + g;
        velocity[i] = v;
        w[i] -= rate * (nesterov ? g + momentum * v : v);
    }
}

static void NAME(adam_step)(ptrdiff_t count, const ck_adam *k, const float *restrict gradient, float *restrict mean,
                            float *restrict square, float *restrict w) {
    const ck_adam constants = *k;
    for (ptrdiff_t i = 0; i < count; i++) {
        const float g = gradient[i];
        const float m = mean[i] + (1 - constants.beta1) * (g - mean[i]);
        const float v = square[i] + (1 - constants.beta2) * (g * g - square[i]);
        mean[i] = m;
        square[i] = v;
        const float step = (m * constants.correction1) / (sqrtf(v * constants.correction2) + constants.epsilon);
        w[i] -= constants.rate * (step + constants.decay * w[i]);
    }
}

#define STRING_(x) #x
#define STRING(x) STRING_(x)
static const ck_kernels NAME(table) = {
    .name = STRING(LEVEL),
    .convolution = NAME(convolution),
    .convolution_weights = NAME(convolution_weights),
    .convolution_winograd = NAME(convolution_winograd),
    .winograd_weights = NAME(winograd_weights),
    .flip_weights = NAME(flip_weights),
    .channel_sums = NAME(channel_sums),
    .relu = NAME(relu),
    .relu_backward = NAME(relu_backward),
    .sigmoid = NAME(sigmoid),
    .tanh = NAME(tanh),
    .tanh_backward = NAME(tanh_backward),
    .sigmoid_backward = NAME(sigmoid_backward),
    .max_pool = NAME(max_pool),
    .max_pool_backward = NAME(max_pool_backward),
    .batch_statistics = NAME(batch_statistics),
    .scale_shift = NAME(scale_shift),
    .normalization_sums = NAME(normalization_sums),
    .normalization_backward = NAME(normalization_backward),
    .add = NAME(add),
    .blend = NAME(blend),
    .sgd_step = NAME(sgd_step),
    .adam_step = NAME(adam_step),
};

#undef STRING
#undef STRING_
#undef FOR_ROWS
#undef FOR_CHANNELS
#undef UNROLL
#undef INLINE
#undef NAME
#undef JOIN
#undef JOIN_
#undef PIXELS_1
#undef PIXELS_2
#undef PIXELS_4
#undef PIXELS_GRAY
#undef HALF_LANES
#undef LANES
#undef LEVEL
