import { defineFinding } from "../core/finding";

export const extraXmlParent = defineFinding<{ devices: string }>({
    code: "extra-xml-parent",
    title: "Extra XML contains only a part of a device",
    says: ({ devices }) => `must be "${devices}": extra XML can only add whole devices`,
    remedy: "Add the whole device, or use the properties of a device that the provider supports.",
    example: { path: ["extraXml", 0, "at"], facts: { devices: "/domain/devices" } },
});

export const extraXmlMalformed = defineFinding<{ reason: string }>({
    code: "extra-xml-malformed",
    title: "The text is not one XML element",
    says: ({ reason }) => `must be one XML element: ${reason}`,
    remedy: "Write one complete element and nothing else.",
    example: { path: ["extraXml", 0, "xml"], facts: { reason: "XML has no element" } },
});

export const extraXmlContainer = defineFinding<{ element: string; container: string }>({
    code: "extra-xml-container",
    title: "The element contains elements that have properties of their own",
    says: ({ element, container }) =>
        `must not be a <${element}>: add each element in it separately, with at "${container}"`,
    remedy: "Add the elements in it separately, each with the path that the message names.",
    example: {
        path: ["extraXml", 0, "xml"],
        facts: { element: "features", container: "/domain/features" },
    },
});

export const extraXmlModelled = defineFinding<{ element: string; instead: string }>({
    code: "extra-xml-modelled",
    title: "The element is already covered by a property or written by the provider",
    says: ({ element, instead }) => `must not be a <${element}>: ${instead}`,
    remedy: "Remove the element, and do what the message says instead.",
    example: {
        path: ["extraXml", 0, "xml"],
        facts: { element: "memory", instead: 'declare it in "memoryMiB"' },
    },
});

export const extraXmlBesideCapture = defineFinding<{ element: string }>({
    code: "extra-xml-beside-capture",
    title: "Extra XML sets QEMU's command line, which a capture needs",
    says: ({ element }) => `must not be a <${element}> when an interface has a captureFile`,
    remedy: "Remove the element, or the captureFile of every interface.",
    example: { path: ["extraXml", 0, "xml"], facts: { element: "qemu:commandline" } },
});

export const extraXmlPrefix = defineFinding<{ prefix: string }>({
    code: "extra-xml-prefix",
    title: "A prefix in the element has no namespace",
    says: ({ prefix }) => `must declare the namespace of prefix "${prefix}" with xmlns:${prefix}`,
    remedy: "Declare the prefix in the element.",
    example: { path: ["extraXml", 0, "xml"], facts: { prefix: "tool" } },
});
