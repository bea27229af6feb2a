import type { Machine } from "../../src/cli/host/machine";

/** A machine of a lab, with what a test wants to be different. */
export const someMachine = (different: Partial<Machine> = {}): Machine => ({
    machine: "patient-1",
    lab: "lab",
    stack: "dev",
    project: "mylab",
    domain: "lab-dev-patient-1",
    uuid: "5f0c6a5e-3a5e-4a63-9d83-2b5b2f0f7e01",
    state: "running",
    addresses: ["10.64.0.2"],
    screen: "vnc://127.0.0.1:5900",
    memoryMiB: 256,
    isOurs: true,
    ...different,
});
