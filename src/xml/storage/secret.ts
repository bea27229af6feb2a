import type { Secret } from "../../schema/secret";
import { element, textElement, type Element } from "../tree/element";

/** The daemon keeps it over restarts, and never returns its value. */
// https://libvirt.org/formatsecret.html
export const secretXml = ({ uuid, description }: Secret): Element =>
    element(
        "secret",
        { ephemeral: "no", private: "yes" },
        textElement("uuid", uuid),
        textElement("description", description),
    );
