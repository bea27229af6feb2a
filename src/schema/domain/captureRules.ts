import * as errors from "../../errors";
import type { Domain } from "./domain";
import type { Issue } from "../core/resource";
import { extraElement } from "./extraXml";

const OF_CAPTURE = ["qemu:commandline", "qemu:override"];

/** A capture is told to QEMU in these elements, of which there is one each. */
export function validateCaptureNotExtra({ interfaces, extraXml }: Domain): Issue[] {
    const isCaptured = Object.values(interfaces).some(
        ({ captureFile }) => captureFile !== undefined,
    );
    if (!isCaptured || !Array.isArray(extraXml)) return [];
    return extraXml.flatMap(({ at, xml }: Domain["extraXml"][number], index) => {
        const element = at === "/domain" ? extraElement(xml)?.name : undefined;
        return element !== undefined && OF_CAPTURE.includes(element)
            ? [errors.extraXmlBesideCapture(["extraXml", index, "xml"], { element })]
            : [];
    });
}
