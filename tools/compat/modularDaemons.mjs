// @ts-check
import { fileURLToPath } from "node:url";
import { wholeFolder } from "./folders.mjs";
import { runApart, runInRoot } from "./root.mjs";

/** virtlogd comes with libvirt's packages; virtproxyd serves the socket that libvirtd otherwise serves. */
const built = [
    "virtnetworkd",
    "virtnodedevd",
    "virtnwfilterd",
    "virtqemud",
    "virtsecretd",
    "virtstoraged",
    "virtproxyd",
];

export const modularDaemons = ["virtlogd", ...built];

const builder = fileURLToPath(new URL("modular.sh", import.meta.url));

/**
 * A folder with the daemons, to overlay on a root.
 * @param {string} root
 * @param {(detail: string) => void} say
 */
export async function modularLayer(root, say) {
    const query = ["dpkg-query", "--show", "--showformat", "${Version}", "libvirt-daemon"];
    const version = await runInRoot(root, query, say);
    return wholeFolder(`modular-${version}`, (part) =>
        runApart("bash", [builder, root, part, ...built], say),
    );
}
