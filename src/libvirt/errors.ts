import { constants } from "node:os";
import {
    connectionLostBefore,
    connectionLostDuring,
    libvirtRefuses,
    UserError,
    type HasErrorText,
    type ErrorText,
} from "../errors";
import { errorCode } from "./errorCode";

/** An error that libvirt returned; decide with the predicates below, never by the text. */
export class LibvirtError extends Error implements HasErrorText {
    override readonly name = "LibvirtError";
    /** virErrorNumber: what went wrong. */
    readonly code: number;
    /** virErrorDomain: the part of libvirt that failed. */
    readonly domain: number;
    /** virErrorLevel: 1 is a warning, 2 an error. */
    readonly level: number;
    readonly procedure: string;
    /** errno of a failed system call; undefined for other errors. */
    readonly errno: number | undefined;

    constructor(details: {
        message: string;
        code: number;
        domain: number;
        level: number;
        procedure: string;
        errno?: number | undefined;
    }) {
        super(details.message);
        this.code = details.code;
        this.domain = details.domain;
        this.level = details.level;
        this.procedure = details.procedure;
        this.errno = details.errno;
    }

    /** The text for people, if no caller with more context handles the error. */
    get errorText(): ErrorText {
        return libvirtRefuses.text(this);
    }
}

export type ConnectErrorReason =
    "missing" | "refused" | "denied" | "authentication" | "unsupported" | "closed" | "failed";

/** The connection failed, so libvirt has seen no call. */
export class ConnectError extends UserError {
    override readonly name = "ConnectError";
    readonly reason: ConnectErrorReason;
    /** The socket's path, or the URI if it has none. */
    readonly path: string;

    constructor(reason: ConnectErrorReason, path: string, text: ErrorText, options?: ErrorOptions) {
        super(text, options);
        this.reason = reason;
        this.path = path;
    }
}

/** The connection was lost before libvirt answered. */
export class ConnectionLostError extends UserError {
    override readonly name = "ConnectionLostError";
    /** Whether libvirt may have seen, and carried out, the call. */
    readonly sent: boolean;

    constructor(procedure: string, sent: boolean, options?: ErrorOptions) {
        super((sent ? connectionLostDuring : connectionLostBefore).text({ procedure }), options);
        this.sent = sent;
    }
}

/** The peer violated libvirt's protocol. */
export class ProtocolError extends Error {
    override readonly name = "ProtocolError";
}

/** No answer came within the time limit; libvirt may have carried out the call. */
export class TimeoutError extends UserError {
    override readonly name = "TimeoutError";
}

/** Whether the connection broke. One that was ended because of false bytes would receive them again. */
export function wasDropped(error: unknown): error is ConnectionLostError {
    return error instanceof ConnectionLostError && !(error.cause instanceof ProtocolError);
}

export const isNoDomain = hasCode(errorCode.noDomain);
export const isNoNetwork = hasCode(errorCode.noNetwork);
export const isNoStoragePool = hasCode(errorCode.noStoragePool);
export const isNoStorageVolume = hasCode(errorCode.noStorageVolume);
export const isNoNwfilter = hasCode(errorCode.noNwfilter);
export const isNoInterface = hasCode(errorCode.noInterface);
export const isNoSecret = hasCode(errorCode.noSecret);

/** The domain exists but has no such metadata. */
export const isNoDomainMetadata = hasCode(errorCode.noDomainMetadata);

/** The object of a call does not exist. */
export const isNotFound = hasCode(
    errorCode.noDomain,
    errorCode.noNetwork,
    errorCode.noStoragePool,
    errorCode.noStorageVolume,
    errorCode.noNwfilter,
    errorCode.noInterface,
    errorCode.noSecret,
    errorCode.noNodeDevice,
);

/** Something below libvirt failed, such as a program that it runs. */
export const isInternalError = hasCode(errorCode.internalError);

/** The host's file in a call does not exist. */
export const isMissingFile = hasErrno(constants.errno.ENOENT);
/** The host's folder to delete has files in it. */
export const isNotEmpty = hasErrno(constants.errno.ENOTEMPTY);

/** The object is in the wrong state, such as a running domain that is started. */
export const isOperationInvalid = hasCode(errorCode.operationInvalid);
export const isOperationFailed = hasCode(errorCode.operationFailed);
export const isStorageVolumeExists = hasCode(errorCode.storageVolumeExists);
/** A block job is not ready for the operation. */
export const isBlockCopyActive = hasCode(errorCode.blockCopyActive);
export const isResourceBusy = hasCode(errorCode.resourceBusy);
export const isInvalidXml = hasCode(
    errorCode.xmlError,
    errorCode.xmlDetail,
    errorCode.xmlInvalidSchema,
);

/** This driver or this version of libvirt does not have the call or the option. */
export const isUnsupported = hasCode(
    errorCode.noSupport,
    errorCode.configUnsupported,
    errorCode.argumentUnsupported,
    errorCode.operationUnsupported,
);
export const isDenied = hasCode(
    errorCode.operationDenied,
    errorCode.authenticationFailed,
    errorCode.authenticationCancelled,
    errorCode.accessDenied,
    errorCode.authenticationUnavailable,
);

function hasErrno(errno: number): (error: unknown) => error is LibvirtError {
    return (error): error is LibvirtError => error instanceof LibvirtError && error.errno === errno;
}

function hasCode(...codes: number[]): (error: unknown) => error is LibvirtError {
    return (error): error is LibvirtError =>
        error instanceof LibvirtError && codes.includes(error.code);
}
