import type { SerialPort } from "../../../schema/domain/domainDevices";
import type { ParallelPort } from "../../../schema/domain/hostDevices";
import { element, type Element } from "../../tree/element";

// https://libvirt.org/formatdomain.html#consoles-serial-parallel-channel-devices

/** I/O ports of a PC's serial ports (QEMU hw/char/serial-isa.c). */
const SERIAL_PORTS = ["0x3f8", "0x2f8", "0x3e8", "0x2e8"] as const;

export const serialXml = ({ type, path, logFile, irq }: SerialPort, port: number): Element =>
    element(
        "serial",
        { type },
        path === undefined ? undefined : element("source", { path }),
        logFile === undefined ? undefined : element("log", { file: logFile, append: "on" }),
        element("target", { type: "isa-serial", port }, element("model", { name: "isa-serial" })),
        irq === undefined
            ? undefined
            : element("address", {
                  type: "isa",
                  iobase: SERIAL_PORTS[port],
                  irq: `0x${irq.toString(16)}`,
              }),
    );

export const parallelXml = ({ type, path }: ParallelPort, port: number): Element =>
    element("parallel", { type }, element("source", { path }), element("target", { port }));
