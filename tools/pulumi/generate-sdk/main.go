// Command generate-sdk writes the TypeScript sources of a provider's SDK with Pulumi's own
// generator, which `pulumi package gen-sdk` reaches only through the newest Node language host.
//
// The folder's package.json, tsconfig.json and README.md are kept by hand: a `pulumi` field in
// package.json, which the generator writes, makes `pulumi install` look for the plugin on the network.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const banner = "tools/pulumi/generate-sdk with Pulumi's generator"

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: generate-sdk schema.json FOLDER")
		os.Exit(2)
	}
	if err := generate(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "generate-sdk:", err)
		os.Exit(1)
	}
}

func generate(schemaFile, folder string) error {
	pkg, err := readPackage(schemaFile)
	if err != nil {
		return err
	}
	files, err := nodejs.GeneratePackage(banner, pkg, nil, nil, false, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", schemaFile, err)
	}
	sources := onlySources(files)
	if err := removeStale(folder, sources); err != nil {
		return err
	}
	return writeSources(folder, sources)
}

func readPackage(schemaFile string) (*schema.Package, error) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, fmt.Errorf("%s is not a Pulumi schema: %w", schemaFile, err)
	}
	pkg, diagnostics, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err == nil && diagnostics.HasErrors() {
		err = diagnostics
	}
	if err != nil {
		return nil, fmt.Errorf("%s is not a valid Pulumi schema: %w", schemaFile, err)
	}
	return pkg, nil
}

func onlySources(files map[string][]byte) map[string][]byte {
	sources := map[string][]byte{}
	for name, text := range files {
		if filepath.Ext(name) == ".ts" {
			sources[filepath.FromSlash(name)] = text
		}
	}
	return sources
}

// removeStale deletes the sources of resources that the schema no longer has.
func removeStale(folder string, sources map[string][]byte) error {
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == "node_modules" || entry.Name() == "bin" {
				return fs.SkipDir
			}
			return nil
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		if _, wanted := sources[name]; wanted || filepath.Ext(name) != ".ts" {
			return nil
		}
		return os.Remove(path)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func writeSources(folder string, sources map[string][]byte) error {
	for name, text := range sources {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
