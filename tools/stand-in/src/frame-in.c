/*
 * frame-in INTERFACE: prints what arrives there, whomever it is for, a frame a line in hexadecimal.
 * It goes into the background when it hears everything from then on, and ends when the interface does.
 */
#include <arpa/inet.h>
#include <err.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_on(const char *interface)
{
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
    struct packet_mreq everything = {.mr_type = PACKET_MR_PROMISC};

    address.sll_ifindex = everything.mr_ifindex = if_nametoindex(interface);
    if (address.sll_ifindex == 0)
        err(1, "%s", interface);
    /* Protocol 0 hears nothing before it is bound to the one interface. */
    int descriptor = socket(AF_PACKET, SOCK_RAW, 0);
    if (descriptor < 0)
        err(1, "socket");
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0)
        err(1, "%s", interface);
    if (setsockopt(descriptor, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &everything, sizeof everything) < 0)
        err(1, "%s", interface);
    return descriptor;
}

int main(int argc, char **argv)
{
    unsigned char frame[65536];
    struct sockaddr_ll source;
    ssize_t count;

    if (argc != 2)
        errx(64, "usage: frame-in INTERFACE");
    int descriptor = listen_on(argv[1]);
    if (daemon(0, 1) < 0)
        err(1, "daemon");
    close(STDERR_FILENO);
    for (;;) {
        socklen_t size = sizeof source;
        count = recvfrom(descriptor, frame, sizeof frame, 0, (struct sockaddr *)&source, &size);
        if (count < 0)
            return 1;
        if (source.sll_pkttype == PACKET_OUTGOING)
            continue;
        for (ssize_t i = 0; i < count; i++)
            printf("%02x", frame[i]);
        putchar('\n');
        fflush(stdout);
    }
}
