import type { Element } from "../tree/element";
import { all, textAt } from "../tree/query";

const MODELS = ["apparmor", "selinux"];

/** QEMU's mandatory access control in libvirt's capabilities: AppArmor, SELinux, or undefined. */
export const confinementIn = (capabilities: Element): string | undefined =>
    all(capabilities, "host", "secmodel")
        .map((model) => textAt(model, "model") ?? "")
        .find((model) => MODELS.includes(model));
