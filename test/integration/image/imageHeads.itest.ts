import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ntfsDisk } from "../../components/image/ntfsImage";
import { Stack } from "../support/stack/stack";

jest.setTimeout(120_000);

/** No host has this name, and none is contacted. */
const POOL = "xplab-no-such-pool";

let folder: string;
let source: string;
let stack: Stack;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "xplab-heads-"));
    source = join(folder, "xp.img");
    await writeFile(source, ntfsDisk({ heads: 255 }));
    await truncate(source, 2 ** 30);
    const program = `
const { GoldenImage } = require("${process.cwd()}/dist/index.js");
const providers = [new libvirt.Provider("libvirt")];
new GoldenImage("xp", { source: "${source}", pool: "${POOL}" }, { providers });
`;
    stack = await Stack.create({ project: "heads", program });
});

afterAll(async () => {
    await stack.dispose();
    await rm(folder, { recursive: true });
});

test.each([["preview"], ["up", "--yes", "--skip-preview"]])(
    "pulumi %s refuses an image that Windows XP would not boot from, and creates nothing",
    async (...command) => {
        const { code, stdout, stderr } = await stack.run(command);
        expect(code).not.toBe(0);
        expect(stdout + stderr).toContain(
            `source must be an image that Windows XP can start from: the boot sector in "${source}" says 255 heads, but a BIOS uses 64 for a disk of that size, and XP would stop at "A disk read error occurred" [image-other-heads]`,
        );
        const made = await stack.resources();
        expect(made.filter(({ type }) => type.startsWith("libvirt:"))).toEqual([]);
    },
);
