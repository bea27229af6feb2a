/** The flag bits of libvirt's API in use, by enum. */

export const DomainXml = { SECURE: 1, INACTIVE: 2, MIGRATABLE: 8 } as const;
export const DomainDefine = { VALIDATE: 1 } as const;
export const DomainUndefine = {
    MANAGED_SAVE: 1,
    SNAPSHOTS_METADATA: 2,
    NVRAM: 4,
    KEEP_NVRAM: 8,
    CHECKPOINTS_METADATA: 16,
} as const;
/** virDomainMetadataType. */
export const DomainMetadata = { description: 0, title: 1, element: 2 } as const;
export const DomainAffect = { LIVE: 1, CONFIG: 2 } as const;
/** virDomainMessageType. */
export const DomainMessages = { TAINTING: 2 } as const;
export const ListDomains = { ACTIVE: 1, INACTIVE: 2 } as const;
/** virConnectListAllStoragePoolsFlags. */
export const ListPools = { ACTIVE: 2 } as const;
/** virConnectListAllNodeDeviceFlags. */
export const ListNodeDevices = { USB_DEVICE: 4 } as const;
export const DomainBlockResize = { BYTES: 1 } as const;
export const DomainBlockCopy = { REUSE_EXT: 2, TRANSIENT_JOB: 4 } as const;
export const DomainBlockCommit = { SHALLOW: 1, ACTIVE: 4 } as const;
export const DomainBlockJobAbort = { PIVOT: 2 } as const;
export const DomainSaveRestore = { RUNNING: 2 } as const;
export const NetworkXml = { INACTIVE: 1 } as const;
export const NetworkDefine = { VALIDATE: 1 } as const;
export const NetworkUpdateCommand = { DELETE: 2, ADD_LAST: 3 } as const;
export const NetworkUpdateSection = { IP_DHCP_HOST: 4, IP_DHCP_RANGE: 5, DNS_HOST: 10 } as const;
export const NetworkUpdateAffect = { LIVE: 1, CONFIG: 2 } as const;
export const NwfilterDefine = { VALIDATE: 1 } as const;
export const StoragePoolXml = { INACTIVE: 1 } as const;
/** VIR_DRV_FEATURE_..., which a client asks the daemon about. */
export const DriverFeature = { PROGRAM_KEEPALIVE: 10 } as const;
export const DomainEventId = { LIFECYCLE: 0, REBOOT: 1 } as const;
/** AUTODESTROY: libvirt ends the guest with the connection, also when the run is killed. */
export const DomainStart = { PAUSED: 1, AUTODESTROY: 2 } as const;
/** The members of virDomainShutoffReason and virDomainPausedReason in use. */
export const ShutoffReason = { SHUTDOWN: 1, DESTROYED: 2, CRASHED: 3 } as const;
export const PausedReason = { IO_ERROR: 5 } as const;
export const AddressesSource = { LEASE: 0, AGENT: 1 } as const;

/** virDomainState by its number. */
export const domainStates = [
    "nostate",
    "running",
    "blocked",
    "paused",
    "shutdown",
    "shutoff",
    "crashed",
    "pmsuspended",
] as const;

export type DomainState = (typeof domainStates)[number];
