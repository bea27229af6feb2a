import type { Libvirt, Network } from "../../libvirt";
import { subnetOf } from "../../schema/network/subnet";
import type { Element } from "../../xml/tree/element";
import { readNetwork } from "../../xml/network/networkReading";
import { subnetIn } from "../../xml/network/networkSubnet";
import { attributesAt } from "../../xml/tree/query";
import { reading } from "../../xml/tree/reading";
import { macFrom } from "../lifecycle/creationDefaults";
import { changesBetween } from "../lifecycle/diff";
import { liveXml, storedXml } from "./networkDefinition";
import { findParking } from "./replug";
import { areReservationsComplete } from "./reservations";
import { isRecord, type Properties } from "../lifecycle/wire";

/** A network's inputs as they are on the host. */
export async function networkInputs(
    libvirt: Libvirt,
    network: Network,
    state: Properties,
): Promise<Properties> {
    const [stored, live, autostart, runs, parking] = await Promise.all([
        storedXml(libvirt, network).then(readNetwork),
        liveXml(libvirt, network).then(readNetwork),
        libvirt.call("networkGetAutostart", { network }),
        libvirt.call("networkIsActive", { network }),
        findParking(libvirt, network),
    ]);
    const started = mergeDrift(state, stored, { ...stored, ...startedWith(live) });
    // A network whose guests are parked elsewhere is not up yet.
    const active = runs && parking === undefined;
    const inputs = await withReservationDrift(
        libvirt,
        network,
        isRecord(started) ? started : stored,
    );
    return { ...inputs, ...keptMac(inputs, network, state), autostart, active };
}

/** Reports reservedOnly as false if an interface lacks its reservation, or a reservation its interface. */
async function withReservationDrift(
    libvirt: Libvirt,
    network: Network,
    inputs: Properties,
): Promise<Properties> {
    const { ipv4 } = inputs;
    if (!isRecord(ipv4) || ipv4["reservedOnly"] !== true) return inputs;
    const isWhole = await areReservationsComplete(libvirt, network);
    return isWhole ? inputs : { ...inputs, ipv4: { ...ipv4, reservedOnly: false } };
}

/** Keeps the generated MAC address for when the network makes a bridge: a host's bridge has its own. */
const keptMac = ({ forward }: Properties, { uuid }: Network, state: Properties): Properties =>
    isRecord(forward) && forward["mode"] === "bridge"
        ? { macAddress: state["macAddress"] ?? macFrom(uuid, "bridge") }
        : {};

/** The inputs that a start applies. The rest of a definition has no effect on a running network. */
export const startedWith = ({ forward, bridge, macAddress, ipv4 }: Properties): Properties => ({
    forward,
    bridge,
    macAddress,
    ipv4,
});

/** A network that was redefined but not restarted has two values of a field. Returns the one that is not as declared. */
function mergeDrift(declared: unknown, stored: unknown, live: unknown): unknown {
    if (!isRecord(stored) || !isRecord(live))
        return changesBetween(stored, declared).length === 0 ? live : stored;
    const keys = Object.keys({ ...stored, ...live });
    const known = isRecord(declared) ? declared : {};
    return reading(
        Object.fromEntries(
            keys.map((key) => [key, mergeDrift(known[key], stored[key], live[key])]),
        ),
    );
}

/** Values chosen for a network at its creation, and what follows from them. */
export function networkOutputs(stored: Element) {
    const subnet = subnetIn(stored);
    return {
        bridge: attributesAt(stored, "bridge")["name"],
        address: subnet?.address,
        subnet: subnet && subnetOf(subnet.address, subnet.prefixLength),
    };
}
