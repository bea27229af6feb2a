/* eslint-disable max-lines -- a table: one procedure after the other, in the order of their numbers */
import * as handle from "../handles";
import type { Codec, Decoded } from "../xdr/codec";
import { array, constant, nothing, optional, struct, withDefault } from "../xdr/composites";
import { bool, i32, i64, opaque, string, u32, u64 } from "../xdr/scalars";
import { typedParameters } from "../xdr/typedParameters";
import { uuid } from "../xdr/uuid";

/** One remote procedure: its number, and the codecs of its arguments and its reply. */
export interface Procedure<A, R> {
    number: number;
    args: Codec<A>;
    reply: Codec<R>;
}

const flags = withDefault(u32, 0);
const needResults = constant(i32, 1);

const noArgs = struct({});
const byUuid = struct({ uuid });
const byName = struct({ name: string });
const byPath = struct({ path: string });
const xmlOnly = struct({ xml: string });
const xmlAndFlags = struct({ xml: string, flags });
const list = struct({ needResults, flags });

const {
    domain,
    network,
    nwfilter,
    nwfilterBinding,
    storagePool: pool,
    storageVolume: volume,
    secret,
} = handle;
const ofDomain = struct({ domain });
const ofDomainWithFlags = struct({ domain, flags });
const deviceOfDomain = struct({ domain, xml: string, flags });
const ofNetwork = struct({ network });
const ofPool = struct({ pool });
const ofPoolWithFlags = struct({ pool, flags });
const ofVolume = struct({ volume });
const ofVolumeWithFlags = struct({ volume, flags });
const ofNwfilter = struct({ filter: nwfilter });
const ofSecret = struct({ secret });
/** A length of 0 means to the end. */
const partOfVolume = struct({
    volume,
    offset: withDefault(u64, 0n),
    length: withDefault(u64, 0n),
    flags,
});

const address = struct({ type: i32, address: string, prefix: u32 });
const domainInterface = struct({
    name: string,
    macAddress: optional(string),
    addresses: array(address),
});

const dhcpLease = struct({
    bridge: string,
    expiry: i64,
    type: i32,
    macAddress: optional(string),
    iaid: optional(string),
    address: string,
    prefix: u32,
    hostName: optional(string),
    clientId: optional(string),
});

/**
 * remote_protocol.x: members in its order, with libvirt's names spelt out. A reply with a single
 * member is that member. `flags` is the bit set of libvirt's documentation. @default 0
 */
export const procedures = {
    authList: procedure(66, noArgs, array(i32)),
    authPolkit: procedure(70, noArgs, bool),

    connectOpen: procedure(1, struct({ name: optional(string), flags }), nothing),
    connectSupportsFeature: procedure(60, struct({ feature: i32 }), bool),
    connectGetType: procedure(3, noArgs, string),
    connectGetVersion: procedure(4, noArgs, u64),
    connectGetLibVersion: procedure(157, noArgs, u64),
    connectGetHostname: procedure(59, noArgs, string),
    connectGetUri: procedure(110, noArgs, string),
    connectGetCapabilities: procedure(7, noArgs, string),
    connectGetDomainCapabilities: procedure(
        342,
        struct({
            emulator: optional(string),
            architecture: optional(string),
            machine: optional(string),
            virtType: optional(string),
            flags,
        }),
        string,
    ),
    connectDomainEventCallbackRegisterAny: procedure(
        316,
        struct({ event: i32, domain: optional(domain) }),
        i32,
    ),
    connectDomainEventCallbackDeregisterAny: procedure(317, struct({ callback: i32 }), nothing),

    connectListAllDomains: procedure(273, list, listOf(domain)),
    domainLookupByUUID: procedure(24, byUuid, domain),
    domainLookupByName: procedure(23, byName, domain),
    domainDefineXMLFlags: procedure(350, xmlAndFlags, domain),
    domainCreateWithFlags: procedure(196, ofDomainWithFlags, domain),
    domainCreateXML: procedure(10, xmlAndFlags, domain),
    domainDestroyFlags: procedure(234, ofDomainWithFlags, nothing),
    domainShutdownFlags: procedure(258, ofDomainWithFlags, nothing),
    domainUndefineFlags: procedure(231, ofDomainWithFlags, nothing),
    domainRename: procedure(358, struct({ domain, name: optional(string), flags }), i32),
    domainSuspend: procedure(34, ofDomain, nothing),
    domainResume: procedure(28, ofDomain, nothing),
    domainReset: procedure(245, ofDomainWithFlags, nothing),
    domainGetXMLDesc: procedure(14, ofDomainWithFlags, string),
    domainGetState: procedure(212, ofDomainWithFlags, struct({ state: i32, reason: i32 })),
    domainGetInfo: procedure(
        16,
        ofDomain,
        struct({
            state: u32,
            maxMemoryKiB: u64,
            memoryKiB: u64,
            vcpus: u32,
            cpuTimeNanoseconds: u64,
        }),
    ),
    domainIsPersistent: procedure(151, ofDomain, bool),
    domainGetAutostart: procedure(15, ofDomain, bool),
    domainSetAutostart: procedure(29, struct({ domain, autostart: bool }), nothing),
    domainSetMetadata: procedure(
        264,
        struct({
            domain,
            type: i32,
            metadata: optional(string),
            key: optional(string),
            uri: optional(string),
            flags,
        }),
        nothing,
    ),
    domainGetMetadata: procedure(
        265,
        struct({ domain, type: i32, uri: optional(string), flags }),
        string,
    ),
    domainUpdateDeviceFlags: procedure(174, deviceOfDomain, nothing),
    domainSetBlockIoTune: procedure(
        252,
        struct({ domain, disk: string, parameters: typedParameters, flags }),
        nothing,
    ),
    domainSetSchedulerParametersFlags: procedure(
        219,
        struct({ domain, parameters: typedParameters, flags }),
        nothing,
    ),
    /** At most 4 MiB at a time (REMOTE_DOMAIN_BLOCK_PEEK_BUFFER_MAX). */
    domainBlockPeek: procedure(
        103,
        struct({ domain, disk: string, offset: u64, size: u32, flags }),
        opaque,
    ),
    domainGetBlockInfo: procedure(
        194,
        struct({ domain, disk: string, flags }),
        struct({ allocation: u64, capacity: u64, physical: u64 }),
    ),
    domainBlockCopy: procedure(
        345,
        struct({ domain, disk: string, xml: string, parameters: typedParameters, flags }),
        nothing,
    ),
    domainBlockResize: procedure(251, struct({ domain, disk: string, size: u64, flags }), nothing),
    domainBlockCommit: procedure(
        290,
        struct({
            domain,
            disk: string,
            base: optional(string),
            top: optional(string),
            bandwidth: withDefault(u64, 0n),
            flags,
        }),
        nothing,
    ),
    domainGetBlockJobInfo: procedure(
        238,
        struct({ domain, disk: string, flags }),
        struct({ found: bool, type: i32, bandwidth: u64, cur: u64, end: u64 }),
    ),
    domainBlockJobAbort: procedure(237, struct({ domain, disk: string, flags }), nothing),
    domainSaveFlags: procedure(
        232,
        struct({ domain, file: string, xml: optional(string), flags }),
        nothing,
    ),
    domainRestoreFlags: procedure(
        233,
        struct({ file: string, xml: optional(string), flags }),
        nothing,
    ),
    domainSetTime: procedure(
        338,
        struct({ domain, seconds: i64, nanoseconds: u32, flags }),
        nothing,
    ),
    domainHasManagedSaveImage: procedure(183, ofDomainWithFlags, bool),
    domainManagedSaveRemove: procedure(184, ofDomainWithFlags, nothing),
    domainInterfaceAddresses: procedure(
        353,
        struct({ domain, source: u32, flags }),
        array(domainInterface),
    ),
    domainInterfaceStats: procedure(
        65,
        struct({ domain, device: string }),
        struct({
            rxBytes: i64,
            rxPackets: i64,
            rxErrors: i64,
            rxDropped: i64,
            txBytes: i64,
            txPackets: i64,
            txErrors: i64,
            txDropped: i64,
        }),
    ),
    domainGetMessages: procedure(426, ofDomainWithFlags, array(string)),
    domainScreenshot: procedure(211, struct({ domain, screen: u32, flags }), optional(string)),
    domainOpenConsole: procedure(201, struct({ domain, device: optional(string), flags }), nothing),

    connectListAllNetworks: procedure(283, list, listOf(network)),
    networkLookupByUUID: procedure(47, byUuid, network),
    networkLookupByName: procedure(46, byName, network),
    networkDefineXML: procedure(41, xmlOnly, network),
    networkDefineXMLFlags: procedure(432, xmlAndFlags, network),
    networkCreate: procedure(39, ofNetwork, nothing),
    networkCreateXML: procedure(40, xmlOnly, network),
    networkDestroy: procedure(42, ofNetwork, nothing),
    networkUndefine: procedure(49, ofNetwork, nothing),
    networkGetXMLDesc: procedure(43, struct({ network, flags }), string),
    networkGetAutostart: procedure(44, ofNetwork, bool),
    networkSetAutostart: procedure(48, struct({ network, autostart: bool }), nothing),
    networkIsActive: procedure(152, ofNetwork, bool),
    networkGetBridgeName: procedure(45, ofNetwork, string),
    networkUpdate: procedure(
        291,
        struct({ network, command: u32, section: u32, parentIndex: i32, xml: string, flags }),
        nothing,
    ),
    networkGetDHCPLeases: procedure(
        341,
        struct({ network, macAddress: optional(string), needResults, flags }),
        listOf(dhcpLease),
    ),

    nwfilterLookupByUUID: procedure(176, byUuid, nwfilter),
    nwfilterLookupByName: procedure(175, byName, nwfilter),
    nwfilterDefineXML: procedure(180, xmlOnly, nwfilter),
    nwfilterDefineXMLFlags: procedure(431, xmlAndFlags, nwfilter),
    nwfilterUndefine: procedure(181, ofNwfilter, nothing),
    nwfilterGetXMLDesc: procedure(177, struct({ filter: nwfilter, flags }), string),

    connectListAllNwfilterBindings: procedure(401, list, listOf(nwfilterBinding)),

    connectListAllNodeDevices: procedure(285, list, listOf(handle.nodeDevice)),
    nodeDeviceGetXMLDesc: procedure(114, struct({ name: string, flags }), string),

    connectListAllStoragePools: procedure(281, list, listOf(pool)),
    storagePoolLookupByUUID: procedure(85, byUuid, pool),
    storagePoolLookupByName: procedure(84, byName, pool),
    storagePoolLookupByTargetPath: procedure(391, byPath, pool),
    storagePoolLookupByVolume: procedure(86, ofVolume, pool),
    storagePoolDefineXML: procedure(77, xmlAndFlags, pool),
    storagePoolBuild: procedure(79, ofPoolWithFlags, nothing),
    storagePoolCreate: procedure(78, ofPoolWithFlags, nothing),
    storagePoolDestroy: procedure(80, ofPool, nothing),
    storagePoolDelete: procedure(81, ofPoolWithFlags, nothing),
    storagePoolUndefine: procedure(82, ofPool, nothing),
    storagePoolRefresh: procedure(83, ofPoolWithFlags, nothing),
    storagePoolGetXMLDesc: procedure(88, ofPoolWithFlags, string),
    storagePoolGetInfo: procedure(
        87,
        ofPool,
        struct({ state: u32, capacityBytes: u64, allocationBytes: u64, availableBytes: u64 }),
    ),
    storagePoolGetAutostart: procedure(89, ofPool, bool),
    storagePoolSetAutostart: procedure(90, struct({ pool, autostart: bool }), nothing),
    storagePoolIsActive: procedure(154, ofPool, bool),
    storagePoolListAllVolumes: procedure(282, struct({ pool, needResults, flags }), listOf(volume)),

    storageVolLookupByName: procedure(95, struct({ pool, name: string }), volume),
    storageVolLookupByPath: procedure(97, byPath, volume),
    storageVolCreateXML: procedure(93, struct({ pool, xml: string, flags }), volume),
    storageVolCreateXMLFrom: procedure(
        125,
        struct({ pool, xml: string, source: volume, flags }),
        volume,
    ),
    storageVolDelete: procedure(94, ofVolumeWithFlags, nothing),
    storageVolGetXMLDesc: procedure(99, ofVolumeWithFlags, string),
    storageVolGetInfo: procedure(
        98,
        ofVolume,
        struct({ type: i32, capacity: u64, allocation: u64 }),
    ),
    storageVolResize: procedure(260, struct({ volume, capacity: u64, flags }), nothing),
    storageVolUpload: procedure(208, partOfVolume, nothing),
    storageVolDownload: procedure(209, partOfVolume, nothing),

    secretLookupByUUID: procedure(141, byUuid, secret),
    secretDefineXML: procedure(142, xmlAndFlags, secret),
    secretGetXMLDesc: procedure(143, struct({ secret, flags }), string),
    secretSetValue: procedure(144, struct({ secret, value: opaque, flags }), nothing),
    secretUndefine: procedure(146, ofSecret, nothing),
};

export type ProcedureName = keyof typeof procedures;
export type Args<N extends ProcedureName> = Decoded<(typeof procedures)[N]["args"]>;
export type Reply<N extends ProcedureName> = Decoded<(typeof procedures)[N]["reply"]>;

/** The same table, typed so that a generic `N` keeps its arguments and reply together. */
export const procedureTable: { [N in ProcedureName]: Procedure<Args<N>, Reply<N>> } = procedures;

function procedure<A, R>(number: number, args: Codec<A>, reply: Codec<R>): Procedure<A, R> {
    return { number, args, reply };
}

/** The items, followed by their count. */
function listOf<T>(item: Codec<T>): Codec<T[]> {
    const items = array(item);
    return {
        write(writer, values) {
            items.write(writer, values);
            u32.write(writer, values.length);
        },
        read(reader) {
            const values = items.read(reader);
            u32.read(reader);
            return values;
        },
    };
}
