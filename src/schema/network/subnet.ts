import { Address4 } from "ip-address";

/** Arithmetic on IPv4 addresses and subnets in the form 10.64.3.0/24. */

export const addressAt = (address: string, offset: number): string =>
    Address4.fromBigInt(new Address4(address).bigInt() + BigInt(offset)).correctForm();

export const networkOf = (address: string, prefixLength: number): string =>
    subnet(address, prefixLength).startAddress().correctForm();

export const broadcastOf = (address: string, prefixLength: number): string =>
    subnet(address, prefixLength).endAddress().correctForm();

export const subnetOf = (address: string, prefixLength: number): string =>
    `${networkOf(address, prefixLength)}/${prefixLength}`;

/** Length of the prefix that a netmask such as 255.255.255.0 stands for. */
export function prefixLengthOf(netmask = "255.255.255.0"): number {
    const bits = netmask.split(".").map((octet) => Number(octet).toString(2).padStart(8, "0"));
    return bits.join("").replace(/0+$/, "").length;
}

/** Whether an address is one of a subnet's. */
export const isInSubnet = (address: string, of: string): boolean =>
    new Address4(address).isInSubnet(new Address4(of));

/** Whether two subnets share an address. */
export function overlap(one: string, other: string): boolean {
    const [a, b] = [new Address4(one), new Address4(other)];
    return a.isInSubnet(b) || b.isInSubnet(a);
}

const subnet = (address: string, prefixLength: number) =>
    new Address4(`${address}/${prefixLength}`);
