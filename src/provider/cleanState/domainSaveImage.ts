import { deleteLayer } from "../../cleanState/layer";
import { clockText, resetDomain, storedDefinition } from "../../cleanState/reset";
import { whyNotRestorable } from "../../cleanState/restorable";
import { objectGone } from "../../errors";
import type { Libvirt } from "../../libvirt";
import { DomainSaveImage } from "../../schema/domainSaveImage/domainSaveImage";
import { activeFile } from "../../xml/domain/activeLayer";
import { cleanMarkOf } from "../../xml/domain/cleanMark";
import { findCleanDomain } from "./cleanDomain";
import { saveImageDefaults } from "./saveImageDefaults";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { forgetVolumes } from "../storage/hostFiles";
import { removeCleanState } from "./removeCleanState";
import type { CallContext, Cost, ResourceHandler, UpdateContext } from "../lifecycle/resource";
import { takeCleanState } from "./takeCleanState";
import { domainUsing } from "../storage/volumeUsers";
import { allocationAt, findVolume } from "../storage/volumes";
import { waitingIn } from "../lifecycle/waiting";
import { refuseHostDevices } from "./refuseHostDevices";
import { isUnknown, type Properties } from "../lifecycle/wire";
import { writtenText } from "../storage/writtenText";

export const domainSaveImage: ResourceHandler<DomainSaveImage> = {
    schema: DomainSaveImage,
    createBeforeDelete: true,
    creationDefaults: (inputs, context) => Promise.resolve(saveImageDefaults(inputs, context)),
    async create(inputs, context) {
        const state = await takeCleanState(inputs, context);
        return { id: `${inputs.pool}/${inputs.name ?? ""}`, outputs: { ...inputs, ...state } };
    },
    read,
    update,
    delete: remove,
    preview: {
        texts: {
            reset: "brings the guest back to its clean state, what it has written since is lost",
        },
        loss,
    },
    preflight: ({ domain }, changes) =>
        changes === undefined && typeof domain === "string" && !isUnknown(domain)
            ? (libvirt) => refuseUnsavable(domain, libvirt)
            : undefined,
};

/** A domain that does not exist yet is checked by the create. */
async function refuseUnsavable(uuid: string, libvirt: Libvirt): Promise<void> {
    const domain = await findCleanDomain(libvirt, uuid);
    if (domain !== undefined) refuseHostDevices(domain);
}

/** A clean state that cannot be restored counts as gone, so the next update takes it again. */
async function read(id: string, state: Properties, libvirt: Libvirt) {
    const volume = await findVolume(libvirt, id);
    if (volume === undefined) return undefined;
    const uuid = state["domain"] ?? (await domainOf(libvirt, volume.key));
    const domain = typeof uuid === "string" ? await findCleanDomain(libvirt, uuid) : undefined;
    const mark = domain && cleanMarkOf(domain.stored);
    if (domain === undefined || mark?.state === undefined || mark.file !== volume.key) {
        return undefined;
    }
    if ((await whyNotRestorable(libvirt, domain.ref, domain.stored)) !== undefined) {
        return undefined;
    }
    const { hardware, resetTrigger } = state;
    const known = Object.entries({ hardware, resetTrigger }).filter(([, one]) => one !== undefined);
    const { pool, name } = volume;
    return {
        id,
        inputs: { name, pool, domain: uuid, ...Object.fromEntries(known) },
        outputs: { path: volume.key, ...mark.state },
    };
}

/** UUID of the domain of a memory file, for an import. */
async function domainOf(libvirt: Libvirt, file: string): Promise<string | undefined> {
    for (const domain of await libvirt.call("connectListAllDomains", {})) {
        const stored = await ignoreNotFound(storedDefinition(libvirt, domain));
        if (stored !== undefined && cleanMarkOf(stored)?.file === file) return domain.uuid;
    }
    return undefined;
}

async function update(
    _id: string,
    _olds: DomainSaveImage,
    { domain: uuid }: DomainSaveImage,
    context: UpdateContext,
): Promise<Properties> {
    const { libvirt, state, changes, log } = context;
    const domain = await ignoreNotFound(libvirt.call("domainLookupByUUID", { uuid }));
    if (domain === undefined) throw objectGone({ kind: "Domain", name: uuid });
    if (changes.some(({ effect }) => effect === "reset")) {
        const done = await resetDomain(libvirt, domain, waitingIn(context));
        log(
            "info",
            `${domain.name}: back at its clean state in ${done.seconds.toFixed(1)} s, ${clockText(done)}.`,
        );
    }
    const outputs = Object.keys(DomainSaveImage.outputs.shape);
    return Object.fromEntries(outputs.map((key) => [key, state[key]]));
}

async function remove(
    _id: string,
    { domain, path, disks }: Properties,
    context: CallContext,
): Promise<void> {
    if (typeof domain !== "string" || typeof path !== "string") return;
    await removeCleanState(domain, path, context);
    const { libvirt } = context;
    // If the domain was recreated outside Pulumi, its definition does not name these layers.
    for (const { file } of DomainSaveImage.outputs.shape.disks.catch([]).parse(disks)) {
        if ((await domainUsing(libvirt, activeFile(file))) === undefined) {
            await deleteLayer(libvirt, file);
        }
    }
    forgetVolumes(libvirt);
}

/** Says that the clean state is taken again, how long that took last time, and how much the guest has written since. */
async function loss(id: string, libvirt: Libvirt): Promise<Cost> {
    const volume = await findVolume(libvirt, id);
    const uuid = volume && (await domainOf(libvirt, volume.key));
    const domain = uuid === undefined ? undefined : await findCleanDomain(libvirt, uuid);
    const state = domain && cleanMarkOf(domain.stored)?.state;
    const time =
        state === undefined ? "" : ` (about ${Math.ceil(state.seconds)} s, and the guest's start)`;
    const written = await Promise.all(
        (state?.disks ?? []).map(({ file }) => allocationAt(libvirt, activeFile(file))),
    );
    const lost = writtenText(written.reduce((sum, bytes) => sum + bytes, 0));
    const text = `clean state will be taken again${time}`;
    return { label: "retake", description: lost === undefined ? text : `${text}, ${lost}` };
}
