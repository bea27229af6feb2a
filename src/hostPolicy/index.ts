export type { HostPolicy } from "./policyShape";
export { hostPolicy, POLICY_FILE, readHostPolicy } from "./hostPolicy";
