import { isUnknown } from "../lifecycle/wire";
import { isBelow, LIBVIRT_IMAGES } from "./ownFolders";
import type { FindReaching } from "./reaching";

/** libvirt writes to a pool's folder, and each file in it can become a guest's disk. */
export const poolReaching: FindReaching = ({ path: folder }) => {
    if (typeof folder !== "string" || isUnknown(folder) || isBelow(folder, LIBVIRT_IMAGES)) {
        return Promise.resolve([]);
    }
    const what = `"${folder}", which is not in ${LIBVIRT_IMAGES}`;
    const bound = { field: "folders", subject: folder } as const;
    return Promise.resolve([{ path: ["path"], what, needsWords: true, bound }]);
};
