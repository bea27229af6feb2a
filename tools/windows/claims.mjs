// @ts-check
import { createRequire } from "node:module";
import { join } from "node:path";
import { rootFolder } from "../lab/folders.mjs";

const require = createRequire(import.meta.url);

/** @type {typeof import("../../src/xp/setup/tweaks.js")} */
const { tweaksOf } = require(join(rootFolder, "dist/xp/setup/tweaks.js"));
/** @typedef {import("../../src/xp/editions.js").Edition} Edition */

/**
 * A claim about Windows that the guest itself answers.
 * @typedef {object} Claim
 * @property {string} says
 * @property {string} where the file that makes it
 * @property {string} proof what it rests on today
 * @property {string} ask a command line of the guest; its output is the answer
 * @property {(answer: string) => boolean} holds
 * @property {boolean} [isPublic] whether a report may show the answer
 */

export const timeZone = "W. Europe Standard Time";

/** Commands of the installation. The second fails on purpose, and the third is a batch file without `call`. */
export const commands = [
    'reg add "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run" /v XPLAB /t REG_SZ /d "cmd /c D:\\run.cmd" /f',
    "exit 7",
    '"%XPLAB_MEDIA%\\program.cmd"',
    "echo later>C:\\later.txt",
];
export const failingCommand = { number: 2, code: 7 };

/** Files of the installation's second CD. */
export const mediaFiles = {
    "program.cmd": "@echo off\r\necho ran>C:\\ran.txt\r\nexit\r\n",
    "drivers/none.inf": "; a folder of drivers\r\n",
};

const isYes = (/** @type {string} */ answer) => answer.trim() === "yes";
const isNone = (/** @type {string} */ answer) => answer.trim() === "none";

/** @param {string} file @param {Pick<Claim, "says" | "where" | "proof">} claim @returns {Claim} */
const exists = (file, claim) => ({
    ...claim,
    ask: `if exist ${file} echo yes`,
    holds: isYes,
    isPublic: true,
});

/** @param {string} file @param {Pick<Claim, "says" | "where" | "proof">} claim @returns {Claim} */
const isGone = (file, claim) => ({
    ...claim,
    ask: `if not exist ${file} echo none`,
    holds: isNone,
    isPublic: true,
});

/**
 * @param {Edition} edition
 * @returns {readonly Claim[]}
 */
export function claimsOf(edition) {
    return [
        exists("C:\\ran.txt", {
            says: "a batch file of media runs without call",
            where: "src/xp/setup/userCommands.ts",
            proof: "wine",
        }),
        exists("C:\\later.txt", {
            says: "a command runs after one that failed",
            where: "src/xp/setup/userCommands.ts",
            proof: "wine",
        }),
        exists("C:\\XPLAB\\2.TXT", {
            says: "the output of a command that failed is kept",
            where: "src/xp/setup/userCommands.ts",
            proof: "wine",
        }),
        exists("C:\\DRIVERS\\drivers\\none.inf", {
            says: "folders of drivers are copied to the disk",
            where: "src/xp/setup/setupMedia.ts",
            proof: "wine",
        }),
        isGone("C:\\XPLAB0", {
            says: "the files of zeros are removed",
            where: "src/xp/setup/firstLogon.ts",
            proof: "wine",
        }),
        isGone("%SystemRoot%\\system32\\$winnt$.inf", {
            says: "setup's copy of the answers is removed",
            where: "src/xp/setup/firstLogon.ts",
            proof: "source",
        }),
        ...tweaksOf(edition).map((tweak) => valueOf(tweak)),
        valueOf(
            {
                key: "HKLM\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation",
                name: "StandardName",
                type: "REG_SZ",
                data: timeZone,
            },
            "src/xp/setup/timeZones.ts",
        ),
        {
            says: "Windows has a HAL with ACPI",
            where: "src/xp/hardware/hal.ts",
            proof: "source",
            ask: 'reg query "HKLM\\SYSTEM\\CurrentControlSet\\Enum\\Root\\ACPI_HAL\\0000" /v HardwareID',
            holds: (answer) => /acpi(apic|pic)?(_[um]p)?/i.test(answer),
            isPublic: true,
        },
        {
            says: "Windows drives the network card from its own box",
            where: "src/xp/hardware/devices.ts",
            proof: "source",
            ask: 'reg query "HKLM\\SYSTEM\\CurrentControlSet\\Services\\rtl8139" /v Start',
            holds: (answer) => /REG_DWORD\s+0x3/i.test(answer),
            isPublic: true,
        },
        {
            says: "every PCI device has its driver",
            where: "src/xp/hardware/devices.ts",
            proof: "source",
            ask: 'reg query "HKLM\\SYSTEM\\CurrentControlSet\\Enum\\PCI" /s | find "ConfigFlags"',
            holds: (answer) => {
                const flags = [...answer.matchAll(/REG_DWORD\s+0x([0-9a-f]+)/gi)];
                return flags.length > 0 && flags.every(([, value = ""]) => /^0+$/.test(value));
            },
            isPublic: true,
        },
        {
            says: "the guest has an address of the lab's DHCP server",
            where: "src/xp/reach/reach.ts",
            proof: "stand-in",
            ask: "ipconfig",
            holds: (answer) => / 10\.\d+\.\d+\.\d+/.test(answer),
        },
        {
            says: "the guest reaches nothing on the Internet",
            where: "src/xp/reach/reach.ts",
            proof: "stand-in",
            ask: "ping -n 2 1.1.1.1",
            holds: (answer) => answer.trim() !== "" && !/TTL=/i.test(answer),
        },
    ];
}

/**
 * @param {{ key: string, name: string, type: string, data: string }} value
 * @param {string} [where]
 * @returns {Claim}
 */
function valueOf({ key, name, type, data }, where = "src/xp/setup/tweaks.ts") {
    const shown = type === "REG_DWORD" ? `0x${Number(data).toString(16)}` : data;
    return {
        says: `${key}\\${name} is ${type} ${shown}`,
        where,
        proof: where === "src/xp/setup/tweaks.ts" ? "wine" : "source",
        ask: `reg query "${key}" /v ${name}`,
        holds: (answer) =>
            answer
                .split(/\r?\n/)
                .some((line) => line.replace(/\s+/g, " ").trim() === `${name} ${type} ${shown}`),
        isPublic: true,
    };
}

/** The name of an answer on the disk for results. @param {number} index */
export const answerFile = (index) => `CLAIM${index + 1}.TXT`;

/**
 * The job that has the guest answer.
 * @param {readonly Claim[]} claims
 */
export function jobFile(claims) {
    return lines([
        "@echo off",
        "ver >E:\\VER.TXT",
        "set COMPUTERNAME >E:\\PRIVATE.TXT",
        "set USERNAME >>E:\\PRIVATE.TXT",
        "echo %DATE% %TIME% >E:\\CLOCK.TXT",
        ...claims.map(({ ask }, index) => `${ask} >E:\\${answerFile(index)} 2>&1`),
        "echo done >E:\\DONE.TXT",
        "shutdown -s -t 0",
    ]);
}

export const readyText = "XPLAB GUEST READY";
export const readyFile = lines(["@echo off", `echo ${readyText}>COM1`]);

/** @param {readonly string[]} all */
function lines(all) {
    return all.map((line) => `${line}\r\n`).join("");
}
