import {
    frozenFiles,
    layeredDisks,
    withActiveLayers,
    withoutActiveLayers,
} from "../../../src/xml/domain/activeLayer";
import { print } from "../../../src/xml/tree/element";
import { parse } from "../../../src/xml/tree/parse";

const GOLDEN = `<backingStore type='file'>
        <format type='qcow2'/>
        <source file='/images/golden'>
          <seclabel model='dac' relabel='no'/>
        </source>
        <backingStore/>
      </backingStore>`;
const KEY = `<encryption format='luks'>
          <secret type='passphrase' uuid='6a1576b9-9557-4d9e-950f-712f1bc5e2e6'/>
        </encryption>`;

const domain = (disks: string) => parse(`<domain><devices>${disks}</devices></domain>`);
const disk = (type: string, source: string, below: string) =>
    `<disk type='file' device='disk'><driver name='qemu' type='${type}' cache='none'/>${source}${below}<target dev='hda' bus='ide'/></disk>`;

const cases = [
    ["an overlay", "qcow2", "", GOLDEN],
    ["an encrypted one", "qcow2", KEY, GOLDEN],
    ["a raw disk", "raw", "", "<backingStore/>"],
] as const;

const plain = (type: string, key: string, below: string) =>
    domain(disk(type, `<source file='/images/disk'>${key}</source>`, below));

test.each(cases)("puts a qcow2 layer with its whole chain on %s", (...one) => {
    const [, type, key, below] = one;
    const layered = withActiveLayers(plain(type, key, below), new Set(["/images/disk"]));
    const store = `<backingStore type='file'><format type='${type}'/><source file='/images/disk'>${key}</source>${below}</backingStore>`;
    const source = `<source file='/images/disk.active'>${key}</source>`;
    expect(print(layered)).toBe(print(domain(disk("qcow2", source, store))));
    expect(frozenFiles(layered)).toEqual(["/images/disk"]);
    expect(layeredDisks(layered)).toEqual([{ target: "hda", frozen: "/images/disk" }]);
});

test.each(cases)("restores %s without its layer", (_what, type, key, below) => {
    const before = plain(type, key, below);
    const layered = withActiveLayers(before, new Set(["/images/disk"]));
    expect(withoutActiveLayers(layered)).toEqual(before);
});

test("leaves other disks unchanged", () => {
    const before = plain("qcow2", "", GOLDEN);
    expect(withActiveLayers(before, new Set(["/images/other"]))).toEqual(before);
    expect(withoutActiveLayers(before)).toEqual(before);
    expect(frozenFiles(before)).toEqual([]);
});

test("ignores an overlay that only has a layer's name", () => {
    const other = domain(disk("qcow2", "<source file='/images/xp.active'/>", GOLDEN));
    expect(withoutActiveLayers(other)).toEqual(other);
});
