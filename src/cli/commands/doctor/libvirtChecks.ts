import { ConnectError, isNoNwfilter, isUnsupported } from "../../../libvirt";
import { ListPools } from "../../../libvirt/flags";
import { dotted, OLDEST } from "../../../libvirt/versions";
import { isNeverStarted, probedByPools } from "../../../plainFiles";
import { confinementIn } from "../../../xml/domain/confinement";
import { emulatorUser } from "../../../xml/domain/emulatorUser";
import { guestWritten } from "../../../xml/domain/guestWritten";
import { all } from "../../../xml/tree/query";
import { type Check, type Finding, ok, type Probe, problem, qemuDaemon, warning } from "./check";
import { ownDomains } from "./ownDomains";

/** libvirt, and what it knows of QEMU. */
export const libvirtChecks: readonly Check[] = [
    { name: "libvirt", check: libvirt },
    { name: "QEMU", check: qemu },
    { name: "x86 guests", check: guests },
    { name: "network filters", check: networkFilters },
    { name: "confinement", check: confinement },
    { name: "QEMU's user", check: user },
    { name: "guests' files", check: guestFiles },
    { name: "leftovers", check: leftovers },
];

async function libvirt(probe: Probe): Promise<Finding> {
    try {
        const host = await probe.libvirt();
        const version = await host.call("connectGetLibVersion", {});
        const text = `${dotted(version)} at ${probe.uri}`;
        if (version >= OLDEST.libvirt) return ok(text);
        return problem(text, `Upgrade libvirt to ${dotted(OLDEST.libvirt)} or later.`);
    } catch (error) {
        if (!(error instanceof ConnectError)) throw error;
        return problem(error.what, error.remedy);
    }
}

async function qemu(probe: Probe): Promise<Finding> {
    const host = await probe.libvirt();
    const type = await host.call("connectGetType", {});
    if (type !== "QEMU")
        return problem(`${probe.uri} is a driver of "${type}"`, "Use --uri qemu:///system.");
    const version = await host.call("connectGetVersion", {});
    if (version >= OLDEST.qemu) return ok(dotted(version));
    return problem(dotted(version), `Upgrade QEMU to ${dotted(OLDEST.qemu)} or later.`);
}

const EMULATOR = "Install qemu-system-x86.";

async function guests(probe: Probe): Promise<Finding> {
    const arches = all(await probe.capabilities(), "guest", "arch");
    const x86 = arches.find(({ attributes }) => attributes["name"] === "x86_64");
    if (x86 === undefined) return problem("no emulator for x86_64", EMULATOR);
    const types = all(x86, "domain").map(({ attributes }) => attributes["type"] ?? "");
    if (types.includes("kvm")) return ok("KVM is offered; pulumi up tries it out");
    return warning(
        "emulation only (TCG): slow, and QEMU promises no isolation",
        "Switch virtualisation on in the firmware, or nest it when this is a guest itself.",
    );
}

/** The name is free: the answer that it does not exist comes from the driver. */
async function networkFilters(probe: Probe): Promise<Finding> {
    try {
        await (await probe.libvirt()).call("nwfilterLookupByName", { name: "xplab-doctor" });
    } catch (error) {
        if (isUnsupported(error))
            return problem(
                "libvirt has no driver for them, and every network of a lab is filtered",
                "Install libvirt-daemon-driver-nwfilter, and start virtnwfilterd where daemons are split.",
            );
        if (!isNoNwfilter(error)) throw error;
    }
    return ok("libvirt has their driver");
}

async function confinement(probe: Probe): Promise<Finding> {
    const found = confinementIn(await probe.capabilities());
    if (found !== undefined) return ok(found);
    return warning(
        "neither AppArmor nor SELinux holds QEMU",
        "Switch one of them on before hostile code runs in a guest.",
    );
}

async function user(probe: Probe): Promise<Finding> {
    const found = emulatorUser(await probe.capabilities());
    if (found === undefined) return ok(`that of ${qemuDaemon(probe)}`);
    if (found.uid === 0)
        return warning(
            "root: a guest that breaks out of QEMU has the host",
            `Set user = "libvirt-qemu" in /etc/libvirt/qemu.conf and restart ${qemuDaemon(probe)}.`,
        );
    return ok(`${found.uid}:${found.gid}`);
}

/** Logs and raw disks of older labs, in the folder of a pool. */
async function guestFiles(probe: Probe): Promise<Finding> {
    const host = await probe.libvirt();
    const written = (await ownDomains(probe)).flatMap(({ definition }) => guestWritten(definition));
    const files = [...(await probedByPools(host, [...new Set(written)])).keys()];
    if (files.length === 0) return ok("none where libvirt looks into them");
    return problem(
        `libvirt takes what guests write to ${files.join(", ")} for headers of images, and such a header hangs it`,
        'Run "pulumi up" of their stacks, which moves them.',
    );
}

/** Probes of the accelerator, readers of logs, and uploads that were cut off: a run that was killed leaves them. */
async function leftovers(probe: Probe): Promise<Finding> {
    const host = await probe.libvirt();
    const domains = await host.call("connectListAllDomains", {});
    const pools = await host.call("connectListAllStoragePools", { flags: ListPools.ACTIVE });
    const volumes = (
        await Promise.all(pools.map((pool) => host.call("storagePoolListAllVolumes", { pool })))
    ).flat();
    const found = [
        ...domains
            .map(({ name }) => name)
            .filter((name) => name.startsWith("xplab-probe-") || isNeverStarted(name)),
        ...volumes.map(({ key }) => key).filter((key) => key.endsWith(".part")),
    ];
    if (found.length === 0) return ok("none");
    const readers = found.filter(isNeverStarted);
    const undefine = readers.map((name) => `virsh undefine --keep-nvram ${name}`).join("; ");
    const byHand = readers.length > 0 ? [`run "${undefine}"`] : [];
    const which = readers.length > 0 ? "the others" : "them";
    const byItself =
        readers.length < found.length
            ? [`the next pulumi up of the same stack clears ${which}`]
            : [];
    return warning(
        `of runs under way or killed: ${found.join(", ")}`,
        `When none is under way, ${[...byHand, ...byItself].join("; ")}.`,
    );
}
