import { errorCode } from "../errorCode";
import { LibvirtError } from "../errors";
import { domain, network } from "../handles";
import { decode } from "../xdr/codec";
import { optional, struct } from "../xdr/composites";
import { i32, string } from "../xdr/scalars";

/** The payload of a packet with status error (remote_error). */
export const remoteError = struct({
    code: i32,
    domain: i32,
    message: optional(string),
    level: i32,
    subject: optional(domain),
    text1: optional(string),
    text2: optional(string),
    text3: optional(string),
    number1: i32,
    number2: i32,
    network: optional(network),
});

export function decodeRemoteError(payload: Buffer, procedure: string): LibvirtError {
    const { code, domain: errorDomain, message, level, number1 } = decode(remoteError, payload);
    return new LibvirtError({
        message: message ?? `libvirt failed in ${procedure} with code ${code} and no message.`,
        code,
        domain: errorDomain,
        level,
        procedure,
        errno: code === errorCode.systemError ? number1 : undefined,
    });
}
