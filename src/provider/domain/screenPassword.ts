import { randomInt } from "node:crypto";
import { CHOSEN_PASSWORD } from "../../schema/domain/domainDevices";
import { isRecord, type Properties } from "../lifecycle/wire";

/** People read it off one screen and type it at another: no 0 or O, no 1, l or I. */
const CHARACTERS = "23456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
/** VNC ignores further characters (RFC 6143 7.2.2). */
const LENGTH = 8;

/** Replaces the keyword `CHOSEN_PASSWORD` by a random password for a new domain, else by the password that the domain has. */
export function withScreenPassword(inputs: Properties, olds: Properties): Properties {
    const { graphics } = inputs;
    if (!isRecord(graphics) || graphics["password"] !== CHOSEN_PASSWORD) return inputs;
    const { password: _keyword, ...others } = graphics;
    const isNew = Object.keys(olds).length === 0;
    const known = isRecord(olds["graphics"]) ? olds["graphics"]["password"] : undefined;
    const password = isNew ? choosePassword() : known;
    return { ...inputs, graphics: { ...others, ...(password !== undefined && { password }) } };
}

const choosePassword = () =>
    Array.from({ length: LENGTH }, () => CHARACTERS[randomInt(CHARACTERS.length)]).join("");
