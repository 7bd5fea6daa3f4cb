package explorer

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed all:ui/dist
var dist embed.FS

// pageFile is the template of the page.
const pageFile = "index.html"

// Site is the explorer's files and page. It is safe for concurrent use.
type Site struct {
	assets map[string]*asset
	page   []piece
}

// New makes the site of the files that are part of the program.
func New() (*Site, error) {
	files, err := fs.Sub(dist, "ui/dist")
	if err != nil {
		return nil, err
	}
	return load(files)
}

// load reads the files, of which one is the page. NAME.gz is NAME, compressed.
func load(files fs.FS) (*Site, error) {
	contents := map[string][]byte{}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		contents[name], err = fs.ReadFile(files, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	s := &Site{assets: map[string]*asset{}}
	for name, content := range contents {
		if name == pageFile || strings.HasSuffix(name, zipSuffix) {
			continue
		}
		if s.assets[name], err = newAsset(name, content, contents[name+zipSuffix]); err != nil {
			return nil, err
		}
	}
	template, found := contents[pageFile]
	if !found {
		return nil, fmt.Errorf("explorer: there is no %s", pageFile)
	}
	s.page, err = s.parse(string(template))
	return s, err
}
