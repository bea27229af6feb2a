import { randomInt } from "node:crypto";
import { CHOSEN_PASSWORD } from "../../schema/domain/domainDevices";
import { isRecord, type Properties } from "../lifecycle/wire";

/** What people read off one screen and type at another: without 0 and O, 1, l and I. */
const CHARACTERS = "23456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
/** As many as VNC looks at (RFC 6143 7.2.2). */
const LENGTH = 8;

/** Puts the password of a new domain's screen in the place of the word for it; a domain that is known keeps what it has. */
export function withScreenPassword(inputs: Properties, olds: Properties): Properties {
    const { graphics } = inputs;
    if (!isRecord(graphics) || graphics["password"] !== CHOSEN_PASSWORD) return inputs;
    const { password: _word, ...others } = graphics;
    const isNew = Object.keys(olds).length === 0;
    const known = isRecord(olds["graphics"]) ? olds["graphics"]["password"] : undefined;
    const password = isNew ? choosePassword() : known;
    return { ...inputs, graphics: { ...others, ...(password !== undefined && { password }) } };
}

const choosePassword = () =>
    Array.from({ length: LENGTH }, () => CHARACTERS[randomInt(CHARACTERS.length)]).join("");
