import type { Properties } from "../../src/provider/lifecycle/wire";
import type { Domain } from "../../src/schema/domain/domain";

export const typeOf = ({ accelerator }: Domain) => (accelerator === "kvm" ? "kvm" : "qemu");

/** The inputs that XML holds: not all declared ones, and some that are not declared. */
export function saidOf(domain: Domain): Properties {
    const { identitySeed: _1, autostart: _2, powerState: _3, graphics, ...other } = domain;
    const {
        applyChanges: _4,
        shutdownTimeoutSeconds: _5,
        extraXml: _6,
        readyWhen: _7,
        creationDefaults: _8,
        bornWith: _10,
        accept: _9,
        ...said
    } = other;
    const listen = graphics?.socket === undefined ? { listen: "127.0.0.1" } : {};
    return {
        ...said,
        accelerator: typeOf(domain) === "kvm" ? "kvm" : "tcg",
        ...(graphics && { graphics: { ...listen, ...graphics } }),
    };
}
