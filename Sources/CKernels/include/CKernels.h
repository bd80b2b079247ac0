// The hot loops of the network, in plain C: loops over floats, no state, no allocation.
//
// Layout everywhere: NHWC. A picture is rows of pixels, a pixel is `channels` floats side by side, and a row may
// be followed by padding, so every tensor comes with the distance (in floats) between its rows and its images.
// Threads are the caller's business: each call works on what it is given.
//
// kernels.h is compiled once per instruction set; ck_kernels_for() hands out the table of one of them.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// A convolution of stride 1 (a dense layer is one with kernel 1, one row, and an image per pixel).
///   x [images][height + kernel - 1][width + kernel - 1][inputs]   already padded
///   w [kernel][kernel][inputs][outputs]
///   y [images][height][width][outputs]
/// with the distances between the pixels, rows and images of x and y. The pixels of a window lie side by side.
typedef struct {
    ptrdiff_t images, height, width, kernel, inputs, outputs;
    ptrdiff_t x_pixel, x_row, x_image;
    ptrdiff_t y_pixel, y_row, y_image;
} ck_convolution_shape;

/// A block of activations: [images][height][width][channels] with distances between rows and images of the two
/// tensors a kernel works on (`a` is read, `b` is read or written).
typedef struct {
    ptrdiff_t images, height, width, channels;
    ptrdiff_t a_row, a_image;
    ptrdiff_t b_row, b_image;
} ck_block_shape;

/// Constants of an Adam step; the bias corrections are worked out by the caller.
typedef struct {
    float rate, beta1, beta2, epsilon, decay, correction1, correction2;
} ck_adam;

/// Tiles that a convolution by Winograd's algorithm works on together.
enum { CK_WINOGRAD_TILES = 28 };

/// The kernels of one instruction set.
typedef struct {
    const char *name;

    /// y = x * w + bias, then max(y, 0) if `relu`. Also the backward pass to x, with flipped weights.
    void (*convolution)(const ck_convolution_shape *shape, const float *x, const float *w,
                        const float *_Nullable bias, float *y, int relu);
    /// dw += sum over images and pixels of x * dy (here `y` of the shape is dy).
    void (*convolution_weights)(const ck_convolution_shape *shape, const float *x, const float *dy, float *dw);
    /// The same as `convolution` for a kernel of 3 and at least 3x3 outputs by Winograd's algorithm (winograd.h), with
    /// 25 products for each tile of 3x3 outputs instead of 81. `u` are the weights as winograd_weights() made them;
    /// `scratch` holds 25 * CK_WINOGRAD_TILES * (inputs + outputs) floats.
    void (*convolution_winograd)(const ck_convolution_shape *shape, const float *x, const float *u,
                                 const float *_Nullable bias, float *y, int relu, float *scratch);
    /// w [3][3][inputs][outputs] -> u [25][inputs][outputs].
    void (*winograd_weights)(ptrdiff_t inputs, ptrdiff_t outputs, const float *w, float *u);
    /// w [kernel][kernel][inputs][outputs] -> flipped [kernel][kernel][outputs][inputs].
    void (*flip_weights)(ptrdiff_t kernel, ptrdiff_t inputs, ptrdiff_t outputs, const float *w, float *flipped);
    /// sum[c] += sum over images and pixels of a.
    void (*channel_sums)(const ck_block_shape *shape, const float *a, float *sum);

    /// b = max(b, 0), in place.
    void (*relu)(const ck_block_shape *shape, float *b);
    /// db = a > 0 ? db : 0, where a is the output of the forward pass.
    void (*relu_backward)(const ck_block_shape *shape, const float *a, float *db);
    /// b = 1 / (1 + exp(-b)), in place.
    void (*sigmoid)(const ck_block_shape *shape, float *b);
    /// db *= a (1 - a), where a is the sigmoid's output.
    void (*sigmoid_backward)(const ck_block_shape *shape, const float *a, float *db);
    /// b = tanh(b), in place.
    void (*tanh)(const ck_block_shape *shape, float *b);
    /// db *= 1 - a^2, where a is the output of tanh.
    void (*tanh_backward)(const ck_block_shape *shape, const float *a, float *db);

    /// 2x2 maxima: a [2 height][2 width] -> b [height][width]; `shape` is b's. An odd last row or column of a is left
    /// out.
    void (*max_pool)(const ck_block_shape *shape, const float *a, float *b);
    /// The gradient goes to the first largest of the four: a is the forward input, da its gradient (same distances
    /// as da_row, da_image say), db the gradient of the output, with b's distances.
    void (*max_pool_backward)(const ck_block_shape *shape, const float *a, const float *db, float *da,
                              ptrdiff_t da_row, ptrdiff_t da_image);

    /// Mean and (biased) variance of each channel of a.
    void (*batch_statistics)(const ck_block_shape *shape, const float *a, float *mean, float *variance);
    /// b = a * scale + shift per channel, then max(b, 0) if `relu`.
    void (*scale_shift)(const ck_block_shape *shape, const float *a, const float *scale, const float *shift,
                        float *b, int relu);
    /// sum_dy[c] += sum db, sum_dyx[c] += sum db * (a - mean).
    void (*normalization_sums)(const ck_block_shape *shape, const float *a, const float *db, const float *mean,
                               float *sum_dy, float *sum_dyx);
    /// da = db * p + a * q + r per channel, where a is the forward input and da has the distances given.
    void (*normalization_backward)(const ck_block_shape *shape, const float *a, const float *db, const float *p,
                                   const float *q, const float *r, float *da, ptrdiff_t da_row,
                                   ptrdiff_t da_image);

    /// y += x
    void (*add)(ptrdiff_t count, const float *x, float *y);
    /// y += factor * (x - y)
    void (*blend)(ptrdiff_t count, float factor, const float *x, float *y);
    /// velocity = momentum * velocity + g; w -= rate * velocity, or with Nesterov's look ahead.
    /// g is the gradient plus decay * w.
    void (*sgd_step)(ptrdiff_t count, float rate, float momentum, float decay, int nesterov, const float *gradient,
                     float *velocity, float *w);
    /// Adam with decoupled weight decay (AdamW).
    void (*adam_step)(ptrdiff_t count, const ck_adam *constants, const float *gradient, float *mean, float *square,
                      float *w);
} ck_kernels;

/// Instruction sets, from the one every processor has to the fastest.
typedef enum { CK_PORTABLE = 0, CK_AVX2 = 1, CK_AVX512 = 2 } ck_level;

/// The fastest level this processor can run.
ck_level ck_best_level(void);

/// The table of `level`, or NULL where it was not compiled or the processor lacks it.
const ck_kernels *_Nullable ck_kernels_for(ck_level level);

#pragma clang assume_nonnull end

#endif
