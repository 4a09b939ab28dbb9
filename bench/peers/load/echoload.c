// SPDX-License-Identifier: Apache-2.0
// A closed loop of echoes over loopback: each connection sends a message, waits for the whole echo, sends the next.
//
//   echoload PORT CONNECTIONS BYTES SECONDS WARM_UP_SECONDS
//
// Prints "measuring" when the warm-up is over, and at the end messages a second and latencies in microseconds. Built
// with -DTLS it speaks TLS 1.3 and trusts everybody: certificates are not its subject. Built with -DWEBSOCKET a message
// is a binary frame, masked as a client's must be, whose echo has no mask; no extension is asked for. Built with -DHTTP a
// message is a GET, and its echo an answer as long as the first one was.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef TLS
#include <openssl/ssl.h>
#endif

enum { EVENTS = 256, LONGEST_US = 1 << 20 };

typedef struct {
  int fd, sent, got;
  uint64_t start;
#ifdef TLS
  SSL *tls;
#endif
} Connection;

static char *message, *echo;
static int message_size, echo_size, most;
static uint32_t latencies[LONGEST_US];

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void fail(const char *what) {
  fprintf(stderr, "echoload: %s\n", what);
  exit(1);
}

#ifdef TLS

static SSL_CTX *context(void) {
  static SSL_CTX *one;
  if (!one) {
    one = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(one, TLS1_3_VERSION);
    SSL_CTX_set_mode(one, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  }
  return one;
}

static void greet(Connection *c) {
  c->tls = SSL_new(context());
  SSL_set_fd(c->tls, c->fd);
  if (SSL_connect(c->tls) != 1) fail("TLS handshake failed");
}

// Bytes moved, or 0 if none can be now.
static int moved(Connection *c, int n) {
  if (n > 0) return n;
  int why = SSL_get_error(c->tls, n);
  if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) fail("connection lost");
  return 0;
}

static int receive(Connection *c, char *to, int n) { return moved(c, SSL_read(c->tls, to, n)); }
static int transmit(Connection *c, const char *from, int n) { return moved(c, SSL_write(c->tls, from, n)); }

// OpenSSL may hold what epoll does not know of.
static int holds_more(Connection *c) { return SSL_pending(c->tls) > 0; }

#else

#ifdef WEBSOCKET

// Asks for a WebSocket, and reads the answer's head byte by byte: what follows it is frames.
static void greet(Connection *c) {
  static const char hello[] = "GET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  char head[2048];
  int got = 0;
  if (write(c->fd, hello, sizeof hello - 1) != sizeof hello - 1) fail("cannot ask for a WebSocket");
  while (got < 4 || memcmp(head + got - 4, "\r\n\r\n", 4)) {
    if (got == sizeof head || read(c->fd, head + got, 1) != 1) fail("no answer to the opening of a WebSocket");
    got++;
  }
  if (memcmp(head, "HTTP/1.1 101", 12)) fail("refuses WebSockets");
}

#elif defined HTTP

static const char request[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

// Asks once, and learns from the first connection how long an answer is.
static void greet(Connection *c) {
  if (write(c->fd, request, sizeof request - 1) != sizeof request - 1) fail("cannot ask");
  int got = 0, all = echo_size ? echo_size : -1;
  while (got != all) {
    int n = read(c->fd, echo + got, (all > 0 ? all : most) - got);
    if (n <= 0) fail("no answer");
    echo[got += n] = 0;
    char *end = strstr(echo, "\r\n\r\n"), *length = strcasestr(echo, "\r\ncontent-length:");
    if (all > 0 || !end) continue;
    if (memcmp(echo, "HTTP/1.1 200", 12) || !length || length > end) fail("answers something else");
    all = end + 4 - echo + atoi(length + 17);
  }
  echo_size = all;
}

#else

static void greet(Connection *c) { (void)c; }

#endif

static int moved(ssize_t n) {
  if (n > 0) return n;
  if (n == 0 || errno != EAGAIN) fail("connection lost");
  return 0;
}

static int receive(Connection *c, char *to, int n) { return moved(read(c->fd, to, n)); }
static int transmit(Connection *c, const char *from, int n) { return moved(write(c->fd, from, n)); }
static int holds_more(Connection *c) { return (void)c, 0; }

#endif

static void transmit_rest(Connection *c) {
  while (c->sent < message_size) {
    int n = transmit(c, message + c->sent, message_size - c->sent);
    if (n == 0) return;
    c->sent += n;
  }
}

static void begin(Connection *c, uint64_t at) {
  c->got = c->sent = 0;
  c->start = at;
  transmit_rest(c);
}

static void open_connection(Connection *c, int port, int poll) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int on = 1;
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (c->fd < 0 || connect(c->fd, (void *)&to, sizeof to)) fail(strerror(errno));
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  greet(c);
  fcntl(c->fd, F_SETFL, O_NONBLOCK);
  epoll_ctl(poll, EPOLL_CTL_ADD, c->fd, &(struct epoll_event){.events = EPOLLIN, .data.ptr = c});
}

#ifdef WEBSOCKET

// The head of a binary frame of `size` bytes, in the shortest form; its length.
static int frame(char *to, int size, int masked) {
  int n = 2;
  to[0] = (char)0x82, to[1] = masked ? (char)0x80 : 0;
  if (size < 126) {
    to[1] |= size;
  } else if (size < 65536) {
    to[1] |= 126, to[2] = size >> 8, to[3] = size, n = 4;
  } else {
    to[1] |= 127, memset(to + 2, 0, 4), n = 10;
    for (int i = 0; i < 4; i++) to[6 + i] = size >> (24 - 8 * i);
  }
  return n;
}

static void prepare(int size) {
  static const char mask[4] = {0x37, 0x7a, 0x21, 0x3d};
  int head = frame(message, size, 1);
  memcpy(message + head, mask, 4);
  for (int i = 0; i < size; i++) message[head + 4 + i] = (i == size - 1 ? '\n' : 'x') ^ mask[i % 4];
  message_size = head + 4 + size;
  echo_size = frame(echo, size, 0) + size;
}

#elif defined HTTP

static void prepare(int size) {
  if (size < (int)sizeof request) fail("too few bytes for a request");
  memcpy(message, request, message_size = sizeof request - 1);
}

#else

static void prepare(int size) {
  memset(message, 'x', size);
  message[size - 1] = '\n';
  message_size = echo_size = size;
}

#endif

static unsigned percentile(double part, uint64_t all) {
  uint64_t seen = 0;
  for (unsigned us = 0; us < LONGEST_US; us++)
    if ((seen += latencies[us]) >= part * all) return us;
  return LONGEST_US;
}

int main(int count, char **argument) {
  if (count != 6) {
    fprintf(stderr, "usage: echoload PORT CONNECTIONS BYTES SECONDS WARM_UP_SECONDS\n");
    return 2;
  }
  int connections = atoi(argument[2]), poll = epoll_create1(0);
  int size = atoi(argument[3]);
  most = size + 14;
  message = malloc(most), echo = malloc(most + 1);
  prepare(size);
  Connection *all = calloc(connections, sizeof *all);
  for (int i = 0; i < connections; i++) open_connection(&all[i], atoi(argument[1]), poll);

  uint64_t t = now(), warm = t + atof(argument[5]) * 1e9, end = warm + atof(argument[4]) * 1e9, done = 0;
  int measuring = 0;
  struct epoll_event events[EVENTS];
  for (int i = 0; i < connections; i++) begin(&all[i], now());
  while (t < end) {
    int ready = epoll_wait(poll, events, EVENTS, 100);
    t = now();
    if (!measuring && t >= warm) {
      measuring = 1;
      puts("measuring"), fflush(stdout);
      end += t - warm, warm = t;
    }
    for (int i = 0; i < ready; i++) {
      Connection *c = events[i].data.ptr;
      do {
        c->got += receive(c, echo, echo_size - c->got);
        transmit_rest(c);
        if (c->got < echo_size) continue;
        if (measuring) {
          uint64_t us = (t - c->start) / 1000;
          done++, latencies[us < LONGEST_US ? us : LONGEST_US - 1]++;
        }
        begin(c, t);
      } while (holds_more(c));
    }
  }
  printf("%.0f msg/s  p50 %u us  p99 %u us\n", done / ((t - warm) / 1e9), percentile(.5, done), percentile(.99, done));
  fflush(stdout);
  _exit(0);  // leaves the connections to the kernel: nothing more is measured
}
