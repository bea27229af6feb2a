import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

export const readyWhenEmpty = defineFinding({
    code: "ready-when-empty",
    title: "readyWhen names nothing to wait for",
    says: "must have lease, serialText, guestAgent or tcpPort",
    remedy: "Name what shows that the guest is ready, or remove readyWhen.",
    example: { path: ["readyWhen"], facts: undefined },
});

export const settlesTooLong = defineFinding<{ timeoutSeconds: number }>({
    code: "settles-too-long",
    title: "A guest is to settle for longer than it may take",
    says: ({ timeoutSeconds }) =>
        `must be less than timeoutSeconds, ${timeoutSeconds}, in which all has to be done`,
    remedy: "Lower settleSeconds, or raise timeoutSeconds.",
    example: { path: ["readyWhen", "settleSeconds"], facts: { timeoutSeconds: 300 } },
});

export const readyWithoutInterface = defineFinding({
    code: "ready-without-interface",
    title: "A guest is to be reached that has no network interface",
    says: "must be absent: the domain has no interfaces",
    remedy: "Give it an interface, or wait for serialText.",
    example: { path: ["readyWhen", "lease"], facts: undefined },
});

export const serialTextWithoutLog = defineFinding({
    code: "serial-text-without-log",
    title: "A text on COM1 is waited for, and COM1 has no log",
    says: "needs a log of COM1: serials[0].logFile, in a pool's folder",
    remedy: "Give COM1 a logFile in the folder of a pool: what was printed before somebody looked is only there.",
    example: { path: ["readyWhen", "serialText"], facts: undefined },
});

export const agentWithoutChannel = defineFinding({
    code: "agent-without-channel",
    title: "The guest agent is waited for, and the guest has no channel to it",
    says: `needs its channel in extraXml: { at: "/domain/devices", xml: "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>" }`,
    remedy: "Add the channel, for a guest that has a driver for virtio-serial, or wait for something else.",
    example: { path: ["readyWhen", "guestAgent"], facts: undefined },
});

export const agentOfMachine = defineFinding({
    code: "agent-of-machine",
    title: "A machine of a lab has no channel to a guest agent",
    says: "must be absent: a lab's machines have no channel to an agent; use lease or serialText",
    remedy: "Wait for lease or serialText. A libvirt Domain of your own can have the channel.",
    example: { path: ["machines", "patient", "readyWhen", "guestAgent"], facts: undefined },
});

export const leaseBeyondReach = defineFinding<{ reach: string }>({
    code: "lease-beyond-reach",
    title: "A lease is waited for on a network where libvirt leases none",
    says: ({ reach }) =>
        `must be absent on a network with reach "${reach}": libvirt leases no addresses there; use serialText`,
    remedy: "Wait for serialText, or put the machine on a network with reach dhcp, guests or internet.",
    example: { path: ["machines", "patient", "readyWhen", "lease"], facts: { reach: "nothing" } },
});

export const portBeyondReach = defineFinding<{ port: number }>({
    code: "port-beyond-reach",
    title: "A TCP port is waited for on a network whose filter keeps the host from it",
    says: ({ port }) =>
        `must be a port that the network opens (open: [{ port: ${port}, from: "host" }]): its filter keeps the host from all others`,
    remedy: "Open it, which reach dhcp, guests and internet can, or wait for lease or serialText.",
    example: { path: ["machines", "patient", "readyWhen", "tcpPort"], facts: { port: 445 } },
});

const com1Text = (lines: readonly string[]) =>
    lines.length === 0 ? "" : ` The last that it printed on COM1: ${lines.join(", ")}.`;

/** `lacks` are whole sentences without their ends, and so is `picture`. */
export const notReady = defineError<{
    name: string;
    seconds: number;
    state: string;
    lacks: readonly string[];
    com1: readonly string[];
    picture: string;
}>({
    code: "not-ready",
    title: "A guest has not shown in time that it is ready",
    what: ({ name, seconds, state, lacks, com1, picture }) => {
        const seen = [`it is ${state}`, ...lacks].join("; ");
        return `Domain "${name}" was not ready after ${seconds} s: ${seen}.${com1Text(com1)} ${picture}.`;
    },
    remedy: "The machine stays as it is, and the next update waits again. Look at its screen; where it only needs longer, raise readyWhen.timeoutSeconds.",
    example: {
        name: "lab-dev-patient-1",
        seconds: 300,
        state: "running",
        lacks: ["there is no lease", 'COM1 has not said "READY"'],
        com1: ['"Starting Windows"'],
        picture: "Its screen is in /tmp/xplab-a1B2c3/lab-dev-patient-1.png",
    },
});

export const endedBeforeReady = defineError<{
    name: string;
    how: string;
    seconds: number;
    com1: readonly string[];
}>({
    code: "ended-before-ready",
    title: "A guest ended while its readiness was waited for",
    what: ({ name, how, seconds, com1 }) =>
        `Domain "${name}" was to become ready, and after ${seconds} s it ${how}.${com1Text(com1)}`,
    remedy: "Mend the cause; the next update starts it again and waits.",
    example: { name: "lab-dev-patient-1", how: "shut itself down", seconds: 12, com1: [] },
});
