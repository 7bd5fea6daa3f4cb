package metadata

// capability is an annotation with a term of the vocabulary Capabilities.
func capability(term string, value expression) annotation {
	return annotation{capabilitiesNamespace + "." + term, value}
}

// tagged is a property of a record that is true or false.
func tagged(name string, value bool) recordValue { return recordValue{name, boolExpression(value)} }

// containerAnnotations say what the service can do.
func (d Document) containerAnnotations() []annotation {
	c := d.Capabilities
	if c == nil {
		return nil
	}
	var all []annotation
	if c.LongDescription != "" {
		all = append(all, annotation{coreNamespace + ".LongDescription", stringExpression(c.LongDescription)})
	}
	all = append(
		all,
		annotation{coreNamespace + ".ODataVersions", stringExpression(c.Versions)},
		annotation{coreNamespace + ".ConventionalIDs", boolExpression(c.ConventionalIDs)},
		annotation{coreNamespace + ".DereferenceableIDs", boolExpression(c.DereferenceableIDs)},
	)
	if d.enums() && c.Conformance != NoConformance {
		all = append(all, capability("ConformanceLevel", enumExpression{
			capabilitiesNamespace + ".ConformanceLevelType", c.Conformance.String(),
		}))
	}
	all = append(
		all,
		capability("SupportedFormats", texts(c.Formats)),
		capability("SupportedMetadataFormats", texts(c.MetadataFormats)),
		capability("BatchSupport", record(tagged("Supported", c.Batch))),
		capability("FilterFunctions", texts(c.FilterFunctions)),
		capability("CrossJoinSupported", boolExpression(c.CrossJoin)),
		capability("KeyAsSegmentSupported", boolExpression(c.KeyAsSegment)),
		capability("AsynchronousRequestsSupported", boolExpression(c.Asynchronous)),
		capability("QuerySegmentSupported", boolExpression(c.QuerySegment)),
		capability("DefaultCapabilities", defaults(&c.Default)),
	)
	return append(all, d.accessAnnotations()...)
}

// enums says whether the document may have members of enumerations as values.
func (d Document) enums() bool { return d.Version != "4.0" }

// defaults are what holds for all collections, so that the sets need not repeat it.
func defaults(r *Restrictions) recordExpression {
	part := func(name string, values ...recordValue) recordValue { return recordValue{name, record(values...)} }
	return record(
		part("ChangeTracking", tagged("Supported", r.ChangeTracking)),
		part("CountRestrictions", tagged("Countable", r.Count)),
		tagged("IndexableByKey", r.IndexByKey),
		tagged("TopSupported", r.Top),
		tagged("SkipSupported", r.Skip),
		tagged("ComputeSupported", r.Compute),
		recordValue{"SelectSupport", selectSupport(&r.Select)},
		part("FilterRestrictions", tagged("Filterable", r.Filter)),
		part("SortRestrictions", tagged("Sortable", r.Sort)),
		recordValue{"ExpandRestrictions", expandRestrictions(r)},
		part("SearchRestrictions", tagged("Searchable", r.Search)),
		part("InsertRestrictions", tagged("Insertable", r.Insert)),
		part("UpdateRestrictions", tagged("Updatable", r.Update)),
		part("DeleteRestrictions", tagged("Deletable", r.Delete)),
		part("ReadRestrictions", tagged("Readable", r.Read)),
	)
}

func selectSupport(s *SelectSupport) recordExpression {
	return record(
		tagged("Supported", s.Supported),
		tagged("Expandable", s.Expand),
		tagged("Filterable", s.Filter),
		tagged("Searchable", s.Search),
		tagged("TopSupported", s.Top),
		tagged("SkipSupported", s.Skip),
		tagged("ComputeSupported", s.Compute),
		tagged("Countable", s.Count),
		tagged("Sortable", s.Sort),
	)
}

func expandRestrictions(r *Restrictions) recordExpression {
	levels := r.ExpandLevels
	if levels == 0 {
		levels = -1
	}
	return record(tagged("Expandable", r.Expand), recordValue{"MaxLevels", intExpression(levels)})
}

// setAnnotations say where a set differs from the default.
func (d Document) setAnnotations(s *EntitySet) []annotation {
	all := described(s.Description)
	if d.Capabilities == nil {
		return all
	}
	if etag := s.Type.ETag; etag != nil {
		all = append(all, annotation{coreNamespace + ".OptimisticConcurrency", paths([]string{etag.Name})})
	}
	r := d.Capabilities.Sets[s]
	if len(r.EqualityOnly) > 0 {
		list := make(collectionExpression, 0, len(r.EqualityOnly))
		for _, path := range r.EqualityOnly {
			list = append(list, record(
				recordValue{"Property", propertyPathExpression(path)},
				recordValue{"AllowedExpressions", stringExpression("MultiValue")},
			))
		}
		all = append(all, capability("FilterRestrictions", record(recordValue{"FilterExpressionRestrictions", list})))
	}
	if len(r.Unsorted) > 0 {
		unsorted := recordValue{"NonSortableProperties", paths(r.Unsorted)}
		all = append(all, capability("SortRestrictions", record(unsorted)))
	}
	return all
}

// singletonAnnotations say what can be asked of a singleton, for which the default
// of collections does not hold.
func (d Document) singletonAnnotations(s *Singleton) []annotation {
	all := described(s.Description)
	if d.Capabilities == nil {
		return all
	}
	r := &d.Capabilities.Default
	return append(
		all,
		capability("SelectSupport", selectSupport(&r.Select)),
		capability("ExpandRestrictions", expandRestrictions(r)),
		capability("UpdateRestrictions", record(tagged("Updatable", r.Update))),
	)
}

// accessAnnotations say how requests are authorized. The place of a key is a
// member of an enumeration, without which its record is not whole: 4.0 documents
// have the schemes of HTTP only.
func (d Document) accessAnnotations() []annotation {
	access := &d.Capabilities.Access
	var all []annotation
	if list := parameters(access.Headers); len(list) > 0 {
		all = append(all, capability("CustomHeaders", list))
	}
	if list := parameters(access.QueryOptions); len(list) > 0 {
		all = append(all, capability("CustomQueryOptions", list))
	}
	var ways, schemes collectionExpression
	for _, a := range access.Authorizations {
		if a.Scheme == "" && !d.enums() {
			continue
		}
		ways = append(ways, authorization(a))
		schemes = append(schemes, record(recordValue{"Authorization", stringExpression(a.Name)}))
	}
	if len(ways) == 0 {
		return all
	}
	return append(
		all,
		annotation{authorizationNamespace + ".Authorizations", ways},
		annotation{authorizationNamespace + ".SecuritySchemes", schemes},
	)
}

func parameters(list []Parameter) collectionExpression {
	all := make(collectionExpression, 0, len(list))
	for _, p := range list {
		values := []recordValue{{"Name", stringExpression(p.Name)}}
		if p.Description != "" {
			values = append(values, recordValue{"Description", stringExpression(p.Description)})
		}
		all = append(all, record(append(values, tagged("Required", p.Required))...))
	}
	return all
}

// authorization is of a type derived from the declared one, which is abstract.
func authorization(a Authorization) recordExpression {
	values := []recordValue{{"Name", stringExpression(a.Name)}}
	if a.Description != "" {
		values = append(values, recordValue{"Description", stringExpression(a.Description)})
	}
	if a.Scheme != "" {
		values = append(values, recordValue{"Scheme", stringExpression(a.Scheme)})
		return recordExpression{authorizationNamespace + ".Http", values}
	}
	return recordExpression{authorizationNamespace + ".ApiKey", append(
		values,
		recordValue{"KeyName", stringExpression(a.KeyName)},
		recordValue{"Location", enumExpression{authorizationNamespace + ".KeyLocation", a.Location.String()}},
	)}
}
