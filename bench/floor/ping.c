#include "ping.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "container.h"
#include "fail.h"

static double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

/* A lost first ARP request costs a second otherwise, which would be measured as part of whoever lost it. */
static void ask_neighbours_quickly(void) {
  const char *root = "/proc/sys/net/ipv4/neigh";
  DIR *directory = opendir(root);
  if (!directory) fail(root);
  for (struct dirent *each; (each = readdir(directory));) {
    char path[400];
    snprintf(path, sizeof path, "%s/%s/retrans_time_ms", root, each->d_name);
    int file = each->d_name[0] == '.' ? -1 : open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) continue;
    must(write(file, "8", 1), path);
    close(file);
  }
  closedir(directory);
}

static uint16_t checksum(const uint16_t *words, int count) {
  uint32_t sum = 0;
  while (count--) sum += *words++;
  sum = (sum >> 16) + (sum & 0xffff);
  return ~(sum + (sum >> 16));
}

static void ask(int socket, int index, uint16_t id) {
  struct icmphdr echo = {.type = ICMP_ECHO};
  echo.un.echo.id = id;
  echo.un.echo.sequence = htons(index);
  echo.checksum = checksum((uint16_t *)&echo, sizeof echo / 2);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = address_of(index)};
  /* Lost when the queue is full or the bridge is not there yet: it is sent again in 10 ms. */
  (void)sendto(socket, &echo, sizeof echo, MSG_DONTWAIT, (void *)&to, sizeof to);
}

/* Notes the answers that are there; returns how many were new. */
static int hear(int socket, bool *answered, int count, uint16_t id) {
  char packet[2048];
  int heard = 0;
  while (recv(socket, packet, sizeof packet, MSG_DONTWAIT) > 0) {
    struct icmphdr *echo = (void *)(packet + ((struct iphdr *)packet)->ihl * 4);
    int index = ntohs(echo->un.echo.sequence);
    if (echo->type != ICMP_ECHOREPLY || echo->un.echo.id != id || index > count || answered[index]) continue;
    answered[index] = true;
    heard++;
  }
  return heard;
}

void ping_all(int count) {
  int raw = must(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP), "raw socket"), size = 4 << 20;
  must(setsockopt(raw, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size), "receive buffer");
  ask_neighbours_quickly();
  bool *answered = calloc(count + 1, sizeof *answered);
  const uint16_t id = getpid();
  const double begin = now_ms();
  int left = count;
  while (left > 0) {
    if (now_ms() - begin > 30000) {
      fprintf(stderr, "floor: %d of %d containers do not answer\n", left, count);
      exit(1);
    }
    for (int index = 1; index <= count; index++)
      if (!answered[index]) ask(raw, index, id);
    for (double until = now_ms() + 10; left > 0 && now_ms() < until;) {
      struct pollfd readable = {.fd = raw, .events = POLLIN};
      if (poll(&readable, 1, until - now_ms() + 1) > 0) left -= hear(raw, answered, count, id);
    }
  }
  printf("%.3f\n", now_ms() - begin);
}
