import { refuseBackingFile, refuseUsedByDomain } from "../../../src/provider/storage/volumeUsers";
import { failing, fakeLibvirt, libvirtError } from "../fakeLibvirt";

const ID = "pool/xp";
const PATH = "/images/xp";

describe("refuseUsedByDomain", () => {
    const disk = (inner: string) => `<devices><disk>${inner}</disk></devices>`;
    const domain = (inner: string) => `<domain><name>patient</name>${disk(inner)}</domain>`;

    /** A host with one domain, with a running and a stored definition. */
    const host = (live: string, inactive: string) =>
        fakeLibvirt({
            connectListAllDomains: () => [{ name: "patient", id: 1 }],
            domainGetXMLDesc: ({ flags }: { flags: number }) => (flags === 2 ? inactive : live),
        }).libvirt;

    const other = domain("<source file='/images/other'/>");
    const below = (file: string) =>
        domain(
            "<source file='/images/top'/><backingStore><source file='/images/middle'/>" +
                `<backingStore><source file='${file}'/></backingStore></backingStore>`,
        );

    test.each([
        ["is the disk of a running domain", domain(`<source file='${PATH}'/>`), other],
        ["will be its disk after a restart", other, domain(`<source file='${PATH}'/>`)],
        ["is below its disk", below(PATH), other],
    ])("refuses what %s", async (_what, live, inactive) => {
        await expect(refuseUsedByDomain(host(live, inactive), ID, PATH)).rejects.toThrow(
            new Error(
                'Volume "pool/xp" is used by domain "patient". Delete that domain first. [volume-in-use]',
            ),
        );
    });

    test("accepts a volume that no domain uses", async () => {
        const free = host(below(`${PATH}2`), "<domain><name>patient</name></domain>");
        await expect(refuseUsedByDomain(free, ID, PATH)).resolves.toBeUndefined();
    });

    test("skips a domain that has just gone", async () => {
        const { libvirt } = fakeLibvirt({
            connectListAllDomains: () => [{ name: "gone" }],
            domainGetXMLDesc: failing("noDomain"),
        });
        await expect(refuseUsedByDomain(libvirt, ID, PATH)).resolves.toBeUndefined();
    });

    test("reports any other failure", async () => {
        const { libvirt } = fakeLibvirt({
            connectListAllDomains: () => [{ name: "patient" }],
            domainGetXMLDesc: failing("internalError"),
        });
        await expect(refuseUsedByDomain(libvirt, ID, PATH)).rejects.toEqual(
            libvirtError("internalError"),
        );
    });
});

describe("refuseBackingFile", () => {
    const on = (path: string) =>
        `<volume><backingStore><path>${path}</path></backingStore></volume>`;
    const host = (documents: Record<string, string | undefined>) =>
        fakeLibvirt({
            connectListAllStoragePools: () => ["a", "gone", "stopped"].map((name) => ({ name })),
            storagePoolListAllVolumes: ({ pool }: { pool: { name: string } }) => {
                if (pool.name === "gone") throw libvirtError("noStoragePool");
                if (pool.name === "stopped") throw libvirtError("operationInvalid");
                return Object.keys(documents).map((name) => ({ pool: pool.name, name, key: name }));
            },
            storageVolGetXMLDesc: ({ volume }: { volume: { name: string } }) => {
                const xml = documents[volume.name];
                if (xml === undefined) throw libvirtError("noStorageVolume");
                return xml;
            },
        });

    test("names all volumes that use it", async () => {
        const { libvirt, calls } = host({
            one: on(PATH),
            two: on(PATH),
            other: on("/x"),
            plain: "<volume/>",
        });
        await expect(refuseBackingFile(libvirt, ID, PATH)).rejects.toThrow(
            new Error(
                'Volume "pool/xp" is the backing file of "a/one", "a/two". Delete those volumes first. [volume-is-backing-file]',
            ),
        );
        expect(calls[0]).toEqual(["connectListAllStoragePools", { flags: 2 }]);
    });

    test("accepts a volume that none uses, and skips one that has just gone", async () => {
        const { libvirt } = host({ other: on("/x"), gone: undefined });
        await expect(refuseBackingFile(libvirt, ID, PATH)).resolves.toBeUndefined();
    });
});
