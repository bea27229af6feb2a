import type { UserError } from "../../../errors";
import type { Io } from "../../output/io";
import { paint, type Style } from "../../output/paint";
import type { Concern } from "./concerns";

/** What the guard says of what it does, as it happens. */
export interface GuardReporter {
    say(event: Event): void;
    fail(error: Pick<UserError, "code" | "message">): void;
}

export type Event =
    | {
          readonly event: "watching";
          readonly uri: string;
          readonly machines: number;
          readonly how: string;
      }
    | ({ readonly event: "unplugged" } & About & { readonly findings: readonly ReportedFinding[] })
    | { readonly event: "repaired"; readonly what: string }
    | ({ readonly event: "plugged" } & About & { readonly seconds: number | null })
    | { readonly event: "ended" };

interface About {
    readonly machine: string;
    readonly mac: string;
}

interface ReportedFinding {
    readonly code: string;
    readonly detail: string;
}

export const aboutOf = ({ machine, mac }: Concern): About => ({ machine, mac });

export const reportedFindings = ({ weaknesses }: Concern): ReportedFinding[] =>
    weaknesses.map(({ code, detail }) => ({ code, detail }));

/** One line an event: for people, or as JSON with the time. */
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
        say: (event) => io.out.write(`${paint(io.out, STYLES[event.event], lineOf(event))}\n`),
        fail: ({ message }) => io.err.write(`${paint(io.err, "red", "✗")} ${message}\n`),
    };
}

const STYLES: Readonly<Record<Event["event"], Style>> = {
    watching: "dim",
    unplugged: "yellow",
    repaired: "green",
    plugged: "green",
    ended: "dim",
};

function lineOf(event: Event): string {
    if (event.event === "watching")
        return `Watching ${event.machines} running machine${event.machines === 1 ? "" : "s"} at ${event.uri}: ${event.how}. Ctrl-C ends it.`;
    if (event.event === "ended") return "Ended.";
    if (event.event === "repaired") return `Repaired: ${event.what}`;
    const { machine, mac } = event;
    if (event.event === "unplugged")
        return `Unplugged NIC ${mac} of ${machine}: ${event.findings.map(({ detail, code }) => `${detail} [${code}]`).join("; ")}`;
    const after = event.seconds === null ? "" : ` after ${event.seconds.toFixed(1)} s`;
    return `Plugged in NIC ${mac} of ${machine} again${after}`;
}
