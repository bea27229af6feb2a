import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { PNG } from "pngjs";
import { activeDomains, machineStatus, screenshot } from "../../src/cli";
import { Libvirt } from "../../src/libvirt";

const uri = "qemu:///system";
const running = { name: `xplabtest-${process.pid}-screen`, uuid: randomUUID() };
const off = { name: `xplabtest-${process.pid}-off`, uuid: randomUUID() };
const absentUuid = randomUUID();
const startLimitMs = 60_000;
const macAddress = "52:54:00:7e:57:01";

/** A domain that stays in its firmware, because it has no disk. */
const xml = ({ name, uuid }: typeof off) => `
    <domain type='qemu'>
        <name>${name}</name>
        <uuid>${uuid}</uuid>
        <memory unit='MiB'>64</memory>
        <os><type arch='x86_64' machine='pc'>hvm</type></os>
        <devices>
            <interface type='user'><mac address='${macAddress}'/><model type='rtl8139'/></interface>
            <graphics type='vnc' port='-1' autoport='yes'>
                <listen type='address' address='127.0.0.1'/>
            </graphics>
            <video><model type='cirrus'/></video>
        </devices>
    </domain>`;

let libvirt: Libvirt;

beforeAll(async () => {
    libvirt = await Libvirt.open(uri);
    await libvirt.call("domainCreateXML", { xml: xml(running) });
    await libvirt.call("domainDefineXMLFlags", { xml: xml(off) });
}, startLimitMs);

afterAll(async () => {
    await libvirt.call("domainDestroyFlags", { domain: { ...running, id: -1 } });
    await libvirt.call("domainUndefineFlags", { domain: { ...off, id: -1 } });
    libvirt.close();
});

test("returns state, interfaces and screen of the domains that exist", async () => {
    const found = await machineStatus(uri, [running.uuid, off.uuid, absentUuid]);
    expect([...found.keys()]).toEqual([running.uuid, off.uuid]);
    const common = { addresses: [], interfaces: [{ macAddress, addresses: [] }] };
    const { screen, ...status } = found.get(running.uuid) ?? {};
    expect(status).toEqual({ ...running, ...common, state: "running" });
    expect(screen).toMatch(/^vnc:\/\/127\.0\.0\.1:59\d\d$/);
    expect(found.get(off.uuid)).toEqual({
        ...off,
        ...common,
        state: "shutoff",
        screen: undefined,
    });
});

test(
    "takes a picture of the screen once the firmware has drawn on it",
    async () => {
        let picture = PNG.sync.read(await screenshot(uri, running.uuid));
        while (picture.width !== 720 || isBlack(picture)) {
            await sleep(100);
            picture = PNG.sync.read(await screenshot(uri, running.uuid));
        }
        expect(picture.height).toBe(400);
    },
    startLimitMs,
);

function isBlack({ data }: PNG): boolean {
    return data.every((value, index) => index % 4 === 3 || value === 0);
}

test("lists running domains", async () => {
    const names = await activeDomains(uri);
    expect(names).toContain(running.name);
    expect(names).not.toContain(off.name);
});
