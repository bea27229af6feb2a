import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { KEY_CHARACTERS } from "../../../src/xp/setup/productKey";
import { commandLinesDuring } from "../support/host/leaks";
import { output, run } from "../support/host/command";
import { inventory } from "../support/host/inventory";
import { testName } from "../support/host/names";

jest.setTimeout(600_000);

const ROOT = resolve(__dirname, "../../..");
const KEY = Array.from(randomBytes(25), (byte) => KEY_CHARACTERS[byte % KEY_CHARACTERS.length])
    .join("")
    .replace(/.{5}(?!$)/g, "$&-");

interface Report {
    readonly isWindows: boolean;
    readonly system: string;
    readonly phases: readonly (readonly [string, number])[];
    readonly claims: readonly {
        readonly says: string;
        readonly outcome: string;
        readonly proof: string;
        readonly newProof: string;
    }[];
}

let folder: string;
let before: string[];

const words = (...more: string[]) => [
    join(ROOT, "tools/windows/main.mjs"),
    ...["--iso", join(folder, "setup.iso"), "--key-file", join(folder, "key")],
    ...["--folder", join(folder, "check"), "--out", join(folder, "report")],
    ...["--memory", "128", "--minutes", "8"],
    ...more,
];

beforeAll(async () => {
    before = await inventory();
    folder = await mkdtemp(join(tmpdir(), testName("windows-")));
    await output(join(ROOT, "tools/stand-in/build"), [join(folder, "setup.iso")]);
    await writeFile(join(folder, "key"), `${KEY}\n`, { mode: 0o600 });
});

afterAll(() => rm(folder, { recursive: true }));

test("refuses a missing CD, an unknown edition, and a check of something else", async () => {
    const { code, stderr } = await run("node", words("--edition", "embedded"));
    expect([code, stderr]).toEqual([1, expect.stringContaining('"embedded" is not an edition')]);
    const missing = await run("node", words("--iso", join(folder, "none.iso")));
    expect(missing.stderr).toContain("does not exist");
    await writeFile(join(folder, "other key"), "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE");
    const { stderr: refused } = await run("node", words("--key-file", join(folder, "other key")));
    expect(refused).toContain("The product key must be five groups of five characters");
    expect(refused).not.toContain("AAAAA");
    await rm(join(folder, "other key"));
    await rm(join(folder, "check"), { recursive: true });
    expect(await readdir(folder)).toEqual(["key", "setup.iso"]);
});

test("installs, asks the guest, takes a clean state, and reports nothing secret", async () => {
    const check = run("node", words());
    const commandLines = await commandLinesDuring(check);
    const { code, stdout, stderr } = await check;
    expect([code, code === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
    const json = await readFile(join(folder, "report/report.json"), "utf8");
    const markdown = await readFile(join(folder, "report/report.md"), "utf8");
    for (const text of [commandLines, stdout, stderr, json, markdown]) {
        expect(text.includes(KEY)).toBe(false);
    }
    expect((json + markdown).includes(hostname())).toBe(false);
    const report = JSON.parse(json) as Report;
    expect([report.isWindows, report.system]).toEqual([false, "another system"]);
    expect(report.phases.map(([phase]) => phase)).toContain("first logon");
    // The stand-in answers what needs no registry; nothing it says proves anything of Windows.
    const seen = report.claims.filter(({ outcome }) => outcome === "seen").map(({ says }) => says);
    expect(seen).toEqual([
        "setup installs unattended and asks nothing",
        "a command that fails is reported with its exit code, and the others are not",
        "a preview after the installation shows no changes",
        "media is D: and results is E:, a job runs after the logon and powers off",
        "a batch file of media runs without call",
        "a command runs after one that failed",
        "the output of a command that failed is kept",
        "folders of drivers are copied to the disk",
        "the files of zeros are removed",
        "setup's copy of the answers is removed",
        "a line on COM1 makes the machine ready, and its clean state is taken",
        "xplab reset returns the machine to its clean state",
    ]);
    expect(report.claims.filter(({ outcome }) => outcome === "differs")).toEqual([]);
    expect(report.claims.filter(({ proof, newProof }) => proof !== newProof)).toEqual([]);
    expect(stdout).toContain("there is nothing to send");
});

test("leaves nothing but the report", async () => {
    expect((await readdir(folder)).sort()).toEqual(["key", "report", "setup.iso"]);
    expect((await readdir(join(folder, "report"))).sort()).toEqual([
        "patient.png",
        "report.json",
        "report.md",
    ]);
    expect(await inventory()).toEqual(before);
});

test("continues a check that was interrupted, and removes one on request", async () => {
    await mkdir(join(folder, "check"), { recursive: true });
    const done = { seconds: 1, claims: [] };
    await writeFile(
        join(folder, "check/progress.json"),
        JSON.stringify({
            install: done,
            job: { ...done, system: "Microsoft Windows XP [Version 5.1.2600]" },
            clean: done,
        }),
    );
    const { code, stdout } = await run("node", words());
    expect(code).toBe(0);
    expect(stdout.match(/an earlier run/g)).toHaveLength(3);
    expect(stdout).toContain("send both and report.json");
    await mkdir(join(folder, "check"), { recursive: true });
    await writeFile(join(folder, "check/passphrase"), "x");
    expect((await run("node", words("--remove"))).code).toBe(0);
    expect(await readdir(folder)).not.toContain("check");
});
