"""Everything that xunwen itself raises.

::

    XunwenError
    ├── RecordError          a record cannot be read or understood
    │   ├── EncodingError    neither UTF-8 nor GB18030
    │   └── EmptyRecordError no words in it
    ├── QuestionError        a question cannot be asked
    ├── IndexFolderError     an index cannot be used as it is
    │   ├── IndexMissingError
    │   ├── IndexDamagedError
    │   ├── IndexStaleError  made by another encoder, segmenter or format
    │   ├── IndexBusyError   somebody else is writing
    │   └── IndexWriteError  the disk refuses: full, or read-only
    ├── EncoderError         a sentence model cannot be loaded
    ├── DatasetError         a question set or evaluation folder is malformed
    ├── DependencyError      an optional part is not installed
    └── SettingError         a setting has no possible meaning
        └── NoRecordError    it names a record that is not in the index

A message says what happened, where (a path with its line, or a field) and
what to do about it. Only the doors (command line, HTTP, MCP, page) catch.
"""


class XunwenError(Exception):
    """The base of every error below."""


class RecordError(XunwenError):
    """A record cannot be read or understood."""


class EncodingError(RecordError):
    """The bytes are neither UTF-8 nor GB18030."""


class EmptyRecordError(RecordError):
    """The record has no words in it."""


class QuestionError(XunwenError):
    """The question cannot be asked: empty, too long, or nothing but signs."""


class IndexFolderError(XunwenError):
    """An index cannot be used as it is."""


class IndexMissingError(IndexFolderError):
    """There is no index in the folder."""


class IndexDamagedError(IndexFolderError):
    """A file of the index is not what its manifest says."""


class IndexStaleError(IndexFolderError):
    """The index was made by another encoder, segmenter or format."""


class IndexBusyError(IndexFolderError):
    """Somebody else is writing the index."""


class IndexWriteError(IndexFolderError):
    """The index cannot be written: the disk is full, or the folder read-only."""


class EncoderError(XunwenError):
    """A sentence model cannot be loaded or used."""


class DatasetError(XunwenError):
    """A question set or evaluation folder is malformed."""


class DependencyError(XunwenError):
    """An optional part is not installed."""


class SettingError(XunwenError):
    """A setting has no possible meaning."""


class NoRecordError(SettingError):
    """There is no record of this id in the index."""
