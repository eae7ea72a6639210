"""Formats of files of labelled images: each module has `parse(data, dataset, place)`.

It gives the images of one file, uint8 of shape (rows, channels, height, width), and their labels,
int64 of shape (rows,), and raises CorruptFileError for anything else. The checksum came before. A
form in the manifest names its module.
"""
