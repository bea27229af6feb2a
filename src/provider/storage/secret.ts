import { secretInUse, secretValueInUse } from "../../errors";
import type { Libvirt, Secret as LibvirtSecret } from "../../libvirt";
import { Secret } from "../../schema/secret";
import { print } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";
import { textAt } from "../../xml/tree/query";
import { secretXml } from "../../xml/storage/secret";
import { markedDefaults } from "../lifecycle/creationDefaults";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import type {
    CallContext,
    CreateContext,
    Observed,
    ResourceHandler,
    UpdateContext,
} from "../lifecycle/resource";
import { usersOfSecret, volumesOfUnknownSecrets } from "./secretUsers";
import type { Properties } from "../lifecycle/wire";

export const secret: ResourceHandler<Secret> = {
    schema: Secret,
    createBeforeDelete: false,
    creationDefaults: (inputs, context) => Promise.resolve(markedDefaults(inputs, context)),
    create,
    read,
    update,
    delete: remove,
    preview: { texts: {} },
};

const findSecret = (libvirt: Libvirt, uuid: string) =>
    ignoreNotFound(libvirt.call("secretLookupByUUID", { uuid }));

async function create(inputs: Secret, { libvirt, signal, undo }: CreateContext) {
    const { uuid = "", value } = inputs;
    if ((await findSecret(libvirt, uuid)) !== undefined) await refuseOtherValue(libvirt, uuid);
    const ref = await libvirt.call("secretDefineXML", { xml: print(secretXml(inputs)) });
    undo(() => ignoreNotFound(libvirt.call("secretUndefine", { secret: ref })));
    signal.throwIfAborted();
    await setValue(libvirt, ref, value);
    return { id: uuid, outputs: { ...inputs } };
}

const setValue = (libvirt: Libvirt, secret: LibvirtSecret, value: string) =>
    libvirt.call("secretSetValue", { secret, value: Buffer.from(value) });

/** Takes the value from the state, because libvirt does not return the value of a private secret. */
async function read(
    id: string,
    { value }: Properties,
    libvirt: Libvirt,
): Promise<Observed | undefined> {
    const ref = await findSecret(libvirt, id);
    const text = ref && (await ignoreNotFound(libvirt.call("secretGetXMLDesc", { secret: ref })));
    if (text === undefined) return undefined;
    const description = textAt(parse(text), "description");
    const inputs = {
        uuid: id,
        ...(description !== undefined && { description }),
        ...(value !== undefined && { value }),
    };
    return { id, inputs, outputs: {} };
}

async function update(id: string, _olds: Secret, news: Secret, context: UpdateContext) {
    const { libvirt, changes, signal } = context;
    const isChanged = (field: string) => changes.some(({ keys }) => keys[0] === field);
    if (isChanged("value")) await refuseOtherValue(libvirt, id);
    signal.throwIfAborted();
    const ref = await libvirt.call("secretDefineXML", {
        xml: print(secretXml({ ...news, uuid: id })),
    });
    if (isChanged("value")) await setValue(libvirt, ref, news.value);
    return {};
}

/** Refuses another passphrase while volumes use this one: libvirt would accept it, and they would never open again. */
async function refuseOtherValue(libvirt: Libvirt, uuid: string): Promise<void> {
    const users = [
        ...(await usersOfSecret(libvirt, uuid)),
        ...(await volumesOfUnknownSecrets(libvirt)),
    ];
    if (users.length > 0) throw secretValueInUse({ uuid, users });
}

async function remove(id: string, _state: Properties, { libvirt }: CallContext): Promise<void> {
    const ref = await findSecret(libvirt, id);
    if (ref === undefined) return;
    const users = await usersOfSecret(libvirt, id);
    if (users.length > 0) throw secretInUse({ uuid: id, users });
    await ignoreNotFound(libvirt.call("secretUndefine", { secret: ref }));
}
