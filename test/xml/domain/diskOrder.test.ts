import { element } from "../../../src/xml/tree/element";
import { withDisksInOrder } from "../../../src/xml/domain/diskOrder";
import { all, attributesAt } from "../../../src/xml/tree/query";

const drive = (dev: string, device?: string) =>
    element("disk", { device }, element("target", { dev }));

const order = (...drives: ReturnType<typeof drive>[]) => {
    const [first, ...others] = drives;
    const devices = element("devices", {}, first, element("controller"), others);
    const domain = withDisksInOrder(element("domain", {}, element("name", {}, "xp"), devices));
    return all(domain, "devices")
        .flatMap(({ children }) => children)
        .map((child) =>
            typeof child === "string"
                ? child
                : (attributesAt(child, "target")["dev"] ?? child.name),
        );
};

test.each([
    [
        ["hdb", "vda"],
        ["vda", "controller", "hdb"],
    ],
    [
        ["hdb", "sda"],
        ["sda", "controller", "hdb"],
    ],
    // Unchanged if the letters do not decide.
    [
        ["vda", "hda", "sda"],
        ["vda", "controller", "hda", "sda"],
    ],
    [
        ["vdaa", "hdb", "hda"],
        ["hda", "controller", "hdb", "vdaa"],
    ],
])("sorts disks %j as %j", (stored, sorted) => {
    expect(order(...stored.map((dev) => drive(dev, "disk")))).toEqual(sorted);
});

test("sorts disks without a device attribute, and leaves other drives in place", () => {
    expect(
        order(drive("hdc", "cdrom"), drive("hdb"), drive("fda", "floppy"), drive("vda")),
    ).toEqual(["hdc", "controller", "vda", "fda", "hdb"]);
});
