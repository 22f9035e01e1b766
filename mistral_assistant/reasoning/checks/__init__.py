"""The single checks that ``consistency`` runs; each takes read texts and yields findings."""
