// The register tiles, for vectors of WIDTH channels (functions end in SUFFIX).
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

INLINE void T(tile)(const int PX, const int NZ, const ck_convolution_shape *s, const float *x, const float *w,
                    const float *bias, float *y, int relu) {
    V sum[14][2];
    if (bias) {
        UNROLL for (int p = 0; p < PX; p++) UNROLL for (int z = 0; z < NZ; z++) sum[p][z] = LOAD(bias + z * WIDTH);
    } else {
        UNROLL for (int p = 0; p < PX; p++) UNROLL for (int z = 0; z < NZ; z++) sum[p][z] = (V){0};
    }
    const ptrdiff_t inputs = s->inputs, outputs = s->outputs, run = s->kernel * inputs;
    for (ptrdiff_t k = 0; k < s->kernel; k++, x += s->x_row) {
        for (ptrdiff_t j = 0; j < run; j++, w += outputs) {
            V weight[2];
            UNROLL for (int z = 0; z < NZ; z++) weight[z] = LOAD(w + z * WIDTH);
            UNROLL for (int p = 0; p < PX; p++) {
                const float value = x[p * inputs + j];
                UNROLL for (int z = 0; z < NZ; z++) sum[p][z] += weight[z] * value;
            }
        }
    }
    UNROLL for (int p = 0; p < PX; p++) UNROLL for (int z = 0; z < NZ; z++) {
        V v = sum[p][z];
        if (relu) v = __builtin_elementwise_max(v, (V){0});
        STORE(y + p * outputs + z * WIDTH, v);
    }
}

// All rows of one image, NZ vectors of outputs. A row is cut into tiles of nearly equal length.
INLINE void T(rows)(const int NZ, const int PX_MAX, const ck_convolution_shape *s, const float *x, const float *w,
                    const float *bias, float *y, int relu) {
    const ptrdiff_t tiles = (s->width + PX_MAX - 1) / PX_MAX, length = tiles ? (s->width + tiles - 1) / tiles : 0;
    for (ptrdiff_t h = 0; h < s->height; h++) {
        for (ptrdiff_t p = 0; p < s->width; p += length) {
            const float *xp = x + h * s->x_row + p * s->inputs;
            float *yp = y + h * s->y_row + p * s->outputs;
            const ptrdiff_t left = s->width - p;
            switch (left < length ? left : length) {
#define CASE(n) case n: if (n <= PX_MAX) T(tile)(n, NZ, s, xp, w, bias, yp, relu); break;
                CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7)
                CASE(8) CASE(9) CASE(10) CASE(11) CASE(12) CASE(13) CASE(14)
#undef CASE
            }
        }
    }
}

INLINE void T(weights_tile)(const int RUN, const int NZ, const ck_convolution_shape *s, const float *x,
                            const float *dy, float *dw) {
    const ptrdiff_t inputs = s->inputs, outputs = s->outputs;
    V sum[14][2];
    UNROLL for (int j = 0; j < RUN; j++) UNROLL for (int z = 0; z < NZ; z++)
        sum[j][z] = LOAD(dw + j * outputs + z * WIDTH);
    for (ptrdiff_t h = 0; h < s->height; h++) {
        const float *xp = x + h * s->x_row, *gp = dy + h * s->y_row;
        for (ptrdiff_t p = 0; p < s->width; p++, xp += inputs, gp += outputs) {
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

static void NAME(JOIN(rows_1, SUFFIX))(const ck_convolution_shape *s, const float *x, const float *w,
                                       const float *bias, float *y, int relu) {
    T(rows)(1, TILE_PIXELS_1, s, x, w, bias, y, relu);
}

static void NAME(JOIN(weights_1, SUFFIX))(const ck_convolution_shape *s, const float *x, const float *dy, float *dw) {
    T(weights)(1, TILE_PIXELS_1, s, x, dy, dw);
}

#ifdef TILE_PIXELS_2
static void NAME(JOIN(rows_2, SUFFIX))(const ck_convolution_shape *s, const float *x, const float *w,
                                       const float *bias, float *y, int relu) {
    T(rows)(2, TILE_PIXELS_2, s, x, w, bias, y, relu);
}

static void NAME(JOIN(weights_2, SUFFIX))(const ck_convolution_shape *s, const float *x, const float *dy, float *dw) {
    T(weights)(2, TILE_PIXELS_2, s, x, dy, dw);
}
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

#undef LOAD
#undef STORE
#undef V
#undef U
#undef T
#undef WIDTH
#undef SUFFIX
#undef TILE_PIXELS_1
#undef TILE_PIXELS_2
