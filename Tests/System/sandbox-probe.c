/* Tries from inside the sandbox of digitd.service what a daemon taken over by a picture would try.
   Prints a line for each attempt, "held NAME" or "BREACH NAME", and exits with the number of breaches.
   Run by Scripts/system-test.sh in place of the daemon, under the unit that ships. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int breaches;

static void report(int held, const char *name) {
    printf("%s %s (%s)\n", held ? "held" : "BREACH", name, strerror(errno));
    if (!held) breaches++;
}

static void no_socket(int family, int type, const char *name) {
    int s = socket(family, type, 0);
    report(s < 0 && errno == EAFNOSUPPORT, name);
    if (s >= 0) close(s);
}

/* Where it is `mounted` read-only, that must be the answer, not only its rights. */
static void no_write(const char *folder, int mounted) {
    char path[256], name[300];
    snprintf(path, sizeof path, "%s/digitd-probe", folder);
    snprintf(name, sizeof name, "write to %s", folder);
    int f = open(path, O_WRONLY | O_CREAT, 0600);
    report(f < 0 && (errno == EROFS || (!mounted && (errno == EACCES || errno == ENOENT))), name);
    if (f >= 0) unlink(path);
}

/* Whether a program can be run; its exit status would be 42. */
static int runs(char *const argv[], int descriptor) {
    pid_t child = fork();
    if (child == 0) {
        char *none[] = {NULL};
        freopen("/dev/null", "w", stderr);
        if (descriptor >= 0) fexecve(descriptor, argv, none);
        else execve(argv[0], argv, none);
        _exit(errno == ENOEXEC ? 42 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    errno = EACCES;
    return WIFEXITED(status) && WEXITSTATUS(status) == 42;
}

static int copy(const char *from, int to) {
    char buffer[65536];
    ssize_t count;
    int f = open(from, O_RDONLY);
    if (f < 0) return -1;
    while ((count = read(f, buffer, sizeof buffer)) > 0)
        if (write(to, buffer, count) != count) return -1;
    close(f);
    return 0;
}

static void no_copy_runs(const char *path, const char *name) {
    int f = open(path, O_RDWR | O_CREAT | O_TRUNC, 0700);
    if (f < 0) { report(1, name); return; }
    int copied = copy("/bin/sh", f);
    close(f);
    char *argv[] = {(char *)path, "-c", "exit 42", NULL};
    report(copied == 0 && !runs(argv, -1), name);
    unlink(path);
}

static long status_field(const char *name, int base) {
    char line[256];
    long value = -1;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, name, strlen(name)) == 0) value = strtol(line + strlen(name), NULL, base);
    if (f) fclose(f);
    return value;
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);

    /* network */
    no_socket(AF_INET, SOCK_STREAM, "socket AF_INET");
    no_socket(AF_INET6, SOCK_DGRAM, "socket AF_INET6");
    no_socket(AF_NETLINK, SOCK_RAW, "socket AF_NETLINK");
    no_socket(AF_PACKET, SOCK_RAW, "socket AF_PACKET");
    char line[256];
    int others = 0, rows = 0;
    FILE *f = fopen("/proc/self/net/dev", "r");
    while (f && fgets(line, sizeof line, f)) {
        if (!strchr(line, ':')) continue;
        rows++;
        if (!strstr(line, "lo:")) others++;
    }
    if (f) fclose(f);
    errno = ENODEV;
    report(rows <= 1 && others == 0, "a network interface other than lo");

    /* files */
    const char *folders[] = {"/etc", "/usr", "/var/lib", "/var", "/run", "/"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) no_write(folders[i], 1);
    no_write("/usr/lib/x86_64-linux-gnu", 0);
    no_write("/home", 0);
    no_write("/root", 0);
    no_write("/dev/shm", 0);
    no_write("/sys", 1);
    int own = open("/var/lib/digitd/.probe", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    errno = 0;
    report(own >= 0, "(control) its own folder can be written");
    if (own >= 0) { close(own); unlink("/var/lib/digitd/.probe"); }
    int private = open("/tmp/digitd-probe", O_WRONLY | O_CREAT, 0600);
    if (private >= 0) close(private); /* the test looks whether others see it */

    /* programs */
    char *shell[] = {"/bin/sh", "-c", "exit 42", NULL};
    report(!runs(shell, -1), "exec /bin/sh");
    char *loader[] = {"/lib64/ld-linux-x86-64.so.2", "/bin/sh", "-c", "exit 42", NULL};
    report(!runs(loader, -1), "exec /bin/sh by the loader");
    no_copy_runs("/tmp/probe-sh", "exec a copy in /tmp");
    no_copy_runs("/var/lib/digitd/.probe-sh", "exec a copy in its folder");
    int memory = syscall(SYS_memfd_create, "sh", 0);
    if (memory < 0) report(1, "exec a copy in memory");
    else { copy("/bin/sh", memory); report(!runs(shell, memory), "exec a copy in memory"); }

    /* privileges */
    report(setuid(0) != 0, "setuid 0");
    report(setgroups(0, NULL) != 0, "setgroups");
    report(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1, "new privileges");
    report(status_field("CapBnd:", 16) == 0 && status_field("CapEff:", 16) == 0, "capabilities");
    report(status_field("Seccomp:", 10) == 2, "no filter of system calls");
    int g = open("/var/lib/digitd/.probe", O_WRONLY | O_CREAT, 0600);
    report(fchmod(g, 04755) != 0, "chmod set-user-ID");
    if (g >= 0) { close(g); unlink("/var/lib/digitd/.probe"); }
    report(unshare(CLONE_NEWUSER) != 0, "a user namespace");
    report(unshare(CLONE_NEWNS) != 0, "a mount namespace");
    report(mount("none", "/tmp", "tmpfs", 0, NULL) != 0, "mount");
    report(ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0, "ptrace");
    report(mknod("/tmp/node", S_IFCHR | 0600, 0x103) != 0, "mknod");
    report(access("/proc/1/status", R_OK) != 0, "see process 1");
    report(open("/dev/mem", O_RDONLY) < 0, "/dev/mem");
    report(open("/dev/kmsg", O_RDONLY) < 0, "/dev/kmsg");

    /* memory and kernel */
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    report(page == MAP_FAILED, "memory that is writable and executable");
    page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    report(page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) != 0, "memory made executable");
    struct timeval now;
    gettimeofday(&now, NULL);
    report(settimeofday(&now, NULL) != 0, "set the clock");
    report(sethostname("probe", 5) != 0, "set the host's name");
    struct sched_param priority = {.sched_priority = 1};
    report(sched_setscheduler(0, SCHED_FIFO, &priority) != 0, "real-time scheduling");
    /* What a fine-tune cycle needs to stand back: that these are refused would be the breach. */
    priority.sched_priority = 0;
    report(sched_setscheduler(0, SCHED_IDLE, &priority) == 0 && sched_getscheduler(0) == SCHED_IDLE,
           "a fine-tune cycle may stand back with SCHED_IDLE");
    int score = open("/proc/self/oom_score_adj", O_WRONLY);
    report(score >= 0 && write(score, "1000", 4) == 4, "... and be the first to go where memory runs out");
    if (score >= 0) close(score);
    report(personality(ADDR_NO_RANDOMIZE) == -1, "personality");
    report(syscall(SYS_bpf, 0, NULL, 0) != 0, "bpf");
    report(syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0) < 0, "perf_event_open");
    report(syscall(SYS_keyctl, 0, 0, 0, 0, 0) < 0, "keyctl");
    report(syscall(SYS_init_module, NULL, 0, "") != 0, "load a kernel module");
    return breaches > 100 ? 100 : breaches;
}
