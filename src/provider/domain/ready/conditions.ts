import { safeJson } from "../../../errors/core/safeJson";
import { isOperationInvalid, LibvirtError } from "../../../libvirt";
import { AddressesSource } from "../../../libvirt/flags";
import { leasesByMac, leasesOf } from "../../../libvirt/leases";
import type { ReadyWhen } from "../../../schema/domain/readyWhen";
import type { CallContext } from "../../lifecycle/resource";
import { SerialLog } from "./serialLog";
import { tryPort } from "./tryPort";
import type { GuestRun } from "./waitUntilReady";

/** Something that shows that a guest is ready. */
export interface Condition {
    /** For the status line "waiting for a lease": "a lease". */
    readonly name: string;
    /** The report before the first check: "there is no lease". */
    readonly missing: string;
    /** Why the condition is not met; undefined once it is. */
    check(): Promise<string | undefined>;
}

type Wait = GuestRun & { readonly readyWhen: ReadyWhen };

/** The conditions that readyWhen sets. */
export function conditionsOf(wait: Wait, context: CallContext): Condition[] {
    const { lease, serialText, guestAgent, tcpPort } = wait.readyWhen;
    return [
        ...(lease ? [leaseCondition(wait, context)] : []),
        ...(serialText === undefined ? [] : [serialCondition(serialText, wait, context)]),
        ...(guestAgent ? [agentCondition(wait, context)] : []),
        ...(tcpPort === undefined ? [] : [portCondition(tcpPort, wait, context)]),
    ];
}

/**
 * Leases never expire, so one may be from an earlier start. Each start makes a new tap: once packets have passed it in both
 * directions, the guest has renewed its address.
 */
function leaseCondition({ domain }: Wait, { libvirt, signal }: CallContext): Condition {
    const hasTalked = async (device: string) => {
        try {
            const args = { domain, device };
            const { rxPackets, txPackets } = await libvirt.call("domainInterfaceStats", args, {
                signal,
            });
            return rxPackets > 0n && txPackets > 0n;
        } catch (error) {
            // It is off, which waitUntilReady reports.
            if (isOperationInvalid(error)) return false;
            throw error;
        }
    };
    const missing = "there is no lease";
    return {
        name: "a lease",
        missing,
        async check() {
            const leases = await leasesOf(libvirt, domain);
            const leased = leases.filter(({ addresses }) => addresses.length > 0);
            const talks = await Promise.all(leased.map(({ tap }) => hasTalked(tap)));
            if (talks.includes(true)) return undefined;
            return leased.length > 0 ? "its lease is from an earlier start" : missing;
        },
    };
}

const macsOf = ({ interfaces }: Wait["inputs"]) =>
    Object.values(interfaces).flatMap(({ mac }) => mac ?? []);

function serialCondition(
    text: string,
    { inputs, serialLogStart }: Wait,
    context: CallContext,
): Condition {
    const log = new SerialLog(context.libvirt, inputs, serialLogStart);
    const wanted = Buffer.from(text);
    let tail = Buffer.alloc(0);
    const missing = `COM1 has not said ${safeJson(text)}`;
    return {
        name: `${safeJson(text)} on COM1`,
        missing,
        async check() {
            const heard = Buffer.concat([tail, await log.read()]);
            if (heard.includes(wanted)) return undefined;
            // The text may arrive in two parts.
            tail = heard.subarray(Math.max(0, heard.length - wanted.length + 1));
            return missing;
        },
    };
}

function agentCondition({ domain }: Wait, { libvirt, signal }: CallContext): Condition {
    const missing = "the guest agent does not answer";
    return {
        name: "the guest agent",
        missing,
        async check() {
            const args = { domain, source: AddressesSource.AGENT };
            try {
                await libvirt.call("domainInterfaceAddresses", args, { signal });
                return undefined;
            } catch (error) {
                if (!(error instanceof LibvirtError)) throw error;
                return `${missing} (${error.message})`;
            }
        },
    };
}

function portCondition(port: number, { domain, inputs }: Wait, context: CallContext): Condition {
    const { libvirt, signal } = context;
    const missing = `TCP port ${port} cannot be tried without a lease`;
    return {
        name: `TCP port ${port}`,
        missing,
        async check() {
            const leases = await leasesByMac(libvirt, domain);
            const addresses = macsOf(inputs).flatMap((mac) => leases.get(mac) ?? []);
            const tries = addresses.map(async (address) => {
                const outcome = await tryPort(address, port, signal);
                return { address, outcome };
            });
            const tried = await Promise.all(tries);
            if (tried.some(({ outcome }) => outcome === "open")) return undefined;
            const reports = tried.map(
                ({ address, outcome }) => `TCP port ${port} of ${address} ${outcome}`,
            );
            return reports.length > 0 ? reports.join(", ") : missing;
        },
    };
}
