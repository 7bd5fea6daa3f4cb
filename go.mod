module github.com/seed-267014d6/roster

go 1.26
