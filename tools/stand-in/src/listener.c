/*
 * listener PORT tcp|udp: prints a line for each connection or datagram: peer, port, bytes, and the first of them in
 * hexadecimal. It goes into the background when it hears everything from then on.
 */
#include <arpa/inet.h>
#include <err.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { SHOWN_BYTES = 64, PATIENCE_SECONDS = 3 };

static int bound_socket(int type, const char *port)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons(atoi(port))};
    int yes = 1;

    int descriptor = socket(AF_INET6, type, 0);
    if (descriptor < 0)
        err(1, "socket");
    if (type == SOCK_STREAM)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0)
        err(1, "port %s", port);
    if (type == SOCK_STREAM && listen(descriptor, 16) < 0)
        err(1, "port %s", port);
    return descriptor;
}

static void report(const struct sockaddr_in6 *peer, const unsigned char *shown, size_t count)
{
    static const char v4_prefix[] = "::ffff:";
    char text[INET6_ADDRSTRLEN];

    inet_ntop(AF_INET6, &peer->sin6_addr, text, sizeof text);
    int is_v4 = strncmp(text, v4_prefix, strlen(v4_prefix)) == 0;
    printf("%s %d %zu ", text + (is_v4 ? strlen(v4_prefix) : 0), ntohs(peer->sin6_port), count);
    for (size_t i = 0; i < count && i < SHOWN_BYTES; i++)
        printf("%02x", shown[i]);
    putchar('\n');
    fflush(stdout);
}

static void hear_datagrams(int descriptor)
{
    unsigned char data[65536];
    struct sockaddr_in6 peer;

    for (;;) {
        socklen_t size = sizeof peer;
        ssize_t count = recvfrom(descriptor, data, sizeof data, 0, (struct sockaddr *)&peer, &size);
        if (count >= 0)
            report(&peer, data, count);
    }
}

/* Reads to the end of a connection, or until it has been silent for long; keeps its first bytes. */
static size_t drain(int connection, unsigned char *shown)
{
    struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    unsigned char data[4096];
    size_t total = 0;
    ssize_t count;

    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    while ((count = recv(connection, data, sizeof data, 0)) > 0) {
        for (ssize_t i = 0; i < count && total + i < SHOWN_BYTES; i++)
            shown[total + i] = data[i];
        total += count;
    }
    return total;
}

static void hear_connections(int descriptor)
{
    unsigned char shown[SHOWN_BYTES];
    struct sockaddr_in6 peer;

    for (;;) {
        socklen_t size = sizeof peer;
        int connection = accept(descriptor, (struct sockaddr *)&peer, &size);
        if (connection < 0)
            continue;
        size_t total = drain(connection, shown);
        close(connection);
        report(&peer, shown, total);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3)
        errx(64, "usage: listener PORT tcp|udp");
    int is_tcp = strcmp(argv[2], "tcp") == 0;
    int descriptor = bound_socket(is_tcp ? SOCK_STREAM : SOCK_DGRAM, argv[1]);
    if (daemon(0, 1) < 0)
        err(1, "daemon");
    close(STDERR_FILENO);
    if (is_tcp)
        hear_connections(descriptor);
    else
        hear_datagrams(descriptor);
}
