import { checkProjectName } from "../../../../src/cli/commands/new/projectName";

test.each(["mylab", "xp-2004", "a", "a234567890123456789012345678-0"])("%p is a name", (name) => {
    expect(() => checkProjectName(name)).not.toThrow();
});

test.each(["", "My-Lab", "2004", "-lab", "my_lab", "my lab", "a2345678901234567890123456789-1"])(
    "%p is none",
    (name) => {
        expect(() => checkProjectName(name)).toThrow(
            `"${name}" is not a valid project name. Choose another with --name: at most 30 lower-case letters, digits and dashes, beginning with a letter. [project-name-unfit]`,
        );
    },
);

test.each(["libvirt", "xplab", "random", "aws"])("%p is a package's", (name) => {
    expect(() => checkProjectName(name)).toThrow(
        `"${name}" is the name of a package, which would receive the configuration of a project of that name. ` +
            `Choose another with --name, such as "${name}-lab". [project-name-reserved]`,
    );
});
