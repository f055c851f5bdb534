/* Both layers by raw system calls and the kernel's headers. libseccomp would write the same filter for us, but loading
   and running it takes 0.4 ms, a tenth of what one page may take from start to end. */
#define _GNU_SOURCE /* syscall, O_PATH, CLONE_THREAD */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(UNDER_SANITIZER)
#define UNDER_SANITIZER 1 /* its search for leaks forks and traces itself at the end */
#endif

/* ---- Landlock ---- */

/* Rights and fields that came after the headers of Debian 12 (ABI 2). */
#define FS_TRUNCATE (UINT64_C(1) << 14)  /* ABI 3 */
#define FS_IOCTL_DEV (UINT64_C(1) << 15) /* ABI 5 */
#define NET_BIND_CONNECT UINT64_C(3)     /* ABI 4: TCP */
#define SCOPE_ALL UINT64_C(3)            /* ABI 6: abstract sockets, signals */

struct ruleset {
  uint64_t fs, net, scoped;
};

static int landlock_abi(void) {
  long abi = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi > 0 ? (int)abi : 0;
}

/* Everything that changes something; reading is free. */
static uint64_t writing(int abi) {
  uint64_t fs = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;
  if (abi >= 2) fs |= LANDLOCK_ACCESS_FS_REFER;
  if (abi >= 3) fs |= FS_TRUNCATE;
  if (abi >= 5) fs |= FS_IOCTL_DEV;
  return fs;
}

/* What an output needs in its folder: to be made as FILE.part, written, renamed over the old one, removed. */
static uint64_t output_rights(int abi) {
  return (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | FS_TRUNCATE) &
         writing(abi);
}

/* What an output needs that is no regular file: it is opened and written as it is. */
static uint64_t device_rights(int abi) {
  return (LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE) & writing(abi);
}

/* Beneath a folder, or for a file alone. Of a pipe the kernel takes no rule, and asks none. False: no descriptor was
   left to say so; what cannot be opened for another reason is left out. */
static bool allow(int ruleset, const char *path, uint64_t rights) {
  int fd = open(path, O_PATH | O_CLOEXEC);
  if (fd < 0) return errno != EMFILE && errno != ENFILE;
  struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = fd};
  (void)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0u);
  close(fd);
  return true;
}

/* The folder that a file is in. */
static bool allow_folder_of(int ruleset, const char *file, uint64_t rights) {
  char folder[PATH_MAX];
  const char *slash = strrchr(file, '/');
  int n = slash ? snprintf(folder, sizeof folder, "%.*s", (int)(slash - file) + 1, file)
                : snprintf(folder, sizeof folder, ".");
  return n <= 0 || (size_t)n >= sizeof folder || allow(ruleset, folder, rights);
}

static bool allow_output(int ruleset, const char *output, int abi) {
  char real[PATH_MAX];
  struct stat st;
  bool is_there = stat(output, &st) == 0;
  if (is_there && S_ISDIR(st.st_mode)) return true; /* will be refused */
  if (is_there && !S_ISREG(st.st_mode)) return allow(ruleset, output, device_rights(abi));
  if (strlen(output) < sizeof real && realpath(output, real)) /* a link is followed to a file that is elsewhere */
    return allow_folder_of(ruleset, real, output_rights(abi));
  return is_there || allow_folder_of(ruleset, output, output_rights(abi));
}

static bool enter_landlock(const struct sandbox *s, int abi, bool *starved) {
  struct ruleset rules = {.fs = writing(abi), .net = NET_BIND_CONNECT, .scoped = SCOPE_ALL};
  size_t size = abi >= 6 ? sizeof rules : abi >= 4 ? offsetof(struct ruleset, scoped) : offsetof(struct ruleset, net);
  int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0u);
  if (fd < 0) {
    *starved = errno == EMFILE || errno == ENFILE;
    return false;
  }
  for (size_t i = 0; i < SANDBOX_OUTPUTS_MAX; i++)
    if (s->outputs[i] && !allow_output(fd, s->outputs[i], abi)) *starved = true;
  bool ok = syscall(SYS_landlock_restrict_self, fd, 0u) == 0;
  close(fd);
  return ok;
}

/* ---- seccomp ---- */

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE

static const uint32_t refused[] = {
    /* other programs and processes */
    SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, SYS_setns, SYS_unshare,
    SYS_tkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_pidfd_open, SYS_pidfd_getfd, SYS_pidfd_send_signal,
    SYS_process_madvise,
    /* files by path, in ways that Landlock does not know */
    SYS_truncate, SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_utimensat, SYS_setxattr, SYS_lsetxattr,
    SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr, 452 /* fchmodat2 */, 463 /* setxattrat */,
    466 /* removexattrat */, 469 /* file_setattr */, SYS_open_by_handle_at, SYS_name_to_handle_at,
#ifdef __x86_64__
    SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat, SYS_fork, SYS_vfork,
#endif
    /* the machine */
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_move_mount, SYS_open_tree, SYS_fsopen, SYS_fsconfig,
    SYS_fsmount, SYS_fspick, SYS_mount_setattr, SYS_swapon, SYS_swapoff, SYS_reboot, SYS_sethostname, SYS_setdomainname,
    SYS_settimeofday, SYS_clock_settime, SYS_clock_adjtime, SYS_adjtimex, SYS_acct, SYS_quotactl, SYS_init_module,
    SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd,
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_add_key, SYS_request_key, SYS_keyctl, SYS_syslog,
    SYS_personality, SYS_vhangup,
    /* sockets */
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen};

static const uint32_t refused_to_all_but_servers[] = {SYS_accept,   SYS_accept4,  SYS_sendto,  SYS_sendmsg,
                                                      SYS_sendmmsg, SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg};

enum {
  REFUSE = SECCOMP_RET_ERRNO | EPERM,
  ABSENT = SECCOMP_RET_ERRNO | ENOSYS,
  PROGRAM_MAX = 64 + (sizeof refused + sizeof refused_to_all_but_servers) / sizeof *refused
};
_Static_assert(sizeof refused / sizeof *refused < 256, "a jump is a byte long");

struct filter {
  struct sock_filter v[PROGRAM_MAX];
  unsigned short count;
};

static void add(struct filter *f, struct sock_filter i) {
  f->v[f->count++] = i;
}

static void load(struct filter *f, size_t offset) {
  add(f, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

static void answer(struct filter *f, uint32_t action) {
  add(f, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

/* Passes over `skip` instructions unless what was loaded is `value`. */
static void unless(struct filter *f, uint32_t value, uint8_t skip) {
  add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip));
}

/* One comparison each, that jumps to the one answer at the end: the kernel compiles a filter at every start. */
static void refuse_all(struct filter *f, const uint32_t *calls, size_t n) {
  for (size_t i = 0; i < n; i++)
    add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i], (uint8_t)(n - i), 0));
  add(f, (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 1));
  answer(f, REFUSE);
}

/* The low half of an argument: both processors are little-endian. */
static size_t argument(size_t n) {
  return offsetof(struct seccomp_data, args) + n * sizeof(uint64_t);
}

/* Calls that are fine with some arguments: threads, not processes; signals to this process alone; terminals, but no
   keys pushed into them. clone3 hides its flags in memory: told that it is absent, libc takes clone. */
static void judge_arguments(struct filter *f) {
  unless(f, SYS_clone3, 1);
  answer(f, ABSENT);
  unless(f, SYS_clone, 4);
  load(f, argument(0));
  add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1));
  answer(f, SECCOMP_RET_ALLOW);
  answer(f, REFUSE);
  static const uint32_t signals[] = {SYS_kill, SYS_tgkill};
  for (size_t i = 0; i < 2; i++) {
    unless(f, signals[i], 4);
    load(f, argument(0));
    unless(f, (uint32_t)getpid(), 1);
    answer(f, SECCOMP_RET_ALLOW);
    answer(f, REFUSE);
  }
  enum { PUSH_KEY = 0x5412 /* TIOCSTI */, CONSOLE = 0x541C /* TIOCLINUX, which can paste */ };
  unless(f, SYS_ioctl, 5);
  load(f, argument(1));
  add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PUSH_KEY, 1, 0));
  unless(f, CONSOLE, 1);
  answer(f, REFUSE);
  answer(f, SECCOMP_RET_ALLOW);
}

/* A server sends by the sockets it was given. With MSG_FASTOPEN sending connects, and the listening socket, once it is
   shut down, could be connected so to anybody. */
static void judge_sending(struct filter *f) {
  enum { CONNECTS = 0x20000000 /* MSG_FASTOPEN */ };
  static const struct {
    uint32_t call;
    size_t flags; /* its argument */
  } sending[] = {{SYS_sendto, 3}, {SYS_sendmsg, 2}, {SYS_sendmmsg, 3}};
  for (size_t i = 0; i < sizeof sending / sizeof *sending; i++) {
    unless(f, sending[i].call, 4);
    load(f, argument(sending[i].flags));
    add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CONNECTS, 0, 1));
    answer(f, REFUSE);
    answer(f, SECCOMP_RET_ALLOW);
  }
}

static void write_filter(struct filter *f, bool accepts) {
  load(f, offsetof(struct seccomp_data, arch));
  add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
  answer(f, REFUSE); /* 32-bit calls have other numbers */
  load(f, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
  add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000u, 0, 1)); /* x32 too */
  answer(f, REFUSE);
#endif
#ifndef UNDER_SANITIZER
  judge_arguments(f);
  refuse_all(f, refused, sizeof refused / sizeof *refused);
#else
  (void)judge_arguments;
  static const uint32_t few[] = {SYS_execve, SYS_truncate, SYS_socket, SYS_connect, SYS_bind, SYS_listen};
  refuse_all(f, few, sizeof few / sizeof *few);
  (void)refused;
#endif
  if (accepts)
    judge_sending(f);
  else
    refuse_all(f, refused_to_all_but_servers, sizeof refused_to_all_but_servers / sizeof *refused_to_all_but_servers);
  answer(f, SECCOMP_RET_ALLOW);
}

static bool enter_seccomp(bool accepts) {
  struct filter f = {.count = 0};
  write_filter(&f, accepts);
  struct sock_fprog program = {.len = f.count, .filter = f.v};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}

static bool has_seccomp(void) {
  uint32_t action = SECCOMP_RET_ERRNO;
  return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

#else /* a processor whose calls nobody has looked through */

static bool enter_seccomp(bool accepts) {
  (void)accepts;
  return false;
}

static bool has_seccomp(void) {
  return false;
}

#endif

/* ---- both ---- */

struct sandbox_layers sandbox_offered(void) {
  return (struct sandbox_layers){.landlock = landlock_abi(), .seccomp = has_seccomp()};
}

struct sandbox_layers sandbox_enter(const struct sandbox *s) {
  struct sandbox_layers in_force = {0};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return in_force;
  int abi = landlock_abi();
  if (abi > 0 && enter_landlock(s, abi, &in_force.starved)) in_force.landlock = abi;
  in_force.seccomp = enter_seccomp(s->accepts);
  return in_force;
}

void sandbox_describe(struct sandbox_layers layers, char *out, size_t size) {
  const char *seccomp = layers.seccomp ? "seccomp" : "no seccomp";
  if (layers.landlock)
    snprintf(out, size, "Landlock ABI %d, %s", layers.landlock, seccomp);
  else
    snprintf(out, size, "%s",
             layers.seccomp ? "no Landlock, seccomp" : "none: the kernel has neither Landlock nor seccomp");
}
