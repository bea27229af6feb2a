import * as pulumi from "@pulumi/pulumi";
import {
    validateReadiness,
    validateMachineReadiness,
} from "../../../src/components/machine/readyRules";
import type { Reach } from "../../../src/xp/reach/reach";

test.each<[Reach]>([["dhcp"], ["guests"], ["internet"]])(
    "a lease can be waited for on reach %s",
    (reach) => {
        expect(validateMachineReadiness({ reach }, { lease: true, settleSeconds: 30 })).toEqual([]);
    },
);

test.each<[Reach]>([["nothing"], ["interface"]])(
    "libvirt leases no address on reach %s",
    (reach) => {
        expect(validateMachineReadiness({ reach }, { lease: true })).toEqual([
            {
                path: ["readyWhen", "lease"],
                message: `must be absent on a network with reach "${reach}": libvirt leases no addresses there; use serialText [lease-beyond-reach]`,
            },
        ]);
    },
);

test.each<[Reach]>([["nothing"], ["dhcp"], ["guests"], ["interface"], ["internet"]])(
    "the host gets to no port of guests on reach %s that is not open",
    (reach) => {
        expect(validateMachineReadiness({ reach }, { serialText: "READY", tcpPort: 445 })).toEqual([
            {
                path: ["readyWhen", "tcpPort"],
                message:
                    'must be a port that the network opens (open: [{ port: 445, from: "host" }]): its filter blocks all others from the host [port-beyond-reach]',
            },
        ]);
    },
);

test("a port that the network opens can be waited for, and no other", () => {
    const open = [{ port: 445 }];
    expect(validateMachineReadiness({ reach: "dhcp", open }, { tcpPort: 445 })).toEqual([]);
    expect(validateMachineReadiness({ reach: "dhcp", open }, { tcpPort: 139 })).toHaveLength(1);
    const known = pulumi.output(445) as unknown as number;
    expect(validateMachineReadiness({ reach: "dhcp" }, { tcpPort: known })).toEqual([]);
});

test("a lab's machine has no channel to an agent", () => {
    expect(validateMachineReadiness({ reach: "dhcp" }, { guestAgent: true })).toEqual([
        {
            path: ["readyWhen", "guestAgent"],
            message:
                "must be absent: a lab's machines have no channel for a guest agent; use lease or serialText [agent-of-machine]",
        },
    ]);
});

test("what the provider refuses by itself is refused before anything is made", () => {
    expect(validateMachineReadiness({ reach: "dhcp" }, {}).map(({ path }) => path)).toEqual([
        ["readyWhen"],
    ]);
    expect(
        validateMachineReadiness({ reach: "dhcp" }, { lease: true, settleSeconds: 300 }).map(
            ({ path }) => path,
        ),
    ).toEqual([["readyWhen", "settleSeconds"]]);
});

test("Outputs pass", () => {
    const open = pulumi.output({ tcpPort: 445 }) as unknown as { tcpPort: number };
    expect(validateMachineReadiness({ reach: "dhcp" }, open)).toEqual([]);
    const lease = pulumi.output(true) as unknown as boolean;
    expect(validateMachineReadiness({ reach: "nothing" }, { lease })).toEqual([]);
});

describe("in a lab", () => {
    const machines = { a: { network: "lan", readyWhen: { lease: true } } };

    test("each machine is judged on its own network", () => {
        const networks = { lan: { reach: "nothing" }, wan: {} } as const;
        expect(validateReadiness({ machines, networks }).map(({ path }) => path)).toEqual([
            ["machines", "a", "readyWhen", "lease"],
        ]);
        expect(validateReadiness({ machines, networks: { lan: {} } })).toEqual([]);
    });

    test("a machine that names none is on the only one, or on the lab's own", () => {
        const unnamed = { a: { readyWhen: { lease: true } } };
        const networks = { only: { reach: "nothing" } } as const;
        expect(validateReadiness({ machines: unnamed, networks })).toHaveLength(1);
        expect(validateReadiness({ machines: unnamed })).toEqual([]);
    });
});
