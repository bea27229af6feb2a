import { randomUUID } from "node:crypto";

import { type Domain, type DomainUpdate, Libvirt } from "../../../src/libvirt";
import { Proxy } from "../proxy";

let proxy: Proxy;
let watching: Libvirt;
let libvirt: Libvirt;

beforeAll(async () => {
    proxy = await Proxy.start();
    // The mock driver forgets its domains with its last connection, which must not be the proxy's.
    libvirt = await Libvirt.open("test:///default");
    watching = await Libvirt.open(proxy.uri);
});

afterAll(async () => {
    watching.close();
    libvirt.close();
    await proxy.stop();
});

const name = `watched-${randomUUID()}`;
const xml =
    `<domain type="test"><name>${name}</name><memory unit="MiB">64</memory>` +
    "<os><type>hvm</type></os></domain>";

/** What the news say of our domain, as others may come and go on the same host. */
async function nextOfOurs(news: AsyncGenerator<DomainUpdate, void>): Promise<string> {
    for (;;) {
        const { value } = await news.next();
        if (!value) {
            throw new Error("the watch has ended");
        }
        if (value.kind === "resync") {
            const ours = value.domains.filter(({ domain }) => domain.name === name);
            return `resync ${ours.map(({ state }) => state).join()}`;
        }
        if (value.domain.name === name) {
            return `${value.event} ${value.reason}`;
        }
    }
}

test("reports each step of a domain's life, also when the connection breaks", async () => {
    const controller = new AbortController();
    const news = watching.watchDomains({ signal: controller.signal });
    expect(await nextOfOurs(news)).toBe("resync ");

    const domain: Domain = await libvirt.call("domainDefineXMLFlags", { xml });
    try {
        expect(await nextOfOurs(news)).toBe("defined added");
        await libvirt.call("domainCreateWithFlags", { domain });
        expect(await nextOfOurs(news)).toBe("started booted");

        proxy.dropAll();
        expect(await nextOfOurs(news)).toBe("resync running");
        await libvirt.call("domainSuspend", { domain });
        expect(await nextOfOurs(news)).toBe("suspended paused");
        await libvirt.call("domainDestroyFlags", { domain });
        expect(await nextOfOurs(news)).toBe("stopped destroyed");
    } finally {
        await libvirt.call("domainUndefineFlags", { domain });
    }
    expect(await nextOfOurs(news)).toBe("undefined removed");

    const end = news.next();
    const reason = new Error("seen enough");
    controller.abort(reason);
    await expect(end).rejects.toBe(reason);
});
