/*
 * The fork server inside a Node process: forks it on request, ends each child at its deadline and tells how it ended.
 * Owns every way out of that process but JavaScript: fork, wait, kill, _exit. Knows nothing of what is forked, nor of
 * plans. The process that forks never goes back to JavaScript, so all its children begin alike; and it waits for its
 * requests and its children at once, so a child that loops for ever holds nobody up.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <node_api.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* libuv is inside Node; its headers are not needed for this */
extern int uv_loop_fork(struct uv_loop_s *loop);

/* where every incarnation finds its channel, as a process of its own does */
enum { CHANNEL_READS = 3, CHANNEL_WRITES = 4 };
/* the fields of a request to fork: verb, id, deadline, channel to read and to write, output, errors */
enum { VERB, ID, DEADLINE_MS, READS, WRITES, OUTPUT, ERRORS, FIELDS };
enum { LONGEST_REQUEST = 1 << 20 };

typedef struct child {
  struct child *next;
  pid_t pid;
  int64_t deadline_ms;
  bool late;
  char id[32];
} child;

static child *children;
static int answers_fd;
/* a child that ended writes into one end, in a signal handler; poll waits at the other */
static int woken_fd, wakes_fd;
static struct sigaction action_before;

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool transfer(int fd, bool writes, char *at, size_t left) {
  while (left > 0) {
    ssize_t moved = writes ? write(fd, at, left) : read(fd, at, left);
    if (moved < 0 && errno == EINTR) continue;
    if (moved <= 0) return false;
    at += moved;
    left -= (size_t)moved;
  }
  return true;
}

static void wake(int signal_number) {
  int kept = errno;
  (void)signal_number;
  if (write(wakes_fd, "", 1) < 0) {
    /* the pipe is full: whoever waits is awake */
  }
  errno = kept;
}

/* Its whole group: what a child may have started. */
static void end(child *one) { kill(-one->pid, SIGKILL); }

/* Whoever asked is gone, or says so: nobody stays behind. */
static void end_all(void) {
  for (child *one = children; one != NULL; one = one->next) end(one);
  for (child *one = children; one != NULL; one = one->next)
    while (waitpid(one->pid, NULL, 0) < 0 && errno == EINTR)
      ;
  _exit(0);
}

static void answer(const char *line, size_t length) {
  if (!transfer(answers_fd, true, (char *)line, length)) end_all();
}

static void reap(void) {
  for (child **link = &children; *link != NULL;) {
    child *one = *link;
    int status;
    if (waitpid(one->pid, &status, WNOHANG) != one->pid) {
      link = &one->next;
      continue;
    }
    char line[128];
    bool by_signal = WIFSIGNALED(status);
    int length = snprintf(line, sizeof line, "ended %s %s %d %s\n", one->id, by_signal ? "signal" : "code",
                          by_signal ? WTERMSIG(status) : WEXITSTATUS(status), one->late ? "late" : "itself");
    answer(line, (size_t)length);
    *link = one->next;
    free(one);
  }
}

/* Ends those whose time is over; how long until the next is due, -1 without one. */
static int keep_deadlines(void) {
  int64_t now = now_ms(), next = -1;
  for (child *one = children; one != NULL; one = one->next) {
    if (one->late) continue;
    int64_t left = one->deadline_ms - now;
    if (left <= 0) {
      one->late = true;
      end(one);
    } else if (next < 0 || left < next) next = left;
  }
  return next > INT32_MAX ? INT32_MAX : (int)next;
}

/* A child's files, opened before it is there: who asked may then rely on its end being seen. */
static bool open_files(char *const *fields, int files[4]) {
  const int flags[4] = {O_RDONLY, O_WRONLY, O_WRONLY | O_CREAT | O_APPEND, O_WRONLY | O_CREAT | O_APPEND};
  for (int at = 0; at < 4; at++)
    if ((files[at] = open(fields[READS + at], flags[at] | O_CLOEXEC, 0600)) < 0) return false;
  return true;
}

static void close_files(const int files[4]) {
  for (int at = 0; at < 4; at++)
    if (files[at] >= 0) close(files[at]);
}

/* In the child: its own files in the places of its forker's, its own loop, and an end with the one that forked it. */
static void begin(const int files[4], pid_t forker, struct uv_loop_s *loop) {
  const int places[4] = {CHANNEL_READS, CHANNEL_WRITES, STDOUT_FILENO, STDERR_FILENO};
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setpgid(0, 0);
  if (getppid() != forker) _exit(1);
  sigaction(SIGCHLD, &action_before, NULL);
  close(woken_fd);
  close(wakes_fd);
  for (int at = 0; at < 4; at++)
    if (dup3(files[at], places[at], O_CLOEXEC) < 0) _exit(1);
  close_files(files);
  if (uv_loop_fork(loop) != 0) _exit(1);
}

/* True in the child. */
static bool fork_child(char *const *fields, struct uv_loop_s *loop) {
  char line[256];
  int files[4] = {-1, -1, -1, -1};
  pid_t forker = getpid();
  child *one = calloc(1, sizeof *one);
  pid_t pid = -1;
  if (one != NULL && open_files(fields, files)) pid = fork();
  if (pid == 0) {
    begin(files, forker, loop);
    return true;
  }
  int problem = errno;
  close_files(files);
  int length;
  if (pid < 0) {
    free(one);
    length = snprintf(line, sizeof line, "failed %s %s\n", fields[ID], strerror(problem));
  } else {
    /* here as well: it may have to end before the child has come so far */
    setpgid(pid, pid);
    one->pid = pid;
    one->deadline_ms = now_ms() + atoll(fields[DEADLINE_MS]);
    snprintf(one->id, sizeof one->id, "%s", fields[ID]);
    one->next = children;
    children = one;
    length = snprintf(line, sizeof line, "forked %s %d\n", fields[ID], (int)pid);
  }
  answer(line, (size_t)length);
  return false;
}

/* The next request, its length before it, as fields that each end with a zero; NULL when nobody will ask again. */
static char *next_request(int fd, char **fields) {
  uint32_t length;
  if (!transfer(fd, false, (char *)&length, sizeof length) || length > LONGEST_REQUEST) return NULL;
  char *request = malloc((size_t)length + 1);
  if (request == NULL || !transfer(fd, false, request, length)) return NULL;
  request[length] = 0;
  char *at = request;
  for (int field = 0; field < FIELDS; field++) {
    fields[field] = at;
    if (at < request + length) at += strlen(at) + 1;
    if (at > request + length) at = request + length;
  }
  return request;
}

static void watch_children(void) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) _exit(1);
  woken_fd = ends[0];
  wakes_fd = ends[1];
  struct sigaction action = {.sa_handler = wake, .sa_flags = SA_RESTART | SA_NOCLDSTOP};
  sigaction(SIGCHLD, &action, &action_before);
}

/* V8 keeps its heap from being copied by a fork. What cannot be changed is not memory. */
static bool copy_heap(void) {
  FILE *maps = fopen("/proc/self/smaps", "r");
  if (maps == NULL) return false;
  struct range {
    unsigned long from, to;
  } range = {0, 0}, *ranges = NULL;
  size_t count = 0, room = 0, length = 0;
  char *line = NULL;
  bool whole = true;
  /* read to its end first: a change of a range moves what comes after it */
  while (whole && getline(&line, &length, maps) > 0) {
    unsigned long from, to;
    if (sscanf(line, "%lx-%lx ", &from, &to) == 2) range = (struct range){from, to};
    if (strncmp(line, "VmFlags:", 8) != 0 || strstr(line, " dc") == NULL || strstr(line, " io") != NULL) continue;
    if (count == room) {
      struct range *more = realloc(ranges, (room = room * 2 + 64) * sizeof *ranges);
      if (more == NULL) whole = false;
      else ranges = more;
    }
    if (whole) ranges[count++] = range;
  }
  free(line);
  fclose(maps);
  for (size_t at = 0; whole && at < count; at++)
    whole = madvise((void *)ranges[at].from, ranges[at].to - ranges[at].from, MADV_DOFORK) == 0;
  free(ranges);
  return whole;
}

static napi_value refuse(napi_env env, const char *sentence) {
  napi_throw_error(env, NULL, sentence);
  return NULL;
}

/* serve(requests, answers): comes back in children alone. */
static napi_value serve(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  int32_t requests_fd;
  struct uv_loop_s *loop;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  if (napi_get_value_int32(env, arguments[0], &requests_fd) != napi_ok ||
      napi_get_value_int32(env, arguments[1], &answers_fd) != napi_ok)
    return refuse(env, "serve takes two file descriptors");
  if (napi_get_uv_event_loop(env, &loop) != napi_ok) return refuse(env, "there is no event loop");
  if (!copy_heap()) return refuse(env, "V8's heap cannot be copied by a fork");
  watch_children();
  answer("ready\n", 6);
  for (;;) {
    struct pollfd waited[2] = {{.fd = requests_fd, .events = POLLIN}, {.fd = woken_fd, .events = POLLIN}};
    poll(waited, 2, keep_deadlines());
    char drained[64];
    while (read(woken_fd, drained, sizeof drained) > 0)
      ;
    reap();
    if (waited[0].revents == 0) continue;
    char *fields[FIELDS];
    char *request = next_request(requests_fd, fields);
    if (request == NULL) end_all();
    if (strcmp(fields[VERB], "kill") == 0) {
      for (child *one = children; one != NULL; one = one->next)
        if (strcmp(one->id, fields[ID]) == 0) end(one);
    } else if (fork_child(fields, loop)) return NULL;
    free(request);
  }
}

/* leave(code): at once. Node's own way out waits for threads that a fork does not have. */
static napi_value leave(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  int32_t code = 0;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  if (count > 0) napi_get_value_int32(env, argument, &code);
  _exit(code);
}

/* pid(): this process's own. JavaScript remembers the one it was forked from. */
static napi_value own_pid(napi_env env, napi_callback_info info) {
  napi_value pid;
  (void)info;
  return napi_create_int64(env, getpid(), &pid) == napi_ok ? pid : NULL;
}

/* expire(ms): the kernel ends this process then, whatever it is at; 0 takes that back. No child inherits it. */
static napi_value expire(napi_env env, napi_callback_info info) {
  static timer_t timer;
  static bool made;
  size_t count = 1;
  napi_value argument;
  int64_t ms;
  napi_get_cb_info(env, info, &count, &argument, NULL, NULL);
  if (napi_get_value_int64(env, argument, &ms) != napi_ok || ms < 0) return refuse(env, "expire takes milliseconds");
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
  if (!made && timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return refuse(env, "there is no timer");
  made = true;
  struct itimerspec when = {.it_value = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}};
  if (timer_settime(timer, 0, &when, NULL) != 0) return refuse(env, "the timer cannot be set");
  return NULL;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor members[] = {
      {"serve", NULL, serve, NULL, NULL, NULL, napi_enumerable, NULL},
      {"leave", NULL, leave, NULL, NULL, NULL, napi_enumerable, NULL},
      {"pid", NULL, own_pid, NULL, NULL, NULL, napi_enumerable, NULL},
      {"expire", NULL, expire, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  napi_define_properties(env, exports, sizeof members / sizeof *members, members);
  return exports;
}
