export type { CleanStateArgs } from "./components/machine/cleanState";
export { GoldenImage, type GoldenImageArgs } from "./components/image/goldenImage";
export type { HostDevicesArgs, HostUsbArgs } from "./components/machine/hostDevices";
export { Lab, type LabArgs, type LabMachineArgs } from "./components/lab/lab";
export { LabNetwork, type LabNetworkArgs, type OpenPort } from "./components/network/labNetwork";
export { Machine, type MachineArgs, type MachineOutput } from "./components/machine/machine";
export type { DiskDriverArgs } from "./components/install/diskDriver";
export type { SetupMediaArgs } from "./components/install/setupMedia";
export {
    UnattendedInstall,
    type UnattendedInstallArgs,
} from "./components/install/unattendedInstall";
export type { DiskBus, Nic, Video } from "./xp/hardware/devices";
export type { Driver } from "./xp/hardware/drivers";
export type { Edition } from "./xp/editions";
export type { Hal } from "./xp/hardware/hal";
export type { Tuning } from "./xp/hardware/tunings";
export type { MediaArgs } from "./components/machine/media";
export type { PolicyArgs } from "./components/network/policy";
export type { ReadyWhenArgs } from "./components/machine/readyWhen";
export type { ResultsArgs, ResultsOutput } from "./components/machine/results";
export type { Screen } from "./components/machine/screen";
export type { Reach } from "./xp/reach/reach";
