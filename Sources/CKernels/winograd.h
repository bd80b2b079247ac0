// Convolutions of 3x3 in tiles of 3x3 outputs with 25 products a pair of channels where their sum has 81, by Winograd's
// minimal filtering (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016), for vectors of WIDTH
// channels:
//   y = At [ (G w Gt) * (Bt x B) ] A        w 3x3, x 5x5, y 3x3; * place by place, summed over the inputs
// Along a row it is the transpose of multiplying two polynomials, one of three numbers and one whose coefficients are the
// weights, by way of their values at 0, 1, -1, 2 and infinity: G evaluates the weights' there (up to factors), Bt is the
// transposed interpolation of the product, At the transposed evaluation of the other.
//        | 1/2   0    0  |        | 2 -1 -2  1  0 |
//        |-1/2 -1/2 -1/2 |        | 0 -2 -1  1  0 |        | 1  1  1  1  0 |
//   G =  |-1/6  1/6 -1/6 |   Bt = | 0  2 -3  1  0 |   At = | 0  1 -1  2  0 |
//        | 1/6  1/3  2/3 |        | 0 -1  0  1  0 |        | 0  1  1  4  1 |
//        |  0    0    1  |        | 0  2 -1 -2  1 |
// No number on the way is larger than 6 * 6 * 7 * 7 = 1764 times the larger of the largest x and of the largest sum that
// plain products could come to.

// to = G w of three rows or columns, `step` vectors apart, as are the five of the result.
INLINE void T(winograd_g)(V *to, const V *w, const int step, const int to_step) {
    const V outer = w[0] + w[2 * step], middle = w[step];
    to[0] = w[0] * 0.5f;
    to[to_step] = (outer + middle) * -0.5f;
    to[2 * to_step] = (outer - middle) * (-1.0f / 6);
    to[3 * to_step] = (w[0] + middle * 2 + w[2 * step] * 4) * (1.0f / 6);
    to[4 * to_step] = w[2 * step];
}

// to = Bt x of five rows or columns.
INLINE void T(winograd_b)(V *to, const V *x, const int step) {
    const V x0 = x[0], x1 = x[step], x2 = x[2 * step], x3 = x[3 * step], x4 = x[4 * step], d = x3 - x1;
    to[0] = (x0 - x2) * 2 + d;
    to[step] = d - x1 - x2;
    to[2 * step] = (x1 - x2) * 2 + (x3 - x2);
    to[3 * step] = d;
    to[4 * step] = x4 - x2 - d * 2;
}

// to = At m of five rows or columns.
INLINE void T(winograd_a)(V *to, const V *m, const int step, const int to_step) {
    const V sum = m[step] + m[2 * step], m3 = m[3 * step];
    to[0] = m[0] + sum + m3;
    to[to_step] = m[step] - m[2 * step] + m3 * 2;
    to[2 * to_step] = sum + m3 * 4 + m[4 * step];
}

// w [3][3][inputs][outputs] -> u [25][inputs][outputs], WIDTH outputs of all inputs.
static void T(winograd_weights)(ptrdiff_t inputs, ptrdiff_t outputs, const float *w, float *u) {
    const ptrdiff_t plane = inputs * outputs;
    for (ptrdiff_t i = 0; i < inputs; i++, w += outputs, u += outputs) {
        V tap[9], half[15], whole[25];
        EACH(k, 9) tap[k] = LOAD(w + k * plane);
        EACH(k, 3) T(winograd_g)(half + k, tap + k, 3, 3);
        EACH(k, 5) T(winograd_g)(whole + 5 * k, half + 3 * k, 1, 1);
        EACH(k, 25) STORE(u + k * plane, whole[k]);
    }
}

// x -> t [25][count][inputs], WIDTH inputs of the tiles from `first` on.
static void T(winograd_inputs)(const ck_convolution_shape *s, ptrdiff_t first, ptrdiff_t count, const float *x,
                               float *t) {
    for (ptrdiff_t tile = 0; tile < count; tile++) {
        const float *from = x + NAME(winograd_place)(s, first + tile, s->x_pixel, s->x_row, s->x_image);
        V d[25];
        EACH(r, 5) EACH(p, 5) d[5 * r + p] = LOAD(from + r * s->x_row + p * s->x_pixel);
        EACH(r, 5) T(winograd_b)(d + 5 * r, d + 5 * r, 1);
        EACH(p, 5) T(winograd_b)(d + p, d + p, 5);
        EACH(k, 25) STORE(t + (k * count + tile) * s->inputs, d[k]);
    }
}

// m [25][count][outputs] -> y, WIDTH outputs of the tiles from `first` on.
static void T(winograd_outputs)(const ck_convolution_shape *s, ptrdiff_t first, ptrdiff_t count, const float *m,
                                const float *bias, float *y, int relu) {
    const V start = bias ? LOAD(bias) : (V){0};
    for (ptrdiff_t tile = 0; tile < count; tile++) {
        V product[25], half[15], sum[9];
        EACH(k, 25) product[k] = LOAD(m + (k * count + tile) * s->outputs);
        EACH(r, 5) T(winograd_a)(half + 3 * r, product + 5 * r, 1, 1);
        EACH(p, 3) T(winograd_a)(sum + p, half + p, 3, 3);
        float *to = y + NAME(winograd_place)(s, first + tile, s->y_pixel, s->y_row, s->y_image);
        EACH(r, 3) EACH(p, 3) {
            V v = sum[3 * r + p] + start;
            if (relu) v = LARGER(v, (V){0});
            STORE(to + r * s->y_row + p * s->y_pixel, v);
        }
    }
}
