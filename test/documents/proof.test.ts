import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { PROOFS } from "../../src/xp/claim";
import { TIME_ZONES } from "../../src/xp/setup/timeZones";

const ROOT = resolve(__dirname, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** Every mark in the sources: in a comment, or as a property. */
function marks(): Record<string, number> {
    const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter(
        (name) => name.endsWith(".ts") && name !== join("xp", "claim.ts"),
    );
    const counts: Record<string, number> = Object.fromEntries(PROOFS.map((proof) => [proof, 0]));
    for (const name of files) {
        for (const [, proof = ""] of read(join("src", name)).matchAll(/proof: "?([a-z-]+)/g)) {
            counts[proof] = (counts[proof] ?? 0) + 1;
        }
    }
    return counts;
}

const PAGE = "docs/explanation/proof.md";
const ROW = /^(\| `proof: ([a-z-]+)` *\|[^|]*\|) *(\d+) *\|$/gm;

test("knows every mark, and counts them in the table", () => {
    const counts = marks();
    if (process.env["UPDATE_GOLDENS"] === "1") {
        const row = (_: string, start: string, proof: string) =>
            `${start} ${String(counts[proof]).padEnd(6)} |`;
        writeFileSync(join(ROOT, PAGE), read(PAGE).replace(ROW, row));
    }
    const rows = [...read(PAGE).matchAll(ROW)];
    // UPDATE_GOLDENS=1 writes them.
    expect(Object.fromEntries(rows.map(([, , proof, count]) => [proof, Number(count)]))).toEqual(
        counts,
    );
});

test("lists every time zone", () => {
    const rows = read("docs/reference/installation.md").matchAll(
        /^\| (\d+) *\| ([^|]*Standard Time[^|]*?) *\| ([^|]*?) *\|$/gm,
    );
    expect([...rows].map(([, index, name, places]) => [Number(index), name, places])).toEqual(
        TIME_ZONES.map(({ index, name, places }) => [index, name, places]),
    );
});
