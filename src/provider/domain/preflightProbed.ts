import { z } from "zod";
import { Domain } from "../../schema/domain/domain";
import { domainFiles } from "../storage/hostFiles";
import { refuseProbed } from "./refuseProbed";
import type { Preflight } from "../lifecycle/resource";

const { uuid, disks, floppies, serials, interfaces, extraXml } = Domain.inputs.shape;
const Writer = z.object({ uuid, disks, floppies, serials, interfaces, extraXml });

/** Calls `refuseProbed` in the preview, before a replacement deletes the old domain. */
export const preflightProbed: Preflight = (inputs, changes) => {
    const { data } = Writer.safeParse(inputs);
    if (data === undefined) return undefined;
    return async (libvirt) => {
        const domains = changes === undefined ? [] : await domainFiles(libvirt);
        const mine = domains.find(({ domain }) => domain.uuid === data.uuid);
        await refuseProbed(libvirt, data, mine?.written);
    };
};
