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
    /** Whether it is defined: a transient domain ends with its guest. */
    readonly isPersistent: boolean;
    /** libvirt's name for the guest's state. */
    readonly state: string;
    /** The definition of the next start, with images in place of active layers. */
    readonly stored: Element;
    /** The same of the running guest; undefined while it is off. */
    readonly live: Element | undefined;
    /** Images under an active layer, which the guest does not write to. */
    readonly frozen: readonly string[];
    /** The CPU as the guest was started with; in `live` QEMU has expanded it. */
    readonly cpu: Element | undefined;
    readonly autostart: boolean;
    readonly leases: ReadonlyMap<string, readonly string[]>;
}

/** @param secrets Whether to read the screen's password, without which a definition would lose it. */
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
    return {
        ref,
        isPersistent,
        state: domainStates[state] ?? "nostate",
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
 * The inputs as the host has them: live values of fields that change live, stored values of the rest. If the live value is
 * the known one, somebody has changed the stored one, so that is returned.
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

/** The outputs, which the program cannot compute. */
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

/** The inputs in the stored definition. */
export const readStored = ({ stored }: DomainView, known: Properties): Properties => ({
    ...readDomain(stored, interfacesOf(known)),
    extraXml: readExtra(stored, extraXmlOf(known)),
});

/** The inputs in the definition of the running guest; undefined while it is off. */
export function readLive({ live, cpu, stored }: DomainView, known: Properties) {
    if (live === undefined) return undefined;
    const children = live.children.map((child) => (isCpu(child) && cpu ? cpu : child));
    return {
        ...readDomain({ ...live, children }, interfacesOf(known), stored),
        extraXml: readExtra(live, extraXmlOf(known)),
    };
}

const isCpu = (child: Element | string) => typeof child !== "string" && child.name === "cpu";

/** Changes from the stored definition to the running guest, in fields of one effect. */
function differences(view: DomainView, known: Properties, effect: Effect): Change[] {
    const live = readLive(view, known);
    if (live === undefined) return [];
    return changesBetween(readStored(view, known), live).filter(
        (change) => effectOf(domainEffects, change) === effect,
    );
}

/** The same for fields that require a restart, as a program would declare them. */
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

/** A value that a program can declare, else libvirt's name for the state, which then differs from any declared one. */
function powerStateOf(state: string): string {
    if (state === "shutoff") return "off";
    return ["running", "blocked", "shutdown"].includes(state) ? "running" : state;
}

/** Only what the program declared: what others added is ignored. */
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
