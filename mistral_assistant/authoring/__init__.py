"""What a pack author does with a pack: make one, test one, add documents."""
