import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

export const readyWhenEmpty = defineFinding({
    code: "ready-when-empty",
    title: "readyWhen has no condition",
    says: "must have lease, serialText, guestAgent or tcpPort",
    remedy: "Add a condition that shows that the guest is ready, or remove readyWhen.",
    example: { path: ["readyWhen"], facts: undefined },
});

export const settlesTooLong = defineFinding<{ timeoutSeconds: number }>({
    code: "settles-too-long",
    title: "The time to settle exceeds the time limit",
    says: ({ timeoutSeconds }) =>
        `must be less than timeoutSeconds, ${timeoutSeconds}, which includes it`,
    remedy: "Lower settleSeconds, or raise timeoutSeconds.",
    example: { path: ["readyWhen", "settleSeconds"], facts: { timeoutSeconds: 300 } },
});

export const readyWithoutInterface = defineFinding({
    code: "ready-without-interface",
    title: "A condition needs a network interface that the guest does not have",
    says: "must be absent: the domain has no interfaces",
    remedy: "Give the domain an interface, or use serialText.",
    example: { path: ["readyWhen", "lease"], facts: undefined },
});

export const serialTextWithoutLog = defineFinding({
    code: "serial-text-without-log",
    title: "serialText needs a log of COM1",
    says: "requires a log of COM1: set serials[0].logFile to a file in a subfolder of a pool's folder",
    remedy: "Give COM1 a logFile in a subfolder of a pool's folder: only the log holds what was printed earlier.",
    example: { path: ["readyWhen", "serialText"], facts: undefined },
});

export const agentWithoutChannel = defineFinding({
    code: "agent-without-channel",
    title: "guestAgent needs a channel that the guest does not have",
    says: `requires a channel in extraXml: { at: "/domain/devices", xml: "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>" }`,
    remedy: "Add the channel if the guest has a driver for virtio-serial, or use another condition.",
    example: { path: ["readyWhen", "guestAgent"], facts: undefined },
});

export const agentOfMachine = defineFinding({
    code: "agent-of-machine",
    title: "A lab's machines have no channel for a guest agent",
    says: "must be absent: a lab's machines have no channel for a guest agent; use lease or serialText",
    remedy: "Use lease or serialText. A libvirt Domain of your own can have the channel.",
    example: { path: ["machines", "patient", "readyWhen", "guestAgent"], facts: undefined },
});

export const leaseBeyondReach = defineFinding<{ reach: string }>({
    code: "lease-beyond-reach",
    title: "lease is used on a network where libvirt leases no addresses",
    says: ({ reach }) =>
        `must be absent on a network with reach "${reach}": libvirt leases no addresses there; use serialText`,
    remedy: "Use serialText, or put the machine on a network with reach dhcp, guests or internet.",
    example: { path: ["machines", "patient", "readyWhen", "lease"], facts: { reach: "nothing" } },
});

export const portBeyondReach = defineFinding<{ port: number }>({
    code: "port-beyond-reach",
    title: "tcpPort is a port that the network's filter blocks",
    says: ({ port }) =>
        `must be a port that the network opens (open: [{ port: ${port}, from: "host" }]): its filter blocks all others from the host`,
    remedy: "Open the port, which works with reach dhcp, guests and internet, or use lease or serialText.",
    example: { path: ["machines", "patient", "readyWhen", "tcpPort"], facts: { port: 445 } },
});

const com1Text = (lines: readonly string[]) =>
    lines.length === 0 ? "" : ` COM1 last printed ${lines.join(", ")}.`;

/** `lacks` and `picture` are whole sentences without a full stop. */
export const notReady = defineError<{
    name: string;
    seconds: number;
    state: string;
    lacks: readonly string[];
    com1: readonly string[];
    picture: string;
}>({
    code: "not-ready",
    title: "A guest was not ready in time",
    what: ({ name, seconds, state, lacks, com1, picture }) => {
        const seen = [`it is ${state}`, ...lacks].join("; ");
        return `Domain "${name}" was not ready after ${seconds} s: ${seen}.${com1Text(com1)} ${picture}.`;
    },
    remedy: "Check its screen. If it only needs more time, raise readyWhen.timeoutSeconds. The machine is unchanged, and the next update waits again.",
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
    title: "A guest stopped before it was ready",
    what: ({ name, how, seconds, com1 }) =>
        `Domain "${name}" ${how} after ${seconds} s, before it was ready.${com1Text(com1)}`,
    remedy: "Fix the cause; the next update starts the guest again and waits.",
    example: { name: "lab-dev-patient-1", how: "shut itself down", seconds: 12, com1: [] },
});
