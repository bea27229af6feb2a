import type { Output } from "../../output/io";
import type { Machine } from "../../host/machine";
import { paint } from "../../output/paint";
import { columns } from "../../output/table";

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
