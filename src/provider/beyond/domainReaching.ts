import { OWN_SOCKET } from "../../schema/domain/domainDevices";
import { parse } from "../../xml/tree/parse";
import { print, type Element } from "../../xml/tree/element";
import { entriesOf, isRecord, isUnknown, type Properties } from "../lifecycle/wire";
import { whatReaches } from "./extraReaching";
import { isBelow, LIBVIRT_IMAGES, LIBVIRT_LOGS, LIBVIRT_SOCKETS } from "./ownFolders";
import { fileOutside, hostDevice, type FindReaching, type Reaching } from "./reaching";

/** Files, devices, addresses and XML by which a domain reaches its host. */
export const domainReaching: FindReaching = async (inputs, { isInPool }) => {
    const files = filesOf(inputs).filter(
        ({ file, others }) => !isBelow(file, LIBVIRT_IMAGES, ...others),
    );
    const outside = files.map(async ({ path, file, use }) =>
        (await isInPool(file)) ? [] : [fileOutside(path, file, use)],
    );
    return [
        ...emulatorOf(inputs),
        ...(await Promise.all(outside)).flat(),
        ...portsOf(inputs),
        ...screenOf(inputs),
        ...extraOf(inputs),
    ];
};

/** QEMU's programs in the distributions. */
const EMULATOR =
    /^(\/usr(\/local)?\/(bin|libexec)|\/run\/libvirt\/nix-emulators)\/(qemu-system-(x86_64|i386)|qemu-kvm|kvm)$/;

export function emulatorOf({ emulator }: Properties): Reaching[] {
    const file = text(emulator);
    if (file === undefined || EMULATOR.test(file)) return [];
    const what = `"${file}", which is not the host's QEMU`;
    const bound = { field: "emulator", subject: file } as const;
    return [{ path: ["emulator"], what, needsWords: true, bound }];
}

interface NamedFile {
    readonly path: (string | number)[];
    readonly file: string;
    /** How it is used, such as "floppies read". */
    readonly use: string;
    /** Other folders that are allowed. */
    readonly others: readonly string[];
}

/** The fields of a domain that name files of the host. */
const FILES = [
    { list: "disks", field: "file", others: [] },
    { list: "cdroms", field: "file", others: [] },
    { list: "floppies", field: "file", others: [] },
    { list: "serials", field: "logFile", others: LIBVIRT_LOGS },
    { list: "interfaces", field: "captureFile", others: LIBVIRT_LOGS },
] as const;

function filesOf(inputs: Properties): NamedFile[] {
    const socket = isRecord(inputs["graphics"]) ? text(inputs["graphics"]["socket"]) : undefined;
    return [
        ...FILES.flatMap(({ list, field, others }) =>
            itemsOf(inputs[list]).flatMap(([key, item]) => {
                const file = text(item[field]);
                const use = `${list} ${item["readOnly"] === true ? "read" : "used"}`;
                return file === undefined ? [] : [{ path: [list, key, field], file, use, others }];
            }),
        ),
        ...itemsOf(inputs["disks"]).flatMap(([target, { backingChain }]) =>
            itemsOf(backingChain).flatMap(([index, image]) => {
                const file = text(image["file"]);
                const path = ["disks", target, "backingChain", index, "file"];
                return file === undefined ? [] : [{ path, file, use: "backing", others: [] }];
            }),
        ),
        ...(socket === undefined || socket === OWN_SOCKET
            ? []
            : [
                  {
                      path: ["graphics", "socket"],
                      file: socket,
                      use: "screen",
                      others: LIBVIRT_SOCKETS,
                  },
              ]),
    ];
}

function portsOf({ serials, parallels, hostdevs }: Properties): Reaching[] {
    const paths = [
        ...itemsOf(serials).map(([index, { path }]) => [["serials", index, "path"], path] as const),
        ...itemsOf(parallels).map(
            ([index, { path }]) => [["parallels", index, "path"], path] as const,
        ),
    ];
    return [
        ...paths.flatMap(([path, value]) => {
            const device = text(value);
            return device === undefined ? [] : [hostDevice(path, device)];
        }),
        ...entriesOf(hostdevs).map(([name, { vendorId, productId, bus, device }]) => {
            const kind = [vendorId, productId].map((id) => text(id)?.replace(/^0x/, ""));
            const isKnown = !kind.includes(undefined);
            const id = isKnown ? kind.join(":") : "";
            const place = `USB device ${String(device)} of bus ${String(bus)}`;
            return hostDevice(["hostdevs", name], isKnown ? `USB device ${id}` : place, id);
        }),
    ];
}

const LOOPBACK = /^127\./;

function screenOf({ graphics }: Properties): Reaching[] {
    const listen = isRecord(graphics) ? text(graphics["listen"]) : undefined;
    if (listen === undefined || LOOPBACK.test(listen)) return [];
    const what = `${listen}, where other machines see the screen`;
    return [{ path: ["graphics", "listen"], what, needsWords: true }];
}

/** libvirt only stores it. */
const METADATA = "/domain/metadata";

function extraOf({ extraXml }: Properties): Reaching[] {
    return itemsOf(extraXml).flatMap(([index, { at, xml }]) => {
        const element = elementOf(text(xml));
        if (element === undefined || text(at)?.startsWith(METADATA) === true) return [];
        const reaches = whatReaches(element);
        const what = reaches ?? `<${element.name}>`;
        const needsWords = reaches !== undefined;
        const bound = { field: "extraXml", subject: element.name } as const;
        const key = `${String(at)} ${print(element)}`;
        return [{ path: ["extraXml", index, "xml"], what, key, needsWords, bound }];
    });
}

/** Undefined for invalid XML, which the check refuses. */
function elementOf(xml: string | undefined): Element | undefined {
    try {
        return xml === undefined ? undefined : parse(xml);
    } catch {
        return undefined;
    }
}

const text = (value: unknown): string | undefined =>
    typeof value === "string" && !isUnknown(value) ? value : undefined;

/** The objects in a list or record, each with its index or key. */
const itemsOf = (value: unknown): [string | number, Properties][] =>
    Array.isArray(value)
        ? value.flatMap((one, index): [number, Properties][] =>
              isRecord(one) ? [[index, one]] : [],
          )
        : entriesOf(value);
