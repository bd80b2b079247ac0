/* System calls that the Swift overlay of glibc does not show.
   Every function returns what the call returns: -1 with errno set on failure. */
#ifndef DIGITD_CSYSTEMCALLS_H
#define DIGITD_CSYSTEMCALLS_H

#include <stddef.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/types.h>

#include "ReaderGuard.h"

/* renameat2(2) with RENAME_NOREPLACE: EEXIST where `to` stands already. */
int digitd_rename_noreplace(int from_folder, const char *from, int to_folder, const char *to);

/* syncfs(2): everything dirty on the file system of `descriptor`. */
int digitd_syncfs(int descriptor);

/* A file without a name (O_TMPFILE) in a folder, open for writing. */
int digitd_open_unnamed(int folder, mode_t mode);

/* Gives a file opened by digitd_open_unnamed its name; EEXIST where the name is taken. Needs /proc where
   the kernel does not link an open file without it. */
int digitd_link_descriptor(int descriptor, int folder, const char *name);

/* getdents64(2): raw directory entries into `buffer`; 0 at the end. */
ssize_t digitd_read_entries(int folder, void *buffer, size_t count);

/* What a file system says of itself. */
struct digitd_file_system {
    int64_t type;            /* the magic number, see statfs(2) */
    uint64_t available_bytes; /* to an ordinary user */
    uint64_t total_bytes;
    uint64_t free_inodes;
    uint64_t total_inodes;
};
int digitd_statfs(int descriptor, struct digitd_file_system *answer);

/* 1: some process has the file open for writing, 0: none has, -1: cannot be told
   (only its owner or CAP_LEASE may ask). `descriptor` must be open for reading only. */
int digitd_held_by_writer(int descriptor);

/* Lets this process open `wanted` files, or as many as it ever may; how many that is, at most `wanted`. */
long digitd_raise_descriptors(long wanted);

/* Makes room in the kernel's table for `count` open files, or as many as there may be. Where a process has several
   threads, each growth of the table waits for all processors to have been elsewhere: ten milliseconds. */
void digitd_reserve_descriptors(int count);

/* Gives this thread the nice value of the process's first thread: a thread that was started by one of libdispatch's
   has lost what the process was given. */
void digitd_take_nice_of_process(void);

/* eventfd(2), non-blocking, close-on-exec. */
int digitd_eventfd(void);

/* Has the program that is spawned begin with no descriptor from `first` on. 0, or an error number. */
int digitd_spawn_closes(posix_spawn_file_actions_t *actions, int first);

/* Lets the allocator keep what is freed, up to 16 MB a thread: given back and taken again for each picture, its pages
   would cost more than much of what is done with them. */
void digitd_keep_freed_memory(void);

/* Gives back to the system what the allocator keeps: the end of this thread's arena, and what lies free in all. */
void digitd_release_freed_memory(void);

/* memfd_create(2): a file in memory, open for reading and writing, close-on-exec. */
int digitd_memory_file(const char *name);

/* accept4(2), close-on-exec. */
int digitd_accept(int listener);

#endif
