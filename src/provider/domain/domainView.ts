import type { Domain as LibvirtDomain, Libvirt } from "../../libvirt";
import { DomainXml, domainStates } from "../../libvirt/flags";
import { isActive } from "../../libvirt/handles";
import { leasesByMac } from "../../libvirt/leases";
import { domainEffects } from "../../schema/domain/domainEffects";
import { effectOf, type Change, type Effect } from "../../schema/core/effects";
import type { ExtraXml } from "../../schema/domain/extraXml";
import { frozenFiles, withoutActiveLayers } from "../../xml/domain/activeLayer";
import { readDomain } from "../../xml/domain/read/domain";
import { readExtra } from "../../xml/domain/extraXml";
import type { Element } from "../../xml/tree/element";
import { tokenOf } from "../../xml/mark";
import { parse } from "../../xml/tree/parse";
import { first } from "../../xml/tree/query";
import { screenAddress } from "../../xml/domain/screen";
import { asDeclared } from "../lifecycle/declared";
import { changesBetween, withChanges } from "../lifecycle/diff";
import { runningFields } from "./runningFields";
import { isRecord, type Properties } from "../lifecycle/wire";

/** A domain as it is on the host. */
export interface DomainView {
    readonly ref: LibvirtDomain;
    /** Whether it is defined, and does not end with the guest that runs. */
    readonly isPersistent: boolean;
    /** libvirt's word for what the guest does. */
    readonly state: string;
    /** The definition of the next start, with the disks as the program knows them. */
    readonly stored: Element;
    /** The definition of the guest that runs, likewise; undefined while it is off. */
    readonly live: Element | undefined;
    /** Images that the guest does not write to, because there is an active layer on each. */
    readonly frozen: readonly string[];
    /** The CPU that the guest was started with; `live` has what QEMU made of it instead. */
    readonly cpu: Element | undefined;
    readonly autostart: boolean;
    readonly leases: ReadonlyMap<string, readonly string[]>;
}

/** @param secrets Whether the password of the screen is wanted; without it a definition would lose it. */
export async function viewDomain(
    libvirt: Libvirt,
    ref: LibvirtDomain,
    secrets: boolean,
): Promise<DomainView> {
    const secure = secrets ? DomainXml.SECURE : 0;
    const [{ state }, isPersistent, stored, live, migratable, ...others] = await Promise.all([
        libvirt.call("domainGetState", { domain: ref }),
        libvirt.call("domainIsPersistent", { domain: ref }),
        definitionOf(libvirt, ref, secure | DomainXml.INACTIVE),
        isActive(ref) ? definitionOf(libvirt, ref, secure) : undefined,
        isActive(ref) ? definitionOf(libvirt, ref, DomainXml.MIGRATABLE) : undefined,
        libvirt.call("domainGetAutostart", { domain: ref }),
        isActive(ref) ? leasesByMac(libvirt, ref) : new Map<string, string[]>(),
    ]);
    const [autostart, leases] = others;
    const cpu = migratable && first(migratable, "cpu");
    const word = domainStates[state] ?? "nostate";
    return {
        ref,
        isPersistent,
        state: word,
        stored: withoutActiveLayers(stored),
        live: live && withoutActiveLayers(live),
        frozen: [...new Set([stored, ...(live ? [live] : [])].flatMap(frozenFiles))],
        cpu,
        autostart,
        leases,
    };
}

export const definitionOf = async (libvirt: Libvirt, domain: LibvirtDomain, flags: number) =>
    parse(await libvirt.call("domainGetXMLDesc", { domain, flags }));

/**
 * All that the host says of the inputs: what changes live as it is live, the rest as it is stored. What the guest still
 * has as it is known, somebody has changed where it is stored.
 */
export function inputsIn(view: DomainView, known: Properties): Properties {
    const live = differences(view, known, "live").filter(
        ({ keys, value }) => changesBetween(valueAt(known, keys), value).length > 0,
    );
    return {
        ...withChanges(readStored(view, known), live),
        autostart: view.autostart,
        powerState: powerStateOf(view.state),
    };
}

/** What the program cannot compute. */
export function outputsIn(view: DomainView, known: Properties): Properties {
    const macAddresses = macsOf(known);
    const addresses = Object.entries(macAddresses).map(
        ([name, mac]) => [name, view.leases.get(mac) ?? []] as const,
    );
    return {
        accelerator: view.stored.attributes["type"] === "kvm" ? "kvm" : "tcg",
        state: view.state,
        restartPending: differences(view, known, "restart").length > 0,
        ...runningFields(declaredDifferences(view, known)),
        macAddresses,
        addresses: Object.fromEntries(addresses),
        screen: view.live && screenAddress(view.live),
        token: tokenOf(view.stored),
    };
}

/** What the definition says of the inputs. */
export const readStored = ({ stored }: DomainView, known: Properties): Properties => ({
    ...readDomain(stored, interfacesOf(known)),
    extraXml: readExtra(stored, extraXmlOf(known)),
});

/** What the running guest's definition says of the inputs; undefined while it is off. */
export function readLive({ live, cpu, stored }: DomainView, known: Properties) {
    if (live === undefined) return undefined;
    const children = live.children.map((child) => (isCpu(child) && cpu ? cpu : child));
    return {
        ...readDomain({ ...live, children }, interfacesOf(known), stored),
        extraXml: readExtra(live, extraXmlOf(known)),
    };
}

const isCpu = (child: Element | string) => typeof child !== "string" && child.name === "cpu";

/** Where the running guest differs from what is stored, in fields of one effect. */
export function differences(view: DomainView, known: Properties, effect: Effect): Change[] {
    const live = readLive(view, known);
    if (live === undefined) return [];
    return changesBetween(readStored(view, known), live).filter(
        (change) => effectOf(domainEffects, change) === effect,
    );
}

/** The same as a program would write it, of what takes a restart. */
function declaredDifferences(view: DomainView, known: Properties): Change[] {
    const live = readLive(view, known);
    if (live === undefined) return [];
    const [was, is] = [readStored(view, known), live].map((one) =>
        asDeclared(domainEffects, known, one),
    );
    return changesBetween(was, is).filter(
        (change) => effectOf(domainEffects, change) === "restart",
    );
}

export const valueAt = (inputs: Properties, keys: readonly string[]) =>
    keys.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), inputs);

/** The two that a program can ask for; any other state is told as libvirt's word, which is neither. */
function powerStateOf(state: string): string {
    if (state === "shutoff") return "off";
    return ["running", "blocked", "shutdown"].includes(state) ? "running" : state;
}

/** Those that the program declared: of what others added nobody asks. */
const extraXmlOf = ({ extraXml }: Properties) =>
    Array.isArray(extraXml) ? (extraXml as readonly ExtraXml[]) : [];

function interfacesOf({ interfaces }: Properties): Record<string, Properties> {
    const entries = Object.entries(isRecord(interfaces) ? interfaces : {});
    return Object.fromEntries(
        entries.filter((entry): entry is [string, Properties] => isRecord(entry[1])),
    );
}

function macsOf(known: Properties): Record<string, string> {
    const macs = Object.entries(interfacesOf(known)).flatMap(([name, { mac }]) =>
        typeof mac === "string" ? [[name, mac] as const] : [],
    );
    return Object.fromEntries(macs);
}
