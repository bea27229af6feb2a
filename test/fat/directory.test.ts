import * as fc from "fast-check";
import { readDirectory } from "../../src/fat/directory";
import { FOLDER, rawEntries, shortEntry } from "./rawEntries";

const namesIn = (...entries: Buffer[]) =>
    readDirectory(Buffer.concat(entries)).map(({ name }) => name);

test("reads any long name", () => {
    const name = fc
        .string({ unit: "binary", minLength: 1, maxLength: 255 })
        .filter((text) => text.length <= 255 && !text.includes("\0"));
    fc.assert(
        fc.property(name, (text) => expect(namesIn(rawEntries({ name: text }))).toEqual([text])),
    );
});

test("reads kind, cluster, size and date of an entry", () => {
    const date = { day: ((2004 - 1980) << 9) | (8 << 5) | 25, time: (13 << 11) | (37 << 5) | 21 };
    const raw = rawEntries({ name: "a", attributes: FOLDER, cluster: 0x12345, bytes: 7, ...date });
    expect(readDirectory(raw)).toEqual([
        {
            name: "a",
            isFolder: true,
            cluster: 0x12345,
            bytes: 7,
            modified: new Date(2004, 7, 25, 13, 37, 42),
        },
    ]);
    expect(readDirectory(rawEntries({ name: "a" }))[0]?.modified).toBeUndefined();
});

test.each([
    ["README  TXT", 0, "README.TXT"],
    ["README  TXT", 0x18, "readme.txt"],
    ["README  TXT", 0x08, "readme.TXT"],
    ["MAKEFILE   ", 0x08, "makefile"],
    ["A B     C  ", 0, "A B.C"],
    ["\x05BC        ", 0, "ÕBC"],
    ["GR\x9aN       ", 0, "GRÜN"],
    ["GR\x9aN       ", 0x08, "grün"],
    ["\xff\x80      \xfe  ", 0, "\u00a0Ç.■"],
])("reads the short name %j with flags %d as %j", (short, flags, name) => {
    expect(namesIn(shortEntry({ short, flags }))).toEqual([name]);
});

test("skips deleted entries, labels, . and .., and stops at the end", () => {
    const deleted = rawEntries({ name: "deleted" });
    for (let at = 0; at < deleted.length; at += 32) deleted[at] = 0xe5;
    expect(
        namesIn(
            shortEntry({ short: "RESULTS    ", attributes: 0x08 }),
            shortEntry({ short: ".          ", attributes: FOLDER }),
            shortEntry({ short: "..         ", attributes: FOLDER }),
            deleted,
            rawEntries({ name: "kept" }),
            Buffer.alloc(32),
            rawEntries({ name: "beyond" }),
        ),
    ).toEqual(["kept"]);
});

test.each<[string, (raw: Buffer) => Buffer]>([
    ["of another entry", (raw) => ((raw[raw.length - 32] = 0x58), raw)],
    ["without its first piece", (raw) => raw.subarray(32)],
    ["without its last piece", (raw) => Buffer.concat([raw.subarray(0, 32), raw.subarray(64)])],
    [
        "whose pieces are turned round",
        (raw) => Buffer.concat([raw.subarray(32, 64), raw.subarray(0, 32), raw.subarray(64)]),
    ],
    ["whose pieces have no numbers", (raw) => ((raw[0] = 0x40), raw)],
])("uses the short name for a long name %s", (_what, spoil) => {
    const raw = spoil(rawEntries({ name: "a name of two pieces", short: "SHORT   TXT" }));
    expect(namesIn(raw)).toEqual([raw.at(-32) === 0x58 ? "XHORT.TXT" : "SHORT.TXT"]);
});
