import { machineTable } from "../../../../src/cli/commands/ls/machineTable";
import { colourful, plain } from "../../recordingIo";
import { someMachine } from "../../someMachine";

const machines = [
    someMachine(),
    someMachine({
        machine: "analyst",
        state: "shutoff",
        addresses: [],
        screen: null,
        memoryMiB: 1024,
    }),
    someMachine({
        machine: "desktop",
        lab: null,
        stack: null,
        addresses: ["10.0.0.1", "10.0.0.2"],
    }),
];

test("lines columns up, with a dash for missing values", () => {
    expect(machineTable(plain, machines)).toBe(
        [
            "machine    lab  stack  state    address            screen                memory",
            "patient-1  lab  dev    running  10.64.0.2          vnc://127.0.0.1:5900  256 MiB",
            "analyst    lab  dev    shutoff  -                  -                     1024 MiB",
            "desktop    -    -      running  10.0.0.1 10.0.0.2  vnc://127.0.0.1:5900  256 MiB",
            "",
        ].join("\n"),
    );
});

test("has the same columns with colours", () => {
    const coloured = machineTable(colourful, machines);
    expect(coloured).toContain("\u001B[32mrunning\u001B[39m");
    expect(coloured.replace(/\u001B\[\d+m/g, "")).toBe(machineTable(plain, machines));
});
