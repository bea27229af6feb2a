import { print } from "../../src/xml/tree/element";
import { frozenFiles } from "../../src/xml/domain/activeLayer";
import { cleanMarkOf, withCleanMark } from "../../src/xml/domain/cleanMark";
import { parse } from "../../src/xml/tree/parse";
import { all, attributesAt, textAt } from "../../src/xml/tree/query";
import { createContext, fakeLibvirt, libvirtError } from "../provider/fakeLibvirt";

export const UUID = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
const FOLDER = "/images";
const DISK = `${FOLDER}/disk`;
export const LAYER = `${DISK}.active`;
export const MEMORY = `${FOLDER}/memory`;

/** Header of a qcow2 image of version 3. The rest is not needed here. */
const HEADER = Buffer.alloc(104);
HEADER.writeUInt32BE(0x514649fb, 0);
HEADER.writeUInt32BE(3, 4);
HEADER.writeUInt32BE(17, 20);
HEADER.writeBigUInt64BE(1n << 28n, 24);
HEADER.writeUInt32BE(104, 100);

const START = `<domain type='qemu'><name>xp</name><uuid>${UUID}</uuid><memory unit='MiB'>128</memory>
<os><type machine='pc-i440fx-7.2'>hvm</type></os><cpu><model>qemu64</model></cpu><devices>
<disk device='disk'><driver name='qemu' type='qcow2'/><source file='${DISK}'/><backingStore/><target dev='hda' bus='ide'/></disk>
</devices></domain>`;

/** A running guest, with a text as its memory. */
interface Guest {
    ram: string;
}

interface File {
    text: string;
    /** Counts writes. Serves as the time of modification. */
    version: number;
}

/** A host with one domain on one disk. Texts in memory and on disk identify the state of its guest. */
export class FakeHost {
    readonly files = new Map<string, File>([[DISK, { text: "clean", version: 1 }]]);
    xml = START;
    liveXml = START;
    guest: Guest | undefined = { ram: "clean" };
    isPaused = false;
    freeMiB = 1000n;
    qemu = 7_002_022n;
    refuses: string | undefined;
    /** How many pivots libvirt refuses although the block job has copied everything. */
    unreadyPivots = 0;
    /** The changing call, counted from 1, at which the connection is lost, before or after the call is done. */
    strike: { at: number; isDone: boolean } | undefined;
    changes: string[] = [];
    readonly libvirt;
    readonly calls;

    constructor() {
        const { libvirt, calls } = fakeLibvirt(this.#answers(), {
            download: () => [HEADER],
        });
        // Each file has its own bytes.
        Object.assign(libvirt, { download: (volume: { key: string }) => this.#download(volume) });
        this.libvirt = libvirt;
        this.calls = calls;
    }

    get context() {
        return createContext(this.libvirt).context;
    }

    /** Has the guest write a text to its memory and its disk. */
    write(text: string): void {
        if (this.guest === undefined) throw new Error("off");
        this.guest.ram = text;
        const disk = attributesAt(parse(this.liveXml), "devices", "disk", "source")["file"] ?? "";
        this.#put(disk, text);
    }

    /** What the guest itself sees: its memory, and the last text on its disk. */
    get seen(): string {
        if (this.guest === undefined) return "off";
        const disk = attributesAt(parse(this.liveXml), "devices", "disk", "source")["file"] ?? "";
        const text = this.files.get(disk)?.text || this.files.get(DISK)?.text;
        return `${this.guest.ram} on ${text}`;
    }

    get mark() {
        return cleanMarkOf(parse(this.xml));
    }

    edit(change: (xml: string) => string): void {
        this.xml = change(this.xml);
    }

    #put(path: string, text: string): void {
        const version = (this.files.get(path)?.version ?? 0) + 1;
        this.files.set(path, { text, version });
    }

    async *#download({ key }: { key: string }) {
        yield HEADER;
        yield Buffer.from(this.#file(key).text);
    }

    #file(path: string): File {
        const file = this.files.get(path);
        if (file === undefined) throw libvirtError("noStorageVolume");
        return file;
    }

    /** A call that changes the host, and at which the connection may be lost. */
    #changing<A, R>(name: string, change: (args: A) => R): (args: A) => R {
        return (args) => {
            this.changes.push(name);
            const isStruck = this.strike?.at === this.changes.length;
            if (isStruck && this.strike?.isDone === false) throw new Error("lost");
            if (this.refuses === name) throw libvirtError("operationFailed", "No space left");
            const result = change(args);
            if (isStruck) throw new Error("lost");
            return result;
        };
    }

    #answers(): Parameters<typeof fakeLibvirt>[0] {
        const ref = () => ({ name: "xp", uuid: UUID, id: this.guest === undefined ? -1 : 1 });
        const volume = (path: string) => {
            this.#file(path);
            return { pool: "lab", name: path.slice(FOLDER.length + 1), key: path };
        };
        const pool = () => ({ name: "lab", uuid: "p" });
        const start = (ram: string) => {
            if (this.guest !== undefined) throw libvirtError("operationInvalid");
            for (const file of [...frozenFiles(parse(this.xml)), ...sourcesIn(this.xml)]) {
                this.#file(file);
            }
            this.guest = { ram };
            this.liveXml = this.xml;
        };
        const commit = () => {
            const layer = this.files.get(LAYER);
            if (layer?.text) this.#put(DISK, layer.text);
        };
        const folded = (xml: string) =>
            xml
                .replace(`<source file='${LAYER}'/>`, `<source file='${DISK}'/>`)
                .replace(/<backingStore type='file'>[\s\S]*?<\/backingStore>/, "<backingStore/>");
        let job = false;
        return {
            domainLookupByUUID: ref,
            domainGetState: () => ({
                state: this.guest === undefined ? 5 : this.isPaused ? 3 : 1,
                reason: 0,
            }),
            domainGetXMLDesc: ({ flags }: { flags: number }) =>
                (flags & 2) === 0 && this.guest !== undefined ? this.liveXml : this.xml,
            connectGetVersion: () => this.qemu,
            connectListAllDomains: () => [ref()],
            connectListAllStoragePools: () => [pool()],
            storagePoolListAllVolumes: () => [...this.files.keys()].map(volume),
            storagePoolLookupByName: pool,
            storagePoolGetInfo: () => ({ availableBytes: this.freeMiB << 20n }),
            storagePoolRefresh: () => undefined,
            storageVolLookupByName: ({ name }: { name: string }) => volume(`${FOLDER}/${name}`),
            storageVolLookupByPath: ({ path }: { path: string }) => volume(path),
            storageVolGetInfo: ({ volume: { key } }: { volume: { key: string } }) => ({
                allocation: BigInt(this.#file(key).text.length),
            }),
            storageVolGetXMLDesc: ({ volume: { key } }: { volume: { key: string } }) =>
                `<volume><physical>${key === MEMORY ? 1 : 2}</physical><target><path>${key}</path><format type='qcow2'/><timestamps><mtime>${this.#file(key).version}</mtime></timestamps></target></volume>`,
            domainSetTime: () => undefined,
            domainHasManagedSaveImage: () => false,
            domainGetBlockJobInfo: () => ({ found: job, type: 4, bandwidth: 0n, cur: 1n, end: 1n }),
            storageVolCreateXML: this.#changing("create", ({ xml }: { xml: string }) => {
                const path = `${FOLDER}/${textAt(parse(xml), "name") ?? ""}`;
                if (this.files.has(path)) throw libvirtError("storageVolumeExists");
                this.#put(path, "");
                return volume(path);
            }),
            storageVolDelete: this.#changing(
                "delete",
                ({ volume: { key } }: { volume: { key: string } }) => {
                    this.#file(key);
                    this.files.delete(key);
                },
            ),
            domainSetMetadata: this.#changing("mark", ({ metadata }: { metadata?: string }) => {
                const file = metadata && /file='(.*?)'/.exec(metadata)?.[1];
                const mark = file ? { file, state: undefined } : undefined;
                this.xml = print(withCleanMark(parse(this.xml), mark));
            }),
            domainDefineXMLFlags: this.#changing("define", ({ xml }: { xml: string }) => {
                this.xml = xml;
                return ref();
            }),
            domainSaveFlags: this.#changing("save", ({ file }: { file: string }) => {
                if (this.guest === undefined) throw libvirtError("operationInvalid");
                this.#put(file, this.guest.ram);
                this.guest = undefined;
            }),
            domainRestoreFlags: this.#changing("restore", ({ file }: { file: string }) =>
                start(this.#file(file).text),
            ),
            domainCreateWithFlags: this.#changing("start", () => {
                start("booted");
                return ref();
            }),
            domainDestroyFlags: this.#changing("destroy", () => {
                if (this.guest === undefined) throw libvirtError("operationInvalid");
                this.guest = undefined;
            }),
            domainBlockCommit: this.#changing("commit", () => {
                commit();
                job = true;
            }),
            domainBlockJobAbort: this.#changing("pivot", () => {
                if (this.unreadyPivots-- > 0) throw libvirtError("blockCopyActive");
                commit();
                job = false;
                this.xml = folded(this.xml);
                this.liveXml = folded(this.liveXml);
            }),
        };
    }
}

const sourcesIn = (xml: string) =>
    all(parse(xml), "devices", "disk", "source").flatMap(
        ({ attributes }) => attributes["file"] ?? [],
    );
