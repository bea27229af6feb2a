import type { LabArgs } from "../../src/components/lab/lab";
import { all } from "../../src/xml/tree/query";
import type { Element } from "../../src/xml/tree/element";
import { textOf } from "../../src/xml/merge/canonicalize";
import { activationInputs } from "../../src/xp/activation";
import { domainOfMachine } from "./domainOfMachine";

afterEach(() => {
    jest.restoreAllMocks();
});

/** What stands at a place such as `devices/controller[@type='ide']/address@function`. */
function at(domain: Element, place: string): string[] {
    const [, path = "", attribute] = /^(.*?)(?:@(\w+))?$/.exec(place.replace(/\[@/g, "[")) ?? [];
    const found = path.split("/").reduce<Element[]>(
        (parents, step) => {
            const [, name = "", key, value] = /^(\w+)(?:\[(\w+)='(\w+)'\])?$/.exec(step) ?? [];
            return parents
                .flatMap((parent) => all(parent, name))
                .filter(({ attributes }) => key === undefined || attributes[key] === value);
        },
        [domain],
    );
    return found.map(({ attributes, children }) =>
        attribute === undefined
            ? textOf({ name: "", attributes, children })
            : (attributes[attribute] ?? ""),
    );
}

const seen = (domain: Element) =>
    Object.fromEntries(
        activationInputs.map(({ what, from }) => [what, from.map((place) => at(domain, place))]),
    );

const born = async (args: Partial<LabArgs> = {}) => domainOfMachine(args);

const changed = (one: Element, other: Element) => {
    const [before, after] = [seen(one), seen(other)];
    return Object.keys(before).filter(
        (what) => JSON.stringify(before[what]) !== JSON.stringify(after[what]),
    );
};

const media = { machines: { xp: { media: { folder: "/srv/tools" } } } };

test("there are ten inputs, of twelve points", () => {
    expect([
        activationInputs.length,
        activationInputs.reduce((sum, { votes }) => sum + votes, 0),
    ]).toEqual([10, 12]);
});

test("every one stands in the definition, or is that which a machine does not have", async () => {
    const { xml } = await born(media);
    expect(seen(xml)).toEqual({
        "serial number of C:": [["/images/golden"]],
        "MAC address": [["52:54:00:1b:99:d6"]],
        "CD drive": [["hdc"]],
        "graphics card": [["cirrus"]],
        "serial number of the processor": [["qemu64"]],
        disk: [["ide", "ide"], ["HD758A0EB7"]],
        "SCSI adapter": [[], ["ide", "ide"]],
        "IDE controller": [["pc-i440fx-7.2"], ["0x1"]],
        "model of the processor": [["qemu64"], ["AuthenticAMD"]],
        "size of the memory": [["256"], ["MiB"]],
    });
});

test("a rename changes none of them", async () => {
    const one = await born(media);
    const machines = { other: { ...media.machines.xp, formerNames: ["xp"] } };
    const other = await domainOfMachine({ machines }, { olds: one.inputs });
    expect(changed(one.xml, other.xml)).toEqual([]);
});

test("a domain that is made anew, for another owner, on a host with KVM, has the same", async () => {
    const one = await born(media);
    const owner = "7c1b2f6e-5a0d-4e5b-8f0e-2f6f1f7f9a01";
    const other = await domainOfMachine(media, { owner, type: "kvm" });
    expect(other.inputs["uuid"]).not.toBe(one.inputs["uuid"]);
    expect(changed(one.xml, other.xml)).toEqual([]);
});

test("another tuning leaves ten points of twelve, and seven are enough", async () => {
    const one = await born();
    const drivers: LabArgs["drivers"] = ["virtio-blk", "virtio-net"];
    const other = await domainOfMachine({ drivers, tuning: "performance" }, { olds: one.inputs });
    const lost = changed(one.xml, other.xml);
    expect(lost).toEqual(["disk", "SCSI adapter"]);
    const votes = activationInputs.map(({ what, votes }) => (lost.includes(what) ? 0 : votes));
    expect(votes.reduce((sum, points) => sum + points, 0)).toBe(10);
});
