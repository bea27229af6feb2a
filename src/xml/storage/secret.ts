import type { Secret } from "../../schema/secret";
import { element, textElement, type Element } from "../tree/element";

/** Kept over a restart of the daemon, and never handed out again. */
// https://libvirt.org/formatsecret.html
export const secretXml = ({ uuid, description }: Secret): Element =>
    element(
        "secret",
        { ephemeral: "no", private: "yes" },
        textElement("uuid", uuid),
        textElement("description", description),
    );
