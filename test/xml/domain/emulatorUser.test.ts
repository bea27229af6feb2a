import { emulatorUser } from "../../../src/xml/domain/emulatorUser";
import { parse } from "../../../src/xml/tree/parse";

const capabilities = (secmodels: string) =>
    parse(`<capabilities><host>${secmodels}</host></capabilities>`);
const dac = (label: string) =>
    `<secmodel><model>dac</model><doi>0</doi><baselabel type='kvm'>${label}</baselabel></secmodel>`;

test.each([
    ["Debian 12 and 13, Ubuntu", "+64055:+108", { uid: 64055, gid: 108, ownGroup: 64055 }],
    ["Debian sid", "+64055:+64055", { uid: 64055, gid: 64055, ownGroup: 64055 }],
    ["Fedora, Arch", "+107:+107", { uid: 107, gid: 107, ownGroup: 107 }],
    ["a host that runs QEMU as root", "+0:+0", { uid: 0, gid: 0, ownGroup: 0 }],
])("reads QEMU's user of %s", (_host, label, expected) => {
    const other = "<secmodel><model>apparmor</model><baselabel>libvirt-x</baselabel></secmodel>";
    expect(emulatorUser(capabilities(other + dac(label)))).toEqual(expected);
});

test.each([
    ["no model", ""],
    ["a label that is no number", dac("qemu:qemu")],
])("reads no user from %s", (_what, secmodels) => {
    expect(emulatorUser(capabilities(secmodels))).toBeUndefined();
});
