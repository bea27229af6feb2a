import * as errors from "../../errors";
import type { Element } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";
import type { Domain } from "./domain";
import type { Issue } from "../core/resource";

const OF_CAPTURE = ["qemu:commandline", "qemu:override"];

/** A capture is told to QEMU in these elements, of which there is one each. */
export function validateCaptureNotExtra({ interfaces, extraXml }: Domain): Issue[] {
    const isCaptured = Object.values(interfaces).some(
        ({ captureFile }) => captureFile !== undefined,
    );
    if (!isCaptured || !Array.isArray(extraXml)) return [];
    return extraXml.flatMap(({ at, xml }: Domain["extraXml"][number], index) => {
        const element = at === "/domain" ? rootOf(xml)?.name : undefined;
        return element !== undefined && OF_CAPTURE.includes(element)
            ? [errors.extraXmlBesideCapture(["extraXml", index, "xml"], { element })]
            : [];
    });
}

/** What is no element is refused by another rule. */
function rootOf(xml: string): Element | undefined {
    try {
        return parse(xml);
    } catch {
        return undefined;
    }
}
