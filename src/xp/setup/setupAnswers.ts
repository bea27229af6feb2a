import {
    answerNotWritable,
    productKeyMalformed,
    timeZoneUnknown,
    type Finding,
} from "../../errors";
import type { Edition } from "../editions";
import { validateNetworkNames } from "./networkNames";
import { KEY_CHARACTERS, PRODUCT_KEY } from "./productKey";
import type { SetupMedia } from "./setupMedia";
import { likelyTimeZones, timeZoneOf, timeZoneText } from "./timeZones";
import { validateUserCommands } from "./userCommands";
import { windows1252 } from "./windows1252";

/** The answers to Windows XP setup's questions. */
export interface SetupAnswers {
    readonly edition: Edition;
    readonly productKey: string;
    readonly fullName: string;
    readonly organization: string;
    /** `*` lets setup choose one. */
    readonly computerName: string;
    readonly workgroup: string;
    /** Empty for none. */
    readonly adminPassword: string;
    /** Whether every start logs the administrator on. */
    readonly autoLogon: boolean;
    /** An index of timeZones.ts. */
    readonly timeZone: number;
    /** Command lines to run at the end of the first logon. */
    readonly commands: readonly string[];
    /** The second CD, if there is one. */
    readonly media?: SetupMedia | undefined;
}

/**
 * Texts of the answer file are quoted, and setup's INF reader treats % as the beginning of a name (learn.microsoft.com,
 * "General Syntax Rules for INF Files"). Setup asks for an empty name, and takes up to 64 characters (ref.chm, [UserData];
 * learn.microsoft.com, "The UserData Element"). proof: source. Windows' readers return quoted texts unchanged. proof: wine
 */
const PEOPLE = {
    characters:
        'at most 64 Western European letters (Windows-1252) without " and %, and not of blanks alone',
    fits: (text: string) =>
        /^[^\x00-\x1f"%\x7f-\x9f]{1,64}$/.test(text) &&
        text.trim() !== "" &&
        windows1252(text) !== undefined,
};

/**
 * Text mode, graphical setup and the keyboard driver at the logon use different code pages; only ASCII is the same in
 * all. The command line that stores the password would interpret a backslash and a %. proof: source
 */
const PASSWORD = {
    characters: 'at most 127 printable ASCII characters without ", % and \\, and not a * alone',
    fits: (text: string) => /^[ -~]{0,127}$/.test(text) && !/["%\\]/.test(text) && text !== "*",
};

/** For a line of a batch file, which is read in DOS's code page. */
const COMMANDS = {
    characters: "one line of printable ASCII characters",
    fits: (text: string) => /^[ -~]+$/.test(text),
};

/** Answers during the check; unknown ones are not strings, and those left out have their defaults. */
type Given = { readonly [K in keyof SetupAnswers]?: unknown };

/** Reports answers at which setup would stop, or that a file cannot express. Those that may be secret are not shown. */
export function validateSetupAnswers(answers: Given): Finding[] {
    const { productKey, fullName, organization, adminPassword, commands, media } = answers;
    const { computerName, workgroup = DEFAULT_WORKGROUP, timeZone } = answers;
    const lines: readonly unknown[] = Array.isArray(commands) ? commands : [];
    return [
        ...(typeof productKey !== "string" || PRODUCT_KEY.test(productKey)
            ? []
            : [productKeyMalformed(["productKey"], { characters: KEY_CHARACTERS })]),
        ...unfit(PEOPLE, ["fullName"], fullName),
        ...unfit(PEOPLE, ["organization"], organization),
        ...validateNetworkNames({ computerName, workgroup }),
        ...unfit(PASSWORD, ["adminPassword"], adminPassword),
        ...validateTimeZone(timeZone),
        ...lines.flatMap((one, index) => unfit(COMMANDS, ["commands", index], one)),
        ...validateUserCommands(lines, media !== undefined),
    ];
}

export const DEFAULT_WORKGROUP = "WORKGROUP";

function validateTimeZone(value: unknown): Finding[] {
    if ((typeof value !== "number" && typeof value !== "string") || timeZoneOf(value)) return [];
    const near = likelyTimeZones(value).map(timeZoneText);
    return [timeZoneUnknown(["timeZone"], { value, near })];
}

const unfit = (
    { characters, fits }: typeof PEOPLE,
    path: readonly (string | number)[],
    text: unknown,
) => (typeof text !== "string" || fits(text) ? [] : [answerNotWritable(path, { characters })]);
