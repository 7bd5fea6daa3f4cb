package main

import (
	"os/exec"
	"runtime"
)

// openBrowser has the machine's browser open an address, and waits for the command
// that does so, which may be the browser itself.
func openBrowser(url string) error {
	name, args := browserCommand(runtime.GOOS)
	return exec.Command(name, append(args, url)...).Run() //nolint:gosec,noctx // our own address; it may outlive us
}

// browserCommand is what opens addresses on an operating system.
func browserCommand(system string) (name string, args []string) {
	switch system {
	case "darwin":
		return "open", nil
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler"}
	}
	return "xdg-open", nil
}
