import { CleanState } from "../../schema/domainSaveImage/cleanState";
import { element, print, type Element } from "../tree/element";
import { first, textAt } from "../tree/query";

/** Namespace and prefix of a domain's metadata about its clean state. */
export const CLEAN_NAMESPACE = "urn:xplab:clean:1";
export const CLEAN_PREFIX = "xplab-clean";

const NAME = `${CLEAN_PREFIX}:state`;

/** The record of a domain's clean state. */
export interface CleanMark {
    /** The file with its memory, also while the state changes. */
    readonly file: string;
    /** Undefined while it is being saved or removed. */
    readonly state: CleanState | undefined;
}

/** The mark of a definition. A state that this version cannot read is undefined. */
export function cleanMarkOf(domain: Element): CleanMark | undefined {
    const file = first(domain, "metadata", NAME)?.attributes["file"];
    if (file === undefined) return undefined;
    const text = textAt(domain, "metadata", NAME) ?? "";
    return { file, state: text === "" ? undefined : stateIn(text) };
}

function stateIn(text: string): CleanState | undefined {
    try {
        return CleanState.safeParse(JSON.parse(text)).data;
    } catch {
        return undefined;
    }
}

const markXml = ({ file, state }: CleanMark): Element =>
    element(
        NAME,
        { [`xmlns:${CLEAN_PREFIX}`]: CLEAN_NAMESPACE, file },
        state === undefined ? undefined : JSON.stringify(state),
    );

/** The mark for libvirt's metadata call, which adds namespace and prefix. */
export const markText = ({ file }: Pick<CleanMark, "file">): string =>
    print(element("state", { file }));

/** Replaces or removes the mark of a definition. */
export function withCleanMark(domain: Element, mark: CleanMark | undefined): Element {
    const metadata = first(domain, "metadata") ?? element("metadata");
    const others = metadata.children.filter(
        (child) => typeof child === "string" || child.name !== NAME,
    );
    const changed = { ...metadata, children: [...others, ...(mark ? [markXml(mark)] : [])] };
    if (domain.children.includes(metadata))
        return {
            ...domain,
            children: domain.children.map((child) => (child === metadata ? changed : child)),
        };
    return { ...domain, children: [...domain.children, changed] };
}
