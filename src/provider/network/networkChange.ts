import type { Libvirt, Network as LibvirtNetwork } from "../../libvirt";
import { effectOf } from "../../schema/core/effects";
import { Network } from "../../schema/network/network";
import { print, type Element } from "../../xml/tree/element";
import { merge } from "../../xml/merge/merge";
import { networkXml } from "../../xml/network/network";
import { readNetwork } from "../../xml/network/networkReading";
import { attributesAt } from "../../xml/tree/query";
import { changesBetween, type CostlyChange } from "../lifecycle/diff";
import { changeHosts } from "./networkHosts";
import {
    define,
    firstThatStarts,
    layoutOf,
    startNetwork,
    type MarkedNetwork,
} from "./networkStart";
import { liveXml, storedXml } from "./networkDefinition";
import { networkOutputs, startedWith } from "./networkState";
import { returnParkedGuests, replugGuests, withGuestsParked } from "./replug";
import { reconcileReservations } from "./reservations";

export interface NetworkChange {
    readonly olds: MarkedNetwork;
    readonly news: MarkedNetwork;
    /** What to change; if empty, everything that differs. */
    readonly changes: readonly CostlyChange[];
    /** The chosen address, which the definition may have lost. */
    readonly chosenAddress?: string | undefined;
}

/** Changes an existing network from its old inputs to the new ones. A call after an interrupted one completes it. */
export async function changeNetwork(
    libvirt: Libvirt,
    network: LibvirtNetwork,
    change: NetworkChange,
): Promise<void> {
    const { olds, news } = change;
    const stored = await storedXml(libvirt, network);
    const { address = change.chosenAddress } = networkOutputs(stored);
    const bridge = ownBridge(stored);
    const was = networkXml(layoutOf(olds, { bridge, address }));
    await firstThatStarts(news, address, libvirt, async (candidate) => {
        const is = networkXml(layoutOf(news, { bridge, address: candidate }));
        await apply(libvirt, network, {
            change,
            before: { stored, live: await liveXml(libvirt, network) },
            becomes: (there) => merged(there, was, is),
        });
    });
    if (isDue(change, "autostart"))
        await libvirt.call("networkSetAutostart", { network, autostart: news.autostart });
    if (await libvirt.call("networkIsActive", { network }))
        await returnParkedGuests(libvirt, network);
}

/** The bridge that the network made. A host's bridge is not kept for a network that is to make its own. */
const ownBridge = (stored: Element) =>
    attributesAt(stored, "forward")["mode"] === "bridge"
        ? undefined
        : networkOutputs(stored).bridge;

/** Empties elements that libvirt refuses with children: DNS that is off, and forwarding by a bridge, where NAT left some. */
function merged(there: Element, was: Element, is: Element): Element {
    const tree = merge(there, was, is);
    const children = tree.children.map((child) =>
        typeof child !== "string" && mustBeEmpty(child) ? { ...child, children: [] } : child,
    );
    return { ...tree, children };
}

const mustBeEmpty = ({ name, attributes }: Element) =>
    (name === "dns" && attributes["enable"] === "no") ||
    (name === "forward" && attributes["mode"] === "bridge");

interface Step {
    readonly change: NetworkChange;
    readonly before: {
        readonly stored: Element;
        /** The same as stored while the network is down. */
        readonly live: Element;
    };
    readonly becomes: (definition: Element) => Element;
}

async function apply(libvirt: Libvirt, network: LibvirtNetwork, step: Step): Promise<void> {
    const { change, before, becomes } = step;
    const wanted = becomes(before.stored);
    if (print(wanted) !== print(before.stored)) await define(libvirt, wanted);
    // Before a start without them, and before a range is removed that has leased them.
    if (usesReservations(change)) await reconcileReservations(libvirt, network);
    const isActive = await libvirt.call("networkIsActive", { network });
    // A restart may have been interrupted.
    const mayStart = isDue(change, "active") || mayRestart(change);
    const isWanted = mayStart ? change.news.active : isActive;
    if (isActive && !isWanted) await libvirt.call("networkDestroy", { network });
    else if (isWanted && !isActive) await start(libvirt, network, before.stored);
    else if (isActive && mayRestart(change) && needsRestart(before.live, wanted))
        await restart(libvirt, network, before.stored);
    else if (isActive) await changeRunning(libvirt, network, step);
}

async function changeRunning(
    libvirt: Libvirt,
    network: LibvirtNetwork,
    { change, becomes }: Step,
): Promise<void> {
    const live = await liveXml(libvirt, network);
    await changeHosts(libvirt, network, live, becomes(live));
    // A guest that is no longer declared gets an address like all others.
    if (usesReservations(change)) await reconcileReservations(libvirt, network);
}

const usesReservations = ({ olds, news }: NetworkChange) =>
    [olds, news].some(({ ipv4 }) => ipv4?.reservedOnly === true);

const isDue = ({ changes }: NetworkChange, field: keyof Network) =>
    changes.length === 0 || changes.some(({ keys }) => keys[0] === field);

const mayRestart = ({ changes }: NetworkChange) =>
    changes.length === 0 || changes.some(({ effect }) => effect === "restart");

function needsRestart(live: Element, stored: Element): boolean {
    const [has, wanted] = [live, stored].map((xml) => startedWith(readNetwork(xml)));
    return changesBetween(has, wanted).some(
        (difference) => effectOf(Network.effects, difference) === "restart",
    );
}

/** Restores the old definition if the new one does not start. */
async function start(libvirt: Libvirt, network: LibvirtNetwork, before: Element): Promise<void> {
    try {
        await startNetwork(libvirt, network);
    } catch (error) {
        await define(libvirt, before);
        throw error;
    }
    await replugGuests(libvirt, network);
}

const restart = (libvirt: Libvirt, network: LibvirtNetwork, before: Element) =>
    withGuestsParked(libvirt, network, async () => {
        await libvirt.call("networkDestroy", { network });
        try {
            await startNetwork(libvirt, network);
        } catch (error) {
            await define(libvirt, before);
            await startNetwork(libvirt, network);
            throw error;
        }
    });
