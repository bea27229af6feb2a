import type { Encryption } from "../../schema/volume/encryption";
import { element, type Element } from "../tree/element";

// https://libvirt.org/formatstorageencryption.html
export const encryptionXml = (encryption: Encryption | undefined): Element | undefined =>
    encryption &&
    element(
        "encryption",
        { format: "luks" },
        element("secret", { type: "passphrase", uuid: encryption.secret }),
    );
