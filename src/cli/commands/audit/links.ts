import type { Link } from "./view";

/** What is of use in what `ip -details -json address` prints (iproute2, ip/ipaddress.c). */
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

/** Reads the host's network interfaces, by name. */
export function readLinks(printed: string): Map<string, Link> {
    const links = JSON.parse(printed) as readonly Printed[]; // its documented form
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
