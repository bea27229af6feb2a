import { GetHost } from "../../schema/functions";
import type { Element } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";
import { all, textAt } from "../../xml/tree/query";
import type { FunctionHandler } from "./function";
import { dotted } from "../../libvirt/versions";

export const getHost: FunctionHandler<typeof GetHost> = {
    schema: GetHost,
    async call(_args, libvirt) {
        const [hostname, uri, library, type, hypervisor, capabilities] = await Promise.all([
            libvirt.call("connectGetHostname", {}),
            libvirt.call("connectGetUri", {}),
            libvirt.call("connectGetLibVersion", {}),
            libvirt.call("connectGetType", {}),
            libvirt.call("connectGetVersion", {}),
            libvirt.call("connectGetCapabilities", {}),
        ]);
        return {
            hostname,
            uri,
            libvirtVersion: dotted(library),
            qemuVersion: type === "QEMU" ? dotted(hypervisor) : undefined,
            ...hardwareOf(parse(capabilities)),
        };
    },
};

// https://libvirt.org/formatcaps.html
function hardwareOf(capabilities: Element) {
    const cells = all(capabilities, "host", "topology", "cells", "cell");
    const known = cells.length > 0;
    const domains = all(capabilities, "guest", "arch", "domain");
    return {
        architecture: textAt(capabilities, "host", "cpu", "arch") ?? "",
        cpus: known ? sum(all(capabilities, ...CPUS).map(() => 1)) : undefined,
        memoryMiB: known
            ? Math.floor(sum(cells.map((cell) => Number(textAt(cell, "memory")))) / 1024)
            : undefined,
        claimsKvm: domains.some(({ attributes }) => attributes["type"] === "kvm"),
    };
}

const CPUS = ["host", "topology", "cells", "cell", "cpus", "cpu"];

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
