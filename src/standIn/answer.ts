/** What the stand-in said of a question (tools/stand-in/README.md). */
export interface Answer {
    /** It did what it was asked, could not do it, or did not understand. */
    outcome: "ok" | "fail" | "error";
    /** What it found out, or why not; empty when there is nothing to add. */
    detail: string;
    /** The whole line as it came, without its first word. */
    text: string;
}

export interface Readiness {
    macAddress: string;
    /** Leased IPv4 address, or "none". */
    address: string;
}

const answer = /^XPLAB ((OK|FAIL|ERROR) (.*))$/;
const readiness = /^XPLAB STAND-IN READY (\S+) (\S+)$/;

/** Reads a line as the answer to a question; undefined when it is something else. */
export function parseAnswer(line: string, question: string): Answer | undefined {
    const [, text = "", word, rest = ""] = answer.exec(line) ?? [];
    if (word === "ERROR") {
        return { outcome: "error", detail: rest, text };
    }
    // What an earlier client asked may be answered late: the question comes back with its answer.
    const asked = question.trim().replace(/\s+/g, " ");
    if (word === undefined || !(rest === asked || rest.startsWith(`${asked}: `))) {
        return undefined;
    }
    const detail = rest.slice(asked.length + ": ".length);
    return { outcome: word === "OK" ? "ok" : "fail", detail, text };
}

/** Reads a line as the one that the stand-in says when it is up; undefined when it is something else. */
export function parseReadiness(line: string): Readiness | undefined {
    const [, macAddress, address] = readiness.exec(line) ?? [];
    return macAddress === undefined || address === undefined ? undefined : { macAddress, address };
}
