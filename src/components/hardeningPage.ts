import { markdownTable } from "../schema/markdownTable";
import { prisonDevices } from "../xp/prison";

const BEGIN = "<!-- Devices: written by `npm run schema`. -->\n";
const END = "<!-- End of the devices. -->";

/** docs/hardening.md with its table of all devices that a machine may have. */
export function hardeningPage(page: string): string {
    const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
    if (begin < 0 || end < begin) throw new Error("the page has no place for the devices");
    return [page.slice(0, begin) + BEGIN, markdownTable(rows), page.slice(end)].join("\n");
}

const rows = [
    ["device", "in libvirt's words", "with", "because"],
    ...prisonDevices.map(({ what, kinds, when, because }) => [
        what,
        kinds.map((kind) => `\`${kind}\``).join(", "),
        when === undefined ? "" : `\`${when}\``,
        because,
    ]),
];
