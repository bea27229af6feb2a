import { Option } from "commander";

const DEFAULT_URI = "qemu:///system";

/** Where commands look for machines. */
export const uriOption = () =>
    new Option(
        "--uri <uri>",
        `libvirt's connection URI (default: LIBVIRT_DEFAULT_URI, else ${DEFAULT_URI})`,
    );

/** libvirt's own variable, empty or not there, is no wish. */
export const hostUri = (option: string | undefined, environment: NodeJS.ProcessEnv): string =>
    option ?? (environment["LIBVIRT_DEFAULT_URI"] || DEFAULT_URI);
