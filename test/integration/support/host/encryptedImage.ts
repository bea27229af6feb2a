import { run } from "./command";

const LUKS = "encrypt.format=luks,encrypt.key-secret=key,encrypt.iter-time=10";
/** QEMU fails to create one LUKS header in ten, when it cannot measure its speed. */
const ATTEMPTS = 6;
const UNMEASURED = "Unable to get accurate CPU usage";

/** Creates an encrypted qcow2 file: an empty one of a given size, or a copy of another image. */
export async function encryptedImage(
    file: string,
    keyFile: string,
    content: { readonly size: string } | { readonly image: string },
): Promise<void> {
    const [command, options, operands] =
        "size" in content
            ? (["create", ["-fqcow2"], [file, content.size]] as const)
            : (["convert", ["-Oqcow2"], [content.image, file]] as const);
    const key = ["--object", `secret,id=key,file=${keyFile}`];
    const args = [command, ...key, ...options, "-o", LUKS, ...operands];
    for (let attempt = 1; ; attempt += 1) {
        const { code, stderr } = await run("qemu-img", args);
        if (code === 0) return;
        if (attempt === ATTEMPTS || !stderr.includes(UNMEASURED)) {
            throw new Error(`qemu-img ${args.join(" ")} ended with ${code}:\n${stderr}`);
        }
    }
}
