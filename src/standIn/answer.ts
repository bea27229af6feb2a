/** The stand-in's answer to a question (tools/stand-in/README.md). */
export interface Answer {
    /** Whether it succeeded, failed, or did not understand. */
    outcome: "ok" | "fail" | "error";
    /** The result, or the reason of the failure; can be empty. */
    detail: string;
    /** The whole line without its first word. */
    text: string;
}

export interface Readiness {
    macAddress: string;
    /** Leased IPv4 address, or "none". */
    address: string;
}

const answer = /^XPLAB ((OK|FAIL|ERROR) (.*))$/;
const readiness = /^XPLAB STAND-IN READY (\S+) (\S+)$/;

/** Parses a line as the answer to a question; undefined for other lines. */
export function parseAnswer(line: string, question: string): Answer | undefined {
    const [, text = "", word, rest = ""] = answer.exec(line) ?? [];
    if (word === "ERROR") {
        return { outcome: "error", detail: rest, text };
    }
    // An earlier client's answer may be late, so each answer repeats its question.
    const asked = question.trim().replace(/\s+/g, " ");
    if (word === undefined || !(rest === asked || rest.startsWith(`${asked}: `))) {
        return undefined;
    }
    const detail = rest.slice(asked.length + ": ".length);
    return { outcome: word === "OK" ? "ok" : "fail", detail, text };
}

/** Parses a line as the stand-in's report that it is ready; undefined for other lines. */
export function parseReadiness(line: string): Readiness | undefined {
    const [, macAddress, address] = readiness.exec(line) ?? [];
    return macAddress === undefined || address === undefined ? undefined : { macAddress, address };
}
