export { GoldenImage, type GoldenImageArgs } from "./components/goldenImage";
export { Lab, type LabArgs, type LabMachineArgs } from "./components/lab";
export { LabNetwork, type LabNetworkArgs } from "./components/labNetwork";
export { Machine, type MachineArgs, type MachineOutput } from "./components/machine";
export type { Edition } from "./xp/editions";
export type { MediaArgs } from "./components/media";
export type { PolicyArgs } from "./components/policy";
export type { ResultsArgs, ResultsOutput } from "./components/results";
export type { Reach } from "./xp/reach";
