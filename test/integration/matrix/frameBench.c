/*
 * frameBench [--host] INTERFACE...
 *
 * Reads frames from standard input, one "INTERFACE HEX" a line, sends them, and prints received frames in the same form.
 * With --host it also prints what reaches the sockets of this host: "ip4 HEX" with the header, "ip6 HEX" without.
 * Answers "sync N" with "sync N" once all earlier frames are sent and all that have arrived are read.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 64
#define SPACE 16384

static struct {
    const char *name;
    int fd;
} ends[MOST];
static struct pollfd polled[MOST + 1];
static int count;

static void add(const char *name, int fd)
{
    int room = 8 << 20;
    if (fd < 0 || count == MOST) {
        perror(name);
        exit(1);
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    ends[count].name = name;
    ends[count].fd = fd;
    polled[count].fd = fd;
    polled[count].events = POLLIN;
    count++;
}

static void listen_to_interface(const char *name)
{
    struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
    struct packet_mreq all = {.mr_type = PACKET_MR_PROMISC};
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, htons(ETH_P_ALL));
    at.sll_ifindex = all.mr_ifindex = if_nametoindex(name);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0) {
        perror(name);
        exit(1);
    }
    /* A promiscuous bridge would accept frames that are not for it. */
    if (strncmp(name, "br", 2) != 0 && strncmp(name, "virbr", 5) != 0)
        setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all);
    add(name, fd);
}

static void listen_as_host(void)
{
    static const int ip4[] = {1, 2, 6, 17, 41, 47, 50, 132, 253};
    static const int ip6[] = {6, 17, 58, 132, 253};
    for (unsigned i = 0; i < sizeof ip4 / sizeof *ip4; i++)
        add("ip4", socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK, ip4[i]));
    for (unsigned i = 0; i < sizeof ip6 / sizeof *ip6; i++)
        add("ip6", socket(AF_INET6, SOCK_RAW | SOCK_NONBLOCK, ip6[i]));
}

static int hear(int end)
{
    static unsigned char data[SPACE];
    struct sockaddr_storage from;
    socklen_t size = sizeof from;
    ssize_t length =
        recvfrom(ends[end].fd, data, sizeof data, 0, (struct sockaddr *)&from, &size);
    if (length < 0)
        return 0;
    if (from.ss_family == AF_PACKET &&
        ((struct sockaddr_ll *)&from)->sll_pkttype == PACKET_OUTGOING)
        return 1;
    printf("%s ", ends[end].name);
    for (ssize_t i = 0; i < length; i++)
        printf("%02x", data[i]);
    putchar('\n');
    return 1;
}

static void hear_all(void)
{
    for (int end = 0; end < count; end++)
        while (hear(end))
            ;
}

static void send_frame(const char *name, const char *hex)
{
    static unsigned char data[SPACE];
    size_t length = 0;
    unsigned byte;
    while (length < sizeof data && sscanf(hex + 2 * length, "%2x", &byte) == 1)
        data[length++] = byte;
    for (int end = 0; end < count; end++)
        if (strcmp(ends[end].name, name) == 0) {
            while (send(ends[end].fd, data, length, 0) < 0) {
                if (errno != EAGAIN && errno != ENOBUFS) {
                    printf("failed %s %s\n", name, strerror(errno));
                    return;
                }
                usleep(1000);
            }
            return;
        }
    printf("failed %s no such end\n", name);
}

static void obey(char *line)
{
    char *hex = strchr(line, ' ');
    if (hex == NULL)
        return;
    *hex++ = 0;
    if (strcmp(line, "sync") == 0) {
        usleep(20000);
        hear_all();
        printf("sync %s\n", hex);
    } else
        send_frame(line, hex);
}

static void read_lines(void)
{
    static char text[1 << 20];
    static size_t filled;
    ssize_t length = read(0, text + filled, sizeof text - 1 - filled);
    char *line = text, *end;
    if (length <= 0)
        exit(0);
    text[filled += length] = 0;
    for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = 0;
        obey(line);
    }
    filled = text + filled - line;
    memmove(text, line, filled);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--host") == 0)
            listen_as_host();
        else
            listen_to_interface(argv[i]);
    polled[count].fd = 0;
    polled[count].events = POLLIN;
    puts("ready");
    for (;;) {
        fflush(stdout);
        poll(polled, count + 1, -1);
        hear_all();
        if (polled[count].revents)
            read_lines();
    }
}
