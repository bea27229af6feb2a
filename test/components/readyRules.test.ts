import * as pulumi from "@pulumi/pulumi";
import { machinesGetReady, readinessFitsReach } from "../../src/components/readyRules";
import type { Reach } from "../../src/xp/reach";

test.each<[Reach]>([["dhcp"], ["guests"], ["internet"]])(
    "a lease can be waited for on reach %s",
    (reach) => {
        expect(readinessFitsReach(reach, { lease: true, settleSeconds: 30 })).toEqual([]);
    },
);

test.each<[Reach]>([["nothing"], ["interface"]])(
    "libvirt leases no address on reach %s",
    (reach) => {
        expect(readinessFitsReach(reach, { lease: true })).toEqual([
            {
                path: ["readyWhen", "lease"],
                message: `must be absent on a network with reach "${reach}": libvirt leases no addresses there; use serialText [lease-beyond-reach]`,
            },
        ]);
    },
);

test.each<[Reach]>([["nothing"], ["dhcp"], ["guests"], ["interface"], ["internet"]])(
    "the host gets to no guest on reach %s",
    (reach) => {
        expect(readinessFitsReach(reach, { serialText: "READY", tcpPort: 445 })).toEqual([
            {
                path: ["readyWhen", "tcpPort"],
                message: `must be absent on a network with reach "${reach}": its filter keeps the host from the guests; use lease or serialText [port-beyond-reach]`,
            },
        ]);
    },
);

test("a lab's machine has no channel to an agent", () => {
    expect(readinessFitsReach("dhcp", { guestAgent: true })).toEqual([
        {
            path: ["readyWhen", "guestAgent"],
            message:
                "must be absent: a lab's machines have no channel to an agent; use lease or serialText [agent-of-machine]",
        },
    ]);
});

test("what the provider refuses by itself is refused before anything is made", () => {
    expect(readinessFitsReach("dhcp", {}).map(({ path }) => path)).toEqual([["readyWhen"]]);
    expect(
        readinessFitsReach("dhcp", { lease: true, settleSeconds: 300 }).map(({ path }) => path),
    ).toEqual([["readyWhen", "settleSeconds"]]);
});

test("Outputs pass", () => {
    const open = pulumi.output({ tcpPort: 445 }) as unknown as { tcpPort: number };
    expect(readinessFitsReach("dhcp", open)).toEqual([]);
    const lease = pulumi.output(true) as unknown as boolean;
    expect(readinessFitsReach("nothing", { lease })).toEqual([]);
});

describe("in a lab", () => {
    const machines = { a: { network: "lan", readyWhen: { lease: true } } };

    test("each machine is judged on its own network", () => {
        const networks = { lan: { reach: "nothing" }, wan: {} } as const;
        expect(machinesGetReady({ machines, networks }).map(({ path }) => path)).toEqual([
            ["machines", "a", "readyWhen", "lease"],
        ]);
        expect(machinesGetReady({ machines, networks: { lan: {} } })).toEqual([]);
    });

    test("a machine that names none is on the only one, or on the lab's own", () => {
        const unnamed = { a: { readyWhen: { lease: true } } };
        const networks = { only: { reach: "nothing" } } as const;
        expect(machinesGetReady({ machines: unnamed, networks })).toHaveLength(1);
        expect(machinesGetReady({ machines: unnamed })).toEqual([]);
    });
});
