import {
    acceleratorOf,
    probeAccelerator,
} from "../../../../src/provider/domain/accelerator/accelerator";
import { parse } from "../../../../src/xml/tree/parse";
import { textAt } from "../../../../src/xml/tree/query";
import { failing, fakeLibvirt, libvirtError } from "../../fakeLibvirt";

type Fate = "ends" | "hangs" | "refused";

/** A host where the probes of KVM and of emulation have these fates. */
function host(kvm: Fate, qemu: Fate) {
    const fates = { kvm, qemu };
    const running = new Set<string>();
    const { libvirt, calls } = fakeLibvirt({
        domainCreateXML: ({ xml }: { xml: string }) => {
            const root = parse(xml);
            const type = root.attributes["type"] === "kvm" ? "kvm" : "qemu";
            if (fates[type] === "refused") throw libvirtError("internalError", `no ${type} here`);
            if (fates[type] === "hangs") running.add(type);
            return { name: textAt(root, "name"), uuid: type, id: 1 };
        },
        domainLookupByUUID: ({ uuid }: { uuid: string }) => {
            if (!running.has(uuid)) throw libvirtError("noDomain");
            return { uuid };
        },
        domainDestroyFlags: ({ domain }: { domain: { uuid: string } }) => {
            running.delete(domain.uuid);
        },
    });
    return { libvirt, calls, running };
}

// Concurrent, because emulation gives KVM half a second of real time.
test.concurrent.each<[Fate, Fate, string]>([
    ["ends", "ends", "kvm"],
    ["ends", "hangs", "kvm"],
    ["ends", "refused", "kvm"],
    ["hangs", "ends", "qemu"],
    ["refused", "ends", "qemu"],
])("when KVM %s and emulation %s, chooses %s", async (kvm, qemu, chosen) => {
    const { libvirt, running } = host(kvm, qemu);
    expect(await probeAccelerator(libvirt)).toBe(chosen);
    expect([...running]).toEqual([]);
});

test("reports why neither works", async () => {
    await expect(probeAccelerator(host("refused", "refused").libvirt)).rejects.toMatchObject({
        name: "UserError",
        message:
            "No guest can run on the host: no kvm here; no qemu here. Fix QEMU on the host and run again. [no-accelerator]",
    });
});

test("ties the probes to the connection, so that a killed run leaves none", async () => {
    const { libvirt, calls } = host("ends", "ends");
    await probeAccelerator(libvirt);
    const created = calls.filter(([procedure]) => procedure === "domainCreateXML");
    expect(created.map(([, args]) => (args as { flags: number }).flags)).toEqual([2, 2]);
});

test.each([
    ["kvm", "kvm"],
    ["tcg", "qemu"],
] as const)("accepts %s without a probe", async (wanted, type) => {
    const { libvirt, calls } = fakeLibvirt({ domainCreateXML: failing("internalError") });
    expect(await acceleratorOf(wanted, libvirt)).toBe(type);
    expect(calls).toEqual([]);
});

test("probes a host once", async () => {
    const { libvirt, calls } = host("ends", "refused");
    const answers = [acceleratorOf("auto", libvirt), acceleratorOf("auto", libvirt)];
    expect(await Promise.all(answers)).toEqual(["kvm", "kvm"]);
    expect(calls.filter(([procedure]) => procedure === "domainCreateXML")).toHaveLength(2);
});
