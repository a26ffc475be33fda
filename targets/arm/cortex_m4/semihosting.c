// semihosting.c: console, files, arguments and exit of a bare-metal program by
// the emulator's host (Arm Semihosting for AArch32 and AArch64, release 3.0),
// in the shape of the system calls that newlib asks for.
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

int board_arguments(char **argv, int limit);
int _close(int file);
int _fstat(int file, struct stat *status);
int _getpid(void);
int _isatty(int file);
int _kill(int process, int signal);
int _lseek(int file, int offset, int origin);
int _open(const char *path, int flags, ...);
int _read(int file, char *data, int size);
int _write(int file, const char *data, int size);
void *_sbrk(int size);
void _exit(int status) __attribute__((noreturn));

enum {
  SysOpen = 0x01,
  SysClose = 0x02,
  SysWrite = 0x05,
  SysRead = 0x06,
  SysSeek = 0x0a,
  SysFlen = 0x0c,
  SysGetCmdline = 0x15,
  SysExitExtended = 0x20
};

static int32_t call(int32_t operation, const void *block) {
  register int32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = block;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

// Host handle and position by file number; 0, 1 and 2 are the console.
enum { FileLimit = 16 };
static struct {
  int32_t handle; // plus 1, so that 0 is a closed file
  int32_t position;
} files[FileLimit];

static int32_t openHost(const char *path, int32_t mode) {
  const uintptr_t block[] = {(uintptr_t)path, (uintptr_t)mode, strlen(path)};
  return call(SysOpen, block);
}

// The host's handle of an open file, or -1. The console opens when first used:
// mode 0 is "r", 4 "w" (standard output), 8 "a" (standard error).
static int32_t hostHandle(int file) {
  if (file < 0 || file >= FileLimit)
    return -1;
  if (file < 3 && files[file].handle == 0)
    files[file].handle = openHost(":tt", file * 4) + 1;
  return files[file].handle - 1;
}

static int fail(int code) {
  errno = code;
  return -1;
}

int _open(const char *path, int flags, ...) {
  // newlib: bits 0 and 1 access (read, write, both), 8 append, 0x400 truncate.
  // Semihosting: 1 "rb", 3 "r+b", 5 "wb", 7 "w+b", 9 "ab".
  const int32_t mode = (flags & 3) == 0 ? 1
                       : flags & 8      ? 9
                       : flags & 0x400  ? ((flags & 3) == 2 ? 7 : 5)
                                        : 3;
  for (int file = 3; file < FileLimit; ++file)
    if (files[file].handle == 0) {
      const int32_t handle = openHost(path, mode);
      if (handle < 0)
        return fail(ENOENT);
      files[file].handle = handle + 1;
      files[file].position = 0;
      return file;
    }
  return fail(EMFILE);
}

int _close(int file) {
  const uintptr_t block[] = {(uintptr_t)hostHandle(file)};
  if (hostHandle(file) < 0)
    return fail(EBADF);
  files[file].handle = 0;
  return call(SysClose, block);
}

// The host answers with the number of bytes that it did not transfer.
static int transfer(int32_t operation, int file, uintptr_t data, int size) {
  const uintptr_t block[] = {(uintptr_t)hostHandle(file), data,
                             (uintptr_t)size};
  int32_t left;
  if (hostHandle(file) < 0)
    return fail(EBADF);
  left = call(operation, block);
  if (left < 0 || left > size)
    return fail(EIO);
  files[file].position += size - left;
  return size - left;
}

int _read(int file, char *data, int size) {
  return transfer(SysRead, file, (uintptr_t)data, size);
}

int _write(int file, const char *data, int size) {
  return transfer(SysWrite, file, (uintptr_t)data, size);
}

int _lseek(int file, int offset, int origin) {
  uintptr_t block[2] = {(uintptr_t)hostHandle(file), 0};
  if (hostHandle(file) < 0)
    return fail(EBADF);
  if (file < 3)
    return fail(ESPIPE);
  if (origin == 1)
    offset += files[file].position;
  if (origin == 2)
    offset += call(SysFlen, block);
  block[1] = (uintptr_t)offset;
  if (call(SysSeek, block) < 0)
    return fail(EINVAL);
  files[file].position = offset;
  return offset;
}

int _fstat(int file, struct stat *status) {
  memset(status, 0, sizeof *status);
  status->st_mode = file < 3 ? S_IFCHR : S_IFREG;
  return 0;
}

int _isatty(int file) { return file < 3; }
int _getpid(void) { return 1; }
int _kill(int process, int signal) {
  (void)process;
  _exit(128 + signal);
}

// The heap grows from the end of zeroed memory up to the stack's 64 KB.
void *_sbrk(int size) {
  extern char board_bss_end[], board_stack_bottom[];
  static char *end = board_bss_end;
  char *const old = end;
  if (size > board_stack_bottom - end) {
    errno = ENOMEM;
    return (void *)-1;
  }
  end += size;
  return old;
}

// Splits the command line at spaces; argv[0] is the program.
int board_arguments(char **argv, int limit) {
  static char line[1024];
  uintptr_t block[] = {(uintptr_t)line, sizeof line};
  int count = 0;
  if (call(SysGetCmdline, block) < 0)
    line[0] = 0;
  for (char *here = line; *here && count + 1 < limit;) {
    argv[count++] = here;
    while (*here && *here != ' ')
      ++here;
    if (*here)
      *here++ = 0;
  }
  argv[count] = 0;
  return count;
}

void _exit(int status) {
  // 0x20026: the application has ended.
  const uintptr_t block[] = {0x20026u, (uintptr_t)status};
  for (;;)
    call(SysExitExtended, block);
}
