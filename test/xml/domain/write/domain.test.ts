import { z } from "zod";
import { Domain } from "../../../../src/schema/domain/domain";
import { domainXml } from "../../../../src/xml/domain/write/domain";
import { withExtra } from "../../../../src/xml/domain/extraXml";
import { parse } from "../../../../src/xml/tree/parse";
import { all, first } from "../../../../src/xml/tree/query";
import { print, type Element } from "../../../../src/xml/tree/element";
import { casesOf, checked, testGoldens } from "../../goldens";
import { urnOf } from "../../../provider/checked";
import type { Properties } from "../../../../src/provider/lifecycle/wire";

const mark = { token: "3f0d3a9e-52b5-4b0c-8a43-0a8f3c1d2e4b", urn: urnOf("Domain") };

function render(plain: unknown): Element {
    const domain = Domain.inputs.parse(plain);
    const type = domain.accelerator === "kvm" ? "kvm" : "qemu";
    return withExtra(domainXml(domain, { type, mark }), domain.extraXml);
}

// Proves the XML for libvirt, not that a guest then has the devices.
testGoldens("domain", async (input) => render((await checked("Domain", input)).plain));

test("every field has a case", () => {
    const cases = new Set(casesOf("domain"));
    expect(fieldsOf(Domain.inputs).filter((field) => !cases.has(field))).toEqual([]);
});

test("keeps a known screen port", async () => {
    const { plain } = await checked("Domain", { graphics: { password: "secret" } });
    const xml = domainXml(Domain.inputs.parse(plain), { type: "qemu", mark, screenPort: 5907 });
    expect(first(xml, "devices", "graphics")?.attributes).toEqual({
        type: "vnc",
        port: "5907",
        autoport: "no",
        passwd: "secret",
    });
});

/** Paths of all fields in kebab case, through records and lists of objects. */
function fieldsOf(schema: z.ZodType, path: readonly string[] = []): string[] {
    if (schema instanceof z.ZodObject)
        return Object.entries(schema.shape).flatMap(([name, field]) =>
            fieldsOf(field as z.ZodType, [...path, kebab(name)]),
        );
    if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
        return fieldsOf(schema.unwrap() as z.ZodType, path);
    if (schema instanceof z.ZodPrefault) return fieldsOf(schema.unwrap() as z.ZodType, path);
    if (schema instanceof z.ZodRecord && path.length < 2)
        return fieldsOf(schema.valueType as z.ZodType, path);
    if (schema instanceof z.ZodArray && path.at(-1) === "serials")
        return fieldsOf(schema.element as z.ZodType, path);
    return [path.join("-")];
}

function kebab(name: string): string {
    return name
        .replace(/MiB$|KiB$/, "-$&")
        .replace(/[A-Z][a-z]/g, "-$&")
        .replace(/-+/g, "-")
        .toLowerCase();
}

describe("keeps other devices in place when a device is", () => {
    const full = {
        disks: { hda: { file: "/hda" }, vda: { bus: "virtio", file: "/vda" } },
        cdroms: { hdc: { file: "/cd.iso" } },
        floppies: { fda: {} },
        interfaces: { first: { network: "lan" }, second: { network: "lan" } },
    } as const;
    const devices = [
        ["disks", "vda"],
        ["cdroms", "hdc"],
        ["floppies", "fda"],
        ["interfaces", "first"],
        ["interfaces", "second"],
    ] as const;

    const without = (kind: keyof typeof full, name: string): Properties => {
        const { [name]: _gone, ...rest } = full[kind] as Properties;
        return { ...full, [kind]: rest };
    };

    test.each(devices)("removed: %s.%s", async (kind, name) => {
        const born = await checked("Domain", full);
        const after = await checked("Domain", without(kind, name), born.inputs);
        const { [keyOf(kind, name, born.plain)]: _gone, ...others } = addressesOf(born.plain);
        expect(addressesOf(after.plain)).toEqual(others);
    });

    test.each(devices)("added: %s.%s", async (kind, name) => {
        const born = await checked("Domain", without(kind, name));
        const after = await checked("Domain", full, born.inputs);
        const addresses = addressesOf(after.plain);
        const key = keyOf(kind, name, after.plain);
        const { [key]: added, ...others } = addresses;
        expect(others).toEqual(addressesOf(born.plain));
        expect(Object.values(others)).not.toContainEqual(added);
    });

    /** Devices are identified by target or MAC, which every definition with the device has. */
    function addressesOf(plain: unknown): Record<string, Properties> {
        const xml = parse(print(render(plain)));
        const found = [
            ...all(xml, "devices", "disk"),
            ...all(xml, "devices", "interface"),
            ...all(xml, "devices", "controller"),
            ...all(xml, "devices", "video"),
        ];
        return Object.fromEntries(
            found.map((device) => {
                const on = first(device, "target")?.attributes["bus"];
                return [labelOf(device), { on, ...first(device, "address")?.attributes }];
            }),
        );
    }

    const labelOf = (device: Element) =>
        first(device, "target")?.attributes["dev"] ??
        first(device, "mac")?.attributes["address"] ??
        `${device.name} ${device.attributes["type"] ?? ""}`;

    function keyOf(kind: keyof typeof full, name: string, plain: unknown): string {
        if (kind !== "interfaces") return name;
        return Domain.inputs.parse(plain).interfaces[name]?.mac ?? "";
    }
});
