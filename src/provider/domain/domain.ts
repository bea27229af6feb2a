import { randomUUID } from "node:crypto";
import { generatedNameTaken } from "../../errors";
import type { Domain as LibvirtDomain, Libvirt } from "../../libvirt";
import { destroyDomain } from "../../libvirt/destroyDomain";
import { DomainUndefine, DomainXml } from "../../libvirt/flags";
import { Domain } from "../../schema/domain/domain";
import { frozenFiles } from "../../xml/domain/activeLayer";
import { domainXml } from "../../xml/domain/write/domain";
import { withExtra } from "../../xml/domain/extraXml";
import { tokenOf, urnOf } from "../../xml/mark";
import { plugsIn, plugsOf } from "../../xml/domain/plugs";
import { acceleratorOf, type DomainType } from "./accelerator/accelerator";
import type { CostlyChange } from "../lifecycle/diff";
import { domainDefaults } from "./domainDefaults";
import { defineDomain, keepScreenPort } from "./domainDefinition";
import { dropLayers, dropMemoryFile } from "./domainLayers";
import { startDomain } from "./domainPower";
import { refuseTakenName } from "./domainRename";
import { updateDomain } from "./domainUpdate";
import { definitionOf, inputsIn, outputsIn, viewDomain } from "./domainView";
import { preflightHostDevices } from "./hostDevices/preflightHostDevices";
import { preflightProbed } from "./preflightProbed";
import { requireHostDevices } from "./hostDevices/hostDevices";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { lookUpByIdOrName } from "../lifecycle/lookUpByIdOrName";
import { undoable } from "../lifecycle/outcome";
import { outputsWhenReady, pendingIn, serialLogEnd } from "./ready/ready";
import { refuseProbed } from "./refuseProbed";
import { releaseAddresses, reserveAddresses } from "../network/reservations";
import type {
    CallContext,
    Cost,
    CreateContext,
    Preflight,
    ResourceHandler,
} from "../lifecycle/resource";
import { hasRunningValue } from "./runningFields";
import { deleteLogs, logFilesIn, logsOf, makeLogFolders, requireLogPools } from "./virtlogdFiles";
import { isRecord, type Properties } from "../lifecycle/wire";

const LIVE: Cost = { label: "live", description: "at once, the guest keeps running" };
const RESTART: Cost = { label: "restart", description: "restarts the guest" };

export const domain: ResourceHandler<Domain> = {
    schema: Domain,
    createBeforeDelete: false,
    creationDefaults: (inputs, context) => Promise.resolve(domainDefaults(inputs, context)),
    create,
    read,
    update: updateDomain,
    delete: remove,
    preview: {
        texts: { live: LIVE.description, restart: RESTART.description },
        costOf,
        unknownAfter: (changes) =>
            changes.some(({ effect }) => effect === "power")
                ? ["state", "addresses", "screen", "restartPending"]
                : ["restartPending"],
    },
    preflight,
};

function preflight(...change: Parameters<Preflight>): ReturnType<Preflight> {
    const checks = [preflightHostDevices, preflightProbed].flatMap((one) => one(...change) ?? []);
    if (checks.length === 0) return undefined;
    return async (libvirt) => {
        await Promise.all(checks.map((check) => check(libvirt)));
    };
}

const findDomain = (libvirt: Libvirt, uuid: string) =>
    ignoreNotFound(libvirt.call("domainLookupByUUID", { uuid }));

async function create(inputs: Domain, context: CreateContext) {
    const { libvirt, urn, signal, undo } = context;
    const { name = "", uuid = "", autostart } = inputs;
    const mine = await findDomain(libvirt, uuid);
    if (mine !== undefined)
        return { id: uuid, outputs: await adoptExisting(mine, inputs, context) };
    await refuseTakenName(libvirt, name);
    const type = await acceleratorFor(inputs, context);
    await requireHostDevices(libvirt, inputs, type);
    await refuseProbed(libvirt, inputs);
    signal.throwIfAborted();

    const defaults = { type, mark: { token: randomUUID(), urn } };
    const logs = logsOf(inputs);
    // Rolled back after the guest, which writes them, has ended.
    undo(() => deleteLogs(libvirt, logs));
    await makeLogFolders(libvirt, logs);
    const definition = withExtra(domainXml(inputs, defaults), inputs.extraXml);
    const plugs = plugsIn(definition);
    // Rolled back after the definition, whose addresses must stay reserved.
    undo(() => releaseAddresses(libvirt, plugs));
    const made = await undoable(defineDomain(libvirt, name, definition), () =>
        undo(() => undefineIfThere(libvirt, uuid)),
    );
    await reserveAddresses(libvirt, plugs);
    await libvirt.call("domainSetAutostart", { domain: made, autostart });
    signal.throwIfAborted();
    const serialLogStart = await serialLogEnd(libvirt, inputs);
    const ref = await startUnlessOff(made, inputs, context);
    await keepScreenPort(libvirt, await viewDomain(libvirt, ref, true), inputs, defaults);
    const started = { domain: ref, inputs, serialLogStart, isNew: true };
    return { id: uuid, outputs: { ...inputs, ...(await outputsWhenReady(started, context)) } };
}

/** Updates a domain that an interrupted run left, or that is replaced under the same UUID, to the inputs. */
async function adoptExisting(mine: LibvirtDomain, inputs: Domain, context: CreateContext) {
    const view = await viewDomain(context.libvirt, mine, true);
    // Without this resource's mark it is somebody else's domain whose UUID the program names.
    if (urnOf(view.stored) !== context.urn)
        throw generatedNameTaken({ name: inputs.name ?? "", there: mine.name, uuid: mine.uuid });
    // Read from the host, not validated: the schema might refuse it.
    const olds = inputsIn(view, { ...inputs }) as Domain;
    const fresh = { ...context, state: {}, changes: [] };
    return { ...inputs, ...(await updateDomain(mine.uuid, olds, inputs, fresh)) };
}

async function acceleratorFor(
    { accelerator, name }: Domain,
    { libvirt, log }: CreateContext,
): Promise<DomainType> {
    const type = await acceleratorOf(accelerator, libvirt);
    if (type === "qemu")
        log(
            "warning",
            `Domain "${name ?? ""}" runs under emulation (TCG): slower than KVM, and QEMU promises no isolation of hostile guests there.`,
        );
    return type;
}

async function startUnlessOff(
    domain: LibvirtDomain,
    { powerState }: Domain,
    context: CreateContext,
): Promise<LibvirtDomain> {
    if (powerState === "off") return domain;
    // Registered before the call, which may start the guest even when it is cut off.
    context.undo(() => destroyDomain(context.libvirt, domain));
    return startDomain(domain, context);
}

async function read(id: string, state: Properties, libvirt: Libvirt) {
    const isImport = Object.keys(state).length === 0;
    const ref = await lookUpByIdOrName(
        id,
        (uuid) => libvirt.call("domainLookupByUUID", { uuid }),
        (name) => libvirt.call("domainLookupByName", { name }),
    );
    if (ref === undefined) return undefined;
    // Reads the screen's password only if the program set one.
    const view = await viewDomain(libvirt, ref, hasPassword(state));
    // A running guest that somebody has undefined is created again, which adopts it.
    if (!view.isPersistent) return undefined;
    const { applyChanges } = state;
    const inputs = { ...inputsIn(view, state), ...(isImport ? {} : { applyChanges }) };
    const outputs = { ...outputsIn(view, isImport ? inputs : state), ...pendingIn(state) };
    return { id: ref.uuid, inputs, outputs };
}

const hasPassword = ({ graphics }: Properties) =>
    isRecord(graphics) && graphics["password"] !== undefined;

async function remove(id: string, state: Properties, context: CallContext): Promise<void> {
    const { libvirt } = context;
    const ref = await findDomain(libvirt, id);
    const { serials, interfaces } = Domain.inputs.shape;
    const nics = interfaces.parse(state["interfaces"]);
    const logs = logsOf({ serials: serials.parse(state["serials"]), interfaces: nics });
    const plugs = plugsOf(nics);
    if (ref === undefined) await requireLogPools(libvirt, logs);
    else {
        const [stored, live] = await Promise.all([
            definitionOf(libvirt, ref, DomainXml.INACTIVE),
            definitionOf(libvirt, ref, 0),
        ]);
        if (tokenOf(stored) !== state["token"]) return;
        logs.push(...logFilesIn(stored, live).filter((file) => !logs.includes(file)));
        await requireLogPools(libvirt, logs);
        await destroyDomain(libvirt, ref);
        // Before the undefine: the marks are in the definition.
        await dropLayers(libvirt, { frozen: [stored, live].flatMap(frozenFiles) });
        await dropMemoryFile(libvirt, stored);
        await undefine(libvirt, ref);
        plugs.push(...[stored, live].flatMap(plugsIn));
    }
    await deleteLogs(libvirt, logs);
    await releaseAddresses(libvirt, plugs);
}

/** libvirt refuses to undefine a domain that still has any of these. */
const EVERYTHING =
    DomainUndefine.MANAGED_SAVE |
    DomainUndefine.SNAPSHOTS_METADATA |
    DomainUndefine.NVRAM |
    DomainUndefine.CHECKPOINTS_METADATA;

async function undefineIfThere(libvirt: Libvirt, uuid: string): Promise<void> {
    const ref = await findDomain(libvirt, uuid);
    if (ref !== undefined) await undefine(libvirt, ref);
}

const undefine = (libvirt: Libvirt, domain: LibvirtDomain) =>
    ignoreNotFound(libvirt.call("domainUndefineFlags", { domain, flags: EVERYTHING }));

function costOf(change: CostlyChange, news: Properties, state: Properties): Cost | undefined {
    const { effect, path } = change;
    const isPending = state["restartPending"] === true;
    if (path === "applyChanges" && news["applyChanges"] === "restart" && isPending) return RESTART;
    if (effect === "power") return news["powerState"] === "off" ? STOP : START;
    if (effect !== "restart") return undefined;
    if (state["state"] === "shutoff") return AT_NEXT_START;
    if (hasRunningValue(state, change) || keepsAccelerator(change, state)) return LIVE;
    const waits = news["applyChanges"] === "nextStart" && path !== "name";
    return waits ? AT_NEXT_START : undefined;
}

/** The accelerator that `auto` chose is kept. */
const keepsAccelerator = ({ path, value }: CostlyChange, { accelerator }: Properties) =>
    path === "accelerator" && (value === "auto" || value === accelerator);

const START = { label: "start", description: "starts the guest" };
const STOP = { label: "stop", description: "shuts the guest down" };
const AT_NEXT_START = { label: "next start", description: "applies from the guest's next start" };
