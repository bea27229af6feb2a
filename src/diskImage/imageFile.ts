import { stat, type FileHandle } from "node:fs/promises";
import { userInfo } from "node:os";
import { types } from "node:util";
import { imageCutShort, imageUnreadable } from "../errors";
import { NotRegularFile, openRegular } from "./regularFile";

/** The most that is read of a file at once, whatever its header claims. */
const MAX_READ_BYTES = 1 << 16;

/** A file whose header is looked at: nothing in it is believed, and no read is larger than 64 KiB. */
export class ImageFile {
    /** As errors name it. */
    readonly path: string;
    readonly bytes: number;
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
     * Opens a file for a look at it. One that cannot be read is the user's to mend.
     *
     * @param shownAs The user's own, where this one is made of it.
     */
    static async with<T>(
        path: string,
        look: (file: ImageFile) => Promise<T>,
        shownAs = path,
    ): Promise<T> {
        const handle = await openImage(path);
        try {
            return await look(await ImageFile.of(handle, shownAs));
        } finally {
            await handle.close();
        }
    }

    /** What is there, which at the end of the file is less than asked for. */
    async read(at: number, length: number): Promise<Buffer> {
        const buffer = Buffer.alloc(Math.min(length, MAX_READ_BYTES));
        const { bytesRead } = await this.#handle.read(buffer, 0, buffer.length, at);
        return buffer.subarray(0, bytesRead);
    }

    /** All of it, or the refusal of a file that has it not. */
    async require(at: number, length: number, what: string): Promise<Buffer> {
        this.refuseEndBefore(at + length, what);
        return this.read(at, length);
    }

    refuseEndBefore(end: number, what: string): void {
        if (!(end <= this.bytes)) throw imageCutShort({ file: this.path, what });
    }
}

/** Opens an image's file to read it. */
export async function openImage(path: string): Promise<FileHandle> {
    try {
        return await openRegular(path);
    } catch (error) {
        throw await unreadable(path, error);
    }
}

/** Why a file cannot be read, in the user's words; other errors stay as they are. */
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
