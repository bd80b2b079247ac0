// Drops pictures one at a time and waits for each result: the time from the rename into the inbox to the result's name.
//
//   drop PICTURES ROOT COUNT PAUSE_MS     copies COUNT files of PICTURES to ROOT/stage, each renamed into ROOT/inbox
//                                         after a pause; prints the microseconds of each, or "lost" after two seconds
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec * 1e-3;
}

static void copy(const char *from, const char *to) {
    static char bytes[1 << 24];
    int source = open(from, O_RDONLY), target = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    ssize_t size = read(source, bytes, sizeof bytes);
    if (size < 0 || write(target, bytes, size) != size) {
        perror(to);
        exit(2);
    }
    close(source);
    close(target);
}

// Whether a file of this name came into the watched folder before `deadline`.
static int wait_for(int watcher, const char *name, double deadline) {
    static char events[1 << 16] __attribute__((aligned(8)));
    while (now() < deadline) {
        struct pollfd ready = {watcher, POLLIN, 0};
        if (poll(&ready, 1, 100) <= 0) continue;
        ssize_t count = read(watcher, events, sizeof events);
        for (char *at = events; at < events + count;) {
            struct inotify_event *event = (void *)at;
            if (event->len && !strcmp(event->name, name)) return 1;
            at += sizeof *event + event->len;
        }
    }
    return 0;
}

int main(int count, char **arguments) {
    if (count < 5) {
        fprintf(stderr, "usage: drop PICTURES ROOT COUNT PAUSE_MS\n");
        return 64;
    }
    const char *pictures = arguments[1], *root = arguments[2];
    int wanted = atoi(arguments[3]), pause_ms = atoi(arguments[4]);
    char path[4096], from[4096], staged[4096], dropped[4096], result[300];
    snprintf(path, sizeof path, "%s/stage", root);
    mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/results", root);
    int watcher = inotify_init1(IN_CLOEXEC);
    // A result comes by a rename, or by a link of a file that had no name.
    if (inotify_add_watch(watcher, path, IN_MOVED_TO | IN_CREATE) < 0) {
        perror(path);
        return 2;
    }
    DIR *folder = opendir(pictures);
    for (struct dirent *entry; wanted > 0 && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        snprintf(from, sizeof from, "%s/%s", pictures, entry->d_name);
        snprintf(staged, sizeof staged, "%s/stage/%s", root, entry->d_name);
        snprintf(dropped, sizeof dropped, "%s/inbox/%s", root, entry->d_name);
        snprintf(result, sizeof result, "%s.json", entry->d_name);
        copy(from, staged);
        usleep(pause_ms * 1000);
        double start = now();
        rename(staged, dropped);
        if (wait_for(watcher, result, start + 2e6)) printf("%.1f\n", now() - start);
        else puts("lost");
        wanted--;
    }
    return 0;
}
