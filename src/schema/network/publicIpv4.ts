import { isInSubnet } from "./subnet";

/**
 * IPv4 that is not the public Internet: private, link-local, shared by carriers (CGNAT), loopback, documentation,
 * tests, multicast, reserved (https://www.iana.org/assignments/iana-ipv4-special-registry).
 */
export const NOT_PUBLIC = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
] as const;

/** Whether any address of a subnet is public. */
export const isPublic = (subnet: string): boolean =>
    !NOT_PUBLIC.some((range) => isInSubnet(subnet, range));
