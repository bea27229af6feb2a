import type { Element } from "../../tree/element";
import { all, attributesAt, textAt } from "../../tree/query";
import { reading } from "../../tree/reading";

/** A CPU without a model, such as host-passthrough, is identified by its mode. */
export const readCpu = (xml: Element, stored: Element) => ({
    cpuModel: textAt(xml, "cpu", "model") ?? attributesAt(xml, "cpu")["mode"],
    cpuVendorId: attributesAt(xml, "cpu", "model")["vendor_id"],
    cpuFeatures: isWrittenOut(xml) ? undefined : featuresOf(xml, optionalIn(stored)),
});

/** Live XML lists the features that QEMU chose, which libvirt marks this way. */
const isWrittenOut = (xml: Element) =>
    xml.attributes["id"] !== undefined && attributesAt(xml, "cpu")["check"] === "full";

/** At each start libvirt decides optional features by what the host supports. */
function featuresOf(xml: Element, optional: ReadonlySet<string>) {
    const decided = ["require", "disable"];
    return all(xml, "cpu", "feature").map(({ attributes }) => {
        const { name = "", policy = "require" } = attributes;
        return reading({
            name,
            policy: optional.has(name) && decided.includes(policy) ? "optional" : policy,
        });
    });
}

const optionalIn = (stored: Element) =>
    new Set(
        all(stored, "cpu", "feature").flatMap(({ attributes: { name = "", policy } }) =>
            policy === "optional" ? [name] : [],
        ),
    );
