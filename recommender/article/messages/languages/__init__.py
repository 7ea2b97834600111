"""The languages that the product speaks, a file each, read when a reader of it comes."""
