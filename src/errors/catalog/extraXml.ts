import { defineFinding } from "../core/finding";

export const extraXmlParent = defineFinding<{ devices: string }>({
    code: "extra-xml-parent",
    title: "A part of a device is given as extra XML",
    says: ({ devices }) =>
        `must be "${devices}": a device is given as a whole, those of the schema in their own properties`,
    remedy: "Give the whole device, or use the properties that the device has.",
    example: { path: ["extraXml", 0, "at"], facts: { devices: "/domain/devices" } },
});

export const extraXmlMalformed = defineFinding<{ reason: string }>({
    code: "extra-xml-malformed",
    title: "The text is not one XML element",
    says: ({ reason }) => `must be one XML element: ${reason}`,
    remedy: "Write one element, closed, with nothing beside it.",
    example: { path: ["extraXml", 0, "xml"], facts: { reason: "XML has no element" } },
});

export const extraXmlContainer = defineFinding<{ element: string; container: string }>({
    code: "extra-xml-container",
    title: "The element holds some that have properties of their own",
    says: ({ element, container }) =>
        `must not be a <${element}>: give each element in it with at "${container}"`,
    remedy: "Give what is in the element, each with the path that the text names.",
    example: {
        path: ["extraXml", 0, "xml"],
        facts: { element: "features", container: "/domain/features" },
    },
});

export const extraXmlModelled = defineFinding<{ element: string; instead: string }>({
    code: "extra-xml-modelled",
    title: "The element is not extra: a property stands for it, or the provider writes it",
    says: ({ element, instead }) => `must not be a <${element}>: ${instead}`,
    remedy: "Do what the text says instead, and remove the element.",
    example: {
        path: ["extraXml", 0, "xml"],
        facts: { element: "memory", instead: 'declare it in "memoryMiB"' },
    },
});

export const extraXmlBesideCapture = defineFinding<{ element: string }>({
    code: "extra-xml-beside-capture",
    title: "Words for QEMU are given beside a capture, which needs them itself",
    says: ({ element }) => `must not be a <${element}> where an interface has a captureFile`,
    remedy: "Remove the element, or the captureFile of every interface.",
    example: { path: ["extraXml", 0, "xml"], facts: { element: "qemu:commandline" } },
});

export const extraXmlPrefix = defineFinding<{ prefix: string }>({
    code: "extra-xml-prefix",
    title: "A prefix of the element is bound to no namespace",
    says: ({ prefix }) => `must say which namespace "${prefix}" is: xmlns:${prefix}`,
    remedy: "Declare the prefix in the element.",
    example: { path: ["extraXml", 0, "xml"], facts: { prefix: "tool" } },
});
