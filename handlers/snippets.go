package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/handlers/explorer/snippet"
	"github.com/seed-267014d6/roster/odata/fault"
)

// snippets answers with code that reads what a request to the service asks for.
func (h *Handler) snippets(c echo.Context) error {
	asked, done, err := h.target(c)
	if err != nil {
		return err
	}
	defer done()
	source, err := h.snippetSource(c, asked)
	if err != nil {
		return err
	}
	made, err := snippet.Make(source)
	if err != nil {
		return err
	}
	return answerJSON(c, http.StatusOK, made)
}

// powerBI answers with a file that opens Power BI Desktop with the service, or the
// entity set of the parameter path, filled in.
func (h *Handler) powerBI(c echo.Context) error {
	x := exchangeOf(c.Request().Context())
	if err := mayRead(x.principal); err != nil {
		return err
	}
	asked, err := targetOf(x.query)
	if err != nil {
		return err
	}
	source, err := h.snippetSource(c, asked)
	if err != nil {
		return err
	}
	file, err := snippet.Connect(source)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+file.Name+`"`)
	return writeJSON(c, http.StatusOK, file.Text)
}

// targetOf reads the request that the parameters path and query hold.
func targetOf(query string) (target, error) {
	var asked target
	given := map[string]bool{}
	parameters, err := parametersOf(query)
	if err != nil {
		return target{}, err
	}
	for _, p := range parameters {
		name := p.name
		switch {
		case given[name]:
			return target{}, badOption(name, "parameter '%s' is given twice", name)
		case name == "path":
			asked.path = p.text
		case name == "query":
			asked.query = p.text
		default:
			return target{}, badOption(name, "unknown parameter '%s'", clip(name, 60)).Meaning(
				fault.Suggest(clip(name, 60), []string{"path", "query"}))
		}
		given[name] = true
	}
	return asked, nil
}

func (h *Handler) snippetSource(c echo.Context, asked target) (snippet.Source, error) {
	base, err := h.links.base(c.Request())
	if err != nil {
		return snippet.Source{}, err
	}
	return snippet.Source{
		Model: h.config.Model, Root: base + serviceRoot + "/", Path: asked.path, Query: asked.query,
	}, nil
}
