import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { noAccelerator } from "../../../errors";
import type { Libvirt } from "../../../libvirt";
import { DomainStart } from "../../../libvirt/flags";
import { element, print, textElement } from "../../../xml/tree/element";
import { ignoreNotFound } from "../../../libvirt/ignoreNotFound";
import { cachedAccelerator, type DomainType } from "./cachedAccelerator";

export type { DomainType };

/** KVM wins even if it finishes this much later than emulation: a probe does little except start and stop. */
const KVM_ALLOWANCE_MILLISECONDS = 500;
const LIMIT_MILLISECONDS = 30_000;
const POLL_MILLISECONDS = 50;

/** For definitions and starts: on a fresh host the first one waits up to a minute while libvirt queries QEMU. */
export const START_LIMIT = { timeoutMs: 300_000 } as const;

const answers = new WeakMap<Libvirt, Promise<DomainType>>();

/** The type of domain for an accelerator; `auto` probes the host, once per boot of it. */
export function acceleratorOf(
    wanted: "auto" | "kvm" | "tcg",
    libvirt: Libvirt,
): Promise<DomainType> {
    if (wanted !== "auto") return Promise.resolve(wanted === "kvm" ? "kvm" : "qemu");
    const known =
        answers.get(libvirt) ?? cachedAccelerator(libvirt, () => probeAccelerator(libvirt));
    answers.set(libvirt, known);
    // Failures are not cached: the next domain probes again.
    known.catch(() => answers.delete(libvirt));
    return known;
}

/**
 * Whether KVM works on the host. The device node and the capabilities may claim it when it does not, so two diskless guests
 * race: each finds nothing to boot and resets at once, which destroys it. A KVM too slow even for the BIOS loses to emulation.
 */
export async function probeAccelerator(libvirt: Libvirt): Promise<DomainType> {
    const finish = new AbortController();
    const race = (type: DomainType) => runProbe(libvirt, type, finish.signal);
    const emulated = race("qemu").then((type) => sleep(KVM_ALLOWANCE_MILLISECONDS, type));
    const runners = [race("kvm"), emulated];
    try {
        return await Promise.any(runners);
    } catch (error) {
        throw neitherWorks(error);
    } finally {
        finish.abort();
        // Neither guest may outlive the answer: the process could end first.
        await Promise.allSettled(runners);
    }
}

function neitherWorks(error: unknown): unknown {
    if (!(error instanceof AggregateError)) return error;
    const reasons = error.errors.map((one) => (one instanceof Error ? one.message : String(one)));
    return noAccelerator({ reasons }, { cause: error });
}

/** Resolves to the type once the probe has destroyed itself. */
async function runProbe(
    libvirt: Libvirt,
    type: DomainType,
    signal: AbortSignal,
): Promise<DomainType> {
    const name = `xplab-probe-${type}-${randomUUID().slice(0, 8)}`;
    const domain = await libvirt.call(
        "domainCreateXML",
        { xml: print(probeXml(name, type)), flags: DomainStart.AUTODESTROY },
        START_LIMIT,
    );
    const lookup = () => ignoreNotFound(libvirt.call("domainLookupByUUID", { uuid: domain.uuid }));
    const end = Date.now() + LIMIT_MILLISECONDS;
    while ((await lookup()) !== undefined) {
        if (signal.aborted || Date.now() > end) {
            await ignoreNotFound(libvirt.call("domainDestroyFlags", { domain })).catch(
                ignoreStopped,
            );
            throw new Error(`The ${type} probe did not end on its own`);
        }
        await sleep(POLL_MILLISECONDS);
    }
    return type;
}

/** The probe may stop between the look-up and this call. */
const ignoreStopped = () => undefined;

// https://libvirt.org/formatdomain.html#bios-bootloader: rebootTimeout 0 resets at once when nothing boots.
const probeXml = (name: string, type: DomainType) =>
    element(
        "domain",
        { type },
        textElement("name", name),
        textElement("memory", 16, { unit: "MiB" }),
        textElement("vcpu", 1),
        element(
            "os",
            {},
            element("type", { arch: "x86_64", machine: "pc" }, "hvm"),
            element("boot", { dev: "hd" }),
            element("bios", { rebootTimeout: 0 }),
        ),
        element("features", {}, element("acpi")),
        textElement("on_reboot", "destroy"),
        element(
            "devices",
            {},
            element("controller", { type: "usb", model: "none" }),
            element("memballoon", { model: "none" }),
        ),
    );
