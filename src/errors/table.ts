import * as auditMachine from "./catalog/auditMachine";
import * as auditNetwork from "./catalog/auditNetwork";
import * as beyond from "./catalog/beyond";
import * as bug from "./core/bug";
import * as capture from "./catalog/capture";
import * as cleanState from "./catalog/cleanState";
import * as command from "./catalog/command";
import * as connection from "./catalog/connection";
import * as domain from "./catalog/domain";
import * as extraXml from "./catalog/extraXml";
import * as files from "./catalog/files";
import * as guard from "./catalog/guard";
import * as host from "./catalog/host";
import * as hostDevices from "./catalog/hostDevices";
import * as image from "./catalog/image";
import * as installation from "./catalog/installation";
import * as lab from "./catalog/lab";
import * as limits from "./catalog/limits";
import * as network from "./catalog/network";
import * as reach from "./catalog/reach";
import * as ready from "./catalog/ready";
import * as newProject from "./catalog/newProject";
import * as program from "./catalog/program";
import type { Row } from "./core/row";
import * as run from "./catalog/run";
import * as secret from "./catalog/secret";
import * as shape from "./catalog/shape";
import * as standIn from "./catalog/standIn";
import * as volume from "./catalog/volume";

export interface Area {
    readonly title: string;
    readonly rows: readonly Row[];
}

/** Every definition, as docs/errors.md has them. */
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
