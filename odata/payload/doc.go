// Package payload writes answers and reads bodies: raw cells become JSON with
// control information, a JSON body becomes typed members, a fault an error body.
package payload
