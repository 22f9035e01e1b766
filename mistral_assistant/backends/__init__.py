"""What speaks: the offline backend, and any other that has the one method of `base.Backend`."""
