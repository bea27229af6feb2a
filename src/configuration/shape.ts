import { z } from "zod";
import type { LabArgs } from "../components/lab/lab";
import { labRules, LabShape } from "../components/lab/labShape";
import * as errors from "../errors";
import { Sha256, WEB_ADDRESS } from "../schema/core/leaves";
import type { Issue, Rule } from "../schema/core/resource";

const { edition, tuning, drivers, hal, pool, networks, policy } = LabShape.shape;
const { machines, limits, screen, screenPassword } = LabShape.shape;

/** A file, an address, or a volume. */
const IMAGE = new RegExp(`^(/|\\.\\.?/|~/).|${WEB_ADDRESS.source}|^[^/.~:][^/:]*/[^/]+$`);

/** What a stack has that sets none. */
export const DEFAULTS = {
    networks: { lan: { reach: "dhcp" } },
    machines: { xp: {} },
} satisfies Partial<LabArgs>;

/**
 * The ready-made lab as a stack's configuration says it. Pulumi.yaml's section and config.schema.json are made of it, with the
 * texts of `LabArgs` for all that has none here.
 */
export const Configuration = z.strictObject({
    image: z
        .string()
        .regex(
            IMAGE,
            'must be a file ("/...", "./..." or "~/..."), an address ("https://...", without a user or password) or a volume on the host ("pool/volume")',
        )
        .optional()
        .describe(
            "Image with an installed Windows XP: a file to upload, an address to download from, or a volume on the host (pool/volume). Default: the stand-in guest that npm start builds.",
        )
        .meta({ examples: ["~/images/xp-sp3.qcow2", "images/xp-sp3-0a1b2c3d"] }),
    imageSha256: Sha256.optional().describe(
        "SHA-256 that the image must have, 64 lower-case hexadecimal digits; required with an address, refused with a volume. Default: the image's hash.",
    ),
    edition,
    tuning,
    drivers,
    hal,
    pool,
    networks: networks
        .default(DEFAULTS.networks)
        .meta({ examples: [{ detonation: { reach: "guests" } }] }),
    policy: policy
        .unwrap()
        .default({})
        .meta({ examples: [{ maxReach: "guests" }] }),
    machines: machines
        .default(DEFAULTS.machines)
        .meta({ examples: [{ patient: { count: 3, memoryMiB: 512 } }] }),
    limits: limits.default({}).meta({ examples: [{ cpuPercent: 50 }] }),
    screen,
    screenPassword,
});
export type Configuration = z.infer<typeof Configuration>;

export const configurationRules: readonly Rule<Configuration>[] = [
    validateAddressHash,
    validateHashUse,
    // None of a lab's own is about its image.
    ...labRules.map(
        (rule): Rule<Configuration> =>
            (configuration) =>
                rule({ ...configuration, image: configuration.image ?? "" }),
    ),
];

/** Who offers the file could change it. */
function validateAddressHash({ image = "", imageSha256 }: Configuration): Issue[] {
    return isAddress(image) && imageSha256 === undefined
        ? [errors.addressNeedsSha256(["imageSha256"])]
        : [];
}

/** The content of what is on the host already is not read. */
function validateHashUse({ image, imageSha256 }: Configuration): Issue[] {
    return image !== undefined && isVolume(image) && imageSha256 !== undefined
        ? [errors.sha256WithoutUpload(["imageSha256"])]
        : [];
}

/** A path begins with `/`, `.` or `~`, an address with its scheme. */
export const isVolume = (image: string): boolean => !isAddress(image) && !/^([./]|~\/)/.test(image);

export const isAddress = (image: string): boolean => /^https?:/i.test(image);
