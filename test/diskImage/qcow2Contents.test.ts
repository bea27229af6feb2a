import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contentsOf } from "../../src/diskImage/qcow2Contents";
import { bomb } from "../provider/imageImport/bomb";

test("reports a small image that unpacks to its whole disk", async () => {
    const folder = mkdtempSync(join(tmpdir(), "contents-"));
    const file = join(folder, "bomb.qcow2");
    const TIB = 2 ** 40;
    const bytes = bomb(TIB);
    expect(bytes.length).toBeLessThan(2 ** 24);
    writeFileSync(file, bytes);
    expect(await contentsOf(file)).toEqual({ isPlain: false, unpackedBytes: TIB });
    rmSync(folder, { recursive: true });
});
