import type { Link } from "./view";

/** The fields used here of `ip -details -json address` (iproute2, ip/ipaddress.c). */
interface Printed {
    readonly ifname?: string;
    readonly address?: string;
    readonly master?: string;
    readonly linkinfo?: { readonly info_slave_data?: { readonly isolated?: boolean } };
    readonly addr_info?: readonly {
        readonly local?: string;
        readonly prefixlen?: number;
        readonly scope?: string;
    }[];
}

/** The host's network interfaces by name, from that command's output. */
export function readLinks(printed: string): Map<string, Link> {
    const links = JSON.parse(printed) as readonly Printed[]; // its documented format
    return new Map(
        links.map(({ ifname: name = "", address: mac = "", master, ...rest }) => {
            const addresses = (rest.addr_info ?? [])
                .filter(({ scope }) => scope !== "link")
                .map(({ local = "", prefixlen = 0 }) => `${local}/${prefixlen}`);
            const isIsolated = rest.linkinfo?.info_slave_data?.isolated === true;
            return [name, { name, mac, master, isIsolated, addresses }];
        }),
    );
}
