#!/usr/bin/env bash
# Packages  extract-msg 0.57.0 and python-oxmsg 0.0.2 read; aspose-email-foss 26.3 only packs the storages of the message
# Expected  A message may hold attachments of several kinds side by side, each told by its own PidTagAttachMethod: 1 the
#           bytes are in the message, 7 it only names a file on the web ([MS-OXCMSG] 2.2.2.9). A reader gives the first
#           and says of the second that it has no bytes.
# Seen      extract-msg raises NotImplementedError for the whole message, so the form that is inside can't be had either.
#           python-oxmsg opens it and says of the web link that it is attached by value: it tests one bit of the method,
#           and 7 has it as 1 does. Its size is 0 and its bytes are None.
# Matters   People attach the form and share a second one as a link. "The mail can't be read" and "an empty form" are both
#           wrong: one form is there, another was only linked, and both have to be said, each by its name.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  extract-msg==0.57.0 python-oxmsg==0.0.2 aspose-email-foss==26.3 2>pip.log || { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import struct
import sys

import extract_msg
from aspose.email_foss.cfb.writer import CFBDocument, CFBStorage, CFBStream, CFBWriter
from oxmsg import Message

BY_VALUE, BY_WEB_REFERENCE = 1, 7
FORM = b"the bytes of a form" * 300


class Properties:
    """The properties of a message or attachment ([MS-OXMSG] 2.4): short ones in one stream, long ones in streams of their own."""

    def __init__(self, storage: CFBStorage, header: bytes) -> None:
        self.storage, self.stream = storage, header

    def number(self, tag: int, value: int) -> None:
        self.stream += struct.pack("<IIII", tag << 16 | 0x0003, 6, value, 0)

    def text(self, tag: int, value: str) -> None:
        self._own_stream(tag << 16 | 0x001F, value.encode("utf-16-le"), 2)

    def binary(self, tag: int, value: bytes) -> None:
        self._own_stream(tag << 16 | 0x0102, value, 0)

    def _own_stream(self, tag: int, value: bytes, terminator: int) -> None:
        self.storage.add_stream(CFBStream(f"__substg1.0_{tag:08X}", value))
        self.stream += struct.pack("<IIII", tag, 6, len(value) + terminator, 0)

    def close(self) -> None:
        self.storage.add_stream(CFBStream("__properties_version1.0", self.stream))


def message(name: str, with_link: bool) -> str:
    root = CFBStorage("Root Entry")
    names = root.add_storage(CFBStorage("__nameid_version1.0"))
    for tag in ("00020102", "00030102", "00040102"):
        names.add_stream(CFBStream(f"__substg1.0_{tag}"))
    count = 2 if with_link else 1
    mail = Properties(root, struct.pack("<QIIII8x", 0, 0, count, 0, count))
    mail.text(0x001A, "IPM.Note")
    mail.text(0x0037, "Forms of Alex Example")
    mail.number(0x340D, 0x00040000)  # texts are in Unicode
    mail.close()
    methods = [("Form.docx", BY_VALUE), ("Second form.docx", BY_WEB_REFERENCE)][:count]
    for number, (file_name, method) in enumerate(methods):
        attachment = Properties(root.add_storage(CFBStorage(f"__attach_version1.0_#{number:08X}")), bytes(8))
        attachment.number(0x0E21, number)
        attachment.number(0x3705, method)
        attachment.text(0x3707, file_name)
        if method == BY_VALUE:
            attachment.binary(0x3701, FORM)
        else:
            attachment.text(0x370D, "https://files.example/second-form")
        attachment.close()
    with open(name, "wb") as file:
        file.write(CFBWriter.to_bytes(CFBDocument(root)))
    return name


def by_extract_msg(name: str) -> object:
    try:
        mail = extract_msg.openMsg(name)  # its attachments know it by a weak reference only
        return [(attachment.getFilename(), len(attachment.data)) for attachment in mail.attachments]
    except NotImplementedError as error:
        return f"{type(error).__name__}: {error}"


def by_oxmsg(name: str) -> object:
    return [(part.file_name, part.size, part.attached_by_value) for part in Message.load(name).attachments]


print("extract-msg", metadata.version("extract-msg"), "python-oxmsg", metadata.version("python-oxmsg"))
alone, linked = message("alone.msg", False), message("linked.msg", True)
print("the form alone:      ", by_extract_msg(alone), by_oxmsg(alone))
print(f"with a link, expected: Form.docx of {len(FORM)} bytes by value, Second form.docx not by value")
print("  extract-msg:       ", by_extract_msg(linked))
print("  python-oxmsg:      ", by_oxmsg(linked), "(name, size, attached by value)")
sound = by_extract_msg(alone) == [("Form.docx", len(FORM))]
holds = str(by_extract_msg(linked)).startswith("NotImplementedError") and by_oxmsg(linked)[1] == ("Second form.docx", 0, True)
sys.exit(0 if sound and holds else 1)
PY
