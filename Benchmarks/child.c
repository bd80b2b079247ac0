// What it would cost to decode each picture in a child that may do nothing but read, write and end: the same decoding
// (libpng's simplified interface, 8-bit grey, averaged to 28x28) in the caller, and in a child behind a socket pair under
// a seccomp filter. Nothing but the way of calling differs.
//
//   child ROUNDS AHEAD PICTURE.png...     AHEAD: how many pictures the child is given before its first answer is awaited
//
// Prints the microseconds a picture of both, medians of seven turns of ROUNDS passes over the pictures each, and what
// starting one child takes.
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <png.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SIDE = 28, CELLS = SIDE * SIDE, TURNS = 7, LARGEST = 1 << 20 };

struct picture {
    unsigned char *bytes;
    uint32_t size;
};

static void fail(const char *what, const char *name) {
    fprintf(stderr, "child: %s: %s: %s\n", what, name, strerror(errno));
    exit(2);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static void decode(const unsigned char *bytes, uint32_t size, unsigned char *cells) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, bytes, size)) fail("decode", image.message);
    image.format = PNG_FORMAT_GRAY;
    unsigned char *pixels = malloc(PNG_IMAGE_SIZE(image));
    png_color white = {255, 255, 255};
    if (!pixels || !png_image_finish_read(&image, &white, pixels, 0, NULL)) fail("decode", image.message);
    unsigned sums[CELLS] = {0}, counts[CELLS] = {0};
    for (unsigned y = 0; y < image.height; y++)
        for (unsigned x = 0; x < image.width; x++) {
            unsigned cell = y * SIDE / image.height * SIDE + x * SIDE / image.width;
            sums[cell] += pixels[y * image.width + x];
            counts[cell]++;
        }
    free(pixels);
    for (unsigned cell = 0; cell < CELLS; cell++) cells[cell] = counts[cell] ? sums[cell] / counts[cell] : 255;
}

static void all(ssize_t (*call)(int, void *, size_t), int file, void *bytes, size_t size) {
    for (size_t done = 0; done < size;) {
        ssize_t step = call(file, (char *)bytes + done, size - done);
        if (step <= 0) {
            if (step < 0 && errno == EINTR) continue;
            _exit(0);
        }
        done += step;
    }
}

static ssize_t give(int file, void *bytes, size_t size) { return write(file, bytes, size); }
static ssize_t take(int file, void *bytes, size_t size) { return read(file, bytes, size); }

// From here on only reading, writing, memory and the end.
static void confine(void) {
    static const uint32_t allowed[] = {SYS_read, SYS_write, SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap, SYS_madvise,
                                       SYS_exit_group};
    enum { COUNT = sizeof allowed / sizeof *allowed };
    struct sock_filter code[COUNT + 3];
    code[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int index = 0; index < COUNT; index++)
        code[index + 1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, allowed[index], COUNT - index, 0);
    code[COUNT + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    code[COUNT + 2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {COUNT + 3, code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        fail("prctl", "seccomp");
}

static void serve(int file) {
    static unsigned char bytes[LARGEST], cells[CELLS];
    confine();
    for (;;) {
        uint32_t size;
        all(take, file, &size, sizeof size);
        all(take, file, bytes, size);
        decode(bytes, size, cells);
        all(give, file, cells, CELLS);
    }
}

static int start(pid_t *child) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) fail("socketpair", "child");
    if (!(*child = fork())) {
        close(ends[0]);
        serve(ends[1]);
    }
    close(ends[1]);
    return ends[0];
}

static void ask(int file, struct picture picture) {
    all(give, file, &picture.size, sizeof picture.size);
    all(give, file, picture.bytes, picture.size);
}

static int ascending(const void *a, const void *b) {
    return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b);
}

static double median(double *values) {
    qsort(values, TURNS, sizeof *values, ascending);
    return values[TURNS / 2];
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "child ROUNDS AHEAD PICTURE.png...\n");
        return 64;
    }
    int rounds = atoi(argv[1]), ahead = atoi(argv[2]), count = argc - 3, total = rounds * count;
    struct picture *pictures = calloc(count, sizeof *pictures);
    unsigned char (*expected)[CELLS] = calloc(count, CELLS), cells[CELLS];
    for (int index = 0; index < count; index++) {
        FILE *file = fopen(argv[index + 3], "rb");
        if (!file) fail("open", argv[index + 3]);
        pictures[index].bytes = malloc(LARGEST);
        pictures[index].size = fread(pictures[index].bytes, 1, LARGEST, file);
        fclose(file);
        decode(pictures[index].bytes, pictures[index].size, expected[index]);
    }
    double direct[TURNS], confined[TURNS], starts[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
        double begun = now();
        for (int index = 0; index < total; index++) {
            struct picture picture = pictures[index % count];
            decode(picture.bytes, picture.size, cells);
        }
        direct[turn] = (now() - begun) / total;

        pid_t child;
        begun = now();
        int file = start(&child);
        ask(file, pictures[0]);
        all(take, file, cells, CELLS);
        starts[turn] = now() - begun;
        begun = now();
        for (int given = 0, taken = 0; taken < total; taken++) {
            while (given < total && given < taken + ahead) ask(file, pictures[given++ % count]);
            all(take, file, cells, CELLS);
            if (memcmp(cells, expected[taken % count], CELLS)) {
                fprintf(stderr, "child: the child reads %s otherwise\n", argv[taken % count + 3]);
                return 1;
            }
        }
        confined[turn] = (now() - begun) / total;
        close(file);
        waitpid(child, NULL, 0);
    }
    double here = median(direct), there = median(confined);
    printf("%d pictures: %.1f us a picture in the caller, %.1f us in a confined child %d ahead (%+.1f us, %.2fx); "
           "%.0f us to start a child and ask it once\n", count, here, there, ahead, there - here, there / here, median(starts));
    return 0;
}
