import { attributesAt } from "../../../xml/tree/query";
import { type Check, type Finding, ok, type Probe, warning } from "./check";
import { ownDomains } from "./ownDomains";

/** Checks that a viewer is installed for screens on UNIX sockets. */
export const screenCheck: Check = { name: "screens", check: screens };

async function screens(probe: Probe): Promise<Finding> {
    const onSockets = (await ownDomains(probe)).flatMap(({ name, definition }) => {
        const { type } = attributesAt(definition, "devices", "graphics", "listen");
        return type === "socket" ? [name] : [];
    });
    if (onSockets.length === 0) return ok("none on a socket");
    if (probe.find("virt-viewer") !== undefined) return ok("virt-viewer opens those on sockets");
    return warning(
        `virt-viewer is not installed, the only viewer for screens on sockets: ${onSockets.join(", ")}`,
        'Install it: apt install virt-viewer. For root, "xplab console MACHINE" shows another way.',
    );
}
