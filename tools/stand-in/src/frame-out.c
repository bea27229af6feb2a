/* frame-out INTERFACE HEX: sends one Ethernet frame as it is, all its addresses included. */
#include <arpa/inet.h>
#include <err.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static size_t from_hex(const char *hex, unsigned char *bytes, size_t limit)
{
    size_t count = strlen(hex) / 2;
    if (strlen(hex) % 2 != 0)
        errx(1, "the frame has half a byte");
    if (count > limit)
        errx(1, "the frame has %zu bytes, more than %zu", count, limit);
    for (size_t i = 0; i < count; i++) {
        int length = 0;
        if (sscanf(hex + 2 * i, "%2hhx%n", &bytes[i], &length) != 1 || length != 2)
            errx(1, "\"%.2s\" is no byte", hex + 2 * i);
    }
    return count;
}

int main(int argc, char **argv)
{
    unsigned char frame[ETH_FRAME_LEN] = {0};
    struct sockaddr_ll target = {.sll_family = AF_PACKET, .sll_halen = ETH_ALEN};

    if (argc != 3)
        errx(64, "usage: frame-out INTERFACE HEX");
    size_t count = from_hex(argv[2], frame, sizeof frame);
    if (count < ETH_HLEN)
        errx(1, "a frame has %d bytes or more", ETH_HLEN);
    if (count < ETH_ZLEN)
        count = ETH_ZLEN;

    target.sll_ifindex = if_nametoindex(argv[1]);
    if (target.sll_ifindex == 0)
        err(1, "%s", argv[1]);
    int descriptor = socket(AF_PACKET, SOCK_RAW, 0);
    if (descriptor < 0)
        err(1, "socket");
    if (sendto(descriptor, frame, count, 0, (struct sockaddr *)&target, sizeof target) < 0)
        err(1, "%s", argv[1]);
    return 0;
}
