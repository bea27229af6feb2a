import { withPart } from "../markdown/part";
import { markdownTable } from "../markdown/table.cjs";
import { confinementDevices } from "../../../src/xp/hardware/confinement";

const BEGIN = "<!-- Devices: written by `npm run schema`. -->";
const END = "<!-- End of the devices. -->";

/** docs/reference/devices.md with its table of all devices that a machine may have. */
export const hardeningPage = (page: string): string =>
    withPart(page, BEGIN, END, markdownTable(rows));

const rows = [
    ["device", "libvirt's name", "with", "because"],
    ...confinementDevices.map(({ what, kinds, when, because }) => [
        what,
        kinds.map((kind) => `\`${kind}\``).join(", "),
        when === undefined ? "" : `\`${when}\``,
        because,
    ]),
];
