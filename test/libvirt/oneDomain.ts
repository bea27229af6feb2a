import { Libvirt } from "../../src/libvirt";
import { FakeServer } from "./fakeServer";
import { text, word } from "./wire";

/** Procedures of events, by which both begin and end. */
export const events = { register: 316, deregister: 317 };

export const domain = { name: "xp1", uuid: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", id: 7 };

/** The same, as libvirt writes it. */
export const domainBytes = Buffer.concat([
    text("xp1"),
    Buffer.from("6ba7b8109dad11d180b400c04fd430c8", "hex"),
    word(7),
]);

/** A server for each test, and a client of it. */
export function serverForEach(): { server: FakeServer; libvirt: Libvirt } {
    const scene = {} as { server: FakeServer; libvirt: Libvirt }; // filled before each test
    beforeEach(async () => {
        scene.server = await FakeServer.start();
        const options = { timeoutMs: 2000, reconnectMs: 0 };
        scene.libvirt = await Libvirt.open(scene.server.uri, options);
    });
    afterEach(async () => {
        scene.libvirt.close();
        await scene.server.stop();
    });
    return scene;
}
