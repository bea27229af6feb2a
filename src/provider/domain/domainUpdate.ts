import { randomUUID } from "node:crypto";
import { objectGone } from "../../errors";
import type { Domain as LibvirtDomain, Libvirt } from "../../libvirt";
import { destroyDomain } from "../../libvirt/destroyDomain";
import type { Domain } from "../../schema/domain/domain";
import { domainEffects } from "../../schema/domain/domainEffects";
import { effectOf, type Effect } from "../../schema/core/effects";
import { domainXml, type DomainDefaults } from "../../xml/domain/write/domain";
import type { Element } from "../../xml/tree/element";
import { mergeExtra } from "../../xml/domain/extraXml";
import { guestWritten } from "../../xml/domain/guestWritten";
import { tokenOf, urnOf } from "../../xml/mark";
import { merge } from "../../xml/merge/merge";
import { plugsIn, plugsOf, withoutPlugs, type Plug } from "../../xml/domain/plugs";
import { screenPort } from "../../xml/domain/screen";
import { convertRawDisks } from "./convertRawDisks";
import { asDeclared, union } from "../lifecycle/declared";
import { changesBetween } from "../lifecycle/diff";
import { defineDomain, keepScreenPort } from "./domainDefinition";
import { changeLive } from "./domainLive";
import { shutDownDomain, startDomain } from "./domainPower";
import { dropLayers, repairLayers } from "./domainLayers";
import { renameDomain } from "./domainRename";
import {
    definitionOf,
    outputsIn,
    readLive,
    readStored,
    valueAt,
    viewDomain,
    type DomainView,
} from "./domainView";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { needsHostDevices, requireHostDevices } from "./hostDevices/hostDevices";
import { outputsWhenReady, serialLogEnd, type Started } from "./ready/ready";
import { refuseProbed } from "./refuseProbed";
import { releaseAddresses, reserveAddresses } from "../network/reservations";
import type { UpdateContext } from "../lifecycle/resource";
import { deleteLogs, keepFormerLogs, logFilesIn, logsOf, makeLogFolders } from "./virtlogdFiles";
import type { Properties } from "../lifecycle/wire";

/**
 * Edits the domain's stored definition, which keeps what others wrote into it, and applies it to the guest: live where
 * possible, else by a restart. Each step checks the host first, so an interrupted run can be repeated.
 */
export async function updateDomain(
    id: string,
    olds: Domain,
    news: Domain,
    context: UpdateContext,
): Promise<Properties> {
    const { libvirt, changes, signal } = context;
    const domain = await requireDomain(libvirt, id, news);
    if (needsHostDevices(news) && mayStart(changes))
        await requireHostDevices(libvirt, news, await typeOfDomain(libvirt, domain));
    const wasShutDown = await renameDomain(domain, news, context);
    const readView = async () => viewDomain(libvirt, await requireDomain(libvirt, id, news), true);
    const seen = await readView();
    const before = (await convertRawDisks(seen, news, context)) ? await readView() : seen;
    const defaults = defaultsOf(before, news, context);
    const known = [before.stored, before.live].flatMap((xml) => (xml ? guestWritten(xml) : []));
    await refuseProbed(libvirt, news, known);
    await makeLogFolders(libvirt, logsOf(news), known);
    await redefine(before, olds, news, defaults, context);
    const touchesInterfaces =
        changes.length === 0 || changes.some(({ keys }) => keys[0] === "interfaces");
    if (changes.length === 0 || changes.some(({ path }) => path === "autostart"))
        await libvirt.call("domainSetAutostart", { domain, autostart: news.autostart });
    signal.throwIfAborted();

    const stored = await readView();
    if (touchesInterfaces) await reserveAddresses(libvirt, plugsIn(stored.stored));
    const { restart, live } = pendingChanges(stored, olds, news, context);
    if (restart.length > 0 && news.applyChanges === "restart")
        await shutDown(stored, news, context);
    else await changeLive(stored, live, news, defaults, context);
    const serialLogStart =
        wasShutDown || !keepsPowerState(changes, news)
            ? await applyPowerState(id, news, context)
            : undefined;

    const after = await readView();
    await keepScreenPort(libvirt, after, news, defaults);
    await dropLogs(before, after, context);
    await dropLayers(libvirt, before, after);
    if (touchesInterfaces) await releaseAddresses(libvirt, formerPlugs(olds, before, after));
    if (serialLogStart === undefined && !mayHaveStarted(news, context))
        return outputsIn(after, { ...news });
    return outputsWhenReady(startedAt(after, news, serialLogStart, context), context);
}

async function requireDomain(
    libvirt: Libvirt,
    uuid: string,
    { name }: Domain,
): Promise<LibvirtDomain> {
    const ref = await ignoreNotFound(libvirt.call("domainLookupByUUID", { uuid }));
    if (ref !== undefined) return ref;
    throw objectGone({ kind: "Domain", name });
}

/** Values chosen for the definition beyond the inputs. A create, which has no state, sets a new mark. */
function defaultsOf(
    { stored }: DomainView,
    news: Domain,
    { state, urn }: UpdateContext,
): DomainDefaults {
    const { accelerator } = news;
    const chosen = accelerator === "auto" ? state["accelerator"] : accelerator;
    const token = typeof state["token"] === "string" ? state["token"] : randomUUID();
    return {
        type: chosen === undefined ? typeOf(stored) : chosen === "kvm" ? "kvm" : "qemu",
        mark: { token, urn },
        screenPort: screenPort(stored),
    };
}

/** Whether changes may start or restart the guest. */
export const mayStart = (changes: UpdateContext["changes"]) =>
    changes.length === 0 ||
    changes.some(({ effect }) => effect === "restart" || effect === "power");

const typeOfDomain = async (libvirt: Libvirt, domain: LibvirtDomain) =>
    typeOf(await definitionOf(libvirt, domain, 0));

const typeOf = ({ attributes: { type } }: Element) => (type === "kvm" ? "kvm" : "qemu");

async function redefine(
    { stored, ref, frozen }: DomainView,
    olds: Domain,
    news: Domain,
    defaults: DomainDefaults,
    { libvirt }: UpdateContext,
): Promise<void> {
    const { mark: mine } = defaults;
    const mark = { token: tokenOf(stored) ?? mine.token, urn: urnOf(stored) ?? mine.urn };
    const old = domainXml(olds, { ...defaults, mark, type: typeOf(stored) });
    const merged = merge(stored, old, domainXml(news, defaults));
    const definition = mergeExtra(merged, olds.extraXml, news.extraXml);
    if (definition !== stored) await defineDomain(libvirt, ref.name, definition, frozen);
}

/** Changes that the running guest does not have yet; those of all fields when everything is to be applied now. */
function pendingChanges(view: DomainView, olds: Domain, news: Domain, { changes }: UpdateContext) {
    const isWhole = changes.length === 0 || changes.some(({ path }) => path === "applyChanges");
    const asked = new Set(changes.map(({ keys }) => keys.join(".")));
    const gone = olds.extraXml.filter(({ xml }) => !news.extraXml.some((one) => one.xml === xml));
    const extraXml = [...news.extraXml, ...gone];
    const both = { ...union({ ...olds }, { ...news }), extraXml };
    const [stored, live] = [readStored(view, both), readLive(view, both)];
    if (live === undefined) return { restart: [], live: [] };
    // libvirt or the provider chose what is stored but not declared; that is no change.
    const isOther = (keys: readonly string[]) =>
        changesBetween(valueAt(live, keys), valueAt(stored, keys)).length > 0;
    const pending = changesBetween(asDeclared(domainEffects, both, live), news).filter(
        ({ keys }) => isOther(keys) && (isWhole || asked.has(keys.join("."))),
    );
    const withEffect = (effect: Effect) =>
        pending.filter((change) => effectOf(domainEffects, change) === effect);
    return { restart: withEffect("restart"), live: withEffect("live") };
}

const shutDown = ({ ref }: DomainView, news: Domain, context: UpdateContext) =>
    shutDownDomain(ref, news.shutdownTimeoutSeconds, context);

/** If it starts the guest, returns the position in COM1's log where that run's output begins. */
async function applyPowerState(
    id: string,
    news: Domain,
    context: UpdateContext,
): Promise<number | undefined> {
    const { libvirt } = context;
    const view = await viewDomain(libvirt, await requireDomain(libvirt, id, news), false);
    if (news.powerState === "off") {
        if (view.live !== undefined) await shutDown(view, news, context);
    } else if (view.state === "paused") await libvirt.call("domainResume", { domain: view.ref });
    else if (view.state !== "running") {
        if (view.live !== undefined) await destroyDomain(libvirt, view.ref);
        await repairLayers(libvirt, view.stored);
        const serialLogStart = await serialLogEnd(libvirt, news);
        await startDomain(view.ref, context);
        return serialLogStart;
    }
    return undefined;
}

/** Whether an earlier run may have started the guest without seeing it ready, because it failed or was cut off. */
const mayHaveStarted = (news: Domain, { changes, state }: UpdateContext) =>
    changes.length === 0 ||
    state["readyPending"] === true ||
    (news.applyChanges === "restart" && !changes.every(({ effect }) => effect === "live"));

function startedAt(
    { ref }: DomainView,
    inputs: Domain,
    start: number | undefined,
    { state }: UpdateContext,
): Started {
    const noted = typeof state["serialLogStart"] === "number" ? state["serialLogStart"] : undefined;
    return { domain: ref, inputs, serialLogStart: start ?? noted, isNew: false };
}

/**
 * Live changes leave a guest off that somebody turned off. Applying pending changes does not: this run, or an interrupted
 * one, shut the guest down for them.
 */
const keepsPowerState = (changes: UpdateContext["changes"], { applyChanges }: Domain) =>
    changes.length > 0 &&
    changes.every(({ effect }) => effect === "live") &&
    !(applyChanges === "restart" && changes.some(({ path }) => path === "applyChanges"));

/** Plugs that neither the definition nor the guest has any more. */
function formerPlugs({ interfaces }: Domain, before: DomainView, after: DomainView): Plug[] {
    const plugsAt = ({ stored, live }: DomainView) =>
        [stored, ...(live ? [live] : [])].flatMap(plugsIn);
    return withoutPlugs([...plugsOf(interfaces), ...plugsAt(before)], plugsAt(after));
}

/** Deletes logs that neither the definition nor the guest has any more, except those of release 1.0.0, which may still be fetched. */
async function dropLogs(
    before: DomainView,
    after: DomainView,
    context: UpdateContext,
): Promise<void> {
    const logs = logFilesIn(after.stored, after.live);
    const gone = logFilesIn(before.stored, before.live).filter((file) => !logs.includes(file));
    const kept = await keepFormerLogs(gone, logs, context);
    await deleteLogs(
        context.libvirt,
        gone.filter((file) => !kept.includes(file)),
    );
}
