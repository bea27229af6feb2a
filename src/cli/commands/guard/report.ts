import type { UserError } from "../../../errors";
import { counted } from "../../output/counted";
import type { Io } from "../../output/io";
import { paint, type Style } from "../../output/paint";
import { errorLine } from "../../output/report";
import type { WatchedNic } from "./watchedNics";

/** Prints what the guard does as it happens. */
export interface GuardReporter {
    say(event: Event): void;
    fail(error: Pick<UserError, "code" | "message">): void;
}

type Event =
    | {
          readonly event: "watching";
          readonly uri: string;
          readonly machines: number;
          /** How the guard notices changes; ends a sentence. */
          readonly how: string;
      }
    | ({ readonly event: "unplugged" } & NicFacts & {
              readonly findings: readonly ReportedFinding[];
          })
    | { readonly event: "repaired"; readonly what: string }
    | ({ readonly event: "plugged" } & NicFacts & { readonly seconds: number | null })
    | { readonly event: "ended" };

interface NicFacts {
    readonly machine: string;
    readonly mac: string;
}

interface ReportedFinding {
    readonly code: string;
    readonly detail: string;
}

export const nicFacts = ({ machine, mac }: WatchedNic): NicFacts => ({ machine, mac });

export const reportedFindings = ({ weaknesses }: WatchedNic): ReportedFinding[] =>
    weaknesses.map(({ code, detail }) => ({ code, detail }));

/** One line per event: for people, or as JSON with the time. */
export function guardReporter(io: Io, json: boolean): GuardReporter {
    if (json) {
        const write = (what: object) =>
            io.out.write(`${JSON.stringify({ time: new Date().toISOString(), ...what })}\n`);
        return {
            say: write,
            fail: ({ code, message }) => write({ event: "error", code, message }),
        };
    }
    return {
        say: (event) => io.out.write(`${paint(io.out, STYLES[event.event], textOf(event))}\n`),
        fail: ({ message }) => io.err.write(errorLine(io.err, message)),
    };
}

const STYLES: Readonly<Record<Event["event"], Style>> = {
    watching: "dim",
    unplugged: "yellow",
    repaired: "green",
    plugged: "green",
    ended: "dim",
};

function textOf(event: Event): string {
    switch (event.event) {
        case "watching":
            return `Watching ${counted(event.machines, "running machine")} at ${event.uri}: ${event.how}. Press Ctrl-C to end.`;
        case "ended":
            return "Ended.";
        case "repaired":
            return `Repaired: ${event.what}`;
        case "unplugged":
            return `Unplugged NIC ${event.mac} of ${event.machine}: ${findingsText(event.findings)}`;
        case "plugged":
            return `Plugged in NIC ${event.mac} of ${event.machine} again${durationText(event.seconds)}`;
    }
}

const findingsText = (findings: readonly ReportedFinding[]) =>
    findings.map(({ detail, code }) => `${detail} [${code}]`).join("; ");

const durationText = (seconds: number | null) =>
    seconds === null ? "" : ` after ${seconds.toFixed(1)} s`;
