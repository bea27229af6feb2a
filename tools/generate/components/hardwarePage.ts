import { withRest } from "../markdown/part";
import { markdownTable } from "../markdown/table.cjs";
import { activationInputs } from "../../../src/xp/activation";
import {
    diskBuses,
    nics,
    videos,
    type Device,
    type Support,
} from "../../../src/xp/hardware/devices";
import { DRIVERS } from "../../../src/xp/hardware/drivers";
import { EDITIONS, editions } from "../../../src/xp/editions";
import { hostPorts, type HostPort } from "../../../src/xp/hardware/hostPorts";
import { hals } from "../../../src/xp/hardware/hal";
import { choices, type Choice } from "../../../src/xp/hardware/tunings";

/** The page with its tables made of what src/xp knows. */
export function hardwarePage(page: string): string {
    const sections = [
        editionTable(),
        choiceTable(),
        othersTable(),
        deviceTable(),
        hostPortTable(),
        halTable(),
        activationTable(),
    ];
    return withRest(page, sections.join("\n"));
}

const section = (title: string, rows: readonly (readonly string[])[], after = "") =>
    `## ${title}\n\n${markdownTable(rows)}${after === "" ? "" : `\n${after}\n`}`;

const editionTable = () =>
    section("Editions", [
        ["edition", "name", "bits", "memory", "processors", "vcpus"],
        ...EDITIONS.map((edition) => {
            const { title, bits, memoryMiB, maxSockets, maxVcpus } = editions[edition];
            const memory = `${memoryMiB.min} to ${memoryMiB.max} MiB`;
            return [
                `\`${edition}\``,
                title,
                `${bits}`,
                memory,
                `${maxSockets}`,
                `1 to ${maxVcpus}`,
            ];
        }),
    ]);

const all = Object.values<Choice<unknown>>(choices);

const choiceTable = () =>
    section("Choices", [
        ["what", "stock", "performance", "because", "source", "proof"],
        ...all.map((choice) => [
            choice.what,
            shown(choice.stock),
            shown(choice.performance),
            choice.because,
            choice.source,
            choice.proof,
        ]),
    ]);

const othersTable = () =>
    section("What others choose", [
        ["what", "xplab, stock", "virt-install", "libosinfo", "dockur"],
        ...all.map(({ what, stock, others: { virtInstall = "", libosinfo = "", dockur = "" } }) => [
            what,
            shown(stock),
            virtInstall,
            libosinfo,
            dockur,
        ]),
    ]);

function shown(value: unknown): string {
    if (value === undefined) return "QEMU's own";
    if (typeof value === "boolean") return value ? "on" : "off";
    return typeof value === "number" ? `${value}` : typeof value === "string" ? value : "";
}

const deviceTable = () =>
    section(
        "Devices",
        [
            ["field", "value", "device", "32 bit", "x64", "because", "source", "proof"],
            ...devicesOf("diskBus", diskBuses),
            ...devicesOf("nic", nics),
            ...devicesOf("video", videos),
        ],
        `\`drivers\` may name ${DRIVERS.map((driver) => `\`${driver}\``).join(", ")}.`,
    );

const devicesOf = (field: string, devices: Readonly<Record<string, Device>>) =>
    Object.entries(devices).map(([name, { title, support, because, source, proof }]) => [
        `\`${field}\``,
        `\`${name}\``,
        title,
        supportText(support[32]),
        supportText(support[64]),
        because,
        source,
        proof,
    ]);

function supportText(support: Support): string {
    if (support === "box") return "in the box";
    return support === "generic" ? "any such card" : `needs \`drivers: ["${support}"]\``;
}

const hostPortTable = () =>
    section("Devices of the host", [
        ["hostDevices", "what Windows finds", "because", "source", "proof"],
        ...Object.entries<readonly HostPort[]>(hostPorts).flatMap(([field, ports]) =>
            ports.map(({ name, because, source, proof }) => [
                `\`${field}\``,
                name,
                because,
                source,
                proof,
            ]),
        ),
    ]);

const halTable = () =>
    section("HALs", [
        ["hal", "Device Manager", "file", "vcpus", "because", "source", "proof"],
        ...Object.entries(hals).map(([hal, { title, file, maxVcpus, because, source, proof }]) => {
            const vcpus = maxVcpus === undefined ? "as many as the edition takes" : `${maxVcpus}`;
            return [`\`${hal}\``, title, file, vcpus, because, source, proof];
        }),
    ]);

const activationTable = () =>
    section("What activation checks", [
        ["what", "points", "where it is in the domain XML", "because"],
        ...activationInputs.map(({ what, votes, from, because }) => [
            what,
            `${votes}`,
            from.map((place) => `\`${place}\``).join(", "),
            because,
        ]),
    ]);
