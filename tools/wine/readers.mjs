// @ts-check
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rootFolder } from "../lab/folders.mjs";
import {
    answerFile,
    answersWith,
    DRIVER_FOLDER,
    iniSections,
    nameProblem,
    validateSetupAnswers,
    windows1252,
} from "./product.mjs";
import { randomFrom } from "./random.mjs";

/** @import { WineSession } from "./session.mjs" */
/** @import { Report } from "./report.mjs" */

const PEOPLE = [..." ;=,#[]\\/'*&^|<>!()$~`@+-:.?ab1ÄÖÜäöüßéñ€ŒŸ™–“ÿ"];
const PASSWORD = [..." ;=,#[]/'*&^|<>!()$~`@+-:.?{}_ab1Z"];

/**
 * Random answers that the product accepts: Windows' reader of private profiles gives the same bytes back.
 * @param {WineSession} session
 * @param {Report} report
 * @param {{ seed: number, cases: number }} options
 */
export function checkAnswers(session, report, { seed, cases }) {
    const { text } = randomFrom(seed);
    /** @type {{ file: string, wanted: [string, string, string][] }[]} */
    const all = [];
    while (all.length < cases) {
        const index = all.length;
        const answers = answersWith({
            fullName: text(PEOPLE, 20),
            organization: text(PEOPLE, 12),
            adminPassword: text(PASSWORD, 20),
            workgroup: `WG${index}`,
            computerName: `PC-${index}`,
        });
        if (validateSetupAnswers(answers).length > 0) continue;
        const { fullName, organization, adminPassword, workgroup, computerName } = answers;
        all.push({
            file: answerFile(answers),
            wanted: [
                ["UserData", "FullName", fullName],
                ["UserData", "OrgName", organization],
                ["UserData", "ComputerName", computerName],
                ["GuiUnattended", "AdminPassword", adminPassword],
                ["Identification", "JoinWorkgroup", workgroup],
            ],
        });
    }
    session.fill("e", Object.fromEntries(all.map(({ file }, index) => [`${index}.sif`, file])));
    const places = all.flatMap(({ wanted }, index) =>
        wanted.map(([section, key]) => [`E:\\${index}.sif`, section, key].join("\t")),
    );
    const seen = session.ask("profile", places);
    all.flatMap(({ wanted }) => wanted).forEach(([, key, value], index) =>
        report.compare(
            `${key} ${JSON.stringify(value)}`,
            Buffer.from(seen[index] ?? "", "hex").toString("latin1"),
            windows1252(value),
        ),
    );
}

const BITS = [
    ...["a", "viostor.sys", '"Red Hat VirtIO, x"', '"a;b"', '""', "\\dir\\f"],
    ...["PCI\\VEN_1AF4&DEV_1001", "x y", "", "d1"],
];

/**
 * Random lines as drivers' floppies have them. A backslash at the end of a line is left out: it continues the line in an INF,
 * and every TXTSETUP.OEM has it, so setupapi is no witness for it.
 * @param {WineSession} session
 * @param {Report} report
 * @param {{ seed: number, cases: number }} options
 */
export function checkSections(session, report, { seed, cases }) {
    const { below, pick } = randomFrom(seed);
    const lines = Array.from({ length: cases }, () => {
        const values = Array.from(
            { length: 1 + below(7) },
            () => pick(["", " ", "\t"]) + pick(BITS) + pick(["", " "]),
        );
        const end = pick(["", "", " ; a note, of two", ";c", "  "]);
        return `k${pick(["=", " = ", "  =", "= "])}${values.join(",")}${end}`;
    });
    const textOf = (/** @type {string} */ line) => `[s]\r\n${line}\r\nz = end\r\n`;
    session.fill(
        "e",
        Object.fromEntries(lines.map((line, index) => [`${index}.inf`, textOf(line)])),
    );
    const seen = session.ask(
        "inf",
        lines.map((_, index) => `E:\\${index}.inf\ts`),
    );
    lines.forEach((line, index) => {
        const ours = (iniSections(textOf(line)).get("s") ?? []).map(({ key, values }) =>
            [key, ...values].map((one) => Buffer.from(one, "latin1").toString("hex")).join(","),
        );
        report.compare(JSON.stringify(line), seen[index], ours.join(" "));
    });
}

const STEMS = "con PRN aux nul COM1 com9 LPT1 lpt9 COM10 com0 xaux auxx a console".split(" ");
const ENDS = ["", ".txt", " .txt", "  .a.b", " x", "-", ".x.y", "1"];

/**
 * Which names are devices, to Windows and to the product.
 * @param {WineSession} session
 * @param {Report} report
 */
export function checkNames(session, report) {
    const names = STEMS.flatMap((stem) => ENDS.map((end) => `${stem}${end}`));
    const seen = session.ask(
        "devices",
        names.map((name) => Buffer.from(name).toString("hex")),
    );
    names.forEach((name, index) => {
        const isDevice = seen[index] === "true";
        const ours = nameProblem(name) === "has the name of a device";
        report.compare(`${JSON.stringify(name)} is a device`, isDevice, ours);
        if (isDevice) {
            report.compare(`${JSON.stringify(name)} as a folder`, DRIVER_FOLDER.test(name), false);
        }
    });
}

/**
 * The job of examples/ci, which must say its exit code and power off whatever the job ends with.
 * @param {WineSession} session
 * @param {Report} report
 */
export function checkJob(session, report) {
    const job = readFileSync(join(rootFolder, "examples/ci/job/run.cmd"), "latin1");
    const jobs = {
        "exit 3": "3",
        "exit /b 4": "4",
        "echo fine": "0",
        exit: "0",
        "goto none": undefined,
    };
    for (const [last, code] of Object.entries(jobs)) {
        session.remove(["calls.log"]);
        session.fill("d", { "run.cmd": job, "test.cmd": `@echo off\r\necho tests\r\n${last}\r\n` });
        session.fill("e", {});
        session.wine(["cmd", "/c", "D:\\run.cmd"]);
        const read = (/** @type {string} */ name) => {
            try {
                return readFileSync(join(session.place, "e", name), "latin1");
            } catch {
                return undefined;
            }
        };
        report.compare(`${last}: log`, read("log.txt")?.split("\r\n")[0], "tests");
        const written = read("exitcode.txt")?.trim();
        if (code === undefined)
            report.compare(`${last}: a code`, /^\d+$/.test(written ?? ""), true);
        else report.compare(`${last}: exit code`, written, code);
        report.compare(`${last}: power off`, session.calls(), ["shutdown -s -t 0"]);
    }
}
