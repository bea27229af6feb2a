import {
    answerNotWritable,
    productKeyMalformed,
    setupMediaMissing,
    type Finding,
} from "../../errors";
import type { Edition } from "../editions";
import { PRODUCT_KEY } from "./productKey";
import { MEDIA_VARIABLE, type SetupMedia } from "./setupMedia";
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
    /** Microsoft's index of time zones. */
    readonly timeZone: number;
    /** Command lines to run at the end of the first logon. */
    readonly commands: readonly string[];
    /** The second CD, if there is one. */
    readonly media?: SetupMedia | undefined;
}

/**
 * Texts of the answer file are quoted, and setup's INF reader treats % as the beginning of a name (learn.microsoft.com,
 * "General Syntax Rules for INF Files"). proof: source
 */
const PEOPLE = {
    characters: 'Western European letters (Windows-1252) without " and %',
    fits: (text: string) =>
        /^[^\x00-\x1f"%\x7f-\x9f]+$/.test(text) && windows1252(text) !== undefined,
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

/** Answers during the check; unknown ones are not strings. */
type Given = { readonly [K in keyof SetupAnswers]?: unknown };

/** Reports answers that the answer file or the batch file cannot express. Values are not shown: they may be secret. */
export function validateSetupAnswers(answers: Given): Finding[] {
    const { productKey, fullName, organization, adminPassword, commands, media } = answers;
    const lines: readonly unknown[] = Array.isArray(commands) ? commands : [];
    const key =
        typeof productKey !== "string" || PRODUCT_KEY.test(productKey)
            ? []
            : [productKeyMalformed(["productKey"])];
    return [
        ...key,
        ...unfit(PEOPLE, ["fullName"], fullName),
        ...unfit(PEOPLE, ["organization"], organization),
        ...unfit(PASSWORD, ["adminPassword"], adminPassword),
        ...lines.flatMap((one, index) => unfit(COMMANDS, ["commands", index], one)),
        ...(media === undefined ? lines.flatMap(needsMedia) : []),
    ];
}

const needsMedia = (line: unknown, index: number) =>
    typeof line === "string" && line.toUpperCase().includes(`%${MEDIA_VARIABLE}%`)
        ? [setupMediaMissing(["commands", index], { variable: MEDIA_VARIABLE })]
        : [];

const unfit = (
    { characters, fits }: typeof PEOPLE,
    path: readonly (string | number)[],
    text: unknown,
) => (typeof text !== "string" || fits(text) ? [] : [answerNotWritable(path, { characters })]);
