import { imageAccess, isReadable } from "../../../src/provider/storage/readOnlyAccess";
import { CAPABILITIES, fakeLibvirt } from "../fakeLibvirt";

const host = (capabilities: string) =>
    fakeLibvirt({ connectGetCapabilities: () => capabilities }).libvirt;
const debian = host(CAPABILITIES);

test("gives an image to the group of QEMU's user alone", async () => {
    expect(await imageAccess(debian)).toEqual({ mode: "0440", group: 64055 });
});

test("gives an image to root's group when QEMU's user is unknown", async () => {
    const silent = host("<capabilities><host/></capabilities>");
    expect(await imageAccess(silent)).toEqual({ mode: "0440", group: 0 });
});

test.each([
    ["0444 of root", 0o444, 0, 0, true],
    ["0440 of root and QEMU's own group", 0o440, 0, 64055, true],
    ["0440 of root and the group of its processes", 0o440, 0, 108, true],
    ["0440 of root and his group", 0o440, 0, 0, false],
    ["0400 of QEMU's user", 0o400, 64055, 108, true],
    ["0040 of QEMU's user, whose owner comes first", 0o040, 64055, 64055, false],
    ["0600 of root", 0o600, 0, 64055, false],
])("knows whether QEMU's user may read %s", async (_what, mode, owner, group, expected) => {
    expect(await isReadable(debian, { mode, owner, group })).toBe(expected);
});

test("lets QEMU as root read everything", async () => {
    const root = host(CAPABILITIES.replace("+64055:+108", "+0:+0"));
    expect(await isReadable(root, { mode: 0o600, owner: 1000, group: 1000 })).toBe(true);
});
