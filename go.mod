module jinlin

go 1.26
