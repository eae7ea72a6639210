"""Functions that people wrote. Source: study 3, section 1.5. One file and one line each."""
