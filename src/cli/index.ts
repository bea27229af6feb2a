export { activeDomains } from "./activeDomains";
export type { DomainStatus, InterfaceStatus } from "./domainStatus";
export {
    collectResults,
    type CollectedResults,
    type CollectResultsOptions,
} from "./results/collectResults";
export { machineStatus } from "./machineStatus";
export { screenshot } from "./screenshot";
