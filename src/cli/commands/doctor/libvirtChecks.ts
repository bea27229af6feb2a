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

/** Checks of libvirt, and of what it reports about QEMU. */
export const libvirtChecks: readonly Check[] = [
    { name: "libvirt", check: libvirt },
    { name: "QEMU", check: qemu },
    { name: "x86 guests", check: guests },
    { name: "network filters", check: networkFilters },
    { name: "confinement", check: confinement },
    { name: "QEMU's user", check: user },
    { name: "guest files", check: guestFiles },
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
    if (type !== "QEMU") {
        return problem(
            `${probe.uri} is not QEMU's driver but "${type}"`,
            "Use --uri qemu:///system.",
        );
    }
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
    if (types.includes("kvm")) return ok("KVM is available; pulumi up tests it");
    return warning(
        "emulation only (TCG): slow, and QEMU promises no isolation",
        "Enable virtualisation in the firmware, or nested virtualisation if this machine is a guest.",
    );
}

/** The filter does not exist: only the driver can report that. */
async function networkFilters(probe: Probe): Promise<Finding> {
    try {
        await (await probe.libvirt()).call("nwfilterLookupByName", { name: "xplab-doctor" });
    } catch (error) {
        if (isUnsupported(error)) {
            return problem(
                "libvirt has no driver for them, which every network of a lab needs",
                "Install libvirt-daemon-driver-nwfilter; with modular daemons, also start virtnwfilterd.",
            );
        }
        if (!isNoNwfilter(error)) throw error;
    }
    return ok("supported");
}

async function confinement(probe: Probe): Promise<Finding> {
    const found = confinementIn(await probe.capabilities());
    if (found !== undefined) return ok(found);
    return warning(
        "neither AppArmor nor SELinux confines QEMU",
        "Enable one of them before you run hostile code in a guest.",
    );
}

async function user(probe: Probe): Promise<Finding> {
    const found = emulatorUser(await probe.capabilities());
    if (found === undefined) return ok(`the user of ${qemuDaemon(probe)}`);
    if (found.uid === 0) {
        return warning(
            "root: a guest that escapes from QEMU controls the host",
            `Set user = "libvirt-qemu" in /etc/libvirt/qemu.conf and restart ${qemuDaemon(probe)}.`,
        );
    }
    return ok(`${found.uid}:${found.gid}`);
}

/** Finds logs and raw disks of older labs that lie in the folder of a pool. */
async function guestFiles(probe: Probe): Promise<Finding> {
    const host = await probe.libvirt();
    const written = (await ownDomains(probe)).flatMap(({ definition }) => guestWritten(definition));
    const files = [...(await probedByPools(host, [...new Set(written)])).keys()];
    if (files.length === 0) return ok("none in a pool's folder");
    return problem(
        `libvirt probes ${files.join(", ")} for image headers, so the guests that write there can hang it`,
        'Run "pulumi up" in their stacks, which moves the files.',
    );
}

/** Finds probes of the accelerator, readers of logs, and incomplete uploads: a killed run leaves them behind. */
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
    return found.length === 0
        ? ok("none")
        : warning(
              `of runs that were killed, or are still running: ${found.join(", ")}`,
              `If no run is active, ${clearingOf(found)}.`,
          );
}

function clearingOf(found: readonly string[]): string {
    const readers = found.filter(isNeverStarted);
    const undefine = readers.map((name) => `virsh undefine --keep-nvram ${name}`).join("; ");
    const which = readers.length > 0 ? "the others" : "them";
    return [
        ...(readers.length > 0 ? [`run "${undefine}"`] : []),
        ...(readers.length < found.length
            ? [`the next pulumi up of the same stack removes ${which}`]
            : []),
    ].join("; ");
}
