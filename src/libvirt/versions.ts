/** The oldest supported versions, as libvirt counts: major * 1,000,000 + minor * 1,000. */
export const OLDEST = { libvirt: 9_000_000n, qemu: 7_002_000n } as const;

/** Formats libvirt's version number. */
export const dotted = (version: bigint) =>
    `${version / 1_000_000n}.${(version / 1000n) % 1000n}.${version % 1000n}`;
