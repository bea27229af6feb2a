import {
    setupCdOther,
    setupCdOtherEdition,
    setupCdOtherProcessor,
    type Finding,
} from "../../errors";
import { editions, type Edition } from "../editions";

/** A CD's label and its root folder. */
export interface SetupCd {
    readonly file: string;
    readonly label: string;
    readonly entries: readonly { readonly name: string; readonly isFolder: boolean }[];
}

/** Empty files by which setup recognises its CDs (dockur/windows, detectLegacy). proof: source */
export const MARKERS: Readonly<Record<Edition, string>> = {
    home: "WIN51IC",
    professional: "WIN51IP",
    "professional-x64": "WIN51AP",
};

/** The folder of the 64-bit edition; the others are in I386. */
const FOLDER_64_BIT = "AMD64";

/** Reports why a CD does not install an edition. */
export function validateSetupCd(cd: SetupCd, edition: Edition): Finding[] {
    const { file, label } = cd;
    const has = (wanted: string, folder: boolean) =>
        cd.entries.some((one) => one.isFolder === folder && one.name.toUpperCase() === wanted);
    const found = (Object.keys(MARKERS) as Edition[]).filter((one) => has(MARKERS[one], false));
    const [first] = found;
    if (first === undefined) return [setupCdOther(["iso"], { file, label })];
    const is = bits(has(FOLDER_64_BIT, true));
    const wanted = bits(edition === "professional-x64");
    if (is !== wanted) return [setupCdOtherProcessor(["iso"], { file, is, wanted })];
    if (found.includes(edition)) return [];
    const titles = { is: editions[first].title, wanted: editions[edition].title };
    return [setupCdOtherEdition(["iso"], { file, ...titles })];
}

const bits = (is64: boolean) => (is64 ? "64 bit" : "32 bit");
