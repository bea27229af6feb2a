import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { LabArgs } from "./components/lab";
import { noImage, secretInside } from "./errors";

/** The ready-made lab as its stack's configuration says. Types are judged by the components. */
export interface Configuration {
    readonly uri: string | undefined;
    /** A file to upload, or a volume that is on the host. */
    readonly image: { readonly file: string } | { readonly volume: string };
    readonly imageSha256: string | undefined;
    readonly pool: string | undefined;
    readonly networks: NonNullable<LabArgs["networks"]>;
    readonly machines: LabArgs["machines"];
    readonly screenPassword: pulumi.Output<string> | undefined;
}

export function readConfiguration(config = new pulumi.Config()): Configuration {
    refuseSecretsIn("networks", "machines");
    // Pulumi.yaml declares every key with a default; an empty text stands for "not set".
    const text = (key: string) => config.get(key) || undefined;
    return {
        uri: new pulumi.Config("libvirt").get("uri"),
        image: imageOf(text("image")),
        imageSha256: text("imageSha256"),
        pool: text("pool"),
        networks: config.requireObject<NonNullable<LabArgs["networks"]>>("networks"),
        machines: config.requireObject<LabArgs["machines"]>("machines"),
        screenPassword: config.getSecret("screenPassword"),
    };
}

/** The project's folder. Pulumi runs the program in that of its main file, where nobody looks for an image. */
const PROJECT = join(__dirname, "..");

/** A path begins with `/`, `.` or `~`; anything else is a volume `pool/name`. */
function imageOf(image: string | undefined): Configuration["image"] {
    if (image === undefined) return { file: standIn() };
    if (image.startsWith("~/")) return { file: join(homedir(), image.slice(2)) };
    return /^[./]/.test(image) ? { file: resolve(PROJECT, image) } : { volume: image };
}

/** The small Linux that stands in for XP until the user names an image. */
function standIn(): string {
    const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
    const file = join(cache, "xplab", "stand-in.qcow2");
    if (existsSync(file)) return file;
    throw new pulumi.RunError(noImage({ file }).message);
}

// Exported and used by Pulumi itself, but left out of its type declarations (sdk/nodejs/runtime/config.ts).
const { isConfigSecret } = pulumi.runtime as unknown as {
    isConfigSecret: (key: string) => boolean;
};

/** Pulumi decrypts a secret inside an object without marking what it reads, so that it lands in the state in clear. */
function refuseSecretsIn(...keys: readonly string[]): void {
    for (const key of keys)
        if (isConfigSecret(`${pulumi.getProject()}:${key}`))
            throw new pulumi.RunError(secretInside({ key }).message);
}
