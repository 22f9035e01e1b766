"""Search over passages and look-up of table rows."""
