import { ConnectionLostError, Libvirt, LibvirtError, TimeoutError } from "../../src/libvirt";
import { PrivateDaemon } from "../integration/support/host/privateDaemon";
import { failure } from "./failure";

jest.setTimeout(120_000);

/** These daemons end or fall silent where they should refuse the rest of an upload (docs/reference/facts.md). */
const FAIL: readonly bigint[] = [11_003_000n];
const PATIENCE_MILLISECONDS = 5000;

let daemon: PrivateDaemon;
let libvirt: Libvirt;

beforeAll(async () => {
    daemon = await PrivateDaemon.start("refusal");
    libvirt = await Libvirt.open(daemon.uri);
});

afterAll(async () => {
    libvirt.close();
    await daemon.stop();
});

async function* endless(): AsyncGenerator<Buffer> {
    for (;;) yield Buffer.alloc(4096);
}

test("reports the server's refusal of more data than announced", async () => {
    const target = `<target><path>${daemon.folder}</path></target>`;
    const pool = await libvirt.call("storagePoolDefineXML", {
        xml: `<pool type="dir"><name>refusal</name>${target}</pool>`,
    });
    await libvirt.call("storagePoolCreate", { pool });
    const volume = await libvirt.call("storageVolCreateXML", {
        pool,
        xml: `<volume><name>too-much</name><capacity>65536</capacity><target><format type="raw"/></target></volume>`,
    });
    const version = await libvirt.call("connectGetLibVersion", {});
    const options = { length: 8192n, timeoutMs: PATIENCE_MILLISECONDS };
    const error = await failure(libvirt.upload(volume, endless(), options));
    if (FAIL.includes(version)) {
        expect([ConnectionLostError.name, TimeoutError.name]).toContain((error as Error).name);
        return;
    }
    expect(error).toBeInstanceOf(LibvirtError);
    expect(error).toMatchObject({ procedure: "storageVolUpload" });
});
