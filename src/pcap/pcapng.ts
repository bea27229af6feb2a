// https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html
//
// All little-endian, as the section header says.

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const LINKTYPE_ETHERNET = 1;
const NO_SNAPLEN = 0;
const END_OF_OPTIONS = 0;
const COMMENT = 1;
const USER_APPLICATION = 4;
const INTERFACE_NAME = 2;
const INTERFACE_DESCRIPTION_TEXT = 3;

/** The block at the beginning of a file. */
export function sectionHeader({ application, comment }: SectionText): Buffer {
    const versionAndLength = Buffer.alloc(16);
    versionAndLength.writeUInt32LE(BYTE_ORDER_MAGIC, 0);
    versionAndLength.writeUInt16LE(1, 4);
    versionAndLength.writeUInt16LE(0, 6);
    // The section's length is left open, as it grows.
    versionAndLength.fill(0xff, 8);
    return block(SECTION_HEADER, versionAndLength, [
        option(COMMENT, comment),
        option(USER_APPLICATION, application),
    ]);
}

export interface SectionText {
    readonly application: string;
    readonly comment: string;
}

/** Describes the next interface, counted from 0. Time stamps are in microseconds, the default. */
export function interfaceDescription(name: string, description: string): Buffer {
    const link = Buffer.alloc(8);
    link.writeUInt16LE(LINKTYPE_ETHERNET, 0);
    link.writeUInt32LE(NO_SNAPLEN, 4);
    return block(INTERFACE_DESCRIPTION, link, [
        option(INTERFACE_NAME, name),
        option(INTERFACE_DESCRIPTION_TEXT, description),
    ]);
}

export interface Packet {
    readonly interface: number;
    readonly microseconds: bigint;
    readonly frame: Buffer;
}

export function enhancedPacket({ interface: index, microseconds, frame }: Packet): Buffer {
    const head = Buffer.alloc(20);
    head.writeUInt32LE(index, 0);
    head.writeUInt32LE(Number(microseconds >> 32n), 4);
    head.writeUInt32LE(Number(microseconds & 0xffff_ffffn), 8);
    head.writeUInt32LE(frame.length, 12);
    head.writeUInt32LE(frame.length, 16);
    return block(ENHANCED_PACKET, Buffer.concat([head, padded(frame)]));
}

function block(type: number, body: Buffer, options: readonly Buffer[] = []): Buffer {
    const end = options.length > 0 ? [optionHead(END_OF_OPTIONS, 0)] : [];
    const inner = Buffer.concat([body, ...options, ...end]);
    const head = Buffer.alloc(8);
    const length = inner.length + 12;
    head.writeUInt32LE(type, 0);
    head.writeUInt32LE(length, 4);
    const tail = Buffer.alloc(4);
    tail.writeUInt32LE(length, 0);
    return Buffer.concat([head, inner, tail]);
}

function option(code: number, text: string): Buffer {
    const bytes = Buffer.from(text);
    return Buffer.concat([optionHead(code, bytes.length), padded(bytes)]);
}

function optionHead(code: number, length: number): Buffer {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(code, 0);
    head.writeUInt16LE(length, 2);
    return head;
}

const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
