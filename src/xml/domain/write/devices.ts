import type { Domain } from "../../../schema/domain/domain";
import {
    OWN_SOCKET,
    type Graphics,
    type Interface,
    type Video,
} from "../../../schema/domain/domainDevices";
import { captureAlias, captureConsolesXml } from "../capture";
import { controllersXml, drivesXml } from "./drives";
import { bandwidthXml } from "./limits";
import { element, textElement, yesNo, type Element } from "../../tree/element";
import { hostdevsXml } from "./hostUsb";
import { FIXED, pciAddress } from "./pciSlots";
import { parallelXml, serialXml } from "./ports";

/** The devices in libvirt's own order. */
export function devicesXml(domain: Domain, screenPort: number | undefined): Element {
    return element(
        "devices",
        {},
        textElement("emulator", domain.emulator),
        drivesXml(domain),
        controllersXml(domain),
        Object.entries(domain.interfaces).map(interfaceXml),
        domain.serials.map(serialXml),
        captureConsolesXml(domain),
        domain.parallels.map(parallelXml),
        domain.usb ? element("input", { type: "tablet", bus: "usb" }) : undefined,
        domain.graphics && graphicsXml(domain.graphics, screenPort),
        videoXml(domain.video),
        hostdevsXml(domain),
        // The balloon would be a PCI device that the program does not declare.
        element("memballoon", { model: "none" }),
    );
}

const interfaceXml = ([name, nic]: [string, Interface]) =>
    element(
        "interface",
        { type: "network" },
        element("mac", { address: nic.mac }),
        element("source", { network: nic.network }),
        nic.isolatedPort ? element("port", { isolated: "yes" }) : undefined,
        element("model", { type: nic.model }),
        // With vhost the kernel takes frames from a virtio card past QEMU's filters.
        nic.captureFile !== undefined && nic.model === "virtio"
            ? element("driver", { name: "qemu" })
            : undefined,
        nic.filter === undefined
            ? undefined
            : element(
                  "filterref",
                  { filter: nic.filter },
                  Object.entries(nic.filterParameters).map(([name, value]) =>
                      element("parameter", { name, value }),
                  ),
              ),
        nic.bandwidth && bandwidthXml(nic.bandwidth),
        element("link", { state: nic.linkUp ? "up" : "down" }),
        nic.captureFile === undefined ? undefined : element("alias", { name: captureAlias(name) }),
        nic.pciSlot === undefined ? undefined : pciAddress({ slot: nic.pciSlot }),
    );

const DEFAULT_LISTEN = "127.0.0.1";

function graphicsXml(graphics: Graphics, screenPort: number | undefined): Element {
    const { type, socket, listen = DEFAULT_LISTEN, password } = graphics;
    if (socket !== undefined)
        return element(
            "graphics",
            { type, passwd: password },
            element("listen", {
                type: "socket",
                socket: socket === OWN_SOCKET ? undefined : socket,
            }),
        );
    return element(
        "graphics",
        { type, port: screenPort, autoport: yesNo(screenPort === undefined), passwd: password },
        element("listen", { type: "address", address: listen }),
    );
}

const videoXml = ({ model, vramKiB }: Video) =>
    model === "none"
        ? element("video", {}, element("model", { type: model }))
        : element(
              "video",
              {},
              element("model", { type: model, vram: vramKiB, heads: 1, primary: "yes" }),
              pciAddress(FIXED.video),
          );
