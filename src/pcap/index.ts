export { inCommonOrder, type Seen } from "./commonOrder";
export { mirroredFrames, type MirroredFrames } from "./mirroredFrames";
export { enhancedPacket, interfaceDescription, sectionHeader, type Packet } from "./pcapng";
