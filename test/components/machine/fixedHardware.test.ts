import * as pulumi from "@pulumi/pulumi";
import { Lab } from "../../../src";
import { fixedHardware } from "../../../src/components/machine/fixedHardware";
import { LabShape, MachineShape } from "../../../src/components/lab/labShape";

const failureOf = (given: object, machine: object): string => {
    const args = { image: "pool/golden", ...given, machines: { xp: machine } };
    try {
        new Lab("lab", args);
    } catch (error) {
        if (error instanceof pulumi.RunError) return error.message;
        throw error;
    }
    return "";
};

test("hardware that is the same everywhere is refused with what it is, and why", () => {
    expect(failureOf({ firmware: "efi" }, { machineType: "q35", sound: "ich9", uefi: true })).toBe(
        [
            'Lab "lab" cannot be made:',
            "  machines.xp.machineType cannot be set: it is always pc-i440fx-7.2, because it has the PIIX IDE and ACPI that XP's setup supports, unlike q35; the version is pinned, because an alias changes [fixed]",
            "  machines.xp.sound cannot be set: it is always none, because XP has no driver for HDA, and few VNC viewers play sound [fixed]",
            "  machines.xp.uefi cannot be set: it is always BIOS, because XP does not start from UEFI [fixed]",
            "  firmware cannot be set: it is always BIOS, because XP does not start from UEFI [fixed]",
        ].join("\n"),
    );
});

test("no field that can be set is said to be fixed", () => {
    const fields = Object.keys({ ...LabShape.shape, ...MachineShape.shape });
    expect(Object.keys(fixedHardware).filter((key) => fields.includes(key))).toEqual([]);
});
