import { z } from "zod";

/** Name of a libvirt object: what a file name, a shell and an XML attribute all take unchanged. */
export const ObjectName = z
    .string()
    .regex(
        /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
        "must be 1 to 63 letters, digits, dots, dashes or underscores and start with a letter or digit",
    );

/** A network filter's, which libvirt's schema takes as an XML name. */
export const FilterName = z
    .string()
    .regex(
        /^[A-Za-z][A-Za-z0-9._-]{0,62}$/,
        "must be 1 to 63 letters, digits, dots, dashes or underscores and start with a letter",
    );

export const Uuid = z
    .string()
    .regex(
        /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
        "must be a lower-case UUID such as 6a1576b9-9557-4d9e-950f-712f1bc5e2e6",
    );

/** Unicast: libvirt refuses a MAC whose first octet is odd. */
export const MacAddress = z
    .string()
    .regex(
        /^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/,
        "must be a lower-case unicast MAC address such as 52:54:00:12:34:56",
    );

export const AbsolutePath = z
    .string()
    .regex(/^\//, "must be an absolute path")
    .regex(/^[^\x00-\x1f]*$/, "must have no control characters");

/** Text for people or programs: XML 1.0 has no place for control characters. */
export const Text = z
    .string()
    .min(1, "must not be empty")
    .regex(/^[^\x00-\x08\x0b-\x1f]*$/, "must have no control characters");

export const Ipv4Address = z.ipv4("must be an IPv4 address such as 10.64.3.1");

/** Name that a guest goes by in DHCP and DNS. */
export const HostName = z
    .string()
    .regex(
        /^(?=.{1,253}$)[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/,
        "must be a host name: letters, digits and dashes, in parts joined by dots",
    );

export const Sha256 = z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in 64 lower-case hexadecimal digits");

/** Where an image is downloaded from; a password in it would land in the state. */
export const WEB_ADDRESS = /^https?:\/\/[^\s/@?#]+(\/[^\s]*)?$/;

/** Id of a volume, `pool/name`: what outputs carry, import takes and other stacks refer to. */
export const VolumeId = z
    .string()
    .regex(/^[^/]+\/[^/]+$/, 'must be a volume id of the form "pool/volume"');

export const DiskFormat = z.enum(["qcow2", "raw"]);
