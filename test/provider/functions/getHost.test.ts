import { getHost } from "../../../src/provider/functions/getHost";
import { fakeLibvirt } from "../fakeLibvirt";

const CELL =
    "<cell><memory unit='KiB'>1049599</memory><cpus num='2'><cpu id='0'/><cpu id='1'/></cpus></cell>";

const capabilities = ({ topology = "", domains = "<domain type='qemu'/>" }) => `<capabilities>
  <host><cpu><arch>x86_64</arch></cpu>${topology}</host>
  <guest><arch name='i686'><domain type='qemu'/></arch></guest>
  <guest><arch name='x86_64'>${domains}</arch></guest>
</capabilities>`;

const host = (xml: string, type = "QEMU") =>
    fakeLibvirt({
        connectGetHostname: () => "alpha",
        connectGetUri: () => "qemu:///system",
        connectGetLibVersion: () => 9_000_000n,
        connectGetType: () => type,
        connectGetVersion: () => 7_002_022n,
        connectGetCapabilities: () => xml,
    });

const KNOWN = {
    hostname: "alpha",
    uri: "qemu:///system",
    libvirtVersion: "9.0.0",
    qemuVersion: "7.2.22",
    architecture: "x86_64",
};

test("adds up processors and memory of a host's nodes, and asks nothing twice", async () => {
    const topology = `<topology><cells num='2'>${CELL}${CELL}</cells></topology>`;
    const { libvirt, calls } = host(capabilities({ topology, domains: "<domain type='kvm'/>" }));
    expect(await getHost.call({}, libvirt)).toEqual({
        ...KNOWN,
        cpus: 4,
        memoryMiB: 2049,
        claimsKvm: true,
    });
    const names = calls.map(([procedure]) => procedure);
    expect(names).toEqual([...new Set(names)]);
});

test("leaves out what libvirt does not know", async () => {
    const { libvirt } = host(capabilities({}), "TEST");
    expect(await getHost.call({}, libvirt)).toEqual({
        ...KNOWN,
        qemuVersion: undefined,
        cpus: undefined,
        memoryMiB: undefined,
        claimsKvm: false,
    });
});
