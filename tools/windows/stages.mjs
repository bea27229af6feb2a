// @ts-check
import { readFile } from "node:fs/promises";
import { answerFile, claimsOf, failingCommand } from "./claims.mjs";
import { stackName } from "./project.mjs";

/** @import { Project, Seen, StageResult } from "./project.mjs" */
/** @import { Options } from "./options.mjs" */

/** How long the guest may take to answer, in seconds. */
const JOB_SECONDS = 1800;

/** @param {boolean} holds @returns {Seen["outcome"]} */
const outcome = (holds) => (holds ? "seen" : "differs");

/**
 * In order; each is done once.
 * @type {Readonly<Record<string, (project: Project, options: Options) => Promise<Omit<StageResult, "seconds">>>>}
 */
export const stages = { install, job, clean };

/**
 * @param {Project} project
 * @returns {Promise<Omit<StageResult, "seconds">>}
 */
async function install(project) {
    const began = Date.now();
    /** @type {Map<string, number>} */
    const phases = new Map();
    /** @type {string[]} */
    const warnings = [];
    await project.up("install", (line) => {
        const [, phase] = /creating \(\d+s\) ([a-z, ]+)$/.exec(line) ?? [];
        if (phase !== undefined && !phases.has(phase)) {
            phases.set(phase, Math.round((Date.now() - began) / 1000));
            console.log(`  ${phase}`);
        }
        const [, warning] = /reported on COM1: (.*)/.exec(line) ?? [];
        if (warning !== undefined) warnings.push(warning);
    });
    const { number, code } = failingCommand;
    const failed = warnings.filter((line) =>
        line.includes(`COMMAND ${number} ended with exit code ${code}`),
    );
    const others = warnings.filter(
        (line) => !failed.includes(line) && !line.includes("COMMAND 1 "),
    );
    const isUnchanged = await project.run(["preview", "--expect-no-changes"]).then(
        () => true,
        () => false,
    );
    return {
        phases: [...phases],
        claims: [
            {
                says: "setup installs unattended and asks nothing",
                where: "src/xp/setup/answerKeys.ts",
                proof: "stand-in",
                outcome: "seen",
            },
            {
                says: "a command that fails is reported with its exit code, and the others are not",
                where: "src/xp/setup/userCommands.ts",
                proof: "wine",
                outcome: outcome(failed.length > 0 && others.length === 0),
            },
            {
                says: "a preview after the installation shows no changes",
                where: "docs/tutorials/from-a-cd.md",
                proof: "stand-in",
                outcome: outcome(isUnchanged),
            },
        ],
    };
}

/**
 * @param {Project} project
 * @param {Options} options
 */
async function job(project, { edition }) {
    await project.up("job");
    const words = ["results", `${stackName}/probe`, "results/probe", "--wait", `${JOB_SECONDS}`];
    await project.xplab(words);
    const read = (/** @type {string} */ name) =>
        readFile(project.path("results/probe", name), "latin1").catch(() => "");
    const isDone = (await read("DONE.TXT")).trim() === "done";
    const claims = claimsOf(/** @type {import("./claims.mjs").Edition} */ (edition));
    /** @type {Seen[]} */
    const seen = [
        {
            says: "media is D: and results is E:, a job runs after the logon and powers off",
            where: "docs/how-to/files.md",
            proof: "stand-in",
            outcome: outcome(isDone),
        },
    ];
    for (const [index, { says, where, proof, holds, isPublic }] of claims.entries()) {
        const answer = await read(answerFile(index));
        const isAnswered = answer.trim() !== "" && !answer.startsWith("ECHO is off");
        const holdsNow = holds(answer);
        seen.push({
            ...{ says, where, proof },
            outcome: isAnswered ? outcome(holdsNow) : "not answered",
            ...(isPublic && isAnswered && !holdsNow && { answer: printable(answer) }),
        });
    }
    const secrets = [...(await read("PRIVATE.TXT")).matchAll(/=(.*)/g)].map(([, one = ""]) =>
        one.trim(),
    );
    return { claims: seen, system: systemOf(await read("VER.TXT")), secrets };
}

/** @param {Project} project */
async function clean(project) {
    await project.up("clean");
    const picture = project.path("patient.png");
    await project.xplab(["screenshot", `${stackName}/patient`, picture]);
    const report = JSON.parse(await project.xplab(["reset", `${stackName}/patient`, "--json"]));
    const seconds = report.machines?.[0]?.seconds;
    return {
        claims: [
            /** @type {Seen} */ ({
                says: "a line on COM1 makes the machine ready, and its clean state is taken",
                where: "docs/how-to/readiness.md",
                proof: "stand-in",
                outcome: "seen",
            }),
            /** @type {Seen} */ ({
                says: "xplab reset returns the machine to its clean state",
                where: "docs/explanation/clean-states.md",
                proof: "stand-in",
                outcome: outcome(typeof seconds === "number"),
            }),
        ],
    };
}

/** The text of `ver`, if it is that of Windows. @param {string} text */
export function systemOf(text) {
    const [found = "another system"] = /Microsoft Windows[ A-Za-z0-9.[\]]*/.exec(text) ?? [];
    return found.trim();
}

/** @param {string} text */
const printable = (text) =>
    text
        .replace(/[^ -~]+/g, " ")
        .trim()
        .slice(0, 200);
