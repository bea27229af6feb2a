import type { Domain } from "../../../schema/domain/domain";
import { captureNamespace, captureQemuXml } from "../capture";
import { devicesXml } from "./devices";
import { cputuneXml, memoryBackingXml, memtuneXml } from "./limits";
import { element, onOff, textElement, yesNo, type Element } from "../../tree/element";
import { markXml, type Mark } from "../../mark";

/** What a domain has besides its inputs. */
export interface DomainDefaults {
    /** libvirt's name of the accelerator. */
    readonly type: "kvm" | "qemu";
    readonly mark: Mark;
    /** Port of the screen, once chosen; until then libvirt picks one at each start. */
    readonly screenPort?: number | undefined;
}

// https://libvirt.org/formatdomain.html
export function domainXml(domain: Domain, defaults: DomainDefaults): Element {
    const { machineType, memoryMiB, vcpus, bootOrder, memtune, cputune } = domain;
    return element(
        "domain",
        { type: defaults.type, ...captureNamespace(domain) },
        textElement("name", domain.name),
        textElement("uuid", domain.uuid),
        textElement("title", domain.title),
        textElement("description", domain.description),
        markXml(defaults.mark),
        textElement("memory", memoryMiB, { unit: "MiB", dumpCore: onOff(domain.dumpCore) }),
        textElement("currentMemory", memoryMiB, { unit: "MiB" }),
        memtune && memtuneXml(memtune),
        memoryBackingXml(domain),
        textElement("vcpu", vcpus, { placement: "static" }),
        textElement("iothreads", domain.iothreads),
        cputune && cputuneXml(cputune),
        element(
            "os",
            {},
            element("type", { arch: "x86_64", machine: machineType }, "hvm"),
            bootOrder.map((dev) => element("boot", { dev })),
        ),
        featuresXml(domain),
        cpuXml(domain),
        clockXml(domain.clock),
        textElement("on_poweroff", "destroy"),
        textElement("on_reboot", "restart"),
        textElement("on_crash", "destroy"),
        devicesXml(domain, defaults.screenPort),
        captureQemuXml(domain),
    );
}

const featuresXml = ({ acpi, apic, pae }: Domain) =>
    element(
        "features",
        {},
        acpi ? element("acpi") : undefined,
        apic ? element("apic") : undefined,
        pae ? element("pae") : undefined,
    );

/** check='none': TCG lacks features that the guest never uses, and a start must not fail because of them. */
const cpuXml = ({ cpuModel, cpuVendorId, cpuFeatures, vcpus }: Domain) =>
    element(
        "cpu",
        { mode: "custom", match: "exact", check: "none" },
        element("model", { fallback: "forbid", vendor_id: cpuVendorId }, cpuModel),
        element("topology", { sockets: 1, dies: 1, cores: vcpus, threads: 1 }),
        cpuFeatures.map(({ name, policy }) => element("feature", { policy, name })),
    );

const clockXml = ({ offset, rtcTickPolicy, pitTickPolicy, hpet }: Domain["clock"]) =>
    element(
        "clock",
        { offset },
        rtcTickPolicy && element("timer", { name: "rtc", tickpolicy: rtcTickPolicy }),
        pitTickPolicy && element("timer", { name: "pit", tickpolicy: pitTickPolicy }),
        element("timer", { name: "hpet", present: yesNo(hpet) }),
    );
