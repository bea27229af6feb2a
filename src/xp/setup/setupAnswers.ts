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

/** What is asked of whoever installs Windows XP. */
export interface SetupAnswers {
    readonly edition: Edition;
    readonly productKey: string;
    readonly fullName: string;
    readonly organization: string;
    /** `*` lets setup draw one. */
    readonly computerName: string;
    readonly workgroup: string;
    /** Empty for none. */
    readonly adminPassword: string;
    /** Whether every start ends on the administrator's desktop. */
    readonly autoLogon: boolean;
    /** Microsoft's index of time zones. */
    readonly timeZone: number;
    /** Command lines for the end of the first logon. */
    readonly commands: readonly string[];
    /** The second CD, where there is one. */
    readonly media?: SetupMedia | undefined;
}

/**
 * Texts of the answer file stand in quotes, and setup's INF reader takes % for the beginning of a name
 * (learn.microsoft.com, "General Syntax Rules for INF Files"). proof: source
 */
const PEOPLE = {
    characters: 'Western European letters (Windows-1252) without " and %',
    fits: (text: string) =>
        /^[^\x00-\x1f"%\x7f-\x9f]+$/.test(text) && windows1252(text) !== undefined,
};

/**
 * Text mode and graphical setup read in different code pages, and so does the keyboard's driver at the logon: only ASCII
 * is the same in all. A backslash and a % would be read anew by the command line that keeps the password. proof: source
 */
const PASSWORD = {
    characters: 'at most 127 printable ASCII characters without ", % and \\, and not a * alone',
    fits: (text: string) => /^[ -~]{0,127}$/.test(text) && !/["%\\]/.test(text) && text !== "*",
};

/** Of a line of a batch file, which is read in the code page of DOS. */
const COMMANDS = {
    characters: "one line of printable ASCII characters",
    fits: (text: string) => /^[ -~]+$/.test(text),
};

/** Answers as they are checked: what is not known yet is no text. */
type Given = { readonly [K in keyof SetupAnswers]?: unknown };

/** What the answer file, or the batch file beside it, cannot say. Values are not quoted: they may be secret. */
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
