import { checkProjectName } from "../../../../src/cli/commands/new/projectName";

test.each(["mylab", "xp-2004", "a", "a234567890123456789012345678-0"])("%p is a name", (name) => {
    expect(() => checkProjectName(name)).not.toThrow();
});

test.each(["", "My-Lab", "2004", "-lab", "my_lab", "my lab", "a2345678901234567890123456789-1"])(
    "%p is none",
    (name) => {
        expect(() => checkProjectName(name)).toThrow(
            `"${name}" is no name for a project. Give one of lower-case letters, digits and dashes, ` +
                "at most 30 and a letter first, with --name. [project-name-unfit]",
        );
    },
);

test.each(["libvirt", "xplab", "random", "aws"])("%p is a package's", (name) => {
    expect(() => checkProjectName(name)).toThrow(
        `"${name}" is the name of a package: Pulumi would hand it the configuration of a project of that name. ` +
            `Give another one, such as "${name}-lab", with --name. [project-name-reserved]`,
    );
});
