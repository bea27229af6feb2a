// @ts-check
import { debianRoot } from "../compat/root.mjs";

/** Debian 13 has Wine 10; Wine 8 of Debian 12 runs `||` and `goto` in a `for` loop wrongly. */
export const wineDebian = {
    name: "wine-debian-13",
    suite: "trixie",
    packages: ["python3-minimal", "wine", "wine64"],
};

/** @param {(detail: string) => void} say */
export const wineRoot = (say) => debianRoot(wineDebian, say);
