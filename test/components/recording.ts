import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** A resource as the engine is told of it. */
export interface Recorded {
    readonly type: string;
    readonly parent: string;
    readonly inputs: unknown;
    readonly aliases: readonly string[];
    readonly deleteBeforeReplace: boolean;
    /** Only where deletion is refused. */
    readonly protect?: true;
}

/** Outputs that a provider would add to a resource's inputs. */
const OUTPUTS: Readonly<Record<string, (name: string) => Record<string, unknown>>> = {
    "libvirt:index:Volume": (name) => ({
        path: `/images/${name}`,
        format: "qcow2",
        backingChain: [{ file: "/images/golden", format: "qcow2" }],
    }),
    "libvirt:index:Network": () => ({
        macAddress: "52:54:00:00:00:01",
        address: "10.64.3.1",
        subnet: "10.64.3.0/24",
        publicAddresses: ["44.128.1.1/32"],
        hostMacs: ["02:00:00:00:00:07"],
    }),
    "libvirt:index:Domain": (name) => ({
        uuid: `uuid of ${name}`,
        state: "running",
        addresses: { "local-area-connection": ["10.64.3.7"] },
        screen: "vnc://127.0.0.1:5900",
    }),
};

/** Begins a program of project xp-lab, stack dev; fills the record with what is made in it, by name. */
export async function recordResources(): Promise<Record<string, Recorded>> {
    const record: Record<string, Recorded> = {};
    // The mocks themselves are told neither parents nor aliases; the requests have them.
    const register = jest.spyOn(MockMonitor.prototype, "registerResource");
    const requestOf = (name: string) =>
        register.mock.calls
            .map(([request]: RegisterResourceRequest[]) => request)
            .find((request) => request?.getName() === name);
    await pulumi.runtime.setMocks(
        {
            newResource: ({ type, name, inputs }) => {
                const request = requestOf(name);
                if (request !== undefined) record[name] = recordedOf(request);
                const state = { ...OUTPUTS[type]?.(name), ...(inputs as object) };
                return { id: `id of ${name}`, state };
            },
            call: ({ token }) => {
                throw new Error(`${token} was not expected`);
            },
        },
        "xp-lab",
        "dev",
        false,
    );
    return record;
}

const recordedOf = (request: RegisterResourceRequest): Recorded => ({
    type: request.getType(),
    parent: request.getParent().split("::").at(-1) ?? "",
    inputs: request.getObject()?.toJavaScript() ?? {},
    aliases: request.getAliasesList().map((alias) => alias.getSpec()?.getName() ?? alias.getUrn()),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    ...(request.getProtect() ? { protect: true } : {}),
});

export const promiseOf = <T>(output: pulumi.Output<T>): Promise<T> =>
    new Promise((resolve) => output.apply(resolve));
