import { Option } from "commander";

const DEFAULT_URI = "qemu:///system";

export const uriOption = () =>
    new Option(
        "--uri <uri>",
        `libvirt's connection URI (default: LIBVIRT_DEFAULT_URI, else ${DEFAULT_URI})`,
    );

/** The URI to connect to; an empty LIBVIRT_DEFAULT_URI counts as unset. */
export const hostUri = (option: string | undefined, environment: NodeJS.ProcessEnv): string =>
    option ?? (environment["LIBVIRT_DEFAULT_URI"] || DEFAULT_URI);
