"""What was published: plain values, the collection, readers of files, the register."""
