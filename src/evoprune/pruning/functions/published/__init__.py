"""Functions that the published search found. Source: study 3, section 4. One file each."""
