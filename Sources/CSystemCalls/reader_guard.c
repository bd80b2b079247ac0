#define _GNU_SOURCE
#include "ReaderGuard.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define KEY 64

struct reader {
    atomic_int busy;
    /* Which picture since the start it is at. */
    atomic_ulong turn;
    clockid_t clock;
    /* Of who asks: the turn it saw last, and the reader's clock when it saw that first. */
    unsigned long seen;
    struct timespec first;
    char key[KEY + 1];
};

static struct reader readers[DIGITD_READERS];
/* 1 + the number of the reader that this thread is, while it has a picture. */
static _Thread_local int mine;
/* A handler needs a stack of its own where the thread's has run over. */
static _Thread_local char handler_stack[32768];
static _Thread_local int has_stack;

static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
static struct sigaction before[sizeof fatal / sizeof *fatal];
static int notes_folder = -1;
static const char *notes_file;
static char *const *program_arguments;
extern char **environ;

/* Everything from here to on_fatal is used in a signal handler: system calls alone. */
static int note(const char *key, const char *cause) {
    char line[KEY + 40];
    size_t length = strnlen(cause, 30);
    memcpy(line, key, KEY);
    line[KEY] = ' ';
    memcpy(line + KEY + 1, cause, length);
    line[KEY + 1 + length] = '\n';
    length += KEY + 2;
    int file = openat(notes_folder, notes_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file < 0) return -1;
    ssize_t written = write(file, line, length);
    fsync(file);
    close(file);
    return written == (ssize_t)length ? 0 : -1;
}

int digitd_guard_restart(const char *key, const char *cause) {
    /* Without a note it would come again and again. */
    if (notes_folder < 0 || note(key, cause) != 0) return -1;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve("/proc/self/exe", program_arguments, environ);
    return -1;
}

static const char *name(int number) {
    switch (number) {
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGILL: return "SIGILL";
    case SIGFPE: return "SIGFPE";
    case SIGTRAP: return "SIGTRAP";
    default: return "SIGABRT";
    }
}

static void on_fatal(int number, siginfo_t *info, void *context) {
    (void)context;
    /* The thread's own doing: a fault the kernel found, or abort(). Not what another process has sent. */
    int own = info->si_code > 0 || (info->si_code == SI_TKILL && info->si_pid == getpid());
    if (mine && own) digitd_guard_restart(readers[mine - 1].key, name(number));
    /* As it would have been without us: what faulted faults again, what was sent is sent again. */
    for (size_t index = 0; index < sizeof fatal / sizeof *fatal; index++) {
        if (fatal[index] == number) sigaction(number, &before[index], NULL);
    }
    if (info->si_code <= 0) raise(number);
}

void digitd_guard_start(int folder, const char *file, char *const *arguments) {
    notes_folder = folder;
    notes_file = file;
    program_arguments = arguments;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_fatal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigfillset(&action.sa_mask);
    for (size_t index = 0; index < sizeof fatal / sizeof *fatal; index++) {
        sigaction(fatal[index], &action, &before[index]);
    }
}

void digitd_guard_begin(int reader, const char *key) {
    struct reader *self = &readers[reader];
    if (!has_stack) {
        stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
        sigaltstack(&stack, NULL);
        has_stack = 1;
    }
    memcpy(self->key, key, KEY);
    pthread_getcpuclockid(pthread_self(), &self->clock);
    atomic_fetch_add(&self->turn, 1);
    mine = reader + 1;
    atomic_store(&self->busy, 1);
}

void digitd_guard_end(int reader) {
    atomic_store(&readers[reader].busy, 0);
    mine = 0;
}

int digitd_guard_hanging(int64_t limit, char *key) {
    for (int index = 0; index < DIGITD_READERS; index++) {
        struct reader *reader = &readers[index];
        if (!atomic_load(&reader->busy)) continue;
        unsigned long turn = atomic_load(&reader->turn);
        struct timespec now;
        char found[KEY + 1];
        memcpy(found, reader->key, KEY);
        found[KEY] = 0;
        if (clock_gettime(reader->clock, &now) != 0) continue;
        if (reader->seen != turn) {
            reader->seen = turn;
            reader->first = now;
        }
        int64_t used = (now.tv_sec - reader->first.tv_sec) * 1000000000LL + (now.tv_nsec - reader->first.tv_nsec);
        /* It may have come to its end, or to the next picture, while it was looked at. */
        if (used <= limit || !atomic_load(&reader->busy) || atomic_load(&reader->turn) != turn) continue;
        memcpy(key, found, KEY + 1);
        return 1;
    }
    return 0;
}
