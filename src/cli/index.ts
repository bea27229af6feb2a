export { activeDomains } from "./activeDomains";
export type { DomainStatus, InterfaceStatus } from "./domainStatus";
export { machineStatus } from "./machineStatus";
export { screenshot } from "./screenshot";
