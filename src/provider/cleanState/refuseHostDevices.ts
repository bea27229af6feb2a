import { cleanStateWithHostdev } from "../../errors";
import type { Element } from "../../xml/tree/element";
import { all } from "../../xml/tree/query";
import type { CleanDomain } from "./cleanDomain";

/** A device of the host keeps its own state: a memory from before would speak to one that has gone on. */
export function refuseHostDevices({
    ref: { name },
    stored,
}: Pick<CleanDomain, "ref" | "stored">): void {
    const kinds = all(stored, "devices", "hostdev").map(kindOf);
    const [kind] = kinds;
    if (kind !== undefined) throw cleanStateWithHostdev({ domain: name, kind });
}

const kindOf = ({ attributes: { type = "" } }: Element) => type.toUpperCase();
