package handlers

// Occupy takes all places of requests at work.
func (h *Handler) Occupy() {
	for range cap(h.running) {
		h.running <- struct{}{}
	}
}
