import type { Libvirt } from "../../libvirt";
import { chooseMachine } from "./chooseMachine";
import { hostUri } from "./hostUri";
import type { Io } from "../output/io";
import { listMachines } from "./listMachines";
import type { Machine } from "./machine";
import { onHost } from "./onHost";

export interface OnMachine {
    readonly libvirt: Libvirt;
    readonly machine: Machine;
    readonly uri: string;
}

/** Works on the one machine that a user has named. */
export function onMachine<T>(
    io: Io,
    { name, uri: option }: { name: string; uri: string | undefined },
    work: (there: OnMachine) => Promise<T>,
): Promise<T> {
    const uri = hostUri(option, io.environment);
    const there = async (libvirt: Libvirt) => {
        const machine = chooseMachine(name, await listMachines(libvirt), uri);
        return work({ libvirt, machine, uri });
    };
    return onHost(uri, there, io.signal);
}
