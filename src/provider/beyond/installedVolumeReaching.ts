import { isRecord } from "../lifecycle/wire";
import { emulatorOf } from "./domainReaching";
import type { FindReaching } from "./reaching";
import { fileOf, folderOf } from "./volumeReaching";

export const installedVolumeReaching: FindReaching = async ({ cd, media, domain }, around) => [
    ...(isRecord(cd) ? await fileOf(["cd", "file"], cd["file"], "raw", around) : []),
    ...(isRecord(media) ? folderOf("media", media, around) : []),
    ...(isRecord(domain)
        ? emulatorOf(domain).map((one) => ({ ...one, path: ["domain", ...one.path] }))
        : []),
];
