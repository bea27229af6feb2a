import * as auditMachine from "./auditMachine";
import * as auditNetwork from "./auditNetwork";
import * as beyond from "./beyond";
import * as bug from "./bug";
import * as capture from "./capture";
import * as cleanState from "./cleanState";
import * as command from "./command";
import * as connection from "./connection";
import * as domain from "./domain";
import * as extraXml from "./extraXml";
import * as files from "./files";
import * as guard from "./guard";
import * as host from "./host";
import * as hostDevices from "./hostDevices";
import * as image from "./image";
import * as installation from "./installation";
import * as lab from "./lab";
import * as limits from "./limits";
import * as network from "./network";
import * as reach from "./reach";
import * as ready from "./ready";
import * as newProject from "./newProject";
import * as program from "./program";
import type { Row } from "./row";
import * as run from "./run";
import * as secret from "./secret";
import * as shape from "./shape";
import * as standIn from "./standIn";
import * as volume from "./volume";

export interface Area {
    readonly title: string;
    readonly rows: readonly Row[];
}

/** Every definition, as docs/reference/errors.md has them. */
export const areas: readonly Area[] = [
    area("Any property", shape),
    area("Labs and their configuration", lab),
    area("Programs", program),
    area("The connection to libvirt", connection),
    area("The host", host),
    area("The run", run),
    area("Domains", domain),
    area("Devices of the host", hostDevices),
    area("Extra XML of domains", extraXml),
    area("Guests that are to be ready", ready),
    area("Limits of guests", limits),
    area("Clean states", cleanState),
    area("Volumes and pools", volume),
    area("Images and their formats", image),
    area("Installations", installation),
    area("Files into guests and out of them", files),
    area("Captures of packets", capture),
    area("Networks and their filters", network),
    area("The reach of networks", reach),
    area("What is beyond the lab", beyond),
    area("Secrets", secret),
    area("The xplab command", command),
    area("The guard of taps", guard),
    area("What xplab audit finds in networks", auditNetwork),
    area("What xplab audit finds in machines", auditMachine),
    area("New projects", newProject),
    area("Talk with a machine", standIn),
    area("Defects of xplab", bug),
];

/** A file's definitions are what it exports; sorted, as no compiler promises the order of exports. */
function area(title: string, definitions: Readonly<Record<string, { readonly row: Row }>>): Area {
    const rows = Object.values(definitions).map(({ row }) => row);
    return { title, rows: rows.sort((a, b) => (a.code < b.code ? -1 : 1)) };
}
