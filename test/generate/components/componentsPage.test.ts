import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { GoldenImageShape } from "../../../src/components/image/goldenImage";
import { LabShape, NetworkShape } from "../../../src/components/lab/labShape";
import { MachineArgsShape } from "../../../src/components/machine/machine";
import { componentsPage } from "../../../tools/generate/components/componentsPage";
import { readDeclarations } from "../../../tools/generate/components/declarations";
import { interfaceIn, withTexts } from "../../../tools/generate/components/withTexts";
import { UnattendedInstallShape } from "../../../src/components/install/unattendedInstall";
import { jsonOf, type JsonSchema } from "../../../tools/generate/schema/jsonSchema";
import { machineTextFaults } from "../schema/textFaults";

const PAGE = join(__dirname, "../../../docs/reference/components.md");
const declarations = readDeclarations();
const page = componentsPage(declarations);

test("docs/reference/components.md is what the sources say", () => {
    expect(readFileSync(PAGE, "utf8")).toBe(page);
});

const SHAPES: readonly (readonly [string, z.ZodType])[] = [
    ["LabArgs", LabShape],
    ["LabNetworkArgs", NetworkShape],
    ["MachineArgs", MachineArgsShape],
    ["GoldenImageArgs", GoldenImageShape],
    ["UnattendedInstallArgs", UnattendedInstallShape],
];

test.each(SHAPES)("each text of %s names its default, its bounds and its values", (name, shape) => {
    expect(machineTextFaults(withTexts(jsonOf(shape), name, declarations))).toEqual([]);
});

/** Names of an interface and of those inside it, with a question mark where they may be left out. */
function declaredNames(name: string): unknown {
    const { members = [] } = declarations.get(name) ?? {};
    return Object.fromEntries(
        members.map((member) => {
            const inner = interfaceIn(member.type, declarations);
            const hasShape = inner?.endsWith("Args") === true || inner === "OpenPort";
            return [
                member.isOptional ? `${member.name}?` : member.name,
                hasShape ? declaredNames(inner) : true,
            ];
        }),
    );
}

function checkedNames({ properties = {}, required = [], ...schema }: JsonSchema): unknown {
    if (typeof schema.items === "object" && schema.items.properties !== undefined) {
        return checkedNames(schema.items);
    }
    if (typeof schema.additionalProperties === "object") {
        return checkedNames(schema.additionalProperties);
    }
    if (Object.keys(properties).length === 0) return true;
    return Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [
            required.includes(name) ? name : `${name}?`,
            checkedNames(field),
        ]),
    );
}

test.each(SHAPES)("%s declares exactly what is checked", (name, shape) => {
    expect(declaredNames(name)).toEqual(checkedNames(jsonOf(shape)));
});

test("texts of what no source declares are a bug", () => {
    const schema = { properties: { cpus: {} } };
    expect(() => withTexts(schema, "LabArgs", declarations)).toThrow(
        new Error("LabArgs does not declare cpus"),
    );
    expect(() => withTexts(schema, "FarmArgs", declarations)).toThrow(
        new Error("no source declares FarmArgs"),
    );
});

test("a field's text is put where the field is, also inside records and lists", () => {
    const open = { type: "array", items: { properties: { port: {} } } };
    const network = { properties: { open } };
    const schema = { properties: { networks: { additionalProperties: network } } };
    expect(withTexts(schema, "LabArgs", declarations).properties?.["networks"]).toEqual({
        description:
            "Networks by key: lower-case letters, digits and dashes, a letter first, at most 15 characters. Default: one network, lan, with reach dhcp.",
        additionalProperties: {
            description: "A network of a lab.",
            properties: {
                open: {
                    type: "array",
                    description:
                        "TCP ports of the guests that the host may connect to, with reach dhcp, guests or internet. Default: none.",
                    items: {
                        description: "A TCP port of the guests, and who may connect to it.",
                        properties: { port: { description: "TCP port, 1 to 65535." } },
                    },
                },
            },
        },
    });
});

test("an argument that takes an output says so, and one that is an object leads to its type", () => {
    expect(page).toMatch(/^\| `memoryMiB` +\| `Input<number>` +\| 256 +\| Memory in MiB/m);
    expect(page).toContain("[`Record<string, LabNetworkArgs>`](#labnetwork)");
});

test("a setting that a lab has too defaults to the lab's in its machines, and nowhere else", () => {
    const defaultIn = (name: string) =>
        declarations.get(name)?.members.find((member) => member.name === "edition")?.default;
    expect(["LabArgs", "MachineArgs", "LabMachineArgs"].map(defaultIn)).toEqual([
        "professional",
        "professional",
        "the lab's",
    ]);
});
