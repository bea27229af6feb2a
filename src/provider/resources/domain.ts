import { randomUUID } from "node:crypto";
import {
    isOperationInvalid,
    LibvirtError,
    type Domain as LibvirtDomain,
    type Libvirt,
} from "../../libvirt";
import { DomainDefine, DomainUndefine } from "../../libvirt/flags";
import { Domain } from "../../schema/domain";
import { domainXml, type DomainBirth } from "../../xml/domain";
import { print } from "../../xml/element";
import { tokenOf } from "../../xml/mark";
import { screenPort } from "../../xml/screen";
import { acceleratorOf, START_LIMIT, type DomainType } from "../accelerator";
import { birthOfDomain } from "../domainBirth";
import { inactiveXml, liveXml, observe } from "../domainState";
import { nameTaken, UserError } from "../errors";
import { found } from "../found";
import type { CallContext, CreateContext, ResourceHandler } from "../resource";
import { createSerialLogs, deleteSerialLogs } from "../serialLogs";
import type { Properties } from "../wire";

export const domain: ResourceHandler<Domain> = {
    schema: Domain,
    createBeforeDelete: false,
    birth: (inputs, context) => Promise.resolve(birthOfDomain(inputs, context)),
    create,
    async read(id, state, libvirt) {
        const ref = await findDomain(libvirt, id);
        return ref && { ...state, ...(await observe(libvirt, ref, state)) };
    },
    delete: remove,
};

const findDomain = (libvirt: Libvirt, uuid: string) =>
    found(libvirt.call("domainLookupByUUID", { uuid }));

async function create(inputs: Domain, context: CreateContext) {
    const { libvirt, urn, signal } = context;
    const { uuid = "", autostart } = inputs;
    const mine = await findDomain(libvirt, uuid);
    if (mine === undefined) await refuseTakenName(inputs, libvirt);
    const type = await typeOf(mine, inputs, context);
    signal.throwIfAborted();
    const birth = { type, mark: { token: randomUUID(), urn } };
    const ref = await define(inputs, birth, mine, context);
    await libvirt.call("domainSetAutostart", { domain: ref, autostart });
    signal.throwIfAborted();
    if (inputs.powerState === "running") await start(inputs, birth, ref, context);
    else if (ref.id !== OFF) await destroy(libvirt, ref);
    const outputs = await observe(libvirt, ref, { ...inputs });
    return { id: uuid, outputs: { ...inputs, ...outputs, token: birth.mark.token } };
}

async function refuseTakenName({ name = "" }: Domain, libvirt: Libvirt): Promise<void> {
    const other = await found(libvirt.call("domainLookupByName", { name }));
    if (other !== undefined) throw nameTaken("Domain", name, `UUID ${other.uuid}`);
}

/** One that is there already keeps the accelerator of its birth. */
async function typeOf(
    mine: LibvirtDomain | undefined,
    { accelerator, name }: Domain,
    { libvirt, log }: CreateContext,
): Promise<DomainType> {
    if (mine !== undefined)
        return (await inactiveXml(libvirt, mine)).attributes["type"] === "kvm" ? "kvm" : "qemu";
    const type = await acceleratorOf(accelerator, libvirt);
    if (type === "qemu")
        log(
            "warning",
            `Domain "${name ?? ""}" runs under emulation (TCG): slower than KVM, and QEMU promises no isolation of hostile guests there.`,
        );
    return type;
}

async function define(
    inputs: Domain,
    birth: DomainBirth,
    mine: LibvirtDomain | undefined,
    { libvirt, undo }: CreateContext,
): Promise<LibvirtDomain> {
    await createSerialLogs(libvirt, inputs.serials, undo);
    const ref = await defineXml(inputs, birth, libvirt);
    if (mine === undefined) undo(() => undefine(libvirt, ref));
    return ref;
}

async function defineXml(inputs: Domain, birth: DomainBirth, libvirt: Libvirt) {
    const xml = print(domainXml(inputs, birth));
    try {
        const flags = DomainDefine.VALIDATE;
        return await libvirt.call("domainDefineXMLFlags", { xml, flags }, START_LIMIT);
    } catch (error) {
        if (!(error instanceof LibvirtError)) throw error;
        throw new UserError(
            `libvirt refuses domain "${inputs.name ?? ""}": ${error.message}.`,
            "Change the field that it speaks of and run again.",
            { cause: error },
        );
    }
}

/** libvirt's id of a domain that is off. */
const OFF = -1;

/** The port that libvirt picks at the first start is then the domain's own. */
async function start(
    inputs: Domain,
    birth: DomainBirth,
    ref: LibvirtDomain,
    { libvirt, signal, undo }: CreateContext,
): Promise<void> {
    // Unless it runs already: a run that was cut off got this far.
    if (ref.id === OFF) {
        // Before the call: cut off in its middle it may have started the guest all the same.
        undo(() => destroy(libvirt, ref));
        try {
            const options = { ...START_LIMIT, signal };
            await libvirt.call("domainCreateWithFlags", { domain: ref }, options);
        } catch (error) {
            throw cannotStart(inputs, error);
        }
    }
    const port = screenPort(await liveXml(libvirt, ref));
    if (port !== undefined) await defineXml(inputs, { ...birth, screenPort: port }, libvirt);
}

function cannotStart({ name = "" }: Domain, cause: unknown): UserError {
    const text = cause instanceof Error ? cause.message : String(cause);
    return new UserError(
        `Domain "${name}" could not start: ${text}.`,
        "Mend the cause and run again; its definition was taken back.",
        { cause },
    );
}

async function remove(id: string, state: Properties, { libvirt }: CallContext): Promise<void> {
    const ref = await findDomain(libvirt, id);
    if (ref !== undefined) {
        if (tokenOf(await inactiveXml(libvirt, ref)) !== state["token"]) return;
        await destroy(libvirt, ref);
        await undefine(libvirt, ref);
    }
    await deleteSerialLogs(libvirt, Domain.inputs.shape.serials.parse(state["serials"]));
}

async function destroy(libvirt: Libvirt, domain: LibvirtDomain): Promise<void> {
    try {
        await libvirt.call("domainDestroyFlags", { domain });
    } catch (error) {
        // It is off.
        if (!isOperationInvalid(error)) throw error;
    }
}

/** libvirt refuses to undefine while any of these is left behind. */
const EVERYTHING =
    DomainUndefine.MANAGED_SAVE |
    DomainUndefine.SNAPSHOTS_METADATA |
    DomainUndefine.NVRAM |
    DomainUndefine.CHECKPOINTS_METADATA;

const undefine = (libvirt: Libvirt, domain: LibvirtDomain) =>
    found(libvirt.call("domainUndefineFlags", { domain, flags: EVERYTHING }));
