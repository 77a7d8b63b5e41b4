"""Files into text, one module a format; every span leads back into that text."""

from corpus.readers.extract import Extract, NativeTurn
from corpus.readers.files import MOST_BYTES, read_file
from corpus.readers.formats import SUFFIXES

__all__ = ["MOST_BYTES", "SUFFIXES", "Extract", "NativeTurn", "read_file"]
