import { isNoDomain } from "../errors";
import { type DomainState, domainStates } from "../flags";
import type { Domain } from "../handles";
import type { Args, ProcedureName, Reply } from "../rpc/procedures";

/** A domain and its state when it was listed. */
export interface DomainPicture {
    domain: Domain;
    state: DomainState;
}

type Call = <N extends ProcedureName>(name: N, args: Args<N>) => Promise<Reply<N>>;

/** All domains of the host, without those that vanish meanwhile. */
export async function picturesOfDomains(call: Call): Promise<DomainPicture[]> {
    const domains = await call("connectListAllDomains", {});
    const pictures = await Promise.all(domains.map((domain) => pictureOf(domain, call)));
    return pictures.flat();
}

async function pictureOf(domain: Domain, call: Call): Promise<DomainPicture[]> {
    try {
        const { state } = await call("domainGetState", { domain });
        return [{ domain, state: domainStates[state] ?? "nostate" }];
    } catch (error) {
        if (isNoDomain(error)) {
            return [];
        }
        throw error;
    }
}
