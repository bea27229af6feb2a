import { getDomain } from "../../../src/provider/functions/getDomain";
import { failing, fakeLibvirt } from "../fakeLibvirt";

const uuid = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
const domain = { name: "xp", uuid, id: 1 };

const host = (xml: string, answers: Parameters<typeof fakeLibvirt>[0] = {}) =>
    fakeLibvirt({
        domainLookupByName: () => domain,
        domainGetXMLDesc: () => xml,
        domainGetState: () => ({ state: 1, reason: 1 }),
        domainInterfaceAddresses: () => [
            { macAddress: "52:54:00:00:00:01", addresses: [{ address: "10.64.3.7" }] },
        ],
        domainGetAutostart: () => true,
        ...answers,
    });

const XML = `<domain type='kvm'>
  <memory unit='KiB'>262144</memory>
  <vcpu placement='static'>2</vcpu>
  <os><type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'>
      <source file='/images/xp.qcow2'/>
      <backingStore type='file'><source file='/images/base.qcow2'/></backingStore>
      <target dev='hda'/>
    </disk>
    <disk type='file' device='cdrom'><target dev='hdc'/></disk>
    <disk type='block' device='disk'><source dev='/dev/sdb'/><target dev='hdb'/></disk>
    <interface type='network'><mac address='52:54:00:00:00:02'/></interface>
    <interface type='network'><mac address='52:54:00:00:00:01'/></interface>
    <graphics type='vnc' port='5900'><listen type='address' address='127.0.0.1'/></graphics>
  </devices>
</domain>`;

test("describes a running domain, and never asks for its secrets", async () => {
    const { libvirt, calls } = host(XML);
    expect(await getDomain.call({ name: "xp" }, libvirt)).toEqual({
        name: "xp",
        uuid,
        state: "running",
        memoryMiB: 256,
        vcpus: 2,
        machineType: "pc-i440fx-7.2",
        macAddresses: ["52:54:00:00:00:02", "52:54:00:00:00:01"],
        addresses: { "52:54:00:00:00:01": ["10.64.3.7"], "52:54:00:00:00:02": [] },
        screen: "vnc://127.0.0.1:5900",
        disks: { hda: "/images/xp.qcow2" },
        autostart: true,
    });
    expect(calls).toEqual([
        ["domainLookupByName", { name: "xp" }],
        ["domainGetXMLDesc", { domain }],
        ["domainGetState", { domain }],
        ["domainInterfaceAddresses", { domain, source: 0 }],
        ["domainGetAutostart", { domain }],
    ]);
});

test("describes a bare domain that is off", async () => {
    const { libvirt } = host(
        "<domain><memory unit='KiB'>1536</memory><vcpu>1</vcpu><os><type>hvm</type></os></domain>",
        {
            domainGetState: () => ({ state: 5, reason: 0 }),
            domainInterfaceAddresses: failing("operationInvalid"),
        },
    );
    expect(await getDomain.call({ name: "xp" }, libvirt)).toEqual({
        name: "xp",
        uuid,
        state: "shutoff",
        memoryMiB: 1.5,
        vcpus: 1,
        machineType: undefined,
        macAddresses: [],
        addresses: {},
        screen: undefined,
        disks: {},
        autostart: true,
    });
});

test("names the existing ones instead", async () => {
    const { libvirt } = host("", {
        domainLookupByName: failing("noDomain"),
        connectListAllDomains: () => [{ name: "xp-2" }, { name: "xp-1" }],
    });
    await expect(getDomain.call({ name: "xq" }, libvirt)).rejects.toThrow(
        new Error('Domain "xq" is not on the host. Set name to one of "xp-1", "xp-2". [not-there]'),
    );
});
