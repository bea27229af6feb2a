import type { Arrival } from "./frameBench";
import { LABS, type ProbedLab } from "./labs";
import type { MatrixWorld } from "./matrixWorld";
import type { Column, Place, Probe } from "./probe";
import { answersOf, kindOf, probesOf } from "./probes";

/** Where a probe, or an answer to any of them, was seen or missed. */
interface Finding {
    readonly lab: string;
    readonly column: Column | "answers";
    readonly name: string;
    readonly place: string;
}

export interface Outcome {
    /** Number of probes, and of places where they had to arrive and did. */
    readonly sent: number;
    readonly allowed: number;
    readonly leaks: readonly Finding[];
    /** What had to arrive and did not. */
    readonly missing: readonly Finding[];
    readonly columns: Readonly<Record<string, { sent: number; allowed: number }>>;
}

/** Sends every probe of a network, and reports what arrived wrongly and what failed to arrive. */
export async function runMatrix(
    world: MatrixWorld,
    lab: ProbedLab,
    { patienceMs = 5000, lingerMs = 0 } = {},
): Promise<Outcome> {
    const probes = probesOf(lab);
    world.forget();
    probes.forEach((probe, number) => {
        world.send(lab, probe, probe.frames(markOf(lab, number)));
    });
    const seen = new Map<number, Set<Place>>();
    const answers = new Set<string>();
    const wanted = probes.flatMap(({ seen: places }, number) =>
        places.map((place) => ({ number, place })),
    );
    const lacks = () => wanted.filter(({ number, place }) => seen.get(number)?.has(place) !== true);
    const unanswered = () =>
        answersOf(lab).filter((one) => !answers.has(one) && one.startsWith("self"));
    const least = Date.now() + lingerMs;
    for (const end = Date.now() + patienceMs; ;) {
        for (const arrival of await world.heard()) note(lab, arrival, seen, answers);
        const isComplete = lacks().length === 0 && unanswered().length === 0;
        if (Date.now() > end || (isComplete && Date.now() >= least)) break;
    }
    // Late arrivals, such as an answer for which the host first had to resolve an address.
    for (const arrival of await world.heard()) note(lab, arrival, seen, answers);
    return judge(lab, probes, { seen, answers, lacks: lacks(), unanswered: unanswered() });
}

interface Observed {
    readonly seen: ReadonlyMap<number, ReadonlySet<Place>>;
    readonly answers: ReadonlySet<string>;
    readonly lacks: readonly { readonly number: number; readonly place: Place }[];
    readonly unanswered: readonly string[];
}

function judge(lab: ProbedLab, probes: readonly Probe[], observed: Observed): Outcome {
    const { seen, answers, lacks, unanswered } = observed;
    const finding = (number: number, place: string): Finding => {
        const { column = "answers", name = "" } = probes[number] ?? {};
        return { lab: lab.key, column, name, place };
    };
    const answer = (one: string): Finding => ({
        lab: lab.key,
        column: "answers",
        name: one,
        place: one.split(" ")[0] ?? "",
    });
    const leaks = [...seen].flatMap(([number, places]) => {
        const { seen: must = [], also = [] } = probes[number] ?? {};
        return [...places]
            .filter((place) => !must.includes(place) && !also.includes(place))
            .map((place) => finding(number, place));
    });
    const expected = answersOf(lab);
    const columns: Record<string, { sent: number; allowed: number }> = {};
    for (const { column, seen: places } of probes) {
        const { sent, allowed } = columns[column] ?? { sent: 0, allowed: 0 };
        columns[column] = { sent: sent + 1, allowed: allowed + places.length };
    }
    return {
        sent: probes.length,
        allowed: probes.reduce((sum, { seen: places }) => sum + places.length, 0),
        leaks: [...leaks, ...[...answers].filter((one) => !expected.includes(one)).map(answer)],
        missing: [
            ...lacks.map(({ number, place }) => finding(number, place)),
            ...unanswered.map(answer),
        ],
        columns,
    };
}

const MARK = /XPLAB(\d)(\d{4});/;

const markOf = (lab: ProbedLab, number: number) =>
    Buffer.from(`XPLAB${lab.index}${String(number).padStart(4, "0")};`);

function note(
    lab: ProbedLab,
    { at, bytes }: Arrival,
    seen: Map<number, Set<Place>>,
    answers: Set<string>,
): void {
    const place = placeOf(lab, at);
    const [, index, number] = MARK.exec(bytes.toString("latin1")) ?? [];
    if (number === undefined) {
        if (place === "self" || place === "peer") answers.add(`${place} ${kindOf(bytes)}`);
        return;
    }
    if (Number(index) !== lab.index) return;
    const places = seen.get(Number(number)) ?? new Set();
    seen.set(Number(number), places.add(place));
}

/** The place of an end from the sender's network. */
function placeOf(lab: ProbedLab, at: string): Place {
    if (at === "ip4" || at === "ip6") return "host";
    if (at === lab.guest.end) return "self";
    if (at === lab.peer.end) return "peer";
    if (at === lab.bridge) return "bridge";
    return LABS.some(({ bridge, guest, peer }) => [bridge, guest.end, peer.end].includes(at))
        ? "lab"
        : "outside";
}
