import type { Output } from "./io";
import type { Machine } from "./machine";
import { paint } from "./paint";
import { columns } from "./table";

const HEAD = ["machine", "lab", "stack", "state", "address", "screen", "memory"] as const;

export function machineTable(out: Output, machines: readonly Machine[]): string {
    return columns(
        out,
        HEAD,
        machines.map((one) => [
            one.machine,
            one.lab ?? "-",
            one.stack ?? "-",
            one.state === "running" ? paint(out, "green", one.state) : one.state,
            one.addresses.join(" ") || "-",
            one.screen ?? "-",
            `${one.memoryMiB} MiB`,
        ]),
    );
}
