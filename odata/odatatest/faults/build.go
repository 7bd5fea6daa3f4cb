package faults

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Build builds the test binaries of packages, given relative to the module, with
// all faults in them. It writes into folder and gives the binaries by package.
func Build(ctx context.Context, root, folder string, list []Fault, packages []string) (map[string]string, error) {
	module, err := command(ctx, root, "go", "list", "-m")
	if err != nil {
		return nil, err
	}
	woven, err := Weave(root, strings.TrimSpace(module), list)
	if err != nil {
		return nil, err
	}
	replace := map[string]string{}
	for path, text := range woven {
		file := filepath.Join(folder, strconv.Itoa(len(replace))+".go")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return nil, err
		}
		replace[path] = file
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, err
	}
	file := filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		return nil, err
	}
	binaries := map[string]string{}
	for _, p := range packages {
		binaries[p] = filepath.Join(folder, strings.ReplaceAll(p, "/", "-")+".test")
		args := []string{"test", "-c", "-vet=off", "-overlay", file, "-o", binaries[p], "./" + p}
		if _, err := command(ctx, root, "go", args...); err != nil {
			return nil, err
		}
	}
	return binaries, nil
}

// command gives what a command prints.
func command(ctx context.Context, folder, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = folder
	var failure strings.Builder
	cmd.Stderr = &failure
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, failure.String())
	}
	return string(out), nil
}
