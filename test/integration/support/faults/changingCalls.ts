import type { ProcedureName } from "../../../../src/libvirt";

/** Procedures that may change the host. */
export const CHANGING_CALLS = [
    "domainDefineXMLFlags",
    "domainRename",
    "domainCreateWithFlags",
    "domainCreateXML",
    "domainDestroyFlags",
    "domainUndefineFlags",
    "domainSuspend",
    "domainResume",
    "domainReset",
    "domainSetAutostart",
    "domainSetMetadata",
    "domainShutdownFlags",
    "domainUpdateDeviceFlags",
    "domainBlockResize",
    "domainSetBlockIoTune",
    "domainSetSchedulerParametersFlags",
    "domainBlockCopy",
    "domainBlockCommit",
    "domainBlockJobAbort",
    "domainSaveFlags",
    "domainRestoreFlags",
    "domainManagedSaveRemove",
    "domainSetTime",
    "networkDefineXML",
    "networkDefineXMLFlags",
    "networkCreate",
    "networkDestroy",
    "networkUndefine",
    "networkSetAutostart",
    "networkCreateXML",
    "networkUpdate",
    "nwfilterDefineXML",
    "nwfilterDefineXMLFlags",
    "nwfilterUndefine",
    "storagePoolDefineXML",
    "storagePoolBuild",
    "storagePoolCreate",
    "storagePoolDestroy",
    "storagePoolDelete",
    "storagePoolUndefine",
    "storagePoolRefresh",
    "storagePoolSetAutostart",
    "storageVolCreateXML",
    "storageVolCreateXMLFrom",
    "storageVolDelete",
    "storageVolResize",
    "storageVolUpload",
    "secretDefineXML",
    "secretSetValue",
    "secretUndefine",
] as const satisfies readonly ProcedureName[];

/** Procedures that only read, besides those with telling names (`isReading`). */
const READING_CALLS = [
    "connectOpen",
    "connectSupportsFeature",
    "connectDomainEventCallbackRegisterAny",
    "connectDomainEventCallbackDeregisterAny",
    "domainInterfaceAddresses",
    "domainInterfaceStats",
    "domainHasManagedSaveImage",
    "domainScreenshot",
    "domainOpenConsole",
    "storageVolDownload",
] as const satisfies readonly ProcedureName[];

/** Whether a procedure leaves the host unchanged. */
export const isReading = (name: string): boolean =>
    /^auth|Lookup|List|Get|Peek|Is(Active|Persistent)/.test(name) ||
    READING_CALLS.some((one) => one === name);
