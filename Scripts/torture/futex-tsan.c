// Tells the thread sanitizer of the locks that Swift's Mutex takes and gives back while others wait: that happens in
// libswiftSynchronization, which is not instrumented, by futex calls. Without it what a contended Mutex guards looks like
// a race. To be preloaded: clang -shared -fPIC -O1 futex-tsan.c -o futex-tsan.so -ldl
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <sys/syscall.h>

// Of the sanitizer's runtime, where the process has it.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

long syscall(long number, ...) {
    static long (*next)(long, ...);
    if (!next) next = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
    va_list list;
    va_start(list, number);
    long argument[6];
    for (int index = 0; index < 6; index++) argument[index] = va_arg(list, long);
    va_end(list);
    int command = number == SYS_futex ? (int)argument[1] & FUTEX_CMD_MASK : -1;
    if (command == FUTEX_UNLOCK_PI && __tsan_release) __tsan_release((void *)argument[0]);
    long answer = next(number, argument[0], argument[1], argument[2], argument[3], argument[4], argument[5]);
    int locks = command == FUTEX_LOCK_PI || command == FUTEX_TRYLOCK_PI;
    if (locks && answer == 0 && __tsan_acquire) __tsan_acquire((void *)argument[0]);
    return answer;
}
