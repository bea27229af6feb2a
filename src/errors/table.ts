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
import * as imageImport from "./catalog/imageImport";
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

/** Every definition, in the order of docs/reference/errors.md. */
export const areas: readonly Area[] = [
    area("Any property", shape),
    area("Labs and their configuration", lab),
    area("Programs", program),
    area("Connection to libvirt", connection),
    area("Objects on the host", host),
    area("Runs", run),
    area("Domains", domain),
    area("Host devices", hostDevices),
    area("Extra XML", extraXml),
    area("Readiness", ready),
    area("Resource limits", limits),
    area("Clean states", cleanState),
    area("Volumes and pools", volume),
    area("Images", image),
    area("Import of images", imageImport),
    area("Installations", installation),
    area("Files and results", files),
    area("Packet captures", capture),
    area("Networks and filters", network),
    area("Reach of networks", reach),
    area("Beyond the lab", beyond),
    area("Secrets", secret),
    area("The xplab command", command),
    area("The guard", guard),
    area("Audit findings in networks", auditNetwork),
    area("Audit findings in machines", auditMachine),
    area("New projects", newProject),
    area("Stand-in guests", standIn),
    area("Bugs in xplab", bug),
];

/** A file's definitions are its exports, sorted because their order is not guaranteed. */
function area(title: string, definitions: Readonly<Record<string, { readonly row: Row }>>): Area {
    const rows = Object.values(definitions).map(({ row }) => row);
    return { title, rows: rows.sort((a, b) => (a.code < b.code ? -1 : 1)) };
}
