/* writelog IMAGE LOG FOLDER: serves FOLDER/disk with the content of IMAGE and writes every block write and every flush
   to LOG, so that a disk can be built as it would be after a power cut at any of them.
   A record is two 64-bit numbers, offset and length, and the bytes; a flush has the offset 2^64-1 and no bytes. */
#define FUSE_USE_VERSION 31
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int image, record;

static void keep(uint64_t offset, uint64_t length, const char *bytes) {
    uint64_t head[2] = {offset, length};
    if (write(record, head, sizeof head) != sizeof head) _exit(3);
    if (bytes && write(record, bytes, length) != (ssize_t)length) _exit(3);
}

static int on_getattr(const char *path, struct stat *status, struct fuse_file_info *info) {
    (void)info;
    memset(status, 0, sizeof *status);
    if (strcmp(path, "/") == 0) {
        status->st_mode = S_IFDIR | 0755;
        status->st_nlink = 2;
        return 0;
    }
    if (strcmp(path, "/disk") != 0) return -ENOENT;
    struct stat found;
    if (fstat(image, &found) != 0) return -errno;
    status->st_mode = S_IFREG | 0600;
    status->st_nlink = 1;
    status->st_size = found.st_size;
    return 0;
}

static int on_read(const char *path, char *bytes, size_t size, off_t offset, struct fuse_file_info *info) {
    (void)path, (void)info;
    ssize_t count = pread(image, bytes, size, offset);
    return count < 0 ? -errno : (int)count;
}

static int on_write(const char *path, const char *bytes, size_t size, off_t offset, struct fuse_file_info *info) {
    (void)path, (void)info;
    ssize_t count = pwrite(image, bytes, size, offset);
    if (count < 0) return -errno;
    keep(offset, count, bytes);
    return (int)count;
}

static int on_fsync(const char *path, int data_only, struct fuse_file_info *info) {
    (void)path, (void)data_only, (void)info;
    keep(UINT64_MAX, 0, NULL);
    return 0;
}

static int on_open(const char *path, struct fuse_file_info *info) {
    (void)path;
    info->keep_cache = 1;
    return 0;
}

static int on_truncate(const char *path, off_t size, struct fuse_file_info *info) {
    (void)path, (void)size, (void)info;
    return 0;
}

static int on_readdir(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset, struct fuse_file_info *info,
                      enum fuse_readdir_flags flags) {
    (void)path, (void)offset, (void)info, (void)flags;
    fill(buffer, "disk", NULL, 0, 0);
    return 0;
}

int main(int count, char **words) {
    if (count != 4) return 64;
    image = open(words[1], O_RDWR);
    record = open(words[2], O_CREAT | O_WRONLY | O_TRUNC | O_APPEND, 0600);
    if (image < 0 || record < 0) return 1;
    static const struct fuse_operations operations = {
        .getattr = on_getattr, .read = on_read, .write = on_write, .fsync = on_fsync,
        .open = on_open, .truncate = on_truncate, .readdir = on_readdir,
    };
    char *arguments[] = {words[0], "-f", "-s", words[3], NULL};
    return fuse_main(4, arguments, &operations, NULL);
}
