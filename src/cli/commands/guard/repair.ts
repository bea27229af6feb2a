import { describe } from "../../../errors";
import type { Libvirt } from "../../../libvirt";
import { withFilter } from "../../../xml/domain/deviceUpdate";
import { print, type Element } from "../../../xml/tree/element";
import { networkFilterXml } from "../../../xml/network/networkFilter";
import { attributesAt, textAt } from "../../../xml/tree/query";
import { declaredRules } from "../audit/reachCheck";
import type { HostView } from "../audit/view";
import { findExecutable } from "../../../process/findExecutable";
import { updateNic } from "../../host/cables";
import { REPAIRS, type WatchedNic, type Repair } from "./watchedNics";
import { guardHost } from "../../host/hostGuard";
import type { HostIo } from "../../host/hostProgram";
import { readText } from "../../host/localFiles";
import { mustRun, mustRunWithInput, reloadDaemons } from "./hostPrograms";
import { iptablesChains, nftablesChains } from "./libvirtChains";

export interface Repairing {
    readonly libvirt: Pick<Libvirt, "call">;
    readonly io: HostIo;
    readonly view: HostView;
    /** The exposed ones. */
    readonly nics: readonly WatchedNic[];
    /** How often this was tried before; later attempts do more. */
    readonly attempt: number;
}

export interface Repaired {
    /** The repairs that were made, one per line. */
    readonly done: readonly string[];
    /** Messages of the steps that failed. */
    readonly failed: readonly string[];
}

/** Restores missing rules and settings without restarting a guest or a daemon. */
export async function repair(work: Repairing): Promise<Repaired> {
    const done: string[] = [];
    const failed: string[] = [];
    for (const step of STEPS) {
        try {
            done.push(...(await step(work)));
        } catch (error) {
            work.io.signal.throwIfAborted();
            failed.push(describe(error).message);
        }
    }
    return { done, failed };
}

type Step = (work: Repairing) => Promise<readonly string[]> | readonly string[];

const needing = ({ nics }: Repairing, ...repairs: readonly Repair[]): WatchedNic[] =>
    nics.filter(({ weaknesses }) =>
        weaknesses.some(({ code }) => repairs.includes(REPAIRS[code] ?? "nothing")),
    );

const withWeakness = ({ nics }: Repairing, wanted: string) =>
    nics.filter(({ weaknesses }) => weaknesses.some(({ code }) => code === wanted));

/** Filters come before the rules that libvirt makes of them, and the reload after both. */
const STEPS: readonly Step[] = [
    setGuard,
    setFilters,
    setFilterOfNics,
    plugIntoBridges,
    isolatePorts,
    setChains,
    reload,
    putHooksFirst,
];

async function setGuard(work: Repairing) {
    if (needing(work, "guard").length === 0) return [];
    const rules = await guardHost("set", work.io);
    return rules
        .filter(({ fate }) => fate === "added" || fate === "moved")
        .map(({ rule }) => `set "${rule}"`);
}

async function setFilters(work: Repairing) {
    const { libvirt, view } = work;
    const networks = new Set(needing(work, "filter").flatMap(({ network }) => network ?? []));
    const done: string[] = [];
    for (const network of networks) {
        const { title, name } = network;
        const filter = view.filters.get(name);
        if (title === undefined || filter === undefined) continue;
        const rules = declaredRules({ ...network, title }, view);
        const xml = networkFilterXml({
            name,
            uuid: textAt(filter, "uuid"),
            chain: "root",
            rules: rules.map((rule) => ({ ...rule, match: { ...rule.match } })),
        });
        await libvirt.call("nwfilterDefineXML", { xml: print(xml) });
        done.push(`filter "${name}" has the rules of reach "${title.reach}" again`);
    }
    return done;
}

/** libvirt sets a filter's rules when a NIC gets the filter, so it is removed first. */
async function setFilterOfNics(work: Repairing) {
    const done: string[] = [];
    for (const one of needing(work, "nic")) {
        const { network, mac, machine } = one;
        if (network === undefined || !work.view.filters.has(network.name)) continue;
        await updateNic(work.libvirt, one, (nic) => withFilter(nic, undefined));
        await updateNic(work.libvirt, one, (nic) => withFilter(nic, network.name));
        done.push(`NIC ${mac} of ${machine} has filter "${network.name}" again`);
    }
    return done;
}

/** Moves back taps that were moved behind libvirt's back; `pulumi up` moves back those that libvirt moved. */
async function plugIntoBridges(work: Repairing) {
    const done: string[] = [];
    for (const { tap, network, nic, stored } of needing(work, "bridge")) {
        const isOwn = network !== undefined && networkNameOf(stored ?? nic) === network.name;
        if (!isOwn) continue;
        const args = ["link", "set", "dev", tap, "master", network.bridge];
        await mustRun(`put ${tap} on bridge ${network.bridge}`, ["ip", ...args], work.io);
        done.push(`${tap} is on bridge "${network.bridge}" again`);
        // A new port is not isolated.
        if (attributesAt(nic, "port")["isolated"] === "yes") await isolate(tap, work.io);
    }
    return done;
}

const networkNameOf = (nic: Element) => attributesAt(nic, "source")["network"];

async function isolatePorts(work: Repairing) {
    const done: string[] = [];
    for (const { tap } of needing(work, "port")) {
        await isolate(tap, work.io);
        done.push(`port ${tap} is isolated again`);
    }
    return done;
}

function isolate(tap: string, io: HostIo): Promise<string> {
    const args = ["link", "set", "dev", tap, "type", "bridge_slave", "isolated", "on"];
    return mustRun(`isolate port ${tap}`, ["ip", ...args], io);
}

const NETWORK_CONF = "/etc/libvirt/network.conf";

async function setChains(work: Repairing) {
    if (needing(work, "chains").length === 0) return [];
    const { io, attempt } = work;
    const isNft = usesNftables(work);
    const done: string[] = [];
    // After a flush the remaining rules may not show libvirt's back end.
    const isUnsure = attempt > 0;
    if (isNft || (isUnsure && findExecutable("nft", io.environment) !== undefined)) {
        await mustRunWithInput("set libvirt's chains", ["nft", "-f", "-"], nftablesChains(), io);
        done.push("libvirt's chains of nftables are first");
    }
    if (!isNft || isUnsure) {
        for (const family of ["iptables", "ip6tables"]) {
            const saved = await mustRun("read the firewall", [`${family}-save`], io);
            const restore = [`${family}-restore`, "--noflush", "-w"];
            await mustRunWithInput("set libvirt's chains", restore, iptablesChains(saved), io);
        }
        done.push("libvirt's chains of iptables and ip6tables are first");
    }
    return done;
}

const usesNftables = ({ view }: Repairing): boolean =>
    view.local.firewall?.some(({ name }) => name === "ip libvirt_network") === true ||
    /^\s*firewall_backend\s*=\s*"nftables"/m.test(readText(NETWORK_CONF) ?? "");

function reload(work: Repairing) {
    const isOrderOnly = work.attempt > 0 && needing(work, "chains").length === 0;
    const wanted = isOrderOnly
        ? withWeakness(work, "tap-unfiltered")
        : needing(work, "chains", "reload");
    return wanted.length === 0 ? [] : [`${reloadDaemons().join(", ")} reloaded`];
}

const HOOKS = [
    ["PREROUTING", "-i", "libvirt-I-"],
    ["POSTROUTING", "-o", "libvirt-O-"],
] as const;

/** A reload appends a tap's rules to the chain, after all others. */
async function putHooksFirst(work: Repairing) {
    if (work.attempt === 0) return [];
    const taps = withWeakness(work, "tap-wider").map(({ tap }) => tap);
    for (const tap of taps) {
        for (const [chain, option, prefix] of HOOKS) {
            const rule = [chain, option, tap, "-j", `${prefix}${tap}`];
            for (const action of ["-D", "-I"]) {
                const args = ["--concurrent", "-t", "nat", action, ...rule];
                await mustRun(`put the rules of ${tap} first`, ["ebtables", ...args], work.io);
            }
        }
    }
    return taps.map((tap) => `the rules of ${tap} are first`);
}
