// @ts-check
import { connect } from "node:net";

export const libvirtSocket = "/run/libvirt/libvirt-sock";
export const virtlogdSocket = "/run/libvirt/virtlogd-sock";

/** @typedef {"serving" | "absent" | "forbidden"} SocketState */

/**
 * Whether something answers on a UNIX socket.
 * @param {string} path
 * @returns {Promise<SocketState>}
 */
export function socketState(path) {
    return new Promise((resolve) => {
        const socket = connect(path, () => {
            socket.destroy();
            resolve("serving");
        });
        socket.once("error", (/** @type {NodeJS.ErrnoException} */ error) => {
            resolve(error.code === "EACCES" ? "forbidden" : "absent");
        });
    });
}
