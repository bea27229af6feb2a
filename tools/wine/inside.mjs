// @ts-check
import { checkCommands, checkFirstLogon } from "./firstLogon.mjs";
import { checkAnswers, checkJob, checkNames, checkSections } from "./readers.mjs";
import { Report } from "./report.mjs";
import { WineSession } from "./session.mjs";

/** Run with mounts and processes of its own: ROOT HELPER SEED CASES. */
const [root = "", helper = "", seed = "", cases = ""] = process.argv.slice(2);
const options = { seed: Number(seed), cases: Number(cases) };
const session = new WineSession(root);
console.log(`${await session.begin(helper)} (Wine), seed ${seed}, ${cases} random cases each`);

/** @type {readonly [string, (report: Report) => void | Promise<void>][]} */
const checks = [
    ["first logon of each edition", (report) => checkFirstLogon(session, report)],
    ["hostile commands", (report) => checkCommands(session, report)],
    ["WINNT.SIF by GetPrivateProfileString", (report) => checkAnswers(session, report, options)],
    ["TXTSETUP.OEM by setupapi", (report) => checkSections(session, report, options)],
    ["device names", (report) => checkNames(session, report)],
    ["the job of examples/ci", (report) => checkJob(session, report)],
];
let isFine = true;
for (const [title, check] of checks) {
    const report = new Report(title);
    await check(report);
    isFine = report.end() && isFine;
}
session.run(["wineserver", "-k"]);
process.exit(isFine ? 0 : 1);
