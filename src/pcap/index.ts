export { inCommonOrder } from "./commonOrder";
export { mirroredFrames } from "./mirroredFrames";
export { enhancedPacket, interfaceDescription, sectionHeader } from "./pcapng";
