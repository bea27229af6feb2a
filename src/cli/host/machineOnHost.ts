import type { Libvirt } from "../../libvirt";
import { chooseMachine } from "./chooseMachine";
import { hostUri } from "./hostUri";
import type { Io } from "../output/io";
import { listMachines } from "./listMachines";
import type { Machine } from "./machine";
import { onHost } from "./onHost";

export interface MachineOnHost {
    readonly libvirt: Libvirt;
    readonly machine: Machine;
    readonly uri: string;
}

/** Connects, finds the machine of that name, and works on it. */
export function onMachine<T>(
    io: Io,
    { name, uri: option }: { name: string; uri: string | undefined },
    work: (found: MachineOnHost) => Promise<T>,
): Promise<T> {
    const uri = hostUri(option, io.environment);
    const findAndWork = async (libvirt: Libvirt) => {
        const machine = chooseMachine(name, await listMachines(libvirt), uri);
        return work({ libvirt, machine, uri });
    };
    return onHost(uri, findAndWork, io.signal);
}
