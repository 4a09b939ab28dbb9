// SPDX-License-Identifier: Apache-2.0
// The floor that the kernel sets: one epoll loop, one buffer, no framework.
//
//   peer echo-raw PORT | peer http PORT | peer hello
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 256 };

static const char hello[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";
static char buffer[1 << 18];

static void write_all(int fd, const char *from, size_t left) {
  while (left) {
    ssize_t n = write(fd, from, left);
    if (n >= 0) from += n, left -= n;
    else if (errno == EAGAIN) poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
    else return;
  }
}

static void watch(int poll, int fd) {
  epoll_ctl(poll, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = EPOLLIN, .data.fd = fd});
}

static void accept_one(int poll, int listener) {
  int on = 1, fd = accept4(listener, 0, 0, SOCK_NONBLOCK);
  if (fd < 0) return;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  watch(poll, fd);
}

static void serve(int fd, int http) {
  ssize_t n = read(fd, buffer, sizeof buffer);
  if (n <= 0) {
    if (n == 0 || errno != EAGAIN) close(fd);
  } else if (!http) {
    write_all(fd, buffer, n);
  } else {
    // A request that comes in pieces is not handled: the load generator sends each in one.
    for (char *at = buffer; (at = memmem(at, buffer + n - at, "\r\n\r\n", 4)); at += 4) write_all(fd, hello, sizeof hello - 1);
  }
}

int main(int count, char **argument) {
  if (count == 2 && !strcmp(argument[1], "hello")) return 0;
  int http = count == 3 && !strcmp(argument[1], "http");
  if (!http && !(count == 3 && !strcmp(argument[1], "echo-raw"))) return 64;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), poll = epoll_create1(0), on = 1;
  struct sockaddr_in at = {
      .sin_family = AF_INET, .sin_port = htons(atoi(argument[2])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (void *)&at, sizeof at) || listen(listener, 1024)) return 1;
  watch(poll, listener);
  for (;;) {
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(poll, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      if (events[i].data.fd == listener) accept_one(poll, listener);
      else serve(events[i].data.fd, http);
    }
  }
}
