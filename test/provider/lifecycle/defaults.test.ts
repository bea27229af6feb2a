import { z } from "zod";
import {
    addDefaults,
    defaultedFields,
    withDefaults,
    withoutDefault,
    withoutNotes,
} from "../../../src/provider/lifecycle/defaults";
import { UNKNOWN } from "../../../src/provider/lifecycle/wire";

const release = (memory: number, hpet: boolean, bus: string) => {
    const Disk = z.strictObject({ file: z.string(), bus: z.string().default(bus) });
    return z.strictObject({
        name: z.string().optional(),
        memory: z.int().default(memory),
        clock: z
            .strictObject({ offset: z.string().default("utc"), hpet: z.boolean().default(hpet) })
            .prefault({}),
        disks: z.record(z.string(), Disk).default({}),
        ports: z.array(z.strictObject({ type: z.string().default(bus) })).default([]),
    });
};
const first = release(256, false, "ide");
const second = release(512, true, "sata");

const fill = (schema: z.ZodType, news: unknown, olds: unknown = {}) =>
    withoutNotes(withDefaults(schema, news, olds));

const FILLED = {
    memory: 256,
    clock: { offset: "utc", hpet: false },
    disks: {},
    ports: [],
};

test("fills in omitted fields at every depth", () => {
    expect(fill(first, {})).toEqual(FILLED);
    expect(
        fill(first, { clock: { hpet: true }, disks: { hda: { file: "/a" } }, ports: [{}] }),
    ).toEqual({
        memory: 256,
        clock: { offset: "utc", hpet: true },
        disks: { hda: { file: "/a", bus: "ide" } },
        ports: [{ type: "ide" }],
    });
});

test("notes the filled-in fields in each object", () => {
    expect(withDefaults(first, { memory: 64, disks: { hda: { file: "/a" } } }, {})).toEqual({
        memory: 64,
        clock: { offset: "utc", hpet: false, __defaults: ["offset", "hpet"] },
        disks: { hda: { file: "/a", bus: "ide", __defaults: ["bus"] } },
        ports: [],
        __defaults: ["clock", "ports"],
    });
});

describe("in a later release with other defaults", () => {
    const news = { disks: { hda: { file: "/a" } }, ports: [{}] };
    const born = withDefaults(first, news, {});

    test("keeps creation defaults at every depth", () => {
        expect(fill(second, news, born)).toEqual(withoutNotes(born));
    });

    test("keeps them for good", () => {
        expect(withDefaults(second, news, withDefaults(second, news, born))).toEqual(born);
    });

    test("gives new objects the new defaults", () => {
        const more = { disks: { ...news.disks, hdb: { file: "/b" } }, ports: [{}, {}] };
        expect(fill(second, more, born)).toEqual({
            ...FILLED,
            disks: { hda: { file: "/a", bus: "ide" }, hdb: { file: "/b", bus: "sata" } },
            ports: [{ type: "ide" }, { type: "sata" }],
        });
    });

    test("prefers the program's values", () => {
        expect(fill(second, { memory: 64 }, born)).toEqual({ ...FILLED, memory: 64 });
    });

    test("gives a removed field the current default", () => {
        const wrote = withDefaults(first, { memory: 64, clock: { hpet: false } }, {});
        expect(fill(second, {}, wrote)).toEqual({
            ...FILLED,
            memory: 512,
            clock: { offset: "utc", hpet: true },
        });
    });

    test("keeps the creation defaults inside an object that the program sets", () => {
        expect(fill(second, { clock: { offset: "localtime" } }, born)).toEqual({
            ...FILLED,
            clock: { offset: "localtime", hpet: false },
        });
    });

    test("notes a field that the release added", () => {
        const clock = { offset: "utc", __defaults: ["offset"] };
        const olds = { memory: 256, clock, disks: {}, ports: [], __defaults: ["memory", "clock"] };
        const { clock: filled } = withDefaults(second, {}, olds) as { clock: unknown };
        expect(filled).toEqual({ offset: "utc", hpet: true, __defaults: ["offset", "hpet"] });
    });
});

test("keeps unknowns", () => {
    const news = { memory: UNKNOWN, clock: UNKNOWN, disks: { hda: UNKNOWN }, ports: [UNKNOWN] };
    expect(withDefaults(first, news, withDefaults(first, {}, {}))).toEqual(news);
});

test("does not keep an unknown of the state", () => {
    const olds = { name: UNKNOWN, memory: UNKNOWN, __defaults: ["name", "memory"] };
    expect(fill(first, {}, olds)).toEqual({ clock: FILLED.clock, disks: {}, ports: [] });
});

test("leaves wrong shapes to the check", () => {
    expect(withDefaults(first, { memory: "x", clock: 1, disks: [], ports: {} }, {})).toEqual({
        memory: "x",
        clock: 1,
        disks: [],
        ports: {},
    });
});

describe("addDefaults", () => {
    test("adds and notes missing fields", () => {
        expect(addDefaults({ a: 1, __defaults: ["a"] }, { a: 2, b: 3 })).toEqual({
            a: 1,
            b: 3,
            __defaults: ["a", "b"],
        });
    });

    test("changes nothing when no field is missing", () => {
        expect(addDefaults({ a: 1 }, { a: 2 })).toEqual({ a: 1 });
    });
});

test("withoutDefault removes one field and its note", () => {
    const inputs = { a: 1, b: 2, __defaults: ["a", "b"] };
    expect(withoutDefault(inputs, "a")).toEqual({ b: 2, __defaults: ["b"] });
    expect(withoutDefault({ a: 1, __defaults: ["a"] }, "a")).toEqual({});
});

test("recognises the provider's notes", () => {
    expect(defaultedFields({})).toEqual(new Set());
    expect(withoutNotes({ a: [{ b: 1, __defaults: ["b"] }], __seen: "x" })).toEqual({
        a: [{ b: 1 }],
    });
});
