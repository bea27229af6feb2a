import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import * as errors from "../../errors";
import { ObjectName, Sha256, WEB_ADDRESS } from "../../schema/core/leaves";
import type { Issue } from "../../schema/core/resource";
import type { Driver } from "../../xp/hardware/drivers";
import { DEFAULT_EDITION, type Edition } from "../../xp/editions";
import type { Hal } from "../../xp/hardware/hal";
import { validateHeads } from "../../xp/hardware/ntfsHeads";
import { checkArgs } from "../args/checkArgs";
import { absolute } from "../args/folders";
import { imageFields } from "../machine/hardwareShape";
import { ownPool } from "../args/hostNames";
import { bootGeometryOf } from "./imageDisk";
import type { ImageFacts } from "../machine/machineSettings";

export interface GoldenImageArgs extends ImageFacts {
    /**
     * A qcow2, raw, vmdk, vdi, vhd or vhdx image: a file on the machine where Pulumi runs, relative to the program's working
     * directory (`~/` is the home folder), or an http or https address, which is downloaded once.
     */
    source: pulumi.Input<string>;
    /**
     * SHA-256 that the source must have, 64 lower-case hexadecimal digits; required with an address.
     * @default the hash of the source
     */
    sha256?: pulumi.Input<string> | undefined;
    /**
     * Name of an existing pool for the image.
     * @default a pool of its own in libvirt's image folder
     */
    pool?: pulumi.Input<string> | undefined;
}

export const GoldenImageShape = z.strictObject({
    source: z.string().min(1, "must not be empty"),
    sha256: Sha256.optional(),
    pool: ObjectName.optional(),
    ...imageFields,
});

/** A disk image with an installed Windows XP that many machines share: uploaded once, read-only, named by its content. */
export class GoldenImage extends pulumi.ComponentResource {
    /** Volume id `pool/name`, for a lab's `image`. */
    public readonly volume: pulumi.Output<string>;
    /** Edition of Windows XP on the image, for a lab's `edition`. */
    public readonly edition: Edition;
    /** Drivers on the image, for a lab's `drivers`. */
    public readonly drivers: Driver[];
    /** HAL on the image, for a lab's `hal`. */
    public readonly hal: Hal | undefined;

    constructor(name: string, args: GoldenImageArgs, opts?: pulumi.ComponentResourceOptions) {
        super("xplab:index:GoldenImage", name, {}, opts);
        checkArgs(
            `GoldenImage "${name}"`,
            GoldenImageShape,
            [validateAddressHash, validateAddress],
            args,
        );
        const pool = args.pool ?? ownPool(name, { parent: this }).name;
        const { sha256 } = args;
        const place = pulumi.output(args.source).apply((one) => checkedPlace(name, one));
        const source = place.apply((one) => (sha256 === undefined ? one : { ...one, sha256 }));
        const volume = new libvirt.Volume(`${name}-volume`, { pool, source }, { parent: this });
        this.volume = volume.id;
        this.edition = args.edition ?? DEFAULT_EDITION;
        this.drivers = args.drivers ?? [];
        this.hal = args.hal;
        this.registerOutputs({ volume: this.volume });
    }
}

const isAddress = (source: unknown) => typeof source === "string" && /^https?:/i.test(source);

function placeOf(source: string): { url: string } | { file: string } {
    if (isAddress(source)) return { url: source };
    return { file: absolute(source) };
}

/** The image's place, once it is known that Windows XP would start from it, as far as that can be told here. */
async function checkedPlace(name: string, source: string) {
    const place = placeOf(source);
    const geometry = "file" in place ? await bootGeometryOf(place.file) : undefined;
    const findings = geometry === undefined ? [] : validateHeads(source, geometry);
    checkArgs(`GoldenImage "${name}"`, z.unknown(), [() => findings], {});
    return place;
}

type Args = z.infer<typeof GoldenImageShape>;

function validateAddressHash({ source, sha256 }: Args): Issue[] {
    return isAddress(source) && sha256 === undefined ? [errors.addressNeedsSha256(["sha256"])] : [];
}

function validateAddress({ source }: Args): Issue[] {
    return isAddress(source) && !WEB_ADDRESS.test(source)
        ? [errors.addressMalformed(["source"])]
        : [];
}
