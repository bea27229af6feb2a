import { existsSync } from "node:fs";
import { join } from "node:path";
import LongestFirst from "./longestFirst.cjs";

const root = join(__dirname, "..");

test.each(LongestFirst.LONGEST)("%s exists", (file: string) => {
    expect(existsSync(join(root, file))).toBe(true);
});

test("puts the longest files before larger ones", async () => {
    const testOf = (path: string) => ({
        path,
        context: { config: { id: "", rootDir: root }, hasteFS: { getSize: () => 1 } },
    });
    const files = ["/x/test/errors/table.test.ts", ...LongestFirst.LONGEST.toReversed()];
    const sequencer = new LongestFirst({ globalConfig: {} as never, contexts: [] });
    const sorted = await sequencer.sort(files.map(testOf) as never);
    expect(sorted.map(({ path }) => path)).toEqual([
        ...LongestFirst.LONGEST,
        "/x/test/errors/table.test.ts",
    ]);
});
