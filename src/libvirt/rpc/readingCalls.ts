import type { ProcedureName } from "./procedures";

/** Calls that change nothing, and can be repeated if their answer was lost. */
const readingCalls: ReadonlySet<ProcedureName> = new Set<ProcedureName>([
    "connectSupportsFeature",
    "connectGetType",
    "connectGetVersion",
    "connectGetLibVersion",
    "connectGetHostname",
    "connectGetUri",
    "connectGetCapabilities",
    "connectGetDomainCapabilities",

    "connectListAllDomains",
    "domainLookupByUUID",
    "domainLookupByName",
    "domainGetXMLDesc",
    "domainGetState",
    "domainGetInfo",
    "domainGetAutostart",
    "domainIsPersistent",
    "domainGetMetadata",
    "domainGetMessages",
    "domainInterfaceAddresses",
    "domainGetBlockJobInfo",
    "domainGetBlockInfo",
    "domainBlockPeek",
    "domainHasManagedSaveImage",
    "domainInterfaceStats",

    "connectListAllNetworks",
    "networkLookupByUUID",
    "networkLookupByName",
    "networkGetXMLDesc",
    "networkGetAutostart",
    "networkIsActive",
    "networkGetBridgeName",
    "networkGetDHCPLeases",

    "nwfilterLookupByUUID",
    "nwfilterLookupByName",
    "nwfilterGetXMLDesc",
    "connectListAllNwfilterBindings",

    "connectListAllNodeDevices",
    "nodeDeviceGetXMLDesc",

    "connectListAllStoragePools",
    "storagePoolLookupByUUID",
    "storagePoolLookupByName",
    "storagePoolLookupByTargetPath",
    "storagePoolLookupByVolume",
    "storagePoolGetXMLDesc",
    "storagePoolGetInfo",
    "storagePoolGetAutostart",
    "storagePoolIsActive",
    "storagePoolListAllVolumes",

    "storageVolLookupByName",
    "storageVolLookupByPath",
    "storageVolGetXMLDesc",
    "storageVolGetInfo",

    "secretLookupByUUID",
    "secretGetXMLDesc",
]);

export function isReadingCall(name: ProcedureName): boolean {
    return readingCalls.has(name);
}
