import * as bug from "./bug";
import * as connection from "./connection";
import * as domain from "./domain";
import * as extraXml from "./extraXml";
import * as host from "./host";
import * as lab from "./lab";
import * as network from "./network";
import type { Row } from "./row";
import * as run from "./run";
import * as secret from "./secret";
import * as shape from "./shape";
import * as volume from "./volume";

export interface Area {
    readonly title: string;
    readonly rows: readonly Row[];
}

/** Every definition, in the order of docs/errors.md. */
export const areas: readonly Area[] = [
    area("Any property", shape),
    area("Labs and their configuration", lab),
    area("The connection to libvirt", connection),
    area("The host", host),
    area("The run", run),
    area("Domains", domain),
    area("Extra XML of domains", extraXml),
    area("Volumes and pools", volume),
    area("Networks and their filters", network),
    area("Secrets", secret),
    area("Defects of xplab", bug),
];

/** A file's definitions are what it exports. */
function area(title: string, definitions: Readonly<Record<string, { readonly row: Row }>>): Area {
    return { title, rows: Object.values(definitions).map(({ row }) => row) };
}
