import { cleanStateWithHostdev } from "../../errors";
import type { Element } from "../../xml/tree/element";
import { all } from "../../xml/tree/query";
import type { CleanDomain } from "./cleanDomain";

/** Refuses host devices: no restore resets their state, so restored memory would not match it. */
export function refuseHostDevices({
    ref: { name },
    stored,
}: Pick<CleanDomain, "ref" | "stored">): void {
    const kinds = all(stored, "devices", "hostdev").map(kindOf);
    const [kind] = kinds;
    if (kind !== undefined) throw cleanStateWithHostdev({ domain: name, kind });
}

const kindOf = ({ attributes: { type = "" } }: Element) => type.toUpperCase();
