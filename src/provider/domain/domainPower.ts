import { storedDefinition } from "../../cleanState/reset";
import { cannotStart } from "../../errors";
import {
    isOperationInvalid,
    LibvirtError,
    type Domain as LibvirtDomain,
    type Libvirt,
} from "../../libvirt";
import { destroyDomain } from "../../libvirt/destroyDomain";
import { domainStates } from "../../libvirt/flags";
import { pause } from "../../libvirt/rpc/deadline";
import { withoutScreenPort } from "../../xml/domain/screen";
import { START_LIMIT } from "./accelerator/accelerator";
import { defineDomain } from "./domainDefinition";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import type { CallContext } from "../lifecycle/resource";

const POLL_MILLISECONDS = 250;

/** Starts a domain that is off. The guest may run even if the call is cut off. */
export async function startDomain(
    domain: LibvirtDomain,
    { libvirt, signal, log }: Pick<CallContext, "libvirt" | "signal" | "log">,
): Promise<LibvirtDomain> {
    const start = () =>
        libvirt.call("domainCreateWithFlags", { domain }, { ...START_LIMIT, signal });
    try {
        return await start();
    } catch (error) {
        if (!(error instanceof LibvirtError)) throw error;
        const started = await startOnOtherPort(domain, libvirt, start);
        if (started !== undefined) {
            log(
                "info",
                `The screen port of "${domain.name}" was in use; its screen has another port.`,
            );
            return started;
        }
        throw cannotStart({ name: domain.name, reason: error.message }, { cause: error });
    }
}

/**
 * Another guest may take the screen port of a guest that is off. libvirt has no error code for that, so this retries with
 * another port, and restores the definition if that fails too.
 */
async function startOnOtherPort(
    domain: LibvirtDomain,
    libvirt: Libvirt,
    start: () => Promise<LibvirtDomain>,
): Promise<LibvirtDomain | undefined> {
    const stored = await ignoreNotFound(storedDefinition(libvirt, domain));
    const other = stored && withoutScreenPort(stored);
    if (stored === undefined || other === undefined) return undefined;
    await defineDomain(libvirt, domain.name, other);
    try {
        return await start();
    } catch (error) {
        if (!(error instanceof LibvirtError)) throw error;
        await defineDomain(libvirt, domain.name, stored);
        return undefined;
    }
}

/** Asks a guest to shut down, and powers it off after `timeoutSeconds`. A paused guest cannot receive the request. */
export async function shutDownDomain(
    domain: LibvirtDomain,
    timeoutSeconds: number,
    { libvirt, signal, log }: CallContext,
): Promise<void> {
    const begin = Date.now();
    const secondsGone = () => (Date.now() - begin) / 1000;
    const isUp = async () => {
        const { state } = await libvirt.call("domainGetState", { domain });
        return domainStates[state] === "running" || domainStates[state] === "shutdown";
    };
    if (timeoutSeconds > 0) await askToShutDown(libvirt, domain);
    while (secondsGone() < timeoutSeconds && (await isUp())) {
        signal.throwIfAborted();
        log("status", `shutting down (${secondsGone().toFixed(0)} of ${timeoutSeconds} s)`);
        await pause(POLL_MILLISECONDS, signal);
    }
    if (timeoutSeconds > 0 && (await isUp())) {
        log(
            "warning",
            `Domain "${domain.name}" did not shut down in ${timeoutSeconds} s and was powered off.`,
        );
    }
    await destroyDomain(libvirt, domain);
}

async function askToShutDown(libvirt: Libvirt, domain: LibvirtDomain): Promise<void> {
    try {
        await libvirt.call("domainShutdownFlags", { domain });
    } catch (error) {
        // It is off, or in a state in which it cannot receive the request.
        if (!isOperationInvalid(error)) throw error;
    }
}
