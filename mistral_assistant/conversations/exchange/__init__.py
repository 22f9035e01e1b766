"""Conversations as files: written for people, for training and for this program, and read back."""
