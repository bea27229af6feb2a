import { withoutNotes } from "../../src/provider/lifecycle/defaults";
import { Provider } from "../../src/provider/plugin/provider";
import type { Properties } from "../../src/provider/lifecycle/wire";

export const OWNER = "0d6f5c1e-3d2f-4b8e-9a47-5c1f2e3d4b5a";

export const urnOf = (type: string, name = "xp") =>
    `urn:pulumi:dev::xp-lab::libvirt:index:${type}::${name}`;

interface Circumstances {
    readonly olds?: Properties;
    readonly name?: string;
    /** Id of the provider resource; undefined in the very first preview. */
    readonly owner?: string | undefined;
}

/** The result of the provider's check, by default for a new resource "xp". */
export async function check(type: string, news: Properties, circumstances: Circumstances = {}) {
    const { olds = {}, name = "xp", owner } = { owner: OWNER, ...circumstances };
    const provider = new Provider();
    // Check must not call the host: there is no socket.
    provider.configure({ uri: "qemu:///system?socket=/nonexistent/socket" }, owner);
    const said: string[] = [];
    const log = (_severity: string, message: string) => void said.push(message);
    const { inputs, failures } = await provider.check(urnOf(type, name), news, olds, log);
    return { inputs, failures, said, plain: withoutNotes(inputs) as Properties };
}
