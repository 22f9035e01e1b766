"""Every kind of fault that a pack author can make, by the file that it is in."""

from pack_faults.answering import ANSWERING_FAULTS
from pack_faults.contents import CONTENTS_FAULTS
from pack_faults.manifest import MANIFEST_FAULTS
from pack_faults.understanding import UNDERSTANDING_FAULTS

FAULTS = [*MANIFEST_FAULTS, *UNDERSTANDING_FAULTS, *ANSWERING_FAULTS, *CONTENTS_FAULTS]
