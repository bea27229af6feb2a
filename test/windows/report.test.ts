import { hostname } from "node:os";
import { claimsOf, jobFile } from "../../tools/windows/claims.mjs";
import { markdownOf, reportOf, withoutSecrets } from "../../tools/windows/report.mjs";
import { systemOf } from "../../tools/windows/stages.mjs";
import type { Progress, Seen } from "../../tools/windows/project.mjs";

const FACTS = { edition: "professional", version: "1.0.0", date: "2026-12-01" };

const claim = (outcome: Seen["outcome"]): Seen => ({
    says: `a claim that is ${outcome}`,
    where: "src/xp/a.ts",
    proof: "source",
    outcome,
});

const progressOn = (system: string): Progress => ({
    install: { seconds: 61.4, claims: [], phases: [["first logon", 40]] },
    job: { seconds: 2, system, claims: [claim("seen"), claim("differs"), claim("not answered")] },
});

test.each([
    ["Microsoft Windows XP [Version 5.1.2600]", true],
    ["Microsoft Windows [Version 5.2.3790]", true],
    ["Microsoft Windows [version 10.0.19043]", false],
    ["xplab stand-in [Linux 6.1]", false],
])("a claim seen on %s is proven: %s", (ver, isProven) => {
    const report = reportOf(progressOn(systemOf(`\r\n${ver}\r\n`)), FACTS);
    expect(report.isWindows).toBe(isProven);
    expect(report.claims.map(({ newProof }) => newProof)).toEqual([
        isProven ? "windows" : "source",
        "source",
        "source",
    ]);
    expect(markdownOf(report)).toContain("1 claims seen, 1 differ, 1 not answered");
});

test("hides keys, names and the host, in any case", () => {
    const text = `key BBBBB-CCCCC, on ${hostname().toUpperCase()}, computer Lab-17.`;
    const kept = withoutSecrets(text, ["bbbbb-ccccc", "LAB-17", "x"]);
    expect(kept).toBe(
        `key (private), on ${hostname().length < 4 ? hostname().toUpperCase() : "(private)"}, computer (private).`,
    );
});

test("understands what reg prints, and takes no other value for it", () => {
    const claims = claimsOf("professional");
    const found = claims.find(({ says }) => says.includes("EnablePrefetcher"));
    expect(found?.holds("\r\n! REG.EXE\r\n    EnablePrefetcher\tREG_DWORD\t0x0\r\n")).toBe(true);
    expect(found?.holds("    EnablePrefetcher\tREG_DWORD\t0x3\r\n")).toBe(false);
    expect(found?.holds("Error: not found")).toBe(false);
    const drivers = claims.find(({ says }) => says.includes("every PCI device"));
    expect(drivers?.holds("ConfigFlags REG_DWORD 0x0\r\nConfigFlags REG_DWORD 0x0")).toBe(true);
    expect(drivers?.holds("ConfigFlags REG_DWORD 0x0\r\nConfigFlags REG_DWORD 0x40")).toBe(false);
    expect(drivers?.holds("")).toBe(false);
});

test("asks every claim in lines that cmd reads whole", () => {
    for (const edition of ["home", "professional", "professional-x64"] as const) {
        const lines = jobFile(claimsOf(edition)).split("\r\n");
        expect(
            lines.filter((line) => line.length > 8190 || /\d>/.test(line.replace("2>&1", ""))),
        ).toEqual([]);
        expect(lines.at(-2)).toBe("shutdown -s -t 0");
    }
});
