// Package metadata holds the entity data model of a service: it is built once
// from GORM models and written as CSDL XML, CSDL JSON and service document.
package metadata
