/** Bytes as libvirt sends them, built without the code under test. */

export const remote = 0x20008086;
export const keepalive = 0x6b656570;
export const type = { call: 0, reply: 1, message: 2, stream: 3 };
export const status = { ok: 0, error: 1, continue: 2 };

export interface Header {
    program: number;
    version: number;
    procedure: number;
    type: number;
    serial: number;
    status: number;
}

export interface Frame extends Header {
    payload: Buffer;
}

export function word(value: number): Buffer {
    return Buffer.from([value >>> 24, value >>> 16, value >>> 8, value]);
}

/** A string: its length, its bytes, zeros up to a multiple of four. */
export function text(value: string): Buffer {
    const bytes = Buffer.from(value);
    return Buffer.concat([word(bytes.length), bytes, Buffer.alloc(-bytes.length & 3)]);
}

export function frame(header: Partial<Header>, ...payload: Buffer[]): Buffer {
    const body = Buffer.concat(payload);
    return Buffer.concat([
        word(28 + body.length),
        word(header.program ?? remote),
        word(header.version ?? 1),
        word(header.procedure ?? 0),
        word(header.type ?? type.reply),
        word(header.serial ?? 0),
        word(header.status ?? status.ok),
        body,
    ]);
}

/** What remote_error looks like when a domain is missing. */
export function noDomainError(message: string): Buffer {
    return Buffer.concat([
        word(42), // code: VIR_ERR_NO_DOMAIN
        word(10), // domain: VIR_FROM_QEMU
        word(1), // message is there
        text(message),
        word(2), // level: VIR_ERR_ERROR
        word(0), // no dom
        word(0), // no str1
        word(0), // no str2
        word(0), // no str3
        word(-1), // int1
        word(-1), // int2
        word(0), // no net
    ]);
}

/** Takes whole frames off the front of `bytes`. */
export function unframe(bytes: Buffer): { frames: Frame[]; rest: Buffer } {
    const frames: Frame[] = [];
    let rest = bytes;
    while (rest.length >= 4 && rest.length >= rest.readUInt32BE(0)) {
        const length = rest.readUInt32BE(0);
        frames.push({
            program: rest.readUInt32BE(4),
            version: rest.readUInt32BE(8),
            procedure: rest.readUInt32BE(12),
            type: rest.readUInt32BE(16),
            serial: rest.readUInt32BE(20),
            status: rest.readUInt32BE(24),
            payload: Buffer.from(rest.subarray(28, length)),
        });
        rest = rest.subarray(length);
    }
    return { frames, rest };
}
