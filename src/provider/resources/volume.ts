import type { StoragePool } from "../../libvirt";
import { Volume } from "../../schema/volume";
import { print } from "../../xml/element";
import { volumeXml } from "../../xml/volume";
import { digitsOf } from "../birth";
import { addBorn, defaultedFields, withoutDefault } from "../defaults";
import { nameTaken, UserError } from "../errors";
import { found } from "../found";
import { importContent } from "../importContent";
import type { BirthContext, Born, CreateContext, ResourceHandler } from "../resource";
import { checkSource } from "../sourceFile";
import { domainUsing, refuseBackingFile, refuseUsedByDomain } from "../volumeUsers";
import { backingChainOf, describeImage, findVolume, requirePool, type Image } from "../volumes";
import { isRecord, isUnknown, UNKNOWN, type Properties } from "../wire";

export const volume: ResourceHandler<Volume> = {
    schema: Volume,
    createBeforeDelete: true,
    birth,
    async create(inputs, context) {
        const pool = await requirePool(context.libvirt, inputs.pool);
        const ref = await (inputs.source === undefined
            ? makeVolume(inputs, pool, context)
            : importContent(inputs, inputs.source, pool, context));
        const image = await describeImage(context.libvirt, ref);
        const backingChain = await backingChainOf(context.libvirt, image);
        const { name } = ref;
        return {
            id: `${inputs.pool}/${name}`,
            outputs: { ...inputs, name, path: image.file, backingChain },
        };
    },
    async read(id, state, libvirt) {
        const ref = await findVolume(libvirt, id);
        if (ref === undefined) return undefined;
        const image = await describeImage(libvirt, ref);
        const backingChain = await backingChainOf(libvirt, image);
        return { ...state, path: image.file, backingChain };
    },
    async delete(id, _state, { libvirt }) {
        const ref = await findVolume(libvirt, id);
        if (ref === undefined) return;
        await refuseUsedByDomain(libvirt, id, ref.key);
        await refuseBackingFile(libvirt, id, ref.key);
        await found(libvirt.call("storageVolDelete", { volume: ref }));
    },
};

/** A third of the time and a fourteenth of the space of QEMU's own layout for scattered 4 KiB writes. */
const OVERLAY = { clusterSizeKiB: 128, extendedL2: true } as const;

async function birth(inputs: Properties, context: BirthContext): Promise<Born> {
    const overlay = inputs["backingVolume"] !== undefined;
    const shaped = overlay ? addBorn(inputs, OVERLAY) : withoutBorn(inputs, Object.keys(OVERLAY));
    if (!isRecord(shaped["source"])) return { inputs: withName(shaped, context), failures: [] };
    const old = isRecord(context.olds["source"]) ? context.olds["source"] : {};
    const { source, failures } = await checkSource(shaped["source"], old);
    return { inputs: withName({ ...shaped, source }, context), failures };
}

/** A volume that is no overlay any more has none of an overlay's fields. */
const withoutBorn = (inputs: Properties, fields: readonly string[]) =>
    fields.filter((field) => defaultedFields(inputs).has(field)).reduce(withoutDefault, inputs);

/** The name of birth while the content stays, then another one, so that old and new are there at once. */
function withName(inputs: Properties, { name, urn, owner = UNKNOWN, olds }: BirthContext) {
    const content = contentOf(inputs);
    const kept =
        defaultedFields(olds).has("name") && digitsOf(contentOf(olds)) === digitsOf(content);
    if (kept && !isUnknown(olds["name"])) return inputs;
    const open = defaultedFields(inputs).has("name") ? withoutDefault(inputs, "name") : inputs;
    const sha256 = shaOf(inputs);
    const digits =
        typeof sha256 === "string" && !isUnknown(sha256)
            ? sha256.slice(0, 16)
            : digitsOf(owner, urn, content);
    return addBorn(open, { name: isUnknown(digits) ? UNKNOWN : `${name}-${digits}` });
}

/** What makes a volume another one, besides its name. */
const contentOf = (inputs: Properties) => [
    ...["pool", "format", "capacityBytes", "backingVolume", "clusterSizeKiB", "extendedL2"].map(
        (field) => inputs[field] ?? null,
    ),
    shaOf(inputs),
];

const shaOf = ({ source }: Properties) => (isRecord(source) ? (source["sha256"] ?? null) : null);

async function makeVolume(inputs: Volume, pool: StoragePool, context: CreateContext) {
    const { libvirt, signal, undo } = context;
    const backing = await backingImage(inputs, context);
    const capacityBytes = inputs.capacityBytes ?? backing?.capacityBytes ?? 0;
    const name = await nameBesideUsed(inputs, context);
    const id = `${inputs.pool}/${name}`;
    const there = await findVolume(libvirt, id);
    if (there !== undefined) {
        if (!context.nameIsOurs) throw nameTaken("Volume", id, `path ${there.key}`);
        await refuseUsedByDomain(libvirt, id, there.key);
        const image = await describeImage(libvirt, there);
        if (image.capacityBytes === capacityBytes && image.backing?.file === backing?.file)
            return there;
        await libvirt.call("storageVolDelete", { volume: there });
    }
    signal.throwIfAborted();
    const layout = { ...inputs, name, capacityBytes, backing };
    const made = await libvirt.call("storageVolCreateXML", {
        pool,
        xml: print(volumeXml(layout)),
    });
    undo(() => libvirt.call("storageVolDelete", { volume: made }));
    return made;
}

/**
 * `up --replace` and `state taint` create anew what a domain still uses, and nothing in the call tells: the new volume
 * then gets another name, and the domain moves over to it before the old one goes.
 */
async function nameBesideUsed(
    { pool, name = "" }: Volume,
    { libvirt, nameIsOurs }: CreateContext,
): Promise<string> {
    const there = nameIsOurs ? await findVolume(libvirt, `${pool}/${name}`) : undefined;
    const isUsed = there !== undefined && (await domainUsing(libvirt, there.key)) !== undefined;
    return isUsed ? `${name}-2` : name;
}

async function backingImage(
    { backingVolume }: Volume,
    { libvirt }: CreateContext,
): Promise<Image | undefined> {
    if (backingVolume === undefined) return undefined;
    const ref = await findVolume(libvirt, backingVolume);
    if (ref === undefined)
        throw new UserError(
            `Backing volume "${backingVolume}" is not on the host.`,
            "Set backingVolume to the pool/name of a volume that is.",
        );
    const image = await describeImage(libvirt, ref);
    // A backing file stays root's (xml/domainDrives.ts), so QEMU's user comes as one of the others.
    if (!image.isPublic)
        throw new UserError(
            `QEMU's user cannot read backing volume "${backingVolume}".`,
            `Run "chmod 0444 ${image.file}" on the host.`,
        );
    return image;
}
