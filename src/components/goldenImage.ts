import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { ObjectName, Sha256 } from "../schema/leaves";
import { checkArgs } from "./checkArgs";
import { ownPool } from "./hostNames";

export interface GoldenImageArgs {
    /** qcow2 image on the machine where Pulumi runs. */
    source: pulumi.Input<string>;
    /** SHA-256 that it must have. @default the one it has */
    sha256?: pulumi.Input<string>;
    /** Name of an existing pool to keep it in. @default a pool of its own in libvirt's image folder */
    pool?: pulumi.Input<string>;
}

const Shape = z.strictObject({
    source: z.string().min(1, "must not be empty"),
    sha256: Sha256.optional(),
    pool: ObjectName.optional(),
});

/** An installed Windows XP that many machines stand on: uploaded once, read-only, named by its content. */
export class GoldenImage extends pulumi.ComponentResource {
    /** Id `pool/name`, for a lab's `image`. */
    public readonly volume: pulumi.Output<string>;

    constructor(name: string, args: GoldenImageArgs, opts?: pulumi.ComponentResourceOptions) {
        super("xplab:index:GoldenImage", name, {}, opts);
        checkArgs(`GoldenImage "${name}"`, Shape, [], args);
        const pool = args.pool ?? ownPool(name, { parent: this }).name;
        const { source: file, sha256 } = args;
        const source = sha256 === undefined ? { file } : { file, sha256 };
        const volume = new libvirt.Volume(`${name}-volume`, { pool, source }, { parent: this });
        this.volume = volume.id;
        this.registerOutputs({ volume: this.volume });
    }
}
