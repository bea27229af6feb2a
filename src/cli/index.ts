export { activeDomains } from "./host/activeDomains";
export type { DomainStatus, InterfaceStatus } from "./host/domainStatus";
export {
    collectResults,
    type CollectedResults,
    type CollectResultsOptions,
} from "./commands/results/collectResults";
export { table } from "./output/table";
export { machineStatus } from "./host/machineStatus";
export { screenshot } from "./commands/screenshot/screenshot";
