import type { FixedKey } from "../../schema/core/fixedKeys";
import { choices } from "../../xp/hardware/tunings";

/** Names that people know from libvirt and from other tools, and the choice that decides it. */
const NAMES = {
    machineType: "machineType",
    firmware: "firmware",
    uefi: "firmware",
    sound: "sound",
    soundCard: "sound",
    balloon: "balloon",
    hyperV: "hyperV",
} as const satisfies Readonly<Record<string, keyof typeof choices>>;

/** Hardware that is the same in every machine. */
export const fixedHardware: Readonly<Record<string, FixedKey>> = Object.fromEntries(
    Object.entries(NAMES).map(([name, choice]) => {
        const { stock, because } = choices[choice];
        return [name, { value: stock, because }];
    }),
);
