module xplab/wine-helper

go 1.21
