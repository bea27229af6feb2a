import { ProtocolError } from "../errors";

export const remoteProgram = { program: 0x20008086, version: 1 };
export const keepaliveProgram = { program: 0x6b656570, version: 1 };
export const keepaliveProcedure = { ping: 1, pong: 2 };

export const packetType = { call: 0, reply: 1, message: 2, stream: 3 } as const;
export const packetStatus = { ok: 0, error: 1, continue: 2 } as const;

/** Length word and six header words. */
export const headerBytes = 28;

/** VIR_NET_MESSAGE_MAX counts the message without its length word. */
export const packetBytesMax = 32 * 1024 * 1024 + 4;

export interface PacketHeader {
    program: number;
    version: number;
    procedure: number;
    type: number;
    /** Chosen by the caller and repeated in the answer; 0 in events. */
    serial: number;
    status: number;
}

export interface Packet extends PacketHeader {
    payload: Buffer;
}

export function encodePacket(header: PacketHeader, payload: Uint8Array): Buffer {
    const length = headerBytes + payload.length;
    if (length > packetBytesMax) {
        throw new RangeError(
            `A call of ${length} bytes is longer than libvirt takes. ` +
                `Keep it at or below ${packetBytesMax} bytes.`,
        );
    }
    const bytes = Buffer.allocUnsafe(length);
    const words = [
        length,
        header.program,
        header.version,
        header.procedure,
        header.type,
        header.serial,
        header.status,
    ];
    words.forEach((word, index) => bytes.writeUInt32BE(word, index * 4));
    bytes.set(payload, headerBytes);
    return bytes;
}

/** The length of the packet that starts `bytes`, checked before any memory is reserved for it. */
export function decodeLength(bytes: Buffer): number {
    const length = bytes.readUInt32BE(0);
    if (length < headerBytes || length > packetBytesMax) {
        throw new ProtocolError(
            `A packet claims a length of ${length} bytes; libvirt's have ${headerBytes} to ` +
                `${packetBytesMax}. Check that the socket belongs to libvirt.`,
        );
    }
    return length;
}

/** Decodes one whole packet. */
export function decodePacket(bytes: Buffer): Packet {
    return {
        program: bytes.readUInt32BE(4),
        version: bytes.readUInt32BE(8),
        procedure: bytes.readUInt32BE(12),
        type: bytes.readUInt32BE(16),
        serial: bytes.readUInt32BE(20),
        status: bytes.readUInt32BE(24),
        payload: bytes.subarray(headerBytes),
    };
}
