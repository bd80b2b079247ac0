#define _GNU_SOURCE
#include "CSystemCalls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#endif

int digitd_rename_noreplace(int from_folder, const char *from, int to_folder, const char *to) {
    return renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE);
}

int digitd_syncfs(int descriptor) { return syncfs(descriptor); }

int digitd_open_unnamed(int folder, mode_t mode) {
    return openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
}

int digitd_link_descriptor(int descriptor, int folder, const char *name) {
    // Without a walk through /proc, where the kernel lets the one do that who opened the file (Linux 6.10, or with
    // CAP_DAC_READ_SEARCH); elsewhere it says that there is no such file.
    if (linkat(descriptor, "", folder, name, AT_EMPTY_PATH) == 0) return 0;
    if (errno != ENOENT) return -1;
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    return linkat(AT_FDCWD, path, folder, name, AT_SYMLINK_FOLLOW);
}

int digitd_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

ssize_t digitd_read_entries(int folder, void *buffer, size_t count) {
    return syscall(SYS_getdents64, folder, buffer, count);
}

int digitd_statfs(int descriptor, struct digitd_file_system *answer) {
    struct statfs found;
    if (fstatfs(descriptor, &found) != 0) return -1;
    answer->type = (int64_t)found.f_type;
    answer->available_bytes = (uint64_t)found.f_bavail * (uint64_t)found.f_bsize;
    answer->total_bytes = (uint64_t)found.f_blocks * (uint64_t)found.f_bsize;
    answer->free_inodes = (uint64_t)found.f_ffree;
    answer->total_inodes = (uint64_t)found.f_files;
    return 0;
}

int digitd_held_by_writer(int descriptor) {
    /* A read lease is granted only while nobody has the file open for writing (fcntl(2), "Leases"). Should a
       writer come while we hold it, the kernel sends a signal: SIGURG, which is ignored by default, because the
       default one, SIGIO, would end the process. */
    if (fcntl(descriptor, F_SETSIG, SIGURG) != 0) return -1;
    if (fcntl(descriptor, F_SETLEASE, F_RDLCK) == 0) {
        fcntl(descriptor, F_SETLEASE, F_UNLCK);
        return 0;
    }
    return errno == EAGAIN ? 1 : -1;
}

int digitd_spawn_closes(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int digitd_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_CLOEXEC); }

int digitd_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

long digitd_raise_descriptors(long wanted) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
    rlim_t before = limit.rlim_cur;
    if (before >= (rlim_t)wanted) return wanted;
    limit.rlim_cur = limit.rlim_max < (rlim_t)wanted ? limit.rlim_max : (rlim_t)wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = before;
    return (long)limit.rlim_cur;
}

void digitd_reserve_descriptors(int count) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    if (limit.rlim_cur < (rlim_t)count) count = (int)limit.rlim_cur;
    int file = open("/", O_PATH | O_CLOEXEC);
    if (file < 0) return;
    int last = fcntl(file, F_DUPFD_CLOEXEC, count - 1);
    if (last >= 0) close(last);
    close(file);
}

void digitd_take_nice_of_process(void) {
    // On Linux a nice value is a thread's; 0 means this thread, the process's number its first one.
    errno = 0;
    int nice_value = getpriority(PRIO_PROCESS, (id_t)getpid());
    if (errno == 0) (void)setpriority(PRIO_PROCESS, 0, nice_value);
}

#ifdef __GLIBC__
enum { KEPT = 16 << 20, LARGEST_IN_ARENA = 32 << 20 };

void digitd_keep_freed_memory(void) {
    (void)mallopt(M_MMAP_THRESHOLD, LARGEST_IN_ARENA);
    (void)mallopt(M_TRIM_THRESHOLD, KEPT);
}

void digitd_release_freed_memory(void) {
    /* malloc_trim leaves alone the end of every arena but the first, which is where nearly all of it lies. A block that
       makes that end larger than what may be kept takes it along when it is freed; its own pages are never touched. */
    void *volatile block = malloc(KEPT + (1 << 20));
    free(block);
    /* And what lies free below blocks in use, in the arenas of other threads too. */
    (void)malloc_trim(0);
}
#else
void digitd_keep_freed_memory(void) {}

void digitd_release_freed_memory(void) {}
#endif
