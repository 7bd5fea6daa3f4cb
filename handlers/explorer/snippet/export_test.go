package snippet

// Quotes are the quoting rules of the languages.
func Quotes() map[string]func(string) string {
	return map[string]func(string) string{
		"shell": quoteShell, "powershell": quotePowerShell, "powerquery": quotePowerQuery,
		"python": quotePython, "javascript": quoteJavaScript,
	}
}
