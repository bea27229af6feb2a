import { textAt } from "../../../src/xml/tree/query";
import { parse } from "../../../src/xml/tree/parse";
import { CAPABILITIES, fakeLibvirt, libvirtError } from "../fakeLibvirt";

export const POOL = { name: "p", uuid: "pool's" };
export const UUID = "11111111-1111-4111-8111-111111111111";
const keyOf = (name: string) => `/images/${name}`;

export interface Installer {
    /** Names of the existing volumes. */
    readonly volumes?: readonly string[];
    /** Definition of a domain with the installation's UUID. */
    readonly left?: string;
    /** Text on COM1 after the guest is resumed. */
    readonly says?: string;
    /** State and reason after that; by default the guest keeps running. */
    readonly ends?: { readonly state: number; readonly reason: number };
    /** Volume that a domain uses. */
    readonly used?: string;
}

/** A host with one pool, where one guest installs itself. */
export function fakeInstaller({ volumes = [], left, says = "", ends, used }: Installer = {}) {
    const there = new Set(volumes);
    const stored = new Map<string, Buffer[]>();
    const defined: string[] = left === undefined ? [] : [left];
    let isResumed = false;
    let isOpened = false;
    const ref = (name: string) => ({ pool: POOL.name, name, key: keyOf(name) });
    const known = (name: string) => {
        if (!there.has(name)) throw libvirtError("noStorageVolume");
        return ref(name);
    };
    const make = ({ xml }: { xml: string }) => {
        const name = textAt(parse(xml), "name") ?? "";
        there.add(name);
        return ref(name);
    };
    const domain = () => {
        const xml = defined.at(-1);
        if (xml === undefined) throw libvirtError("noDomain");
        return { name: textAt(parse(xml), "name") ?? "", uuid: UUID, id: 7 };
    };
    const other = `<domain><name>patient</name><devices><disk><source file='${keyOf(used ?? "")}'/></disk></devices></domain>`;
    const fake = fakeLibvirt(
        {
            connectGetCapabilities: () => CAPABILITIES,
            domainLookupByUUID: domain,
            domainGetXMLDesc: ({ domain: { name } }: { domain: { name: string } }) =>
                name === "patient" ? other : (defined.at(-1) ?? ""),
            domainDefineXMLFlags: ({ xml }: { xml: string }) => {
                defined.push(xml);
                return domain();
            },
            domainUndefineFlags: () => void defined.pop(),
            domainDestroyFlags: () => undefined,
            domainCreateWithFlags: domain,
            domainResume: () => void (isResumed = true),
            domainGetState: () => (isResumed && ends ? ends : { state: 1, reason: 1 }),
            connectListAllDomains: () =>
                used === undefined ? [] : [{ name: "patient", uuid: "u", id: -1 }],
            connectListAllStoragePools: () => [],
            storagePoolLookupByName: () => POOL,
            storagePoolGetXMLDesc: () =>
                "<pool type='dir'><name>p</name><target><path>/images</path></target></pool>",
            storagePoolGetInfo: () => ({ availableBytes: 1n << 40n }),
            storagePoolRefresh: () => undefined,
            storageVolLookupByName: ({ name }: { name: string }) => known(name),
            storageVolLookupByPath: ({ path }: { path: string }) => known(path.slice(8)),
            storageVolGetInfo: () => ({ type: 0, capacity: 0n, allocation: 5n }),
            storageVolCreateXML: make,
            storageVolCreateXMLFrom: make,
            storageVolDelete: ({ volume }: { volume: { name: string } }) => {
                if (!there.delete(volume.name)) throw libvirtError("noStorageVolume");
            },
        },
        {
            upload: (chunks, volume) => void stored.set(nameOf(volume), chunks),
            download: (volume) => stored.get(nameOf(volume)) ?? [Buffer.from("content")],
        },
    );
    Object.assign(fake.libvirt, {
        openRestartFeed: async () => ({
            next: (signal: AbortSignal) =>
                new Promise((_, reject) =>
                    signal.addEventListener("abort", () => reject(new Error("ended"))),
                ),
            close: async () => undefined,
        }),
        openConsole: async () => {
            if (isOpened) throw libvirtError("operationInvalid");
            isOpened = true;
            return consoleOf(says, ends !== undefined);
        },
        screenshot: async () => ({ mime: "image/png", data: Buffer.from("a picture") }),
    });
    /** Changes to volumes and the domain, in order. */
    const done = () =>
        fake.calls.flatMap(([procedure, args]) => {
            if (!CHANGES.includes(procedure)) return [];
            const { volume, xml } = args as { volume?: { name: string }; xml?: string };
            const name = volume?.name ?? (xml === undefined ? "" : textAt(parse(xml), "name"));
            return `${procedure} ${name ?? ""}`.trim();
        });
    return { ...fake, there, defined, done };
}

const nameOf = (volume: unknown) => (volume as { name: string }).name;

const CHANGES = [
    "domainDefineXMLFlags",
    "domainUndefineFlags",
    "domainDestroyFlags",
    "domainCreateWithFlags",
    "domainResume",
    "storageVolCreateXML",
    "storageVolCreateXMLFrom",
    "storageVolDelete",
    "upload",
];

/** Sends text, and then ends, or is silent until it is closed. */
function consoleOf(says: string, isOver: boolean) {
    let close: () => void = () => undefined;
    const isClosed = new Promise<void>((resolve) => (close = resolve));
    return {
        close: async () => close(),
        async *[Symbol.asyncIterator]() {
            yield Buffer.from(says);
            if (!isOver) await isClosed;
        },
    };
}
