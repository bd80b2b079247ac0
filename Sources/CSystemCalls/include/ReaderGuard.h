/* Notes which picture is being read, so that a crash or a hang of the reader is known by its picture, and starts the
   program anew when that happens. A SIGKILL, a power cut, and signals that other processes send leave no note. */
#ifndef DIGITD_READER_GUARD_H
#define DIGITD_READER_GUARD_H

#include <stdint.h>

/* The most threads that read. */
#define DIGITD_READERS 256

/* Sets the handlers. Notes go to `file` in the open folder `folder`; `arguments` are those of main(). */
void digitd_guard_start(int folder, const char *file, char *const *arguments);

/* The calling thread, reader number `reader`, begins a picture with this key (64 characters), or has ended it. */
void digitd_guard_begin(int reader, const char *key);
void digitd_guard_end(int reader);

/* The key of a picture that has taken more than `limit` nanoseconds of its reader's processor time since this was first
   asked while it was read, into `key` (65 bytes): 1 where there is one, 0 where not. Asked by one caller at a time, now
   and then: the clock of a thread takes a system call, which each picture would pay for. */
int digitd_guard_hanging(int64_t limit, char *key);

/* Writes a note about the picture with this key and starts the program anew in this process. Returns only where that
   is not possible: -1. */
int digitd_guard_restart(const char *key, const char *cause);

#endif
