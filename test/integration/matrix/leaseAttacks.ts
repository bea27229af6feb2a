import { randomInt } from "node:crypto";
import type { Cable, ProbedLab } from "./labs";
import type { MatrixWorld } from "./matrixWorld";
import { DHCP, dhcp, type DhcpMessage } from "./packet";
import { BROADCAST, fromGuest, udpFrame } from "./probe";
import { CLIENT } from "./serviceProbes";

/** What a guest does to the network's DHCP, and whether it gets what it wants. */
export interface LeaseAttack {
    readonly name: string;
    readonly succeeds: (talk: LeaseTalk) => Promise<boolean>;
}

export const LEASE_ATTACKS: readonly LeaseAttack[] = [
    {
        name: "takes addresses in strangers' names",
        async succeeds({ evil, free }) {
            for (const [index, address] of free.entries()) {
                const client = { macAddress: `52:54:ee:00:00:0${index}`, address };
                if ((await evil({ client, kind: DHCP.request }))?.kind === DHCP.ack) return true;
            }
            return false;
        },
    },
    {
        name: "takes an address in another guest's name that is not that one's",
        async succeeds({ evil, lab, free }) {
            const client = { ...lab.peer, address: free.at(-1) ?? "" };
            return (await evil({ client, kind: DHCP.request }))?.kind === DHCP.ack;
        },
    },
    {
        name: "gives back another guest's lease and takes the address",
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
        name: "has another guest's address refused to it",
        async succeeds({ evil, victim, lab: { peer, host } }) {
            await victim();
            await evil({ client: peer, kind: DHCP.decline, server: host.address });
            return (await victim()) !== peer.address;
        },
    },
];

/** One by one, which of them succeed, by name. */
export async function attackLeases(world: MatrixWorld, lab: ProbedLab): Promise<string[]> {
    const succeeded: string[] = [];
    for (const { name, succeeds } of LEASE_ATTACKS)
        if (await succeeds(talkOf(world, lab))) succeeded.push(name);
    return succeeded;
}

interface Answer {
    readonly kind: number | undefined;
    readonly address: string;
}

interface LeaseTalk {
    readonly lab: ProbedLab;
    /** Addresses of the subnet that are nobody's. */
    readonly free: readonly string[];
    /** What is answered to a message that one guest sends, in whatever name. */
    readonly evil: (message: DhcpMessage) => Promise<Answer | undefined>;
    /** The address that the other one is offered, asking as any client does. */
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

/** To these there is no answer. */
const UNANSWERED = [DHCP.release, DHCP.decline];

/** dnsmasq pings for 3 seconds an address that it is about to offer from a range; all else it answers at once. */
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
