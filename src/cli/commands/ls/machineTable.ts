import type { Output } from "../../output/io";
import type { Machine } from "../../host/machine";
import { table, type Text } from "../../output/table";

const HEAD = ["machine", "lab", "stack", "state", "address", "screen", "memory"] as const;

export const machineTable = (out: Output, machines: readonly Machine[]): string =>
    table(out, [
        HEAD.map((text): Text => ({ text, style: "bold" })),
        ...machines.map((one) => [
            one.machine,
            one.lab ?? "-",
            one.stack ?? "-",
            stateText(one.state),
            one.addresses.join(" ") || "-",
            one.screen ?? "-",
            `${one.memoryMiB} MiB`,
        ]),
    ]);

const stateText = (state: string): Text =>
    state === "running" ? { text: state, style: "green" } : state;
