import { stat, type FileHandle } from "node:fs/promises";
import { userInfo } from "node:os";
import { types } from "node:util";
import {
    imageCutShort,
    imageDamaged,
    imageInParts,
    imageUnreadable,
    imageUnsupported,
    type UserError,
} from "../errors";
import type { ReadBytes } from "./image";
import { NotRegularFile, openRegular } from "./regularFile";

/** The most that one call reads, whatever the file's header claims. */
const MAX_READ_BYTES = 1 << 16;

/** A file that nobody has checked. No read is larger than 64 KiB. */
export class ImageFile {
    /** The file's name in errors. */
    readonly path: string;
    readonly bytes: number;
    /** The same as `read`, to be handed on. */
    readonly source: ReadBytes = (at, length) => this.read(at, length);
    readonly #handle: FileHandle;

    /** @param shownAs The user's name for it. */
    static async of(handle: FileHandle, shownAs: string): Promise<ImageFile> {
        return new ImageFile(shownAs, (await handle.stat()).size, handle);
    }

    private constructor(path: string, bytes: number, handle: FileHandle) {
        this.path = path;
        this.bytes = bytes;
        this.#handle = handle;
    }

    /**
     * Opens a file for as long as it is in use. Throws a UserError if the file cannot be read.
     *
     * @param shownAs The user's own file, if this one is made from it.
     */
    static async with<T>(
        path: string,
        use: (file: ImageFile) => Promise<T>,
        shownAs = path,
    ): Promise<T> {
        const handle = await openImageFile(path);
        try {
            return await use(await ImageFile.of(handle, shownAs));
        } finally {
            await handle.close();
        }
    }

    /** Returns fewer bytes at the end of the file, and at most 64 KiB. */
    async read(at: number, length: number): Promise<Buffer> {
        // Node throws for places above 2^53, which a header may name.
        if (at >= this.bytes) return Buffer.alloc(0);
        const buffer = Buffer.alloc(Math.min(length, MAX_READ_BYTES));
        const { bytesRead } = await this.#handle.read(buffer, 0, buffer.length, at);
        return buffer.subarray(0, bytesRead);
    }

    /** Reads all of it, or refuses a file that ends before. */
    async require(at: number, length: number, what: string): Promise<Buffer> {
        this.refuseEndBefore(at + length, what);
        return this.read(at, length);
    }

    refuseEndBefore(end: number, what: string): void {
        if (!(end <= this.bytes)) throw this.cutShort(what);
    }

    cutShort(what: string): UserError {
        return imageCutShort({ file: this.path, what });
    }

    damaged(what: string): UserError {
        return imageDamaged({ file: this.path, what });
    }

    unsupported(driver: string, what: string): UserError {
        return imageUnsupported({ file: this.path, format: driver, what });
    }

    /** @param where Which other file, or how that is known. */
    inParts(driver: string, where: string): UserError {
        return imageInParts({ file: this.path, format: driver, where });
    }

    differencing(driver: string): UserError {
        return this.inParts(driver, "it holds the differences to another image");
    }
}

/** Opens an image's file to read it. Throws a UserError if that fails. */
export async function openImageFile(path: string): Promise<FileHandle> {
    try {
        return await openRegular(path);
    } catch (error) {
        throw await unreadable(path, error);
    }
}

/** Turns an error of the file system into a UserError; returns other errors unchanged. */
export async function unreadable(file: string, error: unknown): Promise<unknown> {
    if (error instanceof NotRegularFile) {
        const remedy = "Name the image's file itself.";
        return imageUnreadable({ file, why: error.message, remedy }, { cause: error });
    }
    if (!types.isNativeError(error) || !("syscall" in error && "code" in error)) return error;
    const { code } = error;
    const facts = WHY[String(code)] ?? { why: error.message, remedy: "Look at the file's disk." };
    const refusal = code === "EACCES" || code === "EPERM" ? await denied(file) : facts;
    return imageUnreadable({ file, ...refusal }, { cause: error });
}

const WHY: Readonly<Record<string, { readonly why: string; readonly remedy: string }>> = {
    ENOENT: {
        why: "there is no such file",
        remedy: "Name a file on the machine where Pulumi runs.",
    },
    ENOTDIR: {
        why: "a part of its path is no folder",
        remedy: "Name a file on the machine where Pulumi runs.",
    },
};

async function denied(file: string) {
    const { username } = userInfo();
    const traits = await stat(file).catch(() => undefined);
    if (traits === undefined)
        return {
            why: `user "${username}" may not enter its folder`,
            remedy: `Give that user the folder's x permission, or move the image to one of its own.`,
        };
    const mode = (traits.mode & 0o777).toString(8).padStart(4, "0");
    return {
        why: `user "${username}" may not (mode ${mode}, owner ${traits.uid})`,
        remedy: `Run "sudo chmod a+r ${file}", or run Pulumi as its owner.`,
    };
}
