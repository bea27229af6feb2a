import * as errors from "../../errors";
import type { Finding } from "../../errors";
import { diskBuses, nics, videos, type Device } from "./devices";
import { DRIVERS, type Driver } from "./drivers";
import { editions, validateEdition, type Edition, type Wanted } from "../editions";
import { hals, type Hal } from "./hal";
import { devicesFor, type Wish } from "./hardware";
import type { Tuning } from "./tunings";

/** The hardware that a machine declares, and the drivers of its image. */
export interface WantedHardware extends Wanted, Omit<Wish, "edition"> {
    readonly drivers?: readonly Driver[] | undefined;
    readonly hal?: Hal | undefined;
}

/** Reports hardware that the edition and the image would not start with, not use, or have no driver for. */
export const hardwareViolations = (edition: Edition, wanted: WantedHardware): Finding[] => [
    ...validateEdition(edition, wanted),
    ...validateVcpus(wanted),
    ...validateDevices(edition, wanted),
    ...validateTuning(edition, wanted),
];

export function validateVcpus({ vcpus = 1, hal }: WantedHardware): Finding[] {
    if (hal === undefined) return [];
    const { title, maxVcpus = Infinity } = hals[hal];
    return vcpus > maxVcpus
        ? [errors.vcpusAboveHal(["vcpus"], { most: maxVcpus, hal: title })]
        : [];
}

const KINDS = { diskBus: diskBuses, nic: nics, video: videos } as const;
type Kind = keyof typeof KINDS;

/** Reports problems of devices that a machine names. */
export function validateDevices(edition: Edition, wanted: WantedHardware): Finding[] {
    const kinds = Object.keys(KINDS) as Kind[]; // a record's own keys
    return kinds.flatMap((kind) => {
        const { [kind]: name } = wanted;
        const driver = name === undefined ? undefined : missing(edition, kind, name, wanted);
        if (driver === undefined) return [];
        const { title } = editions[edition];
        const fit = fitting(edition, kind, wanted);
        return [
            errors.deviceWithoutDriver([kind], {
                device: String(name),
                fit,
                edition: title,
                driver,
            }),
        ];
    });
}

/** Reports problems of a tuning's devices. */
export function validateTuning(edition: Edition, wanted: WantedHardware): Finding[] {
    const { tuning } = wanted;
    if (tuning === undefined) return [];
    const drivers = driversFor(edition, tuning, wanted).filter(
        (driver) => wanted.drivers?.includes(driver) !== true,
    );
    return drivers.length === 0
        ? []
        : [errors.tuningWithoutDrivers(["tuning"], { tuning, drivers })];
}

/** The drivers that a tuning needs in the image, for devices that the machine does not name. */
function driversFor(edition: Edition, tuning: Tuning, wanted: WantedHardware): Driver[] {
    const devices = devicesFor({ ...wanted, tuning });
    const kinds = Object.keys(KINDS) as Kind[]; // a record's own keys
    return kinds
        .filter((kind) => wanted[kind] === undefined)
        .map((kind) => supportOf(edition, kind, devices[kind]))
        .filter(isDriver);
}

const supportOf = (edition: Edition, kind: Kind, name: string) => {
    const devices: Readonly<Record<string, Device | undefined>> = KINDS[kind];
    // The schema refuses unknown devices.
    return devices[name]?.support[editions[edition].bits];
};

const isDriver = (support: string | undefined): support is Driver =>
    (DRIVERS as readonly (string | undefined)[]).includes(support);

/** Reports a device without a driver. */
function missing(
    edition: Edition,
    kind: Kind,
    name: string,
    { drivers = [] }: WantedHardware,
): Driver | undefined {
    const support = supportOf(edition, kind, name);
    return isDriver(support) && !drivers.includes(support) ? support : undefined;
}

const fitting = (edition: Edition, kind: Kind, wanted: WantedHardware): string[] =>
    Object.keys(KINDS[kind]).filter((name) => missing(edition, kind, name, wanted) === undefined);
