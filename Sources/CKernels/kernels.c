// Each instruction set compiles kernels.h once; the processor chooses at run time.
//
// No compiler flags are involved: the attribute pragma lets the functions between push and pop use the
// instructions it names. The portable form is also what processors other than x86-64 run.

#include "CKernels.h"

#include <math.h>

// The most vectors of outputs of one pixel that are summed together (pixel_tile in tiles.h).
enum { MOST_VECTORS = 10 };

#define LEVEL portable
#define LANES 4
#define PIXELS_1 6
#define PIXELS_2 5
#define PIXELS_4 2
#include "kernels.h"

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma,bmi2"))), apply_to = function)
#define LEVEL avx2
#define LANES 8
#define PIXELS_1 12
#define PIXELS_2 6
#define PIXELS_4 2
#include "kernels.h"
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma,bmi2"))), \
                             apply_to = function)
#define LEVEL avx512
#define LANES 16
#define HALF_LANES 8
#define PIXELS_1 14
#define PIXELS_2 14
#define PIXELS_4 4
#define PIXELS_GRAY 14
#include "kernels.h"
#pragma clang attribute pop

#endif

ck_level ck_best_level(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("fma") &&
        __builtin_cpu_supports("bmi2")) {
        return CK_AVX512;
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) {
        return CK_AVX2;
    }
#endif
    return CK_PORTABLE;
}

const ck_kernels *ck_kernels_for(ck_level level) {
    if (level > ck_best_level()) return NULL;
    switch (level) {
#if defined(__x86_64__)
    case CK_AVX512: return &table_avx512;
    case CK_AVX2: return &table_avx2;
#endif
    default: return &table_portable;
    }
}
