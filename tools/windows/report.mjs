// @ts-check
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { rootFolder } from "../lab/folders.mjs";

/** @import { Progress, Project } from "./project.mjs" */

/** What `ver` prints on Windows XP, and on its x64 Edition. */
const WINDOWS_XP = /^Microsoft Windows.*5\.[12]\.\d+/;

/**
 * Facts for the project: no key, no password, no name of a host, a user or a computer.
 * @param {Progress} progress
 * @param {{ edition: string, version: string, date: string }} facts
 */
export function reportOf(progress, { edition, version, date }) {
    const system = progress["job"]?.system ?? "another system";
    const isWindows = WINDOWS_XP.test(system);
    const claims = Object.values(progress).flatMap(({ claims: all }) =>
        all.map((claim) => ({
            ...claim,
            newProof: isWindows && claim.outcome === "seen" ? "windows" : claim.proof,
        })),
    );
    const seconds = Object.fromEntries(
        Object.entries(progress).map(([stage, { seconds: taken }]) => [stage, Math.round(taken)]),
    );
    return {
        ...{ xplab: version, date, edition, system, isWindows, seconds },
        phases: progress["install"]?.phases ?? [],
        claims,
    };
}

/** @param {ReturnType<typeof reportOf>} report */
export function markdownOf({ xplab, date, edition, system, isWindows, seconds, phases, claims }) {
    const count = (/** @type {string} */ outcome) =>
        claims.filter((claim) => claim.outcome === outcome).length;
    return [
        `# xplab ${xplab} on ${system}`,
        "",
        `${date}, edition ${edition}. ${count("seen")} claims seen, ${count("differs")} differ, ${count("not answered")} not answered.`,
        ...(isWindows ? [] : ["This was not Windows XP, so no claim is proven by it."]),
        "",
        ...Object.entries(seconds).map(([stage, taken]) => `- ${stage}: ${taken} s`),
        ...phases.map(([phase, at]) => `- ${phase}: after ${at} s`),
        "",
        "| claim | made in | proof | now | outcome | answer |",
        "| --- | --- | --- | --- | --- | --- |",
        ...claims.map(
            ({ says, where, proof, newProof, outcome, answer = "" }) =>
                `| ${[says, where, proof, newProof, outcome, answer].map((one) => one.replaceAll("|", "\\|")).join(" | ")} |`,
        ),
        "",
        "## Still to be looked at by a person",
        "",
        "- Device Manager has no question mark and names the HAL.",
        "- One press of the power button (`virsh shutdown`) is enough after half an hour of idling.",
        "- The clock is right after a reset.",
        "- `qemu-img info` of the image: it holds no zeros (about 600 MB less than otherwise).",
        "",
    ].join("\n");
}

/**
 * Replaces what must not leave this machine, whatever wrote it.
 * @param {string} text
 * @param {readonly string[]} secrets
 */
export function withoutSecrets(text, secrets) {
    const names = [...secrets, hostname(), userInfo().username].filter(({ length }) => length >= 4);
    return names.reduce(
        (kept, one) => kept.replaceAll(new RegExp(escaped(one), "gi"), "(private)"),
        text,
    );
}

const escaped = (/** @type {string} */ text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * @param {Project} project
 * @param {Progress} progress
 * @param {{ edition: string, out: string }} options
 * @param {string} key
 */
export async function writeReport(project, progress, { edition, out }, key) {
    const { version } = JSON.parse(await readFile(join(rootFolder, "package.json"), "utf8"));
    const date = new Date().toISOString().slice(0, 10);
    const report = reportOf(progress, { edition, version, date });
    const secrets = [key, ...Object.values(progress).flatMap(({ secrets: own = [] }) => own)];
    await mkdir(out, { recursive: true });
    const json = `${JSON.stringify(report, undefined, 4)}\n`;
    await writeFile(join(out, "report.json"), withoutSecrets(json, secrets));
    await writeFile(join(out, "report.md"), withoutSecrets(markdownOf(report), secrets));
    const picture = project.path("patient.png");
    if (existsSync(picture)) await copyFile(picture, join(out, "patient.png"));
    return report;
}
