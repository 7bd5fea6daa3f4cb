package metadata

import "slices"

// partners pairs the navigation properties that are each other's inverse: those
// the tags name first, then those that have one inverse only.
func (b *builder) partners() {
	closed := map[*Navigation]bool{}
	for _, s := range b.sources {
		for _, n := range s.typ.OwnNavigations() {
			if name, said := s.partner[n]; said {
				closed[n] = true
				b.namedPartner(n, name)
			}
		}
	}
	for _, s := range b.sources {
		for _, n := range s.typ.OwnNavigations() {
			if n.Partner != nil && s.partner[n] == "-" {
				b.problem(s.typ.Name+"."+n.Name, "it has no partner, but %s.%s says so", n.Target.Name, n.Partner.Name)
			}
			if closed[n] || n.Partner != nil {
				continue
			}
			found := inverses(n, closed)
			switch {
			case len(found) == 0:
			case len(found) > 1 || len(inverses(found[0], closed)) > 1:
				b.problem(s.typ.Name+"."+n.Name, "several partners fit; name one by partner=, or partner=- for none")
			default:
				n.Partner, found[0].Partner = found[0], n
			}
		}
	}
}

// namedPartner pairs a navigation property with the one its tag names.
func (b *builder) namedPartner(n *Navigation, name string) {
	if name == "-" {
		return
	}
	place := n.From.Name + "." + n.Name
	p := n.Target.Navigation(name)
	switch {
	case p == nil:
		b.problem(place, "its partner %s is no navigation property of %s", name, n.Target.Name)
	case p == n || !leadsBack(n, p):
		b.problem(place, "its partner %s does not lead back by the same join", name)
	case p.Partner != nil && p.Partner != n || n.Partner != nil && n.Partner != p:
		b.problem(place, "its partner %s has another partner", name)
	default:
		n.Partner, p.Partner = p, n
	}
}

// leadsBack says whether the other one is an inverse between the same two types:
// an inherited one is its own type's inverse.
func leadsBack(n, p *Navigation) bool {
	return p.From == n.Target && p.Target == n.From && inverse(n, p)
}

// inverses lists the free navigation properties that lead back.
func inverses(n *Navigation, closed map[*Navigation]bool) []*Navigation {
	var found []*Navigation
	for _, p := range n.Target.Navigations {
		if p != n && p.Partner == nil && !closed[p] && leadsBack(n, p) {
			found = append(found, p)
		}
	}
	return found
}

// inverse says whether the joins are the same with the ends exchanged.
func inverse(n, p *Navigation) bool {
	if n.Through == nil || p.Through == nil {
		return n.Through == nil && p.Through == nil && exchanged(n.Join, p.Join)
	}
	return n.Through.Table == p.Through.Table &&
		exchanged(n.Join, p.Through.Join) && exchanged(n.Through.Join, p.Join)
}

func exchanged(a, b []JoinColumn) bool {
	for _, j := range a {
		if !slices.Contains(b, JoinColumn{From: j.To, To: j.From}) {
			return false
		}
	}
	return len(a) == len(b)
}
