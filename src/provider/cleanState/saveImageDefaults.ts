import { digitsOf } from "../lifecycle/creationDefaults";
import { addDefaults, defaultedFields, withoutDefault } from "../lifecycle/defaults";
import type { DefaultsContext, WithDefaults } from "../lifecycle/resource";
import { isUnknown, UNKNOWN, type Properties } from "../lifecycle/wire";

/** Characters of a name (ObjectName), less a dash and eight digits. */
const LONGEST = 63 - 9;

/** Keeps the generated name until domain, pool or hardware change. The new name lets the engine create before it deletes. */
export function saveImageDefaults(inputs: Properties, context: DefaultsContext): WithDefaults {
    const { name, urn, owner = UNKNOWN, olds } = context;
    const content = contentOf(inputs);
    const isSame = digitsOf(content) === digitsOf(contentOf(olds));
    if (defaultedFields(olds).has("name") && isSame && !isUnknown(olds["name"])) {
        return { inputs, failures: [] };
    }
    const open = defaultedFields(inputs).has("name") ? withoutDefault(inputs, "name") : inputs;
    const digits = digitsOf(owner, urn, content);
    const chosen = isUnknown(digits) ? UNKNOWN : `${name.slice(0, LONGEST)}-${digits}`;
    return { inputs: addDefaults(open, { name: chosen }), failures: [] };
}

const contentOf = (inputs: Properties) =>
    ["domain", "pool", "hardware"].map((field) => inputs[field] ?? null);
