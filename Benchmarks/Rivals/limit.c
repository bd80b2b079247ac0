// The least that the work of digitd's pipeline costs: read, decode, average to 28x28, a JSON of 300 bytes by temporary
// file and rename, the original renamed into another folder. No network, no checks, nothing that survives trouble.
//
//   limit once  ROOT [none|batch] [THREADS]   what lies in ROOT/inbox, by THREADS threads (2); `batch` has one syncfs
//                                             for every 256 files, before their originals move
//   limit watch ROOT [none|file]              one thread, woken by inotify; `file` has an fsync for each result.
//                                             Prints "ready" once it listens.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <png.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SIDE = 28, BATCH = 256, MOST_THREADS = 64 };

static int inbox, results, processed;
static enum { SYNC_NONE, SYNC_BATCH, SYNC_FILE } durability;
static char **names;
static int name_count;
static atomic_int next_name;

// What a thread keeps from file to file.
struct worker {
    unsigned char *file, *pixels;
    size_t file_capacity, pixel_capacity, file_size;
    unsigned width, height;
    float small[SIDE * SIDE];
    int pending[BATCH], pending_count;
};

static void fail(const char *what, const char *name) {
    fprintf(stderr, "limit: %s: %s: %s\n", what, name, strerror(errno));
    exit(2);
}

static void reserve(unsigned char **buffer, size_t *capacity, size_t size) {
    if (*capacity >= size) return;
    free(*buffer);
    *buffer = malloc(size);
    *capacity = size;
}

static void read_file(struct worker *worker, const char *name) {
    int file = openat(inbox, name, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) fail("open", name);
    reserve(&worker->file, &worker->file_capacity, status.st_size);
    if (read(file, worker->file, status.st_size) != status.st_size) fail("read", name);
    worker->file_size = status.st_size;
    close(file);
}

static void decode(struct worker *worker) {
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, worker->file, worker->file_size)) fail("decode", image.message);
    image.format = PNG_FORMAT_GRAY;
    worker->width = image.width;
    worker->height = image.height;
    reserve(&worker->pixels, &worker->pixel_capacity, PNG_IMAGE_SIZE(image));
    if (!png_image_finish_read(&image, NULL, worker->pixels, 0, NULL)) fail("decode", image.message);
}

static void average(struct worker *worker) {
    for (unsigned row = 0; row < SIDE; row++) {
        unsigned top = row * worker->height / SIDE, bottom = (row + 1) * worker->height / SIDE;
        for (unsigned column = 0; column < SIDE; column++) {
            unsigned left = column * worker->width / SIDE, right = (column + 1) * worker->width / SIDE, sum = 0;
            for (unsigned y = top; y < bottom; y++) {
                for (unsigned x = left; x < right; x++) sum += worker->pixels[(size_t)y * worker->width + x];
            }
            unsigned count = (bottom - top) * (right - left);
            worker->small[row * SIDE + column] = count ? sum / (255.0f * count) : 0;
        }
    }
}

static void write_result(struct worker *worker, const char *name) {
    char text[1024], aside[300], final[300];
    int size = snprintf(text, sizeof text,
                        "{\"file\":\"%s\",\"status\":\"ok\",\"digit\":%d,\"confidence\":%.6f,\"probabilities\":[%.6f,%.6f,"
                        "%.6f,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f],\"model\":\"8f14e45fceea167a\",\"width\":%u,"
                        "\"height\":%u,\"at\":\"2026-01-01T00:00:00.000Z\"}\n",
                        name, 7, 0.987654, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, worker->small[400], worker->width,
                        worker->height);
    snprintf(aside, sizeof aside, ".%s.tmp", name);
    snprintf(final, sizeof final, "%s.json", name);
    int file = openat(results, aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0 || write(file, text, size) != size) fail("write", aside);
    if (durability == SYNC_FILE) fsync(file);
    close(file);
    if (renameat(results, aside, results, final) != 0) fail("rename", final);
}

static void move(const char *name) {
    if (renameat(inbox, name, processed, name) != 0) fail("move", name);
}

static void flush(struct worker *worker) {
    if (worker->pending_count == 0) return;
    syncfs(results);
    for (int index = 0; index < worker->pending_count; index++) move(names[worker->pending[index]]);
    worker->pending_count = 0;
}

static void work(struct worker *worker, const char *name) {
    read_file(worker, name);
    decode(worker);
    average(worker);
    write_result(worker, name);
}

static void *run_thread(void *argument) {
    struct worker *worker = argument;
    int index;
    while ((index = atomic_fetch_add(&next_name, 1)) < name_count) {
        work(worker, names[index]);
        if (durability == SYNC_BATCH) {
            worker->pending[worker->pending_count++] = index;
            if (worker->pending_count == BATCH) flush(worker);
        } else {
            move(names[index]);
        }
    }
    flush(worker);
    return NULL;
}

static int open_folder(const char *root, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", root, name);
    mkdir(path, 0755);
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) fail("open", path);
    return folder;
}

static int is_picture(const char *name) {
    size_t length = strlen(name);
    return name[0] != '.' && length > 4 && strcmp(name + length - 4, ".png") == 0;
}

static void list_inbox(void) {
    DIR *folder = fdopendir(dup(inbox));
    int capacity = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (!is_picture(entry->d_name)) continue;
        if (name_count == capacity) names = realloc(names, (capacity = capacity ? 2 * capacity : 1024) * sizeof *names);
        names[name_count++] = strdup(entry->d_name);
    }
    closedir(folder);
}

static void watch(const char *root) {
    static struct worker worker;
    static char events[1 << 16] __attribute__((aligned(8)));
    char path[4096];
    snprintf(path, sizeof path, "%s/inbox", root);
    int descriptor = inotify_init1(IN_CLOEXEC);
    if (inotify_add_watch(descriptor, path, IN_MOVED_TO | IN_CLOSE_WRITE) < 0) fail("watch", path);
    puts("ready");
    fflush(stdout);
    for (ssize_t count; (count = read(descriptor, events, sizeof events)) > 0;) {
        for (char *at = events; at < events + count;) {
            struct inotify_event *event = (void *)at;
            if (event->len && is_picture(event->name)) {
                work(&worker, event->name);
                move(event->name);
            }
            at += sizeof *event + event->len;
        }
    }
}

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: limit once|watch ROOT [none|batch|file] [THREADS]\n");
        return 64;
    }
    const char *wanted = count > 3 ? arguments[3] : "none";
    durability = !strcmp(wanted, "batch") ? SYNC_BATCH : !strcmp(wanted, "file") ? SYNC_FILE : SYNC_NONE;
    inbox = open_folder(arguments[2], "inbox");
    results = open_folder(arguments[2], "results");
    processed = open_folder(arguments[2], "processed");
    if (!strcmp(arguments[1], "watch")) {
        watch(arguments[2]);
        return 0;
    }
    static struct worker workers[MOST_THREADS];
    pthread_t threads[MOST_THREADS];
    int thread_count = count > 4 ? atoi(arguments[4]) : 2;
    if (thread_count < 1 || thread_count > MOST_THREADS) thread_count = 2;
    list_inbox();
    for (int index = 1; index < thread_count; index++) pthread_create(&threads[index], NULL, run_thread, &workers[index]);
    run_thread(&workers[0]);
    for (int index = 1; index < thread_count; index++) pthread_join(threads[index], NULL);
    return 0;
}
