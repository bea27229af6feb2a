/** Flag bits of libvirt's API, those that are used, by the enum they come from. */

export const DomainXml = { SECURE: 1, INACTIVE: 2 } as const;
export const DomainDefine = { VALIDATE: 1 } as const;
export const DomainUndefine = {
    MANAGED_SAVE: 1,
    SNAPSHOTS_METADATA: 2,
    NVRAM: 4,
    CHECKPOINTS_METADATA: 16,
} as const;
export const NetworkXml = { INACTIVE: 1 } as const;
export const NetworkDefine = { VALIDATE: 1 } as const;
export const NwfilterDefine = { VALIDATE: 1 } as const;
export const AddressesSource = { LEASE: 0 } as const;

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
