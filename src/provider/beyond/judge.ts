import * as errors from "../../errors";
import { POLICY_FILE, type HostPolicy } from "../../hostPolicy";
import { BEYOND } from "../../schema/core/accept";
import { failureOf, type Failure } from "../../schema/core/failures";
import { REACHES, type Reach } from "../../xp/reach/reach";
import { isReallyBelow } from "./ownFolders";
import type { Bound, Reaching } from "./reaching";

/** What of a resource reaches beyond its lab, judged. */
export interface Judgement {
    readonly failures: readonly Failure[];
    /** For the preview; it may have all of it. */
    readonly told: readonly string[];
}

interface Facts {
    readonly found: readonly Reaching[];
    /** What the resource had before; it keeps it. */
    readonly before: readonly Reaching[];
    /** Whether its input `accept` has the words, or may have them, as it is not known yet. */
    readonly isAccepted: boolean;
    readonly policy: HostPolicy;
}

/** Words let a resource have what is new to it; the policy of the host's root holds also what it has. */
export function judge({ found, before, isAccepted, policy }: Facts): Judgement {
    const had = new Set(before.map(keyOf));
    const failures = found.flatMap((one) => {
        const { path, needsWords, bound } = one;
        const what = shown(one.what);
        if (bound !== undefined && !IS_WITHIN[bound.field](bound, policy))
            return [errors.abovePolicy(path, { what, file: POLICY_FILE, field: bound.field })];
        return needsWords && !isAccepted && !had.has(keyOf(one))
            ? [errors.beyondLab(path, { what, words: BEYOND })]
            : [];
    });
    const told = found.filter(({ needsWords }) => needsWords).map(({ what }) => shown(what));
    return { failures: failures.map(failureOf), told };
}

const keyOf = ({ what, key = what }: Reaching) => key;

/** What a project writes is shown as it is, and draws nothing on a terminal. */
const shown = (text: string) =>
    text.replace(/[\p{Cc}\p{Cf}]/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16) ?? ""}}`);

/** Each part of the policy. What it leaves out it allows. */
const IS_WITHIN: Readonly<Record<keyof HostPolicy, (bound: Bound, policy: HostPolicy) => boolean>> =
    {
        maxReach: ({ subject }, { maxReach }) =>
            maxReach === undefined || rankOf(subject as Reach) <= rankOf(maxReach),
        devices: ({ subject }, { devices }) => devices?.includes(subject) ?? true,
        folders: ({ subject }, { folders }) =>
            folders === undefined || isReallyBelow(subject, ...folders),
        emulator: (_bound, { emulator = true }) => emulator,
        extraXml: (_bound, { extraXml = true }) => extraXml,
    };

const rankOf = (reach: Reach) => REACHES.indexOf(reach);
