import { captureMissing, captureNotChosen } from "../../../errors";
import { isNoDomain, type Libvirt } from "../../../libvirt";
import { DomainXml } from "../../../libvirt/flags";
import { aliasOf, captureFileOf } from "../../../xml/domain/capture";
import { macOf, nicsOf } from "../../../xml/domain/nics";
import { parse } from "../../../xml/tree/parse";
import { all, attributesAt } from "../../../xml/tree/query";
import { chooseMachine } from "../../host/chooseMachine";
import { listMachines } from "../../host/listMachines";
import { handleOf, type Machine } from "../../host/machine";

/** A captured interface. */
export interface Capture {
    readonly machine: Machine;
    /** Name of the network on the host. */
    readonly network: string;
    readonly macAddress: string;
    /** Path on the host. */
    readonly file: string;
    /** Path of the machine's first disk; undefined when it has none. */
    readonly disk: string | undefined;
}

/** The captures of one network, or of one machine. */
export interface Chosen {
    readonly title: string;
    readonly captures: readonly Capture[];
}

/** The captures of the network or machine of that name; without a name, of the only captured network. */
export async function findCaptures(libvirt: Libvirt, name: string | undefined): Promise<Chosen> {
    const machines = (await listMachines(libvirt)).filter(({ isOurs }) => isOurs);
    const captures = (await Promise.all(machines.map((one) => capturesOf(libvirt, one)))).flat();
    return chooseCaptures(name, captures, machines, libvirt.uri);
}

export function chooseCaptures(
    name: string | undefined,
    captures: readonly Capture[],
    machines: readonly Machine[],
    uri: string,
): Chosen {
    const ofNetwork = captures.filter(
        (one) => name === undefined || namesOfNetwork(one).includes(name),
    );
    const [first] = ofNetwork;
    if (first !== undefined) {
        const candidates = [...new Set(ofNetwork.map(({ network }) => network))];
        if (candidates.length > 1) throw captureNotChosen({ candidates });
        return { title: keyOf(first), captures: ofNetwork };
    }
    if (name === undefined) throw captureMissing({ of: `the machines at "${uri}"` });
    const machine = chooseMachine(name, machines, uri);
    const ofMachine = captures.filter((one) => one.machine.uuid === machine.uuid);
    if (ofMachine.length === 0) throw captureMissing({ of: `machine "${machine.machine}"` });
    return { title: machine.machine, captures: ofMachine };
}

const namesOfNetwork = (capture: Capture) => {
    const key = keyOf(capture);
    return [capture.network, key, `${capture.machine.stack ?? ""}/${key}`];
};

/** The network's name in its lab; on the host it is `<lab>-<key>-<stack>`. */
function keyOf({ network, machine: { lab, stack } }: Capture): string {
    const [before, after] = [`${lab ?? ""}-`, `-${stack ?? ""}`];
    const isOfLab = network.startsWith(before) && network.endsWith(after);
    return isOfLab ? network.slice(before.length, -after.length) : network;
}

async function capturesOf(libvirt: Libvirt, machine: Machine): Promise<Capture[]> {
    const domain = handleOf(machine);
    try {
        const flags = DomainXml.INACTIVE;
        const xml = parse(await libvirt.call("domainGetXMLDesc", { domain, flags }));
        const disk = all(xml, "devices", "disk").find(
            ({ attributes }) => (attributes["device"] ?? "disk") === "disk",
        );
        const path = disk && attributesAt(disk, "source")["file"];
        return nicsOf(xml).flatMap((nic) => {
            const file = captureFileOf(xml, aliasOf(nic));
            const { network = "" } = attributesAt(nic, "source");
            return file === undefined
                ? []
                : [{ machine, network, macAddress: macOf(nic), file, disk: path }];
        });
    } catch (error) {
        // Removed between the two calls.
        if (isNoDomain(error)) return [];
        throw error;
    }
}
