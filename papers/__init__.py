"""One way to make each kind of paper. No models; imports no other app of the project."""
