import * as errors from "../../errors";
import { POLICY_FILE, type HostPolicy } from "../../hostPolicy";
import { BEYOND } from "../../schema/core/accept";
import { failureOf, type Failure } from "../../schema/core/failures";
import { REACHES, type Reach } from "../../xp/reach/reach";
import { isReallyBelow } from "./ownFolders";
import type { Bound, Reaching } from "./reaching";

/** What reaches beyond a resource's lab, and what of it is refused. */
export interface Judgement {
    readonly failures: readonly Failure[];
    /** Everything that reaches beyond, for the preview. */
    readonly reported: readonly string[];
}

interface Facts {
    readonly found: readonly Reaching[];
    /** What reached beyond before, which stays allowed. */
    readonly before: readonly Reaching[];
    /** Whether the input `accept` has the required sentence, or is still unknown. */
    readonly isAccepted: boolean;
    readonly policy: HostPolicy;
}

/** `accept` allows what is new; the policy of the host's root also limits what was there before. */
export function judge({ found, before, isAccepted, policy }: Facts): Judgement {
    const had = new Set(before.map(keyOf));
    const failures = found.flatMap((one) => {
        const { path, needsWords, bound } = one;
        const what = shown(one.what);
        if (bound !== undefined && !IS_WITHIN[bound.field](bound, policy)) {
            return [errors.abovePolicy(path, { what, file: POLICY_FILE, field: bound.field })];
        }
        return needsWords && !isAccepted && !had.has(keyOf(one))
            ? [errors.beyondLab(path, { what, words: BEYOND })]
            : [];
    });
    const reported = found.filter(({ needsWords }) => needsWords).map(({ what }) => shown(what));
    return { failures: failures.map(failureOf), reported };
}

const keyOf = ({ what, key = what }: Reaching) => key;

/** Escapes control characters, so that a project's text cannot draw on the terminal. */
const shown = (text: string) =>
    text.replace(/[\p{Cc}\p{Cf}]/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16) ?? ""}}`);

/** Whether each part of the policy allows something. What a policy leaves out is allowed. */
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
