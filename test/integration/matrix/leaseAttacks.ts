import { randomInt } from "node:crypto";
import type { Cable, ProbedLab } from "./labs";
import type { MatrixWorld } from "./matrixWorld";
import { DHCP, dhcp, type DhcpMessage } from "./packet";
import { BROADCAST, fromGuest, udpFrame } from "./probe";
import { CLIENT } from "./serviceProbes";

/** What a guest attempts with the network's DHCP, and whether it succeeds. */
export interface LeaseAttack {
    readonly name: string;
    readonly succeeds: (talk: LeaseTalk) => Promise<boolean>;
}

export const LEASE_ATTACKS: readonly LeaseAttack[] = [
    {
        name: "takes addresses under unknown MAC addresses",
        async succeeds({ evil, free }) {
            for (const [index, address] of free.entries()) {
                const client = { macAddress: `52:54:ee:00:00:0${index}`, address };
                if ((await evil({ client, kind: DHCP.request }))?.kind === DHCP.ack) return true;
            }
            return false;
        },
    },
    {
        name: "takes a free address under another guest's MAC address",
        async succeeds({ evil, lab, free }) {
            const client = { ...lab.peer, address: free.at(-1) ?? "" };
            return (await evil({ client, kind: DHCP.request }))?.kind === DHCP.ack;
        },
    },
    {
        name: "releases another guest's lease and takes its address",
        async succeeds({ evil, victim, lab: { guest, peer, host } }) {
            await victim();
            const server = host.address;
            for (const client of [peer, guest]) await evil({ client, kind: DHCP.release, server });
            const client = { ...guest, address: peer.address };
            const answer = await evil({ client, kind: DHCP.request });
            return answer?.kind === DHCP.ack || (await victim()) !== peer.address;
        },
    },
    {
        name: "makes the server refuse another guest its address",
        async succeeds({ evil, victim, lab: { peer, host } }) {
            await victim();
            await evil({ client: peer, kind: DHCP.decline, server: host.address });
            return (await victim()) !== peer.address;
        },
    },
];

/** Runs them one by one, and returns the names of those that succeed. */
export async function attackLeases(world: MatrixWorld, lab: ProbedLab): Promise<string[]> {
    const succeeded: string[] = [];
    for (const { name, succeeds } of LEASE_ATTACKS) {
        if (await succeeds(talkOf(world, lab))) succeeded.push(name);
    }
    return succeeded;
}

interface Answer {
    readonly kind: number | undefined;
    readonly address: string;
}

interface LeaseTalk {
    readonly lab: ProbedLab;
    /** Unused addresses of the subnet. */
    readonly free: readonly string[];
    /** The answer to a message of one guest, in any guest's name. */
    readonly evil: (message: DhcpMessage) => Promise<Answer | undefined>;
    /** The address that the other guest gets, asking as any client does. */
    readonly victim: () => Promise<string | undefined>;
}

const talkOf = (world: MatrixWorld, lab: ProbedLab): LeaseTalk => ({
    lab,
    free: [100, 101, 102].map((last) => `${lab.prefix}${last}`),
    evil: (message) => converse(world, lab, "guest", message),
    async victim() {
        const { macAddress } = lab.peer;
        const ask = { client: { macAddress }, kind: DHCP.discover };
        const address = (await converse(world, lab, "peer", ask))?.address;
        if (address === undefined) return undefined;
        const server = lab.host.address;
        const take = { client: { macAddress, address }, kind: DHCP.request, server };
        const taken = await converse(world, lab, "peer", take);
        return taken?.kind === DHCP.ack ? taken.address : undefined;
    },
});

/** These get no answer. */
const UNANSWERED = [DHCP.release, DHCP.decline];

/** dnsmasq pings an address for 3 seconds before it offers it from a range; it answers everything else at once. */
const patienceFor = ({ kind }: DhcpMessage) =>
    UNANSWERED.includes(kind) ? 0 : kind === DHCP.discover ? 5000 : 1000;

async function converse(
    world: MatrixWorld,
    lab: ProbedLab,
    from: "guest" | "peer",
    message: DhcpMessage,
): Promise<Answer | undefined> {
    const sender: Cable = lab[from];
    const transaction = randomInt(2 ** 32);
    const payload = dhcp(1, { ...message, transaction, isAnsweredToAll: true }, Buffer.alloc(0));
    const link = { ...fromGuest(lab, BROADCAST), from: sender.macAddress };
    world.forget();
    world.send(lab, { from }, [
        udpFrame(link, { from: "0.0.0.0", to: "255.255.255.255" }, payload, CLIENT),
    ]);
    for (const end = Date.now() + patienceFor(message); ;) {
        for (const { at, bytes } of await world.heard()) {
            const answer = at === sender.end ? answerIn(bytes, transaction) : undefined;
            if (answer !== undefined) return answer;
        }
        if (Date.now() > end) return undefined;
    }
}

/** Behind the headers of Ethernet, IPv4 and UDP. */
const BOOTP = 14 + 20 + 8;
const OPTIONS = BOOTP + 240;

function answerIn(frame: Buffer, transaction: number): Answer | undefined {
    if (frame.length < OPTIONS || frame[BOOTP] !== 2) return undefined;
    if (frame.readUInt32BE(BOOTP + 4) !== transaction) return undefined;
    const address = [...frame.subarray(BOOTP + 16, BOOTP + 20)].join(".");
    return { kind: frame[OPTIONS + 2], address };
}
