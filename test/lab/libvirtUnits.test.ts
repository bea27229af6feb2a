import { libvirtUnits } from "../../tools/lab/libvirtUnits.mjs";

const onHostWith =
    (...programs: readonly string[]) =>
    (name: string) =>
        programs.includes(name) ? `/usr/sbin/${name}` : undefined;

test.each([
    ["libvirtd alone", ["libvirtd"]],
    ["both kinds of daemons", ["libvirtd", "virtqemud"]],
    ["none yet", []],
])("starts libvirtd on a host with %s", (_, programs) => {
    expect(libvirtUnits(onHostWith(...programs))).toEqual(["libvirtd"]);
});

test("starts all modular daemons on a host without libvirtd, virtproxyd last", () => {
    expect(libvirtUnits(onHostWith("virtqemud"))).toEqual([
        "virtqemud",
        "virtnetworkd",
        "virtnodedevd",
        "virtnwfilterd",
        "virtsecretd",
        "virtstoraged",
        "virtproxyd",
    ]);
});
