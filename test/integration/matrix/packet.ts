import { isIP } from "node:net";

/**
 * Frames as bytes. Everything that a probe may set wrong on purpose is a parameter; lengths and checksums are
 * correct.
 */

export const mac = (text: string): Buffer => Buffer.from(text.replaceAll(":", ""), "hex");

const u16 = (value: number) => Buffer.from([value >> 8, value & 0xff]);
const u32 = (value: number) => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]);

function address(text: string): Buffer {
    if (isIP(text) === 4) return Buffer.from(text.split(".").map(Number));
    const [head = "", tail = ""] = text.split("::");
    const words = (part: string) => part.split(":").filter(Boolean);
    const zeros = new Array<string>(8 - words(head).length - words(tail).length).fill("0");
    return Buffer.concat(
        [...words(head), ...zeros, ...words(tail)].map((word) => u16(parseInt(word, 16))),
    );
}

export interface Link {
    readonly from: string;
    readonly to: string;
}

export const ETHERTYPE = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd, vlan: 0x8100, qinq: 0x88a8 };

export const frame = ({ from, to }: Link, etherType: number, payload: Buffer): Buffer =>
    Buffer.concat([mac(to), mac(from), u16(etherType), payload]);

/** IEEE 802.3: a length where Ethernet has its type, then LLC. */
export const llcFrame = (link: Link, llc: Buffer, payload: Buffer): Buffer =>
    frame(link, llc.length + payload.length, Buffer.concat([llc, payload]));

/** The frame with a VLAN tag before its type. */
export const tagged = (bytes: Buffer, id: number, etherType = ETHERTYPE.vlan): Buffer =>
    Buffer.concat([bytes.subarray(0, 12), u16(etherType), u16(id), bytes.subarray(12)]);

export interface Ends {
    readonly from: string;
    readonly to: string;
}

export interface Ipv4Header {
    readonly protocol: number;
    readonly id?: number;
    /** In units of 8 bytes; with `more`, other fragments follow. */
    readonly offset?: number;
    readonly more?: boolean;
    readonly options?: Buffer;
}

export function ipv4(ends: Ends, header: Ipv4Header, payload: Buffer): Buffer {
    const { protocol, id = 1, offset = 0, more = false, options = Buffer.alloc(0) } = header;
    const length = 20 + options.length;
    const bytes = Buffer.concat([
        Buffer.from([0x40 + length / 4, 0]),
        u16(length + payload.length),
        u16(id),
        u16(offset + (more ? 0x2000 : 0)),
        Buffer.from([64, protocol, 0, 0]),
        address(ends.from),
        address(ends.to),
        options,
    ]);
    u16(checksum(bytes)).copy(bytes, 10);
    return Buffer.concat([bytes, payload]);
}

export const ipv6 = (ends: Ends, next: number, payload: Buffer): Buffer =>
    Buffer.concat([
        u32(0x60000000),
        u16(payload.length),
        Buffer.from([next, 255]),
        address(ends.from),
        address(ends.to),
        payload,
    ]);

export interface Ports {
    readonly from: number;
    readonly to: number;
}

export function udp(ends: Ends, ports: Ports, payload: Buffer): Buffer {
    const bytes = Buffer.concat([
        u16(ports.from),
        u16(ports.to),
        u16(8 + payload.length),
        u16(0),
        payload,
    ]);
    return summed(ends, 17, bytes, 6);
}

/** A segment that opens a connection, with a payload that identifies it. */
export function tcp(ends: Ends, ports: Ports, payload: Buffer, flags = 0x02): Buffer {
    const bytes = Buffer.concat([
        u16(ports.from),
        u16(ports.to),
        u32(1),
        u32(flags === 0x02 ? 0 : 1),
        Buffer.from([0x50, flags]),
        u16(1024),
        u32(0),
        payload,
    ]);
    return summed(ends, 6, bytes, 16);
}

export function icmpEcho(payload: Buffer): Buffer {
    const bytes = Buffer.concat([Buffer.from([8, 0, 0, 0]), u32(0x00010001), payload]);
    u16(checksum(bytes)).copy(bytes, 2);
    return bytes;
}

export const icmpv6 = (ends: Ends, type: number, body: Buffer): Buffer =>
    summed(ends, 58, Buffer.concat([Buffer.from([type, 0, 0, 0]), body]), 2);

export interface Arp {
    readonly operation: 1 | 2 | 3;
    readonly sender: { readonly mac: string; readonly address: string };
    readonly target: { readonly mac?: string; readonly address: string };
}

export const arp = ({ operation, sender, target }: Arp, padding: Buffer): Buffer =>
    Buffer.concat([
        Buffer.from("0001080006040000", "hex").subarray(0, 6),
        u16(operation),
        mac(sender.mac),
        address(sender.address),
        mac(target.mac ?? "00:00:00:00:00:00"),
        address(target.address),
        padding,
    ]);

/** RFC 2132, 9.6. */
export const DHCP = { discover: 1, offer: 2, request: 3, decline: 4, ack: 5, nak: 6, release: 7 };

export interface DhcpMessage {
    /** The client's hardware address and IP address. */
    readonly client: { readonly macAddress: string; readonly address?: string };
    readonly kind: number;
    /** The server that is addressed, if only one is. */
    readonly server?: string;
    readonly transaction?: number;
    /** Whether the answer is to be broadcast. */
    readonly isAnsweredToAll?: boolean;
}

/** A DHCP message, with the padding in the field of the server's name. */
export function dhcp(
    operation: 1 | 2,
    { client, kind, server, transaction = 0x58504c42, isAnsweredToAll = false }: DhcpMessage,
    padding: Buffer,
): Buffer {
    const bytes = Buffer.alloc(240);
    Buffer.from([operation, 1, 6, 0]).copy(bytes);
    u32(transaction).copy(bytes, 4);
    if (isAnsweredToAll) u16(0x8000).copy(bytes, 10);
    if (kind === DHCP.release && client.address !== undefined) {
        address(client.address).copy(bytes, 12);
    }
    mac(client.macAddress).copy(bytes, 28);
    padding.copy(bytes, 44);
    Buffer.from("63825363", "hex").copy(bytes, 236);
    const option = (code: number, value: Buffer) => [Buffer.from([code, value.length]), value];
    return Buffer.concat([
        bytes,
        ...option(53, Buffer.from([kind])),
        ...(client.address === undefined ? [] : option(50, address(client.address))),
        ...(server === undefined ? [] : option(54, address(server))),
        ...option(61, Buffer.concat([Buffer.from([1]), mac(client.macAddress)])),
        Buffer.from([255]),
        Buffer.alloc(60),
    ]);
}

/** An ARP request, followed by the padding. */
export const dnsQuery = (name: string): Buffer =>
    Buffer.concat([
        Buffer.from("585001000001000000000000", "hex"),
        ...name
            .split(".")
            .map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`)),
        Buffer.from([0]),
        u16(1),
        u16(1),
    ]);

/** With a checksum that covers the pseudo header. */
function summed(ends: Ends, protocol: number, bytes: Buffer, at: number): Buffer {
    const [from, to] = [address(ends.from), address(ends.to)];
    const pseudo = Buffer.concat([from, to, u32(bytes.length), u32(protocol)]);
    u16(checksum(Buffer.concat([pseudo, bytes])) || 0xffff).copy(bytes, at);
    return bytes;
}

function checksum(bytes: Buffer): number {
    let sum = 0;
    for (let at = 0; at < bytes.length; at += 2) {
        sum += ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
    }
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
    return ~sum & 0xffff;
}
